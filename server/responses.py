"""What every answer of the endpoint has in common: headers, errors as sentences, the client's address."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus

from starlette.types import Receive, Scope, Send

from server import messages
from server.frames import Failure
from server.negotiate import NotAcceptableError
from server.process import QueryError
from server.scanner import RefusedError

Header = tuple[bytes, bytes]
Headers = list[Header]

CORS: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, X-Snapshot, Retry-After, Location"),
]
ALLOWED = b"Accept, Accept-Encoding, Authorization, Content-Type, If-None-Match"


def header(scope: Scope, name: bytes) -> str | None:
    """A request header's value (several joined by commas, RFC 9110, section 5.3), or None."""
    found = [value for key, value in scope["headers"] if key == name]
    return b", ".join(found).decode("latin-1") if found else None


def client(scope: Scope, *, trust_proxy: bool) -> str:
    """The address that limits are counted by: the peer's, or, behind a trusted proxy, the last that it names."""
    if trust_proxy and (forwarded := header(scope, b"x-forwarded-for")):
        return forwarded.rpartition(",")[2].strip()
    peer = scope.get("client")
    return str(peer[0]) if peer else ""


def etag(*parts: str | None) -> str:
    """A strong entity tag (RFC 9110, section 8.8.3) of everything that an answer depends on."""
    digest = hashlib.blake2b(digest_size=12)
    for part in parts:
        digest.update(b"\0" if part is None else part.encode("utf-8", "surrogatepass") + b"\1")
    return f'"{digest.hexdigest()}"'


def matches(if_none_match: str | None, tag: str) -> bool:
    """Whether the client has this very answer (RFC 9110, section 13.1.2: the comparison is a weak one)."""
    if not if_none_match:
        return False
    given = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return tag in given or "*" in given


def preflight(methods: Iterable[str]) -> tuple[int, Headers]:
    """The answer to OPTIONS: what may be asked, for people and for browsers (CORS)."""
    allow = ", ".join(methods).encode()
    return 204, [
        (b"allow", allow),
        (b"access-control-allow-origin", b"*"),
        (b"access-control-allow-methods", allow),
        (b"access-control-allow-headers", ALLOWED),
        (b"access-control-max-age", b"86400"),
    ]


async def reply(send: Send, status: int, headers: Headers, body: bytes = b"", *, head: bool = False) -> None:
    """Send a whole answer, with its length; without its body where HEAD asked."""
    if status not in (204, 304):
        headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head or status in (204, 304) else body})


class HTTPProblem(Exception):
    """An answer that is an error: its status, its sentence, and headers that go with it."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})


def problem(error: Exception, query: str = "") -> HTTPProblem:
    """The answer for an error of ours; the query, where there is one, is shown at the place it is wrong."""
    if isinstance(error, HTTPProblem):
        return error
    if isinstance(error, NotAcceptableError):
        return HTTPProblem(406, str(error))
    if isinstance(error, RefusedError):
        message = str(error)
        if error.at is not None:
            message = messages.pointed(message, query, *messages.line_of(query, error.at))
        return HTTPProblem(error.status, message)
    if isinstance(error, QueryError):
        after = {"Retry-After": f"{error.retry_after:.0f}"} if error.retry_after else {}
        if error.failure.status == 503 and not after:
            after = {"Retry-After": "10"}
        return HTTPProblem(error.failure.status, _shown(error.failure, query), after)
    raise error


def _shown(failure: Failure, query: str) -> str:
    if failure.line is None or failure.column is None:
        return failure.message
    return messages.pointed(failure.message, query, failure.line, failure.column)


async def reply_problem(scope: Scope, send: Send, found: HTTPProblem) -> None:
    """Send an error: a plain sentence, or RFC 9457's `application/problem+json` to who asks for JSON problems."""
    if found.status == 499:
        return  # nobody is there to read it
    text = str(found)
    if "application/problem+json" in (header(scope, b"accept") or ""):
        kind, title = b"application/problem+json", HTTPStatus(found.status).phrase
        body = json.dumps({"type": "about:blank", "title": title, "status": found.status, "detail": text}).encode()
    else:
        kind, body = b"text/plain; charset=utf-8", text.encode("utf-8", "replace") + b"\n"
    headers = [(b"content-type", kind), (b"cache-control", b"no-store"), (b"vary", b"Accept"), *CORS]
    headers += [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in found.headers.items()]
    await reply(send, found.status, headers, body, head=scope["method"] == "HEAD")


def cut(scope: Scope) -> None:
    """Cut the connection in the middle of an answer, so that nobody takes a stump for the whole."""
    if (abort := scope.get("pressgraph.abort")) is not None:
        abort()


async def body(scope: Scope, receive: Receive, *, limit: int, timeout: float) -> bytes:
    """The request's body; raises HTTPProblem where it is longer than `limit` bytes or comes too slowly."""
    length = header(scope, b"content-length")
    if length and length.isdigit() and int(length) > limit:
        raise HTTPProblem(413, f"The request is longer than {limit:,} bytes.", {"Connection": "close"})
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(timeout):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise HTTPProblem(499, "The client went away.")
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if size > limit:
                    raise HTTPProblem(413, f"The request is longer than {limit:,} bytes.", {"Connection": "close"})
                if not message.get("more_body"):
                    return b"".join(parts)
    except TimeoutError:
        raise HTTPProblem(408, f"The request did not arrive within {timeout:g} s.", {"Connection": "close"}) from None
