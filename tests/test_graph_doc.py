"""docs/graph.md says what is so: its Turtle is in the graph of the seeds, its query has answers, its terms exist."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from ontology import iris, terms
from tests.reports import with_a_contradiction

BLOCK = re.compile(r"^```(turtle|sparql)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
DECLARED = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in terms.prefixes().items())


@pytest.fixture(scope="module")
def text(root: Path) -> str:
    return (root / "docs" / "graph.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    return with_a_contradiction(tmp_path_factory.mktemp("graph"))


def test_every_triple_of_the_examples_is_in_the_graph(text: str, store: ox.Store) -> None:
    examples = [body for kind, body in BLOCK.findall(text) if kind == "turtle"]
    assert len(examples) >= 4
    for example in examples:
        found = list(ox.parse(DECLARED + example, ox.RdfFormat.TURTLE, base_iri=iris.DEFAULT_BASE + "/"))
        assert found
        for quad in found:
            assert any(store.quads_for_pattern(quad.subject, quad.predicate, quad.object)), quad


def test_the_queries_have_answers(text: str, store: ox.Store) -> None:
    queries = [body for kind, body in BLOCK.findall(text) if kind == "sparql"]
    assert queries
    for query in queries:
        solutions = store.query(DECLARED + query)
        assert isinstance(solutions, ox.QuerySolutions)
        assert list(solutions)


def test_every_term_that_it_names_exists(text: str) -> None:
    known = set(re.findall(r"^pg:(\w+) a ", (terms.HERE / "pressgraph.ttl").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"pg:(\w+)", text)) <= known
