"""How many triples the merged facts have of each property, and of each class: counted when a snapshot is made.

VoID publishes these numbers (`server.routes.description`), and the questions that ask for just them are answered from
them (`server.aggregates`); the engine would read every triple.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pyoxigraph as ox

from server import queries

TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
DEFAULT = ox.DefaultGraph()


@dataclass(slots=True)
class Counts:
    """Triples by property, and things by class; both by their terms as N-Triples writes them."""

    properties: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)

    @property
    def triples(self) -> int:
        """All triples of the merged facts."""
        return self.properties.total()

    @classmethod
    def count(cls, graph: ox.Store) -> Self:
        """The counts of a store's default graph, counted from the beginning."""
        return cls(_counted(graph, "count_properties"), _counted(graph, "count_classes"))

    def follow(self, come: Iterable[ox.Quad], gone: Iterable[ox.Quad]) -> None:
        """Know that these quads came, which were not there, and that those went, which were."""
        for sign, quads in ((1, come), (-1, gone)):
            for quad in quads:
                if quad.graph_name == DEFAULT:
                    _add(self.properties, quad.predicate, sign)
                    if quad.predicate == TYPE:
                        _add(self.classes, quad.object, sign)

    def write(self, path: Path) -> None:
        """Lay them down as JSON."""
        path.write_text(json.dumps({"properties": self.properties, "classes": self.classes}), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """What `write` laid down; None where nothing is, as in snapshots of former versions."""
        try:
            found = json.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        return cls(Counter(found["properties"]), Counter(found["classes"]))


def _add(counts: Counter[str], term: object, number: int) -> None:
    key = str(term)
    counts[key] += number
    if not counts[key]:
        del counts[key]


def _counted(graph: ox.Store, query: str) -> Counter[str]:
    rows = graph.query(queries.text(query))
    assert isinstance(rows, ox.QuerySolutions)
    return Counter({str(row["term"]): int(row["count"].value) for row in rows})
