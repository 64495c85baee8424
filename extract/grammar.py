"""The closed classes of English, loaded once from `ontology/grammar.yaml`, where each is described."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from extract.errors import PressgraphError

PATH = Path(__file__).parent.parent / "ontology" / "grammar.yaml"


class GrammarError(PressgraphError, ValueError):
    """The file lacks a class of words, or has one that nothing reads; the message names it."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """The classes of the file by their names there."""

    possessive: frozenset[str]
    double: Mapping[str, str]
    particles: frozenset[str]
    taking_up: frozenset[str]
    plural: frozenset[str]
    neuter: frozenset[str]
    owners: frozenset[str]
    definite: frozenset[str]
    becoming: frozenset[str]
    succeeding: frozenset[str]
    listing: frozenset[str]
    aiming: frozenset[str]
    opening: frozenset[str]
    exemplifying: tuple[str, ...]  # in the order in which they are looked for
    likening: frozenset[str]
    singling_out: frozenset[str]
    comitative: tuple[str, ...]
    joining: frozenset[str]
    posted: frozenset[str]
    joining_holders: frozenset[str]
    joining_workplaces: frozenset[str]
    subordinating: frozenset[str]
    coordinating: frozenset[str]
    linking: frozenset[str]
    focusing: frozenset[str]
    summing: frozenset[str]
    adding: frozenset[str]
    whole: frozenset[str]
    portions: frozenset[str]
    excepting: frozenset[str]
    clause_openers: frozenset[str]
    before_title: frozenset[str]
    substituting: frozenset[str]
    stranding: frozenset[str]
    so: frozenset[str]
    after_stranded: frozenset[str]
    contrasting: frozenset[str]
    contrasted: frozenset[str]
    contrary: frozenset[str]
    granting: frozenset[str]
    inverting: frozenset[str]
    inverting_before: frozenset[str]
    negating_prefixes: frozenset[str]
    siding: frozenset[str]
    units: frozenset[str]
    sending: frozenset[str]
    papers: frozenset[str]
    issuing: frozenset[str]
    enforcing: frozenset[str]
    orders: frozenset[str]
    petitioning: frozenset[str]
    adverbial: Mapping[str, list[str]]
    nesting: frozenset[str]
    judging: frozenset[str]
    deciding: frozenset[str]
    occurring: frozenset[str]
    reciprocal: frozenset[str]
    reflexive: frozenset[str]
    first_person: frozenset[str]
    first_persons: frozenset[str]
    introducing: frozenset[str]
    ordering: frozenset[str]
    circumstances: frozenset[str]
    in_prepositions: frozenset[str]
    at_another_time: frozenset[str]
    places: frozenset[str]
    attendant: frozenset[str]
    ranking: frozenset[str]
    deputies: frozenset[str]
    postpositive: frozenset[str]
    holding: frozenset[str]
    serving: frozenset[str]
    up_to: frozenset[str]
    by_whom: frozenset[str]
    charging: frozenset[str]
    instruments: frozenset[str]
    enacting: frozenset[str]
    negation_reaches: frozenset[str]
    removing: frozenset[str]
    pledging: frozenset[str]
    transitive: frozenset[str]
    bestowing: frozenset[str]


def load(path: Path = PATH) -> Grammar:
    """The classes of a file of this form."""
    raw: dict[str, Any] = yaml.safe_load(path.read_text("utf8"))
    known = {field.name: str(field.type) for field in fields(Grammar)}
    if odd := sorted(raw.keys() ^ known.keys()):
        raise GrammarError(f"{path}: `{odd[0]}` is missing or unknown; expected just {', '.join(known)}")
    return Grammar(**{name: _typed(words, known[name]) for name, words in raw.items()})


def _typed(words: Any, kind: str) -> Any:
    if kind.startswith("Mapping"):
        return dict(words)
    return tuple(words) if kind.startswith("tuple") else frozenset(words)


GRAMMAR = load()
