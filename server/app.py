"""`create_app(settings)`: the routers, the static files, the error handlers; no routes of its own."""

from __future__ import annotations

import gc
import importlib
import importlib.util
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from server import responses
from server.engine import Engine
from server.negotiate import NotAcceptableError
from server.process import QueryError
from server.responses import HTTPProblem
from server.routes import sparql
from server.scanner import RefusedError
from server.settings import Settings
from server.writing import Writing

FOLDER = Path(__file__).parent
ROUTES = (
    "data", "graphs", "health", "ingest", "description",
    "pages", "entity", "article", "fact", "ontology", "search", "reconcile",
)  # fmt: skip
ANSWERS = {
    "Answer": {"description": "The answer, in the format that was asked for.", "content": {"*/*": {}}},
    "Problem": {
        "description": "What was wrong, in a sentence.",
        "content": {"text/plain": {}, "application/problem+json": {}},
    },
}


class App(FastAPI):
    """FastAPI, save that `/sparql` goes straight to its endpoint: every microsecond there is paid by every query."""

    endpoint: sparql.Endpoint

    def openapi(self) -> dict[str, Any]:
        """The description of the routes, with those that FastAPI does not know: they are plain ASGI applications."""
        if self.openapi_schema is None:
            made = super().openapi()
            made["paths"] = {**json.loads((FOLDER / "openapi.json").read_text(encoding="utf-8")), **made["paths"]}
            made.setdefault("components", {})["responses"] = ANSWERS
        return super().openapi()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] in ("/sparql", "/sparql/"):
            scope["app"] = self
            await self.endpoint(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def create_app(settings: Settings | None = None) -> App:
    """The server as an ASGI application: `app.state.engine` answers queries, `app.state.settings` are its settings."""
    settings = settings or Settings()
    engine, writing = Engine(settings), Writing(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await engine.start()
        gc.collect()
        gc.freeze()  # what lives as long as the server need not be looked through again and again
        try:
            yield
        finally:
            await writing.stop()
            await engine.stop()
            endpoint.observed.close()

    app = App(
        title="Pressgraph",
        description="What news articles report, as linked data.",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.engine, app.state.settings, app.state.writing = engine, settings, writing
    paths = set()
    for router in _routers():
        app.include_router(router)
        paths |= {getattr(route, "path", "") for route in router.routes}
    if (FOLDER / "static").is_dir():
        app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    for kind in (HTTPProblem, QueryError, RefusedError, NotAcceptableError):
        app.add_exception_handler(kind, _say)
    page = _inner(app, "/query") if "/query" in paths else _page
    app.endpoint = endpoint = sparql.Endpoint(
        engine, settings, page=page, description=_inner(app, "/description"), writing=writing
    )
    return app


def _routers() -> Iterator[APIRouter]:
    """The router of each module of `ROUTES` that is there."""
    for name in ROUTES:
        if importlib.util.find_spec(f"server.routes.{name}") is not None:
            yield importlib.import_module(f"server.routes.{name}").router


async def _page(scope: Scope, receive: Receive, send: Send) -> None:
    """The plain query page, where no other route answers `/query`."""
    await FileResponse(FOLDER / "sparql.html", headers={"Vary": "Accept"})(scope, receive, send)


def _inner(app: FastAPI, path: str) -> sparql.Page:
    """What another path of the application answers, at the endpoint's own address."""

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        moved = {**scope, "path": path, "raw_path": path.encode()}
        await FastAPI.__call__(app, moved, receive, send)

    return run


async def _say(request: Request, error: Exception) -> Response:
    """An error of the engine in a page's route, as the endpoint itself says it."""
    found = responses.problem(error)
    return Response(f"{found}\n", status_code=found.status, media_type="text/plain", headers=found.headers)
