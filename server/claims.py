"""The merged facts and their claims as the rules about contradictions look at them: values, certainty, time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pyoxigraph as ox

from ontology import terms
from ontology.contradictions import NONE

DEFAULT = ox.DefaultGraph()


@dataclass(frozen=True, slots=True)
class Time:
    """The days from `first` to `last`: a fact holds on all of them (`throughout`), or at some time among them."""

    first: date
    last: date
    throughout: bool = False

    def overlaps(self, other: Time, within: timedelta) -> bool:
        """Whether the two certainly share a day, or may and are both known to within so many days."""
        if self.first > other.last or other.first > self.last:
            return False
        for whole, some in ((self, other), (other, self)):
            if whole.throughout and (some.throughout or (whole.first <= some.first and some.last <= whole.last)):
                return True
        return all(time.throughout or time.last - time.first < within for time in (self, other))


@dataclass(frozen=True, slots=True)
class Claim:
    """One article's statement of a fact: by whose word (NONE: its own), how surely it holds, and when.

    `time` is None where neither the words nor the article tell; `dated` where it is the fact's own, not the article's.
    """

    iri: str
    article: str
    speaker: str
    factuality: str
    time: Time | None
    dated: bool


class Facts:
    """The facts of a graph, each read once; where all are asked for (`whole`), property by property."""

    def __init__(self, graph: ox.Store, *, whole: bool = False) -> None:
        self._graph = graph
        self._values: dict[ox.NamedNode, dict[str, frozenset[str]]] = {}
        self._whole = whole
        self._claims: dict[str, tuple[Claim, ...]] = {}
        self._published: dict[str, Time | None] = {}

    def with_value(self, link: ox.NamedNode, value: str) -> Iterator[str]:
        """All facts with this IRI as a value of the property."""
        try:
            node = ox.NamedNode(value)
        except ValueError:  # words: somebody else's data
            return
        found = self._graph.quads_for_pattern(None, link, node, DEFAULT)
        yield from (quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode))

    def values(self, fact: str, link: ox.NamedNode) -> frozenset[str]:
        """IRIs, or words in small letters; {NONE} where the fact has no such property."""
        column = self._values.get(link)
        if column is None:
            column = self._values[link] = self._column(link) if self._whole else {}
        known = column.get(fact)
        if known is None:
            found = () if self._whole else self._graph.quads_for_pattern(ox.NamedNode(fact), link, None, DEFAULT)
            known = column[fact] = _values(found) or frozenset({NONE})
        return known

    def _column(self, link: ox.NamedNode) -> dict[str, frozenset[str]]:
        """Every fact that has the property, with its values."""
        quads: dict[str, list[ox.Quad]] = defaultdict(list)
        for quad in self._graph.quads_for_pattern(None, link, None, DEFAULT):
            if isinstance(quad.subject, ox.NamedNode):
                quads[quad.subject.value].append(quad)
        return {fact: _values(found) for fact, found in quads.items()}

    def claims(self, fact: str) -> tuple[Claim, ...]:
        """The claims of all articles that state the fact."""
        known = self._claims.get(fact)
        if known is None:
            found = self._graph.quads_for_pattern(None, terms.STATES, ox.NamedNode(fact), None)
            known = tuple(
                self._claim(fact, quad.subject, quad.graph_name)
                for quad in found
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.graph_name, ox.NamedNode)
            )
            self._claims[fact] = known
        return known

    def _claim(self, fact: str, claim: ox.NamedNode, article: ox.NamedNode) -> Claim:
        published, own = self._publication(article), self._own_time(fact)
        if own is not None and "since" in self.values(fact, terms.TIME_RELATION):
            started = own.last
            if published is not None and started <= published.first:
                own = Time(started, published.first, throughout=True)
        known = self._said(claim, terms.KNOWN_AT, article)
        time = own or _time(known, known) or published
        speaker, factuality = (self._said(claim, link, article) for link in (terms.ATTRIBUTED_TO, terms.FACTUALITY))
        return Claim(claim.value, article.value, speaker, factuality, time, own is not None)

    def _own_time(self, fact: str) -> Time | None:
        first, last = (min(self.values(fact, link)) for link in (terms.EARLIEST, terms.LATEST))
        return _time(first, last, throughout="during" in self.values(fact, terms.TIME_RELATION))

    def _publication(self, article: ox.NamedNode) -> Time | None:
        if article.value not in self._published:
            bounds = (terms.PUBLISHED_EARLIEST, terms.PUBLISHED_LATEST)
            self._published[article.value] = _time(*(self._said(article, link, article) for link in bounds))
        return self._published[article.value]

    def _said(self, thing: ox.NamedNode, link: ox.NamedNode, article: ox.NamedNode) -> str:
        return min(_values(self._graph.quads_for_pattern(thing, link, None, article)), default=NONE)


def _values(quads: Iterable[ox.Quad]) -> frozenset[str]:
    found = (quad.object for quad in quads)
    return frozenset(
        term.value if isinstance(term, ox.NamedNode) else str(getattr(term, "value", term)).casefold() for term in found
    )


def _time(first: str, last: str, *, throughout: bool = False) -> Time | None:
    """The time between two days in ISO form; None where one is missing or no day."""
    try:
        return Time(date.fromisoformat(first), date.fromisoformat(last), throughout)
    except ValueError:
        return None
