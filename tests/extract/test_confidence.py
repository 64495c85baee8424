"""How sure a fact is: the parts, and what they come to."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extract import confidence, reader
from extract.article import Entity, Evidence, Fact, Link, Party, Span

BERG = Entity("person/anna-berg", "Anna Berg", "person")
NORWAY = Entity("Q20", "Norway", "country", same_as=("http://www.wikidata.org/entity/Q20",))


def fact(**parts: float) -> Fact:
    evidence = Evidence(Span(0, 4), "text")
    berg = Party("Anna Berg", "Anna Berg", None, BERG)
    return Fact("position", berg, None, evidence, confidence_parts=tuple(parts.items()), path="position/post")


def parsed() -> Doc:
    """ "Berg backed the plan": both arguments hang on the verb."""
    doc = Doc(
        Vocab(), words=["Berg", "backed", "the", "plan"], heads=[1, 1, 3, 1], deps=["nsubj", "ROOT", "det", "obj"]
    )
    doc._.certainty = np.array([0.9, 1.0, 0.2, 0.6], dtype=np.float32)
    return doc


def test_the_parts_multiply_to_the_confidence_and_the_last_makes_it_what_was_measured() -> None:
    one = confidence.calibrated(fact(path=0.9, parse=0.8))
    worth = confidence.measured().of("position", "position/post", (("path", 0.9), ("parse", 0.8)))
    assert one.confidence_parts[-1][0] == "measured"
    assert math.prod(value for _, value in one.confidence_parts) == pytest.approx(worth, abs=1e-3)
    assert one.confidence == pytest.approx(worth, abs=1e-3)


def test_a_fact_is_not_calibrated_twice() -> None:
    once = confidence.calibrated(fact(path=0.9))
    assert confidence.calibrated(once) == once


def test_confidence_lies_between_nothing_and_certainty_whatever_the_parts() -> None:
    for value in (0.0, 1e-9, 0.5, 1.0):
        assert 0 <= confidence.calibrated(fact(path=value, parse=value, link=value)).confidence <= 1


def test_no_part_speaks_for_a_fact_by_being_less_sure() -> None:
    assert all(weight >= 0 for weight in confidence.measured().weights.values())
    sure, unsure = (confidence.calibrated(fact(path=0.9, parse=value)).confidence for value in (1.0, 0.3))
    assert sure >= unsure


def test_the_parse_is_as_sure_as_its_least_sure_arc_between_trigger_and_parties() -> None:
    doc = parsed()
    assert confidence.parse([doc[0]], doc[1]) == pytest.approx(0.9)
    assert confidence.parse([doc[0], doc[3]], doc[1]) == pytest.approx(0.6)
    assert confidence.parse([], doc[1]) == 1.0


def test_a_doc_of_another_parser_is_taken_at_its_word() -> None:
    doc = parsed()
    doc._.certainty = None
    assert confidence.parse([doc[0]], doc[1]) == 1.0


@pytest.mark.parametrize(("words", "expected"), [(0, 1.0), (5, 1.0), (2 * confidence.NEAR - 1, 0.5)])
def test_the_farther_off_a_party_stands_the_less_it_counts(words: int, expected: float) -> None:
    doc = Doc(Vocab(), words=["Berg", *["and"] * words, "backed"])
    assert confidence.reach([doc[0]], doc[words + 1]) == pytest.approx(expected)
    assert confidence.reach([], doc[0]) == 1.0


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("Norway signed it.", 0),
        ("Berg said Norway signed it.", 1),
        ("Berg said that Novak knew that Norway signed it.", 2),
    ],
)
def test_the_deeper_in_other_clauses_a_fact_is_told_the_less_sure_it_is(text: str, inner: int) -> None:
    signed = next(token for token in reader.annotate(text) if token.text == "signed")
    assert confidence.clauses(signed) == pytest.approx(confidence.INNER**inner, abs=1e-3)


def test_the_reader_says_how_sure_each_arc_is() -> None:
    doc = reader.annotate("Anna Berg backed the plan.\n\nNorway did not.")
    sure = doc._.certainty
    assert len(sure) == len(doc)
    assert all(0 < value <= 1 for value in sure)
    assert min(sure) < 1


@pytest.mark.parametrize(
    ("party", "margin", "expected"),
    [
        (Party("Norway", "Norway", None, NORWAY), 0.6, 1.0),
        (Party("Norway", "Norway", None, NORWAY), 0.0, confidence.MINTED),
        (Party("Anna Berg", "Berg", None, BERG), 0.0, confidence.MINTED),
        (Party("Berg", "Berg", None, Entity("person/berg", "Berg", "person", candidates=("Q1", "Q2"))), 0.0, 0.7),
        (Party("three officials", "three officials"), 0.0, confidence.UNNAMED),
    ],
)
def test_a_link_is_worth_its_margin(party: Party, margin: float, expected: float) -> None:
    assert confidence.link(party, Link("exact", 0.9, margin)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "entity", "taken_up"),
    [
        ("she", BERG, True),
        ("the country", NORWAY, True),
        ("Berg", BERG, False),
        ("the Netherlands", NORWAY, False),
        ("the three officials", None, False),
    ],
)
def test_a_pronoun_or_a_noun_for_a_name_is_less_sure(text: str, entity: Entity | None, taken_up: bool) -> None:
    party = Party(entity.label if entity else text, text, None, entity)
    assert (confidence.reference([party]) < 1) == taken_up
    assert confidence.reference([party, replace(party, share=0.55)]) == 0.55  # as surely as it was weighed


def test_the_file_is_the_one_that_the_document_describes() -> None:
    root = Path(__file__).parent.parent.parent
    assert "benchmarks.confidence fit" in confidence.PATH.read_text("utf8")
    assert "## Ten bins" in (root / "docs" / "confidence.md").read_text("utf8")
