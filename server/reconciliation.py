"""The graph's entities by name: the index behind the Reconciliation API, and how a candidate's score comes about.

The index is read from one snapshot and kept until the next. A score is 0..100: 100 for the label itself, 95 for another
name, less for names that share words; a type or property that does not agree lowers it. `match` is said only of a
candidate that is certain and alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ontology.name_keys import key
from server import vocabulary
from server.display import Row, value

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
DESCRIPTION = "https://schema.org/description"
GENERAL = frozenset({"Entity"})  # classes that all entities have
LABEL_SCORE, NAME_SCORE, PART_SCORE = 100.0, 95.0, 80.0
CERTAIN, ALONE = 95.0, 10.0
WRONG_TYPE, WRONG_VALUE = 0.5, 0.7
COMMON = 500  # a word in more names than this tells nothing


@dataclass(slots=True)
class Known:
    """An entity of the graph: its id under the identifier space, label, classes (short names), other names."""

    id: str
    label: str = ""
    description: str = ""
    classes: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Question:
    """One query of a batch, as section 5.1 of the specification has it."""

    name: str = ""
    types: tuple[str, ...] = ()
    strict: str = "should"
    limit: int = 10
    properties: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(slots=True)
class Candidate:
    """An entity that may be meant, and what its score is made of."""

    known: Known
    name_score: float
    features: dict[str, float | bool] = field(default_factory=dict)

    @property
    def score(self) -> float:
        total = self.name_score
        if self.features.get("type") is False:
            total *= WRONG_TYPE
        for name, agrees in self.features.items():
            if name.startswith("property:") and agrees is False:
                total *= WRONG_VALUE
        return round(total, 1)


class Index:
    """The entities of one snapshot, found by name and by the beginning of a name."""

    def __init__(self, rows: Iterable[Row], entity_base: str) -> None:
        self.entities: dict[str, Known] = {}
        self._by_key: dict[str, list[str]] = defaultdict(list)
        self._by_word: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            self._read(row, entity_base)
        for known in self.entities.values():
            for name_key in dict.fromkeys(key(name) for name in (known.label, *known.names)):
                self._by_key[name_key].append(known.id)
                for word in name_key.split():
                    self._by_word[word].append(known.id)
        self.classes = sorted({c for known in self.entities.values() for c in known.classes} - GENERAL)

    def _read(self, row: Row, entity_base: str) -> None:
        iri = value(row, "entity")
        identifier = iri.removeprefix(entity_base)
        if identifier == iri:
            return
        known = self.entities.setdefault(identifier, Known(identifier))
        said, text = value(row, "said"), value(row, "value")
        if said == RDF_TYPE:
            name = text.removeprefix(vocabulary.NAMESPACE + "#")
            if name != text and name not in known.classes:
                known.classes.append(name)
        elif said == RDFS_LABEL:
            known.label = known.label or text
        elif said == DESCRIPTION:
            known.description = known.description or text
        else:
            known.names.append(text)

    def candidates(self, question: Question) -> list[Candidate]:
        """The entities that a question may mean, the best first; properties are yet to be compared."""
        found = [self._candidate(identifier, question) for identifier in self._named(question.name)]
        kept = [c for c in found if question.strict == "should" or c.features.get("type") is not False]
        kept = [c for c in kept if c.name_score > 0]
        return sorted(kept, key=lambda c: (-c.score, c.known.id))[: max(question.limit * 3, 10)]

    def _named(self, name: str) -> Iterator[str]:
        name_key = key(name)
        exact = self._by_key.get(name_key, ())
        yield from exact
        seen = set(exact)
        for word in name_key.split():
            bearers = self._by_word.get(word, ())
            if len(bearers) <= COMMON:
                yield from (i for i in bearers if i not in seen)
                seen.update(bearers)

    def _candidate(self, identifier: str, question: Question) -> Candidate:
        known = self.entities[identifier]
        candidate = Candidate(known, _name_score(question.name, known))
        candidate.features["name"] = candidate.name_score
        if question.types:
            wanted = set(question.types)
            has = wanted <= set(known.classes) if question.strict == "all" else bool(wanted & set(known.classes))
            candidate.features["type"] = has
        return candidate

    def beginning(self, prefix: str, limit: int) -> list[Known]:
        """The entities of which a name begins so, those whose label does first, the shorter names first."""
        start = key(prefix)
        if not start:
            return []
        hits = [i for name_key, ids in self._by_key.items() if name_key.startswith(start) for i in ids]
        found = [self.entities[i] for i in dict.fromkeys(hits)]
        return sorted(found, key=lambda k: (not key(k.label).startswith(start), len(k.label), k.id))[:limit]


def _name_score(name: str, known: Known) -> float:
    wanted = key(name)
    if wanted == key(known.label):
        return LABEL_SCORE
    if any(wanted == key(other) for other in known.names):
        return NAME_SCORE
    words = set(wanted.split())
    best = 0.0
    for other in (known.label, *known.names):
        has = set(key(other).split())
        best = max(best, 2 * len(words & has) / (len(words) + len(has)) if has else 0.0)
    return round(PART_SCORE * best, 1)


def ranked(candidates: Sequence[Candidate], limit: int) -> list[tuple[Candidate, bool]]:
    """The candidates in order, and of each whether it is certain: full score and none near it."""
    best = sorted(candidates, key=lambda c: (-c.score, c.known.id))
    second = best[1].score if len(best) > 1 else 0.0
    return [(c, n == 0 and c.score >= CERTAIN and c.score - second >= ALONE) for n, c in enumerate(best[:limit])]


def class_label(name: str) -> str:
    """The label of a class by its short name."""
    return vocabulary.label(f"{vocabulary.NAMESPACE}#{name}")


def classes_of(known: Known) -> list[Mapping[str, str]]:
    """An entity's classes as the API writes them, the general one left out."""
    return [{"id": c, "name": class_label(c)} for c in known.classes if c not in GENERAL]
