"""Which earlier words of a window the network finds likely as what a word stands for.

The network gives each word two vectors, as what refers and as what is referred to; their product scores the pair. Words
of different windows are not compared: what is near is told by the place in the window.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.windows import Window

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

KEPT = 12  # antecedents looked at, a word
FAR_BEHIND = 6.0  # and then only those with a four-hundredth of the best one's probability
NEVER = np.float32(-1e9)


@dataclass(frozen=True, slots=True)
class Candidates:
    """A word that may stand for an earlier one: these with their scores, best first, and the score of none."""

    word: int
    earlier: list[int]
    scores: list[float]
    none: float


def find(
    window: Window, nominal: Ints, parts: tuple[Floats, Floats, Floats], resolved: range, *, bias: float
) -> Iterator[Candidates]:
    """For the words of `resolved` that may stand for a thing, the likeliest earlier words of the window that may.

    `nominal` are the numbers in the window of words that can head a mention: of others the network has learnt
    nothing. `parts` are its `coref_dep` and `coref_head` [W, D] and `coref_none` [W], to which `bias` is added.
    """
    dependent, head, none = parts
    rows = nominal[(nominal >= resolved.start - window.start) & (nominal < resolved.stop - window.start)]
    scores = dependent[rows] @ head[nominal].T
    scores[nominal[None, :] >= rows[:, None]] = NEVER
    best = _highest(scores)
    scored = np.take_along_axis(scores, best, axis=1)
    likely = (scored > np.maximum(scored[:, :1] - FAR_BEHIND, NEVER)).sum(axis=1).tolist()  # the first so many
    columns = ((nominal[best] + window.start).tolist(), scored.tolist(), likely, none[rows].tolist())
    for row, earlier, values, count, nothing in zip(rows.tolist(), *columns, strict=True):
        yield Candidates(window.start + row, earlier[:count], values[:count], nothing + bias)


def _highest(scores: Floats) -> Ints:
    """The columns [n, KEPT or fewer] of each row's highest scores, best first."""
    kept = min(KEPT, scores.shape[1])
    some = np.argpartition(-scores, kept - 1, axis=1)[:, :kept] if kept else np.empty((len(scores), 0), dtype=np.int64)
    some.sort(axis=1)
    order = np.argsort(-np.take_along_axis(scores, some, axis=1), axis=1, kind="stable")
    return np.take_along_axis(some, order, axis=1)
