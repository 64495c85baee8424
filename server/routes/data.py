"""`/data/graph.{ttl,trig,nt,nq,jsonld,rdf}`: the whole graph to download, streamed from the published snapshot."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from server import dump, negotiate, responses
from server.engine import Engine
from server.frames import Job
from server.process import QueryError
from server.responses import CORS, Headers, HTTPProblem
from server.routes.sparql import ENCODINGS, deliver

router = APIRouter()


class Download:
    """One format's download."""

    def __init__(self, format: str) -> None:
        self._format = negotiate.BY_NAME[format]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if scope["method"] not in ("GET", "HEAD"):
                raise HTTPProblem(405, "Expected GET or HEAD.", {"Allow": "GET, HEAD"})
            await self._answer(scope, receive, send)
        except (HTTPProblem, QueryError) as error:
            await responses.reply_problem(scope, send, responses.problem(error))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        engine: Engine = Request(scope).app.state.engine
        settings = engine.settings
        coding = negotiate.encoding(responses.header(scope, b"accept-encoding"), ENCODINGS)
        path = engine.snapshot_path()
        snapshot = path.rpartition("/")[2]
        tag = responses.etag(snapshot, "dump", self._format.name, coding)
        headers: Headers = [
            (b"content-type", self._format.content_type.encode()),
            (b"content-disposition", f'inline; filename="graph.{self._format.name}"'.encode()),
            (b"etag", tag.encode()),
            (b"x-snapshot", snapshot.encode()),
            (b"cache-control", b"public, no-cache"),
            (b"vary", b"Accept-Encoding"),
            *CORS,
        ]
        if coding:
            headers.append((b"content-encoding", coding.encode()))
        if responses.matches(responses.header(scope, b"if-none-match"), tag):
            await responses.reply(send, 304, headers)
            return
        job = Job("dump", path, format=self._format.name, encoding=coding)
        answer = await engine.run(job, client=responses.client(scope, trust_proxy=settings.trust_proxy))
        await deliver(scope, receive, send, answer, headers, settings.send_timeout)


for _name in dump.DOWNLOADS:
    router.routes.append(Route(f"/data/graph.{_name}", Download(_name), methods=None))
