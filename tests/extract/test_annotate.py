"""A long text is read in windows without a seam."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import spacy

from extract.annotate import Annotation, annotate
from extract.features import MODEL, Words, words_of
from extract.network import Network


@pytest.fixture(scope="module")
def network() -> Network:
    return Network(MODEL)


def read(network: Network, text: str) -> tuple[Words, Annotation]:
    words = words_of(spacy.blank("en")(text))
    return words, annotate(network, words)


def test_no_words_are_read_as_nothing(network: Network) -> None:
    _, annotation = read(network, "")
    assert annotation.head.shape == (0,)
    assert (annotation.names, annotation.attributions, annotation.antecedents) == ([], [], [])


def test_every_part_fits_the_words(network: Network, corpus: Path) -> None:
    words, annotation = read(network, (corpus / "seed1.txt").read_text("utf8"))
    size = len(words)
    assert size > network.limits.words
    assert {len(part) for part in (annotation.upos, annotation.head, annotation.deprel, annotation.starts)} == {size}
    assert annotation.starts[0]
    assert annotation.head.min() >= 0
    for first, end, _ in (*annotation.names, *annotation.attributions):
        assert 0 <= first < end <= size
    for one, other in pairwise(annotation.names):
        assert one[1] <= other[0]


def test_a_text_without_an_end_is_cut_into_sentences_that_fit_a_window(network: Network) -> None:
    words, annotation = read(network, "and the delegation of the ministry went on to the next of the rooms " * 60)
    longest = np.diff([*np.flatnonzero(annotation.starts), len(words)]).max()
    assert longest <= network.limits.words - network.limits.overlap


@pytest.mark.parametrize(
    ("break_", "pieces"), [("\n\n", 2), ("\n \n", 2), ("\r\n\r\n", 2), ("\n\n\n\n", 2), ("\n", 1), ("  ", 1)]
)
def test_no_sentence_runs_across_a_blank_line(network: Network, break_: str, pieces: int) -> None:
    words, annotation = read(network, f"The cost of{break_}wheat rose again .")
    starts = [words.words[number] for number in np.flatnonzero(annotation.starts)]
    assert starts == ["The", "wheat"][:pieces]


def test_a_word_far_from_an_edge_is_read_the_same_whatever_follows_the_next_window(
    network: Network, corpus: Path
) -> None:
    text = (corpus / "seed1.txt").read_text("utf8")
    _, once = read(network, text)
    _, twice = read(network, text + "\n\n" + text)
    settled = network.limits.words // 2
    assert once.upos[:settled].tolist() == twice.upos[:settled].tolist()
    assert once.head[:settled].tolist() == twice.head[:settled].tolist()


def test_antecedents_stand_before_their_anaphors_and_head_phrases(network: Network, corpus: Path) -> None:
    _, annotation = read(network, (corpus / "seed0.txt").read_text("utf8"))
    assert annotation.antecedents
    for word, other, probability in annotation.antecedents:
        assert other < word
        assert 0 < probability <= 1
        for one in (word, other):
            assert network.config.upos[annotation.upos[one]] in {"NOUN", "PROPN", "PRON"}
            assert network.config.deprel[annotation.deprel[one]].split(":")[0] not in {"compound", "flat", "expl"}


def test_a_sentence_that_no_window_holds_whole_is_parsed_in_one_of_its_own(network: Network) -> None:
    clause = "and the delegation of the ministry went on to the next of the rooms "
    words = words_of(spacy.blank("en")(clause * 40))
    starts = np.zeros(len(words), dtype=bool)
    starts[[0, 130, 270, 420]] = True
    annotation = annotate(network, words, starts=starts)
    assert set(np.flatnonzero(starts)) <= set(np.flatnonzero(annotation.starts))
    for start, stop in pairwise([*np.flatnonzero(annotation.starts).tolist(), len(words)]):
        heads = annotation.head[start:stop]
        assert ((heads >= start) & (heads < stop)).all()
        assert np.count_nonzero(heads == np.arange(start, stop)) == 1
