"""Readings made from the annotated seeds in corpus/: what the graph and the pages are tested with, without a reader."""

from __future__ import annotations

import json
import re
from calendar import monthrange
from datetime import date
from pathlib import Path
from typing import Any

from extract.article import (
    Article,
    Attribution,
    Entity,
    Evidence,
    Fact,
    Link,
    Mention,
    Party,
    Quote,
    Reading,
    Span,
    When,
)
from extract.rdf import Run
from ontology import iris

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
RUN = Run(version="0.1.0", model="m0", lexicon="l0", table="t0")
WIKIDATA = "http://www.wikidata.org/entity/"

# label -> (id in the entity table, type); what is not here is minted or described
TABLE = {
    "Russia": ("Q159", "country"),
    "China": ("Q148", "country"),
    "India": ("Q668", "country"),
    "Iran": ("Q794", "country"),
    "Belarus": ("Q184", "country"),
    "Afghanistan": ("Q889", "country"),
    "Uzbekistan": ("Q265", "country"),
    "Samarkand": ("Q5753", "city"),
    "Shanghai Cooperation Organisation": ("Q485207", "organisation"),
    "International Olympic Committee": ("Q40970", "sport_body"),
    "Mikhail Mishustin": ("Q4298520", "person"),
    "Vladimir Putin": ("Q7747", "person"),
}
MINTED = {
    "Bakhtiyor Khakimov": "person",
    "Association of Sports Organisations": "organisation",
    "Ministry of Foreign Affairs of Russia": "organisation",
    "SCO Council of Heads of Government": "organisation",
    "International Boxing Association": "sport_body",
    "BRICS": "organisation",
    "TASS": "outlet",
    "Russian athletes": "group",
    "Belarusian athletes": "group",
}
COUNTRIES = (
    *("Pakistan", "Kazakhstan", "Kyrgyzstan", "Tajikistan", "Mongolia", "Brazil", "Cambodia", "Azerbaijan", "Nepal"),
    *("Armenia", "Egypt", "Qatar", "Bahrain", "Kuwait", "Maldives", "Myanmar", "Turkey", "Ukraine", "South Africa"),
    *("Sri Lanka", "Saudi Arabia", "United Arab Emirates"),
)
ATTRIBUTES = ("place", "event", "reason", "count", "country")
PUBLISHED = {"seed0": (date(2023, 3, 1), date(2023, 3, 31)), "seed1": (date(2022, 10, 1), date(2022, 11, 30))}


def entity(label: str) -> Entity | None:
    """The entity of a name that the seeds use, or None where it is only a description."""
    if label in TABLE:
        qid, entity_type = TABLE[label]
        same_as = (WIKIDATA + qid, "http://dbpedia.org/resource/" + label.replace(" ", "_"))
        codes = (("ioc", "RUS"), ("iso3", "RUS")) if label == "Russia" else ()
        aliases = ("SCO",) if label.startswith("Shanghai") else ()
        return Entity(qid, label, entity_type, same_as=same_as, codes=codes, aliases=aliases)
    if label in MINTED or label in COUNTRIES:
        entity_type = MINTED.get(label, "country")
        candidates = ("Q17122384", "Q743239") if label == "International Boxing Association" else ()
        group = "Q159" if label == "Russian athletes" else ""
        minted = iris.minted_id(entity_type, label)
        return Entity(minted, label, entity_type, candidates=candidates, member_of=group)
    return None


def party(label: str) -> Party:
    return Party(label=label, text=label, entity=entity(label))


def seed(name: str) -> Reading:
    """One of the two seeds, read as its annotation says."""
    notes = json.loads((CORPUS / f"{name}.json").read_text(encoding="utf-8"))
    text = (CORPUS / f"{name}.txt").read_text(encoding="utf-8")
    first, last = PUBLISHED[name]
    published = When(str(first), earliest=first, latest=last, precision="month", inferred=True)
    article = Article(name, text, notes["title"], notes["source"], notes["url"], published)
    facts = tuple(_fact(text, row) for row in notes["facts"])
    quotes = tuple(fact.quote for fact in facts if fact.quote)
    return Reading(article, tuple(_mentions(text, notes["aliases"])), quotes, facts)


def seeds() -> tuple[Reading, Reading]:
    return seed("seed0"), seed("seed1")


def _fact(text: str, row: dict[str, Any]) -> Fact:
    attrs = row["attrs"]
    start = attrs["evidence_start"]
    sentence = Span(start, start + len(row["evidence"]))
    quote = _quote(text, row, sentence) if row["type"] == "quote" else None
    span = quote.span if quote else sentence
    speaker = attrs.get("according_to")
    return Fact(
        type=row["type"],
        subject=party(row["subject"]),
        object=None if quote else party(row["object"]),
        evidence=Evidence(span, span.of(text)),
        relation=row["relation"],
        status=attrs.get("status", "") if row["type"] == "membership" else "",
        role=attrs.get("role", ""),
        factuality="planned" if attrs.get("status") == "planned" else "asserted",
        attribution=Attribution(speaker=party(speaker), cue="claimed") if speaker else None,
        when=_when(attrs),
        attributes=tuple((name, str(attrs[name])) for name in ATTRIBUTES if name in attrs),
        confidence_parts=(("path", 0.95), ("parse", 0.98)),
        path=f"{row['type']}/annotated",
        quote=quote,
    )


def _quote(text: str, row: dict[str, Any], sentence: Span) -> Quote:
    attrs = row["attrs"]
    span = Span(attrs["start"], attrs["end"])
    return Quote(
        span=span,
        text=span.of(text),
        kind=attrs["kind"],
        sentence=sentence,
        speaker=party(row["subject"]),
        cue=attrs.get("cue", ""),
        medium=party(attrs["source"]) if "source" in attrs else None,
        utterance=int(attrs.get("utterance", "u0").removeprefix("u")),
        continuation=attrs.get("continuation", False),
        unclosed=attrs.get("unclosed", False),
    )


def _when(attrs: dict[str, Any]) -> When | None:
    if "date" not in attrs:
        return When(attrs["date_text"]) if "date_text" in attrs else None
    year, _, month = attrs["date"].partition("-")
    if not month:
        return When(year, earliest=date(int(year), 1, 1), latest=date(int(year), 12, 31), precision="year")
    first = date(int(year), int(month), 1)
    last = date(int(year), int(month), monthrange(int(year), int(month))[1])
    return When(attrs.get("date_text", ""), earliest=first, latest=last, precision="month", inferred=True)


def _mentions(text: str, aliases: dict[str, list[str]]) -> list[Mention]:
    named = {name: label for label, names in aliases.items() for name in [label, *names]}
    named |= {label: label for label in (*TABLE, *COUNTRIES, *MINTED)}
    found = []
    for name, label in sorted(named.items()):
        for place in re.finditer(rf"\b{re.escape(name)}\b", text):
            link = Link("exact" if name == label else "acronym", 0.9, 0.5, (("name", 0.9), ("type", 1.0)), "t0")
            span = Span(*place.span())
            found.append(Mention(span, name, "", "name", 0, 1, 0, 0, entity(label), link if label in TABLE else None))
    return found
