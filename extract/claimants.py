"""Words that name nobody and yet are for somebody who can say something: "officials", "one of the mothers"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from spacy.tokens import Token

from extract import lexical
from extract.grammar import GRAMMAR
from extract.lexicon import wordsets
from extract.speech import speech
from extract.syntax import is_hyphen
from extract.words import lemma

LEAVING = ("ADP", "ADV", "ADJ", "SCONJ", "PART", "")


def core_of(words: Sequence[Token]) -> list[Token]:
    """The words before the first preposition that is no word of a name."""
    core: list[Token] = []
    for token in words:
        leaves = token.lower_ in speech().function["openers"] and token.pos_ in LEAVING and token.ent_iob_ != "I"
        if core and leaves and not is_hyphen(core[-1]):
            break
        core.append(token)
    return core


def can_claim(words: Sequence[Token]) -> bool:
    """Whether words that name nobody are for people, a body or a document: "officials", "part of the letter", and not
    "the protocols"."""
    core = core_of(words)
    whole = words[len(core) + 1 :] if len(core) < len(words) and words[len(core)].lower_ == "of" else ()
    named = [t for t in core if t.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "ADJ")]
    if not named or named[-1].lower_ in speech().pronouns["nobody"]:
        return bool(whole) and can_claim(whole)
    noun = named[-1]
    if noun.pos_ != "NOUN" or noun.text[0].isupper() or not {noun.lower_, lemma(noun)}.isdisjoint(_claimants()):
        return True
    if lemma(noun) in speech().partitives:
        return bool(whole) and can_claim(whole)
    return lemma(noun).endswith(tuple(speech().people_endings))


def brings_in_one(words: Sequence[Token]) -> bool:
    """Whether words bring in one person without a name: "another witness", "a spokesman of the port"."""
    noun = next((t for t in reversed(core_of(words)) if t.pos_ == "NOUN"), None)
    new = words[0].lower_ in GRAMMAR.introducing
    return new and noun is not None and noun.tag_ == "NN" and noun.lower_ not in speech().documents


@cache
def _claimants() -> frozenset[str]:
    """The nouns for those who can say something."""
    titles = {title[-1] for title in lexical.load().titles}
    bodies = {noun for noun, kind in lexical.load().heads.items() if kind == "organisation"}
    told = speech()
    people = (*wordsets()["actors"], *lexical.load().group_heads, *told.claimants, *told.spokespeople)
    return told.documents.union(people, titles, bodies)
