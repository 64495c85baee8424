"""The service description (SPARQL 1.1), which `/sparql` gives to who asks for RDF without a query."""

from __future__ import annotations

import io
from importlib import resources

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from starlette.responses import FileResponse

from server import negotiate, output, rdf
from server.responses import HTTPProblem
from server.settings import Settings

router = APIRouter()
SD, FILE_FORMATS = "http://www.w3.org/ns/sparql-service-description#", "http://www.w3.org/ns/formats/"
FORMATS = negotiate.formats("graph")


@router.get("/description", include_in_schema=False)
@router.head("/description", include_in_schema=False)
async def description(request: Request) -> Response:
    """The description in the format that is asked for, of the endpoint at the address that it was asked at."""
    asked = request.query_params.get("format")
    form = negotiate.named(asked) if asked else negotiate.choose(request.headers.get("accept"), FORMATS)
    if form is None or not isinstance(form.engine, ox.RdfFormat):
        raise HTTPProblem(406, f"There is no «{asked}»; expected one of {', '.join(form.name for form in FORMATS)}.")
    body = write(f"{str(request.base_url).rstrip('/')}/sparql", form, request.app.state.settings)
    headers = {"Vary": "Accept", "Access-Control-Allow-Origin": "*"}
    return Response(body, headers={**headers, "Content-Type": form.content_type})


@router.get("/docs", include_in_schema=False)
async def docs() -> FileResponse:
    """The OpenAPI description for people, with nothing fetched from elsewhere."""
    return FileResponse(str(resources.files("server").joinpath("docs.html")))


def write(endpoint: str, form: negotiate.Format, settings: Settings) -> bytes:
    """The description of the endpoint at this address."""
    source = resources.files("server").joinpath("description.ttl").read_bytes()
    triples = [quad.triple for quad in ox.parse(source, ox.RdfFormat.TURTLE, base_iri=endpoint)]
    if settings.writes:
        triples.append(_says(endpoint, "supportedLanguage", "SPARQL11Update"))
    if settings.services:
        triples.append(_says(endpoint, "feature", "BasicFederatedQuery"))
    stream = io.BytesIO()
    rdf.write(triples, form.name, stream, more={"sd": SD, "formats": FILE_FORMATS})
    return output.without_unused_prefixes(stream.getvalue()) if form.name == "ttl" else stream.getvalue()


def _says(endpoint: str, predicate: str, object: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(endpoint), ox.NamedNode(SD + predicate), ox.NamedNode(SD + object))
