"""The extract of Wikidata that the README joins the graph with: made of the table's facts, and what is committed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from ontology import wikidata_extract

LAND: dict[str, Any] = {"id": "Q90000001", "label": 'The "Marsh"', "type": "country", "codes": {"iso3": "MRS"}}
TOWN: dict[str, Any] = {"id": "Q90000002", "label": "Strelsau", "type": "city", "popularity": {"population": 12}}


def test_a_country_is_there_with_its_capital() -> None:
    rows = {row["id"]: row for row in (LAND | {"capital_id": TOWN["id"]}, TOWN, LAND | {"id": "Q90000003"})}
    found = [str(quad.triple) for quad in ox.parse("\n".join(wikidata_extract.lines(rows)), ox.RdfFormat.TURTLE)]
    land, town = (f"<http://www.wikidata.org/entity/{row['id']}>" for row in (LAND, TOWN))
    direct, label = "<http://www.wikidata.org/prop/direct/P", "<http://www.w3.org/2000/01/rdf-schema#label>"
    number = "<http://www.w3.org/2001/XMLSchema#integer>"
    assert found == [
        f'{land} {direct}298> "MRS"',
        f"{land} {direct}36> {town}",
        f'{land} {label} "The \\"Marsh\\""@en',
        f'{town} {direct}1082> "12"^^{number}',
        f'{town} {label} "Strelsau"@en',
    ]


def test_the_committed_extract_is_what_the_table_gives(
    root: Path, shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wikidata_extract.main(shared / "data" / "entities" / "kb.jsonl")
    assert capsys.readouterr().out == (root / "docs" / "examples" / "wikidata.ttl").read_text("utf8")
