"""Verbs that only stand for the one before: "with Iran set to do so too", "Norway would not"."""

from __future__ import annotations

from spacy.tokens import Token

from extract.grammar import GRAMMAR
from extract.words import lemma, opening

COMPLETING = frozenset(("xcomp", "ccomp", "obj"))


def pro_verb(token: Token) -> bool:
    """Whether a verb only stands for the one before: "do so", or an auxiliary with a subject and nothing to help
    ("Norway would not")."""
    if lemma(token) == "do" and token.i + 1 < len(token.doc) and token.nbor().lower_ in GRAMMAR.so:
        return True
    if token.tag_ != "MD" and (token.pos_ != "AUX" or lemma(token) not in GRAMMAR.substituting):
        return False
    below = [c.dep_ for c in token.children]
    if token.dep_ in ("aux", "aux:pass", "cop") or not COMPLETING.isdisjoint(below):
        return False  # "has yet to decide"
    behind = (c for c in token.rights if c.dep_ == "obl" and c.left_edge.i == token.i + 1)
    if lemma(token) == "be" and any(c.ent_type_ != "Date" for c in behind):
        return False  # "is against the ban on imports"
    return any(dep.startswith("nsubj") for dep in below)


def inverted(token: Token) -> bool:
    """Whether an auxiliary takes up what was said before of the subject behind it: "as are Chad and Togo"."""
    if token.pos_ != "AUX":
        return False
    before = token.nbor(-1).lower_ if token.i > opening(token) else ""
    after = token.nbor().pos_ if token.i + 1 < len(token.doc) else ""
    return before in GRAMMAR.inverting_before and after in ("PROPN", "DET")


def stranded(token: Token) -> bool:
    """Whether an auxiliary stands at the end of its clause, its verb left out: "Chad and Togo do not;"."""
    if token.pos_ != "AUX" or lemma(token) not in GRAMMAR.stranding:
        return False
    after = token.i + 1
    while after < len(token.doc) and token.doc[after].lower_ in GRAMMAR.after_stranded:
        after += 1
    return after >= len(token.doc) or token.doc[after].is_punct
