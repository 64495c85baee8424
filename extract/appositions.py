"""Who bears a title and where it is held, read off the words that stand beside it.

"Russian Prime Minister Mikhail Mishustin", "Its president, Maia Sandu", "Sergei Lebedev, the CIS Secretary General", "AU chairperson President Abdel Fattah
el-Sisi": titles and names stand side by side, and news does it in every other sentence. The order of the words decides this more surely than
a parser; the parse is asked only where a title stands apart from its bearer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from extract.article import Mention

HOLDERS = frozenset(("country", "territory", "region", "city", "organisation", "sport_body", "noc", "league", "outlet", "group", "location", "facility"))
JOINING = frozenset(("of", "at", "for", "in", "from", "to", "with"))
MODIFIER = frozenset(("ADJ", "NOUN", "PROPN", "NUM", "ADV"))
REACH = 8


@dataclass(frozen=True, slots=True)
class Title:
    """A noun with its bearer and holder, each the head token of a mention, or None where the words beside it do not tell."""

    bearer: Token | None = None
    holder: Token | None = None


class Appositions:
    """The titles of one Doc, asked for noun by noun."""

    def __init__(self, doc: Doc, mentions: Iterable[Mention]) -> None:
        self.doc = doc
        self.over: dict[int, Mention] = {}
        self.demonym: dict[int, Mention] = {}
        for mention in sorted(mentions, key=lambda m: m.last - m.first):
            if mention.kind in ("name", "acronym", "surname"):
                self.over.update(dict.fromkeys(range(mention.first, mention.last), mention))
            elif mention.kind == "demonym":
                self.demonym.update(dict.fromkeys(range(mention.first, mention.last), mention))

    def of(self, noun: Token, *, depth: int = 0) -> Title:
        """The bearer and the holder of the title that `noun` heads."""
        start, left_holder = self._leftwards(noun)
        end, right_holder = self._rightwards(noun)
        bearer = self._after(noun, end, left_holder is not None or self._definite(start), depth) or self._before(start, depth)
        return Title(bearer, left_holder or right_holder)

    def _leftwards(self, noun: Token) -> tuple[int, Token | None]:
        """Where the title's phrase begins, and the name among its modifiers: "Russia's former", "AU", "his Finnish"."""
        i, holder = noun.i - 1, None
        while i >= noun.sent.start:
            token = self.doc[i]
            mention = self.over.get(i) or self.demonym.get(i)
            if mention is not None and self._holds(mention):
                holder = holder or self.doc[mention.head]
                i = mention.first - 1
            elif mention is not None:
                break
            elif token.lower_ in ("'s", "’s", "'", "’") and self._holds(self.over.get(i - 1)):
                i -= 1
            elif token.dep_ == "nmod:poss" and token.pos_ == "PRON":
                holder = holder or token
                i -= 1
            elif (token.pos_ in MODIFIER or token.text in ("-", "and", "&")) and noun.i - i <= REACH and self._modifies(token):
                i -= 1
            else:
                break
        while i + 1 < noun.i and self.doc[i + 1].text in ("and", "-", "&"):
            i += 1
        return i + 1, holder

    def _modifies(self, token: Token) -> bool:
        """ "trade and industry commissioner" goes on across "and"; "Bach and president" does not."""
        if token.text not in ("and", "&"):
            return True
        before, after = self.doc[token.i - 1], self.doc[token.i + 1]
        return before.i not in self.over and before.pos_ in ("NOUN", "ADJ", "PROPN") and after.pos_ in ("NOUN", "ADJ", "PROPN") and token.dep_ == "cc" and token.head.dep_ == "conj" and token.head.head.dep_ in ("compound", "amod", "nmod")

    def _rightwards(self, noun: Token) -> tuple[int, Token | None]:
        """Where the title's complements end, and the name among them: "Minister of Finance of El Salvador"."""
        i = noun.i + 1
        end = i
        while i < noun.sent.end and self.doc[i].lower_ in JOINING:
            i += 1
            while i < noun.sent.end and (self.doc[i].pos_ in ("DET", "ADJ", "NUM") or self.doc[i].pos_ in ("NOUN", "PROPN")) and i not in self.over:
                i += 1
                end = i
            mention = self.over.get(i)
            if mention is None:
                continue
            after = self.doc[mention.last] if mention.last < len(self.doc) else None
            owner = after is not None and after.lower_ in ("'s", "’s", "'", "’")
            if self._holds(mention) and not owner:
                return mention.last, self.doc[mention.head]
            return (end, None) if not owner else (mention.last, None)
        return end, None

    def _after(self, noun: Token, end: int, definite: bool, depth: int) -> Token | None:
        """The name that follows: at once, behind another title, or between commas."""
        i = end
        if i >= len(self.doc):
            return None
        person = self._person(i)
        if person is not None:
            return person
        if self.doc[i].text == "," and definite:
            person = self._person(i + 1)
            if person is not None and self._closes(self.over[person.i].last):
                return person
        elif depth < 2 and end == noun.i + 1 and self.doc[i].pos_ in ("PROPN", "NOUN") and i not in self.over and self.doc[i].text[:1].isupper():
            return self._after(self.doc[i], i + 1, definite, depth + 1)
        return None

    def _closes(self, i: int) -> bool:
        """Whether an apposition may end here: no list goes on."""
        return i >= len(self.doc) or self.doc[i].pos_ != "CCONJ"

    def _before(self, start: int, depth: int) -> Token | None:
        """The name that goes before: "Sergei Lebedev, the CIS Secretary General"."""
        i = start - 1
        while i >= 0 and (self.doc[i].pos_ == "DET" or self.doc[i].lower_ in ("now", "then", "currently", "himself", "herself", "both", "who", "is", "was", "a")):
            i -= 1
        if i < 1:
            return None
        if self.doc[i].text in (",", "—", "–", "(") or self.doc[i].lower_ == "as":
            return self._person(i - 1, last=True)
        if self.doc[i].lower_ == "and" and depth < 2:
            # "sports minister and president of X": the first title's bearer
            for j in range(i - 1, max(i - REACH, 0), -1):
                if self.doc[j].pos_ == "NOUN" and j not in self.over:
                    return self._before(self._leftwards(self.doc[j])[0], depth + 1)
        return None

    def _person(self, i: int, *, last: bool = False) -> Token | None:
        mention = self.over.get(i)
        if mention is None or mention.label != "Person" and not (mention.entity and mention.entity.type == "person"):
            return None
        return self.doc[mention.head] if last or mention.first == i else None

    def _holds(self, mention: Mention | None) -> bool:
        if mention is None:
            return False
        return mention.entity is not None and mention.entity.type in HOLDERS and mention.label != "Person"

    def _definite(self, start: int) -> bool:
        return start > 0 and self.doc[start - 1].lower_ in ("the", "its", "his", "her", "their")
