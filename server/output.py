"""Where an answer is written to: counted, limited, compressed where asked, and sent to the server in frames."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

from server import frames
from server.frames import End, Job

T = TypeVar("T")

# What begins a row in JSON (the first; each further one) and in XML and can be nothing else, and how long that is. In
# JSON a `"` inside a value has a backslash before it, and one that ends a value has a comma or brace after it; in XML
# `<` inside a value is escaped. A pattern each: one that begins with a choice is looked for five times as slowly.
_JSON_ROWS = (re.compile(rb'"bindings":\[\{"[^,}]'), 15), (re.compile(rb'\}\},\{"[^,}]'), 6)
_XML_ROWS = ((re.compile(rb"<result>"), 8),)
_HEAD = frames.pack(frames.HEAD, b"")
_PREFIX_LINE = re.compile(rb"@prefix ([^:\s]*): <[^>]*> \.\n")


class LimitError(Exception):
    """An answer that is longer than answers may be."""


class Compressor(Protocol):
    """What zlib and zstandard have in common."""

    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


class Output:
    """A binary stream for the engine to write one answer to."""

    def __init__(self, send: Callable[[bytes], object], job: Job) -> None:
        self.rows: int | None = None
        self.stopped: LimitError | None = None
        self._transmit = send
        self._job = job
        self._bytes = 0
        self._buffer = bytearray()
        self._sent_head = False
        self._count: Callable[[bytes], int] | None = None
        self._compressor = compressor(job.encoding)

    def write(self, data: bytes) -> int:
        """Take a piece of the answer; raises LimitError where it is one too many."""
        self._bytes += len(data)
        if self._count is not None and self.rows is not None:
            self.rows += self._count(data)
            if self.rows > self._job.max_rows:
                self._stop(f"The answer has more than {self._job.max_rows:,} rows; ask with LIMIT and OFFSET.")
        if self._bytes > self._job.max_bytes:
            self._stop(f"The answer is longer than {self._job.max_bytes:,} bytes; ask with LIMIT and OFFSET.")
        self._buffer += data
        while len(self._buffer) >= frames.FRAME:  # one value may be of any length; no frame is
            self._send(self._compressed(bytes(self._buffer[: frames.FRAME])))
            del self._buffer[: frames.FRAME]
        return len(data)

    def flush(self) -> None:
        """Nothing: frames go out when they are full."""

    def counted(self, items: Iterable[T]) -> Iterator[T]:
        """The items as they are, counted as rows."""
        for number, item in enumerate(items, start=1):
            self.rows = number
            if number > self._job.max_rows:
                self._stop(f"The answer has more than {self._job.max_rows:,} triples; ask with LIMIT and OFFSET.")
            yield item

    def count_rows(self, format: str) -> None:
        """Count rows as they are written in this format."""
        self.rows = -1 if format in ("csv", "tsv") else 0  # their first line is the header
        self._count = _row_counter(format)

    def finish(self, began: float) -> None:
        """Send what is left and how it went."""
        data = bytes(self._buffer)
        if not self._sent_head and self._job.format in ("ttl", "trig"):
            data = without_unused_prefixes(data)
        last = self._compressed(data)
        if self._compressor is not None:
            last += self._compressor.flush()
        end = End(self.rows, self._bytes, time.process_time() - began).pack()
        if self._sent_head:
            self._send(last, frames.pack(frames.END, end))
        else:
            self._transmit(frames.pack(frames.WHOLE, end + last))

    def _compressed(self, data: bytes) -> bytes:
        return data if self._compressor is None else self._compressor.compress(data)

    def _send(self, data: bytes, closing: bytes = b"") -> None:
        head = b"" if self._sent_head else _HEAD
        self._sent_head = True
        self._transmit(b"".join((head, frames.pack(frames.CHUNK, data) if data else b"", closing)))

    def _stop(self, message: str) -> None:
        self.stopped = LimitError(message)
        raise self.stopped


def compressor(encoding: str | None) -> Compressor | None:
    """What compresses for a content coding of `ENCODINGS`; None for none."""
    if encoding == "gzip":
        return zlib.compressobj(5, zlib.DEFLATED, 31)
    if encoding == "br":
        return _Brotli()
    if encoding == "zstd":
        import zstandard

        made: Compressor = zstandard.ZstdCompressor(level=3).compressobj()
        return made
    return None


class _Brotli:
    """Brotli under the names that zlib has for the same; at level 4 it is about as quick as gzip, and smaller."""

    def __init__(self) -> None:
        import brotli

        compressor = brotli.Compressor(quality=4)
        self.compress: Callable[[bytes], bytes] = compressor.process
        self.flush: Callable[[], bytes] = compressor.finish


def without_unused_prefixes(turtle: bytes) -> bytes:
    """A short Turtle document without the prefix lines that it does not use."""
    end = 0
    while match := _PREFIX_LINE.match(turtle, end):
        end = match.end()
    head, body = turtle[:end], turtle[end:]
    used = {match[1] for match in re.finditer(rb"(?:^|[\s(\[,;^])([\w.-]*):", body)}
    return b"".join(m.group() for m in _PREFIX_LINE.finditer(head) if m[1] in used) + body


def _row_counter(format: str) -> Callable[[bytes], int]:
    """Counts the rows in the pieces of an answer; CSV's and TSV's header is one more."""
    if format == "tsv":  # line ends inside values are escaped
        return lambda data: data.count(b"\n")
    if format == "csv":
        return _csv_counter()
    marks = [_marks(pattern, length) for pattern, length in (_JSON_ROWS if format == "json" else _XML_ROWS)]
    return lambda data: sum(count(data) for count in marks)


def _csv_counter() -> Callable[[bytes], int]:
    """Counts the line ends outside quotation marks; those inside belong to values (RFC 4180)."""
    inside = False

    def count(data: bytes) -> int:
        nonlocal inside
        rows = 0
        for place, part in enumerate(data.split(b'"')):
            inside = inside != bool(place)
            rows += 0 if inside else part.count(b"\n")
        return rows

    return count


def _marks(pattern: re.Pattern[bytes], length: int) -> Callable[[bytes], int]:
    """Counts a mark of this length that may be split between two pieces."""
    tail = b""

    def count(data: bytes) -> int:
        nonlocal tail
        whole = tail + data
        tail = whole[1 - length :]  # too short to hold a mark that was counted
        return len(pattern.findall(whole))

    return count
