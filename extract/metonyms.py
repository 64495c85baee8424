"""Places that stand for a government: "Moscow said", "according to Tbilisi", "the Kremlin"; kept as such.

A capital that acts is its country; where the article speaks of the place ("in Moscow") it stays the place. Other names
(`ontology/entities/metonyms.tsv`) say what they stand for, and whether that depends on the context.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from spacy.tokens import Doc, Token

from extract.article import Link, Mention
from extract.gazetteer import Gazetteer, key, record
from extract.lexical import Words
from extract.words import lemma
from ontology.entity_table import FOLDER

DATELINE = (",", "(", "-", "–", "—")  # after the place that opens a report: "MOSCOW, May 9"
_AGENTS = ("nsubj", "obl:agent", "nmod:poss")


@dataclass(frozen=True, slots=True)
class Metonym:
    """A name and the entity that it stands for; `always` where it never means the place itself."""

    name: str
    place: str
    stands_for: str
    always: bool


@lru_cache(maxsize=1)
def load(path: Path = FOLDER / "metonyms.tsv") -> dict[str, Metonym]:
    """The metonyms by the `key` of their name."""
    with path.open(encoding="utf8") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return {key(r["name"]): Metonym(r["name"], r["place"], r["stands_for"], r["when"] == "always") for r in rows}


def read(doc: Doc, mentions: tuple[Mention, ...], gazetteer: Gazetteer, words: Words) -> tuple[Mention, ...]:
    """The mentions, those that name a place for a government given the government's country and the place's id."""
    return tuple(_read(doc, mentions, gazetteer, words))


def _read(doc: Doc, mentions: tuple[Mention, ...], gazetteer: Gazetteer, words: Words) -> Iterator[Mention]:
    table, parsed = load(), doc.has_annotation("DEP")
    for mention in mentions:
        known = table.get(key(mention.text)) if mention.kind in ("name", "acronym") else None
        place = mention.kind != "nominal" and mention.label in ("Location", "Organization", "Facility")
        if known is None and mention.entity is not None and place:  # "the city" is no government
            known = _capital(mention, gazetteer)
        if known is None or not (known.always or (parsed and acts(doc, mention, words))):
            yield mention
            continue
        row = gazetteer.row(known.stands_for)
        parts = (("stands for a government", 1.0),)
        link = Link("metonym", 0.9, 1.0, parts, gazetteer.version)
        yield mention if row is None else replace(mention, entity=record(row), link=link, metonym_for=known.place)


def _capital(mention: Mention, gazetteer: Gazetteer) -> Metonym | None:
    row = gazetteer.row(mention.entity.id) if mention.entity else None
    if row is None or row.subtype != "capital" or not row.country:
        return None
    return Metonym(row.label, row.id, row.country, always=False)


def acts(doc: Doc, mention: Mention, words: Words) -> bool:
    """Whether the place does, says or is dealt with, which a place cannot: the sign that its government is meant."""
    token = doc[mention.head]
    opens = mention.first == 0 or "\n" in doc[mention.first - 1].text
    if opens and doc[mention.last % len(doc)].text in DATELINE:
        return False
    before = tuple(t.lower_ for t in doc[max(0, mention.first - 2) : mention.first])
    if before in words.acting_prepositions:
        return True
    first = token.head if token.dep_ == "conj" else token
    preposition = _preposition(first)
    if lemma(first.head) in words.dealing.get(preposition[0] if preposition else first.dep_, ()):
        return True
    if preposition:
        return preposition in words.acting_prepositions
    if token.dep_ not in _AGENTS:
        return False
    head = token.head
    if token.dep_ == "nmod:poss":
        return lemma(head) not in words.place_nouns
    done_to = {lemma(c) for c in head.rights if c.dep_ == "obj"}
    return head.pos_ == "VERB" and (lemma(head) not in words.place_verbs or not done_to.isdisjoint(words.deeds))


def _preposition(token: Token) -> tuple[str, ...]:
    found = [t for t in token.children if t.dep_ == "case" and t.i < token.i]
    if not found:
        return ()
    first = found[0]
    return tuple(
        t.lower_ for t in sorted((first, *(c for c in first.children if c.dep_ == "fixed")), key=lambda t: t.i)
    )
