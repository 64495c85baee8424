"""SERVICE: nobody unless listed, and then with limits; two of our own servers on loopback."""

from __future__ import annotations

import os
import shutil
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pyoxigraph as ox
import pytest

from server import federation, frames
from server.federation import ServiceError
from server.settings import Settings
from server.store import Store
from server.worker import main
from tests.server.conftest import Reply, Running, Serve

SPACE = "https://example.org/"


def fill(path: Path, facts: dict[str, str]) -> None:
    with Store(path) as store:
        predicate = ox.NamedNode(SPACE + "p")
        quads = [ox.Quad(ox.NamedNode(SPACE + name), predicate, ox.Literal(value)) for name, value in facts.items()]
        quads.append(ox.Quad(ox.BlankNode("b"), predicate, ox.Literal("of nobody", language="en")))
        store.replace(SPACE + "article", quads)
        store.publish()


class Odd(BaseHTTPRequestHandler):
    """An endpoint that answers as its path says."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:22/")
            self.end_headers()
            return
        self.send_response(500 if self.path == "/broken" else 200)
        self.end_headers()
        bodies = {"/long": b" " * 300_000, "/nonsense": b"<html>", "/slow": b""}
        if self.path == "/slow":
            threading.Event().wait(1.5)
        self.wfile.write(bodies.get(self.path, b""))

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests' output is not for this."""


class Server(socketserver.ThreadingMixIn, HTTPServer):
    daemon_threads = True


@pytest.fixture(scope="module")
def odd() -> Iterator[str]:
    with Server(("127.0.0.1", 0), Odd) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def other(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Running:
    path = tmp_path_factory.mktemp("federation") / "other"
    fill(path, {"a": "one", "b": "two"})
    return serve(path)


@pytest.fixture(scope="module")
def ours(serve: Serve, other: Running, odd: str, tmp_path_factory: pytest.TempPathFactory) -> Running:
    path = tmp_path_factory.mktemp("federation") / "ours"
    fill(path, {"b": "here", "c": "here"})
    kinds = ("redirect", "broken", "long", "nonsense", "slow")
    named = other.url.replace("127.0.0.1", "localhost")
    listed = [f"{other.url}/sparql", f"{named}/sparql", *(f"{odd}/{kind}" for kind in kinds), "http://127.0.0.1:9/none"]
    return serve(path, services=" ".join(listed), service_timeout="1", service_bytes="100000")


def test_two_endpoints_are_joined(ours: Running, other: Running) -> None:
    query = f"PREFIX : <{SPACE}> SELECT * {{ ?s :p ?here SERVICE <{other.url}/sparql> {{ ?s :p ?there }} }}"
    reply = ours.query(query, accept="text/csv")
    assert reply.text.splitlines() == ["s,here,there", f"{SPACE}b,here,two"]
    assert "etag" not in reply.headers
    described = ours.ask("/sparql", headers={"Accept": "application/n-triples"}).text
    assert "BasicFederatedQuery" in described


def test_blank_nodes_of_another_endpoint_are_its_own(ours: Running, other: Running) -> None:
    query = f"SELECT ?s ?o {{ SERVICE <{other.url}/sparql> {{ ?s ?p ?o FILTER(isBlank(?s)) }} }}"
    (row,) = ours.query(query).json()["results"]["bindings"]
    assert row["s"]["value"].startswith(federation.BLANK)
    assert row["o"] == {"type": "literal", "value": "of nobody", "xml:lang": "en"}


def test_a_service_in_an_optional_and_a_union(ours: Running, other: Running) -> None:
    service = f"SERVICE <{other.url}/sparql> {{ ?s <{SPACE}p> ?there }}"
    query = f"SELECT ?s ?there {{ ?s <{SPACE}p> 'here' OPTIONAL {{ {service} }} }} ORDER BY ?s"
    assert ours.query(query, accept="text/csv").text.splitlines() == ["s,there", f"{SPACE}b,two", f"{SPACE}c,"]
    union = f"SELECT (COUNT(*) AS ?n) {{ {{ {service} }} UNION {{ {service} }} }}"
    assert ours.query(union, accept="text/csv").text.splitlines() == ["n", "6"]


@pytest.mark.parametrize("address", ["http://127.0.0.1:22/", "http://169.254.169.254/", "file:///etc/passwd"])
def test_who_is_not_listed_is_not_asked(address: str, ours: Running) -> None:
    reply = ours.query(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}")
    assert reply.status == 403
    assert "is not allowed; allowed are" in reply.text


def test_a_variable_is_no_endpoint(ours: Running) -> None:
    assert ours.query("SELECT * { ?s ?p ?o SERVICE ?o { ?a ?b ?c } }").status == 403


def test_a_service_in_a_service_is_for_the_other_endpoint_to_ask(ours: Running, other: Running) -> None:
    """It asks none of them itself; and whom we do not list we do not have others ask either."""

    def asked(inner: str) -> Reply:
        return ours.query(
            f"SELECT * {{ SERVICE <{other.url}/sparql> {{ ?s ?p ?o SERVICE SILENT <{inner}> {{ ?a ?b ?c }} }} }}"
        )

    reply = asked(f"{other.url}/sparql")
    assert (reply.status, "status 403" in reply.text) == (502, True)
    reply = asked("http://127.0.0.1:22/")
    assert (reply.status, "<http://127.0.0.1:22/> is not allowed" in reply.text) == (403, True)


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("redirect", "a redirect, which is not followed"),
        ("broken", "status 500"),
        ("long", "longer than 100,000 bytes"),
        ("nonsense", "not SPARQL JSON"),
        ("slow", "no answer"),
    ],
)
def test_an_endpoint_that_misbehaves(kind: str, message: str, ours: Running, odd: str) -> None:
    reply = ours.query(f"SELECT * {{ SERVICE <{odd}/{kind}> {{ ?s ?p ?o }} }}")
    assert reply.status == 502
    assert message in reply.text
    silent = ours.query(f"SELECT * {{ SERVICE SILENT <{odd}/{kind}> {{ ?s ?p ?o }} }}")
    assert (silent.status, len(silent.json()["results"]["bindings"])) == (200, 1)


def test_a_name_for_an_inner_address_is_refused(ours: Running, other: Running) -> None:
    named = other.url.replace("127.0.0.1", "localhost")
    reply = ours.query(f"SELECT * {{ SERVICE <{named}/sparql> {{ ?s ?p ?o }} }}")
    assert reply.status == 502
    assert "inner address" in reply.text


def test_nobody_is_there(ours: Running) -> None:
    assert ours.query("SELECT * { SERVICE <http://127.0.0.1:9/none> { ?s ?p ?o } }").status == 502


@pytest.mark.filterwarnings("ignore:This process")  # Python 3.12 warns of fork beside threads; the child uses none
def test_a_query_process_cannot_reach_the_network_itself(other: Running) -> None:
    """The engine asked without the scanner's leave: the kernel refuses it the socket."""
    ours, theirs = socket.socketpair()
    if (pid := os.fork()) == 0:
        ours.close()
        main([str(theirs.detach()), "256", "16", ""])
        os._exit(0)
    theirs.close()
    job = frames.Job("query", "", f"SELECT * {{ SERVICE <{other.url}/sparql> {{ ?s ?p ?o }} }}", "json")
    ours.sendall(frames.pack(frames.JOB, job.pack()))
    with ours.makefile("rb") as stream:
        kinds = {}
        while frames.ERROR not in kinds and frames.END not in kinds:
            kind, length = frames.PREFIX.unpack(stream.read(frames.PREFIX.size))
            kinds[kind] = stream.read(length)
    ours.close()
    os.waitpid(pid, 0)
    assert frames.ERROR in kinds
    assert b"two" not in b"".join(kinds.values())


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            b'{"head":{"vars":["a","b"]},"results":{"bindings":[{"a":{"type":"uri","value":"x:y"}}]}}',
            "{ VALUES (?a ?b) { (<x:y> UNDEF) } }",
        ),
        (b'{"head":{"vars":[]},"results":{"bindings":[{}]}}', "{}"),
        (b'{"head":{"vars":["a"]},"results":{"bindings":[]}}', "{ VALUES (?a) {  } }"),
    ],
)
def test_results_as_a_table(body: bytes, expected: str) -> None:
    assert federation.values(body, 0) == expected


@pytest.mark.parametrize(
    "make",
    [
        lambda: federation.values(b'{"head":{"vars":["a } "]},"results":{"bindings":[]}}', 0),
        lambda: federation.values(
            b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"uri","value":"x:> } "}}]}}', 0
        ),
        lambda: federation.ask("ftp://example.org/", "ASK {}", Settings()),
    ],
)
def test_what_could_change_the_query_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(ServiceError):
        make()


def test_the_graph_is_joined_with_wikidata_by_a_graph_or_by_a_service(
    serve: Serve, built: Path, root: Path, tmp_path: Path
) -> None:
    examples, name = root / "docs" / "examples", "http://www.wikidata.org/"
    triples = [quad.triple for quad in ox.parse(path=str(examples / "wikidata.ttl"))]
    question = (examples / "capitals.rq").read_text("utf8")
    assert question.partition("\n\n")[2].strip() in (root / "README.md").read_text("utf8")
    joined = Path(shutil.copytree(built, tmp_path / "joined", symlinks=True))
    with Store(joined) as store:
        store.put_graph(name, triples)
        store.publish()
    with Store(tmp_path / "wikidata") as store:
        store.add_to_graph(None, triples)
        store.publish()
    wikidata = serve(tmp_path / "wikidata").url + "/sparql"
    asking = serve(built, services=wikidata)
    one = serve(joined).query(question).json()["results"]["bindings"]
    other = asking.query(question.replace(f"GRAPH <{name}>", f"SERVICE <{wikidata}>")).json()["results"]["bindings"]
    assert ("Tashkent", "UZB") in {(row["city"]["value"], row["code"]["value"]) for row in one}
    assert one == other
    assert asking.query(question).json()["results"]["bindings"] == []  # nothing of Wikidata is in the graph itself
