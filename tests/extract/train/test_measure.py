"""The figures: all right is 100, and each mistake costs what it should."""

from __future__ import annotations

from collections import defaultdict

import pytest
import spacy
from spacy.tokens import Doc, Span

from extract.reader import ATTRIBUTION
from extract.train import gold, measure
from extract.train.corpora import Text
from extract.train.measure import Count

TEXT = Text(
    "parse",
    "GUM_news_lee",
    words=["Lee", "said", "she", "left", "."],
    para=[True, False, False, False, False],
    glued=[False, False, False, False, True],
    sent=[True, False, False, False, False],
    upos=["PROPN", "VERB", "PRON", "VERB", "PUNCT"],
    xpos=["NNP", "VBD", "PRP", "VBD", "."],
    head=[1, 1, 3, 1, 1],
    deprel=["nsubj", "root", "nsubj", "ccomp", "punct"],
    attr=["B-Source", "B-Cue", "B-Content", "I-Content", "O"],
    ner=["B-Person", "O", "O", "O", "O"],
    coref=[4, -1, 4, -1, -1],
)
PLACES = gold.raw(TEXT)[1]


def read(heads: list[int] | None = None, **changed: list[str]) -> Doc:
    """The text as a pipeline that makes these mistakes would annotate it."""
    labels = ["ROOT" if label == "root" else label for label in TEXT.deprel]
    columns = {"tags": TEXT.xpos, "pos": TEXT.upos, "deps": labels} | changed
    spaces = [True, True, True, False, False]
    return Doc(spacy.blank("en").vocab, words=TEXT.words, spaces=spaces, heads=heads or TEXT.head, **columns)


def trees(doc: Doc) -> dict[str, float]:
    counts: measure.Counts = defaultdict(Count)
    measure._tree(doc, TEXT, PLACES, "", counts)
    return {name: count.f1 for name, count in counts.items()}


def test_what_is_all_right_is_100() -> None:
    assert set(trees(read()).values()) == {100.0}


def test_a_wrong_head_and_a_wrong_label_cost_a_word_each() -> None:
    assert trees(read([3, 1, 3, 1, 1]))["UAS"] == 80
    figures = trees(read(deps=["nsubj:pass", "ROOT", "obj", "ccomp", "punct"]))
    assert (figures["UAS"], figures["LAS"], figures["LAS without subtypes"]) == (100, 60, 80)


def test_own_tokens_count_where_they_cover_the_same_characters() -> None:
    doc = spacy.blank("en")("Lee said sheleft.")
    counts: measure.Counts = defaultdict(Count)
    measure._tree(doc, TEXT, PLACES, "", counts)
    assert counts["words"].right == 2  # all after the missing space lies elsewhere
    assert (counts["words"].found, counts["words"].there) == (4, 5)


def test_names_are_counted_in_all_and_by_label() -> None:
    doc = read()
    doc.ents = [Span(doc, 0, 1, "Person"), Span(doc, 2, 3, "Location")]
    counts: measure.Counts = defaultdict(Count)
    measure._names(doc, gold.spans(TEXT.ner, PLACES), "gold", counts)
    assert counts["gold: names"].f1 == pytest.approx(200 / 3)
    assert (counts["gold: names, Person"].f1, counts["gold: names, Location"].f1) == (100, 0)


def test_content_counts_whole_and_word_by_word() -> None:
    doc = read()
    doc.spans[ATTRIBUTION] = [Span(doc, 0, 1, "Source"), Span(doc, 2, 5, "Content")]
    counts: measure.Counts = defaultdict(Count)
    measure._attributions(doc, TEXT, PLACES, "gold", counts)
    assert [counts[f"gold: {label}"].f1 for label in ("Source", "Cue", "Content")] == [100, 0, 0]
    assert counts["gold: Content, word by word"].f1 == 80


@pytest.mark.parametrize(("links", "figure"), [([(2, 0, 0.9)], 100), ([(2, 1, 0.9)], 0), ([], 0)])
def test_a_pronoun_is_right_where_its_links_lead_to_its_name(links: list[tuple[int, int, float]], figure: int) -> None:
    doc = read()
    doc._.coref = links
    counts: measure.Counts = defaultdict(Count)
    measure._pronouns(doc, TEXT, "", counts)
    assert {name: count.f1 for name, count in counts.items()} == {
        "pronouns' antecedents": figure,
        "pronouns' names": figure,
    }


def test_a_title_and_any_word_of_a_name_stand_for_the_name() -> None:
    text = Text(
        "parse",
        "GUM_news_lee",
        words=["Dr", "Ann", "Lee", "left"],
        para=[True, False, False, False],
        glued=[False] * 4,
        head=[1, 3, 1, 3],
        deprel=["nmod:desc", "nsubj", "flat", "root"],
        coref=[-1, 4, -1, -1],
    )
    assert [measure._chain(word, text) for word in range(4)] == [4, 4, 4, -1]
