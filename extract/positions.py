"""Mentions by where they stand: the ones that end or start at a token, that a word heads, or that cover it, found at
once.

An article may be a book; a search through all its mentions for each of them would take hours.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from spacy.tokens import Token

from extract.article import Mention

LONGEST = 40  # tokens that a mention covers at most, for `covering`


class Positions:
    """The mentions of an article, indexed once."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self.mentions = sorted(mentions, key=lambda m: (m.first, m.last))
        self._firsts = [m.first for m in self.mentions]
        self._ending: dict[int, list[Mention]] = defaultdict(list)
        for mention in self.mentions:
            self._ending[mention.last].append(mention)

    def ending(self, token: int) -> list[Mention]:
        """Those whose last token is the one before `token`, the longest first."""
        return self._ending.get(token, [])

    def starting(self, first: int, last: int | None = None) -> list[Mention]:
        """Those that start at token `first`, or from there to `last` (exclusive), in order."""
        end = first + 1 if last is None else last
        return self.mentions[bisect_left(self._firsts, first) : bisect_left(self._firsts, end)]

    def covering(self, token: int) -> list[Mention]:
        """Those that cover the token."""
        return [m for m in self.starting(token - LONGEST, token + 1) if m.last > token]


def by_token(mentions: Iterable[Mention]) -> dict[int, Mention]:
    """For each token that mentions cover the longest of them."""
    return {i: m for m in sorted(mentions, key=lambda m: m.last - m.first) for i in range(m.first, m.last)}


class Heads:
    """The mentions of an article by the words that head them, or that they cover."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self.mentions = tuple(mentions)
        self.over = by_token(self.mentions)
        self._headed: dict[int, list[Mention]] = defaultdict(list)
        for mention in sorted(self.mentions, key=lambda m: m.last - m.first):
            self._headed[mention.head].append(mention)

    def headed(self, token: Token) -> list[Mention]:
        """The mentions that the token heads, the narrowest first."""
        return self._headed.get(token.i, [])

    def mention(self, token: Token) -> Mention | None:
        """The widest mention that the token heads, or else the narrowest that covers it."""
        headed = self.headed(token)
        return max(headed, key=lambda m: m.last - m.first) if headed else self.over.get(token.i)

    def in_name(self, token: Token) -> bool:
        """Whether the token is a word of a name."""
        return token.i in self.over and self.over[token.i].kind == "name"
