"""Answers kept in memory until the graph changes: bounded by bytes, the one unused for longest goes first."""

from __future__ import annotations

from collections import OrderedDict

from server.responses import Headers

OVERHEAD = 512  # bytes of an entry that are not its body, about


class Cache:
    """Whole answers by their entity tag, all of one snapshot."""

    def __init__(self, size: int, largest: int) -> None:
        self._size, self._largest = size, min(largest, size)
        self._entries: OrderedDict[str, tuple[Headers, bytes]] = OrderedDict()
        self._snapshot = ""
        self.bytes = 0
        self.hits = self.misses = 0

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, tag: str, snapshot: str) -> tuple[Headers, bytes] | None:
        """The answer, if it is kept; a snapshot other than the last empties the cache."""
        if snapshot != self._snapshot:
            self.clear()
            self._snapshot = snapshot
        found = self._entries.get(tag)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._entries.move_to_end(tag)
        return found

    def put(self, tag: str, snapshot: str, headers: Headers, body: bytes) -> None:
        """Keep an answer, unless it is too large or of a snapshot that is no longer served."""
        size = len(body) + OVERHEAD
        if size > self._largest or snapshot != self._snapshot or tag in self._entries:
            return
        self._entries[tag] = headers, body
        self.bytes += size
        while self.bytes > self._size:
            _, (_, old) = self._entries.popitem(last=False)
            self.bytes -= len(old) + OVERHEAD

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self.bytes = 0
