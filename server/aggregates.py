"""Questions for no more than how many there are, answered from the counts that are kept with a snapshot.

    SELECT ?kind (COUNT(?s) AS ?n) WHERE { ?s a ?kind } GROUP BY ?kind ORDER BY DESC(?n)

is run as

    SELECT ?kind (SUM(?k0) AS ?n) WHERE { VALUES (?kind ?k0) { (<...> 12) ... } } GROUP BY ?kind ORDER BY DESC(?n)

The one triple pattern gives way to a table of what it matches, counted; the engine does the rest. Only a query that is
of this shape to its last word is treated so, and any other runs as it was asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count
from typing import NamedTuple

from server import scanner
from server.counts import TYPE, Counts
from server.scanner import Scan, Token

MOST = 10_000  # rows of a table; a longer one is hardly quicker than counting

# A query from its SELECT on, as `scanner.plain` writes it.
_COUNT = re.compile(r"COUNT \( (DISTINCT )?(\*|\?\w+) \) ")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SHAPE = re.compile(
    r"SELECT (?P<distinct>DISTINCT )?"
    r"(?P<columns>(?:\?\w+ |\( COUNT \( (?:DISTINCT )?(?:\*|\?\w+) \) AS \?\w+ \) )+)"
    r"(?:WHERE )?\{ \?\w+ \S+ \S+ (?:\. )?\} "
    r"(?:GROUP BY \?(?P<group>\w+) )?"
    r"(?P<order>ORDER BY (?:\?\w+ |(?:ASC|DESC) \( \?\w+ \) )+)?"
    r"(?P<slice>(?:(?:LIMIT|OFFSET) \d+ )*)"
)


class Plan(NamedTuple):
    """The query before and after its pattern, and what that asks for."""

    before: str
    after: str
    what: str  # properties or classes: each of them; property or class: one
    term: str  # the one, as N-Triples writes it
    each: str  # the variable for each, if it is asked for
    number: str  # the variable for how many there are, if it is asked for


class _Pattern(NamedTuple):
    """The query's one triple pattern; `each` is the variable that takes each property or class."""

    what: str
    variables: tuple[str, ...]
    each: str = ""
    term: str = ""


def plan(scan: Scan) -> Plan | None:
    """How a query is answered from counts; None where it is not."""
    if scan.form != "SELECT" or scan.has_dataset or scan.services or scan.base:
        return None
    start = next(place for place, token in enumerate(scan.tokens) if token.is_word("SELECT"))
    found = _SHAPE.fullmatch(scanner.plain(scan.tokens[start:]))
    pattern = _pattern(scan, start) if found else None
    return _plan(scan, found, pattern) if found and pattern else None


def _pattern(scan: Scan, start: int) -> _Pattern | None:
    opening = next(place for place in range(start, len(scan.tokens)) if scan.tokens[place].text == "{")
    terms = scan.tokens[opening + 1 : opening + 4]
    variables = tuple(token.text[1:] for token in terms if token.kind == "var")
    _, predicate, object = terms
    if len(set(variables)) < len(variables) or not (predicate.kind != "var" or object.kind == "var"):
        return None
    if predicate.kind == "var":
        return _Pattern("properties", variables, predicate.text[1:])
    name = TYPE.value if predicate.text == "a" else _iri(scan, predicate)
    if object.kind == "var" and name == TYPE.value:
        return _Pattern("classes", variables, object.text[1:])
    if object.kind == "var" and name is not None:
        return _Pattern("property", variables, term=f"<{name}>")
    kind = _iri(scan, object) if name == TYPE.value else None
    return _Pattern("class", variables, term=f"<{kind}>") if kind is not None else None


def _iri(scan: Scan, token: Token) -> str | None:
    found = scan.iri(token)
    return found if found is not None and _ABSOLUTE.match(found) else None


def _plan(scan: Scan, found: re.Match[str], pattern: _Pattern) -> Plan | None:
    columns, group, order = found["columns"], found["group"], found["order"] or ""
    names = set(re.findall(r"AS \?(\w+)", columns))
    shown = set(re.findall(r"\?(\w+)", re.sub(r"\( COUNT .*? AS \S+ \) ", "", columns)))
    by_each = group is not None or not names  # whether the answer has a row for each property or class, or one in all
    known = names | ({pattern.each} if by_each else set())
    if (
        group not in (None, pattern.each)
        or (by_each and not (pattern.each and (group or found["distinct"])))
        or not shown | set(re.findall(r"\?(\w+)", order)) <= known
        or names & set(pattern.variables)
    ):
        return None
    sums = [_is_sum(counted, pattern, grouped=group is not None) for counted in _COUNT.finditer(columns)]
    if None in sums:
        return None
    number = next(name for place in count() if (name := f"k{place}") not in scan.variables())
    left = iter(sums)
    made = _COUNT.sub(lambda counted: f"SUM ( ?{number} ) " if next(left) else counted[0], columns)
    grouping = f"GROUP BY ?{group} " if group else ""
    before = f"SELECT {found['distinct'] or ''}{made}WHERE "
    return Plan(before, f"{grouping}{order}{found['slice']}", pattern.what, pattern.term, pattern.each, number)


def _is_sum(counted: re.Match[str], pattern: _Pattern, *, grouped: bool) -> bool | None:
    """Whether a COUNT over the pattern is a sum over the table (else the same there); None where it is neither."""
    distinct, of = counted[1], counted[2]
    if of != "*" and of[1:] not in pattern.variables:
        return None
    if not distinct:
        return True
    if of == f"?{pattern.each}":
        return False
    once = pattern.what == "class" or (pattern.what == "classes" and grouped)  # a thing has a class once
    return True if once and of == f"?{pattern.variables[0]}" else None


def rewritten(plan: Plan, counts: Counts) -> str | None:
    """The query over the counts; None where they cannot be put as a table."""
    rows: Mapping[str, int] = counts.properties if plan.what in ("properties", "property") else counts.classes
    if plan.term:
        table = f"VALUES ?{plan.number} {{ {rows.get(plan.term, 0)} }}"
    elif len(rows) > MOST or any(term.startswith("_:") for term in rows):  # a blank node can stand in no table
        return None
    else:
        lines = " ".join(f"({term} {number})" for term, number in rows.items())
        table = f"VALUES (?{plan.each} ?{plan.number}) {{ {lines} }}"
    return f"{plan.before}{{ {table} }} {plan.after}"
