"""The words by which English reports speech, loaded from `ontology/speech.yaml`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Speech:
    """The lexicon of reported speech: `verbs` maps every form to its lemma and kinds, the rest are plain word sets."""

    verbs: dict[str, tuple[str, frozenset[str]]]
    particles: dict[str, tuple[str, ...]]
    phrases: tuple[str, ...]
    openers: frozenset[str]  # the first words of `phrases`
    quoted: tuple[str, ...]
    claims: frozenset[str]
    accusing: dict[str, str]
    worded: frozenset[str]
    clausal: frozenset[str]
    naming: frozenset[str]
    documents: frozenset[str]
    standing: frozenset[str]
    rules: frozenset[str]
    spokespeople: frozenset[str]
    for_others: frozenset[str]
    claimants: frozenset[str]
    people_endings: frozenset[str]
    partitives: frozenset[str]
    media_nouns: tuple[str, ...]
    platforms: tuple[str, ...]
    media_prepositions: frozenset[str]
    outlets: frozenset[str]
    outlet_endings: frozenset[str]
    relay: frozenset[str]
    pronouns: dict[str, frozenset[str]]
    works: frozenset[str]
    terms: frozenset[str]
    elisions: frozenset[str]
    abbreviations: frozenset[str]
    function: dict[str, frozenset[str]]

    def lemma(self, word: str) -> str | None:
        """The speech verb whose form `word` is, or None."""
        entry = self.verbs.get(word.lower())
        return entry[0] if entry else None

    def kinds(self, word: str) -> frozenset[str]:
        """The kinds of the speech verb whose form `word` is; empty for other words."""
        entry = self.verbs.get(word.lower())
        return entry[1] if entry else frozenset()


@cache
def speech() -> Speech:
    """The lexicon, read once."""
    table = yaml.safe_load(files("ontology").joinpath("speech.yaml").read_text(encoding="utf8"))
    return Speech(
        verbs=_verbs(table["verbs"], table["forms"]),
        particles={lemma: tuple(words) for lemma, words in table["particles"].items()},
        phrases=tuple(table["phrases"]),
        openers=frozenset(phrase.split()[0] for phrase in table["phrases"]),
        quoted=tuple(table["quoted"]),
        claims=frozenset(table["claims"]),
        accusing=dict(table["accusing"]),
        worded=frozenset(table["worded"]),
        clausal=frozenset(table["clausal"]),
        naming=frozenset(table["naming"]),
        documents=frozenset(table["documents"]),
        standing=frozenset(table["standing"]),
        rules=frozenset(table["rules"]),
        spokespeople=frozenset(table["spokespeople"]),
        for_others=frozenset(table["for_others"]),
        claimants=frozenset(table["claimants"]),
        partitives=frozenset(table["partitives"]),
        people_endings=frozenset(table["people_endings"]),
        media_nouns=tuple(sorted(table["media"]["nouns"], key=len, reverse=True)),
        platforms=tuple(sorted(table["media"]["platforms"], key=len, reverse=True)),
        media_prepositions=frozenset(table["media"]["prepositions"]),
        outlets=frozenset(table["media"]["outlets"]),
        outlet_endings=frozenset(table["media"]["endings"]),
        relay=frozenset(table["relay"]),
        pronouns={kind: frozenset(words) for kind, words in table["pronouns"].items()},
        works=frozenset(table["titles_of_works"]),
        terms=frozenset(table["terms"]),
        elisions=frozenset(table["elisions"]),
        abbreviations=frozenset(table["abbreviations"]),
        function={role: frozenset(words) for role, words in table["function"].items()},
    )


def _verbs(kinds: dict[str, list[str]], irregular: dict[str, list[str]]) -> dict[str, tuple[str, frozenset[str]]]:
    of_lemma: dict[str, set[str]] = {}
    for kind, lemmas in kinds.items():
        for lemma in lemmas:
            of_lemma.setdefault(lemma, set()).add(kind)
    table: dict[str, tuple[str, frozenset[str]]] = {}
    for lemma, its in of_lemma.items():
        for form in (lemma, *(irregular.get(lemma) or regular_forms(lemma))):
            table.setdefault(form, (lemma, frozenset(its)))
    return table


def regular_forms(lemma: str) -> Iterable[str]:
    """Third person, past and participle of a regular verb: `regular_forms("deny")` -> denies, denied, denying."""
    if lemma.endswith("e"):
        return lemma + "s", lemma + "d", lemma[:-1] + "ing"
    if lemma.endswith("y") and lemma[-2] not in VOWELS:
        return lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"
    if lemma.endswith(("s", "x", "z", "ch", "sh")):
        return lemma + "es", lemma + "ed", lemma + "ing"
    return lemma + "s", lemma + "ed", lemma + "ing"
