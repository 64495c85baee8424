"""Reads `contradictions.yaml`: which facts cannot both hold."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pyoxigraph import NamedNode

from ontology import terms
from ontology.mapping import MappingError

PATH = terms.HERE / "contradictions.yaml"
NONE = ""
"""The value of a property that a fact does not have."""

Side = Mapping[NamedNode, frozenset[str]]

_NEEDED = {"kind", "about", "same", "sides"}
_KEYS = _NEEDED | {"alike", "agree", "voices"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which two facts contradict each other; the file's opening comment says what its parts mean.

    Values are IRIs, or literals in small letters.
    """

    kind: str
    about: frozenset[str]
    same: tuple[NamedNode, ...]
    alike: tuple[NamedNode, ...]
    agree: tuple[NamedNode, ...]
    sides: tuple[Side, ...]
    voices: bool = False

    def side(self, values: Callable[[NamedNode], frozenset[str]]) -> int | None:
        """The number of the side on which a fact with these values stands, None where it stands on none."""
        for number, side in enumerate(self.sides):
            if all(values(link) & wanted for link, wanted in side.items()):
                return number
        return None


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules, and how exactly a time must be known to prove an overlap."""

    rules: tuple[Rule, ...]
    within_days: int
    digest: str
    """Twelve hexadecimal digits that change when the file does."""


@cache
def load(path: Path = PATH) -> Rules:
    """The rules of the file; MappingError says what is wrong with it."""
    written = path.read_bytes()
    content = yaml.safe_load(written)
    rules = tuple(_rule(path, row) for row in content["rules"])
    return Rules(rules, int(content["within_days"]), hashlib.sha256(written).hexdigest()[:12])


def _rule(path: Path, row: dict[str, Any]) -> Rule:
    missing, unknown = _NEEDED - set(row), set(row) - _KEYS
    if missing or unknown:
        raise MappingError(
            f"{path}: rule {row.get('kind')!r}: missing {sorted(missing)}, unknown {sorted(unknown)}; expected"
            f" {', '.join(sorted(_NEEDED))} and perhaps {', '.join(sorted(_KEYS - _NEEDED))}"
        )
    try:
        same, alike, agree = (tuple(map(terms.expand, row.get(name, ()))) for name in ("same", "alike", "agree"))
        return Rule(
            kind=row["kind"],
            about=_values(row["about"]),
            same=same,
            alike=alike,
            agree=agree,
            sides=tuple(
                {terms.expand(name): _values(values) for name, values in side.items()} for side in row["sides"]
            ),
            voices=row.get("voices", False),
        )
    except KeyError as error:
        raise MappingError(f"{path}: rule {row['kind']!r}: prefix {error} is not in prefixes.ttl") from error


def _values(values: list[str]) -> frozenset[str]:
    """IRIs for prefixed names, words as they are, NONE for "none"."""
    return frozenset(
        NONE if value == "none" else terms.expand(value).value if ":" in value else value for value in values
    )
