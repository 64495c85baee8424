"""A reading in RDF: the article's own named graph, and what it adds to the default graph.

Every triple of `merged` is in `graph` too: it stays in the default graph as long as one article's graph
holds it.
There are no blank nodes and no time of day, so the same reading gives the same quads on any machine, in any order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from extract import rdf_entities, rdf_facts
from extract.article import Reading
from extract.rdf_terms import Scope, Triples, boolean, calendar, day, label
from ontology import iris, terms
from ontology.iris import Iris

DEFAULT = DefaultGraph()


@dataclass(frozen=True, slots=True)
class Run:
    """What read the articles: the software's version and what tells its model, lexicon and entity table apart."""

    version: str
    model: str = ""
    lexicon: str = ""
    table: str = ""

    def iri(self, iris: Iris) -> str:
        return iris.run(self.version, self.model, self.lexicon, self.table)


def graph(reading: Reading, *, base: str = iris.DEFAULT_BASE, run: Run) -> Iterator[Quad]:
    """The article's named graph, whole in itself: article, run, entities, mentions, facts, claims; each quad once."""
    return _Writing(reading, base).graph(run)


def merged(reading: Reading, *, base: str = iris.DEFAULT_BASE) -> Iterator[Quad]:
    """What the article adds to the default graph: entities, facts and plain triples; each quad once."""
    return _Writing(reading, base).merged()


def quads(reading: Reading, *, base: str = iris.DEFAULT_BASE, run: Run) -> Iterator[Quad]:
    """Both: the article's graph and its part of the default graph."""
    writing = _Writing(reading, base)
    yield from writing.graph(run)
    yield from writing.merged()


class _Writing:
    """One reading on its way to RDF; what both graphs hold is made once."""

    def __init__(self, reading: Reading, base: str) -> None:
        self._scope = Scope(reading, Iris(base))
        self._found = rdf_facts.written(self._scope)
        self._shared = dict.fromkeys(
            chain(rdf_entities.entities(self._scope), rdf_facts.facts(self._scope, self._found))
        )

    def graph(self, run: Run) -> Iterator[Quad]:
        scope, run_iri = self._scope, run.iri(self._scope.iris)
        claims = rdf_facts.claims(scope, self._found, run_iri)
        own = chain(_article(scope), _run(run, run_iri), self._shared, rdf_entities.mentions(scope), claims)
        name = NamedNode(scope.article)
        return (Quad(s, p, o, name) for s, p, o in dict.fromkeys(own))

    def merged(self) -> Iterator[Quad]:
        return (Quad(s, p, o, DEFAULT) for s, p, o in self._shared)


def _article(scope: Scope) -> Triples:
    article, node = scope.reading.article, NamedNode(scope.article)
    yield (node, terms.TYPE, terms.ARTICLE)
    yield (node, terms.TYPE, terms.NEWS_ARTICLE)
    yield (node, terms.NAME, Literal(article.name))
    yield (node, terms.LABEL, label(article.title or article.name))
    yield (node, terms.TEXT_DIGEST, Literal(article.digest))
    yield (node, terms.IN_LANGUAGE, Literal(scope.language))
    yield (node, terms.ARTICLE_BODY, scope.words(article.text))
    if article.title:
        yield (node, terms.HEADLINE, scope.words(article.title))
    if article.source:
        yield (node, terms.SOURCE, Literal(article.source))
    if article.url:
        yield (node, terms.URL, Literal(article.url))
    yield from _published(scope, node)


def _published(scope: Scope, node: NamedNode) -> Triples:
    """The day of publication as known: `schema:datePublished` only where the source itself gives it."""
    when = scope.reading.article.published
    if when is None or not when.resolved:
        return
    if when.earliest is not None:
        yield (node, terms.PUBLISHED_EARLIEST, day(when.earliest))
    if when.latest is not None:
        yield (node, terms.PUBLISHED_LATEST, day(when.latest))
    yield (node, terms.PUBLICATION_INFERRED, boolean(when.inferred))
    exact = calendar(when)
    if exact is not None and not when.inferred:
        yield (node, terms.DATE_PUBLISHED, exact)


def _run(run: Run, iri: str) -> Triples:
    node, agent = NamedNode(iri), NamedNode(iris.part(iri, "software"))
    yield (node, terms.TYPE, terms.RUN)
    yield (node, terms.TYPE, terms.ACTIVITY)
    yield (node, terms.ASSOCIATED_WITH, agent)
    yield (agent, terms.TYPE, terms.AGENT)
    yield (agent, terms.LABEL, label(f"Pressgraph {run.version}"))
    identity = (
        (terms.SOFTWARE_VERSION, run.version),
        (terms.MODEL_DIGEST, run.model),
        (terms.LEXICON_DIGEST, run.lexicon),
        (terms.TABLE_VERSION, run.table),
    )
    for link, value in identity:
        if value:
            yield (node, link, Literal(value))
