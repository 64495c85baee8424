"""An article's text cut where evidence and names begin and end, so that each piece can lead to what it states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of the text, end exclusive, and the link that it carries."""

    start: int
    end: int
    link: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Text without a border inside: the claims (by number) whose evidence covers it, and the name it belongs to."""

    text: str
    start: int
    claims: tuple[int, ...]
    name: str = ""


Paragraph = tuple[Piece, ...]


def paragraphs(text: str, claims: Sequence[Marked], names: Iterable[Marked]) -> list[Paragraph]:
    """The text in paragraphs of pieces; joined again, the pieces are the text but for its line ends."""
    by_place = _longest_first(names)
    borders = sorted({0, len(text), *_borders(claims, len(text)), *_borders(by_place, len(text)), *_line_ends(text)})
    pieces = [_piece(text, start, end, claims, by_place) for start, end in pairwise(borders)]
    return [tuple(line) for line in _lines(pieces) if any(piece.text.strip() for piece in line)]


def _longest_first(names: Iterable[Marked]) -> list[Marked]:
    """The names without those inside another."""
    kept: list[Marked] = []
    for name in sorted(names, key=lambda name: (name.start, -name.end)):
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return kept


def _borders(marked: Iterable[Marked], length: int) -> Iterator[int]:
    for one in marked:
        yield from (place for place in (one.start, one.end) if 0 <= place <= length)


def _line_ends(text: str) -> Iterator[int]:
    for place, character in enumerate(text):
        if character == "\n":
            yield from (place, place + 1)


def _piece(text: str, start: int, end: int, claims: Sequence[Marked], names: Sequence[Marked]) -> Piece:
    covering = tuple(n for n, claim in enumerate(claims) if claim.start <= start and end <= claim.end)
    name = next((name.link for name in names if name.start <= start and end <= name.end), "")
    return Piece(text[start:end], start, covering, name)


def _lines(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    for piece in pieces:
        if piece.text == "\n":
            yield line
            line = []
        else:
            line.append(piece)
    yield line
