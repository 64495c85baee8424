"""Spans between quotation marks, found from the characters alone.

A mark opens or closes by what stands beside it, not by how it is drawn: newspapers close with opening marks, open with
closing ones, and put straight ones everywhere. Three families are told apart, "double" (straight, curly, low, doubled
backticks), "single" and "angle" (guillemets); one may stand inside another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extract.article import Span
from extract.speech import speech

DOUBLE = '"“”„‟＂'
SINGLE = "'‘’‚‛`´"
ANGLE = "«»‹›"
MARKS = DOUBLE + SINGLE + ANGLE
OPENERS = "“„‟«‹‘‚‛`"
CLOSERS = "”»›’´"
BEFORE_OPEN = "([{<—–-/=+"
AFTER_CLOSE = ".,!?;:)]}…"
STOPS = ".,!?;:…"
STACKED = 6  # marks that may stand side by side

_DOUBLES = re.compile(r"\"\"|``|''|´´|‹‹|››|[\"“”„‟＂«»‹›]")
_SINGLE_OPENERS = re.compile(r"['‘‚‛`]")
_INCHES = re.compile(r"\d['’]\s?\d{1,2}$")


@dataclass(frozen=True, slots=True)
class Marked:
    """Words between marks: `start`..`end` without the marks, `opened`..`closed` with them.

    `depth` is 0 outside any other marked span. `unclosed` has no closing mark: `end` is where the paragraph, or the
    next opening mark, ends it. `unopened` has no opening mark: `start` is where the paragraph (or the last mark) ended.
    """

    start: int
    end: int
    opened: int
    closed: int
    family: str
    paragraph: int
    depth: int = 0
    unclosed: bool = False
    unopened: bool = False

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(slots=True)
class _Open:
    start: int
    end: int
    family: str


def find(text: str, paragraphs: Sequence[Span]) -> tuple[Marked, ...]:
    """The marked spans of `text`, in order of their opening mark; none crosses a paragraph's border."""
    found: list[Marked] = []
    for number, paragraph in enumerate(paragraphs):
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        goes_on = following is not None and text[following.start : following.start + 1] in tuple("'‘")
        doubles = list(_pair_doubles(text, paragraph, number))
        found += doubles
        found += _pair_singles(text, paragraph, number, doubles, goes_on)
    return tuple(_with_depth(marked for marked in found if text[marked.start : marked.end].strip()))


def _with_depth(marked: Iterable[Marked]) -> Iterator[Marked]:
    open_ends: list[int] = []
    for one in sorted(marked, key=lambda m: (m.opened, -m.closed)):
        while open_ends and open_ends[-1] <= one.opened:
            open_ends.pop()
        yield replace(one, depth=len(open_ends))
        open_ends.append(one.closed)


def _pair_doubles(text: str, paragraph: Span, number: int) -> Iterator[Marked]:
    stack: list[_Open] = []
    free = paragraph.start  # where the last closed span ended
    for match in _DOUBLES.finditer(text, paragraph.start, paragraph.end):
        start, end = match.span()
        family = "angle" if match.group()[0] in ANGLE else "double"
        turn = _orientation(text, start, end, paragraph, is_open=any(o.family == family for o in stack))
        if turn == "open":
            top = stack[-1] if stack else None
            if top and top.family == family and _ends_utterance(text, top.end, start):
                stack.pop()
                yield _closed(text, top, start, start, number, unclosed=True)
            stack.append(_Open(start, end, family))
        elif turn == "close":
            while stack and stack[-1].family != family:
                stack.pop()
            if len(stack) > 1 and match.group() == '""':
                yield _closed(text, stack.pop(), start, start + 1, number)
                start += 1
            if stack:
                yield _closed(text, stack.pop(), start, end, number)
            elif family == "double":
                first, last = _trim(text, free, start)
                yield Marked(first, last, first, end, family, number, unopened=True)
            free = end
    if stack:
        yield _closed(text, stack[0], paragraph.end, paragraph.end, number, unclosed=True)


def _closed(text: str, opening: _Open, start: int, end: int, number: int, *, unclosed: bool = False) -> Marked:
    first, last = _trim(text, opening.end, start)
    return Marked(first, last, opening.start, last if unclosed else end, opening.family, number, unclosed=unclosed)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _ends_utterance(text: str, start: int, end: int) -> bool:
    """Whether the words before a second opening mark are a finished sentence, so that the first was never closed."""
    between = text[start:end].rstrip().rstrip(MARKS)
    return not between or between[-1] in ".!?…"


def _neighbours(text: str, start: int, end: int, paragraph: Span) -> tuple[str, str]:
    """The characters beside a mark, other marks looked through; "" at the paragraph's edge."""
    left, right = start - 1, end
    while left >= max(paragraph.start, start - STACKED) and text[left] in MARKS:
        left -= 1
    while right < min(paragraph.end, end + STACKED) and text[right] in MARKS:
        right += 1
    return (
        text[left] if left >= paragraph.start else "",
        text[right] if right < paragraph.end else "",
    )


def _orientation(text: str, start: int, end: int, paragraph: Span, *, is_open: bool) -> str:
    """ "open", "close", or "" where the mark is none (inches)."""
    mark = text[start]
    if mark == '"' and _INCHES.search(text, max(paragraph.start, start - 6), start):
        return ""
    left, right = _neighbours(text, start, end, paragraph)
    by_state = "close" if is_open else "open"
    beside = _by_neighbours(text, end, left, right)
    if mark in OPENERS:
        return "close" if beside == "close" and is_open else "open"
    if mark in CLOSERS:
        return "open" if beside == "open" and not is_open else "close"
    if not is_open and beside == "close" and left.isdigit():
        return ""  # a 15" screen
    if not is_open and beside == "close" and left == ":":
        return "open"
    return beside or by_state


def _by_neighbours(text: str, end: int, left: str, right: str) -> str:
    left_gap, right_gap = not left.strip(), not right.strip()
    if left_gap and right_gap:
        return ""
    if left_gap:
        return "close" if right in AFTER_CLOSE and not _is_ellipsis(text, end) else "open"
    if right_gap:
        return "" if left in "([{" else "close"
    if right in AFTER_CLOSE and not _is_ellipsis(text, end):
        return "close"
    if left in "([{":
        return "open"
    if left in BEFORE_OPEN and right.isalnum():
        return "open" if left in "—–" else ""
    return ""


def _is_ellipsis(text: str, at: int) -> bool:
    return text.startswith(("...", "…", ". .", "[", "("), at)


def _pair_singles(
    text: str, paragraph: Span, number: int, doubles: Sequence[Marked], goes_on: bool
) -> Iterator[Marked]:
    marks_at = (m.start() for m in _SINGLE_OPENERS.finditer(text, paragraph.start, paragraph.end))
    openings = [i for i in marks_at if _opens_single(text, i, paragraph)]
    after = paragraph.start
    for rank, opening in enumerate(openings):
        if opening < after:
            continue
        following = openings[rank + 1] if rank + 1 < len(openings) else paragraph.end
        limit = min(following, _border(opening, doubles, paragraph))
        close = _close_single(text, opening, limit, doubles)
        if close is not None:
            first, last = _trim(text, opening + 1, close)
            yield Marked(first, last, opening, close + 1, "single", number)
            after = close + 1
        elif opening == paragraph.start and goes_on and limit == paragraph.end:
            yield Marked(opening + 1, paragraph.end, opening, paragraph.end, "single", number, unclosed=True)
            return


def _border(at: int, doubles: Sequence[Marked], paragraph: Span) -> int:
    """Where a single mark opened at `at` must have closed: the end of the double span that holds it."""
    return min((d.end for d in doubles if d.start <= at < d.end), default=paragraph.end)


def _opens_single(text: str, at: int, paragraph: Span) -> bool:
    if text[at : at + 2] in ("''", "``"):
        return False
    left = text[at - 1] if at > paragraph.start else ""
    right = text[at + 1] if at + 1 < paragraph.end else ""
    if left == text[at] or not right.strip():
        return False
    if not (not left.strip() or left in BEFORE_OPEN or left in DOUBLE + ANGLE or (left in ":,;" and text[at] == "‘")):
        return False
    if not (right.isalnum() or right in DOUBLE + ANGLE + "[(£$€…."):
        return False
    word = re.match(r"\w+", text[at + 1 : at + 12])
    return not (word and (word.group().lower() in speech().elisions or re.fullmatch(r"\d0?s|\d\d", word.group())))


def _close_single(text: str, opening: int, limit: int, doubles: Sequence[Marked]) -> int | None:
    """The closing mark: the first certain one, else the last that could also be a plural's apostrophe."""
    weak: int | None = None
    for at in range(opening + 2, limit):
        if text[at] not in "'’´‘" or any(d.start <= at < d.end and d.opened > opening for d in doubles):
            continue
        left, right = text[at - 1], text[at + 1] if at + 1 < len(text) else ""
        if left.isspace() or right.isalnum():
            continue
        if left == "s" and not (right in STOPS and right):
            weak = at
        elif left == "n" and text[at - 2] == "i" and right == " ":
            weak = at  # goin' home
        else:
            return at
    return weak


def mended(text: str, marked: Marked) -> Marked:
    """The span; one whose closing mark is missing ends before the cue that follows its words all the same.

    `"We will win, he said. The team ..."`: without this the rest of the paragraph would be his.
    """
    if not marked.unclosed:
        return marked
    match = _lost_cue().search(text, marked.start, marked.end)
    if match is None:
        return marked
    end = match.start() + 1
    return replace(marked, end=end, closed=end, unclosed=False)


@cache
def _lost_cue() -> re.Pattern[str]:
    verbs = "|".join(sorted(w for w, (_, kinds) in speech().verbs.items() if kinds & {"say", "tell"}))
    name = r"(?:[A-Z][\w’'-]+\s?){1,3}"
    return re.compile(
        rf"[,?!]\s+(?:(?:[Hh]e|[Ss]he|[Tt]hey|{name})\s*(?:{verbs})|(?:{verbs})\s+{name})\b[^,]{{0,60}}\."
    )
