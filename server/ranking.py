"""The first few of many by how many there are: sorted by the number alone, then by the rest where numbers are equal.

    SELECT ?who (COUNT(?q) AS ?n) WHERE { ?q :speaker ?who } GROUP BY ?who ORDER BY DESC(?n) ?who LIMIT 20

The engine keeps IRIs and texts apart from the triples, and whenever it compares two of them it looks both of them up:
to sort the speakers of a million triples takes it fifteen times as long as to count them. Numbers it has at hand. So
the query is run with `ORDER BY DESC(?n)` and without its LIMIT, its rows are taken up to the twentieth and to the last
that counts as many, and these few are put as a table, for the engine to sort as it was asked to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import pyoxigraph as ox

from server import scanner
from server.scanner import Scan, Token

LONGEST = 1_000  # rows asked for; for more it is hardly worth it
MOST = 10_000  # rows of a table; where so many count as much, the engine sorts them all

# What a query ends with, and a column that is a number for sure, as `scanner.plain` writes them.
_KEY = r"(?:\?\w+ |(?:ASC|DESC) \( \?\w+ \) )"
_END = re.compile(
    rf"ORDER BY (?P<first>{_KEY})(?P<rest>{_KEY}+)"
    r"(?:LIMIT (?P<limit>\d+) (?:OFFSET (?P<offset>\d+) )?|OFFSET (?P<before>\d+) LIMIT (?P<after>\d+) )"
)
_COUNT = re.compile(r"\( COUNT \( (?:DISTINCT )?(?:\*|\?\w+) \) AS \?(\w+) \) ")


class Plan(NamedTuple):
    """How a query is sorted in two steps."""

    end: int  # how many characters the query's end has, from ORDER BY on
    first: str  # the first thing it is sorted by
    number: int  # which column that is
    columns: tuple[str, ...]
    rows: int  # how many are asked for, those that OFFSET passes over included


def plan(scan: Scan) -> Plan | None:
    """How a query is sorted in two steps; None where it is not."""
    if scan.form != "SELECT":
        return None
    order = max((place for place, token in enumerate(scan.tokens) if token.is_word("ORDER")), default=0)
    found = _END.fullmatch(scanner.plain(scan.tokens[order:]))
    if found is None:
        return None
    rows = int(found["limit"] or found["after"]) + int(found["offset"] or found["before"] or 0)
    columns = _columns(scan.tokens)
    keys = re.findall(r"\?(\w+)", found["first"] + found["rest"])
    if rows > LONGEST or not set(keys) <= set(columns):
        return None
    if (counted := _COUNT.fullmatch(columns[keys[0]])) is None or counted[1] != keys[0]:
        return None
    end = len(scan.text) - scan.tokens[order].start
    return Plan(end, found["first"], list(columns).index(keys[0]), tuple(columns), rows)


def _columns(tokens: Sequence[Token]) -> dict[str, str]:
    """The columns of the query and how each is written; those that come before anything that is no column."""
    place = next(place for place, token in enumerate(tokens) if token.is_word("SELECT")) + 1
    found: dict[str, str] = {}
    while place < len(tokens):
        begin, place = place, _behind(tokens, place)
        last = tokens[place - 1 if place == begin + 1 else place - 2]
        if last.kind == "var":
            found[last.text[1:]] = scanner.plain(tokens[begin:place])
        elif not tokens[begin].is_word("DISTINCT", "REDUCED"):
            break
    return found


def _behind(tokens: Sequence[Token], place: int) -> int:
    """The place behind a token, or behind the brackets that it opens."""
    depth = 0
    while place < len(tokens):
        depth += (tokens[place].text == "(") - (tokens[place].text == ")")
        place += 1
        if depth <= 0:
            break
    return place


def rewritten(plan: Plan, text: str, store: ox.Store, base: str | None) -> str | None:
    """The query over a table of the rows that may be asked for; None where there is no such table."""
    begin, end = text[: -plan.end], text[-plan.end :]
    found = store.query(f"{begin}ORDER BY {plan.first}", base_iri=base)
    assert isinstance(found, ox.QuerySolutions)
    lines: list[str] = []
    last: object = None
    for row in found:
        if len(lines) >= plan.rows and row[plan.number] != last:
            break
        terms = [row[place] for place in range(len(plan.columns))]
        if len(lines) == MOST or any(isinstance(term, ox.BlankNode | ox.Triple) for term in terms):
            return None  # a blank node can stand in no table
        lines.append(f"({' '.join('UNDEF' if term is None else str(term) for term in terms)})")
        last = row[plan.number]
    names = " ".join(f"?{name}" for name in plan.columns)
    return f"SELECT {names} WHERE {{ VALUES ({names}) {{ {' '.join(lines)} }} }} {end}"
