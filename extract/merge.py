"""The facts of an article, each once: repeated statements merged, vaguer ones left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from extract.article import Fact, Party, Span, When
from extract.layout import Paragraph
from extract.parties import Parties
from extract.positions import Positions

BOUNDS = ("since", "until")


def once(found: Iterable[Fact], paragraphs: Sequence[Paragraph] = ()) -> list[Fact]:
    """Each fact once: of those that say the same, the one stated most surely, in the body rather than above or beside
    it, then the first."""
    body = [paragraph.span for paragraph in paragraphs if paragraph.is_body]
    best: dict[tuple[str, ...], Fact] = {}
    for fact in found:
        thing = fact.object
        key = (
            fact.type,
            _key(fact.subject),
            _key(thing) if thing else f"{fact.evidence.span.start}",
            fact.status,
            fact.role.lower(),
            "denied" if fact.factuality == "denied" else "",
            fact.when.text if fact.when and fact.type not in ("membership", "position") else "",
        )
        held = best.get(key)
        if held is None:
            best[key] = fact
            continue
        surer, other = (fact, held) if _surety(fact, body) > _surety(held, body) else (held, fact)
        best[key] = replace(surer, when=_telling(surer.when, other.when))
    return _told(list(best.values()))


def _surety(fact: Fact, body: Sequence[Span]) -> tuple[bool, bool, float]:
    """What is asserted goes before what is only planned or proposed, the body before a headline, then the more
    confident."""
    return fact.factuality == "asserted", _stands_in(fact, body), fact.confidence


def _stands_in(fact: Fact, spans: Sequence[Span]) -> bool:
    return any(span.start <= fact.evidence.span.start < span.end for span in spans)


def _told(found: Sequence[Fact]) -> list[Fact]:
    """Without facts of no status where the same sentence gives one or denies it: who "resigned as president" no longer
    presides, who "was not elected" never did."""

    def said(fact: Fact) -> tuple[object, ...]:
        return fact.type, _key(fact.subject), fact.object and _key(fact.object), fact.role.lower(), fact.evidence.span

    given = {said(fact) for fact in found if fact.role and (fact.status or fact.factuality == "denied")}
    return [fact for fact in found if fact.status or fact.factuality == "denied" or said(fact) not in given]


def _telling(first: When | None, second: When | None) -> When | None:
    """Of two times of one fact the one that says when it began or ended, else the first that the text names."""
    named = [when for when in (first, second) if when is not None and when.relation != "known"]
    bounds = (when for when in named if when.relation in BOUNDS)
    return next(bounds, named[0] if named else first or second)


def most_precise(found: Sequence[Fact], parties: Parties) -> list[Fact]:
    """Without the posts held in a country that are also said to be held in a body of that country: the body is the
    better answer."""
    inner: dict[str, set[str]] = defaultdict(set)
    at = Positions(parties.mentions)
    for outer in parties.mentions:
        if outer.entity is not None and outer.kind == "name":
            within = (m for m in at.starting(outer.first, outer.last) if m.last <= outer.last and m != outer)
            inner[outer.entity.id] |= {m.entity.id for m in within if m.entity}
    posts = [
        (_key(f.subject), f.role.lower(), inner[f.object.entity.id])
        for f in found
        if f.object and f.object.entity and f.role
    ]

    def coarser(fact: Fact) -> bool:
        where = fact.object.entity if fact.object else None
        return where is not None and any(
            who == _key(fact.subject) and role == fact.role.lower() and where.id in countries
            for who, role, countries in posts
        )

    return [fact for fact in found if not coarser(fact)]


def without_echoes(found: Sequence[Fact], paragraphs: Sequence[Paragraph]) -> list[Fact]:
    """Without what captions, headlines and repeated lines only say again of a fact that the body of the article states.

    "Russian athletes have been frozen out of sport" under a picture says again what the body says of Russia.
    """
    body = [paragraph.span for paragraph in paragraphs if paragraph.is_body]

    stated = {
        (f.type, _key(f.subject), side)
        for f in found
        if f.type != "quote" and _stands_in(f, body)
        for side in _sides(f.object)
    }

    def echoes(fact: Fact) -> bool:
        said = ((fact.type, _key(fact.subject), side) in stated for side in _sides(fact.object))
        return fact.type != "quote" and not _stands_in(fact, body) and any(said)

    return [fact for fact in found if not echoes(fact)]


def _sides(party: Party | None) -> set[str]:
    """What tells a party, and of a group also the country or body whose it is."""
    if party is None:
        return set()
    return {_key(party)} | ({party.entity.member_of} if party.entity and party.entity.member_of else set())


def _key(party: Party) -> str:
    return party.entity.id if party.entity else party.label.lower()
