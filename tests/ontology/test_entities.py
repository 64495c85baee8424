"""The entity table: it reads back what it writes, its ids are well formed, overrides say why, sizes keep."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from pathlib import Path

import pytest

from ontology import entity_table
from ontology.build_entities import build
from ontology.entity_table import FOLDER, Name, Row, TableError, Tenure

RUSSIA = Row(
    id="Q159",
    label="Russia",
    type="country",
    weight=100,
    names=(Name("Russian", "demonym"), Name("RF", "acronym")),
    codes=(("ioc", "RUS"),),
    links=(("dbpedia", "="), ("geonames", "2017370")),
    offices=(Tenure("Q159", "President", "2012-05-07"),),
    source="s01",
)


@pytest.fixture(scope="module")
def rows() -> dict[str, Row]:
    return {row.id: row for row in entity_table.read()}


def test_a_row_reads_back_as_written() -> None:
    assert entity_table.parse(entity_table.write(RUSSIA)) == RUSSIA


def test_links_are_iris_with_wikidata_first() -> None:
    assert RUSSIA.same_as == (
        "http://www.wikidata.org/entity/Q159",
        "http://dbpedia.org/resource/Russia",
        "https://sws.geonames.org/2017370/",
    )


def test_an_entity_without_wikidata_id_has_no_wikidata_link() -> None:
    assert Row("noc/x", "X", "noc").same_as == ()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Q1\tA\tcountry", "3 columns; expected 13"),
        ("q1\tA\tcountry\t\t\t0\t\t\t\t\t\t\t", "id 'q1'"),
        ("Q01\tA\tcountry\t\t\t0\t\t\t\t\t\t\t", "id 'Q01'"),
        ("Q1\tA\tplanet\t\t\t0\t\t\t\t\t\t\t", "type 'planet'"),
        ("Q1\t\tcountry\t\t\t0\t\t\t\t\t\t\t", "no label"),
        ("Q1\tA\tcountry\t\t\thigh\t\t\t\t\t\t\t", "weight 'high'"),
    ],
)
def test_a_bad_line_is_refused_with_its_place(line: str, problem: str) -> None:
    with pytest.raises(TableError, match=re.escape(problem)) as caught:
        entity_table.parse(line, "x.rows.tsv", 7)
    assert str(caught.value).startswith("x.rows.tsv line 7: ")


def test_overrides_apply_on_top_and_each_says_why(rows: dict[str, Row]) -> None:
    boxing = rows["Q743239"]
    assert Name("IBA", "acronym") in boxing.names
    assert all(o.reason and o.source for o in entity_table.overrides())


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Q1\t+alias\tA\t\tsource", "none empty"),
        ("Q1\tcolour\tred\twhy\tsource", "unknown field 'colour'"),
        ("thing/new\tlabel\tNew\twhy\tsource", "needs label and type"),
    ],
)
def test_a_bad_override_is_refused(tmp_path: Path, line: str, problem: str) -> None:
    (tmp_path / "a.rows.tsv").write_text("header\n" + entity_table.write(Row("Q1", "One", "thing")), encoding="utf8")
    (tmp_path / "overrides.tsv").write_text(f"header\n{line}\n", encoding="utf8")
    with pytest.raises(TableError, match=re.escape(problem)):
        list(entity_table.read(tmp_path))


def test_files_are_sorted_and_ids_unique(rows: dict[str, Row]) -> None:
    seen: Counter[str] = Counter()
    for path in entity_table.files():
        ids = [line.split("\t", 1)[0] for line in path.read_text(encoding="utf8").splitlines()[1:]]
        assert ids == sorted(ids, key=lambda i: (0, int(i[1:]), "") if i[0] == "Q" else (1, 0, i))
        seen.update(ids)
    assert max(seen.values()) == 1
    assert len(rows) > 60_000


def test_the_table_takes_less_than_eight_megabytes_of_a_wheel() -> None:
    packed = sum(len(gzip.compress(path.read_bytes(), 6)) for path in FOLDER.iterdir() if path.is_file())
    assert packed < 8_000_000


def test_countries_of_rows_are_rows(rows: dict[str, Row]) -> None:
    lands = {r.country for r in rows.values() if r.type in ("city", "region", "territory")} - {""}
    assert {c for c in lands if rows[c].type not in ("country", "territory")} == set()


def test_the_checks_of_the_table_pass() -> None:
    from ontology import entity_check

    problems = entity_check.problems(entity_table.read())
    assert [p for p in problems if p.grave] == []


@pytest.mark.slow
def test_the_committed_table_is_what_its_script_builds(shared: Path, tmp_path: Path) -> None:
    (tmp_path / "weights.tsv").write_bytes((FOLDER / "weights.tsv").read_bytes())
    build(shared / "data" / "entities" / "kb.jsonl", tmp_path)
    for path in (*entity_table.files(), FOLDER / "sources.tsv", FOLDER / "given_names.tsv"):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name
