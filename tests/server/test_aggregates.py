"""Questions that are answered from counts: the answer is the engine's own, and what is not understood is left to it."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest

from server import aggregates, scanner
from server.aggregates import MOST
from server.counts import Counts
from server.scanner import Limits
from server.store import Store
from tests.server.conftest import TOKEN, Running, Serve

PROLOGUE = "PREFIX : <https://example.org/>\nPREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
TURTLE = """
@prefix : <https://example.org/> .
:a a :Body, :Thing ; :name "A"@en ; :member :b, :c . :b a :State ; :name "B"@en . :c a :State ; :member :c .
:d a "a word as a class" . _:e :name "no name" .
"""
ANSWERED = [
    "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "SELECT (COUNT(?s) AS ?n) { ?s ?p ?o . }",
    "select (count(*) as ?n) where { $s $p $o } limit 1",
    "SELECT (COUNT(?o) AS ?n) (COUNT(DISTINCT ?p) AS ?ps) { ?s ?p ?o } OFFSET 0",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    "SELECT ?p (COUNT(?s) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n) ?p LIMIT 2",
    "SELECT (COUNT(?s) AS ?n) ?p { ?s ?p ?o } GROUP BY ?p ORDER BY ?n DESC(?p) LIMIT 2 OFFSET 1",
    "SELECT ?kind (COUNT(?s) AS ?n) WHERE { ?s a ?kind } GROUP BY ?kind ORDER BY DESC(?n) ?kind",
    "SELECT ?kind (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s rdf:type ?kind } GROUP BY ?kind",
    "SELECT (COUNT(?kind) AS ?n) WHERE { ?s <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ?kind }",
    "SELECT (COUNT(DISTINCT ?kind) AS ?n) WHERE { ?s a ?kind }",
    "SELECT (COUNT(*) AS ?n) { ?s a :State }",
    "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a :State }",
    "SELECT (COUNT(*) AS ?n) { ?s a :Nothing }",
    "SELECT (COUNT(?x) AS ?k0) { ?x :member ?y }",
    "SELECT DISTINCT (COUNT(*) AS ?n) { ?s :nobody ?o }",
    "SELECT DISTINCT ?p { ?s ?p ?o }",
    "SELECT DISTINCT ?kind WHERE { # of any sort\n ?s a ?kind } ORDER BY ?kind",
    "SELECT ?kind WHERE { ?s a ?kind } GROUP BY ?kind",
]
RUN_AS_THEY_ARE = [
    "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(DISTINCT *) AS ?n) { ?s a ?kind }",
    "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a ?kind }",
    "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s :member ?o }",
    "SELECT ?p (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s",
    "SELECT ?o (COUNT(*) AS ?n) { ?s :member ?o } GROUP BY ?o",
    "SELECT (COUNT(?unbound) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s :member ?s }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?p }",
    "SELECT (COUNT(*) AS ?n) { :a :member ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p :c }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p 'A'@en }",
    "SELECT (COUNT(*) AS ?n) { ?s :member :c }",
    "SELECT (COUNT(*) AS ?n) { ?s :member/:name ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s ^:member ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s :member+ ?o }",
    "SELECT (COUNT(*) AS ?n) { [] a :State }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(isLiteral(?o)) }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } VALUES ?s { :a }",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
    "SELECT (COUNT(*) AS ?n) FROM :g { ?s ?p ?o }",
    "SELECT (COUNT(*) + 1 AS ?n) { ?s ?p ?o }",
    "SELECT (SUM(?o) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } }",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p HAVING (COUNT(*) > 1)",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ?s",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(COUNT(*))",
    "SELECT ?q (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY (STR(?p) AS ?q)",
    "SELECT (COUNT(*) AS ?s) { ?s ?p ?o }",
    "SELECT ?p { ?s ?p ?o }",
    "SELECT DISTINCT ?s { ?s ?p ?o }",
    "SELECT DISTINCT ?s ?p { ?s ?p ?o }",
    "SELECT DISTINCT * { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s <relative> ?o }",
    "ASK { ?s ?p ?o }",
]
WRONG = [
    "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT ?p (COUNT(*) AS ?p) { ?s ?p ?o } GROUP BY ?p",
    "SELECT (COUNT(*) AS ?n) { ?s none:p ?o }",
    "SELECT (COUNT(*) AS ?n) (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } LIMIT 1 LIMIT 2",
]


def graph(turtle: str = TURTLE) -> ox.Store:
    store = ox.Store()
    store.load(turtle.encode(), ox.RdfFormat.TURTLE)
    return store


def rows(store: ox.Store, query: str) -> Counter[tuple[str, ...]]:
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    return Counter(tuple(map(str, row)) for row in found)


def from_counts(query: str, counts: Counts) -> str | None:
    plan = aggregates.plan(scanner.scan(PROLOGUE + query, Limits()))
    return None if plan is None else aggregates.rewritten(plan, counts)


@pytest.mark.parametrize("query", ANSWERED)
@pytest.mark.parametrize("turtle", [TURTLE, ""], ids=["a graph", "nothing"])
def test_the_answer_is_the_engines_own(query: str, turtle: str) -> None:
    store = graph(turtle)
    rewritten = from_counts(query, Counts.count(store))
    assert rewritten is not None
    assert rows(ox.Store(), rewritten) == rows(store, PROLOGUE + query), rewritten


@pytest.mark.parametrize("query", RUN_AS_THEY_ARE)
def test_what_counts_do_not_answer_is_run_as_it_is(query: str) -> None:
    assert from_counts(query, Counts.count(graph())) is None
    graph().query(PROLOGUE + query, base_iri="https://example.org/")  # it is a query


def test_the_order_is_the_engines_own() -> None:
    query = "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n) DESC(?p)"
    rewritten = from_counts(query, Counts.count(graph()))
    assert rewritten is not None
    assert list(map(list, ox.Store().query(rewritten))) == list(map(list, graph().query(PROLOGUE + query)))  # type: ignore[arg-type]


def test_a_class_without_a_name_and_a_table_too_long_are_left_to_the_engine() -> None:
    kinds = "SELECT DISTINCT ?kind { ?s a ?kind }"
    assert from_counts(kinds, Counts.count(graph("[] a [] ."))) is None
    assert from_counts(kinds, Counts(classes=Counter({f"<x:{number}>": 1 for number in range(MOST)}))) is not None
    assert from_counts(kinds, Counts(classes=Counter({f"<x:{number}>": 1 for number in range(MOST + 1)}))) is None
    assert from_counts("SELECT (COUNT(*) AS ?n) { ?s a :State }", Counts.count(graph("[] a [] ."))) is not None


class TestOverHTTP:
    """The same of a server, whose counts follow what is written."""

    @pytest.fixture(scope="class")
    @classmethod
    def server(cls, serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Running:
        path = tmp_path_factory.mktemp("aggregates") / "store"
        with Store(path) as store:
            store.put_graph(None, [quad.triple for quad in graph()])
            store.put_graph("https://example.org/g", [ox.Triple(*[ox.NamedNode("https://example.org/x")] * 3)])
            store.publish()
        return serve(path, writes="true", token=TOKEN, writer_idle="0")

    @pytest.mark.parametrize("query", ANSWERED)
    def test_answers(self, query: str, server: Running) -> None:
        got = ox.parse_query_results(server.query(PROLOGUE + query).body, ox.QueryResultsFormat.JSON)
        assert isinstance(got, ox.QuerySolutions)
        assert Counter(tuple(map(str, row)) for row in got) == rows(graph(), PROLOGUE + query)

    @pytest.mark.parametrize("query", WRONG)
    def test_what_is_wrong_is_said_of_the_query_as_it_was_asked(self, query: str, server: Running) -> None:
        reply = server.query(PROLOGUE + query)
        assert reply.status == 400
        assert "k0" not in reply.text

    def test_it_follows_what_is_written(self, server: Running) -> None:
        count = PROLOGUE + "SELECT (COUNT(*) AS ?n) { ?s :written ?o }"
        written = "<https://example.org/a> <https://example.org/written> 1, 2 ."
        headers = {"Content-Type": "text/turtle", "Authorization": f"Bearer {TOKEN}"}
        assert server.ask("/graphs?default", method="POST", body=written, headers=headers).status in (200, 204)
        assert server.query(count, accept="text/csv").text.split() == ["n", "2"]
        assert server.update("DELETE WHERE { ?s <https://example.org/written> ?o }").status == 204
        assert server.query(count, accept="text/csv").text.split() == ["n", "0"]

    def test_another_dataset_is_counted(self, server: Running) -> None:
        query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        reply = server.query(query, accept="text/csv", parameters="?default-graph-uri=https://example.org/g")
        assert reply.text.split() == ["n", "1"]

    def test_it_is_explained(self, server: Running) -> None:
        reply = server.query(PROLOGUE + "SELECT (COUNT(*) AS ?n) { ?s a :State }", parameters="?explain=true")
        assert "no triple is read" in reply.text
        assert "VALUES ?k0 { 2 }" in reply.text
        other = server.query(PROLOGUE + "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }", parameters="?explain=true")
        assert "VALUES" not in other.text

    def test_the_description_has_the_numbers(self, server: Running) -> None:
        described = ox.Store()
        reply = server.ask("/sparql", headers={"Accept": "text/turtle"})
        described.load(reply.body, ox.RdfFormat.TURTLE, base_iri=server.url)
        void = "PREFIX void: <http://rdfs.org/ns/void#> PREFIX : <https://example.org/> "
        asked = "?all void:triples ?n ; void:classPartition [ void:class :State ; void:entities ?states ]"
        assert rows(described, f"{void} SELECT ?n ?states {{ {asked} }}") == Counter(
            [(str(ox.Literal(len(graph()))), str(ox.Literal(2)))]
        )
