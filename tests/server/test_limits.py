"""The limits that the settings have, as a client meets them; `test_endpoint.py` has those of answers and their time."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pyoxigraph as ox
import pytest

from server.store import Store
from tests.server import hostile
from tests.server.conftest import TOKEN, Running, Serve

SPACE = "https://example.org/"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f) }"
WRITING = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/turtle"}
NARROW = {
    "max_nesting": "8",
    "max_tokens": "100",
    "max_update": "500",
    "max_upload": "1000",
    "max_headers": "4000",
    "connections_per_client": "5",
    "write_timeout": "5",
    "max_age": "60",
    "cache_entry": "2000",
    "log_queries": "true",
    "trust_proxy": "true",
    "rate": "0.01",
    "burst": "30",
}


def fill(path: Path) -> None:
    with Store(path) as store:
        names = [ox.NamedNode(f"{SPACE}{place}") for place in range(300)]
        store.put_graph(None, [ox.Triple(name, name, ox.Literal(f"number {name.value}")) for name in names])
        store.publish()


@pytest.fixture(scope="module")
def narrow(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Running:
    path = tmp_path_factory.mktemp("narrow") / "store"
    fill(path)
    return serve(path, writes="true", token=TOKEN, query_log=str(path.with_name("queries.log")), **NARROW)


@pytest.fixture
def someone(request: pytest.FixtureRequest) -> str:
    """A client of its own for each test, by what the proxy says: nobody else's questions count against its rate."""
    return f"192.0.2.{hash(request.node.name) % 250}"


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("ASK " + "{" * 9 + "}" * 9, 400, "nested deeper than 8 levels"),
        ("ASK { ?s ?p " + ", ".join("?o" for _ in range(60)) + " }", 413, "more than 100 words and signs"),
    ],
)
def test_depth_and_words_of_a_query(query: str, status: int, said: str, someone: str, narrow: Running) -> None:
    reply = narrow.query(query, X_Forwarded_For=someone)
    assert (reply.status, said in reply.text) == (status, True), reply.text


def test_length_of_an_update_and_of_a_graph(narrow: Running) -> None:
    long = "INSERT DATA { <x:s> <x:p> '" + "a" * 70_000 + "' }"
    assert narrow.update(long).status == 413
    assert narrow.update("INSERT DATA { <x:s> <x:p> 'a' }").status == 204
    turtle = "<x:s> <x:p> '" + "a" * 1000 + "' ."
    reply = narrow.ask("/graphs?graph=x:g", method="PUT", body=turtle, headers=WRITING)
    assert (reply.status, "1,000 bytes" in reply.text) == (413, True)
    assert narrow.ask("/graphs?graph=x:g", method="PUT", body=turtle[:50] + "' .", headers=WRITING).status == 201


def test_time_of_a_write(narrow: Running, someone: str) -> None:
    before = narrow.query("ASK {}", X_Forwarded_For=someone).headers["x-snapshot"]
    reply = narrow.update("INSERT { ?a <x:p> ?f } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    assert (reply.status, "stopped after 5 s" in reply.text) == (503, True)
    assert narrow.query("ASK {}", X_Forwarded_For=someone).headers["x-snapshot"] == before


def test_length_of_the_headers(narrow: Running) -> None:
    with socket.create_connection(("127.0.0.1", narrow.port), timeout=30) as connection:
        headers = b"X-Header: " + b"a" * 990 + b"\r\n"
        connection.sendall(b"GET /health HTTP/1.1\r\n" + 10 * headers)  # at once: the server hangs up in their midst
        assert hostile.status(connection) == 431


def test_connections_of_one_client(narrow: Running) -> None:
    with ExitStack() as stack:
        held = [
            stack.enter_context(socket.create_connection(("127.0.0.1", narrow.port), 30, ("127.0.0.9", 0)))
            for _ in range(6)
        ]
        assert hostile.status(held[-1]) == 429
        assert hostile.ask(narrow.port, "ASK {}", source="127.0.0.8")[0] == 200
    assert hostile.ask(narrow.port, "ASK {}", source="127.0.0.9")[0] == 200


def test_who_asks_is_who_the_proxy_says(narrow: Running) -> None:
    def asked(client: str) -> Counter[int]:
        queries = (f"ASK {{ ?s ?p '{client} {number}' }}" for number in range(35))
        return Counter(narrow.query(query, X_Forwarded_For=client).status for query in queries)

    assert asked("203.0.113.1") == {200: 30, 429: 5}
    assert asked("198.51.100.1, 203.0.113.2") == {200: 30, 429: 5}
    assert narrow.query("ASK {}", X_Forwarded_For="203.0.113.2, 203.0.113.3").status == 200  # the last is who it saw


def test_how_long_and_what_is_kept(narrow: Running, someone: str) -> None:
    short, long = "SELECT * { ?s ?p ?o } LIMIT 2", "SELECT * { ?s ?p ?o } LIMIT 90"
    assert narrow.query(short, X_Forwarded_For=someone).headers["cache-control"] == "public, max-age=60"
    log = narrow.store.with_name("queries.log")
    for query, end in ((short, "cached"), (long, "answered")):
        for _ in range(2):
            narrow.query(query, X_Forwarded_For=someone)
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        found = [line["end"] for line in lines if line.get("text") == query]
        assert found[-1] == end


class TestQueue:
    """Who waits, and who is told to come back."""

    @pytest.fixture(scope="class")
    @classmethod
    def small(cls, serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Running:
        path = tmp_path_factory.mktemp("queue") / "store"
        fill(path)
        limits = {"queue": "3", "queue_per_client": "1", "slow_workers": "0", "timeout": "2", "busy_timeout": "30"}
        return serve(path, **limits | {"workers": "1"})

    def at_once(self, server: Running, sources: list[str]) -> Iterator[tuple[int, str]]:
        """The answers to a question that takes too long, asked when the server has nothing else to do."""
        end = time.monotonic() + 20
        while (state := server.ask("/health").json()) and (state["processes"], state["running"]) != (2, 0):
            assert time.monotonic() < end
            time.sleep(0.05)
        with ThreadPoolExecutor(len(sources)) as threads:
            asked = threads.map(lambda source: hostile.ask(server.port, HEAVY, source=source), sources)
            yield from ((status, body.decode()) for status, body in asked)

    def test_of_all(self, small: Running) -> None:
        answers = list(self.at_once(small, [f"127.0.1.{place}" for place in range(1, 13)]))
        assert {status for status, _ in answers} == {503}
        full = [text for _, text in answers if "too many queries are waiting" in text]
        assert len(full) == 12 - 2 - 3  # one runs, one more as it has none running, three wait

    def test_of_one_client(self, small: Running) -> None:
        answers = list(self.at_once(small, ["127.0.1.50"] * 6))
        refused = [text for status, text in answers if status == 429]
        assert len(refused) == 6 - 1 - 1
        assert all("Too many of your queries are waiting" in text for text in refused)


def test_connections_of_all(serve: Serve, tmp_path: Path) -> None:
    small = serve(tmp_path / "store", max_connections="8")
    with ExitStack() as stack:
        for place in range(8):
            stack.enter_context(socket.create_connection(("127.0.0.1", small.port), 30, (f"127.0.2.{place + 1}", 0)))
        assert hostile.ask(small.port, "ASK {}")[0] == 503
    assert hostile.ask(small.port, "ASK {}")[0] == 200


def test_time_of_a_download(serve: Serve, tmp_path: Path) -> None:
    lines = (f"<{SPACE}{place}> <{SPACE}p> <{SPACE}o> .\n" for place in range(300_000))
    (tmp_path / "many.nt").write_text("".join(lines))
    with Store(tmp_path / "store") as store:
        store.load(tmp_path / "many.nt")
        store.publish()
    small = serve(tmp_path / "store", dump_timeout="0.01")
    try:
        status = small.ask("/data/graph.ttl").status
    except (http.client.IncompleteRead, ConnectionError):
        status = 0
    assert status in (0, 503)
    assert small.query("ASK {}").status == 200
