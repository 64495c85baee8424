"""The W3C's tests of SPARQL 1.1 Federated Query, over HTTP: three of our own servers on loopback ask each other.

The addresses of the tests stand for servers here; the one that is to be invalid stands for one that nobody listens at.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.server import w3c
from tests.server.conftest import TOKEN, Running, Serve, free_port
from tests.server.w3c import MF, QT, Case, Manifest, Node

TESTS = ("service1", "service2", "service3", "service4a", "service5", "service6", "service7")
NOBODY = "http://invalid.endpoint.org/sparql"
# The standard leaves it to the server whether a variable may name the endpoint (section 4, which is informative).
REFUSED = {"service5": "SERVICE needs the address of an endpoint; a variable is not allowed."}


@pytest.fixture(scope="module")
def cases(shared: Path) -> dict[str, Case]:
    manifest = shared / "w3c" / "sparql" / "sparql11" / "service" / "manifest.ttl"
    if not manifest.is_file():
        pytest.skip(f"needs the W3C tests, which are not at {manifest}")
    return {case.name.rpartition("/")[2]: case for case in Manifest(manifest.resolve()).cases()}


@pytest.fixture(scope="module")
def servers(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> list[Running]:
    """The one that is asked, and two that it may ask, of which the first may ask the second."""
    folder = tmp_path_factory.mktemp("federated")
    nobody = f"http://127.0.0.1:{free_port()}/sparql"
    running: list[Running] = []
    for number in (2, 1, 0):
        listed = " ".join([nobody, *(f"{other.url}/sparql" for other in running)])
        running.insert(0, serve(folder / str(number), services=listed, writes="true", token=TOKEN, service_timeout="5"))
    running[0].settings["nobody"] = nobody
    return running


def put(server: Running, path: Path | None) -> None:
    """Make the file the server's whole default graph."""
    headers = {"Content-Type": "text/turtle", "Authorization": f"Bearer {TOKEN}"}
    sent = path.read_bytes() if path is not None else b""
    assert server.ask("/graphs?default", method="PUT", body=sent, headers=headers).status in (200, 201, 204)


def prepare(case: Case, action: Node, servers: list[Running]) -> dict[str, str]:
    """Lay out the test's graphs; which address of the test is which server's."""
    manifest = case.manifest
    named = sorted(
        manifest.values(action, QT + "serviceData"), key=lambda node: str(manifest.value(node, QT + "endpoint"))
    )
    addresses = {NOBODY: servers[0].settings["nobody"]}
    for server, node in zip(servers[1:], named, strict=False):
        put(server, manifest.file(manifest.value(node, QT + "data")))
        endpoint = manifest.value(node, QT + "endpoint")
        assert isinstance(endpoint, ox.NamedNode)
        addresses[endpoint.value] = f"{server.url}/sparql"
    own = manifest.value(action, QT + "data")
    put(servers[0], manifest.file(own) if own is not None else None)
    return addresses


def test_every_test_of_the_manifest_is_run(cases: dict[str, Case]) -> None:
    assert set(cases) == set(TESTS)


@pytest.mark.parametrize("name", TESTS)
def test_federated_query(name: str, cases: dict[str, Case], servers: list[Running]) -> None:
    case = cases[name]
    manifest = case.manifest
    action = manifest.value(case.node, MF + "action")
    assert action is not None
    addresses = prepare(case, action, servers)
    query = manifest.file(manifest.value(action, QT + "query")).read_text()
    for address, there in addresses.items():
        query = query.replace(f"<{address}>", f"<{there}>")
    reply = servers[0].query(query)
    if name in REFUSED:
        assert (reply.status, REFUSED[name] in reply.text) == (403, True)
        return
    assert reply.status == 200, reply.text
    expected = manifest.file(manifest.value(case.node, MF + "result")).read_bytes()
    got = w3c.rows(ox.parse_query_results(reply.body, ox.QueryResultsFormat.JSON), order=False)
    assert got == w3c.rows(ox.parse_query_results(expected, ox.QueryResultsFormat.XML), order=False), reply.text
