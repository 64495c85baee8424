"""`/sparql`: the SPARQL 1.1 Protocol, as a plain ASGI application, for every request passes through it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import lru_cache

from starlette.types import Receive, Scope, Send

from server import negotiate, request, responses
from server.engine import Engine
from server.frames import Job
from server.negotiate import Format
from server.process import Answer, QueryError
from server.request import Request
from server.responses import CORS, Headers, HTTPProblem
from server.routes import ingest
from server.scanner import RefusedError, Scan
from server.settings import Settings
from server.writing import Writing

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
ENCODINGS = ("gzip",)
CHANGING = frozenset({"NOW", "RAND", "UUID", "STRUUID"})  # answers that differ each time have no entity tag

Page = Callable[[Scope, Receive, Send], Awaitable[None]]
PATIENCE = 0.1  # seconds before it is worth a task to watch whether the client is still there


class Endpoint:
    """The endpoint. `page` answers people with browsers, `description` what asks for RDF without a query."""

    def __init__(
        self, engine: Engine, settings: Settings, *, page: Page, description: Page, writing: Writing
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._page, self._description = page, description
        self._scan = lru_cache(maxsize=512)(engine.scan)
        self._writing = writing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = ""
        try:
            if scope["method"] == "OPTIONS":
                await responses.reply(send, *responses.preflight(METHODS))
                return
            if scope["method"] not in METHODS:
                raise HTTPProblem(405, f"Expected one of {', '.join(METHODS)}.", {"Allow": ", ".join(METHODS)})
            asked = await request.read(scope, receive, self._settings)
            query = asked.query or asked.update or ""
            await self._answer(scope, receive, send, asked)
        except (HTTPProblem, QueryError, RefusedError, negotiate.NotAcceptableError) as error:
            await responses.reply_problem(scope, send, responses.problem(error, query))

    async def _answer(self, scope: Scope, receive: Receive, send: Send, asked: Request) -> None:
        accept = responses.header(scope, b"accept")
        if asked.update is not None:
            await ingest.update(scope, asked, send, self._settings, self._writing)
        elif asked.format is None and scope["method"] != "POST" and _is_browser(accept):
            await self._page(scope, receive, send)
        elif asked.query is None:
            if scope["method"] == "POST":
                raise HTTPProblem(400, "There is no query; expected the parameter «query».")
            await self._description(scope, receive, send)
        else:
            await self._query(scope, receive, send, asked, accept)

    async def _query(self, scope: Scope, receive: Receive, send: Send, asked: Request, accept: str | None) -> None:
        assert asked.query is not None
        scan = self._scan(asked.query)
        form = _format(scan, asked, accept)
        coding = negotiate.encoding(responses.header(scope, b"accept-encoding"), ENCODINGS)
        job = self._job(scan, asked, form, coding)
        headers: Headers = [(b"content-type", form.content_type.encode()), (b"vary", b"Accept, Accept-Encoding"), *CORS]
        if coding:
            headers.append((b"content-encoding", coding.encode()))
        headers += self._freshness(scan, job)
        tag = next((value.decode() for name, value in headers if name == b"etag"), "")
        if tag and responses.matches(responses.header(scope, b"if-none-match"), tag):
            await responses.reply(send, 304, headers)
            return
        client = responses.client(scope, trust_proxy=self._settings.trust_proxy)
        answer = await self._engine.run(job, client=client, timeout=asked.timeout)
        await deliver(scope, receive, send, answer, headers, self._settings.send_timeout)

    def _job(self, scan: Scan, asked: Request, form: Format, coding: str | None) -> Job:
        dataset = _dataset(scan, asked)
        return Job(
            "query",
            self._engine.snapshot_path(),
            scan.text,
            form.name,
            base=self._settings.base + "/",
            default_graphs=None if dataset is None else list(dataset[0]),
            named_graphs=None if dataset is None else list(dataset[1]),
            star=scan.star,
            columns=list(scan.variables()) if scan.star is not None else [],
            encoding=coding,
            max_rows=self._settings.max_rows,
            max_bytes=self._settings.max_bytes,
        )

    def _freshness(self, scan: Scan, job: Job) -> Headers:
        snapshot = job.snapshot.rpartition("/")[2]
        headers: Headers = [(b"x-snapshot", snapshot.encode())] if snapshot else []
        if any(token.is_word(*CHANGING) for token in scan.tokens):
            return [*headers, (b"cache-control", b"no-store")]
        graphs = [*(job.default_graphs or ["-"]), "|", *(job.named_graphs or ["-"])]
        tag = responses.etag(snapshot, job.query, job.format, job.encoding, *graphs)
        caching = f"public, max-age={self._settings.max_age}" if self._settings.max_age else "public, no-cache"
        return [*headers, (b"etag", tag.encode()), (b"cache-control", caching.encode())]


def _is_browser(accept: str | None) -> bool:
    """Whether the client would rather have a page than anything that a query answers."""
    return accept is not None and "text/html" in accept and negotiate.choose(accept, _EVERYTHING).name == "html"


_EVERYTHING = (*negotiate.formats("html"), *negotiate.formats("rows", "graph"))


def _format(scan: Scan, asked: Request, accept: str | None) -> Format:
    """The format of the answer, by the query's form; raises HTTPProblem where the query has none."""
    if scan.form == "UPDATE":
        raise HTTPProblem(400, "This is an update, not a query; updates are sent as application/sparql-update.")
    offered = negotiate.formats("rows") if scan.form in ("SELECT", "ASK", "") else negotiate.formats("graph")
    if not asked.format:
        return negotiate.choose(accept, offered)
    form = negotiate.named(asked.format)
    if form is None or form not in offered:
        raise HTTPProblem(406, f"There is no «{asked.format[:40]}»; expected one of {', '.join(f.name for f in offered)}.")
    return form


def _dataset(scan: Scan, asked: Request) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The default and the named graphs; the protocol's go before the query's (SPARQL 1.1 Protocol, section 2.1.4)."""
    if asked.has_dataset:
        return asked.default_graphs, asked.named_graphs
    return (scan.default_graphs, scan.named_graphs) if scan.has_dataset else None


async def deliver(
    scope: Scope, receive: Receive, send: Send, answer: Answer, headers: Headers, patience: float, status: int = 200
) -> None:
    """Send an answer as it comes; whole and with its length where it is short. Cut off rather than end early.

    Raises QueryError where it fails before the first byte.
    """
    watcher: asyncio.Task[None] | None = None
    try:
        begun = asyncio.ensure_future(answer.begun()) if answer.head is None else None
        if begun is not None:
            await asyncio.wait((begun,), timeout=PATIENCE)
            if not begun.done():
                watcher = asyncio.create_task(_watch(receive, answer))
            await begun
        head = scope["method"] == "HEAD"
        if (whole := answer.whole()) is not None:
            await responses.reply(send, status, headers, whole, head=head)
            return
        watcher = watcher or asyncio.create_task(_watch(receive, answer))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await _stream(send, answer, patience, head=head)
    finally:
        answer.close()
        if watcher is not None:
            watcher.cancel()


async def _stream(send: Send, answer: Answer, patience: float, *, head: bool) -> None:
    try:
        async for chunk in answer.chunks():
            if head:
                break
            async with asyncio.timeout(patience):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
    except (QueryError, TimeoutError):
        return  # without the last message the server closes the connection: nobody takes a stump for an answer
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _watch(receive: Receive, answer: Answer) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    answer.close()
