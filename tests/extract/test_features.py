"""What the model sees of a word."""

from __future__ import annotations

import numpy as np
import pytest
import spacy

from extract.features import (
    BASES,
    MAX_SUBWORDS,
    SHAPES,
    WORD_SUBWORDS,
    base,
    encode,
    shape_id,
    subwords,
    words_of,
)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("peace", "lower"),
        ("'s", "lower"),
        ("мир", "lower"),
        ("中国", "lower"),
        ("Moscow", "title"),
        ("Al-Qaeda", "title"),
        ("SCO", "capitals"),
        ("U.S.", "capitals"),
        ("I", "capital"),
        ("V.", "capital"),
        ("iPhone", "mixed"),
        ("McDonald", "mixed"),
        ("COVID-19", "alphanumeric"),
        ("2023", "digits"),
        ("1,000", "number"),
        ("3.5", "number"),
        (".", "stop"),
        ("...", "stop"),
        (",", "comma"),
        ("“", "open"),
        ("(", "open"),
        ("”", "close"),
        ("’", "close"),
        ('"', "quote"),
        ("''", "quote"),
        ("–", "dash"),
        ("--", "dash"),
        ("€", "symbol"),
        ("😀", "symbol"),
        (".”", "symbol"),
        ("\u200b", "symbol"),
    ],
)
def test_base_names_the_class_of_a_words_characters(word: str, expected: str) -> None:
    assert base(word) == expected


def test_shape_ids_are_distinct_and_below_their_number() -> None:
    examples = ["a", "Ab", "AB", "A", "aB", "a1", "1", "1.1", ".", ",", "(", ")", '"', "-", "%"]
    assert [base(word) for word in examples] == list(BASES)
    ids = {shape_id(word, para, glued) for word in examples for para in (False, True) for glued in (False, True)}
    assert ids == set(range(1, SHAPES))


def test_encode_points_to_each_words_first_subword() -> None:
    words = ["Uzbekistan", "'s", "SCO", "😀"]
    encoded = encode(words, [True, False, False, False], [False, True, False, False])
    split = subwords()
    pieces = [piece for word in words for piece in split(word)]
    assert encoded.ids.tolist() == [split.opening, *pieces, split.closing]
    assert [encoded.ids[at] for at in encoded.first] == [split(word)[0] for word in words]
    assert encoded.ids[encoded.first[3]] == split.unknown
    assert encoded.shape[0] == encoded.shape[-1] == 0
    assert [encoded.shape[at] for at in encoded.first] == [
        shape_id("Uzbekistan", True, False),
        shape_id("'s", False, True),
        shape_id("SCO", False, False),
        shape_id("😀", False, False),
    ]
    assert {column.dtype for column in (encoded.ids, encoded.shape, encoded.first)} == {np.dtype(np.int64)}


def test_case_shows_in_the_shape_and_not_in_the_subwords() -> None:
    assert subwords()("SCO") == subwords()("sco")
    assert shape_id("SCO", False, False) != shape_id("sco", False, False)


@pytest.mark.parametrize("word", ["x" * 5000, "https://example.org/" + "a1/" * 400, "\ufffd", "\x00", "é" * 300])
def test_any_word_takes_at_least_one_subword_and_few(word: str) -> None:
    assert 1 <= encode([word], [False], [False]).costs[0] <= WORD_SUBWORDS


def test_a_part_of_encoded_words_is_those_words_encoded() -> None:
    words = ["Peace", "prevailed", "in", "Ouagadougou", ",", "said", "UNESCO"]
    para = [number in (0, 3) for number in range(len(words))]
    glued = [number == 4 for number in range(len(words))]
    encoded = encode(words, para, glued)
    assert encoded.costs.tolist() == [len(subwords()(word)) for word in words]
    for start, stop in [(0, 7), (0, 3), (2, 5), (6, 7), (4, 4)]:
        part = encoded.part(start, stop)
        alone = encode(words[start:stop], para[start:stop], glued[start:stop])
        for name in ("ids", "shape", "first"):
            assert getattr(part, name).tolist() == getattr(alone, name).tolist()


def test_a_full_window_of_ordinary_words_fits_the_encoder() -> None:
    words = ["unenforceability"] * 60
    encoded = encode(words, [False] * 60, [False] * 60)
    assert len(encoded.ids) == encoded.costs.sum() + 2 <= MAX_SUBWORDS


def test_words_of_leaves_out_white_space_and_says_how_words_stand() -> None:
    doc = spacy.blank("en")("\n Peace (again).\n\nThey  said\tso")
    words = words_of(doc)
    assert words.words == ["Peace", "(", "again", ")", ".", "They", "said", "so"]
    assert [doc[int(index)].text for index in words.index] == words.words
    assert [word for word, para in zip(words.words, words.para, strict=True) if para] == ["Peace", "They"]
    assert [word for word, glued in zip(words.words, words.glued, strict=True) if glued] == ["again", ")", "."]


def test_words_of_a_text_without_words_is_empty() -> None:
    assert len(words_of(spacy.blank("en")(" \n "))) == 0
    assert encode([], [], []).ids.shape == (2,)
