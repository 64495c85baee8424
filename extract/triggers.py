"""Which words may trigger a pattern, and under which of the lexicon's entries: "take part", "dialogue partner"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from extract.grammar import GRAMMAR
from extract.lexicon import Lexicon, Pattern
from extract.parties import Parties
from extract.roles import ranked
from extract.syntax import is_hyphen, preposition, titling
from extract.words import closing, compound, lemma, opening, phrasal

KIND_OF = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adjective"}
NOMINAL = ("NOUN", "PROPN")
HELPING = ("aux", "aux:pass")
ANY = "*"  # the entry for words of which the lexicon says nothing


class Triggers:
    """The words of one Doc that may say a relation."""

    def __init__(self, parties: Parties, lexicon: Lexicon) -> None:
        self.doc = parties.doc
        self.parties = parties
        self.lexicon = lexicon
        self._nouns: dict[int, tuple[str, ...]] = {}
        self._words = [t.text_with_ws.lower() for t in self.doc]

    def kind(self, token: Token) -> str:
        """The kind of patterns that a word may trigger: verb, noun or adjective; "" where it triggers none."""
        kind = "noun" if titling(token) else KIND_OF.get(token.pos_, "")
        modifies = token.tag_ == "VBG" and (token.dep_ == "amod" or _is_hyphened(token))
        return "" if modifies or (kind and self._inside_name(token)) else kind

    def _inside_name(self, token: Token) -> bool:
        """A word of a known name triggers nothing ("Union" in "European Union").

        The last word of a name that the table lacks may ("SCO Summit", "FIBA Executive Committee"), and so may a
        title that the reader took into a person's name.
        """
        mention = self.parties.over.get(token.i)
        if mention is None or mention.kind not in ("name", "acronym", "surname"):
            return False
        if mention.label == "Person":
            return token.i != mention.first or mention.last - mention.first == 1
        return mention.entity is None or mention.entity.linked or token.i != mention.head

    def patterns(self, token: Token, kind: str) -> Iterator[tuple[Pattern, str]]:
        """The patterns that a word triggers, each with the entry that it stands under, the longest entry first."""
        if kind == "verb" and _helps(token):
            return
        words = self._verbs(token) if kind == "verb" else self.nouns(token)
        kinds = {pattern.type for word in words for pattern in self.lexicon.patterns(kind, word)}
        if token.pos_ != "AUX" and kinds <= {pattern.type for pattern in self.lexicon.patterns(kind, ANY)}:
            words = (*words, ANY)  # what no other frame has a word for
        for word in words:
            for pattern in self.lexicon.patterns(kind, word):
                if not self._part_of_title(token, pattern):
                    yield pattern, word

    def _part_of_title(self, token: Token, pattern: Pattern) -> bool:
        """ "Executive" in "Chief Executive Officer": the longer title says it."""
        head = token.head
        counts = any(c.dep_ == "nummod" for c in token.children)  # "the 27-nation bloc"
        longer = token.dep_ in ("compound", "amod", "nmod:desc", "flat") and head.i == token.i + 1 and not counts
        if longer and any(p.type == pattern.type for p in self.lexicon.patterns("noun", lemma(head))):
            return True
        return token.i + 1 < len(self.doc) and ranked(token.nbor())

    def _verbs(self, verb: Token) -> tuple[str, ...]:
        """A verb's entries: with its particle, with its object, alone."""
        return tuple(dict.fromkeys((phrasal(verb), compound(verb), *_alone(verb))))

    def nouns(self, token: Token) -> tuple[str, ...]:
        """A noun's lemma, with its modifier first: "dialogue partner" before "partner"."""
        if token.i not in self._nouns:
            self._nouns[token.i] = tuple(self._nouns_of(token))
        return self._nouns[token.i]

    def _nouns_of(self, token: Token) -> Iterator[str]:
        word, start = lemma(token), opening(token)
        before = self.doc[token.i - 1] if token.i > start else None
        if before is not None and before.text == "-" and before.i > start and not before.whitespace_:
            prefix = self.doc[before.i - 1].lower_
            yield f"{prefix}-{word}"
            if prefix in GRAMMAR.negating_prefixes:
                return
        elif any(_negated(c) for c in token.lefts if c.dep_ == "compound" and c.pos_ == "PROPN"):
            yield f"non-{word}"
            return
        else:
            yield from self._long_nouns(token, start)
            if before is not None and before.pos_ in ("NOUN", "ADJ", "VERB", "PROPN"):
                yield f"{lemma(before)} {word}"
                yield f"{before.lower_} {word}"
        yield word
        if token.pos_ == "ADJ" and token.tag_ == "VBN":
            yield token.lower_  # "delighted with"

    def _long_nouns(self, token: Token, start: int) -> Iterator[str]:
        """Three words that end or begin with the noun: "chef de mission", whichever the parser made the head."""
        for first in (token.i - 2, token.i):
            if first >= start and first + 3 <= closing(token):
                yield "".join(self._words[first : first + 3]).strip()


def _helps(verb: Token) -> bool:
    """Whether a verb only helps another word to say something; "is in the union", "is under sanctions" say it."""
    return verb.dep_ in HELPING or (verb.dep_ == "cop" and not (preposition(verb.head) and verb.head.pos_ in NOMINAL))


def _negated(name: Token) -> bool:
    """Whether a prefix makes the contrary of a name before a noun: "non-EU members"."""
    first = name.left_edge
    if first.lower_ in GRAMMAR.negating_prefixes:
        return first.i + 1 < len(name.doc) and is_hyphen(first.nbor())
    return first.i > 1 and is_hyphen(first.nbor(-1)) and first.nbor(-2).lower_ in GRAMMAR.negating_prefixes


def _alone(verb: Token) -> list[str]:
    """The verb without its particle, which may mean something else with it: "join in" is not "join"."""
    parted = any(c.dep_ == "compound:prt" and c.i == verb.i + 1 for c in verb.children)
    return [] if parted else [lemma(verb)]


def _is_hyphened(token: Token) -> bool:
    """Whether a hyphen ties a word to the one before it: "the Rubio-backing committee"."""
    return token.i > 0 and is_hyphen(token.nbor(-1))
