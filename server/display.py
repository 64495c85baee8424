"""How values are shown to people: dates with what is uncertain about them, numbers, links by their site."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

import pyoxigraph as ox

Row = Mapping[str, object]

SITES = {
    "www.wikidata.org": "Wikidata",
    "dbpedia.org": "DBpedia",
    "sws.geonames.org": "GeoNames",
    "www.geonames.org": "GeoNames",
}


def value(row: Row, name: str) -> str:
    """The text of a row's value, empty where there is none."""
    term = row.get(name)
    return term.value if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else ""


def truth(row: Row, name: str) -> bool:
    """Whether a row's boolean is true; false where there is none."""
    return value(row, name) in ("true", "1")


def number(row: Row, name: str) -> float:
    """A row's number, 0 where there is none."""
    return float(value(row, name) or 0)


def site(iri: str) -> str:
    """The name of the site that an IRI leads to: Wikidata, DBpedia, or its host."""
    host = urlsplit(iri).netloc
    return SITES.get(host, host)


def span(earliest: str, latest: str) -> str:
    """A stretch of days as people write it.

    >>> span("2023-03-01", "2023-03-31")
    'March 2023'
    """
    if not earliest or not latest:
        return f"from {_day(earliest)}" if earliest else f"until {_day(latest)}" if latest else ""
    first, last = date.fromisoformat(earliest), date.fromisoformat(latest)
    if first == last:
        return _day(earliest)
    whole = first.day == 1 and (last.toordinal() + 1 == _next_month(last).toordinal())
    if whole and (first.year, first.month) == (last.year, last.month):
        return f"{first:%B %Y}"
    if whole and first.year == last.year:
        return str(first.year) if (first.month, last.month) == (1, 12) else f"{first:%B} to {last:%B %Y}"
    return f"{_day(earliest)} to {_day(latest)}"


def time(relation: str, earliest: str, latest: str) -> str:
    """When a fact holds: "since March 2023", "in 2001", "until 4 May 2022"; empty where nothing is known."""
    stretch = span(earliest, latest)
    if not stretch or stretch.startswith(("from", "until")):
        return stretch
    word = {"at": "on" if earliest == latest else "in"}.get(relation, relation)
    return f"{word} {stretch}".strip()


def published(earliest: str, latest: str, inferred: bool) -> str:
    """The day of publication, with "inferred" where the source does not give it."""
    stretch = span(earliest, latest)
    return f"{stretch} (inferred)" if stretch and inferred else stretch


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"
