"""Nouns that stand for several: "the states of A and B", "the duo", "Russian athletes and officials"."""

from __future__ import annotations

from spacy.tokens import Token

from extract.article import Entity, Mention, Party, Span
from extract.clauses import Clauses
from extract.grammar import GRAMMAR
from extract.kinds import STATES, type_meant
from extract.nouns import nouns
from extract.positions import Heads
from extract.syntax import marked, preposition
from extract.words import closing, lemma
from ontology.iris import minted_id

PEOPLE = frozenset(("person",))
BESIDE = ("appos", "compound", "flat")  # a name behind its plural title, however that is parsed
ENUMERATING = 6  # tokens behind a colon in which the first name of a list stands
OPENING = (":", "–", "—", "(")  # what a list may stand behind


class Groups:
    """Finds the members of the groups that one Doc speaks of."""

    def __init__(self, clauses: Clauses, heads: Heads) -> None:
        self.doc = clauses.doc
        self.lists = clauses.lists
        self.heads = heads

    def announced(self, head: Token) -> list[Token]:
        """The members where a noun only announces them: "the states of A and B", "its founders, A and B", "four judges:
        A of Peru, B ..."."""
        if named := self._enumerated(head):
            return named
        if lemma(head) not in nouns().announcing or self.heads.in_name(head):
            return []
        for child in head.children:
            listing = child.dep_ == "appos" or (child.dep_ == "nmod" and preposition(child) == "of")
            if listing and self._is_state(child) and child not in self.lists.beside_all(head):
                return [child]
        if head.i + 2 < len(self.doc) and head.nbor().text in OPENING:
            after = head.nbor(2)
            return [after] if self._is_state(after) and self.lists.after(after) else []
        return []

    def _enumerated(self, head: Token) -> list[Token]:
        """The names of one kind that follow a counted noun and a colon, or that a plural noun is a title of ("boxers A
        and B", "two managers, A and B")."""
        colon = head.i + 1
        counted = any(c.dep_ == "nummod" for c in head.children)
        if head.tag_ != "NNS" or colon >= closing(head):
            return []
        behind = (c for c in head.rights if c.i in self.lists.names)
        beside = next((c for c in behind if c.dep_ in BESIDE or (c.dep_ == "nmod" and not preposition(c))), None)
        if beside is not None:
            first = self.lists.names[beside.i].first
            return [beside] if first == colon or (counted and first == colon + 1) else []
        if not counted:
            return []
        at = next((t.i for t in self.doc[colon : closing(head)] if t.text == ":"), None)
        if at is None:
            return []
        after = [m for m in self.heads.mentions if at < m.first < closing(head) and m.kind == "name"]
        same = (m for m in after if m.label == after[0].label and m.first >= after[0].last)
        listed = [self.doc[m.head] for m in (*after[:1], *same)]
        named = [t for t in listed if not t.dep_.startswith("nmod") or preposition(t) == ""]
        near = len(named) > 1 and listed[0].i <= at + ENUMERATING
        return named if near and (at == colon or len(named) == _number(head)) else []

    def _is_state(self, token: Token) -> bool:
        return type_meant(self.heads.mention(token)) in STATES

    def pair(self, head: Token) -> list[Token]:
        """The two people or states last named together, where a noun takes them up again: "the duo", "both
        athletes"."""
        if self.heads.in_name(head):
            return []
        if several := self._counted(head):
            return several
        determiners = {c.lower_ for c in head.children if c.dep_ in ("det", "nummod", "cc:preconj")}
        announcing = lemma(head) in nouns().announcing
        owned = any(c.dep_ == "nmod:poss" for c in head.children) and not announcing  # "her two employees"
        bare = head.tag_ == "NNS" and not owned and not any(_tells_which(c) for c in head.children)
        if lemma(head) in nouns().pairs or (bare and determiners & nouns().pairing):
            return self.last_list(head.i, types=STATES if announcing else frozenset(), two=True)
        if head.lower_ in nouns().both and head.dep_.startswith("nsubj") and not any(head.children):
            return self.last_list(head.i, types=STATES | PEOPLE, two=True)
        agents = bare and determiners == {"the"} and head.lower_.endswith(tuple(nouns().agents))
        return self.last_list(head.i, types=PEOPLE) if agents and not announcing else []

    def _counted(self, head: Token) -> list[Token]:
        """The names of the last list where "the three", "all three countries" counts as many."""
        states = lemma(head) in nouns().announcing
        if head.tag_ != "CD" and not (states and head.tag_ == "NNS"):
            return []
        told = any(c.lower_ in GRAMMAR.definite | GRAMMAR.summing for c in head.children if c.i < head.i)
        size = _number(head)
        if not size or not told or any(_tells_which(c) for c in head.children):
            return []
        listed = self.last_list(head.i, types=STATES if states else frozenset())
        named = [t for first in listed[:1] for t in self.lists.after(first)] or listed
        return named if len(named) == size else []

    def last_list(self, before: int, *, types: frozenset[str] = frozenset(), two: bool = False) -> list[Token]:
        """The first and the second of the two names that were last joined by "and", before a token; with `two` no
        longer list counts."""
        kinds = ("name", "acronym", "surname", *(("demonym",) if two else ()))
        named = [m for m in self.heads.mentions if m.last <= before and m.kind in kinds and m.entity]
        for first, second in zip(reversed(named[:-1]), reversed(named[1:]), strict=True):
            if not self._joined(first, second) or (types and type_meant(first) not in types):
                continue
            if two and self.doc[first.first - 1].text == ",":
                continue  # the end of a longer list
            start = self.doc[first.head] if two else self.lists.start(self.doc[second.head])
            return [start] if self.lists.after(start) else [self.doc[second.head], self.doc[first.head]]
        return []

    def _joined(self, first: Mention, second: Mention) -> bool:
        """Whether "and" joins two names of one kind."""
        joint = self.doc[first.last : second.first].text.lstrip(") ")
        return joint == "and" and type_meant(first) == type_meant(second)

    def shared(self, head: Token) -> list[Party]:
        """The groups that a later list member forms with the people named before the first: "Russian athletes and
        officials"."""
        told = any(c.dep_ in ("det", "amod", "nmod:poss", "nummod", "compound") for c in head.children)
        if head.dep_ != "conj" or told:
            return []
        groups = (m.entity for m in self.heads.headed(head.head))
        made = (_formed(entity, head) for entity in groups if entity and entity.type == "group" and entity.member_of)
        return [party for party in made if party is not None]


def _number(noun: Token) -> int:
    """The number that a noun has, or is: "three countries", "the three"; 0 for none."""
    words = (t.lower_ for t in (noun, *noun.children) if t.tag_ == "CD")
    word = next(words, "")
    counting = nouns().counting
    return int(word) if word.isdecimal() else counting.index(word) + 2 if word in counting else 0


def _tells_which(child: Token) -> bool:
    """Whether a word under a noun tells which are meant, so that it takes up none named before."""
    if child.dep_ == "acl":
        return not marked(child, "of")
    return child.dep_ in ("nmod", "amod", "compound", "acl:relcl")


def _formed(group: Entity, head: Token) -> Party | None:
    """The group that a noun forms with the people of another: "Russian officials" of "Russian athletes"."""
    people = group.label.removesuffix(head.head.text).strip()
    if not people or people == group.label:
        return None
    words = f"{people} {head.text}"
    made = Entity(minted_id("group", words), words, "group", member_of=group.member_of)
    return Party(words, head.text, Span(head.idx, head.idx + len(head.text)), made, (words,))
