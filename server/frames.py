"""How the server and its query processes talk: frames over a socket pair, each a kind, a length and that many bytes."""

from __future__ import annotations

import marshal
import struct
from dataclasses import dataclass
from typing import Any, NamedTuple

PREFIX = struct.Struct("!cI")
_END = struct.Struct("!qqd")
END_SIZE = _END.size
FRAME = 256 << 10

# From the server: `JOB`s, one at a time, and between them `RENEW`, to go on in another thread. From the worker: `READY`
# with the number of its thread, for each thread; then for each job either `WHOLE` (an `End`, then the answer) or `HEAD`
# when the answer begins, any number of `CHUNK`s, and `END`; or `ERROR` (JSON of `Failure`) in place of what is left.
JOB, RENEW, READY, WHOLE, HEAD, CHUNK, END, ERROR = b"J", b"N", b"R", b"W", b"H", b"C", b"E", b"X"
THREAD = struct.Struct("!q")


class Job(NamedTuple):
    """What a worker is to do: `verb` is query, dump or graph; the rest as each needs it."""

    verb: str
    snapshot: str
    query: str = ""
    format: str = ""
    base: str | None = None
    default_graphs: tuple[str, ...] | None = None  # None: as the query says, or the store's own
    named_graphs: tuple[str, ...] | None = None
    star: int | None = None  # where the `*` of SELECT * stands, and in `columns` the variables as they appear
    columns: tuple[str, ...] = ()
    searches: tuple[tuple[Any, ...], ...] = ()  # the fields of `magic.Search`, for each search
    counted: tuple[str, ...] | None = None  # the fields of `aggregates.Plan`, where the query has one
    ranked: tuple[Any, ...] | None = None  # the fields of `ranking.Plan`, where the query has one
    bindings: dict[str, str] = {}  # noqa: RUF012 (never changed); variable -> RDF term in N-Triples
    encoding: str | None = None
    max_rows: int = 1 << 62
    max_bytes: int = 1 << 62

    def pack(self) -> bytes:
        """As the body of a frame. Only the worker reads it: what comes back is read by the server, as plain structs."""
        return marshal.dumps(tuple(self))

    @classmethod
    def unpack(cls, body: bytes) -> Job:
        """What `pack` packed."""
        return cls._make(marshal.loads(body))


class End(NamedTuple):
    """How a job ended well: rows (where counted), size in bytes before compression, seconds of processor time."""

    rows: int | None
    size: int
    cpu: float

    def pack(self) -> bytes:
        """As the body of a frame, or the beginning of one."""
        return _END.pack(-1 if self.rows is None else self.rows, self.size, self.cpu)

    @classmethod
    def unpack(cls, body: bytes) -> End:
        """What `pack` packed, where the body begins with it."""
        rows, size, cpu = _END.unpack_from(body)
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
