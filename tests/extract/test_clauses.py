"""Arguments on hand-built trees, where no model can help or hinder: the same roles whatever the construction."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from extract.clauses import Clauses, conjuncts, passive, preposition

VOCAB = spacy.blank("en").vocab


def doc(*rows: tuple[str, str, str, int, str]) -> Doc:
    """A Doc from (word, part of speech, Penn tag, head, relation) a word; heads count from 0."""
    words, pos, tags, heads, deps = (list(column) for column in zip(*rows, strict=True))
    return Doc(VOCAB, words=words, pos=pos, tags=tags, heads=heads, deps=deps)


ACTIVE = doc(
    ("FIFA", "PROPN", "NNP", 1, "nsubj"), ("suspended", "VERB", "VBD", 1, "ROOT"), ("Kenya", "PROPN", "NNP", 1, "obj")
)  # fmt: skip
PASSIVE = doc(
    ("Kenya", "PROPN", "NNP", 2, "nsubj:pass"), ("was", "AUX", "VBD", 2, "aux:pass"),
    ("suspended", "VERB", "VBN", 2, "ROOT"), ("by", "ADP", "IN", 4, "case"), ("FIFA", "PROPN", "NNP", 2, "obl:agent"),
)  # fmt: skip
RELATIVE = doc(
    ("Kenya", "PROPN", "NNP", 5, "nsubj"), (",", "PUNCT", ",", 4, "punct"), ("which", "PRON", "WDT", 4, "obj"),
    ("FIFA", "PROPN", "NNP", 4, "nsubj"), ("suspended", "VERB", "VBD", 0, "acl:relcl"),
    ("lost", "VERB", "VBD", 5, "ROOT"),
)  # fmt: skip
DECIDED = doc(
    ("FIFA", "PROPN", "NNP", 1, "nsubj"), ("decided", "VERB", "VBD", 1, "ROOT"), ("to", "PART", "TO", 3, "mark"),
    ("suspend", "VERB", "VB", 1, "xcomp"), ("Kenya", "PROPN", "NNP", 3, "obj"),
)  # fmt: skip
PARTICIPLE = doc(
    ("Kenya", "PROPN", "NNP", 4, "nsubj"), ("suspended", "VERB", "VBN", 0, "acl"), ("by", "ADP", "IN", 3, "case"),
    ("FIFA", "PROPN", "NNP", 1, "obl:agent"), ("lost", "VERB", "VBD", 4, "ROOT"),
)  # fmt: skip


@pytest.mark.parametrize("tree", [ACTIVE, PASSIVE, RELATIVE, DECIDED, PARTICIPLE], ids=lambda tree: tree.text)
def test_subject_and_object_are_the_same_in_every_construction(tree: Doc) -> None:
    verb = next(token for token in tree if token.text.startswith("suspend"))
    found = Clauses(tree).arguments(verb)
    assert [t.text for t in found["subj"]] == ["FIFA"]
    assert [t.text for t in found["obj"]] == ["Kenya"]


def test_the_subject_of_a_passive_verb_that_keeps_its_object_receives() -> None:
    tree = doc(
        ("Kenya", "PROPN", "NNP", 2, "nsubj:pass"), ("was", "AUX", "VBD", 2, "aux:pass"),
        ("granted", "VERB", "VBN", 2, "ROOT"), ("membership", "NOUN", "NN", 2, "obj"),
    )  # fmt: skip
    found = Clauses(tree).arguments(tree[2])
    assert [t.text for t in found["iobj"]] == ["Kenya"]
    assert [t.text for t in found["obj"]] == ["membership"]


def test_a_copula_gives_a_role_its_bearer() -> None:
    tree = doc(
        ("Kenya", "PROPN", "NNP", 3, "nsubj"), ("is", "AUX", "VBZ", 3, "cop"), ("a", "DET", "DT", 3, "det"),
        ("member", "NOUN", "NN", 3, "ROOT"), ("of", "ADP", "IN", 5, "case"), ("FIFA", "PROPN", "NNP", 3, "nmod"),
    )  # fmt: skip
    found = Clauses(tree).arguments(tree[3])
    assert [t.text for t in found["bearer"]] == ["Kenya"]
    assert [t.text for t in found["of"]] == ["FIFA"]


def test_a_list_is_spelt_out_in_order_and_its_verbs_are_left_out() -> None:
    tree = doc(
        ("Kenya", "PROPN", "NNP", 5, "nsubj"), (",", "PUNCT", ",", 2, "punct"), ("Chad", "PROPN", "NNP", 0, "conj"),
        ("and", "CCONJ", "CC", 4, "cc"), ("Togo", "PROPN", "NNP", 0, "conj"), ("lost", "VERB", "VBD", 5, "ROOT"),
    )  # fmt: skip
    assert [t.text for t in conjuncts(tree[0])] == ["Kenya", "Chad", "Togo"]


def test_a_preposition_of_two_words_is_one_however_it_is_parsed() -> None:
    tree = doc(
        ("Kenya", "PROPN", "NNP", 1, "nsubj"), ("lost", "VERB", "VBD", 1, "ROOT"), ("along", "ADV", "RB", 1, "advmod"),
        ("with", "ADP", "IN", 4, "case"), ("Chad", "PROPN", "NNP", 1, "obl"),
    )  # fmt: skip
    assert preposition(tree[4]) == "along with"
    assert not passive(tree[1])
