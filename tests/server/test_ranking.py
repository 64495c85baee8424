"""The first few by a count: the answer is the engine's own, in its order, and what is not understood is left to it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from server import ranking, scanner
from server.ranking import LONGEST, MOST, Plan
from server.scanner import Limits
from server.store import Store
from tests.server.conftest import Running, Serve

PROLOGUE = "PREFIX : <https://example.org/>\n"
TURTLE = """
@prefix : <https://example.org/> .
:q1 :by :ann, "Ann" ; :in :a . :q2 :by :ann ; :in :a . :q3 :by :bob ; :in :b . :q4 :by :eve, "Ann"@en ; :in :c .
:q5 :by :eve ; :in :a, :b . :q6 :by :dan ; :in :d . :q7 :by "a \\"quoted\\"\\nname", 7, 07.0, "7" ; :in :e .
:ann :name "Ann" . :eve :name "Eve", "Eva" .
"""
BY = "{ ?q :by ?who }"
SORTED = [
    f"SELECT ?who (COUNT(?q) AS ?n) WHERE {BY} GROUP BY ?who ORDER BY DESC(?n) ?who LIMIT 1",
    f"SELECT ?who (COUNT(?q) AS ?n) WHERE {BY} GROUP BY ?who ORDER BY DESC(?n) ?who LIMIT 2",
    f"SELECT ?who (COUNT(?q) AS ?n) WHERE {BY} GROUP BY ?who ORDER BY DESC(?n) DESC(?who) LIMIT 4 OFFSET 1",
    f"SELECT ?who (COUNT(?q) AS ?n) WHERE {BY} GROUP BY ?who ORDER BY DESC(?n) ?who OFFSET 3 LIMIT 3",
    f"select ?who (count(*) as $n) {BY} group by ?who order by asc(?n) desc($who) limit 3 # the last",
    f"SELECT (COUNT(DISTINCT ?q) AS ?n) ?who {BY} GROUP BY ?who ORDER BY ?n ?who LIMIT 0",
    f"SELECT DISTINCT ?who (COUNT(?q) AS ?n) {BY} GROUP BY ?who HAVING (COUNT(?q) > 1) ORDER BY ?n ?who LIMIT 9",
    f"SELECT (UCASE(STR(?who)) AS ?name) (COUNT(*) AS ?n) {BY} GROUP BY ?who ORDER BY DESC(?n) ?name LIMIT 5",
    "SELECT ?who ?a (COUNT(?q) AS ?n) { ?q :by ?who ; :in ?a } GROUP BY ?who ?a ORDER BY DESC(?n) ?a ?who LIMIT 3",
    f"SELECT ?who (COUNT(?q) AS ?n) (MIN(?name) AS ?first) {{ {BY} OPTIONAL {{ ?who :name ?name }} }} "
    "GROUP BY ?who ORDER BY DESC(?n) DESC(?first) ?who LIMIT 3",
    "SELECT ?who (COUNT(?q) AS ?n) { ?q :nobody ?who } GROUP BY ?who ORDER BY DESC(?n) ?who LIMIT 3",
    f"SELECT ?who (COUNT(?q) AS ?n) {{ {{ SELECT ?q ?who {BY} ORDER BY ?q ?who LIMIT 5 }} }} "
    "GROUP BY ?who ORDER BY DESC(?n) ?who LIMIT 2",
]
RUN_AS_THEY_ARE = [
    f"SELECT ?who (COUNT(?q) AS ?n) {BY} GROUP BY ?who ORDER BY DESC(?n) LIMIT 2",
    f"SELECT ?who (COUNT(?q) AS ?n) {BY} GROUP BY ?who ORDER BY DESC(?n) ?who",
    f"SELECT ?who (COUNT(?q) AS ?n) {BY} GROUP BY ?who ORDER BY ?who DESC(?n) LIMIT 2",
    f"SELECT ?who (COUNT(?q) AS ?n) {BY} GROUP BY ?who ORDER BY DESC(?n) STR(?who) LIMIT 2",
    f"SELECT ?who (COUNT(?q) AS ?n) {BY} GROUP BY ?who ORDER BY DESC(?n) ?who LIMIT 2 VALUES ?who {{ :ann }}",
    f"SELECT ?who (COUNT(?q) AS ?n) {BY} GROUP BY ?who ORDER BY DESC(?n) ?who LIMIT {LONGEST} OFFSET 1",
    f"SELECT (COUNT(?q) AS ?n) {BY} GROUP BY ?who ORDER BY DESC(?n) ?who LIMIT 2",
    f"SELECT ?who (COUNT(?q) * 0.5 AS ?n) {BY} GROUP BY ?who ORDER BY DESC(?n) ?who LIMIT 2",
    f"SELECT ?who (MAX(?q) AS ?n) {BY} GROUP BY ?who ORDER BY DESC(?n) ?who LIMIT 2",
    "SELECT ?who ?n { ?n :by ?who } ORDER BY ?n ?who LIMIT 2",
    "SELECT * { ?n :by ?who } ORDER BY ?n ?who LIMIT 2",
    f"SELECT * {{ {{ SELECT ?who (COUNT(?q) AS ?n) {BY} GROUP BY ?who ORDER BY DESC(?n) ?who LIMIT 2 }} }}",
    "CONSTRUCT { ?n :by ?who } WHERE { ?n :by ?who } ORDER BY ?n ?who LIMIT 2",
]


def graph(turtle: str = TURTLE) -> ox.Store:
    store = ox.Store()
    store.load(turtle.encode(), ox.RdfFormat.TURTLE)
    return store


def planned(query: str) -> Plan | None:
    return ranking.plan(scanner.scan(PROLOGUE + query, Limits()))


def in_two_steps(query: str, store: ox.Store) -> str | None:
    plan = planned(query)
    assert plan is not None
    return ranking.rewritten(plan, PROLOGUE + query, store, None)


def answer(store: ox.Store, query: str) -> str:
    return bytes(store.query(query).serialize(format=ox.QueryResultsFormat.JSON)).decode()  # type: ignore[union-attr, arg-type]


@pytest.mark.parametrize("query", SORTED)
def test_the_answer_is_the_engines_own(query: str) -> None:
    table = in_two_steps(query, graph())
    assert table is not None
    assert answer(ox.Store(), table) == answer(graph(), PROLOGUE + query), table


@pytest.mark.parametrize("query", RUN_AS_THEY_ARE)
def test_what_is_sorted_otherwise_is_run_as_it_is(query: str) -> None:
    assert planned(query) is None
    graph().query(PROLOGUE + query)  # it is a query


def test_only_what_can_be_among_the_first_is_in_the_table() -> None:
    table = in_two_steps(SORTED[0], graph())
    assert table is not None
    assert [name in table for name in (":ann", "/ann>", "/eve>", "/bob>")] == [False, True, True, False]


def test_blank_nodes_and_very_many_that_count_as_much_are_left_to_the_engine() -> None:
    assert in_two_steps(SORTED[0], graph("@prefix : <https://example.org/> . :q :by [] .")) is None
    many = "@prefix : <https://example.org/> . :q :by " + ", ".join(map(str, range(MOST + 1))) + " ."
    assert in_two_steps(SORTED[0], graph(many)) is None


class TestOverHTTP:
    @pytest.fixture(scope="class")
    @classmethod
    def server(cls, serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Running:
        path = tmp_path_factory.mktemp("ranking") / "store"
        with Store(path) as store:
            store.put_graph(None, [quad.triple for quad in graph()])
            store.put_graph(
                "https://example.org/g", [quad.triple for quad in graph("<x:q> <https://example.org/by> 1 .")]
            )
            store.publish()
        return serve(path)

    @pytest.mark.parametrize("query", [*SORTED, *RUN_AS_THEY_ARE[:4]])
    def test_answers(self, query: str, server: Running) -> None:
        assert server.query(PROLOGUE + query).text == answer(graph(), PROLOGUE + query)

    def test_another_dataset_is_asked(self, server: Running) -> None:
        reply = server.query(
            PROLOGUE + SORTED[1], accept="text/csv", parameters="?default-graph-uri=https://example.org/g"
        )
        assert reply.text.split() == ["who,n", "1,1"]

    def test_what_is_wrong_is_said_of_the_query_as_it_was_asked(self, server: Running) -> None:
        reply = server.query(PROLOGUE + SORTED[0].replace(":by", "none:by"))
        assert reply.status == 400
        assert "none" in reply.text
        assert "VALUES" not in reply.text

    def test_it_is_explained(self, server: Running) -> None:
        reply = server.query(PROLOGUE + SORTED[0], parameters="?explain=true")
        assert "sorted by the count at first" in reply.text
