"""Entities and mentions in RDF: what a thing is, what else calls it so, and why a name was taken to mean it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from extract.article import Entity, Mention, Party
from extract.rdf_terms import Scope, Triples, decimal, integer, label, parts
from ontology import iris, mapping, terms


def entities(scope: Scope) -> Triples:
    """Everything the graph says of the entities that the article names."""
    for entity in sorted(set(_named(scope)), key=lambda entity: (entity.id, repr(entity))):
        yield from _entity(scope, entity)


def mentions(scope: Scope) -> Triples:
    """The decisions by which the article's names were linked, each once with all the places it was made for."""
    places: dict[Mention, list[int]] = defaultdict(list)
    first: dict[str, Mention] = {}
    for mention in scope.reading.mentions:
        if mention.entity is not None:
            places[first.setdefault(_decision(mention), mention)].append(mention.span.start)
    for mention, starts in places.items():
        yield from _mention(scope, mention, starts)


def _named(scope: Scope) -> Iterator[Entity]:
    reading = scope.reading
    for mention in reading.mentions:
        if mention.entity is not None:
            yield mention.entity
    for party in _parties(scope):
        if party is not None and party.entity is not None:
            yield party.entity


def _parties(scope: Scope) -> Iterator[Party | None]:
    for fact in scope.reading.facts:
        yield from (fact.subject, fact.object)
        if fact.attribution is not None:
            yield from (fact.attribution.speaker, fact.attribution.medium, fact.attribution.addressee)
        if fact.quote is not None:
            yield from (fact.quote.speaker, fact.quote.medium, fact.quote.addressee)


def _entity(scope: Scope, entity: Entity) -> Triples:
    node = scope.entity(entity)
    for class_ in mapping.entity_classes(entity.type):
        yield (node, terms.TYPE, class_)
    yield (node, terms.LABEL, label(entity.label))
    if entity.description:
        yield (node, terms.DESCRIPTION_TEXT, label(entity.description))
    for alias in entity.aliases:
        if alias != entity.label:
            yield (node, terms.ALT_LABEL, Literal(alias))
    for scheme, code in entity.codes:
        yield (node, terms.IDENTIFIER, Literal(f"{scheme}:{code}"))
    for iri in entity.same_as:
        yield (node, terms.SAME_AS, NamedNode(iris.escaped(iri)))
    if not entity.same_as:
        for candidate in entity.candidates:
            target = iris.wikidata(candidate) or scope.iris.entity(candidate)
            yield (node, terms.CLOSE_MATCH, NamedNode(target))
    if entity.member_of:
        yield (node, terms.GROUP_OF, NamedNode(scope.iris.entity(entity.member_of)))


def _decision(mention: Mention) -> str:
    return repr((mention.entity and mention.entity.id, mention.text, mention.kind, mention.link, mention.metonym_for))


def _mention(scope: Scope, mention: Mention, starts: list[int]) -> Triples:
    assert mention.entity is not None
    iri = iris.part(scope.article, "mention", iris.digest(_decision(mention)))
    node = NamedNode(iri)
    yield (node, terms.TYPE, terms.MENTION)
    yield (node, terms.MENTIONED_IN, NamedNode(scope.article))
    yield (node, terms.REFERS_TO, scope.entity(mention.entity))
    yield (node, terms.SURFACE, scope.words(mention.text))
    yield (node, terms.MENTION_KIND, Literal(mention.kind))
    for start in starts:
        yield (node, terms.MENTION_START, integer(start))
    if mention.metonym_for:
        yield (node, terms.METONYM_FOR, NamedNode(scope.iris.entity(mention.metonym_for)))
    if mention.link is not None:
        link = mention.link
        yield (node, terms.METHOD, Literal(link.method))
        yield (node, terms.SCORE, decimal(link.score))
        yield (node, terms.MARGIN, decimal(link.margin))
        yield from parts(iri, "score", terms.SCORE_PART, link.parts)
        if link.table_version:
            yield (node, terms.TABLE_VERSION, Literal(link.table_version))
