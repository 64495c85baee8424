"""The vocabulary is whole: every term explained, every file parses, and they agree with each other."""

from __future__ import annotations

import json

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Namespace, URIRef

from ontology import terms

PG = Namespace("https://w3id.org/pressgraph/ns#")
FOLDER = terms.HERE
SCHEMES = {"status", "measure", "factuality"}


@pytest.fixture(scope="module")
def vocabulary() -> Graph:
    return Graph().parse(FOLDER / "pressgraph.ttl")


@pytest.fixture(scope="module")
def roles() -> Graph:
    return Graph().parse(FOLDER / "roles.ttl")


def own(graph: Graph, kind: URIRef) -> list[URIRef]:
    found = [term for term in graph.subjects(RDF.type, kind) if isinstance(term, URIRef) and term.startswith(PG)]
    assert found
    return found


@pytest.mark.parametrize("kind", [OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty])
def test_every_term_has_one_label_a_comment_and_an_example(vocabulary: Graph, kind: URIRef) -> None:
    for term in own(vocabulary, kind):
        for needed in (RDFS.label, RDFS.comment, SKOS.example):
            assert len(list(vocabulary.objects(term, needed))) == 1, (term, needed)


@pytest.mark.parametrize("kind", [OWL.ObjectProperty, OWL.DatatypeProperty])
def test_every_property_has_a_domain_and_a_range(vocabulary: Graph, kind: URIRef) -> None:
    for term in own(vocabulary, kind):
        assert vocabulary.value(term, RDFS.domain), term
        assert vocabulary.value(term, RDFS.range), term


def test_no_term_of_ours_is_used_without_being_defined(vocabulary: Graph) -> None:
    used = {node for triple in vocabulary for node in triple if isinstance(node, URIRef) and node.startswith(PG)}
    assert used <= set(vocabulary.subjects(RDF.type, None))


def test_labels_tell_the_terms_apart(vocabulary: Graph) -> None:
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        labels = [str(vocabulary.value(term, RDFS.label)) for term in own(vocabulary, kind)]
        assert len(labels) == len(set(labels))


@pytest.mark.parametrize(
    "vocabulary_name",
    ["schema.org", "www.w3.org/ns/org#", "semanticweb.cs.vu.nl/2009/11/sem", "ns/prov#", "wikidata.org"],
)
def test_it_is_aligned_with_what_others_use(vocabulary: Graph, vocabulary_name: str) -> None:
    links = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch)
    assert [o for link in links for o in vocabulary.objects(None, link) if vocabulary_name in str(o)]


def test_every_concept_is_in_its_scheme_with_a_label_and_a_definition(roles: Graph) -> None:
    concepts = list(roles.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) > 40
    for concept in concepts:
        scheme = URIRef(str(concept).partition("#")[0])
        assert roles.value(concept, SKOS.inScheme) == scheme
        assert (scheme, RDF.type, SKOS.ConceptScheme) in roles
        label = str(roles.value(concept, SKOS.prefLabel))
        assert str(concept).endswith("#" + label.replace(" ", "-"))
        assert roles.value(concept, SKOS.definition)


def test_broader_concepts_exist(roles: Graph) -> None:
    for broader in roles.objects(None, SKOS.broader):
        assert (broader, RDF.type, SKOS.Concept) in roles


def test_every_factuality_that_the_steps_hand_on_is_a_concept(roles: Graph) -> None:
    named = ["asserted", "planned", "proposed", "probable", "possible", "conditional", "denied", "asked"]
    labels = {str(roles.value(c, SKOS.prefLabel)) for c in roles.subjects(RDF.type, SKOS.Concept) if "factuality#" in c}
    assert labels == set(named)


def test_the_context_has_every_prefix_and_every_term(vocabulary: Graph) -> None:
    context = json.loads((FOLDER / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    for prefix in terms.prefixes().keys() - SCHEMES:  # pg:status and the like are terms under these names
        assert context[prefix] == terms.prefixes()[prefix]
    for term in own(vocabulary, OWL.ObjectProperty):
        assert context[term.removeprefix(PG)] == {"@id": "pg:" + term.removeprefix(PG), "@type": "@id"}
    for term in [*own(vocabulary, OWL.Class), *own(vocabulary, OWL.DatatypeProperty)]:
        entry = context[term.removeprefix(PG)]
        assert (entry if isinstance(entry, str) else entry["@id"]) == "pg:" + term.removeprefix(PG)


def test_shapes_speak_of_terms_of_the_vocabulary(vocabulary: Graph) -> None:
    shapes = Graph().parse(FOLDER / "shapes.ttl")
    used = {o for o in shapes.objects() if isinstance(o, URIRef) and o.startswith(PG)}
    assert len(used) > 20
    assert [term for term in used if (term, RDF.type, None) not in vocabulary] == []
