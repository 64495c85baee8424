"""Arguments on hand-built trees, where no model can help or hinder: the same roles whatever the construction."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from extract.clauses import Clauses
from extract.syntax import conjuncts, passive, preposition
from tests.extract.trees import doc, tree

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


def test_the_object_behind_the_second_of_two_joined_verbs_is_its_own() -> None:
    tree = doc(
        ("FIFA", "PROPN", "NNP", 1, "nsubj"), ("fought", "VERB", "VBD", 1, "ROOT"), ("bans", "NOUN", "NNS", 1, "obj"),
        ("and", "CCONJ", "CC", 4, "cc"), ("accused", "VERB", "VBD", 1, "conj"), ("Kenya", "PROPN", "NNP", 1, "obj"),
    )  # fmt: skip
    found = Clauses(tree)
    assert [t.text for t in found.at(tree[1], "obj")] == ["bans"]
    assert [t.text for t in found.at(tree[4], "obj")] == ["Kenya"]


def test_who_acts_in_a_clause_without_a_relative_word_acts_on_the_noun_before_it() -> None:
    tree = doc(
        ("the", "DET", "DT", 1, "det"), ("ban", "NOUN", "NN", 1, "ROOT"), ("they", "PRON", "PRP", 3, "nsubj:pass"),
        ("imposed", "VERB", "VBN", 1, "acl"), ("in", "ADP", "IN", 5, "case"), ("May", "PROPN", "NNP", 3, "obl"),
    )  # fmt: skip
    found = Clauses(tree).arguments(tree[3])
    assert [t.text for t in found["subj"]] == ["they"]
    assert [t.text for t in found["obj"]] == ["ban"]


def test_a_copula_gives_a_role_its_bearer() -> None:
    tree = doc(
        ("Kenya", "PROPN", "NNP", 3, "nsubj"), ("is", "AUX", "VBZ", 3, "cop"), ("a", "DET", "DT", 3, "det"),
        ("member", "NOUN", "NN", 3, "ROOT"), ("of", "ADP", "IN", 5, "case"), ("FIFA", "PROPN", "NNP", 3, "nmod"),
    )  # fmt: skip
    found = Clauses(tree)
    assert [t.text for t in found.at(tree[3], "bearer")] == ["Kenya"]
    assert [t.text for t in found.at(tree[3], "of")] == ["FIFA"]


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


STOPPED = "A/DET/DT/1/det court/NOUN/NN/2/nsubj stopped/VERB/VBD/2/ROOT Nokia/PROPN/NNP/2/obj "
URGED = "Karimi/PROPN/NNP/1/nsubj urged/VERB/VBD/1/ROOT the/DET/DT/3/det leaders/NOUN/NNS/1/obj "
ACTS = [
    # (the verb, who does it, the tree)
    ("selling", "Nokia", STOPPED + "from/SCONJ/IN/5/mark selling/VERB/VBG/2/advcl it/PRON/PRP/5/obj"),
    (
        "hosting",
        "Sweden",
        "Roux/PROPN/NNP/1/nsubj thanked/VERB/VBD/1/ROOT Sweden/PROPN/NNP/1/obj for/SCONJ/IN/4/mark "
        "hosting/VERB/VBG/1/advcl it/PRON/PRP/4/obj",
    ),
    (
        "hiding",
        "Sweden",
        "Roux/PROPN/NNP/1/nsubj accused/VERB/VBD/1/ROOT Sweden/PROPN/NNP/1/obj of/SCONJ/IN/4/mark "
        "hiding/VERB/VBG/1/advcl it/PRON/PRP/4/obj",
    ),
    (
        "leaving",
        "Roux",
        "Roux/PROPN/NNP/1/nsubj met/VERB/VBD/1/ROOT Lind/PROPN/NNP/1/obj before/SCONJ/IN/4/mark "
        "leaving/VERB/VBG/1/advcl Lima/PROPN/NNP/4/obj",
    ),
    ("reject", "leaders", URGED + "to/PART/TO/5/mark reject/VERB/VB/1/xcomp it/PRON/PRP/5/obj"),
    ("reject", "leaders", URGED + "to/PART/TO/5/mark reject/VERB/VB/1/advcl it/PRON/PRP/5/obj"),
    (
        "sign",
        "Rojas",
        "Chile/PROPN/NNP/1/nsubj sent/VERB/VBD/1/ROOT Rojas/PROPN/NNP/1/obj to/PART/TO/4/mark "
        "sign/VERB/VB/1/advcl it/PRON/PRP/4/obj",
    ),
    (
        "sign",
        "Chile",
        "Chile/PROPN/NNP/1/nsubj used/VERB/VBD/1/ROOT ink/NOUN/NN/1/obj to/PART/TO/4/mark "
        "sign/VERB/VB/1/advcl it/PRON/PRP/4/obj",
    ),
    (
        "visit",
        "pupils",
        "Berg/PROPN/NNP/1/nsubj leads/VERB/VBZ/1/ROOT a/DET/DT/3/det project/NOUN/NN/1/obj for/ADP/IN/5/case "
        "pupils/NOUN/NNS/3/nmod to/PART/TO/7/mark visit/VERB/VB/3/acl Lima/PROPN/NNP/7/obj",
    ),
    (
        "ban",
        "council",
        "The/DET/DT/1/det request/NOUN/NN/7/nsubj of/ADP/IN/4/case the/DET/DT/4/det council/NOUN/NN/1/nmod "
        "to/PART/TO/6/mark ban/VERB/VB/1/acl failed/VERB/VBD/7/ROOT",
    ),
    (
        "won",
        "Novak",
        "Day/NOUN/NN/4/nsubj two/NUM/CD/0/nummod ,/PUNCT/,/4/punct Novak/PROPN/NNP/4/nsubj "
        "won/VERB/VBD/4/ROOT",
    ),
    (
        "left",  # the parser gave its subject to the words quoted before
        "Berg",
        "We/PRON/PRP/1/nsubj know/VERB/VBP/5/parataxis ,/PUNCT/,/1/punct Berg/PROPN/NNP/1/nsubj "
        "quietly/ADV/RB/5/advmod left/VERB/VBD/5/ROOT",
    ),
    (
        "votes",  # the verb agrees with the senator
        "senator",
        "A/DET/DT/1/det senator/NOUN/NN/1/ROOT courting/VERB/VBG/1/acl voters/NOUN/NNS/1/nmod "
        "who/PRON/WP/5/nsubj votes/VERB/VBZ/3/acl:relcl for/ADP/IN/7/case both/PRON/DT/5/obl",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "doer", "text"), ACTS, ids=[" ".join(w.split("/")[0] for w in text.split()) for _, _, text in ACTS]
)
def test_who_acts_is_whom_the_construction_names(verb: str, doer: str, text: str) -> None:
    made = tree(text)
    trigger = next(token for token in made if token.text == verb)
    assert [t.text for t in Clauses(made).subjects(trigger)] == [doer]


@pytest.mark.parametrize(("adjective", "tag", "place"), [("youngest", "JJS", "among"), ("young", "JJ", "in")])
def test_the_place_of_a_superlative_is_not_where_a_post_is_held(adjective: str, tag: str, place: str) -> None:
    made = tree(
        f"Tanaka/PROPN/NNP/4/nsubj is/AUX/VBZ/4/cop the/DET/DT/4/det {adjective}/ADJ/{tag}/4/amod "
        "mayor/NOUN/NN/4/ROOT in/ADP/IN/6/case Japan/PROPN/NNP/4/nmod"
    )
    found = Clauses(made).arguments(made[4])
    assert {role for role, words in found.items() if made[6] in words} == {place}
