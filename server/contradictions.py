"""Facts that cannot both hold: found among the merged facts when a snapshot is made, and written beside them.

What excludes what is declared in `ontology/contradictions.yaml`. Two facts contradict each other where a rule says so
and two claims of them speak of the same time. A claim speaks of the time that its fact has, else of the day on which it
knows the fact to hold, else of its article's publication; nothing is taken to go on until something ends it.

Only what may have changed is looked at again: pairs with a fact that an article states which came, went or changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import combinations, product

import pyoxigraph as ox

from ontology import iris, terms
from ontology.contradictions import NONE, Rule, Rules
from server.claims import DEFAULT, Claim, Facts

MEANING = (terms.TYPE, terms.IN_SCHEME, terms.PREF_LABEL)
"""What is said of a kind of contradiction."""


@dataclass(slots=True)
class Contradiction:
    """Two facts that cannot both hold, the lesser IRI first, and the claims that say so at the same time."""

    kind: str
    one: str
    other: str
    claims: set[str] = field(default_factory=set)

    @property
    def node(self) -> ox.NamedNode:
        """A part of the first fact."""
        return ox.NamedNode(iris.part(self.one, "contradiction", self.kind, self.other.rpartition("/")[2]))

    def quads(self) -> Iterator[ox.Quad]:
        """What the default graph says of it."""
        one, other, concept = ox.NamedNode(self.one), ox.NamedNode(self.other), _concept(self.kind)
        yield ox.Quad(one, terms.CONTRADICTS, other, DEFAULT)
        yield ox.Quad(other, terms.CONTRADICTS, one, DEFAULT)
        yield ox.Quad(self.node, terms.TYPE, terms.CONTRADICTION, DEFAULT)
        yield ox.Quad(self.node, terms.CONTRADICTION_KIND, concept, DEFAULT)
        for fact in (one, other):
            yield ox.Quad(self.node, terms.CONTRADICTING_FACT, fact, DEFAULT)
        for claim in self.claims:
            yield ox.Quad(self.node, terms.CONTRADICTING_CLAIM, ox.NamedNode(claim), DEFAULT)
        scheme = ox.NamedNode(iris.concept_scheme("contradiction"))
        yield ox.Quad(concept, terms.TYPE, terms.CONCEPT, DEFAULT)
        yield ox.Quad(concept, terms.IN_SCHEME, scheme, DEFAULT)
        yield ox.Quad(concept, terms.PREF_LABEL, ox.Literal(self.kind, language="en"), DEFAULT)


def stated(quads: Iterable[ox.Quad]) -> Iterator[str]:
    """The facts that the claims among these quads state."""
    for quad in quads:
        if quad.predicate == terms.STATES and isinstance(quad.object, ox.NamedNode):
            yield quad.object.value


def difference(graph: ox.Store, rules: Rules, touched: set[str] | None) -> tuple[set[ox.Quad], set[ox.Quad]]:
    """The quads about contradictions that are no longer true, and those that have become so.

    `touched` are the facts whose claims may have changed since this was last asked; None: any may.
    """
    facts = Facts(graph, whole=touched is None)
    old = {quad for node in _nodes(graph, touched) for quad in _written(graph, node)}
    new = {quad for found in _found(facts, rules, touched) for quad in found.quads()}
    kept = {quad for quad in old - new if _is_of_others(graph, quad, old)}
    return old - new - kept, {quad for quad in new - old if quad not in graph}


def _concept(kind: str) -> ox.NamedNode:
    return ox.NamedNode(iris.concept("contradiction", kind))


# What the graph has of them already


def _nodes(graph: ox.Store, touched: set[str] | None) -> set[ox.NamedNode]:
    """The contradictions in the graph of which one side is touched."""
    if touched is None:
        found = graph.quads_for_pattern(None, terms.TYPE, terms.CONTRADICTION, DEFAULT)
        return {quad.subject for quad in found if isinstance(quad.subject, ox.NamedNode)}
    return {
        quad.subject
        for fact in touched
        for quad in graph.quads_for_pattern(None, terms.CONTRADICTING_FACT, ox.NamedNode(fact), DEFAULT)
        if isinstance(quad.subject, ox.NamedNode)
    }


def _written(graph: ox.Store, node: ox.NamedNode) -> Iterator[ox.Quad]:
    """The quads of one contradiction, as `Contradiction.quads` made them."""
    sides = []
    for quad in graph.quads_for_pattern(node, None, None, DEFAULT):
        yield quad
        if quad.predicate == terms.CONTRADICTING_FACT:
            sides.append(quad.object)
        elif quad.predicate == terms.CONTRADICTION_KIND:
            yield from (q for q in graph.quads_for_pattern(quad.object, None, None, DEFAULT) if q.predicate in MEANING)  # type: ignore[arg-type]
    for one, other in product(sides, sides):
        yield from graph.quads_for_pattern(one, terms.CONTRADICTS, other, DEFAULT)  # type: ignore[arg-type]


def _is_of_others(graph: ox.Store, quad: ox.Quad, old: set[ox.Quad]) -> bool:
    """Whether a quad says what a concept means that a contradiction beside the `old` ones has too."""
    bearers = graph.quads_for_pattern(None, terms.CONTRADICTION_KIND, quad.subject, DEFAULT)
    return any(bearer not in old for bearer in bearers)


# What there is to find

Key = tuple[frozenset[str], ...]
Stated = tuple[str, Claim]
"""A fact and one of its claims."""


def _found(facts: Facts, rules: Rules, touched: set[str] | None) -> Iterator[Contradiction]:
    within = timedelta(days=rules.within_days)
    for rule in rules.rules:
        pairs: dict[tuple[str, str], Contradiction] = {}
        for sides in _groups(facts, rule, touched):
            for one, other in _clashes(facts, rule, sides, touched, within):
                (first, _), (second, _) = sorted([one, other], key=lambda stated: stated[0])
                pair = pairs.setdefault((first, second), Contradiction(rule.kind, first, second))
                pair.claims |= {one[1].iri, other[1].iri}
        yield from pairs.values()


def _groups(facts: Facts, rule: Rule, touched: set[str] | None) -> Iterator[dict[int, list[str]]]:
    """Facts that share what the rule demands and stand on different sides of it, by their sides; of such groups those
    that may have changed."""
    if touched is None:
        candidates = {fact for class_ in rule.about for fact in facts.with_value(terms.TYPE, class_)}
    else:
        changed = {key for fact in touched if (key := _key(facts, rule, fact)) is not None}
        firsts = {value for key in changed for value in key[0]}
        candidates = {fact for value in firsts for fact in facts.with_value(rule.same[0], value)}
    groups: dict[Key, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for fact in candidates:
        key, side = _key(facts, rule, fact), rule.side(partial(facts.values, fact))
        if key is not None and side is not None and (touched is None or key in changed):
            groups[key][side].append(fact)
    return (sides for sides in groups.values() if len(sides) > 1)


def _key(facts: Facts, rule: Rule, fact: str) -> Key | None:
    """What a fact shares with those that it may contradict; None where the rule does not speak of it."""
    if not facts.values(fact, terms.TYPE) & rule.about:
        return None
    same = tuple(facts.values(fact, link) for link in rule.same)
    if any(NONE in values for values in same):
        return None
    return *same, *(facts.values(fact, link) for link in rule.alike)


def _clashes(
    facts: Facts, rule: Rule, sides: dict[int, list[str]], touched: set[str] | None, within: timedelta
) -> Iterator[tuple[Stated, Stated]]:
    """Pairs of claims on different sides that speak of the same time, with a touched fact among the two."""
    told = {number: list(_told(facts, rule, number, members)) for number, members in sides.items()}
    voices = [{_voice(claim, rule) for _, claim in claims} for claims in told.values()]
    both = set().union(*(one & other for one, other in combinations(voices, 2)))
    for left, right in combinations(sorted(told), 2):
        for one, other in product(told[left], told[right]):
            if touched is not None and one[0] not in touched and other[0] not in touched:
                continue
            spoken = {_voice(one[1], rule), _voice(other[1], rule)}
            if spoken & both or not _at_one_time(one[1], other[1], within):
                continue
            if all(_agree(facts.values(one[0], link), facts.values(other[0], link)) for link in rule.agree):
                yield one, other


def _told(facts: Facts, rule: Rule, number: int, members: Iterable[str]) -> Iterator[Stated]:
    """The claims of facts on a side that state them as surely as the side demands."""
    wanted = rule.sides[number].get(terms.FACTUALITY)
    for fact in members:
        for claim in facts.claims(fact):
            if wanted is None or claim.factuality in wanted:
                yield fact, claim


def _voice(claim: Claim, rule: Rule) -> tuple[str, str]:
    """Who is taken to speak: the article, or each of those whose word it reports."""
    return claim.article, claim.speaker if rule.voices else NONE


def _at_one_time(one: Claim, other: Claim, within: timedelta) -> bool:
    if one.article == other.article and not one.dated and not other.dated:
        return True
    return one.time is not None and other.time is not None and one.time.overlaps(other.time, within)


def _agree(one: frozenset[str], other: frozenset[str]) -> bool:
    return NONE in one | other or bool(one & other)
