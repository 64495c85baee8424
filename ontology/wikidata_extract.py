"""Makes `docs/examples/wikidata.ttl`: countries and their capitals as Wikidata has them, to join the graph with.

    python -m ontology.wikidata_extract KB.jsonl > docs/examples/wikidata.ttl

Taken are countries whose capital the table knows by its id: both names, the codes, the capital's population.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import Literal

from ontology import terms
from ontology.entity_table import QID

CODES = {"iso3": "wdt:P298", "ioc": "wdt:P984"}
PREFIXES = ("rdfs", "wd", "wdt")
ABOUT = """\
# An extract of Wikidata: countries, their codes, their capitals and how many live there, as of about 2013.
# Facts of Wikidata (CC0) and Natural Earth (public domain) by way of the repositories that
# ontology/entities/sources.tsv names; made by `python -m ontology.wikidata_extract`.
"""

Row = dict[str, Any]


def lines(rows: dict[str, Row]) -> Iterator[str]:
    """The Turtle of the extract, a paragraph a country, sorted by id."""
    countries = [row for row in rows.values() if row["type"] == "country" and row.get("capital_id") in rows]
    yield ABOUT
    yield from (f"@prefix {prefix}: <{terms.prefixes()[prefix]}> ." for prefix in PREFIXES)
    for row in sorted(countries, key=lambda row: int(row["id"][1:])):
        capital = rows[row["capital_id"]]
        yield ""
        yield _statement(row["id"], [*_codes(row), f"wdt:P36 wd:{capital['id']}", _label(row)])
        yield _statement(capital["id"], [*_population(capital), _label(capital)])


def _statement(identifier: str, parts: list[str]) -> str:
    return f"wd:{identifier} {' ; '.join(parts)} ."


def _label(row: Row) -> str:
    return f"rdfs:label {Literal(row['label'], language='en')}"


def _codes(row: Row) -> list[str]:
    return [f"{link} {Literal(row['codes'][code])}" for code, link in CODES.items() if code in row["codes"]]


def _population(row: Row) -> list[str]:
    people = (row.get("popularity") or {}).get("population")
    return [f"wdt:P1082 {people}"] if people else []


def main(path: Path) -> None:
    """Print the extract of the table at `path`."""
    found = (json.loads(line) for line in path.read_text("utf8").splitlines())
    rows = {row["id"]: row for row in found if QID.fullmatch(row["id"] or "")}
    sys.stdout.write("".join(f"{line}\n" for line in lines(rows)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
