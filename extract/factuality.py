"""The words by which English takes back, hedges or orders what a clause says: `ontology/factuality.yaml`, by word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from spacy.tokens import Token

from extract.words import lemma, phrasal

PATH = Path(__file__).parent.parent / "ontology" / "factuality.yaml"
MODIFIERS = frozenset(("compound", "amod", "det", "nummod", "aux", "aux:pass", "cop", "advmod"))
BESIDE = frozenset(("advmod", "compound:prt", "obj", "xcomp", "amod", "det", "nsubj"))


@dataclass(frozen=True, slots=True)
class Governing:
    """What a governing word makes of its clause, and the word beside it that took part in saying so."""

    kinds: tuple[str, ...] = ()
    taken: Token | None = None

    @property
    def paired(self) -> bool:
        """Whether two words govern together: "decide against", "stop short"."""
        return self.taken is not None


@dataclass(frozen=True, slots=True)
class Stances:
    """The words of `ontology/factuality.yaml`, turned round: word -> stance."""

    order: tuple[tuple[str, str], ...]
    auxiliaries: dict[str, str]
    markers: dict[str, str]
    pending: dict[str, str]
    awaited: dict[str, str]
    adverbs: dict[str, str]
    adjectives: dict[str, str]
    determiners: dict[str, str]
    lead_ins: dict[str, tuple[tuple[tuple[str, ...], str], ...]]  # by the last word
    governors: dict[str, tuple[str, ...]]
    narrative: frozenset[str]
    approximating: frozenset[str]
    concessive: frozenset[str]
    comparing: frozenset[str]
    former: frozenset[str]
    singling: frozenset[str]
    outcomes: frozenset[str]
    carried_out: frozenset[str]
    seized: frozenset[str]
    unsaid: frozenset[str]

    def of(self, token: Token) -> Governing:
        """What a governing word makes of its clause; the surer entry first: with a word beside it ("decide against"),
        by its voice ("report/passive"), by its kind ("claim/NOUN"), alone."""
        word = lemma(token)
        for beside in _beside(token):
            found = next((found for w in _in_pairs(beside) if (found := self.governors.get(f"{word} {w}"))), None)
            if found:
                return Governing(found, beside)
        voice = "passive" if any(c.dep_ == "aux:pass" for c in token.children) else token.pos_
        keys = (phrasal(token), f"{word}/{voice}", f"{word}/{token.pos_}", word)
        return Governing(next((found for key in keys if (found := self.governors.get(key))), ()))

    def lead_in(self, token: Token) -> str:
        """The stance of the words right before a token, its auxiliaries and modifiers aside: "without (ever having)",
        "yet to"."""
        at, first = token.i, token.sent.start
        while at > first:
            for words, stance in self.lead_ins.get(token.doc[at - 1].lower_, ()):
                if not token.tag_.startswith(words[-1].partition("|")[2]):
                    continue
                if at - len(words) >= first and all(map(_matches, words, token.doc[at - len(words) : at])):
                    return stance
            before = token.doc[at - 1]
            modifies = before.head == token and before.dep_ in MODIFIERS
            if not modifies and before.pos_ not in ("AUX", "ADV", "DET", "ADJ") and before.lower_ != "to":
                break
            at -= 1
        return ""

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Stances:
        raw: dict[str, Any] = yaml.safe_load(PATH.read_text("utf8"))
        governors: dict[str, tuple[str, ...]] = {}
        for stance, lines in raw["governors"].items():
            for word in (part.strip().strip('"') for line in lines for part in str(line).split(",")):
                governors[word] = (*governors.get(word, ()), stance)
        groups = ("auxiliaries", "markers", "pending", "awaited", "adverbs", "adjectives", "determiners")
        lead_ins: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
        for phrase, stance in sorted(_turned(raw["lead-ins"]).items(), key=lambda entry: -len(entry[0].split())):
            words = tuple(phrase.split())
            last = _text(words[-1])
            lead_ins[last] = (*lead_ins.get(last, ()), (words, stance))
        return cls(
            order=tuple((str(a), str(b)) for a, b in raw["factuality"]),
            governors=governors,
            lead_ins=lead_ins,
            narrative=frozenset(raw["narrative"]),
            approximating=frozenset(raw["approximating"]),
            concessive=frozenset(raw["concessive"]),
            comparing=frozenset(raw["comparing"]),
            former=frozenset(raw["former"]),
            singling=frozenset(raw["singling"]),
            outcomes=frozenset(raw["outcomes"]),
            carried_out=frozenset(raw["carried_out"]),
            seized=frozenset(raw["seized"]),
            unsaid=frozenset(raw["unsaid"]),
            **{key: _turned(raw[key]) for key in groups},
        )


def _turned(groups: dict[str, Iterable[str]]) -> dict[str, str]:
    return {str(word): stance for stance, words in groups.items() for word in words}


def _beside(token: Token) -> Iterator[Token]:
    """The words that may make a pair with a governor: its adverbs and objects, and the prepositions behind it."""
    for child in token.children:
        if child.dep_ in BESIDE:
            yield child
        if child.i > token.i:
            yield from (c for c in child.children if c.dep_ in ("case", "mark") and c.i < child.i)


def _in_pairs(beside: Token) -> Iterator[str]:
    """A word beside a governor as the pairs write it, with the form of the verb that it opens first: "to do", "of
    doing", "of"."""
    if beside.dep_ == "mark" and beside.head.tag_ == "VBG":
        yield f"{beside.lower_} doing"
    yield "to do" if beside.tag_ == "TO" else beside.lower_


def _matches(word: str, token: Token) -> bool:
    """Whether a token is the word of a lead-in; "used/VBD" asks for its tag too."""
    tag = word.partition("|")[0].partition("/")[2]
    return token.lower_ == _text(word) and tag in ("", token.tag_)


def _text(word: str) -> str:
    """The word alone of "used/VBD" or "to|VB"."""
    return word.partition("|")[0].partition("/")[0]
