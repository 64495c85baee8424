"""Which earlier word a pronoun or noun stands for, out of what the network finds likely.

The network scores pairs of words; here what cannot be is left out (a "she" for an organisation, an "it" for a person, a
"he" for a Ms), and a pronoun is led to a name: each candidate passes on, by its probability, the names that it stands
for itself, so that a doubtful link in a row of "he ... he ... he" does not decide alone (the idea of entity-level
features, Wiseman et al., NAACL 2016, without training for it).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract import lexical
from extract.candidates import Candidates

# Universal Dependencies' relations of words inside a phrase, which head none; Penn's tags of words that ask or relate
INNER = frozenset({"compound", "flat", "fixed", "goeswith", "expl", "nummod", "nmod:desc"})
NAMED = frozenset({"xcomp", "obj", "obl", "dep", "nsubj:pass"})  # of a name to "named"
RELATIVE = frozenset({"WP", "WDT", "WP$", "EX"})
PERSONAL = frozenset({"PRP", "PRP$"})
PLURAL = frozenset({"NNS", "NNPS"})
PERSON = "Person"
PERSONS = ("male", "female")
NEVER_MEANT = frozenset({"Date", "Money"})  # by a pronoun
PRONOUN_BONUS = 1.0  # a third-person pronoun stands for something: taken from its score of standing for nothing
CERTAIN = 0.2  # mass of a name from which a pronoun is tied to it and not to its likeliest antecedent
NAMES_KEPT = 8
NEGLIGIBLE = 0.01  # share of a candidate that passes nothing on

Link = tuple[int, int, float]
Meaning = dict[str, float]  # what a word stands for: the heads of names, lower case, by probability


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of each word: itself, its tags, its relation and its head; and the names as (first, end, label)."""

    words: Sequence[str]
    upos: Sequence[str]
    xpos: Sequence[str]
    deprel: Sequence[str]
    head: Sequence[int]
    names: Sequence[tuple[int, int, str]]


def resolve(seen: Seen, candidates: Sequence[Candidates]) -> list[Link]:
    """(word, antecedent, probability), in order: for pronouns a name where one is likely, else the likeliest word."""
    return list(_Resolver(seen).links(candidates))


class _Resolver:
    def __init__(self, seen: Seen) -> None:
        self.seen = seen
        self.lexicon = lexical.load()
        self.inside = [label in INNER or label.split(":")[0] in INNER for label in seen.deprel]
        self.kind = [self.lexicon.pronouns.get(word.lower()) for word in seen.words]
        self.named = dict(self._bearers())
        self.label: dict[int, str] = {}
        self.gender: dict[int, str] = {}
        self._name_genders()

    def links(self, candidates: Sequence[Candidates]) -> Iterator[Link]:
        meant: dict[int, Meaning] = {}
        latest: dict[str, Meaning] = {}  # whom the last "he" and "she" stand for: a window may open in their midst
        nearest: dict[str, int] = {}  # where each name was last
        for one in candidates:
            if self.inside[one.word]:
                continue
            fit = [
                (score, other)
                for score, other in zip(one.scores, one.earlier, strict=True)
                if self._fits(one.word, other)
            ]
            kind = self.kind[one.word]
            none = one.none - PRONOUN_BONUS * (kind is not None)
            shares = _shares([none, *(score for score, _ in fit)])
            name = self.named.get(one.word, one.word)
            if self.seen.upos[name] == "PROPN":
                meant[one.word] = {self.seen.words[name].lower(): 1.0}
                nearest[self.seen.words[name].lower()] = name
            else:
                sources = [latest.get(kind or "", {}), *(meant.get(other, {}) for _, other in fit)]
                meant[one.word] = _passed_on(sources, shares)
            likeliest, mass = max(meant[one.word].items(), key=lambda pair: pair[1], default=("", 0.0))
            if kind in PERSONS:
                latest[kind] = meant[one.word]
            if kind is not None and mass >= CERTAIN:
                yield one.word, nearest[likeliest], mass
            elif fit and fit[0][0] > none:
                yield one.word, fit[0][1], shares[1]

    def _fits(self, word: int, other: int) -> bool:
        """Whether the earlier word may be what the word stands for."""
        seen, kind = self.seen, self.kind[word]
        if self.inside[other] or seen.xpos[other] in RELATIVE:
            return False
        if kind is None:
            return True
        if seen.xpos[other] in PERSONAL:
            return self.kind[other] == kind
        label, gender = self.label.get(other), self.gender.get(other)
        if label in NEVER_MEANT or (kind != "plural" and seen.xpos[other] in PLURAL):
            return False
        if kind == "plural":
            return label != PERSON or seen.xpos[other] in PLURAL  # "the Lees"
        if kind == "thing":
            return label != PERSON
        return label in (None, PERSON) and gender in (None, kind)

    def _bearers(self) -> Iterator[tuple[int, int]]:
        """Common nouns and the names that they bear: in apposition, or after "named"."""
        seen = self.seen
        for word, (tag, head) in enumerate(zip(seen.upos, seen.head, strict=True)):
            label = seen.deprel[word]
            if tag == "PROPN" and label == "appos" and seen.upos[head] == "NOUN":
                yield head, word
            elif tag == "PROPN" and label in NAMED and seen.words[head].lower() in self.lexicon.naming:
                yield seen.head[head], word
            elif tag == "NOUN" and label == "appos" and seen.upos[head] == "PROPN":
                yield word, head

    def _name_genders(self) -> None:
        """The label of each word of a name, and of persons the gender that a title or given name tells."""
        words, known = self.seen.words, dict[str, str]()
        for first, end, label in self.seen.names:
            gender = self._told(first, words) or known.get(words[end - 1].lower()) if label == PERSON else None
            for word in range(first, end):
                self.label[word] = label
                if gender:
                    self.gender[word] = gender
                    known.setdefault(words[word].lower(), gender)

    def _told(self, first: int, words: Sequence[str]) -> str | None:
        titles = self.lexicon.gendered_titles
        before = words[first - 1].lower().rstrip(".") if first else ""
        opening = words[first].lower()
        return titles.get(before) or titles.get(opening.rstrip(".")) or self.lexicon.given_names.get(opening)


def _shares(scores: Sequence[float]) -> list[float]:
    """The probability of each score; arrays as short as these would take longer."""
    highest = max(scores)
    raised = [math.exp(score - highest) for score in scores]
    whole = sum(raised)
    return [value / whole for value in raised]


def _passed_on(sources: Sequence[Meaning], shares: Sequence[float]) -> Meaning:
    """What a word stands for whose sources have these shares of its probability."""
    masses: Meaning = {}
    for source, share in zip(sources, shares, strict=True):
        if share < NEGLIGIBLE:
            continue
        for name, mass in source.items():
            masses[name] = masses.get(name, 0.0) + share * mass
    return dict(sorted(masses.items(), key=lambda pair: -pair[1])[:NAMES_KEPT])
