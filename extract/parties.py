"""The sides of a fact: from the head words of arguments to the things they name, lists and groups spelt out.

"Russia, China and the Central Asian former Soviet states of Kazakhstan and Kyrgyzstan" are four parties, "Russian and
Belarusian athletes" two, "three officials" is one that only words describe.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc, Token

from extract.article import Entity, Mention, Party, Span
from extract.clauses import Clauses
from extract.grammar import GRAMMAR
from extract.groups import Groups
from extract.kinds import type_meant
from extract.mentions import by_chain, names_of
from extract.nouns import nouns
from extract.positions import Heads
from extract.refer import antecedents_of
from extract.stand_ins import StandIns
from extract.syntax import conjuncts
from extract.unnamed import described, phrase

PRONOUNS = frozenset(("PRON", "DET"))


class Parties:
    """Looks up what the words of one Doc stand for."""

    def __init__(self, doc: Doc, mentions: Iterable[Mention], clauses: Clauses, outside: Iterable[Span] = ()) -> None:
        self.doc = doc
        self.clauses = clauses
        self.outside = tuple(outside)
        self.heads = Heads(mentions)
        self.mentions = self.heads.mentions
        self.over = self.heads.over
        self.groups = Groups(clauses, self.heads)
        self.stand_ins = StandIns(clauses, self.heads)
        self.chains = by_chain(self.mentions)
        self.tied = antecedents_of(doc)
        self._names: dict[int, tuple[str, ...]] = {}
        self._named: dict[int, list[tuple[Party, Token]]] = {}  # what each token names, found once

    def of(self, token: Token) -> list[Party]:
        """The parties that the phrase headed by `token` names, its list spelt out."""
        return list({self.identity(party): party for party, _ in self.with_heads(token)}.values())

    def with_heads(self, token: Token) -> list[tuple[Party, Token]]:
        """As `of`, each party with the list member that names it."""
        if token.i not in self._named:
            self._named[token.i] = []  # a token met again while its own are being found names nobody
            self._named[token.i] = self._with_heads(token)
        return self._named[token.i]

    def _with_heads(self, token: Token) -> list[tuple[Party, Token]]:
        heads = conjuncts(token)
        listed = self.clauses.lists.after(token)
        if listed:
            heads = [*listed, *(h for h in heads if h not in listed and h.i < listed[0].i)]
        heads = list(dict.fromkeys([*heads, *(name for h in heads for name in self.clauses.in_place_of(h))]))
        found = [(party, head) for head in heads if not self._is_outside(head) for party in self._of_one(head)]
        for head in heads:
            if head.pos_ == "NOUN":
                arguments = self.clauses.arguments(head)
                beside = self._beside(head)
                if beside is not None:
                    found.extend(self.with_heads(beside))
                for named in (t for role in _exemplifying(head) for t in arguments.get(role, ())):
                    if named.i > head.i:
                        found.extend(self.with_heads(named))
            found.extend(pair for named in self.clauses.among_them(head) for pair in self.with_heads(named))
        return found

    def _beside(self, head: Token) -> Token | None:
        """The name right behind "officials including", however that is parsed."""
        if head.i + 2 >= len(self.doc) or self.doc[head.i + 1].lower_ not in _exemplifying(head):
            return None
        mention = self.over.get(head.i + 2)
        return self.doc[mention.head] if mention is not None and mention.first == head.i + 2 else None

    def _is_outside(self, token: Token) -> bool:
        """Whether the token stands in a dateline or the like, which is no part of the sentence."""
        return any(span.start <= token.idx < span.end for span in self.outside)

    def identity(self, party: Party) -> str:
        """What tells parties apart: the entity's id, or the words."""
        return party.entity.id if party.entity else party.label.lower()

    def mention(self, token: Token) -> Mention | None:
        """The widest mention that the token heads, or else the narrowest that covers it."""
        return self.heads.mention(token)

    def named(self, token: Token) -> bool:
        """Whether the token belongs to a name that an entity stands behind."""
        mention = self.mention(token)
        return mention is not None and mention.entity is not None and mention.kind not in ("nominal", "pronoun")

    def _of_one(self, head: Token) -> list[Party]:
        """The parties that one member of a list names: one, unless it stands for several or for nothing."""
        if members := self.groups.announced(head) or self.groups.pair(head):
            return [party for token in members for party in self.of(token)]
        groups = [m for m in self.heads.headed(head) if type_meant(m) == "group"]
        if len(groups) > 1:
            return [self.party(m) for m in groups]
        mention = self.mention(head)
        if mention is not None and mention.kind == "demonym":
            if mention.head != head.i:
                mention = None  # it says what the word is like, and not who
            elif people := self._of_people(head):
                return people
        if mention is None or mention.kind == "nominal" or mention.first > head.i:
            named = self.stand_ins.by_title(head)
            if named is not None:
                return [self.party(named)]
        return self._in_words(head) if mention is None else self._of_mention(mention, head)

    def _of_people(self, head: Token) -> list[Party]:
        """Who a demonym means where that is no people: "the Norwegian Anna Berg"; "the Dutchman" is not the
        Netherlands."""
        person = self.stand_ins.in_apposition(head)
        if person is not None:
            return [self.party(person)]
        return [self.phrase(head)] if head.lower_.endswith(tuple(nouns().citizens)) else []

    def _in_words(self, head: Token) -> list[Party]:
        """What a word means that no mention covers."""
        meant = self.stand_ins.meant(head)
        if meant is not None:
            return [self.party(meant)]
        silent = head.pos_ in PRONOUNS and head.tag_ not in ("DT", "CD")
        return [] if silent else self.groups.shared(head) or [self.phrase(head)]

    def _of_mention(self, mention: Mention, head: Token) -> list[Party]:
        if head.pos_ == "PRON" and (mention.entity is None or _mistaken(head, mention.entity)):
            return []
        if mention.entity is None or mention.first > head.i:
            return self.groups.shared(head) or [self.phrase(head)]
        return [self.party(mention)]

    def party(self, mention: Mention) -> Party:
        """The party that a mention stands for, with all names the article uses for it."""
        entity = mention.entity
        label = entity.label if entity else mention.text
        if mention.chain not in self._names:
            self._names[mention.chain] = names_of(mention.chain, self.chains.get(mention.chain, ()))
        own = () if mention.kind == "pronoun" else (mention.text,)
        names = tuple(dict.fromkeys((*own, *self._names[mention.chain])))
        return Party(label, mention.text, mention.span, entity, names, mention.share)

    def phrase(self, head: Token, *, without: Token | None = None) -> Party:
        """A party that only words describe: the noun phrase, without a clause that holds a certain word."""
        span = phrase(head, without=without)
        return described(span, self.mention(span[0]) if span[0].i in self.tied else None)


def _mistaken(pronoun: Token, entity: Entity) -> bool:
    """Whether a pronoun cannot stand for what it was taken for: "it" is nobody."""
    return pronoun.lower_ in GRAMMAR.neuter and entity.type == "person"


def _exemplifying(noun: Token) -> tuple[str, ...]:
    """The prepositions that give examples of a noun: "leaders like Anna Berg", but "an opponent like her" is none."""
    return tuple(role for role in GRAMMAR.exemplifying if noun.tag_ != "NN" or role not in GRAMMAR.likening)
