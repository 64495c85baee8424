"""The sides of a fact: what a pattern looks for there, and which parties will do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Token

from extract.article import Party
from extract.grammar import GRAMMAR
from extract.kinds import continental, type_of
from extract.lexicon import Pattern, Side
from extract.parties import Parties
from extract.syntax import preposition, whole
from extract.unnamed import counted
from extract.words import lemma

SILENT = frozenset(("PRON", "ADV", "SCONJ"))  # "this", "how" say nothing by themselves
# "few", "13", "negative" say nothing alone: "few of them" does
AMOUNTS = frozenset(("ADJ", "DET", "NUM", "ADP", "INTJ"))
PLAIN = ("in", "on", "at", "by")  # what opens such a preposition as "in the wake of"


@dataclass(frozen=True, slots=True)
class Sought:
    """The "subject" or the "object" of a pattern, looked for from its trigger on."""

    pattern: Pattern
    which: str
    trigger: Token
    bearer: Token | None = None  # where "bearer." starts: at the subject found
    post: Token | None = None  # where "post." starts: at the noun of a post

    @property
    def side(self) -> Side:
        return self.pattern.subject_side if self.which == "subject" else self.pattern.object_side

    @property
    def paths(self) -> tuple[str, ...]:
        return self.pattern.subject if self.which == "subject" else self.pattern.object

    def start(self, path: str) -> tuple[Token, str]:
        """The word that a path starts at, and what is left of the path."""
        first, _, rest = path.partition(".")
        start = {"bearer": self.bearer, "post": self.post}.get(first) if rest else None
        return (start, rest) if start is not None else (self.trigger, path)


class Sides:
    """Tells which of one Doc's parties may stand on a side."""

    def __init__(self, parties: Parties) -> None:
        self.parties = parties

    def takes(self, side: Side, party: Party, head: Token) -> bool:
        """Whether a side takes the party that `head` names, if only by its number ("148 members")."""
        return self._takes_named(side, party, head) or counted(party, head, side) != party

    def _takes_named(self, side: Side, party: Party, head: Token) -> bool:
        kind = type_of(party)
        if kind == "person" and not _in_voice(side, head):
            return False
        if (side.known and not self._known(party)) or (not side.continents and continental(party.entity)):
            return False
        if kind and kind in side.types:
            return not side.named or bool(side.named & set(re.findall(r"\w+", party.label.lower())))
        if not side.types and party.entity is not None:
            return True
        if kind and kind not in ("group", "thing") and side.types:
            return False
        return _takes_words(side, party, head)

    def _known(self, party: Party) -> bool:
        """Whether the table has the party, or the article names it more than once."""
        entity = party.entity
        if entity is None:
            return False
        named = (m for m in self.parties.mentions if m.entity == entity and m.kind in ("name", "acronym"))
        return entity.linked or len(list(named)) > 1


def _in_voice(side: Side, head: Token) -> bool:
    """Whether a side takes a person by this word: whoever says "we" speaks for others, and has not done it alone."""
    alone, several = head.lower_ in GRAMMAR.first_person, head.lower_ in GRAMMAR.first_persons
    return side.voice == "all" if several else side.voice != "none" or not alone


def _takes_words(side: Side, party: Party, head: Token) -> bool:
    """Whether mere words will do: the noun of a phrase, no "each other", no date or measure."""
    measured = lemma(head) in GRAMMAR.units and any(c.dep_ == "nummod" for c in head.children)
    if party.entity is None:
        if head.pos_ in SILENT or _is_asked_for(head) or _is_reciprocal(head):
            return False
        if _is_in_preposition(head) or _is_adverbial(head):
            return False
        amount = head.pos_ in AMOUNTS and head.tag_ != "NN" and party.label == head.text.lower()
        most = head.pos_ == "NUM" and not any(c.dep_ == "nmod" for c in head.rights)  # "has won at least 52"
        if (amount or most) and not side.dates:
            return False
    if (head.ent_type_ == "Date" or measured) and not side.dates:
        return False
    told = {form for noun in (head, whole(head)) for form in (lemma(noun), noun.lower_)}
    return bool(party.label) and (side.phrases or not side.nouns.isdisjoint(told))


def _is_in_preposition(noun: Token) -> bool:
    """Whether a noun only makes a preposition with its neighbours: "in the wake of the vote"."""
    goes_on = noun.i + 1 < len(noun.doc) and noun.nbor().pos_ == "ADP"
    return goes_on and preposition(noun) in PLAIN and lemma(noun) in GRAMMAR.in_prepositions


def _is_adverbial(noun: Token) -> bool:
    """Whether a bare noun and its preposition only say how or when: "planned in advance"."""
    return [*noun.children] == [*noun.lefts][:1] and noun.lower_ in GRAMMAR.adverbial.get(preposition(noun), ())


def _is_asked_for(noun: Token) -> bool:
    """ "which title", "what book": the object of a question."""
    return any(c.dep_ == "det" and c.tag_ in ("WDT", "WP") for c in noun.children)


def _is_reciprocal(word: Token) -> bool:
    """Whether a word is either of "each other"."""
    doc, i = word.doc, word.i
    pairs = (doc[first : first + 2] for first in (i - 1, i) if first >= 0)
    return any(pair.text.lower() in GRAMMAR.reciprocal for pair in pairs)
