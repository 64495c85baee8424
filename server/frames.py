"""How the server and its query processes talk: frames over a socket pair, each a kind, a length and that many bytes."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any

PREFIX = struct.Struct("!cI")
_END = struct.Struct("!qqd")
FRAME = 64 << 10

# From the worker: `READY` once, then for each job `HEAD` when the answer begins, any number of `CHUNK`s, and `END` (an
# `End`); or `ERROR` (JSON of `Failure`) in place of what is left.
JOB, READY, HEAD, CHUNK, END, ERROR = b"J", b"R", b"H", b"C", b"E", b"X"


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is to do: `verb` is query, dump or graph; the rest as each needs it."""

    verb: str
    snapshot: str
    query: str = ""
    format: str = ""
    base: str | None = None
    default_graphs: list[str] | None = None  # None: as the query says, or the store's own
    named_graphs: list[str] | None = None
    star: int | None = None  # where the `*` of SELECT * stands, and in `columns` the variables as they appear
    columns: list[str] = field(default_factory=list)
    searches: list[list[Any]] = field(default_factory=list)  # the fields of `magic.Search`, for each search
    bindings: dict[str, str] = field(default_factory=dict)  # variable -> RDF term in N-Triples
    encoding: str | None = None
    max_rows: int = 1 << 62
    max_bytes: int = 1 << 62


@dataclass(frozen=True, slots=True)
class End:
    """How a job ended well: rows (where counted), size in bytes before compression, seconds of processor time."""

    rows: int | None
    size: int
    cpu: float

    def pack(self) -> bytes:
        """As the body of a frame."""
        return _END.pack(-1 if self.rows is None else self.rows, self.size, self.cpu)

    @classmethod
    def unpack(cls, body: bytes) -> End:
        """What `pack` packed."""
        rows, size, cpu = _END.unpack(body)
        return cls(None if rows < 0 else rows, size, cpu)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job ended badly: the HTTP status and a sentence; where in the query, if it is the query."""

    status: int
    message: str
    line: int | None = None
    column: int | None = None


def pack(kind: bytes, body: bytes) -> bytes:
    """One frame."""
    return PREFIX.pack(kind, len(body)) + body


def fields(record: Any) -> dict[str, Any]:
    """A record of this module as JSON has it; `dataclasses.asdict` would copy every list in it."""
    return {name: getattr(record, name) for name in record.__slots__}
