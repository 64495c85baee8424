"""Cutting a text's words into overlapping windows that the model can take, and which window answers for what.

A window ends, where it can, with a paragraph, and the next begins with one; a word's tags come from the window in which
it is farthest from an edge, a sentence's tree from the window that holds it whole and most centrally.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a window may be (`words`, `subwords`) and how many words, at least, it shares with the next."""

    words: int = 200
    subwords: int = 500
    overlap: int = 40

    def __post_init__(self) -> None:
        if not 0 <= 2 * self.overlap < self.words <= self.subwords:
            raise ValueError(f"{self}: expected overlap < words / 2 and words <= subwords")


@dataclass(frozen=True, slots=True)
class Window:
    """The words `start`..`stop` (exclusive) of a text, of which it answers for `first`..`last` (exclusive)."""

    start: int
    stop: int
    first: int
    last: int

    def holds(self, start: int, stop: int) -> bool:
        return self.start <= start and stop <= self.stop

    def margin(self, start: int, stop: int, total: int) -> int:
        """Words of context on the poorer side of `start`..`stop`; a side where the text itself ends is not poor."""
        left = total if self.start == 0 else start - self.start
        right = total if self.stop == total else self.stop - stop
        return min(left, right)


def cut(costs: Ints, para: Sequence[bool], limits: Limits) -> Iterator[Window]:
    """The windows of a text whose words take `costs` subwords and open paragraphs where `para` is true, in order.

    Every word is answered for by exactly one window. The same words give the same windows.
    """
    reach = np.concatenate(([0], np.cumsum(costs)))
    opens = np.flatnonzero(np.asarray(para, dtype=bool))
    start = first = 0
    while start < len(costs):
        stop = _stop(start, reach, opens, limits)
        if stop == len(costs):
            yield Window(start, stop, first, stop)
            return
        following = _start(start, stop, opens, limits)
        last = _nearest(opens, following, stop)
        yield Window(start, stop, first, last)
        start, first = following, last


def around(start: int, stop: int, costs: Ints, limits: Limits) -> Window:
    """The window with `start`..`stop` in its middle, as wide as the limits allow, answering for these words alone."""
    left, right = start, stop
    words, subwords = limits.words - (stop - start), limits.subwords - int(costs[start:stop].sum())
    while words > 0:
        before = int(costs[left - 1]) if left > 0 else None
        after = int(costs[right]) if right < len(costs) else None
        nearer = before is not None and (after is None or start - left <= right - stop)
        cost = before if nearer else after
        if cost is None or cost > subwords:
            break
        left, right = (left - 1, right) if nearer else (left, right + 1)
        words, subwords = words - 1, subwords - cost
    return Window(left, right, start, stop)


def _stop(start: int, reach: Ints, opens: Ints, limits: Limits) -> int:
    """Where the window from `start` ends: the last paragraph's end in its last quarter, else as late as it may."""
    total = len(reach) - 1
    fits = int(np.searchsorted(reach, reach[start] + limits.subwords, side="right")) - 1
    stop = max(min(start + limits.words, fits, total), start + 1)
    if stop == total:
        return stop
    return _last_in(opens, start + (stop - start) * 3 // 4, stop, stop)


def _start(start: int, stop: int, opens: Ints, limits: Limits) -> int:
    """Where the next window starts: with a paragraph where one opens just before the overlap that must be."""
    # A window that its subwords made short keeps the overlap below half of it, so that there is progress.
    overlap = min(limits.overlap, (stop - start - 1) // 2)
    return _last_in(opens, max(stop - overlap * 3 // 2, start + 1), stop - overlap, stop - overlap)


def _last_in(opens: Ints, low: int, high: int, default: int) -> int:
    """The last of `opens` in `low`..`high` (inclusive)."""
    found = int(np.searchsorted(opens, high, side="right")) - 1
    return int(opens[found]) if found >= 0 and opens[found] >= low else default


def _nearest(opens: Ints, low: int, high: int) -> int:
    """The paragraph start nearest to the middle of `low`..`high`, in the middle half of it; else the middle."""
    middle, slack = (low + high) // 2, (high - low) // 4
    near = opens[np.searchsorted(opens, middle - slack) : np.searchsorted(opens, middle + slack, side="right")]
    return int(near[np.abs(near - middle).argmin()]) if len(near) else middle


def sentence_starts(logits: npt.NDArray[np.floating], costs: Ints, longest: Limits) -> Bools:
    """Which words start a sentence: the first, those with a positive logit, and more where a sentence is too long.

    A sentence over `longest` is cut at its likeliest start in the middle half of what fits.
    """
    starts = logits > 0
    starts[:1] = True
    edges = [*np.flatnonzero(starts).tolist(), len(logits)]
    reach = np.concatenate(([0], np.cumsum(costs)))
    for start, stop in pairwise(edges):
        while True:
            fits = int(np.searchsorted(reach, reach[start] + longest.subwords, side="right")) - 1
            room = min(fits, start + longest.words)
            if stop <= room:
                break
            low = start + max(1, (room - start) // 2)
            start = low + int(logits[low : max(room, low + 1)].argmax())
            starts[start] = True
    return starts
