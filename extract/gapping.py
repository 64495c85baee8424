"""What a verb left out says: "Poland joined in 2004 and Romania in 2007" tells of Romania, too, and another time.

Names with a time of their own behind them, right after the time of what was said before, take the place of the last
name of their type among the verb's subject and object (gapping, Ross 1970). Parsers make all sorts of things of it;
the order of names and times tells it surely.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from extract.article import Mention
from extract.grammar import GRAMMAR
from extract.words import VERBAL, closing, lemma, opening

DATE = "Date"  # the reader's label
LONGEST = 6  # words of "the following year"


@dataclass(frozen=True, slots=True)
class Gap:
    """A name in the place of another, the verb that is left out, and the words of the name's own time."""

    verb: int
    first: int
    last: int


class Gaps:
    """The gaps of one Doc, by the head of the name that takes another's place."""

    def __init__(self, doc: Doc, names: Mapping[int, Mention]) -> None:
        self.doc = doc
        self.names = names
        self.of_name: dict[int, Gap] = {}
        if doc.has_annotation("DEP"):
            for mention in sorted(set(names.values()), key=lambda m: m.first):
                self._look(mention)

    def like(self, name: int, given: Iterable[Token]) -> Token | None:
        """Of the words given the last before a name that names a thing of its type."""
        kind = _type(self.names.get(name))
        like = [t for t in given if t.i < name and kind and _type(self.names.get(t.i)) == kind]
        return max(like, key=lambda t: t.i, default=None)

    def _look(self, mention: Mention) -> None:
        end = self._time(mention.last)
        if end is None or mention.head not in self.names:
            return
        names, before = [mention], self._joint(mention.first)
        while before is not None and (other := self.names.get(before - 1)) is not None and other.last == before:
            names.append(other)
            before = self._joint(other.first)
        verb = self._verb(before) if before is not None else None
        if verb is not None:
            for name in names:
                self.of_name[name.head] = Gap(verb, mention.last, end)

    def _joint(self, first: int) -> int | None:
        """Where the words end before a comma or "and", and an article, in front of a name; None without either."""
        i = first
        while i > 0 and self.doc[i - 1].lower_ in GRAMMAR.definite:
            i -= 1
        joined = i
        while i > 0 and (self.doc[i - 1].text == "," or self.doc[i - 1].lower_ in GRAMMAR.coordinating):
            i -= 1
        return i if i < joined and i > opening(self.doc[first]) else None

    def _time(self, first: int) -> int | None:
        """Where the time ends that follows a name up to the next joint: "in 2007", "the following year"."""
        end = min(first + LONGEST, closing(self.doc[first - 1]))
        for i in range(first, end):
            word = self.doc[i]
            if word.is_punct or word.lower_ in GRAMMAR.coordinating:
                return i if i > first and self._is_time(self.doc[i - 1]) else None
            if word.pos_ in VERBAL and word.tag_ != "VBG":
                return None
        return end if end > first and end == closing(self.doc[first - 1]) and self._is_time(self.doc[end - 1]) else None

    def _is_time(self, word: Token) -> bool:
        return word.ent_type_ == DATE or lemma(word) in GRAMMAR.units

    def _verb(self, before: int) -> int | None:
        """The verb whose time ends at a token."""
        time = self.doc[before - 1]
        if not self._is_time(time):
            return None
        told = next((gap for gap in self.of_name.values() if gap.first <= time.i < gap.last), None)
        if told is not None:
            return told.verb
        verb = next((node for node in time.ancestors if node.pos_ == "VERB"), None)
        return verb.i if verb is not None and verb.i < time.i else None


def _type(mention: Mention | None) -> str:
    return mention.entity.type if mention is not None and mention.entity is not None else ""
