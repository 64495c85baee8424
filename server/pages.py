"""What every page has in common: the templates, links within this server, and the choice between a page and RDF.

The IRIs of the graph begin with the base that the settings give (w3id.org, say); a page links to the same path of the
server that shows it, so that a graph can be looked at wherever it is served.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from server import display, negotiate, prefixes, queries, responses, vocabulary
from server.engine import Engine, Rows
from server.negotiate import Format
from server.settings import Settings

FOLDER = Path(__file__).parent
OFFERED = (*negotiate.formats("graph"), *negotiate.formats("html"))  # who does not say what they want gets data
RDF_LINKS = ("ttl", "jsonld", "nt", "rdf")

Page = Callable[[], Awaitable[Response]]


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["site"] = display.site
    environment.filters["term"] = vocabulary.label
    environment.filters["curie"] = vocabulary.shorten
    environment.filters["node"] = vocabulary.turtle
    return environment


class View:
    """One request for a page: asks the engine, makes links, renders."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.engine: Engine = request.app.state.engine
        self.settings: Settings = request.app.state.settings
        self.root: str = request.scope.get("root_path", "").rstrip("/")

    async def rows(self, query: str, **bindings: object) -> Rows:
        """The rows of the named query; a string among the bindings is an IRI."""
        bound = {name: value for name, value in bindings.items() if value is not None}
        return await self.engine.select(queries.text(query), bound, client=self.client)  # type: ignore[arg-type]

    async def search(self, query: str, words: str) -> Rows:
        """The rows of the named query with `words` put where it has "WORDS", for `pg:matches` takes no variable."""
        text = queries.text(query).replace('"WORDS"', json.dumps(words, ensure_ascii=False))
        return await self.engine.select(text, client=self.client)

    @property
    def client(self) -> str:
        return responses.client(self.request.scope, trust_proxy=self.settings.trust_proxy)

    def iri(self, kind: str, key: str) -> str:
        """The IRI in the graph of what this server shows under `/{kind}/{key}`."""
        return f"{self.settings.base}/{kind}/{key}"

    def href(self, iri: str) -> str:
        """Where this server shows what an IRI names; another's IRI as it is, if it can be followed."""
        for namespace, path in ((vocabulary.NAMESPACE, "/ns"), (self.settings.base, "")):
            rest = iri.removeprefix(namespace)
            if rest != iri and rest[:1] in ("/", "#"):
                return self.root + path + rest
        return iri if iri.startswith(("http://", "https://")) else ""

    def html(self, template: str, status: int = 200, /, **context: object) -> HTMLResponse:
        """The page of a template; every template knows `href`, `root`, `base` and the path of the request."""
        page = (
            _templates()
            .get_template(template)
            .render(
                href=self.href,
                root=self.root,
                base=self.settings.base,
                path=self.request.url.path,
                vendor=(FOLDER / "static" / "vendor" / "yasgui.min.js").is_file(),
                rdf_links=RDF_LINKS,
                **context,
            )
        )
        return HTMLResponse(page, status)

    def missing(self, iri: str) -> Response:
        """404, as a page."""
        return self.html("missing.html", 404, title="Not in the graph", iri=iri)


def split_suffix(key: str) -> tuple[str, Format | None]:
    """A key without the suffix of a format, and that format: "Q159.ttl" -> ("Q159", Turtle)."""
    stem, dot, suffix = key.rpartition(".")
    form = negotiate.BY_NAME.get(suffix) if dot and stem else None
    return (stem, form) if form in OFFERED else (key, None)


def wanted(request: Request, suffix: Format | None) -> Format:
    """What the client is to get: by the suffix, else by the Accept header."""
    return suffix or negotiate.choose(request.headers.get("accept"), OFFERED)


async def resource(view: View, iri: str, form: Format, describe: str, variable: str, page: Page) -> Response:
    """The page of a thing, or the named CONSTRUCT query about it; 404 where the graph has no such thing."""
    tag = responses.etag(view.engine.snapshot_path(), str(view.request.url), form.name, view.root)
    headers = {"ETag": tag, "Vary": "Accept", "Cache-Control": "public, no-cache", "Access-Control-Allow-Origin": "*"}
    if responses.matches(view.request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    if form.name == "html":
        response = await page()
    elif await view.rows("exists", thing=iri):
        body = await view.engine.serialize(
            queries.text(describe), {variable: iri}, format=form.name, client=view.client
        )
        response = Response(body, media_type=form.content_type)
    else:
        response = Response(f"There is no <{iri}> in the graph.\n", 404, media_type="text/plain")
    if response.status_code == 200:
        response.headers.update(headers)
    return response


def see_other(view: View, iri: str) -> Response:
    """303 to where this server shows what the IRI names."""
    return RedirectResponse(view.href(iri), 303, headers={"Vary": "Accept"})


def sparql_prefixes(base: str) -> str:
    """The PREFIX lines that the query page begins with, for a graph under `base`."""
    table = {**prefixes.table(), "id": f"{base}/entity/"}
    shown = ("pg", "id", "rdfs", "owl", "skos", "schema", "wd")
    return "".join(f"PREFIX {name}: <{table[name]}>\n" for name in shown if name in table)
