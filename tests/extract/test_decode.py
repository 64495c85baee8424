"""Sequences that may be and trees that are trees: checked against all that there are."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from extract.decode import TagDecoder, is_tree, softmax, spanning_tree, tree

BIOES = ("O", *(f"{prefix}-{label}" for label in ("Person", "Date") for prefix in "BIES"))
BIO = ("O", "B-Source", "I-Source", "B-Cue", "I-Cue")


def allowed(tags: tuple[str, ...], *, bioes: bool) -> bool:
    """Whether the tags follow one another, spelt out from the schemes' definition."""
    before = "O"
    for tag in (*tags, "O"):
        opened = before[0] in ("BI" if bioes else "BIES")
        if tag[0] in "IE" and not (before[0] in "BI" and before[2:] == tag[2:]):
            return False
        if bioes and opened and tag[0] not in "IE":
            return False
        before = tag
    return True


@pytest.mark.parametrize("tags", [BIOES, BIO])
@pytest.mark.parametrize("seed", range(6))
def test_decoded_tags_are_the_best_allowed_sequence(tags: tuple[str, ...], seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(4, len(tags)))
    scores[:, 0] = scores.max(axis=1) - 0.1  # never two "O" in a row at first, so that the whole is one stretch
    decoder = TagDecoder(tags)
    found = decoder(scores)
    every = product(range(len(tags)), repeat=4)
    sequences = [one for one in every if allowed(tuple(tags[i] for i in one), bioes=tags is BIOES)]
    best = max(sequences, key=lambda one: sum(scores[word, tag] for word, tag in enumerate(one)))
    assert found.tolist() == list(best)
    assert allowed(tuple(tags[i] for i in found), bioes=tags is BIOES)


@pytest.mark.parametrize("tags", [BIOES, BIO])
def test_long_noise_gives_allowed_tags(tags: tuple[str, ...]) -> None:
    scores = np.random.default_rng(3).normal(size=(3000, len(tags)))
    scores[:, 0] += 0.8
    decoder = TagDecoder(tags)
    found = decoder(scores)
    assert allowed(tuple(tags[i] for i in found), bioes=tags is BIOES)
    assert (found != scores.argmax(axis=1)).any()


def test_tags_that_follow_one_another_stay_the_highest() -> None:
    decoder = TagDecoder(BIOES)
    wanted = [BIOES.index(tag) for tag in ("O", "B-Person", "I-Person", "E-Person", "S-Person", "S-Date", "O")]
    found = decoder(np.eye(len(BIOES))[wanted])
    assert found.tolist() == wanted
    assert decoder.spans(found) == [(1, 4, "Person"), (4, 5, "Person"), (5, 6, "Date")]


@pytest.mark.parametrize("seed", range(6))
def test_transitions_count_in_the_best_sequence(seed: int) -> None:
    dice = np.random.default_rng(seed)
    scores, transitions = dice.normal(size=(5, len(BIO))), dice.normal(size=(len(BIO), len(BIO)))
    every = product(range(len(BIO)), repeat=5)
    sequences = [one for one in every if allowed(tuple(BIO[i] for i in one), bioes=False)]

    def worth(one: tuple[int, ...]) -> float:
        steps = sum(transitions[before, after] for before, after in pairwise(one))
        return float(sum(scores[word, tag] for word, tag in enumerate(one)) + steps)

    assert TagDecoder(BIO, transitions)(scores).tolist() == list(max(sequences, key=worth))


def test_transitions_leave_words_that_are_surely_outside() -> None:
    scores = np.zeros((400, len(BIO)))
    scores[:, 0] = 20.0
    scores[[0, 100, 101, 399], BIO.index("B-Cue")] = 25.0
    found = TagDecoder(BIO, np.zeros((len(BIO), len(BIO))))(scores)
    assert np.flatnonzero(found).tolist() == [0, 100, 101, 399]


def test_bio_spans_end_where_another_begins() -> None:
    decoder = TagDecoder(BIO)
    tags = np.array([BIO.index(tag) for tag in ("B-Source", "B-Source", "I-Source", "B-Cue", "O")])
    assert decoder.spans(tags) == [(0, 1, "Source"), (1, 3, "Source"), (3, 4, "Cue")]


def test_no_words_have_no_tags() -> None:
    for decoder in (TagDecoder(BIOES), TagDecoder(BIO, np.zeros((len(BIO), len(BIO))))):
        assert decoder.spans(decoder(np.zeros((0, len(decoder.tags))))) == []


def every_tree(size: int) -> list[tuple[int, ...]]:
    return [heads for heads in product(range(size), repeat=size) if leads_to_one_root(heads)]


def leads_to_one_root(heads: tuple[int, ...]) -> bool:
    """Whether one word is its own head and every word's way up ends there, walked step by step."""
    roots = [word for word, head in enumerate(heads) if word == head]
    for word in range(len(heads)):
        node = word
        for _ in heads:
            node = heads[node]
        if [node] != roots:
            return False
    return len(roots) == 1


def test_is_tree_agrees_with_walking_up() -> None:
    for size in (1, 2, 3, 4):
        for heads in product(range(size), repeat=size):
            assert is_tree(np.array(heads)) == leads_to_one_root(heads)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("seed", range(8))
def test_the_tree_is_the_best_of_all_with_one_root(size: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(size, size))
    best = max(every_tree(size), key=lambda heads: sum(scores[word, head] for word, head in enumerate(heads)))
    assert spanning_tree(scores).tolist() == list(best)
    assert tree(scores).tolist() == list(best)


@pytest.mark.parametrize("size", [30, 200])
@pytest.mark.parametrize("diagonal", [-50.0, 0.0, 50.0])
def test_noise_gives_a_tree_whatever_it_says_of_roots(size: int, diagonal: float) -> None:
    scores = np.random.default_rng(size).normal(size=(size, size)).astype(np.float32)
    scores[np.arange(size), np.arange(size)] += diagonal
    assert leads_to_one_root(tuple(tree(scores).tolist()))


def test_scores_that_are_no_numbers_still_give_a_tree() -> None:
    scores = np.full((6, 6), np.nan)
    scores[2] = np.inf
    assert leads_to_one_root(tuple(tree(scores).tolist()))


def test_softmax_sums_to_one_without_overflow() -> None:
    weights = softmax(np.array([1000.0, 1000.0, -1000.0]))
    assert weights.tolist() == [0.5, 0.5, 0.0]
