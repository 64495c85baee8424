"""The look-up: one key for all spellings, candidates in order of weight, an index that is whole or absent."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from extract import gazetteer
from extract.gazetteer import Gazetteer, key
from ontology.entity_table import Name, Row


@pytest.fixture(scope="module")
def table() -> Gazetteer:
    return gazetteer.load()


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("the Shanghai Co-operation Organization's", "Shanghai Cooperation Organisation"),
        ("St. Petersburg", "Saint Petersburg"),
        ("U.S.", "US"),
        ("Côte d’Ivoire", "Cote d'Ivoire"),
        ("African Export–Import Bank", "African Export-Import Bank"),
        ("Bosnia & Herzegovina", "Bosnia and Herzegovina"),
        ("Viktor Orbán", "Viktor Orban"),
    ],
)
def test_spellings_of_one_name_meet(written: str, same: str) -> None:
    assert key(written) == key(same)


@pytest.mark.parametrize(
    ("one", "other"), [("Niger", "Nigeria"), ("Austria", "Australia"), ("OPEC+", "OPEC"), ("The", "")]
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_candidates_come_with_the_heaviest_first_and_say_how_they_are_called_so(table: Gazetteer) -> None:
    found = table.candidates("SCO")
    assert [c.row.id for c in found] == ["Q485207", "Q8824673", "Q2704059"]
    assert {c.kind for c in found} == {"acronym"}


@pytest.mark.parametrize(
    ("name", "identifier", "kind"),
    [
        ("Russia", "Q159", "label"),
        ("Russian", "Q159", "demonym"),
        ("Russians", "Q159", "people"),
        ("Central Asian", "Q27275", "adjective"),
        ("IBA", "Q743239", "acronym"),
        ("Putin", "Q7747", "surname"),
        ("Turkey", "Q43", "alias"),
    ],
)
def test_the_table_knows_the_ways_to_call_an_entity(table: Gazetteer, name: str, identifier: str, kind: str) -> None:
    first = table.candidates(name)[0]
    assert (first.row.id, first.kind) == (identifier, kind)


def test_an_entity_carries_its_links_and_codes(table: Gazetteer) -> None:
    russia = table.entity("Q159")
    assert russia is not None
    assert russia.same_as[0] == "http://www.wikidata.org/entity/Q159"
    assert "http://dbpedia.org/resource/Russia" in russia.same_as
    assert ("ioc", "RUS") in russia.codes


def test_what_the_table_lacks_is_none(table: Gazetteer) -> None:
    assert table.entity("Q999999999999") is None
    assert table.candidates("Bakhtiyor Khakimov") == ()


def test_the_table_opens_and_answers_in_less_than_a_third_of_a_second(table: Gazetteer) -> None:
    started = time.perf_counter()
    fresh = Gazetteer(table.path, table.version)
    assert fresh.candidates("Shanghai Cooperation Organisation")
    assert time.perf_counter() - started < 0.3


def test_an_index_that_fails_half_way_leaves_nothing_behind(tmp_path: Path) -> None:
    def rows() -> object:
        yield Row("Q1", "Alpha", "thing")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        gazetteer.compile_table(rows(), tmp_path / "index.sqlite")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_compiled_index_holds_every_name(tmp_path: Path) -> None:
    rows = [Row("Q1", "Alpha Union", "organisation", names=(Name("AU", "acronym"),)), Row("Q2", "Beta", "city")]
    gazetteer.compile_table(rows, tmp_path / "index.sqlite")
    small = Gazetteer(tmp_path / "index.sqlite", "test")
    assert [c.row.label for c in small.candidates("the alpha union")] == ["Alpha Union"]
    with sqlite3.connect(tmp_path / "index.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM name").fetchone() == (3,)
    connection.close()


def test_a_middle_initial_hides_nobody(table: Gazetteer) -> None:
    assert [c.row.label for c in table.candidates("Vladimir V. Putin")] == ["Vladimir Putin"]
    assert not table.candidates("Vladimir V. Union")
