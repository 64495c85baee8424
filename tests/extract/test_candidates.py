"""Candidates are earlier words of the window, the likeliest first, and only those worth a look."""

from __future__ import annotations

import numpy as np

from extract.candidates import FAR_BEHIND, KEPT, Candidates, find
from extract.windows import Window

WINDOW = Window(100, 104, 100, 104)


def found(scores: list[list[float]], nominal: list[int], resolved: range, *, bias: float = 0.0) -> list[Candidates]:
    """With these scores of pairs, every word's score of standing for nothing being a tenth of its number."""
    pairs = np.array(scores, dtype=np.float32)
    nones = np.arange(len(pairs), dtype=np.float32) / np.float32(10)
    parts = (pairs, np.eye(len(pairs), dtype=np.float32), nones)
    return list(find(WINDOW, np.array(nominal, dtype=np.int64), parts, resolved, bias=bias))


def test_earlier_words_come_best_first_and_what_is_far_behind_not_at_all() -> None:
    scores = [[0.0] * 4, [1.0, 0, 0, 0], [2.0, 3.0, 9.0, 9.0], [4.0, 4.0 - FAR_BEHIND, 5.0, 9.0]]
    by_word = {one.word: one for one in found(scores, [0, 1, 2, 3], range(100, 104))}
    assert by_word[100].earlier == []
    assert by_word[102].earlier == [101, 100]
    assert by_word[102].scores == [3.0, 2.0]
    assert by_word[103].earlier == [102, 100]


def test_only_words_that_can_head_a_mention_and_are_asked_for_count() -> None:
    scores = [[5.0] * 4] * 4
    one, *others = found(scores, [1, 3], range(102, 104), bias=1.0)
    assert not others
    assert (one.word, one.earlier) == (103, [101])
    assert np.isclose(one.none, 1.3)


def test_no_more_than_so_many_are_kept() -> None:
    size = KEPT + 5
    rising = np.arange(size, dtype=np.float32) / size
    (last,) = found([rising.tolist()] * size, list(range(size)), range(100 + size - 1, 100 + size))
    assert last.earlier == [100 + number for number in range(size - 2, size - 2 - KEPT, -1)]
