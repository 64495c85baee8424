"""Hand-made Docs for the tests of names and links: text with the reader's names set by hand, no model."""

from __future__ import annotations

import spacy
from spacy.tokens import Doc

_NLP = spacy.blank("en")


def named(text: str, **labels: str) -> Doc:
    """A Doc of the text; each keyword is a reader's label, its value the names of that label, parted by `|`."""
    doc = _NLP(text)
    spans = []
    for label, names in labels.items():
        for name in names.split("|"):
            start = text.index(name)
            span = doc.char_span(start, start + len(name), label=label)
            if span is None:
                raise ValueError(f"{name!r} does not fall on the tokens of {text!r}")
            spans.append(span)
    doc.ents = spans
    return doc


def treed(words: str, heads: list[int], deps: list[str], pos: list[str], **labels: str) -> Doc:
    """A Doc with a tree: words parted by spaces, the index of each head, labels; names as in `named`, by words."""
    tokens = words.split()
    doc = Doc(_NLP.vocab, words=tokens, heads=heads, deps=deps, pos=pos, tags=pos)
    spans = []
    for label, names in labels.items():
        for name in names.split("|"):
            size = len(name.split())
            first = next(i for i in range(len(tokens)) if tokens[i : i + size] == name.split())
            spans.append(doc[first : first + size])
            spans[-1].label_ = label
    doc.ents = spans
    return doc
