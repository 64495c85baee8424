"""What one article has spoken of, as far as it is read: each name's chain with its mentions; how its words stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from spacy.tokens import Doc, Token

from extract.article import Mention
from extract.lexical import Words
from extract.speech import speech
from extract.words import VERBAL, opening

CLIMBED = 4  # clauses around a word's own whose subjects are looked at
SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj", "nsubj:outer"})
OBJECTS = frozenset({"obj", "iobj"})
CLAUSES = frozenset({"root", "ROOT", "ccomp", "advcl", "acl", "acl:relcl", "parataxis", "xcomp"})
JOINED = frozenset({"conj", "flat", "appos"})
NAMES = frozenset({"name", "surname", "acronym", "demonym"})
SAYING = frozenset({"say", "tell"})
MARKS = ('"', "“", "”")
CREDIT = "©"  # before the name of a picture's owner, which is no part of the story


@dataclass(slots=True)
class Spoken:
    """A chain as far as it has been spoken of: its names, the heads of its mentions so far, and the last one's form:
    of a name its kind, else the word."""

    chain: int
    label: str
    names: list[Mention] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    form: str = ""

    @property
    def last(self) -> int:
        return self.places[-1]


class Discourse:
    """The chains spoken of in one Doc, whose tokens are `texts`, read on token by token, and questions about it."""

    def __init__(self, doc: Doc, mentions: Iterable[Mention], words: Words, texts: Sequence[str]) -> None:
        self.doc = doc
        self.spoken: dict[int, Spoken] = {}
        names = (m for m in mentions if m.kind in NAMES and (not m.first or doc[m.first - 1].text != CREDIT))
        self._names = sorted(names, key=lambda m: (m.head, m.first))
        self.gender = _genders(doc, self._names, words)
        self.at: dict[int, int] = {i: m.chain for m in self._names for i in range(m.first, m.last)}
        self.tied = {word: (other, score) for word, other, score in doc._.coref} if doc.has_extension("coref") else {}
        self._read = 0
        self.sentence, self.paragraph, self.quoted = _layout(doc, texts)
        self._roles: dict[int, str] = {}
        self._clauses: dict[int, Token] = {}

    def before(self, token: int, *, within: int) -> list[Spoken]:
        """What was spoken of in so many tokens before a token, the last first."""
        while self._read < len(self._names) and self._names[self._read].head < token:
            mention = self._names[self._read]
            self._read += 1
            spoken = self.spoken.setdefault(mention.chain, Spoken(mention.chain, mention.label))
            spoken.names.append(mention)
            self._add(spoken, mention.head, mention.kind)
        near = (spoken for spoken in self.spoken.values() if spoken.last >= token - within)
        return sorted(near, key=lambda spoken: -spoken.last)

    def settle(self, token: Token, chain: int, *, gender: str = "") -> None:
        """Takes a token for one more mention of a chain, which is a "he" or a "she" where it says so."""
        self.at[token.i] = chain
        if chain in self.spoken:
            self._add(self.spoken[chain], token.i, token.lower_)
        if gender:
            self.gender.setdefault(chain, gender)

    def _add(self, spoken: Spoken, place: int, form: str) -> None:
        if not spoken.places or spoken.last <= place:
            spoken.places.append(place)
            spoken.form = form

    # -- how its words stand ------------------------------------------------------------------------------------------

    def apart(self, spoken: Spoken, token: Token) -> int:
        """Sentences from the last mention to a token."""
        return self.sentence[token.i] - self.sentence[spoken.last]

    def since(self, spoken: Spoken, sentence: int) -> int:
        """Mentions from a sentence on."""
        return len(spoken.places) - bisect_left(spoken.places, bisect_left(self.sentence, sentence))

    def role(self, token: Token) -> str:
        """What a phrase is in its clause: "subj", "obj", "poss", "obl", "nmod", "compound" or "other"."""
        if token.i not in self._roles:
            self._roles[token.i] = _role(token)
        return self._roles[token.i]

    def clause(self, token: Token) -> Token:
        """The word that heads the clause of a token."""
        if token.i not in self._clauses:
            head = token
            while head.head.i != head.i and head.pos_ not in VERBAL and head.dep_ not in CLAUSES:
                head = head.head
            self._clauses[token.i] = head
        return self._clauses[token.i]

    def around(self, token: Token) -> dict[int, str]:
        """The subjects of the clauses around the token's own, each with how that hangs on it."""
        found: dict[int, str] = {}
        inner = self.clause(token)
        for _ in range(CLIMBED):
            outer = self.clause(inner.head)
            if outer.i == inner.i:
                break
            for child in outer.children:
                if child.dep_ in SUBJECTS:
                    found.setdefault(child.i, inner.dep_.split(":")[0])
            inner = outer
        return found

    def speakers(self, token: Token) -> set[int]:
        """The chains that say something in the token's sentence."""
        return {self.at[i] for i in self._sayers.get(self.sentence[token.i], ()) if i in self.at}

    @cached_property
    def _sayers(self) -> dict[int, list[int]]:
        """The subjects of saying by their sentence."""
        found: dict[int, list[int]] = {}
        subjects = self.doc.to_array("DEP") == self.doc.vocab.strings["nsubj"]
        for i in np.flatnonzero(subjects).tolist():
            if self.says(self.doc[i]):
                found.setdefault(self.sentence[i], []).append(i)
        return found

    def says(self, token: Token) -> bool:
        """Whether a word is the subject of saying."""
        return token.dep_ == "nsubj" and bool(speech().kinds(token.head.lower_) & SAYING)

    def opens(self, token: Token) -> bool:
        """Whether no word stands before a token in its sentence."""
        return not any(t.is_alpha for t in self.doc[opening(token) : token.i])

    def tie(self, spoken: Spoken, token: Token) -> float:
        """How surely the reader ties a token to a chain."""
        other, score = self.tied.get(token.i, (-1, 0.0))
        return score if self.at.get(other) == spoken.chain else 0.0


def _genders(doc: Doc, names: Iterable[Mention], words: Words) -> dict[int, str]:
    """Whether a chain is a "he" or a "she", by the title or the given name, where those tell."""
    found: dict[int, str] = {}
    for name in names:
        if name.label == "Person" and name.chain not in found:
            before = doc[name.first - 1].lower_.rstrip(".") if name.first else ""
            told = words.gendered_titles.get(before)
            if told is None and name.last - name.first > 1:
                told = words.given_names.get(doc[name.first].lower_)
            if told:
                found[name.chain] = told
    return found


def _layout(doc: Doc, texts: Sequence[str]) -> tuple[list[int], list[int], list[bool]]:
    """Of each token the number of its sentence and of its paragraph, and whether it stands between quotation marks."""
    paragraph, quoted = [], []
    paragraphs, inside = 0, False
    for text in texts:
        if "\n" in text:
            paragraphs, inside = paragraphs + 1, False
        if text in MARKS:
            inside = text == "“" or (text == '"' and not inside)
        paragraph.append(paragraphs)
        quoted.append(inside)
    starts = doc.to_array("SENT_START") == 1 if len(doc) else np.zeros(0, dtype=bool)
    return np.cumsum(starts).tolist(), paragraph, quoted


def _role(token: Token) -> str:
    while token.dep_ in JOINED and token.head.i != token.i:
        token = token.head
    relation = token.dep_
    if relation in SUBJECTS:
        return "subj"
    if relation in OBJECTS:
        return "obj"
    if relation == "nmod:poss":
        return "poss"
    relation = relation.split(":")[0]
    return relation if relation in ("obl", "nmod", "compound") else "other"
