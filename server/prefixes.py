"""The prefixes that Turtle and the query page use: the one table, `ontology/prefixes.ttl`."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources


@cache
def table() -> dict[str, str]:
    """Prefix -> namespace, in the table's order."""
    source = resources.files("ontology").joinpath("prefixes.ttl")
    try:
        text = source.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    return dict(re.findall(r"^@prefix\s+([\w-]*):\s*<([^>]*)>\s*\.", text, flags=re.MULTILINE))
