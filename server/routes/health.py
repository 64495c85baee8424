"""`/health`: whether the server lives, and whether it can answer queries."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from server.engine import Engine

router = APIRouter(tags=["operation"])


class Health(BaseModel):
    """The state of the server: `ready` where queries are answered, with the snapshot they are answered from."""

    live: bool = True
    ready: bool
    snapshot: str | None
    processes: int
    running: int
    waiting: int


@router.get("/health", summary="Whether the server lives and is ready for queries; 503 while it is not ready.")
@router.get("/health/ready", include_in_schema=False)
async def ready(request: Request, response: Response) -> Health:
    engine: Engine = request.app.state.engine
    pool, snapshot = engine.pool, engine.snapshot()
    response.status_code = 200 if pool.ready else 503
    response.headers["Cache-Control"] = "no-store"
    return Health(
        ready=pool.ready,
        snapshot=snapshot.id if snapshot else None,
        processes=pool.strength,
        running=pool.running,
        waiting=pool.waiting,
    )


@router.get("/metrics", summary="The server's counters, for Prometheus.", response_class=Response)
async def metrics(request: Request) -> Response:
    return Response(request.app.endpoint.observed.page(), media_type="text/plain; version=0.0.4; charset=utf-8")


@router.get("/health/live", summary="Whether the server lives.")
async def live() -> dict[str, bool]:
    return {"live": True}
