"""A repeated name is read alike wherever it stands."""

from __future__ import annotations

import numpy as np

from extract.agreement import agree
from extract.decode import TagDecoder

TAGS = ("O", *(f"{prefix}-{label}" for label in ("Organization", "Person") for prefix in "BIES"))
ORGANISATION, PERSON = TAGS.index("S-Organization"), TAGS.index("S-Person")


def scores(*rows: dict[int, float]) -> np.ndarray:
    made = np.full((len(rows), len(TAGS)), -5.0)
    for row, values in zip(made, rows, strict=True):
        for tag, value in values.items():
            row[tag] = value
    return made


def names(words: list[str], given: np.ndarray) -> list[str]:
    decoder = TagDecoder(TAGS)
    return [label for _, _, label in decoder.spans(decoder(agree(words, given, TAGS)))]


def test_a_doubtful_occurrence_follows_the_plain_ones() -> None:
    given = scores({ORGANISATION: 5.0}, {0: 5.0}, {PERSON: 1.0, ORGANISATION: 0.5}, {ORGANISATION: 5.0})
    assert names(["Wada", "banned", "Wada", "Wada"], given) == ["Organization"] * 3


def test_a_plain_occurrence_keeps_its_label() -> None:
    given = scores({ORGANISATION: 1.0, PERSON: 0.8}, {PERSON: 9.0})
    assert names(["Lee", "Lee"], given)[1] == "Person"


def test_other_words_are_left_as_they_are() -> None:
    given = scores({ORGANISATION: 1.0}, {PERSON: 1.0}, {0: 1.0}, {PERSON: 0.5})
    for words in (["Wada", "Lee", "said", "Kim"], ["wada", "wada", "said", "said"], ["A", "A", "B", "B"]):
        assert (agree(words, given, TAGS) == given).all()


def test_the_place_within_a_name_is_not_moved() -> None:
    begin, end = TAGS.index("B-Person"), TAGS.index("E-Person")
    given = scores({begin: 5.0}, {end: 5.0}, {0: 5.0}, {PERSON: 1.0, ORGANISATION: 1.5})
    assert names(["Ban", "Lee", "met", "Lee"], given) == ["Person", "Person"]


def test_no_words_have_no_scores() -> None:
    assert agree([], scores(), TAGS).shape == (0, len(TAGS))
