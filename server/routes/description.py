"""The service description (SPARQL 1.1), which `/sparql` gives to who asks for RDF without a query."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib import resources

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from starlette.responses import FileResponse

from server import negotiate, output, rdf
from server.counts import Counts
from server.responses import HTTPProblem
from server.settings import Settings

router = APIRouter()
SD, FILE_FORMATS = "http://www.w3.org/ns/sparql-service-description#", "http://www.w3.org/ns/formats/"
VOID = "http://rdfs.org/ns/void#"
MOST = 100  # properties and classes that are listed
FORMATS = negotiate.formats("graph")


@router.get("/description", include_in_schema=False)
@router.head("/description", include_in_schema=False)
async def description(request: Request) -> Response:
    """The description in the format that is asked for, of the endpoint at the address that it was asked at."""
    asked = request.query_params.get("format")
    form = negotiate.named(asked) if asked else negotiate.choose(request.headers.get("accept"), FORMATS)
    if form is None or not isinstance(form.engine, ox.RdfFormat):
        raise HTTPProblem(406, f"There is no «{asked}»; expected one of {', '.join(form.name for form in FORMATS)}.")
    found = request.app.state.engine.snapshot()
    counts = Counts.read(found.counts) if found is not None else None
    body = write(f"{str(request.base_url).rstrip('/')}/sparql", form, request.app.state.settings, counts or Counts())
    headers = {"Vary": "Accept", "Access-Control-Allow-Origin": "*"}
    return Response(body, headers={**headers, "Content-Type": form.content_type})


@router.get("/docs", include_in_schema=False)
async def docs() -> FileResponse:
    """The OpenAPI description for people, with nothing fetched from elsewhere."""
    return FileResponse(str(resources.files("server").joinpath("docs.html")))


def write(endpoint: str, form: negotiate.Format, settings: Settings, counts: Counts) -> bytes:
    """The description of the endpoint at this address, with how much there is (VoID, section 4)."""
    source = resources.files("server").joinpath("description.ttl").read_bytes()
    triples = [quad.triple for quad in ox.parse(source, ox.RdfFormat.TURTLE, base_iri=endpoint)]
    if settings.writes:
        triples.append(_says(endpoint, "supportedLanguage", "SPARQL11Update"))
    if settings.services:
        triples.append(_says(endpoint, "feature", "BasicFederatedQuery"))
    triples += statistics(ox.NamedNode(f"{endpoint}#merged"), counts)
    stream = io.BytesIO()
    rdf.write(triples, form.name, stream, more={"sd": SD, "formats": FILE_FORMATS, "void": VOID})
    return output.without_unused_prefixes(stream.getvalue()) if form.name == "ttl" else stream.getvalue()


def statistics(graph: ox.NamedNode, counts: Counts) -> Iterator[ox.Triple]:
    """How many triples, properties and classes a graph has, and how many of each of those that it has most of."""
    numbers = {"triples": counts.triples, "properties": len(counts.properties), "classes": len(counts.classes)}
    for name, number in numbers.items():
        yield ox.Triple(graph, _void(name), ox.Literal(number))
    parts = (("property", "triples", counts.properties), ("class", "entities", counts.classes))
    for kind, unit, each in parts:
        named = [(term, number) for term, number in each.most_common() if term.startswith("<")]
        for place, (term, number) in enumerate(named[:MOST], start=1):
            part = ox.NamedNode(f"{graph.value}-{kind}-{place}")
            yield ox.Triple(graph, _void(f"{kind}Partition"), part)
            yield ox.Triple(part, _void(kind), ox.NamedNode(term[1:-1]))
            yield ox.Triple(part, _void(unit), ox.Literal(number))


def _void(name: str) -> ox.NamedNode:
    return ox.NamedNode(VOID + name)


def _says(endpoint: str, predicate: str, object: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(endpoint), ox.NamedNode(SD + predicate), ox.NamedNode(SD + object))
