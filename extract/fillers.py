"""What fills a side of a fact: the party at the place that a pattern names, or what the article was speaking of.

A pattern says where its sides stand ("subj", "obj.of", "context"); here those places are walked to (`extract.paths`),
the parties found there are held against what the side takes (`extract.sides`), and pronouns and nouns like "this
institution" are traced back to what they take up (`extract.taken_up`, `extract.topics`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from extract.article import Party
from extract.clauses import Clauses
from extract.grammar import GRAMMAR
from extract.kinds import type_meant
from extract.lexicon import Pattern
from extract.parties import Parties
from extract.paths import Paths
from extract.sides import Sides, Sought
from extract.syntax import introduced, modified, number, passive
from extract.taken_up import Named, TakenUp
from extract.topics import Topics
from extract.unnamed import counted, described, phrase
from extract.words import lemma

CLAUSES = ("acl", "acl:relcl")  # those that hang on a noun


@dataclass(frozen=True, slots=True)
class Filler:
    """A party with the word that names it, None where the context gave it."""

    party: Party
    head: Token | None = None


class Fillers:
    """Finds the parties of one Doc's facts."""

    def __init__(self, clauses: Clauses, parties: Parties) -> None:
        self.doc = clauses.doc
        self.clauses = clauses
        self.parties = parties
        self.paths = Paths(clauses)
        self.sides = Sides(parties)
        sents = enumerate(self.doc.sents)
        self.sentence_of = {i: number for number, sent in sents for i in range(sent.start, sent.end)}
        self.taken_up = TakenUp(clauses, parties, self.sentence_of)
        self.topics = Topics(clauses, parties, self.sentence_of)

    def subjects(self, pattern: Pattern, trigger: Token, *, paths: Sequence[str] = ()) -> list[Filler]:
        """The fillers of a pattern's subject, at its own places or at those given."""
        sought = Sought(pattern, "subject", trigger)
        return self._first(sought, paths or sought.paths)

    def objects(
        self, pattern: Pattern, trigger: Token, *, bearer: Token | None = None, post: Token | None = None
    ) -> list[Filler]:
        """The fillers of a pattern's object; `bearer` is the subject found, `post` the noun of the post."""
        sought = Sought(pattern, "object", trigger, bearer, post)
        return self._first(sought, sought.paths)

    def _first(self, sought: Sought, paths: Sequence[str]) -> list[Filler]:
        """The fillers at the first of the paths that holds any of the right type."""
        return next((found for path in paths if (found := self._along(path, sought))), [])

    def _along(self, path: str, sought: Sought) -> list[Filler]:
        if path in ("context", "spoken"):
            # "those bans" are all that were spoken of
            several = path == "spoken" and any(t.tag_ == "NNS" for t in self.paths.walk(sought.trigger, "obj"))
            return self._spoken_of(sought, sought.side.types, named=path == "context", several=several)
        if path in ("salient", "body", "leading"):
            party = self._about(path, sought)
            return [Filler(party)] if party is not None else []
        if path == "unnamed":
            return [Filler(Party(sought.side.unnamed, ""))]
        if path == "homeland":
            country = self.parties.stand_ins.homeland(sought.trigger)
            return [Filler(self.parties.party(country))] if country is not None else []
        found = self._at(path, sought)
        return [*found, *self._beside(path, sought)] if found else []

    def _about(self, path: str, sought: Sought) -> Party | None:
        """What the article is about at a word, of the kind that the path asks for."""
        if path == "salient":
            return self.topics.salient(sought)
        return self.topics.body(sought) if path == "body" else self.topics.leading(sought.trigger)

    def _spoken_of(self, sought: Sought, types: frozenset[str], *, named: bool, several: bool) -> list[Filler]:
        """What the article spoke of last: the first of it, or with `several` all."""
        parties = self.topics.last(sought, types, named=named)
        return [Filler(party) for party in (parties if several else parties[:1])]

    def _at(self, path: str, sought: Sought) -> list[Filler]:
        """The fillers at the end of a path; all of its words count for complements, else the first that gives any."""
        filled: list[Filler] = []
        for word in self.paths.walk(*sought.start(path)):
            if path.endswith((".compound", ".amod")) and introduced(word.head):
                continue  # "a member of an EU committee"
            head = self._official(word, sought)
            found = self._named(head, path, sought)
            if not found and self.taken_up.refers_back(head, sought.side):
                noun = self.taken_up.noun(head)
                if noun is not None:
                    filled += self._taken(sought, ((party, noun) for party in self.parties.of(noun)))
                    continue
                found = self._meant(head, sought)
            filled += found
            agents = path == "subj" and passive(sought.trigger)  # "backed by India and, late in the day, by Peru"
            if found and not agents and not path.startswith("comp."):
                break
        return filled

    def _official(self, head: Token, sought: Sought) -> Token:
        """The name of the official where a verb's argument was taken for their body."""
        official = self.parties.stand_ins.official(head) if sought.trigger.pos_ == "VERB" else None
        return self.doc[official.head] if official is not None else head

    def _named(self, head: Token, path: str, sought: Sought) -> list[Filler]:
        """The parties that a word names, as far as the side takes them."""
        side, trigger = sought.side, sought.trigger
        named = self.taken_up.several(head) or self._before_relative(head, trigger)
        if trigger.dep_ in CLAUSES and trigger.head == head:
            singled = self.clauses.singled_out(head)
            named = [pair for t in singled for pair in self.parties.with_heads(t)] or named
        if path == "trigger" and (body := self.parties.stand_ins.body_of_organ(head)) is not None:
            named = [(described(phrase(head), body), head)]  # the organ, and not the body that acts through it
        if path == "trigger" and modified(head) is not None and number(head):
            named = [(described(self.doc[head.left_edge.i : head.i + 1], None), head)]  # "the 32-nation alliance"
        named = [(self._outside(p, h, trigger), h) for p, h in named]  # "the ban that FIFA imposed"
        found = [Filler(counted(p, h, side), h) for p, h in named if self.sides.takes(side, p, h)]
        if path in ("bearer", "of", "trigger") and trigger.tag_ in ("NN", "NNP") and side.single:
            found = [f for f in found if f.head == head] or found[:1]  # one post has one bearer
        first = found[0].head if path == "bearer" and found else None
        if first is not None and first.i > trigger.i and trigger.tag_ == "NN":
            found = found[:1]  # "EU country Hungary and Serbia"
        if path == "bearer":  # "half of the members are Danish" makes Denmark none
            found = [f for f in found if f.head is None or not self._is_adjective(f.head)]
        return found

    def _outside(self, party: Party, head: Token, trigger: Token) -> Party:
        """A party that only words describe without the clause that tells what is said of it."""
        span = party.span
        inside = party.entity is None and span is not None and span.start <= trigger.idx < span.end
        return self.parties.phrase(head, without=trigger) if inside and head != trigger else party

    def _before_relative(self, head: Token, trigger: Token) -> Named:
        """The parties of a list; for a clause that hangs on one of them those before it: in "A, who won, and B" B did
        not."""
        found = self.parties.with_heads(head)
        clause = next((t for t in (trigger, *trigger.ancestors) if t.head == head), None)
        if clause is None or clause.dep_ not in CLAUSES or clause.i < head.i:
            return found
        return [pair for pair in found if pair[1].i < clause.i]

    def _is_adjective(self, head: Token) -> bool:
        mention = self.parties.mention(head)
        return mention is not None and mention.kind == "demonym" and head.pos_ == "ADJ"

    def _meant(self, head: Token, sought: Sought) -> list[Filler]:
        """Whom a pronoun or a noun that bears no name takes up; where it may be a person or anything else, what was
        spoken of last is too wild a guess for a pronoun."""
        plural = head.lower_ in GRAMMAR.plural
        types = self.taken_up.narrowed(sought.side.types, head)
        found = self._taken(sought, self.taken_up.before(head))
        if found or (head.pos_ == "PRON" and "person" in sought.side.types):
            return found
        found = self._spoken_of(sought, types, named=not plural, several=plural)
        if not found and sought.side.topical and head.tag_ == "NN":
            body = self.topics.body(sought)
            found = self._taken(sought, [(body, head)]) if body is not None else []
        return found

    def _taken(self, sought: Sought, named: Iterable[tuple[Party, Token]]) -> list[Filler]:
        """Those of the parties that the side takes."""
        return [Filler(party, head) for party, head in named if self.sides.takes(sought.side, party, head)]

    def _beside(self, path: str, sought: Sought) -> list[Filler]:
        """Who does or is the same "along with" the subject ("one of three observers, along with Belarus"), or to whom
        it is done as well ("sanctioned Rosneft along with Lukoil")."""
        done_to, token = path == "obj", sought.trigger
        if sought.which == "object" and not done_to:
            return []
        nodes = (token, token.head) if lemma(token.head) == "one" else (token,)
        roles = ((self.clauses.arguments(node), role) for node in nodes for role in GRAMMAR.comitative)
        beside = [t for arguments, role in roles for t in arguments.get(role, ())]
        if sought.which != "subject" or not done_to:  # "invited along with Kuwait, Peru joined" has no other side
            beside = [t for t in beside if self._is_like_object(t, token) == done_to]
        return self._taken(sought, (pair for t in beside for pair in self.parties.with_heads(t)))

    def _is_like_object(self, head: Token, verb: Token) -> bool:
        """Whether a name is of the kind of the verb's object, and not of its subject's."""
        arguments = self.clauses.arguments(verb)
        done_to, doing = (
            {type_meant(self.parties.mention(t)) for t in arguments.get(role, ())} for role in ("obj", "subj")
        )
        return type_meant(self.parties.mention(head)) in done_to - doing - {""}
