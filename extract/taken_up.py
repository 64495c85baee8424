"""What pronouns and nouns like "this institution" take up where they are tied to no name.

The subject of the clause or sentence before, the list last named, the common noun that the reader says a pronoun stands
for. What only the article as a whole tells is `extract.topics`.
"""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Token

from extract import lexical
from extract.article import Party
from extract.clauses import Clauses
from extract.grammar import GRAMMAR
from extract.kinds import BODIES, type_meant, type_of
from extract.lexicon import Side
from extract.nouns import nouns
from extract.parties import Parties
from extract.refer import antecedents_of
from extract.words import lemma, opening

Named = list[tuple[Party, Token]]  # parties, each with the word that names it


class TakenUp:
    """What the pronouns and common nouns of one Doc take up."""

    def __init__(self, clauses: Clauses, parties: Parties, sentence_of: Mapping[int, int]) -> None:
        self.doc = clauses.doc
        self.clauses = clauses
        self.parties = parties
        self.sentence_of = sentence_of
        self.tied = antecedents_of(clauses.doc)

    def refers_back(self, head: Token, side: Side) -> bool:
        """Whether a pronoun or a noun like "this institution", tied to no name, must mean what the article was
        speaking of."""
        if type_meant(self.parties.mention(head)):
            return False
        if head.pos_ == "PRON":
            return head.lower_ in GRAMMAR.taking_up
        definite = any(c.dep_ == "det" and c.lower_ in GRAMMAR.definite for c in head.children)
        beside = (c for c in head.children if c.dep_ in ("amod", "compound", "nmod"))
        if any(type_meant(self.parties.mention(c)) not in ("", "region") for c in beside):
            return False  # "the Cuban federation" says itself which
        return definite and _kind_of(head) in side.types and head.tag_ in ("NN", "NNP")

    def narrowed(self, types: frozenset[str], head: Token) -> frozenset[str]:
        """The types that a noun may take up: "the union" no country, "the country" no union."""
        kind = _kind_of(head)
        same = BODIES if kind in BODIES else frozenset((kind,))
        return types & same if kind else types

    def noun(self, pronoun: Token) -> Token | None:
        """The common noun that the reader says a pronoun stands for, which bears no name: people, too."""
        noun = self.doc[self.tied[pronoun.i]] if pronoun.pos_ == "PRON" and pronoun.i in self.tied else None
        if noun is None or noun.pos_ != "NOUN":
            return None
        if pronoun.lower_ in GRAMMAR.neuter and lemma(noun) in nouns().describing:
            return None  # "it" is no "finalist"
        mention = self.parties.mention(noun)
        return noun if mention is None or type_meant(mention) == "group" else None

    def several(self, pronoun: Token) -> Named:
        """The two or more names joined in the same sentence that "them" takes up, where it was tied to one body."""
        kind = type_meant(self.parties.mention(pronoun)) if pronoun.lower_ in GRAMMAR.plural else ""
        if kind in ("", "group", "person"):
            return []
        meant = self.before(pronoun)
        return meant if len(meant) > 1 else self._listed(pronoun, reach=0)

    def before(self, pronoun: Token) -> Named:
        """Whom a noun means that is a word of a name, and a pronoun by what stands before it: the subject of the clause
        that its own completes ("A and B said that they would"), that of the sentence before, the people or the list
        last named."""
        if pronoun.pos_ != "PRON":
            return self._namesake(pronoun)
        if pronoun.lower_ in ("they", "it") and (matrix := _matrix(pronoun)) is not None:
            found = self._subjects(matrix)
            return found if (len(found) > 1) == (pronoun.lower_ == "they") else []
        if pronoun.lower_ in GRAMMAR.neuter and opening(pronoun) > 0 and self._opens(pronoun):
            found = self._subjects(self.doc[opening(pronoun) - 1].sent.root)[:1]
            return [pair for pair in found if type_of(pair[0]) != "person"]  # "it" is nobody
        if pronoun.lower_ not in GRAMMAR.plural:
            return []
        group = self._group(pronoun)
        return self.parties.with_heads(group) if group is not None else self._listed(pronoun, reach=1)

    def _namesake(self, noun: Token) -> Named:
        """The body last named that has a noun in its name: "the council" of the Gulf Cooperation Council."""
        if any(c.lower_ in lexical.load().repeating for c in noun.children):
            return []  # "the same organisation" is the one last spoken of
        bodies = (m for m in reversed(self.parties.mentions) if m.last <= noun.i and type_meant(m) in BODIES)
        named = next((m for m in bodies if m.kind == "name" and noun.lower_ in m.text.lower().split()), None)
        return self.parties.with_heads(self.doc[named.head]) if named is not None else []

    def _subjects(self, verb: Token) -> Named:
        return [pair for t in self.clauses.subjects(verb) for pair in self.parties.with_heads(t)]

    def _opens(self, pronoun: Token) -> bool:
        """Whether no subject stands before a pronoun in its sentence that it might mean instead."""
        before = self.doc[opening(pronoun) : pronoun.i]
        return not any(t.dep_.startswith("nsubj") and t.pos_ in ("NOUN", "PROPN") for t in before)

    def _group(self, pronoun: Token) -> Token | None:
        """The people last named, where that is in the same sentence."""
        groups = [m for m in self.parties.mentions if m.last <= pronoun.i and type_meant(m) == "group"]
        here = bool(groups) and self.sentence_of[groups[-1].first] == self.sentence_of[pronoun.i]
        return self.doc[groups[-1].head] if here else None

    def _listed(self, pronoun: Token, *, reach: int) -> Named:
        """The list last named, not more sentences back than `reach`."""
        listed = self.parties.groups.last_list(pronoun.i)
        near = bool(listed) and self.sentence_of[pronoun.i] - self.sentence_of[listed[0].i] <= reach
        return [pair for t in listed for pair in self.parties.with_heads(t)] if near else []


def _kind_of(noun: Token) -> str:
    """The type of entity that a common noun stands for: "union", "country"; "" for any other."""
    return lexical.load().nominals.get((lemma(noun),), "")


def _matrix(pronoun: Token) -> Token | None:
    """The verb that a pronoun's clause completes."""
    nodes = (pronoun.head, *pronoun.head.ancestors)
    return next((node.head for node in nodes if node.dep_ == "ccomp" and node.head.i < pronoun.i), None)
