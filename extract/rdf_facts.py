"""Facts and claims in RDF: what is reported, and which words of which article report it, how surely and as whose."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode

from extract.article import Attribution, Fact, Quote, When
from extract.rdf_terms import Scope, Triple, Triples, boolean, calendar, concept, day, decimal, integer, label, parts
from ontology import iris, mapping, terms
from ontology.mapping import FactMapping

_CONTEXT = 32  # characters of prefix and suffix in a quote selector
_LABEL_LENGTH = 90


@dataclass(frozen=True)
class Written:
    """A fact with the IRIs under which it and its claim are written, and its attributes with those its words tell."""

    fact: Fact
    attributes: tuple[tuple[str, str], ...]
    mapping: FactMapping
    iri: str
    claim: str
    quote: str = ""

    @property
    def node(self) -> NamedNode:
        return NamedNode(self.iri)

    @property
    def status(self) -> str:
        return self.fact.status or self.mapping.default_status


def written(scope: Scope) -> tuple[Written, ...]:
    """The facts of the reading by their IRIs, one a claim; of two that state the same at one place the surer."""
    by_claim: dict[str, Written] = {}
    for fact in sorted(scope.reading.facts, key=_order):
        one = _written(scope, fact)
        by_claim.setdefault(one.claim, one)
    return tuple(by_claim.values())


def facts(scope: Scope, found: Iterable[Written]) -> Triples:
    """The n-ary facts, and the plain triple of each that the article asserts as holding."""
    for one in found:
        yield from _fact(scope, one)
        yield from _time(one.node, _placed(one.fact.when))
        yield from _attributes(scope, one)


def claims(scope: Scope, found: Iterable[Written], run: str) -> Triples:
    """What makes each fact a claim of this article: evidence, certainty, the one who says so, and the run."""
    for one in found:
        yield from _claim(scope, one, run)
        yield from _evidence(scope, one)
        yield from _attribution(scope, one.claim, one.fact.attribution or one.fact.quote)
        yield from _claimed_time(scope, one)


def asserted_by_article(fact: Fact) -> bool:
    """Whether the article itself states it as holding: asserted, and no one else's word (the subject's own counts)."""
    speaker = fact.attribution.speaker if fact.attribution else None
    if fact.factuality != "asserted":
        return False
    if speaker is None or fact.quote is not None:
        return True
    return bool(speaker.entity and fact.subject.entity and speaker.entity.id == fact.subject.entity.id)


def _order(fact: Fact) -> tuple[int, int, float, str]:
    return fact.evidence.span.start, fact.evidence.span.end, -fact.confidence, repr(fact)


def _written(scope: Scope, fact: Fact) -> Written:
    how = mapping.fact(fact.type)
    attributes = _attributes_of(fact)
    speaker = scope.party_key(fact.subject)
    quote = scope.iris.quote(speaker, fact.quote.text) if fact.quote else ""
    target = iris.digest(speaker, fact.quote.text) if fact.quote else scope.party_key(fact.object)
    iri = scope.iris.fact(
        fact.type,
        speaker,
        target,
        (fact.status or how.default_status).casefold(),
        fact.role.casefold(),
        *_time_key(_placed(fact.when)),
        *(f"{name}={_identifying(fact, attributes, name)}" for name in how.identity),
        *(["denied"] if fact.factuality == "denied" else []),  # that something is not so is another thing to say
    )
    span = fact.evidence.span
    return Written(fact, attributes, how, iri, scope.iris.claim(scope.article, span.start, span.end, iri), quote)


def _attributes_of(fact: Fact) -> tuple[tuple[str, str], ...]:
    given = {name for name, _ in fact.attributes}
    return (*fact.attributes, *mapping.told(fact.type, fact.relation, given))


def _identifying(fact: Fact, attributes: tuple[tuple[str, str], ...], name: str) -> str:
    values = [fact.relation] if name == "relation" else sorted(value for key, value in attributes if key == name)
    return "|".join(values).casefold()


def _placed(when: When | None) -> When | None:
    """The time as part of the fact: resolved, and more than the day on which the fact is known to hold."""
    return when if when is not None and when.resolved and when.relation != "known" else None


def _time_key(when: When | None) -> tuple[str, ...]:
    return () if when is None else (when.relation, str(when.earliest), str(when.latest))


def _fact(scope: Scope, one: Written) -> Triples:
    fact, how, node = one.fact, one.mapping, one.node
    for class_ in how.classes:
        yield (node, terms.TYPE, class_)
    subject, described = scope.party(fact.subject, one.iri, "subject")
    yield from described
    yield from ((node, link, subject) for link in {how.subject: 0, terms.SUBJECT: 0})
    target = yield from _object(scope, one)
    if target is not None:
        yield from ((node, link, target) for link in {how.object: 0, terms.OBJECT: 0})
        if asserted_by_article(fact):
            object_type = fact.object.entity.type if fact.object and fact.object.entity else ""
            for link in how.plain_properties(one.status, object_type):
                yield (subject, link, target)
    yield (node, terms.LABEL, label(_label(one)))
    yield from _concept(node, terms.FACTUALITY, "factuality", fact.factuality)
    if one.status:
        yield from _concept(node, terms.STATUS, "status", one.status)
    if fact.role:
        yield (node, terms.ROLE, scope.words(fact.role))


def _object(scope: Scope, one: Written) -> Generator[Triple, None, NamedNode | None]:
    """Yields what is said of the object; returns its node, None where the fact has none."""
    fact = one.fact
    if fact.quote is not None:
        yield from _quote(scope, one, fact.quote)
        return NamedNode(one.quote)
    if fact.object is None:
        return None
    target, described = scope.party(fact.object, one.iri, "object")
    yield from described
    return target


def _quote(scope: Scope, one: Written, quote: Quote) -> Triples:
    node = NamedNode(one.quote)
    yield (node, terms.TYPE, terms.QUOTE_CLASS)
    yield (node, terms.TYPE, terms.QUOTATION)
    yield (node, terms.LABEL, label(f"“{_shortened(quote.text)}”"))
    yield (node, terms.TEXT, scope.words(quote.text))
    yield (node, terms.QUOTE_KIND, Literal(quote.kind))
    speaker, described = scope.party(one.fact.subject, one.iri, "subject")
    yield from described
    yield (node, terms.SPEAKER, speaker)


def _concept(node: NamedNode, link: NamedNode, scheme: str, value: str) -> Triples:
    target, said = concept(scheme, value)
    yield (node, link, target)
    yield from said


def _label(one: Written) -> str:
    fact = one.fact
    values: dict[str, str] = defaultdict(str, one.attributes)
    values |= {"subject": fact.subject.label, "object": fact.object.label if fact.object else ""}
    values |= {"status": one.status, "role": fact.role, "relation": fact.relation, "type": fact.type}
    if fact.quote is not None:
        values["object"] = _shortened(fact.quote.text)
    pattern = one.mapping.label_alone if one.mapping.label_alone and not values["object"] else one.mapping.label
    text = " ".join(pattern.format_map(values).split()).replace(" ,", ",").replace("– –", "–")
    return re.sub(r"[\s,:–]+$", "", text)


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LABEL_LENGTH else text[:_LABEL_LENGTH].rsplit(" ", 1)[0] + " …"


def _time(node: NamedNode, when: When | None) -> Triples:
    if when is None:
        return
    bounds: tuple[tuple[NamedNode, date | None], ...] = ((terms.EARLIEST, when.earliest), (terms.LATEST, when.latest))
    for link, bound in bounds:
        if bound is not None:
            yield (node, link, day(bound))
    if (exact := calendar(when)) is not None:
        yield (node, terms.WHEN, exact)
    yield (node, terms.TIME_RELATION, Literal(when.relation))
    if when.precision:
        yield (node, terms.PRECISION, Literal(when.precision))
    if when.inferred:
        yield (node, terms.TIME_INFERRED, boolean(True))


def _attributes(scope: Scope, one: Written) -> Triples:
    for name, value in one.attributes:
        how = mapping.attribute(name)
        if how.scheme:
            yield from _concept(one.node, how.property, how.scheme, value)
        elif how.integer and value.isascii() and value.isdigit():
            yield (one.node, how.property, integer(int(value)))
        else:
            known = how is not mapping.UNKNOWN_ATTRIBUTE and not how.integer
            text = scope.words(value if known else f"{name}: {value}")
            yield (one.node, how.property if known else terms.DETAIL, text)
        entity = scope.entities_by_name.get(value.casefold()) if how.entity else None
        if how.entity and entity:
            yield (one.node, how.entity, scope.entity(entity))


def _claim(scope: Scope, one: Written, run: str) -> Triples:
    fact, node = one.fact, NamedNode(one.claim)
    sentence = fact.quote.sentence.of(scope.reading.article.text) if fact.quote else fact.evidence.text
    yield (node, terms.TYPE, terms.CLAIM)
    yield (node, terms.STATES, one.node)
    yield (node, terms.REPORTED_IN, NamedNode(scope.article))
    yield (node, terms.GENERATED_BY, NamedNode(run))
    yield (node, terms.SENTENCE, scope.words(sentence))
    yield from _concept(node, terms.FACTUALITY, "factuality", fact.factuality)
    yield (node, terms.CONFIDENCE, decimal(fact.confidence))
    yield from parts(one.claim, "confidence", terms.CONFIDENCE_PART, fact.confidence_parts)
    if fact.relation:
        yield (node, terms.RELATION, scope.words(fact.relation))
    if fact.path:
        yield (node, terms.PATH, Literal(fact.path))
    if fact.quote is not None:
        yield (node, terms.UTTERANCE, integer(fact.quote.utterance))
        for link, holds in ((terms.UNCLOSED, fact.quote.unclosed), (terms.CONTINUATION, fact.quote.continuation)):
            if holds:
                yield (node, link, boolean(True))


def _evidence(scope: Scope, one: Written) -> Triples:
    """The evidence as a Web Annotation target: https://www.w3.org/TR/annotation-model/#selectors."""
    text, span = scope.reading.article.text, one.fact.evidence.span
    target = NamedNode(iris.part(one.claim, "evidence"))
    position, quote = (NamedNode(iris.part(one.claim, name)) for name in ("position", "words"))
    yield (NamedNode(one.claim), terms.EVIDENCE, target)
    yield (target, terms.TYPE, terms.SPECIFIC_RESOURCE)
    yield (target, terms.HAS_SOURCE, NamedNode(scope.article))
    yield (target, terms.HAS_SELECTOR, position)
    yield (target, terms.HAS_SELECTOR, quote)
    yield (position, terms.TYPE, terms.POSITION_SELECTOR)
    yield (position, terms.START, integer(span.start))
    yield (position, terms.END, integer(span.end))
    yield (quote, terms.TYPE, terms.QUOTE_SELECTOR)
    yield (quote, terms.EXACT, Literal(span.of(text)))
    yield (quote, terms.PREFIX, Literal(text[max(0, span.start - _CONTEXT) : span.start]))
    yield (quote, terms.SUFFIX, Literal(text[span.end : span.end + _CONTEXT]))


def _attribution(scope: Scope, claim: str, saying: Attribution | Quote | None) -> Triples:
    if saying is None:
        return
    roles = (
        ("speaker", terms.ATTRIBUTED_TO, saying.speaker),
        ("medium", terms.MEDIUM, saying.medium),
        ("addressee", terms.ADDRESSEE, saying.addressee),
    )
    for role, link, party in roles:
        if party is not None:
            node, described = scope.party(party, claim, role)
            yield from described
            yield (NamedNode(claim), link, node)
    if saying.cue:
        yield (NamedNode(claim), terms.CUE, scope.words(saying.cue))


def _claimed_time(scope: Scope, one: Written) -> Triples:
    when, node = one.fact.when, NamedNode(one.claim)
    if when is None:
        return
    if when.text:
        yield (node, terms.TIME_TEXT, scope.words(when.text))
        yield (node, terms.TIME_RESOLVED, boolean(when.resolved))
    known = when.latest or when.earliest
    if when.relation == "known" and known is not None:
        yield (node, terms.KNOWN_AT, day(known))
