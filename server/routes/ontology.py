"""`/ns`: the vocabulary, its schemes and its shapes, as a page or as RDF; `/ns/context.jsonld`."""

from __future__ import annotations

from importlib import resources

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response

from server import pages, prefixes, vocabulary
from server.negotiate import Format
from server.pages import View

router = APIRouter()
_TITLES = {"status": "Statuses", "measure": "Measures", "factuality": "Factuality", "contradiction": "Contradictions"}


@router.api_route("/ns/context.jsonld", methods=["GET", "HEAD"], include_in_schema=False)
async def context() -> Response:
    """The one JSON-LD context."""
    text = resources.files("ontology").joinpath("context.jsonld").read_text(encoding="utf-8")
    return Response(text, media_type="application/ld+json", headers={"Access-Control-Allow-Origin": "*"})


@router.api_route("/ns", methods=["GET", "HEAD"], include_in_schema=False)
@router.api_route("/ns{suffix}", methods=["GET", "HEAD"], include_in_schema=False)
async def ontology(request: Request, suffix: str = "") -> Response:
    """Every class and property, with an example each."""
    _, form = pages.split_suffix("ns" + suffix)
    view = View(request)
    if suffix and form is None:
        return view.missing(str(request.url))
    return _answer(view, "", pages.wanted(request, form))


@router.api_route("/ns/{name}", methods=["GET", "HEAD"], include_in_schema=False)
async def scheme(request: Request, name: str) -> Response:
    """The controlled words of one scheme, or the shapes."""
    name, suffix = pages.split_suffix(name)
    view = View(request)
    if name not in vocabulary.FILES or not name:
        return view.missing(f"{vocabulary.NAMESPACE}/{name}")
    return _answer(view, name, pages.wanted(request, suffix))


def _answer(view: View, name: str, form: Format) -> Response:
    if form.name != "html":
        response = Response(_serialized(name, form), media_type=form.content_type)
    elif name == "shapes":
        text = vocabulary.source(name).decode()
        response = view.html("shapes.html", title="Shapes", iri=f"{vocabulary.NAMESPACE}/{name}", text=text)
    elif name:
        chosen = [term for term in vocabulary.terms() if term.iri.startswith(f"{vocabulary.NAMESPACE}/{name}#")]
        response = view.html("scheme.html", title=_TITLES[name], iri=f"{vocabulary.NAMESPACE}/{name}", terms=chosen)
    else:
        own = [term for term in vocabulary.terms() if term.iri.startswith(f"{vocabulary.NAMESPACE}#")]
        response = view.html("ontology.html", title="Vocabulary", iri=vocabulary.NAMESPACE, terms=own)
    response.headers.update({"Vary": "Accept", "Access-Control-Allow-Origin": "*"})
    return response


def _serialized(name: str, form: Format) -> bytes:
    if form.name == "ttl":
        return vocabulary.source(name)
    assert isinstance(form.engine, ox.RdfFormat)
    body = ox.serialize(vocabulary.triples(name), format=form.engine, prefixes=prefixes.table())
    assert body is not None
    return body
