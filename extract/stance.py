"""How far the text stands behind a clause: denied, asked, hedged, planned or plainly asserted.

The stance of a word is read from its own auxiliaries, adverbs and markers, from the determiners of its arguments, and
from every word that governs its clause in turn: "Iran is in the process of joining" -> planned; "refused to lift the
ban" -> denied. Words and their worth are data (`ontology/factuality.yaml`). After Saurí & Pustejovsky 2009
(FactBank), reduced to what a reader of the graph can use.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from spacy.tokens import Token

from extract.grammar import GRAMMAR
from extract.words import lemma, phrasal

PATH = Path(__file__).parent.parent / "ontology" / "factuality.yaml"
COMPLEMENT = frozenset(("xcomp", "ccomp", "acl", "csubj", "csubj:pass"))
NOMINAL_ARGUMENT = frozenset(("obj", "nmod", "obl", "nsubj:pass", "compound", "nsubj", "conj", "appos"))


@dataclass(frozen=True, slots=True)
class Stances:
    """The words of `ontology/factuality.yaml`, turned round: word -> stance."""

    order: tuple[tuple[str, str], ...]
    auxiliaries: dict[str, str]
    markers: dict[str, str]
    adverbs: dict[str, str]
    determiners: dict[str, str]
    governors: dict[str, tuple[str, ...]]
    former: frozenset[str]

    def of(self, token: Token) -> tuple[str, ...]:
        """What a governing word makes of its clause; "claim/NOUN" in the file is the noun alone."""
        word = lemma(token)
        return (
            self.governors.get(phrasal(token))
            or self.governors.get(f"{word}/{token.pos_}")
            or self.governors.get(word)
            or ()
        )

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Stances:
        raw: dict[str, Any] = yaml.safe_load(PATH.read_text("utf8"))
        governors: dict[str, tuple[str, ...]] = {}
        for stance, lines in raw["governors"].items():
            for word in (part.strip().strip('"') for line in lines for part in str(line).split(",")):
                governors[word] = (*governors.get(word, ()), stance)
        single = {key: _turned(raw[key]) for key in ("auxiliaries", "markers", "adverbs", "determiners")}
        order = tuple((str(a), str(b)) for a, b in raw["factuality"])
        return cls(order=order, governors=governors, former=frozenset(raw["former"]), **single)


def _turned(groups: dict[str, Iterable[str]]) -> dict[str, str]:
    return {str(word): stance for stance, words in groups.items() for word in words}


@dataclass(frozen=True, slots=True)
class Stance:
    """The stances found, outermost last, and the words that gave them."""

    kinds: frozenset[str] = frozenset()
    governors: tuple[str, ...] = ()

    def without(self, kinds: frozenset[str]) -> Stance:
        """The stance less some kinds, which something else already tells."""
        return Stance(self.kinds - kinds, self.governors)

    @property
    def factuality(self) -> str:
        """One of asserted planned proposed probable possible conditional denied asked."""
        return next((worth for kind, worth in Stances.load().order if kind in self.kinds), "asserted")


def of(token: Token, *, arguments: Iterable[Token] = ()) -> Stance:
    """The stance of the clause that `token` heads; `arguments` are looked at for "no" and "none"."""
    words = Stances.load()
    kinds: set[str] = set()
    governors: list[str] = []
    denials = _own(token, words, kinds)
    denials += sum(_denies(argument, words) for argument in arguments)
    denials += _left_hanging(token, words)
    node = token
    for _ in range(8):
        head = node.head
        if head == node:
            break
        if node.dep_ == "conj" and head.pos_ == node.pos_ and not _has_subject(node):
            # a shared negation reaches the second verb only across "or" and "nor"
            if any(c.dep_ == "cc" and c.lower_ in GRAMMAR.negation_reaches for c in node.children):
                denials += _own(head, words, kinds)
            else:
                _shared(head, words, kinds)
            node = head
            continue
        if not _governs(node, head):
            break
        found = words.of(head)
        kinds_here = set(found)
        if not kinds_here and head.pos_ not in ("VERB", "AUX") and node.dep_ not in COMPLEMENT:
            break
        governors.append(lemma(head))
        if "denied" in kinds_here:
            denials += 1
        kinds.update(kind for kind in kinds_here if kind not in ("denied", "neutral"))
        inner: set[str] = set()
        denials += _own(head, words, inner)
        kinds.update(inner)
        node = head
        if not found and node.dep_ not in COMPLEMENT:
            break
    if "wanted" in kinds:
        kinds.discard("conditional")  # "would like to" wishes; it sets no condition
    if denials % 2:
        kinds.add("denied")
    if _asked(token):
        kinds.add("asked")
    return Stance(frozenset(kinds), tuple(governors))


def _own(token: Token, words: Stances, kinds: set[str]) -> int:
    """Adds the stances of the word's own auxiliaries, markers and adverbs; the number of denials among them."""
    denials = 0
    for child in token.children:
        word, dep = child.lower_, child.dep_
        if any(t.text == ";" for t in token.doc[min(child.i, token.i) : max(child.i, token.i)]):
            continue  # what stands behind a semicolon belongs to the next clause
        if dep == "aux" and (stance := words.auxiliaries.get(word) or words.auxiliaries.get(lemma(child))):
            opens = child.i < token.i and child.lower_ in GRAMMAR.inverting and child.i == child.sent.start
            kinds.add("conditional" if opens and not child.sent.text.rstrip().endswith("?") else stance)
        elif dep in ("mark", "advmod") and (stance := words.markers.get(word, "")):
            kinds.add(stance)
        elif dep in ("advmod", "det", "cc:preconj"):
            stance = words.adverbs.get(word, "")
            if stance == "denied":
                denials += not _only(child)
            elif stance:
                kinds.add(stance)
            if dep == "det":
                denials += words.determiners.get(word) == "denied"
        elif dep in ("nsubj", "nsubj:pass"):
            denials += _denies(child, words)
        elif (
            dep == "cop" and lemma(child) == "be" and any(c.dep_ == "mark" and c.lower_ == "to" for c in token.children)
        ):
            kinds.add("planned")
    return denials


def _shared(head: Token, words: Stances, kinds: set[str]) -> None:
    """The auxiliary and the marker of the first of coordinated verbs hold for the next: "will meet and discuss"."""
    found: set[str] = set()
    _own(head, words, found)
    kinds.update(found & {"planned", "conditional", "proposed", "possible"})


def _left_hanging(token: Token, words: Stances) -> int:
    """ "Norway would not.": the denial behind an auxiliary whose verb is left out, wherever the parser hung it."""
    if token.pos_ != "AUX" or token.i + 1 >= len(token.doc):
        return 0
    after = token.doc[token.i + 1]
    return int(words.adverbs.get(after.lower_) == "denied" and after.head != token)


def _only(adverb: Token) -> bool:
    """ "not only", "not just": a contrast, no denial."""
    after = adverb.nbor() if adverb.i + 1 < len(adverb.doc) else adverb
    return after.lower_ in GRAMMAR.contrasting


def _denies(token: Token, words: Stances) -> int:
    if words.determiners.get(token.lower_) == "denied":
        return 1
    return int(any(c.dep_ in ("det", "advmod") and words.determiners.get(c.lower_) == "denied" for c in token.children))


def _governs(node: Token, head: Token) -> bool:
    if node.dep_ in COMPLEMENT:
        return True
    if node.dep_ in NOMINAL_ARGUMENT and node.pos_ in ("NOUN", "PROPN"):
        return bool(Stances.load().of(head))
    if node.dep_ == "advcl" and head.pos_ in ("ADJ", "NOUN"):
        return True
    # "is in the process of joining": the clause hangs on the noun, the noun on its governor
    return node.dep_ in ("obl", "nmod") and node.pos_ == "VERB"


def _has_subject(token: Token) -> bool:
    return any(c.dep_.startswith(("nsubj", "csubj")) for c in token.children)


def _asked(token: Token) -> bool:
    sent = token.sent
    last = next((t for t in reversed(sent) if not t.is_space and not t.is_quote), None)
    return last is not None and last.text == "?"
