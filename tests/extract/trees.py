"""Docs with a tree, written by hand, for tests of what a parse means and not of what the reader makes of a text."""

from __future__ import annotations

import spacy
from spacy.tokens import Doc

VOCAB = spacy.blank("en").vocab


def doc(*rows: tuple[str, str, str, int, str]) -> Doc:
    """A Doc from (word, part of speech, Penn tag, head, relation) a word; heads count from 0."""
    words, pos, tags, heads, deps = (list(column) for column in zip(*rows, strict=True))
    return Doc(VOCAB, words=words, pos=pos, tags=tags, heads=heads, deps=deps)


def tree(text: str) -> Doc:
    """A Doc from "FIFA/PROPN/NNP/1/nsubj met/VERB/VBD/1/ROOT": the rows of `doc` with slashes."""
    rows = (word.split("/") for word in text.split())
    return doc(*((word, pos, tag, int(head), dep) for word, pos, tag, head, dep in rows))
