"""Many articles into a store: read in several processes, written one by one, taken up again where it was left.

An article that the store already holds, made by the same run from the same text and metadata, is kept as it is; so a
build that was stopped goes on where it was, and a second one has little to do. A changed article takes the place of
what was there under its name. Nothing is published here: until the caller does that, readers see the former graph.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context
from typing import Protocol

import pyoxigraph as ox

from extract import pipeline, rdf
from extract.article import Article, Reading
from extract.errors import ArticleFailed, BuildError
from extract.rdf import Run
from ontology.iris import Iris

FEW = 8
"""Up to this many articles are read in this process: starting others would take longer."""
BATCH = 4
"""Articles that a process is given at a time."""
AHEAD = 3
"""Batches that wait for each process, so that memory stays bounded."""
THREAD_LIMITS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Sink(Protocol):
    """Where graphs go: `server.store.Store` is one."""

    def replace(self, article_iri: str, quads: Iterable[ox.Quad]) -> object: ...
    def remove(self, article_iri: str) -> object: ...
    def articles(self) -> Iterator[str]: ...
    def has(self, quads: Iterable[ox.Quad]) -> bool: ...


@dataclass(frozen=True, slots=True)
class Built:
    """One article that is now in the store; `kept` where it already was."""

    name: str
    iri: str
    characters: int
    facts: int = 0
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What every process must know to read an article."""

    run: Run
    base: str
    min_confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class _Made:
    """An article's quads, as N-Quads so that they travel between processes."""

    article: Article
    quads: bytes
    facts: int


Report = Callable[[ArticleFailed], None]


def build(
    articles: Iterable[Article], sink: Sink, plan: Plan, *, report: Report, processes: int | None = None
) -> Iterator[Built]:
    """Puts each article's graph into `sink`, yielding it when it is there; `report` is told of each that failed."""
    iris = Iris(plan.base)
    versions = _versions(sink)
    kept: list[Built] = []
    for outcome in _outcomes(_pending(articles, sink, plan, kept), plan, processes or os.cpu_count() or 1):
        yield from _taken(kept, versions, sink)
        if isinstance(outcome, ArticleFailed):
            report(outcome)
            continue
        article = outcome.article
        iri = iris.article(article.name, article.digest)
        sink.replace(iri, ox.parse(outcome.quads, ox.RdfFormat.N_QUADS))
        _drop_others(iri, versions, sink)
        yield Built(article.name, iri, len(article.text), outcome.facts)
    yield from _taken(kept, versions, sink)


def prune(sink: Sink, keep: Iterable[str]) -> Iterator[str]:
    """Removes every article from `sink` whose IRI is not among `keep`; yields what was removed."""
    keep = frozenset(keep)
    for iri in list(sink.articles()):
        if iri not in keep:
            sink.remove(iri)
            yield iri


def _pending(articles: Iterable[Article], sink: Sink, plan: Plan, kept: list[Built]) -> Iterator[Article]:
    """The articles that must be read; the others are put on `kept`."""
    iris = Iris(plan.base)
    for article in articles:
        if sink.has(rdf.graph(Reading(article), base=plan.base, run=plan.run)):
            kept.append(Built(article.name, iris.article(article.name, article.digest), len(article.text), kept=True))
        else:
            yield article


def _taken(kept: list[Built], versions: dict[str, set[str]], sink: Sink) -> Iterator[Built]:
    while kept:
        built = kept.pop()
        _drop_others(built.iri, versions, sink)
        yield built


def _versions(sink: Sink) -> dict[str, set[str]]:
    """The articles of the store by what their IRIs say of their names: every version of one article."""
    versions: dict[str, set[str]] = defaultdict(set)
    for iri in sink.articles():
        versions[iri.rpartition("-")[0]].add(iri)
    return versions


def _drop_others(iri: str, versions: dict[str, set[str]], sink: Sink) -> None:
    """Removes the former versions of the article."""
    for other in versions.pop(iri.rpartition("-")[0], set()) - {iri}:
        sink.remove(other)


def _outcomes(articles: Iterator[Article], plan: Plan, processes: int) -> Iterator[_Made | ArticleFailed]:
    first = list(islice(articles, FEW + 1))
    if len(first) <= FEW or processes == 1:
        for article in chain(first, articles):
            yield _read(article, plan)
    else:
        yield from _in_processes(chain(first, articles), plan, processes)


def _in_processes(articles: Iterator[Article], plan: Plan, processes: int) -> Iterator[_Made | ArticleFailed]:
    for name in THREAD_LIMITS:  # read when numpy is first imported: one thread for each process
        os.environ.setdefault(name, "1")
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        running: set[Future[list[_Made | ArticleFailed]]] = set()
        try:
            while batch := list(islice(articles, BATCH)):
                running.add(pool.submit(_read_batch, batch, plan))
                if len(running) >= AHEAD * processes:
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    yield from chain.from_iterable(future.result() for future in done)
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from chain.from_iterable(future.result() for future in done)
        except BrokenProcessPool as error:
            advice = "what was read is kept, so run it again, with fewer --processes where memory is short"
            raise BuildError(f"a process that read articles died: {advice}") from error
        finally:
            pool.shutdown(cancel_futures=True)


def _read_batch(articles: list[Article], plan: Plan) -> list[_Made | ArticleFailed]:
    return [_read(article, plan) for article in articles]


def _read(article: Article, plan: Plan) -> _Made | ArticleFailed:
    """The article's quads, or why there are none."""
    reading = pipeline.attempt(article)
    if isinstance(reading, ArticleFailed):
        return reading
    sure = confident(reading, plan.min_confidence)
    quads = ox.serialize(rdf.quads(sure, base=plan.base, run=plan.run), format=ox.RdfFormat.N_QUADS)
    assert quads is not None  # it is, where no output is given
    return _Made(article, quads, len(sure.facts))


def confident(reading: Reading, least: float) -> Reading:
    """The reading without the facts whose confidence is below `least`."""
    facts = tuple(fact for fact in reading.facts if fact.confidence >= least)
    return (
        reading
        if len(facts) == len(reading.facts)
        else Reading(reading.article, reading.mentions, reading.quotes, facts)
    )
