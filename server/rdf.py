"""Triples and quads written as RDF, the same bytes for the same quads in the same order."""

from __future__ import annotations

import re
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
        mend(lambda stream: ox.serialize(items, stream, engine, prefixes=used), out)  # type: ignore[arg-type]
    else:
        ox.serialize(items, out, engine)  # type: ignore[arg-type]


def mend(run: Callable[[Stream], object], out: Stream | IO[bytes]) -> None:
    """Let `run` write Turtle, with what others stumble over mended.

    The engine has the prefix lines in another order each time; they are sorted. It writes `dbr:Foo_Inc\\.`, which is
    right (Turtle, section 6.4) and which rdflib 7.6 cannot read; such names are written out as IRIs.
    """
    stream = _Mended(out)
    run(stream)
    stream.close()


# A prefixed name that ends in an escaped point. In a string a backslash is escaped itself, so that `\\.` is never found
# there without another backslash before it.
_POINTED = re.compile(rb"(?<![^\s(])([\w.-]*):((?:[^\s\\]|\\.)*\\\.)(?=[\s,;)])")
_ESCAPE = re.compile(rb"\\(.)")
_PREFIX = re.compile(rb"@prefix ([\w.-]*): <([^>]*)> \.")


class _Mended:
    """Takes the engine's Turtle a piece at a time, and passes it on in whole lines."""

    def __init__(self, out: Stream | IO[bytes]) -> None:
        self._out = out
        self._rest = b""
        self._prefixes: list[bytes] = []
        self._spaces: dict[bytes, bytes] | None = None

    def write(self, data: bytes) -> int:
        whole, newline, self._rest = (self._rest + data).rpartition(b"\n")
        if newline:
            self._lines(whole + newline)
        return len(data)

    def flush(self) -> None:
        """Nothing: a line goes on when it is whole."""

    def close(self) -> None:
        """Write what is still held back."""
        self._lines(self._rest)
        self._begin()

    def _lines(self, lines: bytes) -> None:
        while self._spaces is None and lines:
            line, newline, rest = lines.partition(b"\n")
            if not line.startswith(b"@prefix "):
                self._begin()
                break
            self._prefixes.append(line + newline)
            lines = rest
        if lines:
            self._out.write(_POINTED.sub(self._written_out, lines) if b"\\." in lines else lines)

    def _begin(self) -> None:
        if self._spaces is None:
            self._spaces = {match[1]: match[2] for match in map(_PREFIX.match, self._prefixes) if match}
            if self._prefixes:
                self._out.write(b"".join(sorted(self._prefixes)))

    def _written_out(self, match: re.Match[bytes]) -> bytes:
        assert self._spaces is not None
        space = self._spaces.get(match[1])
        return match[0] if space is None else b"<" + space + _ESCAPE.sub(rb"\1", match[2]) + b">"
