"""The country that its part of the world describes: "the southern African nation", "the Gulf state".

Where only one of the countries named before lies there, it is meant; which lie where, `ontology/entities/regions.yaml`
tells.
"""

from __future__ import annotations

from extract.article import Mention
from extract.grammar import GRAMMAR
from extract.lexical import Words
from extract.names import NameFinder
from extract.positions import Positions

BACK, NEAR = 220, 60  # tokens that it may look back; where several countries of the region are named, only so far
WIDEST = 7  # tokens from the determiner to the noun
LONGEST = 3  # words of a region's name
NEW = frozenset(("of", "that", "to", "where", "with"))  # words behind it that say which is meant: none named before


def country_at(i: int, at: Positions, words: Words, finder: NameFinder) -> tuple[int, int, int] | None:
    """The first token, the end and the chain of a description of a country whose noun opens at token `i`."""
    end = _noun_end(i, words, finder)
    if end is None:
        return None
    first, region = i - 1, frozenset[str]()
    while first > 0 and i - first < WIDEST and finder.lower[first] not in GRAMMAR.definite:
        size = 0 if region else _region_size(first + 1, words, finder)
        if size:
            region = words.regions[tuple(finder.lower[first + 1 - size : first + 1])]
        elif finder.capital[first] or _singles_out(first, finder):
            return None
        first -= size or 1
    if not region or finder.lower[first] not in GRAMMAR.definite:
        return None
    meant = _only(region, first - BACK, first, at, finder) or _only(region, first - NEAR, first, at, finder)
    return (first, end, meant.chain) if meant is not None else None


def _noun_end(i: int, words: Words, finder: NameFinder) -> int | None:
    """The end of a noun for a country that opens at a token, and that nothing behind it tells more of."""
    for size in (2, 1):
        noun = tuple(finder.lower[i : i + size])
        if noun in words.regional:
            end = i + size
            follows = finder.lower[end] if end < len(finder.lower) else ""
            named = bool(follows) and (finder.capital[end] or finder.pos[end] in ("NOUN", "PROPN"))
            return None if named or follows in NEW else end
    return None


def _region_size(end: int, words: Words, finder: NameFinder) -> int:
    """How many words before a token are the name of a region."""
    return next((n for n in range(LONGEST, 0, -1) if tuple(finder.lower[max(0, end - n) : end]) in words.regions), 0)


def _singles_out(i: int, finder: NameFinder) -> bool:
    """Whether a word tells one of its kind, of which nothing was said yet: "the first African country"."""
    return finder.lower[i] in GRAMMAR.ordering or finder.doc[i].tag_ in ("JJS", "RBS", "CD")


def _only(region: frozenset[str], first: int, last: int, at: Positions, finder: NameFinder) -> Mention | None:
    """The last mention between two tokens of the only country of the region that is named there."""
    found: dict[str, Mention] = {}
    for mention in at.starting(first, last):
        rows = [c.row for c in finder.candidates(mention.first, mention.last)[:1]]
        if rows and rows[0].type == "country" and not region.isdisjoint(code for _, code in rows[0].codes):
            found[rows[0].id] = mention
    return next(iter(found.values())) if len(found) == 1 else None
