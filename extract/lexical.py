"""The words of `ontology/entities/words.yaml` (titles, heads of names, nominals, metonym contexts), loaded once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from ontology.entity_table import FOLDER

Phrases = frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Words:
    """How English speaks of entities; each field is described in the file itself."""

    honorifics: frozenset[str]
    sovereigns: frozenset[str]
    offices: Phrases
    occupations: Phrases
    title_modifiers: frozenset[str]
    title_openings: frozenset[str]
    heads: Mapping[str, str]  # last or first word of a name -> the type that it tells
    sports: frozenset[str]
    generic: frozenset[str]
    joiners: frozenset[str]
    particles: frozenset[str]
    inner_possessives: frozenset[str]
    nominals: Mapping[tuple[str, ...], str]  # head of a noun phrase -> the type that it stands for
    strange: Mapping[str, frozenset[str]]  # nouns -> types and subtypes of the table that nobody calls so
    regions: Mapping[tuple[str, ...], frozenset[str]]  # "west african" -> ISO 3166-1 codes of the countries
    regional: Phrases
    in_names: frozenset[str]
    posts_of_bodies: frozenset[str]
    repeating: frozenset[str]
    placed: frozenset[str]
    worldwide: frozenset[str]
    member_counted: frozenset[str]
    of_countries: Phrases
    of_states: Phrases
    leaders: Mapping[tuple[str, ...], tuple[str, ...]]
    group_heads: frozenset[str]
    member_heads: frozenset[str]
    pronouns: Mapping[str, str]
    gendered_titles: Mapping[str, str]  # "ms" -> female
    given_names: Mapping[str, str]  # "susan" -> female
    family_first: frozenset[str]  # countries by their ids
    naming: frozenset[str]  # "named", before the name that a thing bears
    determiners: frozenset[str]
    place_prepositions: frozenset[str]
    acting_prepositions: Phrases
    dealing: Mapping[str, frozenset[str]]  # "obj", or a preposition -> verbs and nouns before it
    place_nouns: frozenset[str]
    place_verbs: frozenset[str]
    deeds: frozenset[str]
    ordinary: frozenset[str]
    service_types: Mapping[str, tuple[str, ...]]  # words in the types of other services that fit a type of ours
    currencies: frozenset[str]
    stray: frozenset[str]
    opening_titles: frozenset[str]  # the first words of titles, and of `nominals`: other words need no look
    opening_nominals: frozenset[str]

    @property
    def titles(self) -> Phrases:
        return self.offices | self.occupations

    def gender(self, name: str, country: str) -> str | None:
        """What the given name of a person of a country tells, "male" or "female"; None where it tells nothing."""
        given, _, family = name.partition(" ")
        return self.given_names.get(given.lower()) if family and country not in self.family_first else None


@lru_cache(maxsize=2)
def load(path: Path = FOLDER / "words.yaml") -> Words:
    """The words of the file; a missing section is a `KeyError` that names it."""
    with path.open(encoding="utf8") as stream:
        raw: dict[str, Any] = yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    metonyms = raw["metonyms"]
    titles = {kind: _phrases(raw["titles"][kind]) for kind in ("office", "other")}
    nominals = {phrase(word): kind for kind, words in raw["nominals"].items() for word in words}
    return Words(
        honorifics=_set(raw["honorifics"]),
        sovereigns=_set(raw["sovereigns"]),
        offices=titles["office"],
        occupations=titles["other"],
        title_modifiers=_set(raw["title_modifiers"]),
        title_openings=_set(raw["title_openings"]),
        heads={word: kind for kind, words in reversed(raw["organisation_heads"].items()) for word in words},
        sports=_set(raw["sports"]),
        generic=_set(raw["generic"]),
        joiners=_set(raw["joiners"]),
        particles=_set(raw["particles"]),
        inner_possessives=_set(raw["inner_possessives"]),
        nominals=nominals,
        strange={noun: _set(kinds) for noun, kinds in _turned(raw["strange"]).items()},
        regions=_regions(path.parent / "regions.yaml"),
        regional=_phrases(raw["regional"]),
        in_names=_set(raw["in_names"]),
        posts_of_bodies=_set(raw["posts_of_bodies"]),
        repeating=_set(raw["repeating"]),
        placed=_set(raw["placed"]),
        worldwide=_set(raw["worldwide"]),
        member_counted=_set(raw["member_counted"]),
        of_countries=_phrases(raw["of_countries"]),
        of_states=_phrases(raw["of_states"]),
        leaders={phrase(head): tuple(words) for head, words in raw["leaders"].items()},
        group_heads=_set(raw["group_heads"]),
        member_heads=_set(raw["member_heads"]),
        pronouns={word: kind for kind, words in raw["pronouns"].items() for word in words},
        gendered_titles={word: kind for kind, words in raw["gendered_titles"].items() for word in words},
        given_names=_given_names(path.parent / "given_names.tsv"),
        family_first=_set(raw["family_first"]),
        naming=_set(raw["naming"]),
        determiners=_set(raw["determiners"]),
        place_prepositions=_set(metonyms["place_prepositions"]),
        acting_prepositions=_phrases(metonyms["acting_prepositions"]),
        dealing={way: _set(words) for way, words in metonyms["dealing"].items()},
        place_nouns=_set(metonyms["place_nouns"]),
        place_verbs=_set(metonyms["place_verbs"]),
        deeds=_set(metonyms["deeds"]),
        ordinary=_set(raw["ordinary"]),
        service_types={kind: tuple(words) for kind, words in raw["service_types"].items()},
        currencies=_set(raw["currencies"]),
        stray=_set(raw["stray"]),
        opening_titles=frozenset(words[0] for phrases in titles.values() for words in phrases),
        opening_nominals=frozenset(words[0] for words in nominals),
    )


def _turned(table: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """A table of lists turned round: each item with the keys that have it."""
    found: dict[str, list[str]] = {}
    for name, items in table.items():
        for item in items:
            found.setdefault(item, []).append(name)
    return found


def _regions(path: Path) -> dict[tuple[str, ...], frozenset[str]]:
    """The countries of each region; a region may be made up of others."""
    with path.open(encoding="utf8") as stream:
        raw: dict[str, list[Any]] = yaml.safe_load(stream)
    return {phrase(name): frozenset(_flat(codes)) for name, codes in raw.items()}


def _flat(items: Iterable[Any]) -> Iterator[str]:
    for item in items:
        yield from [item] if isinstance(item, str) else _flat(item)


def _given_names(path: Path) -> dict[str, str]:
    rows = (line.split("\t") for line in path.read_text(encoding="utf8").splitlines()[1:])
    return {row[0]: row[1] for row in rows}


def phrase(text: str) -> tuple[str, ...]:
    """The words of a phrase as spaCy's tokenizer parts them ("secretary-general" is three tokens)."""
    return tuple(text.lower().replace("-", " - ").split())


def _phrases(items: Iterable[str]) -> Phrases:
    return frozenset(phrase(item) for item in items)


def _set(items: Iterable[object]) -> frozenset[str]:
    return frozenset(str(item) for item in items)
