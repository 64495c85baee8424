"""Spans of names while they are being found: what was found, by what, and which of them share a token."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_INITIALISM = re.compile(r"[A-Z][A-Za-z]*(?:[.&-]?[A-Z0-9]){1,7}[a-z]?\.?")


@dataclass(frozen=True, slots=True)
class Found:
    """A name at tokens `first`..`last` (exclusive), with the reader's label or the one that its pattern tells.

    `by` is "reader", "table", "pattern", "acronym" or "repeat"; `inside` marks a name within a longer one;
    `defines` is, for an acronym in brackets, the first token of the long form that it stands for.
    """

    first: int
    last: int
    label: str
    by: str
    inside: bool = False
    defines: int = -1

    def overlaps(self, other: Found) -> bool:
        return self.first < other.last and other.first < self.last

    def holds(self, other: Found) -> bool:
        return self.first <= other.first and other.last <= self.last


class Names:
    """Names by the tokens they cover, so that those in the way of another are found at once."""

    def __init__(self, found: Iterable[Found] = ()) -> None:
        self._at: dict[int, list[Found]] = {}
        self._all: dict[Found, None] = {}
        for name in found:
            self.add(name)

    def add(self, name: Found) -> None:
        self._all[name] = None
        for token in range(name.first, name.last):
            self._at.setdefault(token, []).append(name)

    def drop(self, name: Found) -> None:
        if name in self._all:
            del self._all[name]
            for token in range(name.first, name.last):
                self._at[token].remove(name)

    def over(self, name: Found) -> list[Found]:
        """Those that share a token with the name."""
        return list(dict.fromkeys(f for token in range(name.first, name.last) for f in self._at.get(token, ())))

    def ending(self, token: int) -> list[Found]:
        """Those whose last token is the one before `token`."""
        return [f for f in self._at.get(token - 1, ()) if f.last == token]

    def listed(self) -> list[Found]:
        return list(self._all)


def is_acronym(text: str) -> bool:
    """Whether a word is written as an acronym ("SCO", "AfCFTA", "U.S.")."""
    return _INITIALISM.fullmatch(text) is not None and sum(c.isupper() for c in text) > 1
