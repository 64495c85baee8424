"""Entities of one's own: shown, checked, imported row by row, and linked like the table's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extract import entities, gazetteer, link, mentions
from extract.entities import ImportRefused
from ontology import entity_table
from tests.extract.naming import named

OWN = [
    {"label": "Bakhtiyor Khakimov", "type": "person", "country": "Q159", "weight": 70},
    {"label": "Association of Sports Organisations", "type": "sport_body", "weight": 95, "acronyms": ["ASO"],
     "same_as": ["http://example.org/aso"]},
]  # fmt: skip


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf8")
    return path


def test_a_name_shows_all_that_it_may_stand_for() -> None:
    shown = entities.show("SCO", gazetteer.load())
    assert [s.candidate.row.id for s in shown] == ["Q485207", "Q8824673", "Q2704059"]
    text = "\n".join(shown[0].lines())
    assert "Shanghai Cooperation Organisation  Q485207" in text
    assert "same as http://www.wikidata.org/entity/Q485207" in text


def test_an_id_shows_its_entity_and_an_unknown_name_none() -> None:
    assert [s.candidate.row.label for s in entities.show("Q159", gazetteer.load())] == ["Russia"]
    assert entities.show("Nobody Knows", gazetteer.load()) == []


def test_check_finds_what_is_grave_and_what_is_worth_a_look(tmp_path: Path) -> None:
    columns = "header\n"
    rows = ["Q1\tOne\tthing\t\tQ99\t0\t\tacronym:AB\t\t\t\t\t", "Q1\tOne\tthing\t\t\t70\t\tacronym:AB\t\t\t\t\t",
            "Q2\tTwo\tthing\t\t\t70\t\tacronym:AB\t\t\t\t\t"]  # fmt: skip
    (tmp_path / "a.rows.tsv").write_text(columns + "\n".join(rows) + "\n", encoding="utf8")
    found = [str(p) for p in entities.check(tmp_path)]
    assert found[0] == "Q1: its country Q99 is not in the table"
    assert "Q1: two rows with this id" in found
    assert "Q1, Q2: share the acronym AB" in found


def test_imported_entities_are_linked_like_the_tables(tmp_path: Path) -> None:
    entities.take(write(tmp_path / "own.jsonl", OWN), tmp_path / "own", gazetteer.load())
    russia = gazetteer.load().row("Q159")
    assert russia is not None
    small = tmp_path / "table"
    small.mkdir()
    (small / "a.rows.tsv").write_text("header\n" + entity_table.write(russia), encoding="utf8")
    table = gazetteer.load(small, cache=tmp_path / "cache", own=tmp_path / "own")
    doc = named("The ASO met. Ambassador Bakhtiyor Khakimov of Russia came.", Organization="ASO")
    found = {m.text: m.entity for m in link.resolve(doc, mentions.find(doc, table), table, None)}
    assert found["ASO"].same_as == ("http://example.org/aso",)  # type: ignore[union-attr]
    assert found["Bakhtiyor Khakimov"].id == "person/bakhtiyor-khakimov"  # type: ignore[union-attr]
    assert found["Russia"].id == "Q159"  # type: ignore[union-attr]
    assert table.version != gazetteer.load().version


def test_an_import_again_takes_the_place_of_the_first(tmp_path: Path) -> None:
    table = gazetteer.load()
    entities.take(write(tmp_path / "own.jsonl", OWN), tmp_path / "own", table)
    again = [{**OWN[0], "description": "ambassador"}]
    entities.take(write(tmp_path / "own.jsonl", again), tmp_path / "own", table)
    lines = (tmp_path / "own" / entities.FILE).read_text(encoding="utf8").splitlines()
    assert len(lines) == 3
    assert any("ambassador" in line for line in lines)


def test_a_tsv_is_imported_too(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_text("label\ttype\taliases\nFoo Union\torganisation\tFU Club|Foo U\n", encoding="utf8")
    (row,) = entities.take(path, tmp_path / "own", gazetteer.load())
    assert (row.id, [n.text for n in row.names]) == ("organisation/foo-union", ["FU Club", "Foo U"])


def test_a_later_link_keeps_the_old_id(tmp_path: Path) -> None:
    rows = [{"id": "person/x-y", "label": "X Y", "type": "person", "same_as": ["http://www.wikidata.org/entity/Q42"]}]
    (row,) = entities.take(write(tmp_path / "own.jsonl", rows), tmp_path / "own", gazetteer.load())
    assert (row.id, row.same_as) == ("person/x-y", ("http://www.wikidata.org/entity/Q42",))


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"type": "person"}, "no label"),
        ({"label": "A", "type": "planet"}, "type 'planet'; expected one of person"),
        ({"label": "A", "type": "person", "id": "A b"}, "id 'A b'"),
        ({"label": "A", "type": "person", "weight": "101"}, "weight '101'"),
        ({"label": "A", "type": "person", "country": "Russia"}, "country 'Russia'"),
        ({"label": "A", "type": "person", "same_as": ["wd:Q1"]}, "same_as 'wd:Q1'"),
        ({"label": "A", "type": "person", "aliases": 3}, "aliases is 3"),
        ({"label": ["A"], "type": "person"}, "label is ['A']; expected text"),
        ({"label": "A", "type": "person", "colour": "red"}, "unknown column 'colour'"),
        ({"label": "A", "type": "country", "id": "Q159"}, "Q159 is Russia of the table already"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_taken(tmp_path: Path, row: dict[str, object], problem: str) -> None:
    path = write(tmp_path / "own.jsonl", [OWN[0], row])
    with pytest.raises(ImportRefused) as caught:
        entities.take(path, tmp_path / "own", gazetteer.load())
    assert f"own.jsonl line 2: {problem}" in str(caught.value)
    assert not (tmp_path / "own").exists()


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text('{"label": "A", "type": "person"}\n{broken\n', encoding="utf8")
    with pytest.raises(ImportRefused, match=r"own\.jsonl line 2: not a JSON object"):
        entities.take(path, tmp_path / "own", gazetteer.load())


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text("", encoding="utf8")
    with pytest.raises(ImportRefused, match="no row; expected columns id, label"):
        entities.take(path, tmp_path / "own", gazetteer.load())
