"""`/` and `/query`: where people begin, and where they ask."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse

from server import display, pages, questions
from server.display import value
from server.pages import View

router = APIRouter()


@router.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
async def home(request: Request) -> Response:
    """What the graph holds, and questions to begin with; counted once for each snapshot."""
    view = View(request)
    key = (view.engine.snapshot_path(), view.root)
    known: tuple[tuple[str, str], bytes] | None = getattr(request.app.state, "home", None)
    if known is None or known[0] != key:
        known = (key, bytes((await _home(view)).body))
        request.app.state.home = known
    return HTMLResponse(known[1])


async def _home(view: View) -> HTMLResponse:
    counts = await view.rows("home_counts")
    return view.html(
        "home.html",
        title="Pressgraph",
        counts={name: int(display.number(counts[0], name)) for name in counts.variables} if counts else {},
        kinds=await view.rows("home_kinds"),
        entities=await view.rows("home_entities"),
        articles=[_article(row) for row in await view.rows("home_articles")],
        questions=questions.all_questions(),
    )


@router.api_route("/query", methods=["GET", "HEAD"], include_in_schema=False)
async def query(request: Request) -> Response:
    """The query page: an editor where there is JavaScript, else a form."""
    view = View(request)
    asked = request.query_params.get("query", "")
    chosen = questions.named(request.query_params.get("example", ""))
    start = asked or (chosen.query if chosen else "") or _START
    return view.html(
        "query.html",
        title="SPARQL",
        questions=questions.all_questions(),
        prefixes=pages.sparql_prefixes(view.settings.base),
        query=start,
        asked=bool(asked or chosen),
    )


_START = "SELECT * WHERE {\n  ?subject ?property ?object .\n}\nLIMIT 10\n"


def _article(row: display.Row) -> dict[str, str]:
    when = display.published(value(row, "earliest"), value(row, "latest"), display.truth(row, "inferred"))
    return {**{name: value(row, name) for name in ("article", "label", "source", "claims")}, "published": when}
