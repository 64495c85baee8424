"""SERVICE, for the endpoints that the settings list: asked before the query runs, and put in place as a table.

The query processes have no network. What a listed endpoint answers to the pattern inside `SERVICE <...> { }` becomes a
VALUES table there; a blank node becomes an IRI, for no blank node means the same to two endpoints.
"""

from __future__ import annotations

import asyncio
import http.client
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pyoxigraph as ox

from server.frames import Failure
from server.process import QueryError
from server.scanner import RefusedError, Scan, Token
from server.settings import Settings

BLANK = "urn:x-pressgraph:blank:"
PIECE = 1 << 16
_THREADS = ThreadPoolExecutor(8, thread_name_prefix="service")  # their own: others must not wait for slow endpoints


class ServiceError(Exception):
    """Why an endpoint gave no answer that can be used."""


@dataclass(frozen=True, slots=True)
class Call:
    """One SERVICE of a query: where it stands, whom it asks, for which pattern (with its braces)."""

    start: int
    end: int
    address: str
    pattern: str
    silent: bool


def calls(scan: Scan, allowed: Sequence[str]) -> tuple[Call, ...]:
    """The SERVICEs of a query; raises RefusedError where one is not allowed, or names no endpoint."""
    found: list[Call] = []
    for place, token in enumerate(scan.tokens):
        if not token.is_word("SERVICE"):
            continue
        call = _call(scan, place, allowed)
        if not found or call.start > found[-1].end:  # one inside another is for that other's endpoint to ask
            found.append(call)
    return tuple(found)


def _call(scan: Scan, place: int, allowed: Sequence[str]) -> Call:
    tokens = scan.tokens
    start = tokens[place].start
    silent = place + 1 < len(tokens) and tokens[place + 1].is_word("SILENT")
    place += 1 + silent
    address = scan.iri(tokens[place]) if place < len(tokens) else None
    if address is None:
        raise RefusedError("SERVICE needs the address of an endpoint; a variable is not allowed.", status=403, at=start)
    if address not in allowed:
        known = ", ".join(allowed)
        raise RefusedError(f"SERVICE <{address}> is not allowed; allowed are {known}.", status=403, at=start)
    first, last = _braces(tokens, place + 1, start)
    return Call(start, last.end, address, scan.text[first.start : last.end], silent)


def _braces(tokens: Sequence[Token], place: int, start: int) -> tuple[Token, Token]:
    depth = 0
    for token in tokens[place:]:
        if token.kind == "op":
            depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            if token.text != "}":
                break
            return tokens[place], token
    raise RefusedError("SERVICE needs a pattern in braces after its address.", at=start)


async def resolved(scan: Scan, settings: Settings) -> str:
    """The query with a table in place of each SERVICE; raises RefusedError or QueryError."""
    found = calls(scan, settings.services)
    prologue = _prologue(scan)
    tables = await asyncio.gather(*(_table(call, prologue, number, settings) for number, call in enumerate(found)))
    text = scan.text
    for call, table in zip(reversed(found), reversed(tables), strict=True):
        text = text[: call.start] + table + text[call.end :]
    return text


def _prologue(scan: Scan) -> str:
    base = f"BASE <{scan.base}> " if scan.base else ""
    return base + "".join(f"PREFIX {prefix}: <{space}> " for prefix, space in scan.prefixes.items())


async def _table(call: Call, prologue: str, number: int, settings: Settings) -> str:
    query = f"{prologue}SELECT * WHERE {call.pattern}"
    try:
        body = await asyncio.get_running_loop().run_in_executor(_THREADS, ask, call.address, query, settings)
        return values(body, number)
    except ServiceError as error:
        if call.silent:
            return "{}"  # SPARQL 1.1 Federated Query, section 2.4: a single solution without bindings
        raise QueryError(Failure(502, f"SERVICE <{call.address}>: {error}.")) from error


def ask(address: str, query: str, settings: Settings) -> bytes:
    """The endpoint's answer as SPARQL JSON; raises ServiceError. No redirect is followed."""
    deadline = time.monotonic() + settings.service_timeout
    parts = urlsplit(address)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port, settings.service_timeout)
    headers = {
        "Content-Type": "application/sparql-query",
        "Accept": "application/sparql-results+json",
        "Accept-Encoding": "identity",
        "User-Agent": "pressgraph",
    }
    try:
        connection.request("POST", parts.path + (f"?{parts.query}" if parts.query else ""), query.encode(), headers)
        response = connection.getresponse()
        if 300 <= response.status < 400:
            raise ServiceError("the endpoint answers with a redirect, which is not followed")
        if response.status != 200:
            raise ServiceError(f"the endpoint answers with status {response.status}")
        return _read(response, settings.service_bytes, deadline)
    except (OSError, http.client.HTTPException) as error:
        raise ServiceError(f"no answer ({type(error).__name__})") from error
    finally:
        connection.close()


def _read(response: http.client.HTTPResponse, most: int, deadline: float) -> bytes:
    body = bytearray()
    while piece := response.read1(PIECE):
        body += piece
        if len(body) > most:
            raise ServiceError(f"the answer is longer than {most:,} bytes")
        if time.monotonic() > deadline:
            raise ServiceError("the answer takes too long")
    return bytes(body)


def _connection(scheme: str, host: str, port: int | None, timeout: float) -> http.client.HTTPConnection:
    """A connection to an address that was looked at: what is connected to is what was checked."""
    address = _address(host, port or (443 if scheme == "https" else 80))
    if scheme not in ("http", "https"):
        raise ServiceError("only http and https are spoken")
    made = _Pinned(host, port, timeout=timeout) if scheme == "http" else _PinnedSecure(host, port, timeout=timeout)
    made.address = address
    return made


def _address(host: str, port: int) -> tuple[Any, ...]:
    """Where to connect to; an inner address only where the settings name it as such, not by way of a name."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise ServiceError("its name is not known") from error
    for entry in found:
        if not ipaddress.ip_address(str(entry[4][0]).partition("%")[0]).is_global and not _named(host):
            raise ServiceError("its name leads to an inner address, which is not allowed")
    return tuple(found[0][4][:2])


def _named(host: str) -> bool:
    """Whether the host is an address, and not a name for one."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class _Pinned(http.client.HTTPConnection):
    """Connects to the address that was checked, whatever the name leads to by now."""

    address: tuple[Any, ...] = ()

    def connect(self) -> None:
        self.sock = socket.create_connection(self.address, self.timeout)


class _PinnedSecure(http.client.HTTPSConnection):
    """The same, with the certificate checked against the name."""

    address: tuple[Any, ...] = ()

    def connect(self) -> None:
        plain = socket.create_connection(self.address, self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def values(body: bytes, number: int) -> str:
    """SPARQL JSON results as a VALUES table; raises ServiceError where they are none."""
    try:
        answer = json.loads(body)
        names = [str(ox.Variable(name)) for name in answer["head"]["vars"]]
        rows = [[_term(row.get(name[1:]), number) for name in names] for row in answer["results"]["bindings"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ServiceError("the answer is not SPARQL JSON") from error
    if not names:
        return "{}" if rows else "{ FILTER(false) }"
    lines = " ".join(f"({' '.join(row)})" for row in rows)
    return f"{{ VALUES ({' '.join(names)}) {{ {lines} }} }}"


def _term(cell: dict[str, str] | None, number: int) -> str:
    if cell is None:
        return "UNDEF"
    if cell["type"] == "uri":
        return str(ox.NamedNode(cell["value"]))
    if cell["type"] == "bnode":
        return str(ox.NamedNode(f"{BLANK}{number}:{ox.BlankNode(cell['value']).value}"))
    if cell["type"] not in ("literal", "typed-literal"):
        raise ValueError(cell["type"])
    if "xml:lang" in cell:
        return str(ox.Literal(cell["value"], language=cell["xml:lang"]))
    datatype = ox.NamedNode(cell["datatype"]) if "datatype" in cell else None
    return str(ox.Literal(cell["value"], datatype=datatype))
