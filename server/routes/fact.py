"""`/fact/...`: a fact with the claims that state it; `/claim`, `/quote` and `/run`, which lead to it or are RDF."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter, Request, Response

from server import display, pages, vocabulary
from server.display import Row, number, value
from server.engine import Rows
from server.pages import View

router = APIRouter()

# Shown in places of their own, or said already by a more precise property.
_ELSEWHERE = {
    *("rdf:type", "rdfs:label", "pg:subject", "pg:object", "pg:earliest", "pg:latest", "pg:when", "pg:timeRelation"),
    *("pg:precision", "pg:timeInferred", "pg:factuality", "pg:contradicts"),
}


_DECISION = ("surface", "kind", "entity", "method", "score", "margin")


@dataclass(slots=True)
class Claim:
    """One article's statement of the fact: its row, what else it says by property, the parts of its confidence."""

    row: Row
    said: dict[str, Row] = field(default_factory=dict)
    parts: list[tuple[str, float]] = field(default_factory=list)

    def text(self, name: str) -> str:
        return value(self.row, name)

    @property
    def confidence(self) -> float:
        return number(self.row, "confidence")

    @property
    def factuality(self) -> str:
        return vocabulary.label(self.text("factuality"))


@dataclass(slots=True)
class Link:
    """Why some words of an article were taken to mean a party of the fact."""

    row: Row
    parts: list[tuple[str, float]] = field(default_factory=list)

    def text(self, name: str) -> str:
        return value(self.row, name)


@router.api_route("/fact/{key}", methods=["GET", "HEAD"], include_in_schema=False)
async def fact(request: Request, key: str) -> Response:
    """The fact with this key: its parties, when it holds, and each claim with its evidence and certainty."""
    key, suffix = pages.split_suffix(key)
    view = View(request)
    iri = view.iri("fact", key)
    form = pages.wanted(request, suffix)
    return await pages.resource(view, iri, form, "fact_rdf", "fact", lambda: _page(view, iri))


@router.api_route("/claim/{key}", methods=["GET", "HEAD"], include_in_schema=False)
async def claim(request: Request, key: str) -> Response:
    """A claim leads people to its place on the page of its fact, and gives machines what is said of it."""
    return await _part(request, "claim", key)


@router.api_route("/quote/{key}", methods=["GET", "HEAD"], include_in_schema=False)
async def quote(request: Request, key: str) -> Response:
    """A quote leads people to the fact that somebody said it, and gives machines what is said of it."""
    return await _part(request, "quote", key)


@router.api_route("/run/{key}", methods=["GET", "HEAD"], include_in_schema=False)
async def run(request: Request, key: str) -> Response:
    """What read the articles: software, model, lexicon, entity table."""
    return await _part(request, "run", key)


async def _part(request: Request, kind: str, key: str) -> Response:
    key, suffix = pages.split_suffix(key)
    view = View(request)
    iri = view.iri(kind, key)
    form = pages.wanted(request, suffix)
    return await pages.resource(view, iri, form, "part_rdf", "thing", lambda: _to_fact(view, iri))


async def _to_fact(view: View, iri: str) -> Response:
    found = await view.rows("part_fact", thing=iri)
    if found:
        claim = "/claim/" in iri
        return pages.see_other(view, value(found[0], "fact") + (f"#{iri.rpartition('/')[2]}" if claim else ""))
    about = await view.rows("about_in_articles", thing=iri)
    return view.html("thing.html", title="Run", iri=iri, about=about) if about else view.missing(iri)


async def _page(view: View, iri: str) -> Response:
    said: dict[str, list[Row]] = defaultdict(list)
    for row in await view.rows("about", thing=iri):
        said[vocabulary.shorten(value(row, "property"))].append(row)
    if "pg:subject" not in said:
        return view.missing(iri)
    kinds = [value(row, "value") for row in said["rdf:type"] if value(row, "value").startswith(vocabulary.NAMESPACE)]
    return view.html(
        "fact.html",
        title=value(said["rdfs:label"][0], "value"),
        iri=iri,
        kinds=[kind for kind in kinds if not kind.endswith("#Fact")],
        said=_listed(said),
        when=_when(said),
        inferred="pg:timeInferred" in said,
        plain=await view.rows("fact_plain", fact=iri),
        claims=await _claims(view, iri),
        contradictions=await view.rows("fact_contradictions", fact=iri),
        links=_links(await view.rows("fact_links", fact=iri)),
        quote=await _quote(view, said),
    )


def _listed(said: Mapping[str, list[Row]]) -> list[Row]:
    """What the page lists of the fact: the subject first, then the object, then the rest."""
    first = [value(row, "value") for name in ("pg:subject", "pg:object") for row in said.get(name, ())]
    rows = [row for name, rows in said.items() if name not in _ELSEWHERE for row in rows]
    return sorted(
        rows, key=lambda row: first.index(value(row, "value")) if value(row, "value") in first else len(first)
    )


async def _quote(view: View, said: Mapping[str, list[Row]]) -> str:
    if "pg:quote" not in said:
        return ""
    about = await view.rows("about", thing=value(said["pg:quote"][0], "value"))
    return next((value(row, "value") for row in about if value(row, "property").endswith("#text")), "")


def _when(said: Mapping[str, list[Row]]) -> str:
    def one(name: str) -> str:
        return value(said[name][0], "value") if said.get(name) else ""

    return display.time(one("pg:timeRelation"), one("pg:earliest"), one("pg:latest"))


async def _claims(view: View, iri: str) -> list[Claim]:
    found = {value(row, "claim"): Claim(row) for row in await view.rows("fact_claims", fact=iri)}
    for row in await view.rows("fact_claimed", fact=iri):
        if claim := found.get(value(row, "claim")):
            claim.said[value(row, "property").rpartition("#")[2]] = row
    for row in await view.rows("fact_confidence", fact=iri):
        if claim := found.get(value(row, "claim")):
            claim.parts.append((value(row, "name"), number(row, "value")))
    return list(found.values())


def _links(rows: Rows) -> list[Link]:
    """The decisions, each once though several articles made it alike."""
    found: dict[str, Link] = {}
    for row in rows:
        link = found.setdefault(value(row, "mention"), Link(row))
        part = (value(row, "name"), number(row, "value"))
        if part[0] and part not in link.parts:
            link.parts.append(part)
    return list({(*map(link.text, _DECISION), *link.parts): link for link in found.values()}.values())
