"""The lexicon of reported speech: it loads whole, and its forms are those of English."""

from __future__ import annotations

import pytest

from extract.speech import regular_forms, speech


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("said", "say"),
        ("says", "say"),
        ("told", "tell"),
        ("wrote", "write"),
        ("denied", "deny"),
        ("confesses", "confess"),
        ("describing", "describe"),
        ("labelled", "label"),
        ("Added", "add"),
        ("banned", None),
        ("note", "note"),
    ],
)
def test_forms_lead_to_their_lemma(form: str, lemma: str | None) -> None:
    assert speech().lemma(form) == lemma


def test_a_verb_has_all_its_kinds() -> None:
    assert {"say", "show"} <= speech().kinds("states")
    assert speech().kinds("rowed") == frozenset()


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("argue", ("argues", "argued", "arguing")),
        ("deny", ("denies", "denied", "denying")),
        ("stress", ("stresses", "stressed", "stressing")),
        ("say", ("says", "sayed", "saying")),
    ],
)
def test_regular_forms(lemma: str, forms: tuple[str, ...]) -> None:
    assert tuple(regular_forms(lemma)) == forms


def test_every_entry_is_a_word() -> None:
    lexicon = speech()
    tables = [
        lexicon.verbs,
        lexicon.particles,
        lexicon.phrases,
        lexicon.documents,
        lexicon.abbreviations,
        lexicon.terms,
    ]
    words = [word for table in tables for word in table]
    words += [word for group in (*lexicon.function.values(), *lexicon.pronouns.values()) for word in group]
    assert all(isinstance(word, str) for word in words)
    assert all(all(isinstance(p, str) for p in particles) for particles in lexicon.particles.values())


def test_particles_belong_to_verbs_of_the_lexicon() -> None:
    lemmas = {lemma for lemma, _ in speech().verbs.values()}
    assert set(speech().particles) <= lemmas
