"""Windows cover a text, stay within their limits and answer for each word once."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from extract.windows import Limits, Window, around, cut, sentence_starts

LIMITS = Limits(words=200, subwords=500, overlap=40)


def text(size: int, *, cost: int = 1, paragraph: int = 10**6) -> tuple[np.ndarray, list[bool]]:
    return np.full(size, cost, dtype=np.int64), [word % paragraph == 0 for word in range(size)]


def check(windows: list[Window], costs: np.ndarray, limits: Limits) -> None:
    """What must hold of the windows of any text."""
    assert [word for window in windows for word in range(window.first, window.last)] == list(range(len(costs)))
    for window in windows:
        assert window.start <= window.first < window.last <= window.stop
        assert window.stop - window.start <= limits.words
        assert costs[window.start : window.stop].sum() <= limits.subwords


@pytest.mark.parametrize("size", [1, 2, 199, 200, 201, 239, 240, 241, 360, 361, 5003])
@pytest.mark.parametrize("cost", [1, 2, 3, 8])
@pytest.mark.parametrize("paragraph", [10**6, 1, 7, 45, 130, 190])
def test_windows_cover_every_word_once_within_the_limits(size: int, cost: int, paragraph: int) -> None:
    costs, para = text(size, cost=cost, paragraph=paragraph)
    check(list(cut(costs, para, LIMITS)), costs, LIMITS)


def test_windows_of_mixed_costs_stay_within_the_limits() -> None:
    dice = np.random.default_rng(5)
    costs, para = dice.integers(1, 9, size=4000), (dice.random(4000) < 0.02).tolist()
    windows = list(cut(costs, para, LIMITS))
    check(windows, costs, LIMITS)
    shared = [one.stop - other.start for one, other in pairwise(windows)]
    assert min(shared) >= 25  # eight subwords a word leave 62 words a window


def test_a_short_text_is_one_window() -> None:
    assert list(cut(*text(200), LIMITS)) == [Window(0, 200, 0, 200)]
    assert list(cut(*text(0), LIMITS)) == []


def test_neighbours_share_the_overlap_and_part_in_its_middle() -> None:
    assert list(cut(*text(330), LIMITS)) == [Window(0, 200, 0, 180), Window(160, 330, 180, 330)]


def test_windows_end_and_begin_with_paragraphs_where_they_can() -> None:
    costs, para = text(400, paragraph=55)
    first, second, *_ = cut(costs, para, LIMITS)
    assert (first.stop, second.start) == (165, 110)


def test_a_margin_counts_the_poorer_side_and_no_side_where_the_text_ends() -> None:
    assert Window(100, 200, 0, 0).margin(110, 120, 1000) == 10
    assert Window(0, 200, 0, 0).margin(0, 120, 1000) == 80
    assert Window(800, 1000, 0, 0).margin(950, 1000, 1000) == 150


@pytest.mark.parametrize(("start", "stop"), [(0, 5), (480, 640), (900, 1000), (0, 160)])
@pytest.mark.parametrize("cost", [1, 3])
def test_a_window_around_a_sentence_holds_it_within_the_limits(start: int, stop: int, cost: int) -> None:
    costs, _ = text(1000, cost=cost)
    window = around(start, stop, costs, LIMITS)
    assert window.holds(start, stop)
    assert (window.first, window.last) == (start, stop)
    assert window.stop - window.start == min(200, 500 // cost)


def test_sentences_start_at_positive_logits_and_at_the_first_word() -> None:
    logits = np.array([-3.0, -1.0, 2.0, -1.0, 0.5])
    assert sentence_starts(logits, np.ones(5, dtype=np.int64), LIMITS).tolist() == [True, False, True, False, True]
    assert sentence_starts(logits[:0], np.ones(0, dtype=np.int64), LIMITS).tolist() == []


def test_a_sentence_too_long_is_cut_where_one_is_likeliest() -> None:
    logits = np.full(300, -5.0)
    logits[120] = -1.0
    logits[20] = -0.5  # too near its start to be of use
    starts = sentence_starts(logits, np.ones(300, dtype=np.int64), Limits(160, 400, 0))
    assert np.flatnonzero(starts)[:2].tolist() == [0, 120]
    assert np.diff([*np.flatnonzero(starts), 300]).max() <= 160


def test_a_sentence_of_many_subwords_is_cut_within_them() -> None:
    starts = sentence_starts(np.full(150, -5.0), np.full(150, 8), Limits(160, 400, 0))
    assert np.diff([*np.flatnonzero(starts), 150]).max() <= 50


def test_starts_of_a_prefix_do_not_depend_on_what_follows() -> None:
    logits = np.random.default_rng(8).normal(-2, 1, size=900)
    costs, longest = np.ones(900, dtype=np.int64), Limits(60, 150, 0)
    whole = np.flatnonzero(sentence_starts(logits, costs, longest))
    for known in (70, 200, 555):
        prefix = np.flatnonzero(sentence_starts(logits[:known], costs[:known], longest))
        assert prefix.tolist() == whole[: len(prefix)].tolist()


def test_limits_that_leave_no_progress_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        Limits(words=80, subwords=200, overlap=40)
