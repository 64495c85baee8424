"""What the RDF of one article is made with: literals in its language, and the article's own IRIs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from pyoxigraph import Literal, NamedNode

from extract.article import Entity, Party, Reading, When
from ontology import iris, terms
from ontology.iris import Iris

Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]
Triples = Iterator[Triple]
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def label(text: str) -> Literal:
    """A name in the graph's own language, English."""
    return Literal(text, language="en")


def decimal(value: float) -> Literal:
    """A number to four places in XSD's canonical form, which the store would bring it to anyway."""
    return Literal(f"{value:.4f}".rstrip("0").rstrip("."), datatype=terms.XSD_DECIMAL)


def integer(value: int) -> Literal:
    return Literal(str(value), datatype=terms.XSD_INTEGER)


def boolean(value: bool) -> Literal:
    return Literal("true" if value else "false", datatype=terms.XSD_BOOLEAN)


def day(value: date) -> Literal:
    return Literal(value.isoformat(), datatype=terms.XSD_DATE)


def calendar(when: When) -> Literal | None:
    """The time as a date, a month or a year where it is exactly one, else None."""
    first, last = when.earliest, when.latest
    if first is None or last is None:
        return None
    if first == last:
        return day(first)
    if when.precision == "month" and (first.year, first.month) == (last.year, last.month):
        return Literal(f"{first:%Y-%m}", datatype=terms.XSD_MONTH)
    if when.precision == "year" and first.year == last.year:
        return Literal(f"{first:%Y}", datatype=terms.XSD_YEAR)
    return None


@dataclass(frozen=True)
class Scope:
    """One reading with the IRIs under which it is written."""

    reading: Reading
    iris: Iris

    @cached_property
    def article(self) -> str:
        return self.iris.article(self.reading.article.name, self.reading.article.digest)

    @cached_property
    def language(self) -> str:
        found = _LANGUAGE.fullmatch(self.reading.article.language.replace("_", "-"))
        return found.group().lower() if found else "und"

    @cached_property
    def entities_by_name(self) -> dict[str, Entity]:
        """The article's names, case-folded -> what they stand for; a name of two things leads to the lesser id."""
        named = [(m.text, m.entity) for m in self.reading.mentions if m.entity and m.kind != "pronoun"]
        named += [(entity.label, entity) for _, entity in named]
        ordered = sorted(named, key=lambda pair: pair[1].id, reverse=True)
        return {name.casefold(): entity for name, entity in ordered}

    def words(self, text: str) -> Literal:
        """Words of the article, tagged with its language."""
        return Literal(text, language=self.language)

    def entity(self, entity: Entity) -> NamedNode:
        return NamedNode(self.iris.entity(entity.id))

    def party_key(self, party: Party | None) -> str:
        """What tells a party apart: its entity, else its words within this article."""
        if party is None:
            return ""
        if party.entity is not None:
            return party.entity.id
        return f"{self.reading.article.name}\n{party.label}"

    def party(self, party: Party, owner: str, role: str) -> tuple[NamedNode, list[Triple]]:
        """The node of a party to `owner`: its entity, else a description that is a part of `owner`."""
        if party.entity is not None:
            return self.entity(party.entity), []
        node = NamedNode(iris.part(owner, role))
        text = party.label or party.text
        return node, [(node, terms.TYPE, terms.DESCRIPTION), (node, terms.LABEL, label(text))]


@lru_cache(maxsize=4096)
def concept(scheme: str, value: str) -> tuple[NamedNode, tuple[Triple, ...]]:
    """The SKOS concept of a controlled word and what the graph says of it."""
    name = " ".join(value.lower().split())
    node = NamedNode(iris.concept(scheme, name))
    return node, (
        (node, terms.TYPE, terms.CONCEPT),
        (node, terms.IN_SCHEME, NamedNode(iris.concept_scheme(scheme))),
        (node, terms.PREF_LABEL, label(name)),
    )


def parts(owner: str, role: str, link: NamedNode, values: tuple[tuple[str, float], ...]) -> Triples:
    """The named parts of a number of `owner`, each a node of its own."""
    whole = NamedNode(owner)
    for name, value in values:
        node = NamedNode(iris.part(owner, role, name))
        yield (whole, link, node)
        yield (node, terms.TYPE, terms.PART)
        yield (node, terms.PART_NAME, Literal(name))
        yield (node, terms.PART_VALUE, decimal(value))
