"""Articles made up of the facts that they are to state: what is tested with them is what becomes of facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from extract import rdf
from extract.article import Article, Entity, Evidence, Fact, Party, Reading, Span, When
from ontology.iris import Iris
from server import snapshot
from server.store import Store
from tests import readings


def entity(name: str, kind: str = "country") -> Party:
    return Party(name, name, entity=Entity(f"{kind}/{name.lower().replace(' ', '-')}", name, kind))


RURITANIA, STRELSAU, LEAGUE = entity("Ruritania"), entity("Strelsau"), entity("Marsh League", "organisation")
ANNA, BELA = entity("Anna Kerekes", "person"), entity("Bela Sandor", "person")


def day(text: str, relation: str = "at") -> When:
    """A time: "2022-03-05", "2022-03", "2022" or two of them parted by a slash."""
    first, _, last = text.partition("/")
    last = last or first
    lengths = {"02": 28, "04": 30, "06": 30, "09": 30, "11": 30}
    month = last[5:7] or "12"
    end = last if len(last) == 10 else f"{last[:4]}-{month}-{lengths.get(month, 31)}"
    precision = {10: "day", 7: "month", 4: "year"}[len(first)]
    return When(text, None, date.fromisoformat((first + "-01-01")[:10]), date.fromisoformat(end), precision, relation)


def fact(kind: str, subject: Party, object: Party, **more: object) -> Fact:
    return Fact(kind, subject, object, Evidence(Span(0, 1), ""), **more)  # type: ignore[arg-type]


def member(status: str, **more: object) -> Fact:
    return fact("membership", RURITANIA, LEAGUE, status=status, **more)


def banned(kind: str, measure: str = "ban", who: Party = LEAGUE, whom: Party = STRELSAU, **more: object) -> Fact:
    return fact(kind, who, whom, attributes=(("measure", measure),) if measure else (), **more)


NOT_A_MEMBER = member("not a member", factuality="denied")


def held(who: Party, status: str = "", role: str = "prime minister") -> Fact:
    return fact("position", who, RURITANIA, role=role, status=status)


def article(name: str, published: str, *facts: Fact) -> Reading:
    """An article of one sentence for each fact, in which the fact is stated."""
    sentences = [f"Sentence {number} of {name} states a fact." for number in range(len(facts))]
    text = " ".join(sentences)
    placed = []
    for one, sentence in zip(facts, sentences, strict=True):
        start = text.index(sentence)
        evidence = Evidence(Span(start, start + len(sentence)), sentence)
        placed.append(replace(one, evidence=evidence))
    when = day(published) if published else None
    return Reading(Article(name, text, source=f"The {name} Herald", published=when), facts=tuple(placed))


def put(store: Store, *found: Reading) -> None:
    """Put the articles into the store."""
    for reading in found:
        iri = Iris().article(reading.article.name, reading.article.digest)
        store.replace(iri, rdf.quads(reading, run=readings.RUN))


def drop(store: Store, reading: Reading) -> None:
    """Take the article out again."""
    store.remove(Iris().article(reading.article.name, reading.article.digest))


def published(store: Store) -> ox.Store:
    """The graph as readers see it now."""
    store.publish()
    found = snapshot.current(store.path)
    assert found is not None
    return found.open()


def with_a_contradiction(folder: Path) -> ox.Store:
    """The published graph of the two seeds and of two articles that contradict each other."""
    sides = (article(name, "2022-03-05", member(status)) for name, status in (("a", "member"), ("b", "observer")))
    with Store(folder / "store") as store:
        put(store, *readings.seeds(), *sides)
        return published(store)
