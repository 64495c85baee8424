"""Triples and quads written as RDF, the same bytes for the same quads in the same order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import IO, Protocol

import pyoxigraph as ox

from server import jsonld, negotiate, prefixes

WITH_PREFIXES = frozenset({"ttl", "trig", "n3"})


class Stream(Protocol):
    """Something that bytes can be written to."""

    def write(self, data: bytes, /) -> int: ...


def write(
    items: Iterable[ox.Triple] | Iterable[ox.Quad],
    format: str,
    out: Stream | IO[bytes],
    *,
    more: Mapping[str, str] | None = None,
) -> None:
    """Write triples, or quads in a format that has graphs; `format` is a name of `server.negotiate`.

    `more` are prefixes beside those of the table.
    """
    if format == "jsonld":
        jsonld.write(items, out)
        return
    engine = negotiate.BY_NAME[format].engine
    assert isinstance(engine, ox.RdfFormat)
    if format in WITH_PREFIXES:
        used = {**prefixes.table(), **(more or {})}
        sort_prefixes(lambda stream: ox.serialize(items, stream, engine, prefixes=used), out)  # type: ignore[arg-type]
    else:
        ox.serialize(items, out, engine)  # type: ignore[arg-type]


def sort_prefixes(run: Callable[[Stream], object], out: Stream | IO[bytes]) -> None:
    """Let `run` write Turtle, with the prefix lines in order: the engine has them in another order each time."""
    stream = _Header(out)
    run(stream)
    stream.close()


class _Header:
    """Holds the prefix lines back until the first line that is none."""

    def __init__(self, out: Stream | IO[bytes]) -> None:
        self._out = out
        self._held: bytearray | None = bytearray()

    def write(self, data: bytes) -> int:
        if self._held is None:
            return self._out.write(data)
        self._held += data
        lines = bytes(self._held).split(b"\n")
        ahead = next((place for place, line in enumerate(lines) if not line.startswith(b"@prefix ")), len(lines))
        if ahead < len(lines) - 1 or (ahead == len(lines) - 1 and len(lines[-1]) >= len(b"@prefix ")):
            self._release(lines, ahead)
        return len(data)

    def flush(self) -> None:
        """Nothing: what is written goes on at once, save for the prefix lines."""

    def close(self) -> None:
        """Write what is still held back."""
        if self._held is not None:
            lines = bytes(self._held).split(b"\n")
            self._release(lines, max(0, len(lines) - 1))

    def _release(self, lines: list[bytes], ahead: int) -> None:
        self._held = None
        self._out.write(b"\n".join([*sorted(lines[:ahead]), *lines[ahead:]]))
