"""`/graphs`: the SPARQL 1.1 Graph Store HTTP Protocol, with the graph named by `?graph=`, `?default` or the address."""

from __future__ import annotations

import uuid
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from python_multipart.exceptions import MultipartParseError
from starlette.formparsers import MultiPartException
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from server import negotiate, responses
from server.engine import Engine
from server.frames import Job
from server.negotiate import NotAcceptableError
from server.process import QueryError
from server.responses import CORS, Headers, HTTPProblem
from server.routes import ingest
from server.routes.sparql import ENCODINGS, deliver
from server.writer import Part, Write

METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS")
FORMATS = negotiate.formats("graph")
TRIPLES = tuple(form for form in FORMATS if form.name not in ("trig", "nq"))


class GraphStore:
    """The graph store; reading is for everybody, writing for who has the token."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if scope["method"] == "OPTIONS":
                await responses.reply(send, *responses.preflight(METHODS))
            elif scope["method"] in ("GET", "HEAD"):
                await self._read(scope, receive, send)
            elif scope["method"] in METHODS:
                await self._write(scope, receive, send)
            else:
                raise HTTPProblem(405, f"Expected one of {', '.join(METHODS)}.", {"Allow": ", ".join(METHODS)})
        except (HTTPProblem, QueryError, NotAcceptableError) as error:
            await responses.reply_problem(scope, send, responses.problem(error))

    async def _read(self, scope: Scope, receive: Receive, send: Send) -> None:
        engine: Engine = scope["app"].state.engine
        graph = _graph(scope)
        form = negotiate.choose(responses.header(scope, b"accept"), FORMATS)
        coding = negotiate.encoding(responses.header(scope, b"accept-encoding"), ENCODINGS)
        path = engine.snapshot_path()
        tag = responses.etag(path.rpartition("/")[2], "graph", graph, form.name, coding)
        headers: Headers = [
            (b"content-type", form.content_type.encode()),
            (b"etag", tag.encode()),
            (b"x-snapshot", path.rpartition("/")[2].encode()),
            (b"cache-control", b"public, no-cache"),
            (b"vary", b"Accept, Accept-Encoding"),
            *CORS,
        ]
        if coding:
            headers.append((b"content-encoding", coding.encode()))
        if responses.matches(responses.header(scope, b"if-none-match"), tag):
            await responses.reply(send, 304, headers)
            return
        client = responses.client(scope, trust_proxy=engine.settings.trust_proxy)
        answer = await engine.run(Job("graph", path, graph or "", form.name, encoding=coding), client=client)
        await deliver(scope, receive, send, answer, headers, engine.settings.send_timeout)

    async def _write(self, scope: Scope, receive: Receive, send: Send) -> None:
        settings = scope["app"].state.settings
        ingest.allow(scope, settings)
        headers: Headers = [*CORS]
        if scope["method"] == "POST" and _names_nothing(scope):
            graph: str | None = f"{_address(scope).rstrip('/')}/{uuid.uuid4()}"
            headers.append((b"location", str(graph).encode()))
        else:
            graph = _graph(scope)
        parts: tuple[Part, ...] = ()
        if scope["method"] != "DELETE":
            body = await responses.body(scope, receive, limit=settings.max_upload, timeout=settings.write_timeout)
            parts = await _parts(scope, body)
        base = graph or _address(scope)
        verb = {"PUT": "put", "POST": "post", "DELETE": "delete"}[scope["method"]]
        written = await scope["app"].state.writing.do(Write(verb, graph, base=base, parts=parts))  # type: ignore[arg-type]
        created = not written.existed and scope["method"] != "DELETE"
        headers.append((b"x-snapshot", written.snapshot.encode()))
        await responses.reply(send, 201 if created else 204, headers)


def _address(scope: Scope) -> str:
    """The request's own address without its query, as it was written: an IRI is compared letter by letter."""
    host = responses.header(scope, b"host") or "localhost"
    return f"{scope['scheme']}://{host}{(scope.get('raw_path') or scope['path'].encode()).decode('latin-1')}"


def _names_nothing(scope: Scope) -> bool:
    return not scope["query_string"] and scope["path"].rstrip("/") == "/graphs"


def _graph(scope: Scope) -> str | None:
    """The graph that is meant (Graph Store Protocol, section 4); None is the default graph."""
    try:
        asked = parse_qs(scope["query_string"].decode("ascii"), keep_blank_values=True, errors="strict")
    except (UnicodeDecodeError, ValueError) as error:
        raise HTTPProblem(400, f"The query string is not UTF-8 in percent-encoding: {error}.") from None
    named = asked.get("graph", [])
    if len(named) + ("default" in asked) + (scope["path"].rstrip("/") != "/graphs") != 1:
        raise HTTPProblem(400, "Expected one graph: «?graph=IRI», «?default», or an address below /graphs/.")
    if "default" in asked:
        return None
    iri = named[0] if named else _address(scope)
    if ":" not in iri or any(sign in iri for sign in '<>"{}|^`\\') or any(ord(sign) <= 32 for sign in iri):
        raise HTTPProblem(400, f"«{iri[:200]}» is no absolute IRI.")
    return iri


async def _parts(scope: Scope, body: bytes) -> tuple[Part, ...]:
    """The documents of the body: one, or those of a form (multipart/form-data)."""
    kind = responses.header(scope, b"content-type") or ""
    if not kind.lower().startswith("multipart/form-data"):
        return (ingest.part(kind, body, TRIPLES),)
    try:
        async with Request(scope, _once(body)).form(max_files=100, max_fields=100, max_part_size=len(body) + 1) as form:
            files = [value for value in form.values() if not isinstance(value, str)]
            return tuple([ingest.part(file.content_type, await file.read(), TRIPLES) for file in files])
    except (MultiPartException, MultipartParseError) as error:
        raise HTTPProblem(400, f"The form is not well-formed: {error}.") from None


def _once(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


router = APIRouter()
for _path in ("/graphs", "/graphs/{rest:path}"):
    router.routes.append(Route(_path, GraphStore(), methods=None, include_in_schema=False))
