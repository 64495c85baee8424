"""From a trigger to the words that a pattern names by their roles: "subj", "obj.of", "head.in"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Token

from extract.clauses import Clauses
from extract.syntax import modified, whole
from extract.words import opening


class Paths:
    """Walks the argument roles of one Doc."""

    def __init__(self, clauses: Clauses) -> None:
        self.clauses = clauses

    def walk(self, token: Token, path: str) -> list[Token]:
        """The tokens at the end of a path of argument roles: "obj.of"."""
        tokens = [token]
        for step in _steps(path):
            if step == "head":
                tokens = [h for t in tokens for h in _heads(t)]
            elif step == "modified":  # "the 27-nation union"
                tokens = [noun for t in tokens if (noun := modified(t)) is not None]
            elif step != "trigger":
                tokens = [a for t in tokens for a in self.clauses.at(t if step == "of" else whole(t), step)]
            if not tokens:
                break
        return tokens


@cache
def _steps(path: str) -> tuple[str, ...]:
    """The steps of a path as the roles are called: "out_of" is "out of"."""
    return tuple(step.replace("_", " ") for step in path.split("."))


def _heads(token: Token) -> Iterator[Token]:
    """The governor, and the noun that stands right before the token's preposition: "recommendations on the
    non-participation"."""
    if token.head != token:
        yield token.head
    i = _before_phrase(token)
    if i > opening(token) and token.doc[i].pos_ == "ADP":
        noun = token.doc[i - 1]
        if noun.pos_ == "NOUN" and noun != token.head:
            yield noun


def _before_phrase(token: Token) -> int:
    """The place of the word before a noun's determiners and modifiers; the sentence's first where there is none."""
    doc, i = token.doc, token.i - 1
    while i > opening(token) and doc[i].pos_ != "ADP" and _modifies(doc[i], token):
        i -= 1
    return i


def _modifies(word: Token, noun: Token) -> bool:
    return word.pos_ in ("DET", "ADJ", "NUM") or word.text == "-" or word.head == noun
