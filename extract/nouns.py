"""The nouns by which news takes up or announces parties that it names elsewhere: `ontology/parties.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

WORDS = Path(__file__).parent.parent / "ontology" / "parties.yaml"


@dataclass(frozen=True, slots=True)
class Nouns:
    """The nouns of `ontology/parties.yaml`."""

    announcing: frozenset[str]
    pairs: frozenset[str]
    pairing: frozenset[str]
    both: frozenset[str]
    counting: tuple[str, ...]
    agents: frozenset[str]
    organs: frozenset[str]
    organs_of_bodies: frozenset[str]
    branches: frozenset[str]
    homelands: frozenset[str]
    describing: frozenset[str]
    ranks: frozenset[str]
    citizens: frozenset[str]
    portfolios: frozenset[str]
    heading: frozenset[str]
    blocs: frozenset[str]
    kinds_of_place: frozenset[str]
    single: frozenset[str]
    fields: frozenset[str]
    member: frozenset[str]
    bodies: frozenset[str]
    bodies_within: frozenset[str]
    members: Mapping[str, tuple[str, str]]


@lru_cache(maxsize=1)
def nouns() -> Nouns:
    raw = yaml.safe_load(WORDS.read_text("utf8"))
    members = {subtype: (one, several) for subtype, (one, several) in raw.pop("members").items()}
    counting = tuple(raw.pop("counting"))
    return Nouns(**{name: frozenset(words) for name, words in raw.items()}, members=members, counting=counting)
