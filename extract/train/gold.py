"""An annotated text as a Doc of its own tokens, or as raw text with the places of its annotation."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc
from spacy.vocab import Vocab

from extract.train.corpora import Text

PARAGRAPH = "\n\n"

Spans = set[tuple[int, int, str]]


def raw(text: Text) -> tuple[str, list[tuple[int, int]]]:
    """The text as it would be read from a file, and each word's place in it."""
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    for number, word in enumerate(text.words):
        gap = "" if number == 0 or text.glued[number] else PARAGRAPH if text.para[number] else " "
        places.append((at + len(gap), at + len(gap) + len(word)))
        parts += [gap, word]
        at = places[-1][1]
    return "".join(parts), places


def doc(text: Text, vocab: Vocab) -> Doc:
    """The text as a Doc whose words are those annotated; paragraphs part in a token of white space."""
    words: list[str] = []
    spaces: list[bool] = []
    for number, word in enumerate(text.words):
        if number and text.para[number] and not text.glued[number]:
            words.append(PARAGRAPH)
            spaces.append(False)
        last = number + 1 == len(text.words)
        words.append(word)
        spaces.append(not last and not text.glued[number + 1] and not text.para[number + 1])
    return Doc(vocab, words=words, spaces=spaces)


def spans(tags: Sequence[str], places: Sequence[tuple[int, int]]) -> Spans:
    """(start, end, label) of the spans of BIO or BIOES tags, in characters."""
    found: list[tuple[int, int, str]] = []
    for before, tag, (start, end) in zip(("O", *tags), tags, places, strict=False):
        if tag == "O":
            continue
        if tag[0] in "BS" or before == "O" or before[2:] != tag[2:]:
            found.append((start, end, tag[2:]))
        else:
            found[-1] = (found[-1][0], end, tag[2:])
    return set(found)


def starts(text: Text) -> list[int]:
    """The numbers of the words that start a sentence."""
    return [number for number, starts in enumerate(text.sent) if starts]
