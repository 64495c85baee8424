"""How facts, entities and attributes are written, read from data files."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph, URIRef

from ontology import frame_files, mapping, terms
from ontology.iris import VOCABULARY as PG


@pytest.fixture(scope="module")
def vocabulary() -> Graph:
    return Graph().parse(terms.HERE / "pressgraph.ttl")


@pytest.fixture(scope="module")
def roles() -> Graph:
    return Graph().parse(terms.HERE / "roles.ttl")


def test_every_mapping_leads_to_terms_of_the_vocabulary(vocabulary: Graph) -> None:
    facts = mapping.facts().values()
    nodes = {node for fact in facts for node in (*fact.classes, fact.subject, fact.object)}
    nodes |= {
        node for fact in facts for links in (*fact.plain.values(), *fact.plain_by_object.values()) for node in links
    }
    nodes |= {node for classes in mapping.entity_types().values() for node in classes}
    for attribute in mapping.attributes().values():
        nodes |= {attribute.property} | ({attribute.entity} if attribute.entity else set())
    missing = [n.value for n in nodes if n.value.startswith(PG) and (URIRef(n.value), RDF.type, None) not in vocabulary]
    assert not missing


def test_statuses_with_a_plain_triple_are_concepts(roles: Graph) -> None:
    labels = {str(label) for label in roles.objects(None, SKOS.prefLabel)}
    for fact in mapping.facts().values():
        assert set(fact.plain) - {"", "default"} <= labels, fact.type


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("type: x\nrdf: {subject: pg:a}\n", "class"),
        ("type: x\nrdf: {class: pg:Fact, colour: red}\n", "colour"),
        ("type: x\nrdf: {class: nope:Fact}\n", "nope"),
        ("- a\n", "table"),
    ],
)
def test_a_faulty_frame_file_is_named_with_its_fault(tmp_path: Path, content: str, complaint: str) -> None:
    (tmp_path / "x.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(mapping.MappingError, match=rf"x\.yaml.*{complaint}"):
        mapping.facts(tmp_path)


def test_a_new_frame_file_needs_no_code(tmp_path: Path) -> None:
    text = """type: pact
rdf: {class: pg:Agreement, subject: pg:party, object: pg:counterpart, plain: {default: pg:agreedWith}}
patterns: []
"""
    (tmp_path / "pact.yaml").write_text(text, encoding="utf-8")
    (pact,) = mapping.facts(tmp_path).values()
    assert pact.classes == (terms.expand("pg:Agreement"), terms.FACT)
    assert pact.plain_properties("in force", "country") == (terms.expand("pg:agreedWith"),)
    assert pact.label.format(subject="A", type="pact", object="B") == "A – pact – B"


def test_every_value_that_words_tell_is_a_concept(roles: Graph) -> None:
    labels = {str(label) for label in roles.objects(None, SKOS.prefLabel)}
    told = {value for how in mapping.attributes().values() for value, _ in how.words}
    assert told
    assert told <= labels


def test_a_pattern_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("x: {property: pg:measure, words: {ban: 'ban('}}", encoding="utf-8")
    with pytest.raises(mapping.MappingError, match=r"a\.yaml: x: words: 'ban\('"):
        mapping.attributes(tmp_path / "a.yaml")


def test_a_frame_file_without_an_rdf_section_is_no_mapping(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("type: x\npatterns: []\n", encoding="utf-8")
    assert mapping.facts(tmp_path) == {}


def test_every_frame_file_of_the_project_says_how_it_is_written() -> None:
    types = {path.stem for path in frame_files.files()}
    assert types == set(mapping.facts())
    assert len(types) >= 12


def test_an_entity_type_that_is_not_listed_is_a_thing() -> None:
    assert mapping.entity_classes("dragon") == (terms.THING, terms.ENTITY)
    assert mapping.entity_classes("country")[0] == terms.expand("pg:Country")
