"""`pressgraph conflicts`: what articles say against each other, with the words of both sides."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Annotated, Any

import pyoxigraph as ox
import typer

from server import queries
from server.cli import answers
from server.cli.graph import StorePath, opened
from server.display import published, time

Row = dict[str, str]
HEADINGS = ["contradiction", "one says, the other says", "when", "source", "sentence"]


def conflicts(
    store: StorePath = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print them as a JSON array, with every address.")] = False,
    width: Annotated[
        int | None, typer.Option(min=20, help="Columns of a table; longer cells end in an ellipsis.")
    ] = None,
) -> None:
    """List the contradictions of the published graph: both sides with their sentences, sources and dates."""
    found = list(_contradictions(_rows(opened(store))))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        answers.table(HEADINGS, [line for one in found for line in _lines(one)], width)
        print(f"{len(found)} contradictions" if len(found) != 1 else "1 contradiction")


def _rows(graph: ox.Store) -> Iterator[Row]:
    solutions = graph.query(queries.text("contradictions"))
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        yield {name: solution[name].value for name in names if solution[name] is not None}


def _contradictions(rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    """One object a contradiction: its kind and two sides, each a fact with its claims."""
    for iri, of_one in groupby(rows, key=lambda row: row["contradiction"]):
        together = list(of_one)
        sides = [_side(list(claims)) for _, claims in groupby(together, key=lambda row: row["fact"])]
        yield {"kind": together[0]["kind"], "iri": iri, "sides": sides}


def _side(rows: list[Row]) -> dict[str, Any]:
    shared = ("fact", "says", "factuality", "relation", "earliest", "latest")
    return {name: rows[0][name] for name in shared if name in rows[0]} | {"claims": [_claim(row) for row in rows]}


def _claim(row: Row) -> Row:
    """What one article says; its publication as "2022-03-05", or as the two days between which it lies."""
    days = dict.fromkeys(row[name] for name in ("first", "last") if name in row)
    shown = ("sentence", "speaker", "source", "name", "url", "article", "claim")
    return {name: row[name] for name in shown if name in row} | ({"published": "/".join(days)} if days else {})


def _lines(one: dict[str, Any]) -> Iterator[list[str]]:
    """The rows of a table: what repeats stands once."""
    kind = one["kind"]
    for side in one["sides"]:
        says = f"{side['says']} ({side['factuality']})" if side["factuality"] != "asserted" else side["says"]
        told = time(side.get("relation", ""), side.get("earliest", ""), side.get("latest", ""))
        for claim in side["claims"]:
            source = claim.get("source") or claim["name"]
            if "speaker" in claim:
                source = f"{claim['speaker']}, {source}"
            first, _, last = claim.get("published", "").partition("/")
            when = told or published(first, last or first, inferred=False)
            yield [kind, says, when, source, " ".join(claim["sentence"].split())]
            kind = says = ""
