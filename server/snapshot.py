"""The published side of a store: immutable snapshots and the `current` link that names the one to serve."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

CURRENT = "current"
SNAPSHOTS = "snapshots"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published state of the graph: `graph/` for the engine, `text.sqlite` for words, `counts.json`."""

    path: Path

    @property
    def id(self) -> str:
        return self.path.name

    @property
    def graph(self) -> Path:
        return self.path / "graph"

    @property
    def text(self) -> Path:
        return self.path / "text.sqlite"

    @property
    def counts(self) -> Path:
        return self.path / "counts.json"

    def open(self) -> ox.Store:
        """The snapshot's quads, read-only: safe from any number of processes, for nothing ever changes them."""
        return ox.Store.read_only(str(self.graph))


def current(store: Path) -> Snapshot | None:
    """The snapshot that is served now, or None where nothing was published yet."""
    try:
        return Snapshot(store / (store / CURRENT).readlink())
    except (FileNotFoundError, NotADirectoryError):
        return None
