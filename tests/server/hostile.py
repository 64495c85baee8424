"""Hostile requests: the queries of `hostile.tsv`, and what can be done to a connection.

Run as `python -m tests.server.hostile PORT` it is the opposite: somebody polite, from an address of their own, who asks
a quick question every 50 ms until its input ends, and then prints how long each took and what went wrong.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import select
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
REPEAT = re.compile(r"«(\d+)\*([^«»]*)»")
POLITE, HOSTILE = "127.0.0.2", "127.0.0.1"
QUESTION = "SELECT ?o { <https://example.org/s7> <https://example.org/p> ?o }"


def queries() -> Iterator[tuple[str, str]]:
    """Each query's name and its text, with the repetitions written out."""
    lines = Path(__file__).with_name("hostile.tsv").read_text().splitlines()
    for line in lines[2:]:
        name, _, text = line.partition("\t")
        yield name, REPEAT.sub(lambda match: match[2] * int(match[1]), text)


def ask(port: int, text: str, *, source: str = HOSTILE, timeout: float = 30) -> tuple[int, bytes]:
    """Status and body of a query; a connection that is cut in mid-answer is status 0."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout, source_address=(source, 0))
    try:
        connection.request("POST", "/sparql", text.encode(), {"Content-Type": "application/sparql-query"})
        response = connection.getresponse()
        return response.status, response.read()
    except (http.client.HTTPException, ConnectionError):
        return 0, b""
    finally:
        connection.close()


def dial(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=30, source_address=(HOSTILE, 0))


def status(connection: socket.socket) -> int:
    """The status that the server answers with; 0 where it cut the connection without a word."""
    with contextlib.suppress(ConnectionError):
        words = connection.recv(1024).split()
        return int(words[1]) if len(words) > 1 else 0
    return 0


def slow_headers(port: int) -> int:
    with dial(port) as connection:
        connection.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\n")
        with contextlib.suppress(ConnectionError):
            for _ in range(30):
                connection.sendall(b"X-More: 1\r\n")
                time.sleep(0.1)
        return status(connection)


def slow_body(port: int) -> int:
    with dial(port) as connection:
        head = POST + b"Content-Length: 60000\r\n\r\n"
        connection.sendall(head + b"ASK {")
        with contextlib.suppress(ConnectionError):
            for _ in range(30):
                connection.sendall(b" ")
                time.sleep(0.1)
        return status(connection)


def silent(port: int) -> int:
    with dial(port) as connection:
        time.sleep(3)
        return status(connection)


def header_bomb(port: int) -> int:
    with dial(port) as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(b"GET /sparql HTTP/1.1\r\nHost: x\r\n")
            for _ in range(3000):
                connection.sendall(b"X-Header: " + b"a" * 8000 + b"\r\n")
        return status(connection)


def long_address(port: int) -> int:
    request = b"GET /sparql?query=" + b"a" * 10_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"
    with dial(port) as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(request)
        return status(connection)


def huge_body(port: int) -> int:
    request = POST + b"Content-Length: 100000000\r\n\r\n" + b" " * 100_000_000
    with dial(port) as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(request)
        return status(connection)


def endless_chunks(port: int) -> int:
    with dial(port) as connection:
        head = POST + b"Transfer-Encoding: chunked\r\n\r\n"
        with contextlib.suppress(ConnectionError):
            connection.sendall(head)
            for _ in range(3000):
                connection.sendall(b"8000\r\n" + b" " * 0x8000 + b"\r\n")
        return status(connection)


def many_parameters(port: int) -> int:
    with dial(port) as connection:
        body = b"a=1&" * 20000
        head = (
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
        )
        connection.sendall(head + str(len(body)).encode() + b"\r\n\r\n" + body)
        return status(connection)


def rubbish(port: int) -> int:
    with dial(port) as connection:
        connection.sendall(bytes(range(256)) * 100)
        return status(connection)


def _stream(port: int) -> socket.socket:
    body = b"SELECT * { ?a ?b ?c . ?d ?e ?f }"
    connection = dial(port)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    head = POST + b"Content-Length: %d\r\n\r\n"
    connection.sendall(head % len(body) + body)
    return connection


def slow_reader(port: int) -> int:
    with _stream(port) as connection:
        found = status(connection)
        time.sleep(3)
        return found


def disconnect_in_the_stream(port: int) -> int:
    with _stream(port) as connection:
        return status(connection)


def disconnect_before_the_answer(port: int) -> int:
    with dial(port) as connection:
        body = b"SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        head = POST + b"Content-Length: %d\r\n\r\n"
        connection.sendall(head % len(body) + body)
        time.sleep(0.15)
        return -1


# What is done, and the statuses that are right; 0 is a connection that was cut, -1 one that did not wait.
CONNECTIONS: dict[Callable[[int], int], set[int]] = {
    slow_headers: {408},
    slow_body: {408},
    silent: {408},
    header_bomb: {431, 0},
    long_address: {431, 0},
    huge_body: {413, 0},
    endless_chunks: {413, 0},
    many_parameters: {400},
    rubbish: {400},
    slow_reader: {200},
    disconnect_in_the_stream: {200},
    disconnect_before_the_answer: {-1},
}


def polite(port: int) -> tuple[list[float], list[str]]:
    """The seconds that each question took, and the answers that were not right."""
    times, failures = [], []
    while not select.select([sys.stdin], [], [], 0.05)[0]:
        began = time.perf_counter()
        found, body = ask(port, QUESTION, source=POLITE)
        times.append(time.perf_counter() - began)
        if found != 200 or b'"7"' not in body:
            failures.append(f"{found} {body[:200]!r}")
    return times, failures


if __name__ == "__main__":
    json.dump(polite(int(sys.argv[1])), sys.stdout)
