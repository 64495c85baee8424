"""`/sparql`: the SPARQL 1.1 Protocol, as a plain ASGI application, for every request passes through it."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from functools import lru_cache

from starlette.types import Receive, Scope, Send

from server import engine, explain, federation, negotiate, request, responses, scanner
from server.cache import Cache
from server.engine import Engine, Prepared
from server.frames import Job
from server.negotiate import Format
from server.observed import ENDS, Observed, Record
from server.process import Answer, QueryError
from server.rate import Buckets
from server.request import Request
from server.responses import CORS, Header, Headers, HTTPProblem
from server.routes import ingest
from server.scanner import Limits, RefusedError, Scan
from server.settings import Settings
from server.snapshot import Snapshot
from server.writing import Writing

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
ENCODINGS = ("zstd", "br", "gzip")

Page = Callable[[Scope, Receive, Send], Awaitable[None]]
SHORT, LONG = 2048, 4096
PATIENCE = 0.1  # seconds before it is worth a task to watch whether the client is still there


class Endpoint:
    """The endpoint. `page` answers people with browsers, `description` what asks for RDF without a query."""

    def __init__(self, engine: Engine, settings: Settings, *, page: Page, description: Page, writing: Writing) -> None:
        self._engine = engine
        self._settings = settings
        self._page, self._description = page, description
        self._prepare = lru_cache(maxsize=256)(engine.prepare)
        self._writing = writing
        self.cache = Cache(settings.cache, settings.cache_entry)
        self._keep = min(settings.cache, settings.cache_entry)
        self.observed = Observed(settings, engine.pool, self.cache)
        self._buckets = Buckets(settings.rate, settings.burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        record = Record()
        try:
            if scope["method"] == "OPTIONS":
                await responses.reply(send, *responses.preflight(METHODS))
                return
            if scope["method"] not in METHODS:
                raise HTTPProblem(405, f"Expected one of {', '.join(METHODS)}.", {"Allow": ", ".join(METHODS)})
            asked = await request.read(scope, receive, self._settings)
            record.query = asked.query or asked.update or ""
            await self._answer(scope, receive, send, asked, record)
        except (HTTPProblem, QueryError, RefusedError, negotiate.NotAcceptableError) as error:
            found = responses.problem(error, record.query)
            record.status = found.status
            await responses.reply_problem(scope, send, found)
        finally:
            if record.query:
                self.observed.ended(record)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, asked: Request, record: Record) -> None:
        record.client = responses.client(scope, trust_proxy=self._settings.trust_proxy)
        accept = responses.header(scope, b"accept")
        if asked.update is not None:
            record.form = "UPDATE"
            await ingest.update(scope, asked, send, self._settings, self._writing)
        elif asked.format is None and scope["method"] != "POST" and _is_browser(accept):
            await self._page(scope, receive, send)
        elif asked.query is None:
            if scope["method"] == "POST":
                raise HTTPProblem(400, "There is no query; expected the parameter «query».")
            await self._description(scope, receive, send)
        else:
            await self._query(scope, receive, send, asked, record)

    async def _prepared(self, query: str) -> Prepared:
        """What a query is: a short one is remembered, a long one read aside, for others would notice the wait."""
        if len(query) <= SHORT:
            return self._prepare(query)
        if len(query) <= LONG:
            return self._engine.prepare(query)
        return await asyncio.get_running_loop().run_in_executor(None, self._engine.prepare, query)

    async def _federated(self, scan: Scan) -> Prepared:
        """The query with what other endpoints answer in place of each SERVICE."""
        text = await federation.resolved(scan, self._settings)
        unbounded = Limits(1 << 30, self._settings.max_nesting + 2, 1 << 30)

        def read() -> Prepared:
            return engine.prepared(scanner.scan(text, unbounded))

        return await asyncio.get_running_loop().run_in_executor(None, read)

    async def _query(self, scope: Scope, receive: Receive, send: Send, asked: Request, record: Record) -> None:
        assert asked.query is not None
        prepared = await self._prepared(asked.query)
        record.form = prepared.scan.form
        if prepared.scan.services:
            prepared = await self._federated(prepared.scan)
        scan = prepared.scan
        form = _format(scan, asked, responses.header(scope, b"accept"))
        coding = negotiate.encoding(responses.header(scope, b"accept-encoding"), ENCODINGS)
        if asked.explain and self._settings.explain:
            await _explain(send, prepared, _dataset(scan, asked), self._engine.snapshot())
            return
        path = self._engine.snapshot_path()
        snapshot = path.rpartition("/")[2]
        dataset = _dataset(scan, asked)
        tag = (
            "" if scan.changes or scan.text != asked.query else _tag(snapshot, asked.query, form.name, coding, dataset)
        )
        if tag and responses.matches(responses.header(scope, b"if-none-match"), tag):
            record.status, record.end = 304, "unchanged"
            await responses.reply(send, 304, _headers(form, coding, snapshot, tag, self._settings.max_age))
            return
        if tag and (kept := self.cache.get(tag, snapshot)) is not None:
            record.end = "cached"
            await responses.reply(send, 200, kept[0], kept[1], head=scope["method"] == "HEAD")
            return
        if wait := self._buckets.take(record.client):
            after = {"Retry-After": str(math.ceil(wait))}
            raise HTTPProblem(429, f"You ask too much: at most {self._settings.rate:g} queries a second.", after)
        job = self._job(prepared, path, form, coding, dataset)
        answer = await self._engine.run(job, client=record.client, timeout=asked.timeout)
        headers = _headers(form, coding, snapshot, tag, self._settings.max_age)
        whole = await deliver(scope, receive, send, answer, headers, self._settings.send_timeout, keep=self._keep)
        if answer.failure is not None:
            record.end = ENDS.get(answer.failure.status, "error")
        if answer.end is not None:
            record.rows, record.bytes, record.cpu = answer.end.rows, answer.end.size, answer.end.cpu
        if tag and whole is not None:
            self.cache.put(tag, snapshot, headers, whole)

    def _job(self, prepared: Prepared, path: str, form: Format, coding: str | None, dataset: Dataset | None) -> Job:
        scan = prepared.scan
        return Job(
            "query",
            path,
            scan.text,
            form.name,
            base=self._settings.base + "/",
            default_graphs=None if dataset is None else dataset[0],
            named_graphs=None if dataset is None else dataset[1],
            star=scan.star,
            columns=scan.variables() if scan.star is not None else (),
            encoding=coding,
            max_rows=self._settings.max_rows,
            max_bytes=self._settings.max_bytes,
            searches=prepared.searches,
            counted=prepared.counted if dataset is None else None,
            ranked=prepared.ranked if dataset is None else None,
        )


Dataset = tuple[tuple[str, ...], tuple[str, ...]]


def _headers(form: Format, coding: str | None, snapshot: str, tag: str, max_age: int) -> Headers:
    headers = _common_headers(form.content_type, coding, snapshot, max_age if tag else None)
    return [*headers, (b"etag", tag.encode())] if tag else [*headers]


@lru_cache(maxsize=64)
def _common_headers(media: str, coding: str | None, snapshot: str, max_age: int | None) -> tuple[Header, ...]:
    """The headers that many answers share; `max_age` is None for what must not be stored."""
    caching = "no-store" if max_age is None else f"public, max-age={max_age}" if max_age else "public, no-cache"
    headers: Headers = [(b"content-type", media.encode()), (b"vary", b"Accept, Accept-Encoding"), *CORS]
    if coding:
        headers.append((b"content-encoding", coding.encode()))
    if snapshot:
        headers.append((b"x-snapshot", snapshot.encode()))
    return (*headers, (b"cache-control", caching.encode()))


async def _explain(send: Send, prepared: Prepared, dataset: Dataset | None, found: Snapshot | None) -> None:
    text = explain.explained(prepared, dataset, found)
    headers: Headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), *CORS]
    await responses.reply(send, 200, headers, text.encode())


def _tag(snapshot: str, query: str, form: str, coding: str | None, dataset: Dataset | None) -> str:
    if dataset is None:
        return responses.etag(snapshot, query, form, coding)
    return responses.etag(snapshot, query, form, coding, *dataset[0], None, *dataset[1])


def _is_browser(accept: str | None) -> bool:
    """Whether the client would rather have a page than anything that a query answers."""
    return accept is not None and "text/html" in accept and negotiate.choose(accept, _EVERYTHING).name == "html"


_ROWS, _GRAPHS = negotiate.formats("rows"), negotiate.formats("graph")
_EVERYTHING = (*negotiate.formats("html"), *_ROWS, *_GRAPHS)


def _format(scan: Scan, asked: Request, accept: str | None) -> Format:
    """The format of the answer, by the query's form; raises HTTPProblem where the query has none."""
    if scan.form == "UPDATE":
        raise HTTPProblem(400, "This is an update, not a query; updates are sent as application/sparql-update.")
    offered = _ROWS if scan.form in ("SELECT", "ASK", "") else _GRAPHS
    if not asked.format:
        return negotiate.choose(accept, offered)
    form = negotiate.named(asked.format, offered)
    if form is None:
        raise HTTPProblem(
            406, f"There is no «{asked.format[:40]}»; expected one of {', '.join(f.name for f in offered)}."
        )
    return form


def _dataset(scan: Scan, asked: Request) -> Dataset | None:
    """The default and the named graphs; the protocol's go before the query's (SPARQL 1.1 Protocol, section 2.1.4)."""
    if asked.has_dataset:
        return asked.default_graphs, asked.named_graphs
    return (scan.default_graphs, scan.named_graphs) if scan.has_dataset else None


async def deliver(
    scope: Scope, receive: Receive, send: Send, answer: Answer, headers: Headers, patience: float, *, keep: int = 0
) -> bytes | None:
    """Send an answer as it comes; whole, with its length, where it is short.

    What was sent whole is returned, if it was short or has no more than `keep` bytes. Raises QueryError where it fails
    before the first byte; after that the connection is cut.
    """
    watching: list[asyncio.Task[None]] = []

    def watch() -> None:
        if not watching:
            watching.append(asyncio.ensure_future(_watch(receive, answer)))

    later = asyncio.get_running_loop().call_later(PATIENCE, watch)
    try:
        await answer.begun()
        head = scope["method"] == "HEAD"
        if (whole := answer.whole()) is not None:
            await responses.reply(send, 200, headers, whole, head=head)
            return whole
        watch()
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        return await _stream(scope, send, answer, patience, head=head, keep=keep)
    finally:
        later.cancel()
        answer.close()
        for watcher in watching:
            watcher.cancel()


async def _stream(scope: Scope, send: Send, answer: Answer, patience: float, *, head: bool, keep: int) -> bytes | None:
    kept: list[bytes] | None = []
    size = 0
    try:
        async for chunk in answer.chunks():
            if head:
                kept = None
                break
            size += len(chunk)
            kept = [*kept, chunk] if kept is not None and size <= keep else None
            async with asyncio.timeout(patience):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
    except (QueryError, TimeoutError):
        responses.cut(scope)
        return None
    await send({"type": "http.response.body", "body": b"", "more_body": False})
    return None if kept is None else b"".join(kept)


async def _watch(receive: Receive, answer: Answer) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    answer.close()
