"""Time expressions, and the calendar values they resolve to against the publication date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from spacy.tokens import Doc

from extract.article import Span, When
from extract.calendars import Period, hull
from extract.layout import split
from extract.marks import find as marked_spans
from extract.speech import speech
from extract.timeforms import Form, forms, triggers, words
from extract.words import text_of

PRESENT = ("VBZ", "VBP")
CLAUSE = re.compile(r"[.!?;\n“”\"]")
MARKS = ('"', "'", "“", "‘")
SPAN_LIMIT = 60
WINDOW = 70  # characters on either side of a word of time
BY_THE_DAY = ("deictic", "weekday")
PERSON = "Person"  # the reader's label


@dataclass(frozen=True, slots=True)
class _Found:
    form: Form
    match: re.Match[str]
    start: int
    end: int


def find(doc: Doc, published: When | None) -> tuple[When, ...]:
    """The times the text names, in order, each resolved as far as `published` allows.

    An absolute form needs no publication date. A relative one is resolved at both ends of an uncertain publication
    date; where the two differ the result is the interval that holds both. Without a date it is kept, unresolved.
    """
    text = text_of(doc)
    spoken = [m.span for m in marked_spans(text, split(text))]
    people = {i for ent in doc.ents if ent.label_ == PERSON for i in range(ent.start_char, ent.end_char)}
    told = (found for found in _matches(text) if found.start not in people)  # "Jan" and "April" may be somebody
    whens = [_resolve(found, doc, text, published, spoken) for found in told]
    return tuple(_with_ranges(text, whens))


def _matches(text: str) -> Iterator[_Found]:
    """The matches of all forms, the longest where they overlap."""
    candidates: list[_Found] = []
    windows = _windows(text)
    for form in forms():
        places = (place for kind in form.near for place in windows.get(kind, ()))
        for match in (m for first, last in places for m in form.pattern.finditer(text, first, last)):
            start, end = match.span("core") if "core" in form.pattern.groupindex else match.span()
            while start < end and text[start].isspace():
                start += 1
            if (form.name == "deictic" and _is_name(text, start, end)) or (
                form.name == "unit" and _is_title(text, start, end)
            ):
                continue
            candidates.append(_Found(form, match, start, end))
    taken: list[_Found] = []
    for found in sorted(candidates, key=lambda f: f.start - f.end):
        if all(found.end <= t.start or found.start >= t.end for t in taken):
            taken.append(found)
    return iter(sorted(taken, key=lambda f: f.start))


def _windows(text: str) -> dict[str, list[tuple[int, int]]]:
    """The stretches around the trigger words of each kind: no form matches elsewhere, and most text has none."""
    windows: dict[str, list[tuple[int, int]]] = {}
    for match in triggers().finditer(text):
        places = windows.setdefault(match.lastgroup or "", [])
        first, last = _whole_words(text, match.start() - WINDOW, match.end() + WINDOW)
        if places and first <= places[-1][1]:
            places[-1] = (places[-1][0], last)
        else:
            places.append((first, last))
    return windows


def _is_name(text: str, start: int, end: int) -> bool:
    """A day word that is part of a name, or one in quotation marks: "the Tomorrow Group", "TODAY NICARAGUA", the show
    "Today"."""
    marked = text[max(0, start - 1) : start] in MARKS and re.match(r"[.,]?[\"'”’]", text[end : end + 2]) is not None
    return text[start].isupper() and (marked or re.match(r"\s+[A-Z]", text[end : end + 3]) is not None)


def _is_title(text: str, start: int, end: int) -> bool:
    """Whether capitals make a name of what else would be a time: "told ABC's This Week"; not at the beginning of a
    sentence, nor among the capitals of a headline."""
    before = text[max(0, start - 30) : start].split()[-1:]
    capitals = all(word[0].isupper() for word in text[start:end].split())
    return capitals and bool(before) and (before[0][0].islower() or before[0].endswith(("'s", "’s")))


def _whole_words(text: str, first: int, last: int) -> tuple[int, int]:
    first, last = max(0, first), min(len(text), last)
    while first > 0 and not text[first - 1].isspace():
        first -= 1
    while last < len(text) and not text[last].isspace():
        last += 1
    return first, last


def _resolve(found: _Found, doc: Doc, text: str, published: When | None, spoken: Sequence[Span]) -> When:
    if found.form.name in BY_THE_DAY and any(s.start <= found.start < s.end for s in spoken):
        published = None  # "today" in a quotation is the day of the speech
    anchors = _anchors(published)
    ahead = found.form.relative and _looks_ahead(doc, text, found.start, found.end)
    when = When(
        text[found.start : found.end],
        Span(found.start, found.end),
        precision=found.form.unit,
        relation=found.form.relation or _relation(text, found),
        inferred=bool(found.form.relative and published and published.inferred),
    )
    periods = [p for a in anchors if (p := found.form.resolve(found.match, a, ahead))]
    if len(periods) < len(anchors):
        return when
    period: Period = periods[0] if len(periods) == 1 else hull(*periods)
    return replace(when, earliest=period.first, latest=period.last, precision=period.unit)


def _anchors(published: When | None) -> Sequence[date | None]:
    """The first and the last day on which the text may have been written."""
    ends = {d for d in (published.earliest, published.latest) if d} if published else set()
    return sorted(ends) or (None,)


def _relation(text: str, found: _Found) -> str:
    if _is_possessive(text, found.end):
        return "at"  # withdrew from last summer's Olympics
    match = _relations().search(text[max(0, found.start - 30) : found.start])
    if match is None:
        return "at"
    return _relation_words()[re.sub(r"\s+", " ", match[1].lower())]


@cache
def _relation_words() -> dict[str, str]:
    return {str(word): relation for relation, entries in words()["relations"].items() for word in reversed(entries)}


@cache
def _relations() -> re.Pattern[str]:
    entries = sorted(_relation_words(), key=len, reverse=True)
    alternatives = "|".join(map(re.escape, entries))
    return re.compile(rf"(?i)(?<![\w-])({alternatives})\s+(?:the\s+|about\s+|around\s+|at least\s+)?$")


def _looks_ahead(doc: Doc, text: str, start: int, end: int) -> bool:
    """Whether the nearest verb says that a bare weekday or month at `start` lies in the future.

    The verb before it counts more than the one after: "said on Tuesday that it would", "in October he will".
    """
    left = [m.end() for m in CLAUSE.finditer(text, max(0, start - 300), start)]
    right = CLAUSE.search(text, end, min(len(text), end + 200))
    before = _tense(doc, text, left[-1] if left else max(0, start - 300), start)
    after = _tense(doc, text, end, right.start() if right else min(len(text), end + 200))
    return (before[-1] if before else after[0] if after else "past") == "future"


def _is_possessive(text: str, end: int) -> bool:
    return text.startswith(("'s", "’s"), end)


def _tense(doc: Doc, text: str, start: int, end: int) -> list[str]:
    """The tense marks between two offsets, in order."""
    clause = text[start:end]
    marks = [(m.start(), m.end(), "future" if m["future"] else "past") for m in _tense_words().finditer(clause)]
    if doc.has_annotation("TAG"):
        possessive = _is_possessive(text, start)  # Friday's affidavit says: the paper's present tense
        span = None if possessive else doc.char_span(start, end, alignment_mode="contract")
        taken = [range(a, b) for a, b, _ in marks]
        for token in span or ():
            at = token.idx - start
            if any(at in r for r in taken) or _is_report(token.lower_):
                continue
            if token.tag_ in PRESENT or (token.tag_ == "VB" and token.i and token.nbor(-1).tag_ == "TO"):
                marks.append((at, at, "future"))
    return [tense for _, _, tense in sorted(marks)]


def _is_report(word: str) -> bool:
    """Verbs whose present tense says nothing of when: "says", "is", "has"."""
    lemma = speech().lemma(word)
    return (lemma is not None and lemma not in speech().particles) or word in words()["auxiliaries"]


@cache
def _tense_words() -> re.Pattern[str]:
    table = words()
    ahead = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in [*table["future_pairs"], *table["future"]])
    modals = f"(?:{'|'.join(map(re.escape, [*table['modals'], *table['future_pairs']]))})"
    led = rf"{modals}(?:\s+(?:not|also|only|then|now|be|have|been))*\s+\w+"  # "would be held" is one verb
    behind = "|".join(map(re.escape, table["past"]))
    barred = "|".join(map(re.escape, table["past_exceptions"]))
    done = rf"(?:{behind})(?!\w)|(?!(?:{barred})\b)\w{{2,}}ed(?!\w)"
    return re.compile(rf"(?i)(?<!\w)(?:(?P<future>(?:{led}|{ahead})(?!\w))|(?P<past>{done}))")


def _with_ranges(text: str, whens: Sequence[When]) -> Iterator[When]:
    """Pairs of "from ... to ..." and "between ... and ..." joined into one interval."""
    pending: When | None = None
    for when in whens:
        joined = _range(text, pending, when) if pending else None
        if joined:
            pending = None
            yield joined
            continue
        if pending:
            yield pending
        pending = when
    if pending:
        yield pending


def _in_year_of(first: When, last: When) -> date | None:
    """Where a range begins whose first part leaves the year to the second: "from February to May last year"."""
    start, end = first.earliest, last.earliest
    if (
        start is None
        or end is None
        or "month" not in (first.precision, last.precision)
        or re.search(r"\d{4}|year", first.text)
    ):
        return start
    same = start.replace(year=end.year, day=min(start.day, 28))
    return same if same <= end else same.replace(year=end.year - 1)


def _range(text: str, first: When, last: When) -> When | None:
    assert first.span is not None
    assert last.span is not None
    between = text[first.span.end : last.span.start]
    if len(between) > SPAN_LIMIT or not re.fullmatch(r"\s*(?:to|until|till|and|through|[-–—])\s*(?:the\s+)?", between):
        return None
    before = text[max(0, first.span.start - 14) : first.span.start].lower()
    opener = re.search(r"\b(from|between)\s+(?:the\s+)?$", before)
    if opener is None or ("and" in between) != (opener[1] == "between"):
        return None
    span = Span(first.span.start, last.span.end)
    bounds = (_in_year_of(first, last), last.latest)
    if None in bounds or bounds[0] > bounds[1]:  # type: ignore[operator]
        bounds = (None, None)
    return When(
        span.of(text), span, *bounds, "interval" if bounds[0] else "", "during", first.inferred or last.inferred
    )
