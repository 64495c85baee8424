"""Where quoted words were said: the occasion and the place beside the verb of saying.

"..., said Mishustin at a SCO Council of Heads of Government meeting": the quotation gets the attribute `event`, and a
place named with it or beside the verb the attribute `place`. Pieces of one utterance share them. The words are data
(`ontology/occasions.yaml`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml
from spacy.tokens import Doc

from extract.article import Fact, Mention
from extract.words import lemma

LONGEST = 4  # words of a preposition: "on the sidelines of"
WORDS = Path(__file__).parent.parent / "ontology" / "occasions.yaml"
BEFORE_NOUN = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PART", "SYM", "X"})
ENDS = frozenset({"VERB", "AUX", "SCONJ", "CCONJ", "PUNCT"})

Attributes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """`occasions.yaml`, ready for use."""

    prepositions: frozenset[str]
    nouns: frozenset[str]
    places: frozenset[str]


@cache
def words() -> Words:
    table = yaml.safe_load(WORDS.read_text("utf8"))
    return Words(*(frozenset(table[name]) for name in ("prepositions", "nouns", "places")))


def placed(doc: Doc, mentions: Iterable[Mention], facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts; the quotations among them with the occasion and place at which they were said, where that is told."""
    named = {mention.first: mention for mention in mentions if mention.entity is not None}
    found: dict[int, Attributes] = {}  # by utterance
    facts = tuple(facts)
    for fact in facts:
        if fact.quote is not None and (said := _said_at(doc, fact, named)):
            found.setdefault(fact.quote.utterance, said)
    return tuple(_with(fact, found.get(fact.quote.utterance, ())) if fact.quote else fact for fact in facts)


def _with(fact: Fact, attributes: Attributes) -> Fact:
    given = {name for name, _ in fact.attributes}
    new = tuple(pair for pair in attributes if pair[0] not in given)
    return replace(fact, attributes=(*fact.attributes, *new)) if new else fact


def _said_at(doc: Doc, fact: Fact, named: Mapping[int, Mention]) -> Attributes:
    """What the words after the cue, up to the next clause, say of where it was said."""
    span = fact.attribution.span if fact.attribution else None
    cue = doc.char_span(span.start, span.end, alignment_mode="expand") if span else None
    event = place = ""
    for at in _after(doc, cue.end) if cue else ():
        size = _preposition(doc, at)
        if size:
            event = event or _occasion(doc, at + size)
            place = place or _place(doc, at + size, named)
    return tuple(pair for pair in (("event", event), ("place", place)) if pair[1])


def _after(doc: Doc, start: int) -> Iterator[int]:
    """The tokens from `start` to the end of the clause, as its marks and verbs tell it."""
    for token in doc[start:]:
        if token.pos_ in ENDS or token.is_sent_start or token.is_space:
            return
        yield token.i


def _preposition(doc: Doc, at: int) -> int:
    """How many tokens the preposition at this place has, 0 where there is none of those that lead to an occasion."""
    for size in range(LONGEST, 0, -1):
        if doc[at : at + size].text.lower() in words().prepositions:
            return size
    return 0


def _occasion(doc: Doc, start: int) -> str:
    """The noun phrase from `start` as far as the noun that makes it an occasion, and what that is of; "" for none."""
    end = start
    for token in doc[start:]:
        if token.pos_ not in BEFORE_NOUN and token.lower_ != "of":
            break
        occasion = token.pos_ in ("NOUN", "PROPN") and lemma(token) in words().nouns
        of = doc[end].lower_ == "of" and end > start
        if occasion or (of and token.pos_ in ("NOUN", "PROPN")):
            end = token.i + 1
    first = start + (end > start and doc[start].pos_ == "DET")
    return " ".join(doc[first:end].text.split())


def _place(doc: Doc, start: int, named: Mapping[int, Mention]) -> str:
    """The place that the noun phrase from `start` names ("the Uzbek city of Samarkand"), as the graph calls it."""
    for token in doc[start:]:
        mention = named.get(token.i)
        if mention is not None and mention.entity is not None and mention.kind == "name":
            return mention.entity.label if mention.entity.type in words().places else ""
        if token.pos_ not in BEFORE_NOUN and token.lower_ != "of":
            return ""
    return ""
