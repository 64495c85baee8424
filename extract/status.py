"""The status that a fact has: "former", "acceding", "suspended", by the words that govern or modify its trigger."""

from __future__ import annotations

from spacy.tokens import Token

from extract.appositions import Appositions
from extract.grammar import GRAMMAR
from extract.lexicon import Pattern
from extract.stance import Stance
from extract.syntax import preposition
from extract.words import lemma

TAKEN_UP = frozenset(("planned", "wanted", "requested", "ended"))  # stances that a status may stand for


def status_of(
    pattern: Pattern, trigger: Token, meaning: str, stance: Stance, titles: Appositions
) -> tuple[str, frozenset[str]]:
    """The status that the governing words give, else the modifier's, else the trigger's or the pattern's own.

    With it the stances that it takes up: that Iran is acceding is plainly asserted by "Iran is set to join".
    """
    for kind, status in pattern.stances.items():
        if kind in stance.kinds:
            taken = TAKEN_UP | {"denied"} if kind == "ended" else TAKEN_UP
            return status, taken if kind in TAKEN_UP else frozenset()
    for word in _modifiers(pattern, trigger, titles):
        status = pattern.modifiers.get(lemma(word), "") or pattern.modifiers.get(word.lower_, "")  # "acting" acts
        if status and _fits(status, meaning):
            return status, frozenset()
    if pattern.type == "position" and (_was(trigger) or (preposition(trigger) == "as" and _is_over(trigger.head))):
        return "former", frozenset()
    if pattern.type in ("position", "membership") and not meaning.startswith("not") and _was_until(trigger):
        return "former", frozenset()
    return meaning or pattern.status, frozenset()


def _fits(status: str, meaning: str) -> bool:
    """Whether a status that names a role is of the same role: a full partner is no full member."""
    role = status.split()[-1]
    return role == status or not meaning or meaning.split()[-1] == role


def _was(post: Token) -> bool:
    """Whether an aside tells that somebody was something: "Anna Berg, who was the mayor", "when she was the mayor",
    "who headed the board"."""
    if post.dep_ == "acl:relcl" and post.tag_ == "VBD":
        return True
    aside = post.dep_ == "acl:relcl" or (post.dep_ == "advcl" and any(c.tag_ == "WRB" for c in post.children))
    return aside and any(c.dep_ == "cop" and c.tag_ == "VBD" for c in post.children)


def _was_until(predicate: Token) -> bool:
    """Whether somebody was something up to a time: "was a member until 2014", "was president from 1998 to 2015"."""
    was = any(c.dep_ == "cop" and c.tag_ == "VBD" for c in predicate.children)
    times = (t for c in predicate.children if c.ent_type_ == "Date" for t in (c, *c.children))
    return was and any(preposition(t) in GRAMMAR.up_to for t in times)


def _is_over(verb: Token) -> bool:
    """Whether a verb tells a service as done: "served as mayor", not "has served"."""
    return verb.tag_ == "VBD" and lemma(verb) in GRAMMAR.serving


def _modifiers(pattern: Pattern, trigger: Token, titles: Appositions) -> list[Token]:
    """The words that modify a trigger; those of a post stand before it, whatever hangs on what, and before the
    first of two: "former Arsenal forward", "then-Nationalist legislator", "former president and prime minister"."""
    words = [c for c in trigger.children if c.dep_ in ("amod", "compound", "advmod", "case")]  # "once a minister"
    if pattern.type != "position" or pattern.kind != "noun":
        return words
    first = trigger.head if trigger.dep_ == "conj" and trigger.head.pos_ in ("NOUN", "PROPN") else trigger
    return [*words, *titles.words_before(trigger), *(titles.words_before(first) if first != trigger else ())]
