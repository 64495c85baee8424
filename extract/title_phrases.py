"""How far the phrase of a title reaches on either side of its noun, and the name among its words.

"Russia's former prime minister", "AU chairperson", "Minister of Finance of El Salvador": the words that belong to a
title stand together, and the name among them is where it is held.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc, Token

from extract import lexical
from extract.article import Mention
from extract.grammar import GRAMMAR
from extract.kinds import BODIES, PLACES, continental, holds, type_meant
from extract.nouns import nouns
from extract.positions import by_token
from extract.syntax import siding, superlative
from extract.words import closing, lemma, opening

MODIFIER = frozenset(("ADJ", "NOUN", "PROPN", "NUM", "ADV"))
COMPLEMENT = frozenset(("DET", "ADJ", "NUM", "NOUN", "PROPN"))
REACH = 8  # words before its noun that a title's phrase may have
JOINTS = ("and", "-", "&")


class TitlePhrases:
    """The phrases of one Doc's titles, among its names and demonyms."""

    def __init__(self, doc: Doc, mentions: Iterable[Mention], names: dict[int, Mention]) -> None:
        self.doc = doc
        self.names = names
        self.demonyms = by_token(m for m in mentions if m.kind == "demonym")

    def at(self, i: int) -> Mention | None:
        """The name or demonym that covers a token."""
        return self.names.get(i) or self.demonyms.get(i)

    def leftwards(self, noun: Token) -> tuple[int, Token | None]:
        """Where the title's phrase begins, and the name among its modifiers: "Russia's former", "AU", "his Finnish"."""
        i, holder = noun.i - 1, None
        while i >= opening(noun):
            token, mention = self.doc[i], self.at(i)
            if mention is not None and mention.last > noun.i:
                i -= 1  # the name that the noun itself ends
            elif mention is not None and (prefix := siding(self.doc[mention.first])) is not None:
                i = prefix.i - 1
            elif mention is not None:
                # "Lazada Malaysia CEO": the firm's; "the Europe director": somebody else's
                if not self._in_firm(mention) and not continental(mention.entity):
                    if not holds(mention):
                        break
                    holder = self.doc[mention.head] if holder is None or self._owns(mention, holder) else holder
                i = mention.first - 1
            elif joints := self._joints(token, noun):
                i -= joints
            elif token.dep_ == "nmod:poss" and token.pos_ == "PRON":
                holder = token if holder is None or holder.i in self.demonyms else holder
                i -= 1
            elif self._belongs(token, noun):
                i -= 1
            else:
                break
        while i + 1 < noun.i and self.doc[i + 1].text in JOINTS:
            i += 1
        return i + 1, holder

    def _joints(self, token: Token, noun: Token) -> int:
        """How many tokens, up to this one, only join a name to its title."""
        i = token.i
        if token.text == ")" and (bracket := self._bracket(i)) is not None:
            return (
                i - bracket + 1
            )  # "the International Olympic Committee's (IOC) recommendations", "the Committee (IOC) chair"
        if token.is_quote and i - 2 >= opening(noun) and self.doc[i - 2].is_quote and i - 1 in self.names:
            return 1  # 'American States "OAS" Secretary General'
        if token.lower_ not in GRAMMAR.possessive:
            return 0
        if holds(self.names.get(i - 1)):
            return 1
        # "the Danish government's foreign minister", not "the Danish federation's president"
        return 2 if lemma(self.doc[i - 1]) in nouns().organs and i - 2 in self.demonyms else 0

    def _belongs(self, token: Token, noun: Token) -> bool:
        """Whether a word that is no name belongs to the title: "former", "foreign", "fish and forest"."""
        if lemma(noun) in nouns().ranks and self._is_office(token, noun):
            return False  # "Port Authority Chairman Rear Admiral": the authority has a chairman
        modifies = token.pos_ in MODIFIER or token.dep_ in ("amod", "compound") or token.text in JOINTS
        return modifies and noun.i - token.i <= REACH and self._modifies(token)

    def _owns(self, owner: Mention, holder: Token) -> bool:
        """Whether a possessor goes before a nationality: "Chelsea's Russian owner"."""
        return holder.i in self.demonyms and self.doc[owner.last].lower_ in GRAMMAR.possessive

    def _is_office(self, token: Token, rank: Token) -> bool:
        """Whether a word is a post of its own before a rank: not in "Secretary General", "Director-General"."""
        apart = self.doc[token.i + 1].text != "-" and (token.i + 1 < rank.i or lemma(rank) != "general")
        return apart and (token.lower_,) in lexical.load().offices and lemma(token) not in nouns().ranks

    def _in_firm(self, place: Mention) -> bool:
        """Whether a place stands right behind the name of a firm or body, which it is a part of."""
        before = self.names.get(place.first - 1)
        return place.label == "Location" and before is not None and before.label == "Organization"

    def _bracket(self, i: int) -> int | None:
        """Where the bracket opens that closes at `i`, with a possessor or a body before it."""
        opened = next((j for j in range(i - 1, max(i - 4, 1), -1) if self.doc[j].text == "("), None)
        if opened is None:
            return None
        owned = self.doc[opened - 1].lower_ in GRAMMAR.possessive
        return opened if owned or holds(self.names.get(opened - 1)) else None

    def _modifies(self, token: Token) -> bool:
        """ "fish and forest commissioner" goes on across "and"; "Bach and president" does not."""
        if token.text == "-":  # a hyphen, not a dash
            return not token.whitespace_ and not self.doc[token.i - 1].whitespace_
        if token.text not in ("and", "&"):
            return True
        before, after = self.doc[token.i - 1], self.doc[token.i + 1]
        if (before.lower_,) in lexical.load().offices and before.i not in self.names and after.text[:1].isupper():
            return before.text[:1].isupper()  # "Founder and Chief Executive"
        fields = [t for t in (before, after) if self._may_be_field(t)]
        return len(fields) == 2 and not any(t.i in self.names for t in fields)

    def _may_be_field(self, token: Token) -> bool:
        """Whether a word may say what a post is for, beside another: a plural only by its capital, or where it is known
        for that."""
        return token.tag_ in ("NN", "JJ") or (token.tag_ == "NNS" and token.is_title) or lemma(token) in nouns().fields

    def rightwards(self, noun: Token) -> tuple[int, Token | None]:
        """Where the title's complements end, and the name among them: "Minister of Finance of El Salvador"."""
        i = end = noun.i + 1
        if superlative(noun) and i < closing(noun) and self.doc[i].lower_ == "in":
            return end, None  # "the youngest mayor in Japan" is no mayor of Japan
        while i < closing(noun) and self.doc[i].lower_ in GRAMMAR.joining:
            beside = self.doc[i].lower_ in GRAMMAR.joining_holders
            i, end = self._past_words(i + 1, end, closing(noun))
            mention = self.names.get(i)
            if mention is None:
                continue
            if (based := self._based(mention)) is not None:
                i = based
                continue
            if continental(mention.entity):
                i = end = mention.last  # "Director for Africa of the World Bank"
                continue
            after = self.doc[mention.last] if mention.last < len(self.doc) else None
            owner = after is not None and after.lower_ in GRAMMAR.possessive
            branch = self._branch(mention.last + owner) if owner or self._is_place(mention) else None
            if branch is not None and not owner:
                i = end = branch
                continue
            if branch is not None or (holds(mention) and not owner):
                return branch or mention.last, self.doc[mention.head] if self._is_one(mention) else None
            if beside:
                return noun.i + 1, None  # "correspondence with Imam X" is no title of X
            return (end, None) if not owner else (mention.last, None)
        if end == noun.i + 1 and (body := self._between_commas(end)) is not None:
            return body.last, self.doc[body.head]
        return end, None

    def _is_one(self, mention: Mention) -> bool:
        """Whether a name stands for itself, and does not tell of which kind something is: "an Ohio company"."""
        introduced = self.doc[mention.first - 1].lower_ in GRAMMAR.introducing
        return not introduced or mention.last >= len(self.doc) or self.doc[mention.last].pos_ != "NOUN"

    def _between_commas(self, i: int) -> Mention | None:
        """The body between a title and a person: "The Chairman, House Committee on Power, Mr Jan Novak"."""
        body = self.names.get(i + 1)
        if body is None or type_meant(body) not in BODIES or self.doc[i].text != "," or body.last + 2 >= len(self.doc):
            return None
        named = (self.names.get(j) for j in (body.last + 1, body.last + 2))
        person = any(m is not None and m.label == "Person" for m in named)
        return body if person and self.doc[body.last].text == "," else None

    def _branch(self, i: int) -> int | None:
        """Behind the noun that makes a part of a body, with the place of it: "the BBC's | Moscow bureau"."""
        place = self.names.get(i)
        i = place.last if place is not None and self._is_place(place) else i
        return i + 1 if i < len(self.doc) and lemma(self.doc[i]) in nouns().branches else None

    def _is_place(self, mention: Mention) -> bool:
        return type_meant(mention) in PLACES

    def _past_words(self, i: int, end: int, stop: int) -> tuple[int, int]:
        """Behind the words of a complement that are no name, and where the title ends with the last noun of them."""
        while i < stop and i not in self.names and (self.doc[i].pos_ in COMPLEMENT or self._joins_fields(i)):
            i += 1
            end = i if self.doc[i - 1].pos_ in ("NOUN", "PROPN") else end
        return i, end

    def _joins_fields(self, i: int) -> bool:
        """Whether an "and" joins two fields of one post: "Minister of Health and Welfare", not "of Health and head"."""
        if self.doc[i].lower_ not in ("and", "&") or i + 1 >= closing(self.doc[i]) or i + 1 in self.names:
            return False
        before, after = self.doc[i - 1], self.doc[i + 1]
        alike = before.pos_ == "NOUN" and before.is_title and after.is_title and after.pos_ in ("NOUN", "ADJ")
        return alike and not any((t.lower_,) in lexical.load().offices for t in self.doc[i + 1 : i + 3])

    def _based(self, place: Mention) -> int | None:
        """Behind the participle that makes a place an adjective: "the Nairobi-based foundation"."""
        i = place.last
        glued = i + 1 < len(self.doc) and self.doc[i].text == "-" and not self.doc[i].whitespace_
        return i + 2 if glued and self.doc[i + 1].tag_ == "VBN" else None
