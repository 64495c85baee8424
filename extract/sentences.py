"""The article's own sentences, with every quoted span as one word of them.

`"Why?" she asked. "Who knows?"` is two sentences, the first `"Why?" she asked.`: a full stop inside the marks ends the
article's sentence only where no cue for the words follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extract.article import Span
from extract.marks import Marked
from extract.speech import speech

FILLER = "\ue000"  # stands for each character of a quoted span
ENDED, CALLED = (
    "\ue001",
    "\ue002",
)  # its last one, where the words end in a full stop; in a question or exclamation mark
NEXT = r"[A-Z0-9À-Þ\"“”‘'«»(\[—–―\ue000-\ue002]"
_BOUNDARY = re.compile(rf"(?:[.!?…]+[)\]'’”\"]*|[{ENDED}{CALLED}])(?P<gap>\s+)(?={NEXT})")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the article: `marked` are the numbers of the quoted spans in it."""

    span: Span
    paragraph: int
    marked: tuple[int, ...] = ()


def split(text: str, paragraphs: Sequence[Span], marked: Sequence[Marked]) -> tuple[Sentence, ...]:
    """The sentences of all paragraphs, in order. `marked` must hold spans of depth 0 only."""
    masked = _mask(text, marked)
    sentences: list[Sentence] = []
    for number, paragraph in enumerate(paragraphs):
        for start, end in _bounds(masked, paragraph):
            inside = tuple(i for i, m in enumerate(marked) if start <= m.opened < end)
            sentences.append(Sentence(Span(start, end), number, inside))
    return tuple(sentences)


def _mask(text: str, marked: Sequence[Marked]) -> str:
    pieces: list[str] = []
    at = 0
    for one in marked:
        last = text[one.start : one.end].rstrip()[-1:]
        end = CALLED if last in "!?" else ENDED if last in ".…" else FILLER
        pieces += [text[at : one.opened], FILLER * (one.closed - one.opened - 1), end]
        at = one.closed
    return "".join([*pieces, text[at:]])


def _bounds(masked: str, paragraph: Span) -> Iterator[tuple[int, int]]:
    start = paragraph.start
    for match in _BOUNDARY.finditer(masked, paragraph.start, paragraph.end):
        if _ends(masked, match, start, paragraph.end):
            yield start, match.start("gap")
            start = match.end("gap")
    if start < paragraph.end:
        yield start, paragraph.end


def _ends(masked: str, match: re.Match[str], start: int, limit: int) -> bool:
    mark = match.group()[0]
    after = masked[match.end("gap") : min(limit, match.end("gap") + 160)]
    if mark in (ENDED, CALLED):
        if after[0] in "—–―":
            return False  # "We agree." — Smith
        if after[0] in (FILLER, ENDED, CALLED):
            return True
        leads = FILLER not in masked[start] and bool(masked[start : match.start()].rstrip(FILLER).strip())
        return leads or not _opens_with_cue(after, strict=mark == ENDED)
    if match.group()[:2] == "..":
        return not after[:1].islower()
    word = re.search(r"[\w.&’'-]+$", masked[max(start, match.start() - 20) : match.start()])
    if mark != "." or word is None:
        return True
    plain = word.group().lower()
    if plain in ("no", "art", "fig", "sec", "min") and not after[0].isdigit():
        return True
    if len(plain) == 1 and plain.isalpha() and word.group().isupper():
        return False  # an initial
    return plain not in speech().abbreviations and not re.fullmatch(r"(?:[a-z]\.)+[a-z]", plain)


def _opens_with_cue(after: str, *, strict: bool) -> bool:
    """Whether `Smith asked` or `asked Smith` follows the closing mark; strictly, as a clause of its own."""
    match = _cue_opening().match(after)
    return match is not None and (not strict or match["end"] in (".", ",", ";", ":"))


@cache
def _cue_opening() -> re.Pattern[str]:
    verbs = "|".join(
        sorted(
            (w for w, (_, kinds) in speech().verbs.items() if kinds & {"say", "ask", "tell", "manner"}),
            key=len,
            reverse=True,
        )
    )
    return re.compile(rf"(?:[\w’'.-]+,?\s+){{0,7}}?(?:{verbs})\b\s*(?P<end>[^\w]?)")
