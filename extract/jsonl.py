"""Facts as JSON objects, one a line: what `pressgraph facts` prints and `pressgraph eval` measures.

{"article": "seed0",                  the article's name
 "type": "membership",
 "subject": {"label": "Iran", "text": "Iran", "mentions": ["Iran"], "iri": "https://...", "same_as": ["..."]},
 "relation": "is in the process of joining",
 "object": {"label": "Shanghai Cooperation Organisation", ...},      null where there is none
 "status": "acceding",                and "role", where the fact has one
 "factuality": "asserted",
 "start": 605, "end": 767,            the evidence in code points; of a quote, the quoted words without marks
 "evidence": "Iran is in ...",
 "confidence": 0.93,
 "attribution": {"speaker": {...}, "cue": "said", "medium": {...}},   where the article names who says so
 "when": {"text": "in September", "earliest": "2022-09-01", "latest": "2022-09-30", ...},
 "attributes": {"measure": "ban"}, "path": "membership/consists-of"}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extract.article import Attribution, Fact, Party, Reading, When
from ontology.iris import Iris

Record = dict[str, Any]


def records(reading: Reading, *, iris: Iris) -> Iterator[Record]:
    """The article's facts in the order of their evidence, as objects for `json.dumps`; empty fields left out."""
    for fact in sorted(reading.facts, key=lambda fact: (_span(fact), fact.type)):
        yield _record(reading.article.name, fact, iris)


def _record(article: str, fact: Fact, iris: Iris) -> Record:
    start, end = _span(fact)
    record = {
        "article": article,
        "type": fact.type,
        "subject": _party(fact.subject, iris),
        "relation": fact.relation,
        "object": _party(fact.object, iris),
        "status": fact.status,
        "role": fact.role,
        "factuality": fact.factuality,
        "start": start,
        "end": end,
        "evidence": fact.evidence.text,
        "confidence": fact.confidence,
        "attribution": _attribution(fact.attribution, iris),
        "when": _when(fact.when),
        "attributes": dict(fact.attributes),
        "path": fact.path,
    }
    required = ("object", "start", "end", "confidence")
    return {key: value for key, value in record.items() if value or key in required}


def _span(fact: Fact) -> tuple[int, int]:
    """The characters that a fact is measured by: a quote's own words, else its evidence."""
    span = fact.quote.span if fact.type == "quote" and fact.quote else fact.evidence.span
    return span.start, span.end


def _party(party: Party | None, iris: Iris) -> Record | None:
    if party is None:
        return None
    record: Record = {"label": party.label, "text": party.text, "mentions": list(party.mentions)}
    if party.entity is not None:
        record["iri"] = iris.entity(party.entity.id)
        record["same_as"] = list(party.entity.same_as)
    return record


def _attribution(attribution: Attribution | None, iris: Iris) -> Record | None:
    if attribution is None:
        return None
    record = {
        "speaker": _party(attribution.speaker, iris),
        "cue": attribution.cue,
        "medium": _party(attribution.medium, iris),
        "addressee": _party(attribution.addressee, iris),
    }
    return {key: value for key, value in record.items() if value}


def _when(when: When | None) -> Record | None:
    if when is None:
        return None
    record: Record = {"text": when.text, "relation": when.relation}
    if when.earliest is not None:
        record["earliest"] = when.earliest.isoformat()
    if when.latest is not None:
        record["latest"] = when.latest.isoformat()
    if when.precision:
        record["precision"] = when.precision
    if when.inferred:
        record["inferred"] = True
    return record
