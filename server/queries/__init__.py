"""The server's questions to the graph, one in a file; each begins with a comment that says what it answers."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def text(name: str) -> str:
    """The query in `queries/{name}.rq`."""
    return resources.files(__name__).joinpath(f"{name}.rq").read_text(encoding="utf-8")
