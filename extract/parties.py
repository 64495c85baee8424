"""The sides of a fact: from the head words of arguments to the things they name, lists and groups spelt out.

"Russia, China and the Central Asian former Soviet states of Kazakhstan and Kyrgyzstan" are four parties, "Russian and
Belarusian athletes" two, "three officials" is one that only words describe.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from spacy.tokens import Doc, Token
from spacy.tokens import Span as DocSpan

from extract.article import Entity, Mention, Party, Span
from extract.clauses import Clauses
from extract.grammar import GRAMMAR
from extract.mentions import by_chain, names_of
from extract.syntax import conjuncts, marked, preposition
from extract.words import lemma, opening
from ontology.iris import minted_id

# what hangs on a noun but is no part of its name: clauses, appositions, further list members
BEYOND = frozenset(
    (
        "acl:relcl",
        "acl",
        "appos",
        "parataxis",
        "conj",
        "cc",
        "punct",
        "cop",
        "nsubj",
        "nsubj:pass",
        "aux",
        "mark",
        "advcl",
        "case",
        "advmod",
    )
)
STATES = frozenset(("country", "territory", "region"))
BODIES = frozenset(("organisation", "sport_body", "noc", "league"))
ACTING = STATES | BODIES
DASHES = ("–", "—")
CLAUSE = 12  # words of a clause that still belongs to the name of what it is about
PRONOUNS = frozenset(("PRON", "DET"))
WORDS = Path(__file__).parent.parent / "ontology" / "parties.yaml"
ARTICLE = re.compile(r"^(?:the|a|an|its|his|her|their|our|this|that|these|those)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Nouns:
    """The nouns of `ontology/parties.yaml`."""

    announcing: frozenset[str]
    pairs: frozenset[str]
    pairing: frozenset[str]
    agents: frozenset[str]
    organs: frozenset[str]
    organs_of_bodies: frozenset[str]
    describing: frozenset[str]


@lru_cache(maxsize=1)
def nouns() -> Nouns:
    raw = yaml.safe_load(WORDS.read_text("utf8"))
    return Nouns(**{name: frozenset(words) for name, words in raw.items()})


class Parties:
    """Looks up what the words of one Doc stand for."""

    def __init__(self, doc: Doc, mentions: Iterable[Mention], clauses: Clauses, outside: Iterable[Span] = ()) -> None:
        self.doc = doc
        self.clauses = clauses
        self.outside = tuple(outside)
        self.mentions = tuple(mentions)
        self.headed: dict[int, list[Mention]] = defaultdict(list)
        self.over: dict[int, Mention] = {}
        for mention in sorted(self.mentions, key=lambda m: m.last - m.first):
            self.headed[mention.head].append(mention)
            for i in range(mention.first, mention.last):
                self.over[i] = mention
        self.chains = by_chain(self.mentions)
        self._names: dict[int, tuple[str, ...]] = {}

    def of(self, token: Token) -> list[Party]:
        """The parties that the phrase headed by `token` names, its list spelt out."""
        return list({self.identity(party): party for party, _ in self.with_heads(token)}.values())

    def with_heads(self, token: Token) -> list[tuple[Party, Token]]:
        """As `of`, each party with the list member that names it."""
        heads = conjuncts(token)
        listed = self.clauses.lists.after(token)
        if listed:
            heads = [*listed, *(h for h in heads if h not in listed and h.i < listed[0].i)]
        found = [(party, head) for head in heads if not self._is_outside(head) for party in self._of_one(head)]
        for head in heads:
            if head.pos_ == "NOUN":
                arguments = self.clauses.arguments(head)
                beside = self._beside(head)
                if beside is not None:
                    found.extend(self.with_heads(beside))
                for named in (t for role in GRAMMAR.exemplifying for t in arguments.get(role, ())):
                    if named.i > head.i:
                        found.extend(self.with_heads(named))
        return found

    def _beside(self, head: Token) -> Token | None:
        """The name right behind "officials including", however that is parsed."""
        if head.i + 2 >= len(self.doc) or self.doc[head.i + 1].lower_ not in GRAMMAR.exemplifying:
            return None
        mention = self.over.get(head.i + 2)
        return self.doc[mention.head] if mention is not None and mention.first == head.i + 2 else None

    def last_list(self, before: int, *, types: frozenset[str] = frozenset(), two: bool = False) -> list[Token]:
        """The first and the second of the two names that were last joined by "and", before a token; with `two` no
        longer list counts."""
        kinds = ("name", "acronym", "surname", *(("demonym",) if two else ()))
        named = [m for m in self.mentions if m.last <= before and m.kind in kinds and m.entity]
        for first, second in zip(reversed(named[:-1]), reversed(named[1:]), strict=True):
            joined = self.doc[first.last : second.first].text.lstrip(") ") == "and"
            if joined and first.entity and second.entity and first.entity.type == second.entity.type:
                if types and first.entity.type not in types:
                    continue
                if two and self.doc[first.first - 1].text == ",":
                    continue  # the end of a longer list
                start = self.doc[first.head] if two else self.clauses.lists.start(self.doc[second.head])
                return [start] if self.clauses.lists.after(start) else [self.doc[second.head], self.doc[first.head]]
        return []

    def _is_outside(self, token: Token) -> bool:
        """Whether the token stands in a dateline or the like, which is no part of the sentence."""
        return any(span.start <= token.idx < span.end for span in self.outside)

    def identity(self, party: Party) -> str:
        """What tells parties apart: the entity's id, or the words."""
        return party.entity.id if party.entity else party.label.lower()

    def mention(self, token: Token) -> Mention | None:
        """The widest mention that the token heads, or else the narrowest that covers it."""
        headed = self.headed.get(token.i)
        if headed:
            return max(headed, key=lambda m: m.last - m.first)
        return self.over.get(token.i)

    def named(self, token: Token) -> bool:
        """Whether the token belongs to a name that an entity stands behind."""
        mention = self.mention(token)
        return mention is not None and mention.entity is not None and mention.kind not in ("nominal", "pronoun")

    def _of_one(self, head: Token) -> Iterator[Party]:
        listed = self._listed(head) or self._pair(head)
        if listed:
            for token in listed:
                yield from self.of(token)
            return
        groups = [m for m in self.headed.get(head.i, ()) if m.entity and m.entity.type == "group"]
        if len(groups) > 1:
            yield from (self.party(m) for m in groups)
            return
        mention = self.mention(head)
        people = mention is not None and mention.kind == "demonym" and mention.head == head.i
        if people and (person := self._in_apposition(head)) is not None:
            yield self.party(person)
            return
        if people and head.tag_ in ("NN", "NNP") and head.lower_.endswith(("man", "woman")):
            yield self.phrase(head)  # "the Dutchman" is not the Netherlands
            return
        if mention is None or (mention.kind in ("nominal", "demonym") and not people) or mention.first > head.i:
            named = self._named_by_title(head)
            if named is not None:
                yield self.party(named)
                return
        if mention is None or (mention.kind == "demonym" and mention.head != head.i):
            meant = self._body_of_organ(head) or self._described(head)
            if meant is not None:
                yield self.party(meant)
            elif head.pos_ not in PRONOUNS or head.tag_ in ("DT", "CD"):
                shared = self.shared(head)
                yield from shared or [self.phrase(head)]
        elif head.pos_ == "PRON" and (mention.entity is None or _mistaken(head, mention.entity)):
            return
        elif mention.entity is None or mention.first > head.i:
            yield from self.shared(head) or [self.phrase(head)]
        else:
            yield self.party(mention)

    def official(self, head: Token) -> Mention | None:
        """The person whom a parser missed for the body before the title: "met KPCC president D K Shivakumar"."""
        body = self.mention(head)
        if body is None or body.entity is None or body.entity.type not in BODIES or body.last >= len(self.doc):
            return None
        i = body.last
        if self.doc[i].text == "(" and i + 3 < len(self.doc) and self.doc[i + 2].text == ")":
            i += 3
        noun = self.doc[i]
        if noun.pos_ not in ("NOUN", "PROPN") or i in self.over:
            return None
        title = self.clauses.titles.of(noun)
        held = title.holder is not None and body.first <= title.holder.i < body.last
        person = self.over.get(title.bearer.i) if held and title.bearer is not None and title.bearer.i > i else None
        return person if person is not None and person.entity and person.entity.type == "person" else None

    def _in_apposition(self, people: Token) -> Mention | None:
        """Who "the Norwegian" is in "Anna Berg, the Norwegian who chairs it", "the Norwegian Anna Berg"."""
        after = self.over.get(people.i + 1)
        if after is not None and after.first == people.i + 1 and after.entity and after.entity.type == "person":
            return after
        definite = any(c.dep_ == "det" and c.lower_ in GRAMMAR.definite | {"a", "an"} for c in people.children)
        mention = self.mention(people.head) if people.dep_ == "appos" and definite else None
        person = mention is not None and mention.entity is not None and mention.entity.type == "person"
        return mention if person else None

    def _body_of_organ(self, head: Token) -> Mention | None:
        """The body or country that acts through its organ: "the federation, whose congress voted", "its parliament"."""
        if lemma(head) not in nouns().organs or head.tag_ not in ("NN", "NNP"):
            return None
        for owner in self.clauses.arguments(head).get("poss", ()):
            mention = self.mention(owner)
            kind = mention.entity.type if mention is not None and mention.entity is not None else ""
            if owner.pos_ == "PRON" and (not kind or (kind in STATES and lemma(head) in nouns().organs_of_bodies)):
                mention = self._body_before(owner) or mention
            if mention is not None and mention.entity is not None and mention.entity.type in ACTING:
                return mention
        return None

    def _body_before(self, pronoun: Token) -> Mention | None:
        """The body last named in the sentence: what "its general assembly" must mean, whatever "its" was tied to."""
        start = pronoun.sent.start
        bodies = (m for m in reversed(self.mentions) if start <= m.first and m.last <= pronoun.i and m.entity)
        return next((m for m in bodies if m.entity and m.entity.type in BODIES), None)

    def _described(self, head: Token) -> Mention | None:
        """The one person named in this sentence or the one before whom "the runner-up" or "the 29-year-old" takes
        up."""
        bare = not any(c.dep_ in ("nmod", "nmod:poss", "acl:relcl", "appos", "conj") for c in head.children)
        definite = any(c.dep_ == "det" and c.lower_ == "the" for c in head.children)
        if not (bare and definite) or lemma(head) not in nouns().describing or head.tag_ not in ("NN", "JJ"):
            return None
        start = opening(self.doc[max(opening(head) - 1, 0)])
        people = {
            m.entity.id: m
            for m in self.mentions
            if start <= m.first and m.last <= head.i and m.entity is not None and m.entity.type == "person"
        }
        return next(iter(people.values())) if len(people) == 1 else None

    def _named_by_title(self, head: Token) -> Mention | None:
        """The person whom a title before the name heads: "Norway's Trade Minister Jan Novak", "its president, Anna
        Berg"."""
        if head.pos_ not in ("NOUN", "PROPN") or head.tag_ == "NNS":
            return None
        bearer = self.clauses.titles.of(head).bearer
        if bearer is None:  # "President of the Football Union Jan Novak"
            bearer = next((c for c in head.children if c.dep_ == "appos" and c.i in self.headed), None)
        mention = self.over.get(bearer.i) if bearer is not None and bearer.i > head.i else None
        return (
            mention if mention is not None and mention.entity is not None and mention.entity.type == "person" else None
        )

    def shared(self, head: Token) -> list[Party]:
        """The groups that a later list member forms with the people named before the first: "Russian athletes and
        officials"."""
        first = head.head
        bare = head.dep_ == "conj" and not any(
            c.dep_ in ("det", "amod", "nmod:poss", "nummod", "compound") for c in head.children
        )
        if not bare:
            return []
        found = []
        for mention in self.headed.get(first.i, ()):
            entity = mention.entity
            if entity is not None and entity.type == "group" and entity.member_of:
                people = entity.label.removesuffix(first.text).strip()
                if people and people != entity.label:
                    words = f"{people} {head.text}"
                    made = Entity(minted_id("group", words), words, "group", member_of=entity.member_of)
                    found.append(Party(words, head.text, Span(head.idx, head.idx + len(head.text)), made, (words,)))
        return found

    def _listed(self, head: Token) -> list[Token]:
        """The members where a noun only announces them: "the states of A and B", "its founders, A and B"."""
        if lemma(head) not in nouns().announcing or (head.i in self.over and self.over[head.i].kind == "name"):
            return []
        for child in head.children:
            if child.dep_ == "appos" and self._state(child):
                return [child]
            if child.dep_ == "nmod" and preposition(child) == "of" and self._state(child):
                return [child]
        if head.i + 2 < len(self.doc) and self.doc[head.i + 1].text in (":", "–", "—", "("):
            after = self.doc[head.i + 2]
            return [after] if self._state(after) and self.clauses.lists.after(after) else []
        return []

    def _pair(self, head: Token) -> list[Token]:
        """The two people or states last named together, where a noun takes them up again: "the duo", "both
        athletes"."""
        if head.i in self.over and self.over[head.i].kind == "name":
            return []
        determiners = {c.lower_ for c in head.children if c.dep_ in ("det", "nummod", "cc:preconj")}
        bare = not any(
            c.dep_ in ("nmod", "amod", "compound", "acl:relcl") or (c.dep_ == "acl" and not marked(c, "of"))
            for c in head.children
        )
        paired = head.tag_ == "NNS" and bare and bool(determiners & nouns().pairing)
        agents = head.tag_ == "NNS" and bare and determiners == {"the"} and head.lower_.endswith(tuple(nouns().agents))
        if lemma(head) in nouns().pairs or paired:
            states = STATES if lemma(head) in nouns().announcing else frozenset()
            return self.last_list(head.i, types=states, two=True)
        return (
            self.last_list(head.i, types=frozenset(("person",)))
            if agents and lemma(head) not in nouns().announcing
            else []
        )

    def _state(self, token: Token) -> bool:
        mention = self.mention(token)
        return mention is not None and mention.entity is not None and mention.entity.type in STATES

    def party(self, mention: Mention) -> Party:
        """The party that a mention stands for, with all names the article uses for it."""
        entity = mention.entity
        label = entity.label if entity else mention.text
        if mention.chain not in self._names:
            self._names[mention.chain] = names_of(mention.chain, self.chains.get(mention.chain, ()))
        own = () if mention.kind == "pronoun" else (mention.text,)
        return Party(
            label, mention.text, mention.span, entity, tuple(dict.fromkeys((*own, *self._names[mention.chain])))
        )

    def phrase(self, head: Token) -> Party:
        """A party that only words describe: the noun phrase without clauses and appositions."""
        first, last = self.bounds(head)
        span = self.doc[first : last + 1]
        text = span.text
        return Party(self._owned(span) or ARTICLE.sub("", text), text, Span(span.start_char, span.end_char))

    def _owned(self, phrase: DocSpan) -> str:
        """The phrase with the name that its first word, "its" or "their", stands for: "Iran's application"."""
        owner = self.mention(phrase[0]) if phrase[0].lower_ in GRAMMAR.owners and len(phrase) > 1 else None
        return f"{owner.entity.label}'s {phrase[1:].text}" if owner is not None and owner.entity is not None else ""

    def bounds(self, head: Token) -> tuple[int, int]:
        """The first and last token of the noun phrase that `head` heads."""
        kept = {head.i}
        queue = [head]
        while queue:
            node = queue.pop()
            for child in node.children:
                outside = child.dep_ in BEYOND and (
                    node == head or child.dep_ not in ("case", "mark", "conj", "cc", "punct", "advmod")
                )
                outside = outside and not self._completes(child, head)
                if not outside and not child.is_space:
                    kept.add(child.i)
                    queue.append(child)
        first = last = head.i
        while first - 1 in kept:
            first -= 1
        while last + 1 in kept:
            last += 1
        dash = next((i for i in range(head.i - 1, first, -1) if self.doc[i].text in DASHES), None)
        if dash is not None:
            first = dash + 1  # "LIMA – The government": a dateline
        while last > head.i and (
            self.doc[last].is_punct or (self.doc[last].dep_ == "case" and self.doc[last].head.i > last)
        ):
            last -= 1
        return first, last

    def _completes(self, clause: Token, head: Token) -> bool:
        """Whether a clause says what a noun is of, and does so in few words: "the plan to host the games", "the idea of
        hosting them"."""
        if clause.head != head or clause.dep_ != "acl" or not (marked(clause, "to") or marked(clause, "of")):
            return False
        words = list(clause.subtree)
        return (
            head.pos_ == "NOUN"
            and words[0].i == head.i + 1
            and len(words) <= CLAUSE
            and words[-1].i - head.i == len(words)
        )


def _mistaken(pronoun: Token, entity: Entity) -> bool:
    """Whether a pronoun cannot stand for what it was taken for: "it" is nobody."""
    return pronoun.lower_ in GRAMMAR.neuter and entity.type == "person"


def type_of(party: Party) -> str:
    """The entity type of a party; "" where only words describe it."""
    return party.entity.type if party.entity else ""
