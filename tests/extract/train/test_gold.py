"""An annotated text becomes a Doc of its words and a raw text with their places."""

from __future__ import annotations

import spacy

from extract.features import words_of
from extract.train import gold
from extract.train.corpora import Text

TEXT = Text(
    "parse",
    "lee",
    words=["“", "Peace", ",", "”", "said", "Lee", ".", "War", "ended", "."],
    para=[True, False, False, False, False, False, False, True, False, False],
    glued=[False, True, True, True, False, False, True, False, False, True],
    sent=[True, False, False, False, False, False, False, True, False, False],
)


def test_raw_text_is_spaced_as_annotated_and_the_places_are_the_words() -> None:
    text, places = gold.raw(TEXT)
    assert text == "“Peace,” said Lee.\n\nWar ended."
    assert [text[start:end] for start, end in places] == TEXT.words


def test_the_doc_has_the_same_text_and_the_model_sees_the_same_words() -> None:
    doc = gold.doc(TEXT, spacy.blank("en").vocab)
    words = words_of(doc)
    assert doc.text == gold.raw(TEXT)[0]
    assert (words.words, words.para, words.glued) == (TEXT.words, TEXT.para, TEXT.glued)


def test_spans_of_bio_and_of_bioes_are_the_same() -> None:
    places = [(number * 2, number * 2 + 1) for number in range(6)]
    expected = {(0, 3, "Person"), (4, 5, "Person"), (6, 7, "Date")}
    assert gold.spans(["B-Person", "I-Person", "B-Person", "B-Date", "O", "O"], places) == expected
    assert gold.spans(["B-Person", "E-Person", "S-Person", "S-Date", "O", "O"], places) == expected


def test_a_span_that_opens_inside_is_counted_from_there() -> None:
    assert gold.spans(["O", "I-Date", "I-Person"], [(0, 1), (2, 3), (4, 5)]) == {(2, 3, "Date"), (4, 5, "Person")}


def test_starts_are_the_words_that_start_a_sentence() -> None:
    assert gold.starts(TEXT) == [0, 7]
