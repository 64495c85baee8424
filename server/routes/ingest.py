"""Writing: who may, SPARQL Update, and `/ingest?article=IRI`, which puts an article's graph in place of its old one."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Request as HTTPRequest
from starlette.responses import Response
from starlette.types import Scope, Send

from server import negotiate, responses, updates
from server.request import Request
from server.responses import CORS, HTTPProblem
from server.settings import Settings
from server.writer import Part, Write, Written
from server.writing import Writing

router = APIRouter(tags=["writing"])
DATASETS = negotiate.formats("dataset")


def allow(scope: Scope, settings: Settings) -> None:
    """Raise HTTPProblem unless writes are on and the request carries the token (RFC 6750, section 2.1)."""
    if not settings.writes or not settings.token:
        raise HTTPProblem(403, "This endpoint is for reading; writes are switched off.")
    kind, _, given = (responses.header(scope, b"authorization") or "").partition(" ")
    if kind.lower() != "bearer":
        raise HTTPProblem(
            401, "Writing needs the header «Authorization: Bearer TOKEN».", {"WWW-Authenticate": "Bearer"}
        )
    if not hmac.compare_digest(given.strip().encode(), settings.token.encode()):
        challenge = 'Bearer error="invalid_token"'
        raise HTTPProblem(401, "The token is not the one that this endpoint expects.", {"WWW-Authenticate": challenge})


async def update(scope: Scope, asked: Request, send: Send, settings: Settings, writing: Writing) -> None:
    """Answer a SPARQL Update request (SPARQL 1.1 Protocol, section 2.2)."""
    assert asked.update is not None
    allow(scope, settings)
    text = updates.prepare(asked.update, asked, settings)
    written = await writing.do(Write("update", update=text, base=settings.base + "/"))
    await responses.reply(send, 204, [(b"x-snapshot", written.snapshot.encode()), *CORS])


def part(content_type: str | None, body: bytes, offered: tuple[negotiate.Format, ...]) -> Part:
    """A document that was sent, by its Content-Type; raises HTTPProblem where that is no RDF that is read here."""
    media = (content_type or "").partition(";")[0].strip().lower()
    form = next((form for form in offered if media in form.media), None)
    if form is None:
        known = ", ".join(form.media[0] for form in offered)
        raise HTTPProblem(415, f"The content is «{media[:100]}»; expected one of {known}.")
    return Part(form.name, body)


@router.put("/ingest", status_code=204, summary="Put an article's graph in place of the one it had.")
async def replace(request: HTTPRequest, article: Annotated[str, Query(description="The article's IRI.")]) -> Response:
    """The body is TriG, N-Quads or JSON-LD: the article's named graph, and in the default graph what it contributes."""
    settings: Settings = request.app.state.settings
    allow(request.scope, settings)
    body = await responses.body(
        request.scope, request.receive, limit=settings.max_upload, timeout=settings.write_timeout
    )
    document = part(request.headers.get("content-type"), body, DATASETS)
    return _done(await request.app.state.writing.do(Write("replace", article, parts=(document,))))


@router.delete("/ingest", status_code=204, summary="Take an article's graph, and what only it contributes, away.")
async def remove(request: HTTPRequest, article: Annotated[str, Query(description="The article's IRI.")]) -> Response:
    allow(request.scope, request.app.state.settings)
    return _done(await request.app.state.writing.do(Write("remove", article)))


def _done(written: Written) -> Response:
    return Response(status_code=204, headers={"X-Snapshot": written.snapshot})
