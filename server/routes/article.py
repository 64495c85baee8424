"""`/article/...`: an article with its evidence marked, or its graph as RDF."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from server import display, highlight, pages, vocabulary
from server.display import Row, number, value
from server.engine import Rows
from server.highlight import Marked
from server.pages import View

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim as the page lists it beside the text."""

    number: int
    iri: str
    fact: str
    kind: str
    label: str
    start: int
    end: int
    confidence: float
    factuality: str
    speaker: str


@router.api_route("/article/{key}", methods=["GET", "HEAD"], include_in_schema=False)
async def article(request: Request, key: str) -> Response:
    """The article with this key: its text, each piece of evidence leading to the fact that it states."""
    key, suffix = pages.split_suffix(key)
    view = View(request)
    iri = view.iri("article", key)
    form = pages.wanted(request, suffix)
    return await pages.resource(view, iri, form, "article_rdf", "article", lambda: _page(view, iri))


async def _page(view: View, iri: str) -> Response:
    about = {vocabulary.shorten(value(row, "property")): value(row, "value") for row in await _said(view, iri)}
    if "pg:name" not in about:
        return view.missing(iri)
    claims = _claims(await view.rows("article_claims", article=iri))
    mentions = await view.rows("article_mentions", article=iri)
    marked = [Marked(claim.start, claim.end, claim.fact) for claim in claims]
    inferred = about.get("pg:publicationInferred") == "true"
    return view.html(
        "article.html",
        title=about.get("schema:headline", about["pg:name"]),
        iri=iri,
        about=about,
        published=display.published(
            about.get("pg:publishedEarliest", ""), about.get("pg:publishedLatest", ""), inferred
        ),
        claims=claims,
        paragraphs=highlight.paragraphs(about.get("schema:articleBody", ""), marked, _names(mentions)),
        entities=_entities(mentions),
    )


async def _said(view: View, iri: str) -> Rows:
    return await view.rows("article", article=iri)


def _claims(rows: Rows) -> list[Claim]:
    found: dict[str, Row] = {value(row, "claim"): row for row in rows}
    return [_claim(place, row) for place, row in enumerate(found.values())]


def _claim(place: int, row: Row) -> Claim:
    return Claim(
        number=place,
        iri=value(row, "claim"),
        fact=value(row, "fact"),
        kind=vocabulary.label(value(row, "class")),
        label=value(row, "label"),
        start=int(number(row, "start")),
        end=int(number(row, "end")),
        confidence=number(row, "confidence"),
        factuality=value(row, "factuality"),
        speaker=value(row, "speaker"),
    )


def _names(mentions: Rows) -> list[Marked]:
    names = []
    for row in mentions:
        start = int(number(row, "start"))
        if value(row, "kind") != "pronoun":
            names.append(Marked(start, start + len(value(row, "surface")), value(row, "entity")))
    return names


def _entities(mentions: Rows) -> list[tuple[str, str, int]]:
    counts: dict[tuple[str, str], int] = {}
    for row in mentions:
        key = (value(row, "entity"), value(row, "label"))
        counts[key] = counts.get(key, 0) + 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0][1]))
    return [(iri, label, count) for (iri, label), count in ordered]
