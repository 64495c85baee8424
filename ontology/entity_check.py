"""What may be wrong with the entity table: duplicates, colliding names, dangling countries, unknown kinds.

Grave problems make a wrong link or a broken file; the others are collisions that the linker has to weigh, listed for
the person who keeps the overrides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ontology.entity_table import NAME_KINDS, Row

HEAVY = 60  # weight from which two bearers of one acronym are worth a look


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: the entities, what is wrong, and whether the table must not be used so."""

    ids: tuple[str, ...]
    what: str
    grave: bool = False

    def __str__(self) -> str:
        return f"{', '.join(self.ids)}: {self.what}"


def problems(rows: Iterable[Row]) -> list[Problem]:
    """All findings, the grave ones first."""
    table = list(rows)
    found = [*_ids(table), *_references(table), *_labels(table), *_acronyms(table), *_demonyms(table)]
    return sorted(found, key=lambda p: (not p.grave, p.what, p.ids))


def _ids(table: list[Row]) -> Iterator[Problem]:
    seen: set[str] = set()
    links: dict[str, str] = {}
    for row in table:
        if row.id in seen:
            yield Problem((row.id,), "two rows with this id", grave=True)
        seen.add(row.id)
        for iri in row.same_as:
            other = links.setdefault(iri, row.id)
            if other != row.id:
                yield Problem((other, row.id), f"both linked to {iri}")


def _references(table: list[Row]) -> Iterator[Problem]:
    ids = {row.id for row in table}
    for row in table:
        if row.country and row.country not in ids:
            yield Problem((row.id,), f"its country {row.country} is not in the table", grave=True)
        for name in row.names:
            if name.kind not in NAME_KINDS:
                yield Problem((row.id,), f"name {name.text!r} of unknown kind {name.kind!r}", grave=True)


def _labels(table: list[Row]) -> Iterator[Problem]:
    """Two entities of one type, label and country: one of them is likely the other."""
    named: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in table:
        if row.type in ("country", "sport_body", "noc", "outlet", "league"):
            named[row.type, row.label.casefold(), row.country].append(row.id)
    for (kind, label, _), ids in named.items():
        if len(ids) > 1:
            yield Problem(tuple(ids), f"{len(ids)} of type {kind} called {label!r}")


def _acronyms(table: list[Row]) -> Iterator[Problem]:
    bearers: dict[str, list[str]] = defaultdict(list)
    for row in table:
        if row.weight >= HEAVY:
            for name in row.names:
                if name.kind == "acronym":
                    bearers[name.text.replace(".", "").upper()].append(row.id)
    for acronym, ids in bearers.items():
        if len(set(ids)) > 1:
            yield Problem(tuple(dict.fromkeys(ids)), f"share the acronym {acronym}")


def _demonyms(table: list[Row]) -> Iterator[Problem]:
    bearers: dict[str, list[str]] = defaultdict(list)
    for row in table:
        for name in row.names:
            if name.kind in ("demonym", "adjective"):
                bearers[name.text].append(row.id)
    for demonym, ids in bearers.items():
        if len(set(ids)) > 1:
            yield Problem(tuple(dict.fromkeys(ids)), f"share the demonym {demonym}")
