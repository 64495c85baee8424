"""What each paragraph of an article is: body, headline, heading, byline, caption, boilerplate, or a repeated line.

The patterns are in `ontology/layout.yaml`. Nothing is cut: the text stays as stored, and a step that wants the body's
words asks for the kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from extract.article import Span
from extract.marks import CLOSERS, MARKS

SENTENCE_END = ".!?…:;"
_LINE = re.compile(r"\S.*")
OPENING = 2  # the last paragraph, from 0, that a dateline with a colon may open
WRAP = range(45, 110)  # the width of lines that were broken by a machine


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and its kind.

    `kind` is "body", "headline" (the article's title above the text), "heading" (between paragraphs), "byline",
    "caption" or "boilerplate". `content` is the span without dateline or picture credit. `repeats` is the
    number of the earlier paragraph with the same words.
    """

    span: Span
    kind: str
    content: Span
    repeats: int | None = None
    dateline: Span | None = None

    @property
    def is_body(self) -> bool:
        return self.kind == "body" and self.repeats is None


@dataclass(frozen=True, slots=True)
class _Patterns:
    caption: tuple[re.Pattern[str], ...]
    credit: tuple[re.Pattern[str], ...]
    byline: tuple[re.Pattern[str], ...]
    signature: tuple[re.Pattern[str], ...]
    boilerplate: tuple[re.Pattern[str], ...]
    dateline: tuple[re.Pattern[str], ...]
    heading_words: int


@lru_cache(maxsize=2)  # several steps ask for those of the same article
def find(text: str, title: str | None = None) -> tuple[Paragraph, ...]:
    """The paragraphs of `text` in order, each with its kind."""
    spans = split(text)
    kinds = [_classify(text, span, index, len(spans), title) for index, span in enumerate(spans)]
    return tuple(_mark_repeats(text, kinds))


def split(text: str) -> tuple[Span, ...]:
    """The paragraphs' spans, without the white space around them; lines broken by a machine are joined."""
    spans: list[Span] = []
    for block in re.finditer(r"\S(?:.*\S)?(?:[^\S\n]*\n[^\S\n]*\S(?:.*\S)?)*", text):
        lines = [Span(*m.span()) for m in re.finditer(r"\S(?:.*\S)?", text[: block.end()][block.start() :])]
        lines = [Span(s.start + block.start(), s.end + block.start()) for s in lines]
        spans += _joined(text, lines)
    return tuple(spans)


def _joined(text: str, lines: Sequence[Span]) -> Iterator[Span]:
    wrapped = _is_wrapped(text, lines)
    current: Span | None = None
    for line in lines:
        if current is not None and (wrapped or _runs_on(text, current, line)):
            current = Span(current.start, line.end)
            continue
        if current is not None:
            yield current
        current = line
    if current is not None:
        yield current


def _is_wrapped(text: str, lines: Sequence[Span]) -> bool:
    if len(lines) < 3:
        return False
    body = lines[:-1]
    even = sum(line.end - line.start in WRAP for line in body)
    unended = sum(text[line.end - 1] not in SENTENCE_END + MARKS for line in body)
    return even >= 0.8 * len(body) and unended >= 0.5 * len(body)


def _runs_on(text: str, before: Span, line: Span) -> bool:
    return text[before.end - 1] not in SENTENCE_END + MARKS and text[line.start].islower()


def _classify(text: str, span: Span, index: int, count: int, title: str | None) -> Paragraph:
    words = span.of(text)
    patterns = _patterns()
    credit = _first(patterns.credit, words)
    if credit is not None and credit.start() > 0:
        return Paragraph(span, "caption", Span(span.start, span.start + credit.start()))
    if _first(patterns.byline, words) and len(words) < 320:
        return Paragraph(span, "byline", span)
    if (index < 2 or index > count - 3) and _first(patterns.signature, words):
        return Paragraph(span, "byline", span)
    if _first(patterns.caption, words) and len(words) < 400:
        return Paragraph(span, "caption", span)
    if _first(patterns.boilerplate, words) and _is_outside(words, index, count):
        return Paragraph(span, "boilerplate", span)
    if index == 0 and title and _same_words(title, words):
        return Paragraph(span, "headline", span)
    if _is_heading(words):
        return Paragraph(span, "headline" if index == 0 else "heading", span)
    start = span.start + _dateline(words, index)
    dateline = Span(span.start, start) if start > span.start else None
    return Paragraph(span, "body", Span(start, span.end), dateline=dateline)


def openings(text: str) -> Iterator[int]:
    """Where the stories begin that a dateline opens, in characters: "LIMA (AP) - | The government"."""
    for index, line in enumerate(_LINE.finditer(text)):
        if at := _dateline(line.group(), index):
            yield line.start() + at


def _dateline(words: str, index: int) -> int:
    """How many characters of a paragraph, the `index`-th of its text, are its dateline; 0 for none."""
    matched = (p.match(words) for p in _patterns().dateline)
    dateline = next((m for m in matched if m and m.end() < len(words)), None)
    if dateline is None or (index > OPENING and dateline.group().rstrip().endswith(":")):
        return 0
    return dateline.end()


def _is_outside(words: str, index: int, count: int) -> bool:
    """Boilerplate has no sentence of its own between others: it is short, or stands at the article's edge."""
    return len(words) < 160 or index >= count - 3 or index == 0


def _is_heading(words: str) -> bool:
    last = words.rstrip(MARKS + " ")[-1:]
    if not last or last in ".!…:;," or (last == "?" and words[0] in MARKS and words[-1] in CLOSERS + '"'):
        return False
    return len(words.split()) <= _patterns().heading_words and not words[0].islower() and words.count('"') % 2 == 0


def _same_words(one: str, other: str) -> bool:
    return re.findall(r"\w+", one.lower()) == re.findall(r"\w+", other.lower())


def _mark_repeats(text: str, paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    first: dict[tuple[str, ...], int] = {}
    for number, paragraph in enumerate(paragraphs):
        key = tuple(re.findall(r"\w+", paragraph.content.of(text).lower()))
        earlier = first.setdefault(key, number) if len(key) > 3 else number
        yield paragraph if earlier == number else replace(paragraph, repeats=earlier)


def _first(patterns: Sequence[re.Pattern[str]], words: str) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := pattern.search(words))), None)


@cache
def _patterns() -> _Patterns:
    table = yaml.safe_load(files("ontology").joinpath("layout.yaml").read_text(encoding="utf8"))

    def compiled(key: str) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(pattern) for pattern in table[key])

    return _Patterns(
        compiled("caption"),
        compiled("credit"),
        compiled("byline"),
        compiled("signature"),
        compiled("boilerplate"),
        compiled("dateline"),
        int(table["heading_words"]),
    )
