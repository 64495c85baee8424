"""The vocabulary as the pages show it: its terms with label, comment, domain, range and example."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pyoxigraph as ox

from server import prefixes

SCHEMES = ("status", "measure", "factuality", "contradiction")
FILES = {"": "pressgraph.ttl", "shapes": "shapes.ttl", **dict.fromkeys(SCHEMES, "roles.ttl")}
NAMESPACE = "https://w3id.org/pressgraph/ns"


@dataclass(frozen=True, slots=True)
class Term:
    """A class, property or concept: its IRI, kind, and what the vocabulary says of it."""

    iri: str
    kind: str
    label: str
    comment: str
    example: str = ""
    broader: tuple[str, ...] = ()
    domain: str = ""
    range: str = ""
    matches: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The part after `#`: the anchor on the page."""
        return self.iri.rpartition("#")[2]


def source(document: str) -> bytes:
    """The Turtle of a document: "" for the vocabulary, "status" ... for the schemes, "shapes"; KeyError for no such."""
    return resources.files("ontology").joinpath(FILES[document]).read_bytes()


@cache
def triples(document: str) -> tuple[ox.Triple, ...]:
    """The triples of a document."""
    return tuple(quad.triple for quad in ox.parse(source(document), ox.RdfFormat.TURTLE))


@cache
def terms() -> tuple[Term, ...]:
    """All terms of the vocabulary and its schemes, in the order of their files."""
    found = [*_terms(""), *_terms("status")]
    return tuple(term for term in found if term.iri.startswith(NAMESPACE) and "#" in term.iri)


@cache
def labels() -> Mapping[str, str]:
    """IRI of a term -> its label."""
    return {term.iri: term.label for term in terms()}


def label(iri: str) -> str:
    """The label of a term of ours, else its short name."""
    return labels().get(iri) or shorten(iri)


def shorten(iri: str) -> str:
    """The IRI with a prefix of the one table where one fits, else as it is."""
    for prefix, namespace in prefixes.table().items():
        if iri.startswith(namespace) and "/" not in iri[len(namespace) :]:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def turtle(iri: str) -> str:
    """The IRI as Turtle writes it: a prefixed name, or in angle brackets."""
    short = shorten(iri)
    return f"<{iri}>" if short == iri else short


_KINDS = {
    "http://www.w3.org/2002/07/owl#Class": "class",
    "http://www.w3.org/2002/07/owl#ObjectProperty": "property",
    "http://www.w3.org/2002/07/owl#DatatypeProperty": "property",
    "http://www.w3.org/2004/02/skos/core#Concept": "concept",
}


def _terms(document: str) -> list[Term]:
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples(document):
        if isinstance(triple.subject, ox.NamedNode) and not isinstance(triple.object, ox.Triple):
            said[triple.subject.value][shorten(triple.predicate.value)].append(triple.object.value)
    return [_term(iri, about) for iri, about in said.items() if set(about["rdf:type"]) & set(_KINDS)]


def _term(iri: str, about: Mapping[str, list[str]]) -> Term:
    def one(*names: str) -> str:
        return next((value for name in names for value in about.get(name, ())), "")

    return Term(
        iri=iri,
        kind=next(_KINDS[kind] for kind in about["rdf:type"] if kind in _KINDS),
        label=one("rdfs:label", "skos:prefLabel"),
        comment=one("rdfs:comment", "skos:definition"),
        example=one("skos:example"),
        broader=(
            *about.get("rdfs:subClassOf", ()),
            *about.get("rdfs:subPropertyOf", ()),
            *about.get("skos:broader", ()),
        ),
        domain=one("rdfs:domain"),
        range=one("rdfs:range"),
        matches=tuple(about.get("skos:closeMatch", ())),
    )
