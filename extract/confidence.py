"""How sure a fact is: named parts, and what facts with such parts proved to be worth.

    path        how surely the pattern that fired says the relation (from its frame file)
    parse       the reader's probability of the least sure arc between the trigger and its parties
    link        how clearly the parties stand for their entities: the margin of the link, less where several fit
    reference   whether the parties are named, or a pronoun or a noun stands for them
    context     whether the text names both, or the article's context gave one
    factuality  how plainly the clause says it
    reach       how near the trigger the parties stand
    clauses     how deep in other clauses it is told
    voice       whether the article says it itself, or leaves it to somebody
    measured    what turns the product of these into the share of such facts that proved right

The last is fitted on facts that people judged (`benchmarks/confidence.py` writes `ontology/confidence.yaml`), so that
of the facts with confidence 0.8 four in five are right.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml
from spacy.tokens import Token

from extract import lexical
from extract.article import Fact, Link, Party

PATH = Path(__file__).parent.parent / "ontology" / "confidence.yaml"
MEASURED = "measured"
LEAST = 0.02  # a part is no surer sign than this that a fact is wrong
UNNAMED, TAKEN_UP, CANDIDATES, MINTED = 0.95, 0.8, 0.7, 0.95
NEAR = 6  # words between a trigger and its parties that make no fact less sure
INNER = 0.8  # what one more clause around the trigger's own leaves
CLEAR = 0.5  # margin from which a link is as good as certain

# relations by which a clause hangs on another
INSIDE = frozenset(("ccomp", "ccomp:relcl", "xcomp", "csubj", "advcl", "acl", "acl:relcl", "parataxis"))

Parts = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """`ontology/confidence.yaml`: log-odds of being right, by type and path, and the weight of each part."""

    base: float
    types: Mapping[str, float]
    paths: Mapping[str, float]
    weights: Mapping[str, float]

    def of(self, fact_type: str, path: str, parts: Parts) -> float:
        """The share of facts like this one that proved right."""
        odds = self.base + self.types.get(fact_type, 0.0) + self.paths.get(path, 0.0)
        odds += sum(self.weights.get(name, 0.0) * math.log(max(value, LEAST)) for name, value in parts)
        return 1 / (1 + math.exp(-odds))


@cache
def measured(path: Path = PATH) -> Measured:
    raw = yaml.safe_load(path.read_text("utf8"))
    return Measured(float(raw["base"]), raw["types"], raw["paths"], raw["weights"])


def calibrated(fact: Fact) -> Fact:
    """The fact with the part `measured`, by which its confidence is the share of such facts that proved right."""
    parts = tuple(part for part in fact.confidence_parts if part[0] != MEASURED)
    product = math.prod(value for _, value in parts)
    if not product:
        return fact
    worth = measured().of(fact.type, fact.path, parts)
    return replace(fact, confidence_parts=(*parts, (MEASURED, round(worth / product, 4))))


def parse(heads: Iterable[Token], trigger: Token) -> float:
    """The probability of the least sure arc between a trigger and the words that name its parties."""
    sure = trigger.doc._.certainty if trigger.doc.has_extension("certainty") else None
    if sure is None:
        return 1.0
    return round(min((float(sure[i]) for head in heads for i in _between(head, trigger)), default=1.0), 3)


def _between(head: Token, trigger: Token) -> Iterable[int]:
    """The words whose arcs lead from one word to the other."""
    up = [head.i, *(a.i for a in head.ancestors)]
    down = [trigger.i, *(a.i for a in trigger.ancestors)]
    shared = set(up) & set(down)
    return [i for i in (*up, *down) if i not in shared]


def reach(heads: Iterable[Token], trigger: Token) -> float:
    """1 where the words that name the parties stand near the trigger, the less the farther off one of them is."""
    return round(NEAR / max((NEAR, *(abs(head.i - trigger.i) for head in heads))), 3)


def clauses(trigger: Token) -> float:
    """1 in a main clause, the less the more clauses stand around the trigger's own, three at most."""
    inner = sum(node.dep_ in INSIDE for node in (trigger, *trigger.ancestors))
    return round(INNER ** min(inner, 3), 3)


def link(party: Party, reasons: Link | None = None) -> float:
    """How clearly a party stands for its entity; of one that only words describe nothing need be said."""
    entity = party.entity
    if entity is None:
        return UNNAMED
    if not entity.linked:
        return CANDIDATES if entity.candidates else MINTED
    margin = reasons.margin if reasons is not None else CLEAR
    return round(MINTED + (1 - MINTED) * min(1.0, margin / CLEAR), 3)


def reference(parties: Iterable[Party]) -> float:
    """Less where a pronoun or a noun ("the union") stands for one of the parties: as surely as it was weighed."""
    return min((_sure(party) for party in parties), default=1.0)


def _sure(party: Party) -> float:
    return party.share if party.share < 1 else TAKEN_UP if _taken_up(party) else 1.0


def _taken_up(party: Party) -> bool:
    words = party.text.lower().split()
    if len(words) == 1:
        return words[0] in lexical.load().pronouns
    return bool(words) and words[0] in lexical.load().determiners and party.entity is not None and _common(party.text)


def _common(text: str) -> bool:
    """Whether the last word of a name is written as a common noun: "the union", and not "the European Union"."""
    return text.split()[-1].islower()
