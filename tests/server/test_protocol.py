"""The W3C's tests of the SPARQL Protocol, the Graph Store Protocol and service descriptions, over HTTP."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.term import Node

from server.negotiate import named
from tests.server.conftest import TOKEN, Running, Serve

HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
STATUS = {"OK": {200}, "Created": {201}, "NoContent": {204}, "NotFound": {404}}

PROTOCOL = [
    "query_post_form",
    "query_dataset_default_graphs_get",
    "query_dataset_default_graphs_post",
    "query_dataset_named_graphs_post",
    "query_dataset_named_graphs_get",
    "query_dataset_full",
    "query_multiple_dataset",
    "query_get",
    "query_content_type_select",
    "query_content_type_ask",
    "query_content_type_describe",
    "query_content_type_construct",
    "update_dataset_default_graph",
    "update_dataset_default_graphs",
    "update_dataset_named_graphs",
    "update_dataset_full",
    "update_post_form",
    "update_post_direct",
    "update_base_uri",
    "query_post_direct",
    "bad_query_method",
    "bad_multiple_queries",
    "bad_query_wrong_media_type",
    "bad_query_missing_form_type",
    "bad_query_missing_direct_type",
    "bad_query_non_utf8",
    "bad_query_syntax",
    "bad_update_get",
    "bad_multiple_updates",
    "bad_update_wrong_media_type",
    "bad_update_missing_form_type",
    "bad_update_non_utf8",
    "bad_update_syntax",
    "bad_update_dataset_conflict",
]
GRAPH_STORE = [
    "put_get_repeat_direct",
    "put_delete_get_delete_direct",
    "post_get_post_get_direct",
    "head_existing_direct",
    "put_get_repeat_indirect",
    "put_get_default",
    "put_delete_get_delete_indirect",
    "post_get_post_get_indirect",
    "post_get_new_graph",
    "head_existing_indirect",
    "head_non_existing_indirect",
    "put_get_uri_pct_encoded_indirect",
    "put_get_uri_pct_encoded_twice",
]


@dataclass(frozen=True)
class Manifest:
    """A manifest's graph, its folder, and its tests by their local names."""

    graph: Graph
    folder: Path

    def entries(self) -> Iterator[Node]:
        for manifest in self.graph.subjects(RDF.type, MF.Manifest):
            yield from Collection(self.graph, self.graph.value(manifest, MF.entries))


def load(path: Path) -> Manifest:
    graph = Graph()
    graph.parse(path, format="turtle")
    return Manifest(graph, path.parent)


def local(node: Node) -> str:
    return str(node).rpartition("#")[2]


@pytest.fixture(scope="module")
def suite(shared: Path) -> Path:
    folder = shared / "w3c" / "sparql" / "sparql11"
    if not folder.is_dir():
        pytest.skip(f"needs the W3C tests, which are not at {folder}")
    return folder


@pytest.fixture(scope="module")
def writable(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Running:
    return serve(tmp_path_factory.mktemp("protocol") / "store", writes="true", token=TOKEN)


@pytest.fixture(scope="module")
def protocol(suite: Path) -> Manifest:
    return load(suite / "protocol" / "manifest.ttl")


@pytest.fixture(scope="module")
def graph_store(suite: Path) -> Manifest:
    both = load(suite / "graph-store-protocol" / "manifest-direct.ttl")
    both.graph.parse(suite / "graph-store-protocol" / "manifest-indirect.ttl", format="turtle")
    return both


def test_every_test_of_the_manifests_is_run(protocol: Manifest, graph_store: Manifest) -> None:
    assert {local(test) for test in protocol.entries()} == set(PROTOCOL)
    assert {local(test) for test in graph_store.entries()} == set(GRAPH_STORE)
    assert (len(PROTOCOL), len(GRAPH_STORE)) == (34, 13)


@pytest.mark.parametrize("name", PROTOCOL)
def test_protocol(name: str, protocol: Manifest, writable: Running) -> None:
    test = next(node for node in protocol.entries() if local(node) == name)
    for data in protocol.graph.objects(test, UT.graphData):
        put_data(protocol, data, writable)
    Connection(protocol, writable).run(test)


@pytest.mark.parametrize("name", GRAPH_STORE)
def test_graph_store_protocol(name: str, graph_store: Manifest, writable: Running) -> None:
    """Each begins with no graphs, as the manifest's first status codes expect."""
    assert writable.update("DROP ALL").status == 204
    test = next(node for node in graph_store.entries() if local(node) == name)
    Connection(graph_store, writable).run(test)


def put_data(manifest: Manifest, data: Node, server: Running) -> None:
    graph = manifest.graph
    file = Path(str(graph.value(data, UT.graph)).removeprefix("file://"))
    name = graph.value(data, RDFS.label)
    headers = {"Content-Type": "application/n-triples", "Authorization": f"Bearer {TOKEN}"}
    body = (manifest.folder / file.name).read_bytes()
    assert server.ask(f"/graphs?graph={name}", method="PUT", body=body, headers=headers).status in (201, 204)


class Connection:
    """Runs the requests of one test and checks each answer."""

    def __init__(self, manifest: Manifest, server: Running) -> None:
        self.graph, self.server = manifest.graph, server
        self.location = ""

    def run(self, test: Node) -> None:
        requests = self.graph.value(self.graph.value(test, MF.action), HT.requests)
        for request in Collection(self.graph, requests):
            self.check(request, *self.send(request))

    def send(self, request: Node) -> tuple[http.client.HTTPResponse, bytes]:
        graph = self.graph
        path = str(graph.value(request, HT.absolutePath)).replace("$LOCATION$", self.location)
        path = (
            path.replace("/sparql/", "/sparql", 1)
            if path.startswith("/sparql/")
            else path.replace("/gsp", "/graphs", 1)
        )
        headers = {"Authorization": f"Bearer {TOKEN}", **self.headers(request)}
        body = None
        if (content := graph.value(request, HT.body)) is not None:
            encoding = str(graph.value(content, CNT.characterEncoding) or "utf-8")
            body = str(graph.value(content, CNT.chars)).encode(encoding)
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            connection.request(str(graph.value(request, HT.methodName)), path, body, headers)
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()

    def headers(self, node: Node) -> dict[str, str]:
        graph, found = self.graph, {}
        if (listed := graph.value(node, HT.headers)) is not None:
            for header in Collection(graph, listed):
                found[str(graph.value(header, HT.fieldName))] = str(graph.value(header, HT.fieldValue))
        return found

    def check(self, request: Node, response: http.client.HTTPResponse, body: bytes) -> None:
        graph = self.graph
        expected = graph.value(request, HT.resp)
        statuses = {local(status) for status in graph.objects(expected, MF.expectedStatus)}
        assert any(matches(response.status, status) for status in statuses), (response.status, statuses, body)
        media = (response.getheader("Content-Type") or "").partition(";")[0]
        for name, value in self.headers(expected).items():
            assert response.getheader(name) == value
        if (shape := graph.value(expected, MF.expectedFormat)) is not None:
            form = named(media)
            assert form is not None
            assert ("graph" in form.shapes) if str(shape) == "RDF" else ("rows" in form.shapes), media
        if (truth := graph.value(expected, MF.expectedBoolean)) is not None:
            assert json.loads(body)["boolean"] == truth.toPython()  # type: ignore[attr-defined]
        if graph.value(expected, MF.expectedLocation) is not None:
            self.location = response.getheader("Location") or ""
            assert self.location
        if (content := graph.value(expected, HT.body)) is not None:
            wanted = Graph().parse(data=str(graph.value(content, CNT.chars)), format="turtle")
            assert isomorphic(Graph().parse(data=body, format="turtle"), wanted), body.decode()


def matches(status: int, expected: str) -> bool:
    if expected.startswith("StatusCode"):
        return str(status)[0] == expected.removeprefix("StatusCode")[0]
    return status in STATUS[expected]


class TestServiceDescription:
    """The three tests of the service description's manifest, which has them in words only."""

    @pytest.fixture
    def description(self, writable: Running) -> Graph:
        reply = writable.ask("/sparql", headers={"Accept": "text/turtle"})
        assert reply.status == 200
        assert reply.headers["content-type"] == "text/turtle; charset=utf-8"
        return Graph().parse(data=reply.body, format="turtle")

    def test_get_on_the_endpoint_returns_rdf(self, description: Graph) -> None:
        assert len(description) > 10

    def test_it_has_the_endpoint_it_was_asked_at(self, description: Graph, writable: Running) -> None:
        assert (None, SD.endpoint, URIRef(f"{writable.url}/sparql")) in description

    def test_it_conforms_to_the_schema(self, description: Graph) -> None:
        service = description.value(predicate=RDF.type, object=SD.Service)
        assert service is not None
        assert len(list(description.objects(service, SD.endpoint))) == 1
        languages = set(description.objects(service, SD.supportedLanguage))
        assert {SD.SPARQL11Query, SD.SPARQL11Update} <= languages
        dataset = description.value(service, SD.defaultDataset)
        assert (dataset, RDF.type, SD.Dataset) in description
        assert (description.value(dataset, SD.defaultGraph), RDF.type, SD.Graph) in description

    def test_updates_are_named_only_where_they_are_on(self, serve: Serve, tmp_path: Path) -> None:
        reading = serve(tmp_path / "store")
        reply = reading.ask("/sparql", headers={"Accept": "application/n-triples"})
        assert "SPARQL11Query" in reply.text
        assert "SPARQL11Update" not in reply.text
