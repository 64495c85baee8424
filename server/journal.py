"""The change a writer is about to make, on disk before it begins, so that a killed writer's change can be completed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyoxigraph as ox

Verb = Literal["replace", "put", "post", "delete"]


@dataclass(frozen=True, slots=True)
class Pending:
    """A graph (None: the default graph) and the quads it is to have; `replace` brings default-graph quads along.

    `quads` is a store and not a list because the engine normalises terms ("007" as an integer is 7): what is compared
    with the live quads has gone the same way.
    """

    verb: Verb
    name: str | None
    quads: ox.Store

    @property
    def graph(self) -> ox.NamedNode | ox.DefaultGraph:
        return ox.DefaultGraph() if self.name is None else ox.NamedNode(self.name)

    @property
    def makes_graph(self) -> bool:
        """Whether the graph is to exist afterwards, even without a quad: it was put, or posted to."""
        return self.name is not None and self.verb in ("put", "post")

    @property
    def drops_graph(self) -> bool:
        """Whether the graph is to be gone afterwards: deleted, or an article's with no quads left."""
        if self.name is None:
            return False
        return self.verb == "delete" or (self.verb == "replace" and not len(self.quads))

    def check(self) -> None:
        """Raise ValueError where a quad is in neither the graph nor, for an article, the default graph."""
        allowed = {self.graph, ox.DefaultGraph()} if self.verb == "replace" else {self.graph}
        for quad in self.quads:
            if quad.graph_name not in allowed:
                raise ValueError(f"a quad for {self.name} is in the graph {quad.graph_name}; expected its own: {quad}")


class Journal:
    """At most one pending change, in the file `path`: a line of JSON, then N-Quads."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, pending: Pending) -> None:
        """Lay the change down; it is there whole or not at all."""
        draft = self._path.with_suffix(".draft")
        with draft.open("wb") as stream:
            stream.write(json.dumps([pending.verb, pending.name]).encode() + b"\n")
            pending.quads.dump(stream, ox.RdfFormat.N_QUADS)
        draft.replace(self._path)

    def read(self) -> Pending | None:
        """The change that a killed writer did not complete, if any."""
        try:
            with self._path.open("rb") as stream:
                verb, name = json.loads(stream.readline())
                quads = ox.Store()
                quads.extend(ox.parse(stream, ox.RdfFormat.N_QUADS))  # `load` would rename blank nodes
        except FileNotFoundError:
            return None
        return Pending(verb, name, quads)

    def clear(self) -> None:
        """Forget the change: it is done."""
        self._path.unlink(missing_ok=True)
