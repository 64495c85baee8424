"""A SPARQL Protocol request, taken apart: query or update, dataset, and the few parameters of our own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope

from server import responses
from server.responses import HTTPProblem
from server.settings import Settings

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
SHORT = 4096  # bytes of a request that is worth remembering; what strangers send must not fill the memory


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked. `query` and `update` are None where there is none; the graphs are those of the protocol."""

    query: str | None = None
    update: str | None = None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    using_graphs: tuple[str, ...] = ()
    using_named_graphs: tuple[str, ...] = ()
    format: str | None = None
    timeout: float | None = None
    explain: bool = False

    @property
    def has_dataset(self) -> bool:
        return bool(self.default_graphs or self.named_graphs)


async def read(scope: Scope, receive: Receive, settings: Settings) -> Request:
    """The request (SPARQL 1.1 Protocol, sections 2.1 and 2.2); raises HTTPProblem where it is none."""
    if scope["method"] != "POST":
        asked: bytes = scope["query_string"]
        return _asked(asked) if len(asked) <= SHORT else _asked.__wrapped__(asked)
    pairs = _parameters(scope["query_string"])
    media, _, rest = (responses.header(scope, b"content-type") or "").partition(";")
    media = media.strip().lower()
    if media not in (FORM, QUERY, UPDATE):
        raise HTTPProblem(415, f"POST needs Content-Type {QUERY}, {UPDATE} or {FORM}; this one has «{media[:100]}».")
    limit = 3 * settings.max_query + 65536 if media == FORM else settings.max_query
    if settings.writes:
        limit = max(limit, settings.max_update)
    sent = await responses.body(scope, receive, limit=limit, timeout=settings.body_timeout)
    try:
        text = sent.decode(_charset(rest))
        if media == FORM:
            return _request([*pairs, *_pairs(text)])
    except (UnicodeDecodeError, ValueError) as error:
        raise HTTPProblem(400, f"The body is not in the encoding that it must have, UTF-8: {error}.") from None
    return _request([*pairs, ("query" if media == QUERY else "update", text)])


@lru_cache(maxsize=256)
def _asked(query_string: bytes) -> Request:
    """The request that a GET is; the same one comes again and again."""
    pairs = _parameters(query_string)
    if any(name == "update" for name, _ in pairs):
        raise HTTPProblem(400, "An update must be sent with POST.")
    return _request(pairs)


def _parameters(query_string: bytes) -> list[tuple[str, str]]:
    try:
        return _pairs(query_string.decode("ascii"))
    except (UnicodeDecodeError, ValueError) as error:
        raise HTTPProblem(400, f"The query string is not UTF-8 in percent-encoding: {error}.") from None


def _charset(parameters: str) -> str:
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "charset" and value.strip('"').lower() not in ("utf-8", "utf8", "us-ascii"):
            raise HTTPProblem(415, f"The body is in «{value[:40]}»; SPARQL is sent in UTF-8.")
    return "utf-8"


def _pairs(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000)


def _request(pairs: list[tuple[str, str]]) -> Request:
    def every(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in pairs if key == name)

    def one(name: str) -> str | None:
        found = every(name)
        if len(found) > 1:
            raise HTTPProblem(400, f"There is more than one «{name}»; expected one.")
        return found[0] if found else None

    query, update = one("query"), one("update")
    if query is not None and update is not None:
        raise HTTPProblem(400, "There is both a query and an update; expected one of them.")
    return Request(
        query,
        update,
        every("default-graph-uri"),
        every("named-graph-uri"),
        every("using-graph-uri"),
        every("using-named-graph-uri"),
        next(iter([*every("format"), *every("output")]), None),  # clients send both, to be understood everywhere
        _seconds(one("timeout")),
        (one("explain") or "").lower() in ("true", "1", "yes"),
    )


def _seconds(value: str | None) -> float | None:
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < 1e6:
        raise HTTPProblem(400, f"timeout is «{value[:40]}»; expected a number of seconds above 0.")
    return seconds
