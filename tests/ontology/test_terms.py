"""The names as constants, and the one table of prefixes."""

from __future__ import annotations

import re

import pytest
from rdflib import RDF, Graph, URIRef

from ontology import terms
from ontology.iris import VOCABULARY as PG


@pytest.fixture(scope="module")
def vocabulary() -> Graph:
    return Graph().parse(terms.HERE / "pressgraph.ttl")


def test_the_constants_are_terms_of_the_vocabulary(vocabulary: Graph) -> None:
    constants = {name: node.value for name, node in vars(terms).items() if name.isupper() and hasattr(node, "value")}
    ours = {name: iri for name, iri in constants.items() if iri.startswith(PG)}
    assert len(ours) > 50
    for name, iri in ours.items():
        assert (URIRef(iri), RDF.type, None) in vocabulary, name
    assert len(set(constants.values())) == len(constants)


def test_prefixes_of_every_turtle_file_are_those_of_the_one_table() -> None:
    table = terms.prefixes()
    for path in [*terms.HERE.glob("*.ttl"), *(terms.HERE / "queries").glob("*.rq")]:
        declared = re.findall(
            r"^(?:@prefix|PREFIX)\s+([\w-]*):\s*<([^>]*)>", path.read_text(encoding="utf-8"), re.MULTILINE
        )
        for prefix, namespace in declared:
            if prefix != "shape":
                assert table[prefix] == namespace, path


def test_a_prefixed_name_is_expanded_and_shortened_back() -> None:
    assert terms.expand("pg:memberOf").value == PG + "memberOf"
    assert terms.shorten(PG + "memberOf") == "pg:memberOf"
    assert terms.shorten("https://w3id.org/pressgraph/entity/person/jane-doe").startswith("https://")
    assert terms.prefixes_under("http://localhost:8000")["id"] == "http://localhost:8000/entity/"
