"""What fills a side of a fact: the party at the place that a pattern names, or what the article was speaking of.

A pattern says where its sides stand ("subj", "obj.of", "context"); here those places are walked to, the parties found
there are checked against the types that the side takes, and pronouns and nouns like "this institution" are traced back
to what they take up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from extract import lexical
from extract.article import Party
from extract.clauses import Clauses
from extract.grammar import GRAMMAR
from extract.kinds import BODIES, type_of
from extract.lexicon import Pattern, Side
from extract.parties import Parties
from extract.refer import antecedents_of
from extract.speech import speech
from extract.unnamed import counted
from extract.words import lemma, opening

SALIENT = 1.5  # how many times more often than the next an entity must be named to be what the article is about
CONTEXT_REACH = 3  # sentences back in which an organisation may stand that the text no longer names


@dataclass(frozen=True, slots=True)
class Filler:
    """A party with the word that names it, None where the context gave it."""

    party: Party
    head: Token | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """A party of a fact found earlier, which a later sentence may mean without naming it."""

    sentence: int
    trigger: int
    party: Party
    kind: str
    side: str


class Fillers:
    """Finds the parties of one Doc's facts, and remembers those of the facts found so far."""

    def __init__(self, clauses: Clauses, parties: Parties) -> None:
        self.doc = clauses.doc
        self.clauses = clauses
        self.parties = parties
        self.spoken_of: list[Spoken] = []
        self.tied = antecedents_of(clauses.doc)
        self.sentence_of = {token.i: number for number, sent in enumerate(self.doc.sents) for token in sent}

    def remember(self, trigger: Token, pattern: Pattern, subject: Party, thing: Party | None) -> None:
        """Notes the parties of a fact, which later sentences may mean without naming them."""
        here = self.sentence_of[trigger.i]
        self.spoken_of.append(Spoken(here, trigger.i, subject, pattern.type, "subject"))
        if thing is not None:
            self.spoken_of.append(Spoken(here, trigger.i, thing, pattern.type, "object"))

    def walk(self, token: Token, path: str) -> list[Token]:
        """The tokens at the end of a path of argument roles: "obj.of"."""
        tokens = [token]
        for step in path.split("."):
            if step == "head":
                tokens = [h for t in tokens for h in self._heads(t)]
            elif step != "trigger":
                tokens = [a for t in tokens for a in self.clauses.arguments(t).get(step.replace("_", " "), ())]
        return tokens

    def _heads(self, token: Token) -> list[Token]:
        """The governor, and the noun that stands right before the token's preposition: "recommendations on the
        non-participation"."""
        found = [token.head] if token.head != token else []
        i = token.i - 1
        while i > opening(token) and (
            self.doc[i].pos_ in ("DET", "ADJ", "NUM") or self.doc[i].text == "-" or self.doc[i].head == token
        ):
            if self.doc[i].pos_ == "ADP":
                break
            i -= 1
        if (
            i > opening(token)
            and self.doc[i].pos_ == "ADP"
            and self.doc[i - 1].pos_ == "NOUN"
            and self.doc[i - 1] not in found
        ):
            found.append(self.doc[i - 1])
        return found

    def of(
        self,
        paths: Sequence[str],
        side: Side,
        token: Token,
        pattern: Pattern,
        which: str,
        bearer: Token | None = None,
        post: Token | None = None,
    ) -> list[Filler]:
        """The fillers at the first of `paths` that holds any of the right type; "bearer." starts at the subject
        found, "post." at the noun of a post."""
        starts = {"bearer": bearer, "post": post}
        for path in paths:
            if path in ("context", "spoken"):
                parties = self._context(side, token, pattern, which, named=path == "context")
                if parties:
                    # "those bans" are all that were spoken of
                    several = path == "spoken" and any(t.tag_ == "NNS" for t in self.walk(token, "obj"))
                    return [Filler(party) for party in (parties if several else parties[:1])]
                continue
            if path == "salient":
                party = self._salient(side, bearer)
                if party:
                    return [Filler(party)]
                continue
            first, _, rest = path.partition(".")
            start = starts.get(first) if rest else None
            if start is None:
                start, rest = token, path
            filled: list[Filler] = []
            for head in self.walk(start, rest):
                official = self.parties.stand_ins.official(head) if token.pos_ == "VERB" else None
                if official is not None:
                    head = self.doc[official.head]
                named = self._several(head) or self._before_relative(head, token)
                found = [Filler(counted(p, h, side), h) for p, h in named if self._fits(p, side, h)]
                if path in ("bearer", "of", "trigger") and token.tag_ in ("NN", "NNP") and side.single:
                    found = [f for f in found if f.head == head] or found[:1]  # one post has one bearer
                if path == "bearer":  # "half of the members are Danish" makes Denmark none
                    found = [f for f in found if f.head is None or not self._adjective(f.head)]
                if not found and self._refers_back(head, side) and (noun := self._tied(head)) is not None:
                    filled += [Filler(p, noun) for p in self.parties.of(noun) if self._fits(p, side, noun)]
                    continue
                if not found and self._refers_back(head, side):
                    found = [Filler(p, h) for p, h in self._of_matrix(head) if self._fits(p, side, h)]
                if not found and self._refers_back(head, side):
                    parties = self._context(
                        self._narrowed(side, head), token, pattern, which, named=head.lower_ not in GRAMMAR.plural
                    )
                    found = [Filler(party) for party in (parties if head.lower_ in GRAMMAR.plural else parties[:1])]
                filled += found
                if found and not path.startswith("comp."):
                    break
            if filled:
                return [*filled, *self._beside(token, side, which)]
        return []

    def _adjective(self, head: Token) -> bool:
        mention = self.parties.mention(head)
        return mention is not None and mention.kind == "demonym" and head.pos_ == "ADJ"

    def _beside(self, token: Token, side: Side, which: str) -> list[Filler]:
        """Who does or is the same "along with" the subject: "one of three observers, along with Belarus"."""
        if which != "subject":
            return []
        places = (token, token.head) if lemma(token.head) == "one" else (token,)
        found = (
            t for place in places for role in GRAMMAR.comitative for t in self.clauses.arguments(place).get(role, ())
        )
        return [Filler(p, h) for t in found for p, h in self.parties.with_heads(t) if self._fits(p, side, h)]

    def _fits(self, party: Party, side: Side, head: Token) -> bool:
        return self._of_type(party, side, head) or counted(party, head, side) != party

    def _of_type(self, party: Party, side: Side, head: Token) -> bool:
        kind = type_of(party)
        if side.known and not self._known(party):
            return False
        if kind and kind in side.types:
            return not side.named or bool(side.named & set(re.findall(r"\w+", party.label.lower())))
        if not side.types and party.entity is not None:
            return True
        if kind and kind not in ("group", "thing") and side.types:
            return False
        if party.entity is None and (head.pos_ in ("PRON", "ADV", "SCONJ") or _of_each_other(head)):
            return False  # "this", "how", "each other" say nothing by themselves
        measured = lemma(head) in GRAMMAR.units and any(c.dep_ == "nummod" for c in head.children)
        if (head.ent_type_ == "Date" or measured) and not side.dates:
            return False
        return bool(party.label) and (side.phrases or lemma(head) in side.nouns or head.lower_ in side.nouns)

    def _known(self, party: Party) -> bool:
        """Whether the table has the party, or the article names it more than once."""
        entity = party.entity
        if entity is None:
            return False
        named = (m for m in self.parties.mentions if m.entity == entity and m.kind in ("name", "acronym"))
        return entity.linked or len(list(named)) > 1

    def _salient(self, side: Side, bearer: Token | None = None) -> Party | None:
        """The one entity of the right type that the article is about: named clearly more often than any other.

        Of somebody whom the table knows it is their own country or none: no other has them as its minister.
        """
        mention = self.parties.mention(bearer) if bearer is not None else None
        own = mention.entity.country if mention is not None and mention.entity is not None else ""
        if own and "country" in side.types:
            theirs = (m for m in self.parties.mentions if m.entity and m.entity.id == own)
            return next((self.parties.party(m) for m in theirs), None)
        counts = Counter(m.entity.id for m in self.parties.mentions if m.entity and m.entity.type in side.types)
        ranked = counts.most_common(2)
        if not ranked or ranked[0][1] < SALIENT * (ranked[1][1] if len(ranked) > 1 else 1):
            return None
        named = [m for m in self.parties.mentions if m.entity and m.entity.id == ranked[0][0]]
        return self.parties.party(next((m for m in named if m.kind == "name"), named[0]))

    def _of_matrix(self, pronoun: Token) -> list[tuple[Party, Token]]:
        """Whom "they" means in "A and B said that they would": the subject of the clause that the pronoun's clause
        completes."""
        if pronoun.pos_ != "PRON":
            return []
        for node in (pronoun.head, *pronoun.head.ancestors):
            if node.dep_ == "ccomp" and node.head.i < pronoun.i and pronoun.lower_ in ("they", "it"):
                found = [pair for t in self.clauses.subjects(node.head) for pair in self.parties.with_heads(t)]
                return found if (len(found) > 1) == (pronoun.lower_ == "they") else []
        if pronoun.lower_ in GRAMMAR.neuter and opening(pronoun) > 0 and self._opens(pronoun):
            before = self.doc[opening(pronoun) - 1].sent
            found = [pair for t in self.clauses.subjects(before.root) for pair in self.parties.with_heads(t)][:1]
            return [pair for pair in found if type_of(pair[0]) != "person"]  # "it" is nobody
        if pronoun.lower_ not in GRAMMAR.plural:
            return []
        groups = [m for m in self.parties.mentions if m.last <= pronoun.i and m.entity and m.entity.type == "group"]
        if groups and self.sentence_of[pronoun.i] == self.sentence_of[groups[-1].first]:
            return self.parties.with_heads(self.doc[groups[-1].head])
        listed = self.parties.groups.last_list(pronoun.i)
        near = listed and self.sentence_of[pronoun.i] - self.sentence_of[listed[0].i] <= 1
        return [pair for t in listed for pair in self.parties.with_heads(t)] if near else []

    def _tied(self, pronoun: Token) -> Token | None:
        """The common noun that the reader says a pronoun stands for, which bears no name."""
        noun = self.doc[self.tied[pronoun.i]] if pronoun.pos_ == "PRON" and pronoun.i in self.tied else None
        return noun if noun is not None and noun.pos_ == "NOUN" and self.parties.mention(noun) is None else None

    def _opens(self, pronoun: Token) -> bool:
        """Whether no subject stands before a pronoun in its sentence that it might mean instead."""
        before = self.doc[opening(pronoun) : pronoun.i]
        return not any(t.dep_.startswith("nsubj") and t.pos_ in ("NOUN", "PROPN") for t in before)

    def _several(self, pronoun: Token) -> list[tuple[Party, Token]]:
        """The two or more names joined in the same sentence that "them" takes up, where it was tied to one body."""
        mention = self.parties.mention(pronoun) if pronoun.lower_ in GRAMMAR.plural else None
        if mention is None or mention.entity is None or mention.entity.type in ("group", "person"):
            return []
        if len(meant := self._of_matrix(pronoun)) > 1:
            return meant
        listed = self.parties.groups.last_list(pronoun.i)
        here = bool(listed) and self.sentence_of[listed[0].i] == self.sentence_of[pronoun.i]
        return [pair for t in listed for pair in self.parties.with_heads(t)] if here else []

    def _before_relative(self, head: Token, trigger: Token) -> list[tuple[Party, Token]]:
        """The parties of a list; for a clause that hangs on one of them those before it: in "A, who won, and B" B did
        not."""
        found = self.parties.with_heads(head)
        clause = next((t for t in (trigger, *trigger.ancestors) if t.head == head), None)
        if clause is None or clause.dep_ not in ("acl", "acl:relcl") or clause.i < head.i:
            return found
        return [pair for pair in found if pair[1].i < clause.i]

    def _refers_back(self, head: Token, side: Side) -> bool:
        """Whether a pronoun or a noun like "this institution", tied to no name, must mean what the article was
        speaking of."""
        mention = self.parties.mention(head)
        if mention is not None and mention.entity is not None:
            return False
        if head.pos_ == "PRON":
            return head.lower_ in GRAMMAR.taking_up
        kind = lexical.load().nominals.get((lemma(head),), "")
        definite = any(c.dep_ == "det" and c.lower_ in GRAMMAR.definite for c in head.children)
        return definite and kind in side.types and head.tag_ in ("NN", "NNP")

    def _narrowed(self, side: Side, head: Token) -> Side:
        """What a noun may take up: "the union" no country, "the country" no union."""
        kind = lexical.load().nominals.get((lemma(head),), "")
        same = BODIES if kind in BODIES else frozenset((kind,))
        return replace(side, types=side.types & same) if kind else side

    def _aside(self, name: Token) -> bool:
        """Whether a name only says whose official is meant, or who was told: no clause is about it."""
        top = name
        while top.dep_ in ("compound", "nmod:poss", "amod") and top.head.i > top.i:
            top = top.head
        title = self.clauses.titles.of(top) if top != name and top.pos_ in ("NOUN", "PROPN") else None
        if title is not None and title.bearer is not None and title.bearer != name:
            return True
        return name.dep_ in ("obj", "iobj") and name.head.lower_ in speech().verbs

    def _context(self, side: Side, token: Token, pattern: Pattern, which: str, *, named: bool = True) -> list[Party]:
        """What the article spoke of last and is of a type that fits: by name in this sentence, in a fact of the same
        family, or by name."""
        here = self.sentence_of[token.i]
        before = [
            m
            for m in self.parties.mentions
            if m.last <= token.i
            and m.entity
            and m.entity.type in side.types
            and m.kind != "demonym"
            and not self._aside(self.doc[m.head])
        ]
        if which == "object" and named and before and self.sentence_of[before[-1].first] == here:
            return [self.parties.party(before[-1])]
        family = {pattern.type, *pattern.family}
        fitting = [
            e
            for e in self.spoken_of
            if e.kind in family
            and e.side == which
            and here - e.sentence <= CONTEXT_REACH
            and type_of(e.party) in side.types
        ]
        if fitting:
            return [e.party for e in fitting if e.trigger == fitting[-1].trigger]
        if which == "object" and named and before and here - self.sentence_of[before[-1].first] <= 1:
            return [self.parties.party(before[-1])]
        return []


def _of_each_other(word: Token) -> bool:
    return word.lower_ in ("each", "one") and word.i + 1 < len(word.doc) and word.nbor().lower_ in ("other", "another")
