"""Accept header and suffix -> format; the one table of formats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import pyoxigraph as ox

Shape = Literal["rows", "graph", "dataset", "html"]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write an answer: its name (also the file suffix), its media types (the first is what we send)."""

    name: str
    media: tuple[str, ...]
    shapes: frozenset[Shape]
    engine: ox.RdfFormat | ox.QueryResultsFormat | None = None

    @property
    def content_type(self) -> str:
        """The value of Content-Type; text formats name their encoding, JSON and the rest are UTF-8 by definition."""
        return f"{self.media[0]}; charset=utf-8" if self.media[0].startswith("text/") else self.media[0]


def _format(name: str, shapes: str, engine: ox.RdfFormat | ox.QueryResultsFormat | None, *media: str) -> Format:
    known: dict[str, Shape] = {"rows": "rows", "graph": "graph", "dataset": "dataset", "html": "html"}
    return Format(name, media, frozenset(known[shape] for shape in shapes.split()), engine)


# SPARQL 1.1 Query Results JSON, XML, CSV and TSV; the RDF syntaxes with the media types of their recommendations.
# The order is the order of preference where the client has none.
FORMATS: tuple[Format, ...] = (
    _format("json", "rows", ox.QueryResultsFormat.JSON, "application/sparql-results+json", "application/json"),
    _format("xml", "rows", ox.QueryResultsFormat.XML, "application/sparql-results+xml", "application/xml", "text/xml"),
    _format("csv", "rows", ox.QueryResultsFormat.CSV, "text/csv"),
    _format("tsv", "rows", ox.QueryResultsFormat.TSV, "text/tab-separated-values", "text/tsv"),
    _format("ttl", "graph", ox.RdfFormat.TURTLE, "text/turtle", "application/x-turtle"),
    _format("nt", "graph", ox.RdfFormat.N_TRIPLES, "application/n-triples", "text/plain"),
    _format("rdf", "graph", ox.RdfFormat.RDF_XML, "application/rdf+xml", "application/xml", "text/xml"),
    _format("jsonld", "graph dataset", ox.RdfFormat.JSON_LD, "application/ld+json", "application/json"),
    _format("n3", "graph", ox.RdfFormat.N3, "text/n3", "text/rdf+n3"),
    _format("trig", "graph dataset", ox.RdfFormat.TRIG, "application/trig", "application/x-trig"),
    _format("nq", "graph dataset", ox.RdfFormat.N_QUADS, "application/n-quads", "text/x-nquads"),
    _format("html", "html", None, "text/html", "application/xhtml+xml"),
)
BY_NAME = {form.name: form for form in FORMATS}
TWINS = {"xml": "rdf", "json": "jsonld", "rdf": "xml", "jsonld": "json", "rdf+xml": "rdf"}
ALIASES = {"turtle": "ttl", "ntriples": "nt", "nquads": "nq", "rdfxml": "rdf", "json-ld": "jsonld"}


SHORT = 500


class NotAcceptableError(Exception):
    """Nothing that the client accepts can be had; the message lists what can."""

    def __init__(self, accept: str, offered: Iterable[Format]) -> None:
        self.offered = tuple(offered)
        names = ", ".join(form.media[0] for form in self.offered)
        super().__init__(f"Nothing in «{accept[:200]}» can be had here. There is: {names}.")


def formats(*shapes: Shape) -> tuple[Format, ...]:
    """The formats that can carry one of the shapes, the preferred first."""
    return tuple(form for shape in shapes for form in FORMATS if shape in form.shapes)


def named(name: str, offered: Sequence[Format] = FORMATS) -> Format | None:
    """The offered format of a suffix or of a `format=` parameter: a name of the table, or a media type.

    Clients say `xml` and `json` before they know what a query answers; of triples these are RDF/XML and JSON-LD.
    """
    name = name.strip().lower().lstrip(".")
    for known in (ALIASES.get(name, name), TWINS.get(name, name)):
        if (form := BY_NAME.get(known)) in offered:
            return form
    return next((form for form in offered if name in form.media), None)


def choose(accept: str | None, offered: Sequence[Format]) -> Format:
    """The offered format that the Accept header wants most; the first one where it has no preference.

    >>> choose("text/csv;q=0.5, application/*", formats("rows")).name
    'json'

    Raises NotAcceptableError where it wants none (RFC 9110, section 15.5.7).
    """
    wanted = accept or "*/*"
    pick = best if len(wanted) <= SHORT else best.__wrapped__  # what strangers send must not fill the memory
    name = pick(wanted, tuple(form.name for form in offered))
    if name is None:
        raise NotAcceptableError(accept or "", offered)
    return BY_NAME[name]


@lru_cache(maxsize=512)
def best(accept: str, names: tuple[str, ...]) -> str | None:
    """The name of the best format, or None."""
    wanted = parse(accept)
    if not wanted:
        return names[0]
    scored = [(_quality(BY_NAME[name], wanted), -place, name) for place, name in enumerate(names)]
    quality, _, name = max(scored)
    return name if quality > 0 else None


def parse(accept: str) -> tuple[tuple[str, float], ...]:
    """The ranges of an Accept header with their weights (RFC 9110, section 12.5.1); what makes no sense is left out."""
    ranges = []
    for part in accept.lower().split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        if "/" in media or media == "*":
            ranges.append(("*/*" if media == "*" else media, _weight(parameters)))
    return tuple(ranges)


def _weight(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0


def _quality(form: Format, wanted: tuple[tuple[str, float], ...]) -> float:
    """The weight of the most specific range that fits (RFC 9110, section 12.5.1), a shade less for second names."""
    found, specific = 0.0, -1
    for place, media in enumerate(form.media):
        for span, weight in wanted:
            rank = _rank(span, media)
            if rank > specific or (rank == specific >= 0 and weight > found and place == 0):
                found, specific = weight - (0.0001 if place and weight else 0.0), rank
    return found


def _rank(span: str, media: str) -> int:
    """2 for the type itself, 1 for `type/*`, 0 for `*/*`, -1 where the range does not fit."""
    if span == media:
        return 2
    if span == "*/*":
        return 0
    return 1 if span.endswith("/*") and media.startswith(span[:-1]) else -1


def encoding(accept_encoding: str | None, known: Sequence[str]) -> str | None:
    """The content coding to use, of those `known` (the preferred first), or None for none (RFC 9110, 12.5.3)."""
    if not accept_encoding:
        return None
    weights: dict[str, float] = {}
    for part in accept_encoding.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weights[name] = _weight(parameters)
    scored = [(weights.get(name, weights.get("*", 0.0)), -place, name) for place, name in enumerate(known)]
    quality, _, name = max(scored, default=(0.0, 0, ""))
    return name if quality > 0 and quality >= weights.get("identity", 0.0) else None
