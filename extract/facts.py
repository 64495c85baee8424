"""From a pattern that fired to the fact: its status, role, stance, time, evidence and confidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Token

from extract import confidence, stance, wording
from extract.article import Attribution, Evidence, Fact, Link, Party, Quote, Span
from extract.claimants import can_claim
from extract.clauses import Clauses
from extract.control import teller
from extract.dating import Dating
from extract.factuality import Stances
from extract.fillers import Filler, Fillers
from extract.gapping import Gap
from extract.grammar import GRAMMAR
from extract.lexicon import Pattern
from extract.matches import Find
from extract.roles import role_of
from extract.status import status_of
from extract.syntax import has, preposition, succeeded, succeeds, tensed, titling
from extract.words import compound, lemma, text_of

TIMED = frozenset(("since", "until"))  # attributes that are times; "banned for three months" tells no reason
REACH = 6  # words up to the one that calls for a deed
HELD = ("obj", "nsubj", "nsubj:pass")  # what is held, as a verb's argument
THIRD = frozenset(("he", "she", "him", "her", "his"))
REPORTED = 0.9  # a fact that the text leaves to somebody else
# what is not plainly asserted is the harder to tell from what is not said at all
HEDGED = {
    "planned": 0.7,
    "proposed": 0.9,
    "denied": 0.8,
    "possible": 0.7,
    "conditional": 0.7,
    "probable": 0.9,
    "asked": 0.6,
}


class Facts:
    """Makes the facts of one Doc."""

    def __init__(
        self,
        clauses: Clauses,
        fillers: Fillers,
        dating: Dating,
        attributions: Sequence[tuple[Span, Attribution]],
        quotes: Sequence[Quote] = (),
    ) -> None:
        self.text = text_of(clauses.doc)
        self.clauses = clauses
        self.titles = clauses.titles
        self.fillers = fillers
        self.parties = fillers.parties
        self.dating = dating
        self.attributions = sorted(attributions, key=lambda pair: pair[0].end - pair[0].start)
        self.quoted = {quote.span: quote.kind for quote in quotes}
        self.last_role = ""
        self.statuses: dict[str, str] = {}  # of the last fact of each type

    def of(self, find: Find, meaning: str, *, relation: str = "") -> Fact | None:
        """The fact that a find states; None where it only says what something was for, and the type asks for more,
        where nobody says so, or where it takes words out of somebody's mouth. `meaning` is the status that the trigger
        stands for."""
        pattern, trigger = find.pattern, find.trigger
        clause = stance.Stance() if pattern.factuality else self._stance(find)
        if (clause.aimed and pattern.not_aimed) or clause.unsaid or self._parted(find):
            return None
        status, absorbed = status_of(pattern, trigger, meaning, clause, self.titles)
        if pattern.type != "position":
            status = self.statuses.get(pattern.type, status) if pattern.echoes else status
            if pattern.time:  # a change, which others may follow
                self.statuses[pattern.type] = status
        factuality = pattern.factuality or clause.without(absorbed).factuality
        holds = factuality == "asserted" and status != "former"
        when = self.dating.of(trigger, pattern, holds=holds, gap=self._gap(find))
        if holds and pattern.lasting and self.dating.is_over(when):
            status = pattern.modifiers.get("former", status)
        open_ = bool(clause.kinds)  # what was applied for in July is not joined in July
        if factuality == "asserted" and self.dating.is_to_come(when) and not open_:  # "it joins in 2030"
            status = pattern.stances.get("planned", status)
            factuality = factuality if "planned" in pattern.stances else "planned"
        elif holds and not open_ and status == pattern.stances.get("planned") and self.dating.has_come(when):
            status = pattern.stances.get("past", status)  # "its accession in 2004"
        attribution = self._attribution(find)
        if attribution is not None and self._speaks_of_self(find, attribution):
            return None
        if attribution is None and factuality == "proposed":
            attribution = self._demand(find)
        thing = find.object.party if find.object is not None else None
        self.fillers.topics.remember(trigger, pattern, find.subject.party, thing)
        return Fact(
            type=pattern.type,
            subject=find.subject.party,
            object=thing,
            evidence=self._sentence(trigger),
            relation=relation or self._relation(find),
            status=status,
            role=role_of(find.post, self.parties) if find.post is not None else self._role(pattern, trigger),
            factuality=factuality,
            attribution=attribution,
            when=when,
            attributes=tuple(self._attributes(pattern, trigger)),
            confidence_parts=tuple(self._parts(find, factuality, attribution)),
            path=pattern.name,
        )

    def _parted(self, find: Find) -> bool:
        """Whether the object is a word of a sentence in quotation marks, and the trigger is not: "I heard shots," she
        recalls."""
        said = find.object.head if find.object is not None else None
        full = (span for span, kind in self.quoted.items() if kind == "direct")
        return said is not None and any(
            span.start <= said.idx < span.end and not span.start <= find.trigger.idx < span.end for span in full
        )

    def _speaks_of_self(self, find: Find, said: Attribution) -> bool:
        """Whether a side is a "he" or a "she" between quotation marks that was led to who speaks there, and who would
        say "I"."""
        if said.speaker is None:
            return False
        marks = [span for span in self.quoted if span.start <= find.trigger.idx < span.end]
        led = (s.party for s in find.sides if s.head is not None and s.head.lower_ in THIRD and _within(s.head, marks))
        speaker = self.parties.identity(said.speaker)
        return any(self.parties.identity(party) == speaker for party in led)

    def _gap(self, find: Find) -> Gap | None:
        """The gap that one of the sides stands in."""
        heads = (side.head for side in find.sides if side.head is not None)
        return next((gap for head in heads if (gap := self.clauses.gaps.of_name.get(head.i))), None)

    def _stance(self, find: Find) -> stance.Stance:
        """The stance of the trigger's clause; a title beside its bearer's name is nothing that a verb could plan or
        deny: "ordered Trade Minister Jan Novak to step down"."""
        if find.pattern.kind == "noun" and preposition(find.trigger) == "as":
            verb = find.trigger.head.head if succeeded(find.trigger.head) else find.trigger.head
            if stance.leaves_open(verb) or (succeeds(verb) and not tensed(verb)):
                return stance.of(verb)  # "could do so as president", "to succeed him as president"
        heads = [side.head for side in find.sides if side.head is not None]
        if self._is_title(find):
            words = (t for c in find.trigger.lefts for t in ((c, *c.lefts) if c.dep_ == "compound" else (c,)))
            return stance.beside(words, arguments=heads)
        said = find.trigger.head if find.trigger.dep_ == "cop" else find.trigger  # "is not in the council"
        if (
            find.pattern.kind == "noun"
            and said.dep_ in HELD
            and GRAMMAR.holding & {lemma(said.head), compound(said.head)}
        ):
            said = said.head  # "will host a summit in Lima"
        if "obj" in find.pattern.where:  # "gave no support to the plan"
            heads += [t for t in self.fillers.paths.walk(find.trigger, "obj") if t not in heads and t.lower_ != "no"]
        return stance.of(said, arguments=heads)

    def _is_title(self, find: Find) -> bool:
        """Whether the trigger is a title beside its bearer's name, or the first of several: "members Peru and Mali"."""
        bearer = find.subject.head
        if find.pattern.kind != "noun" or bearer is None:
            return False
        told = find.trigger.i < bearer.i and find.trigger.is_ancestor(bearer) and "bearer" in find.pattern.subject
        return told or self.titles.of(find.trigger).bearer in (bearer, self.titles.lists.start(bearer))

    def _relation(self, find: Find) -> str:
        thing = find.object.head if find.object is not None else None
        if find.pattern.phrase:
            paths = (path for joined in find.pattern.where for path in joined.split("|"))
            asked = (t for path in paths for t in self.fillers.paths.walk(find.trigger, path))
            return wording.phrase(find.trigger, thing, self.parties, asked=asked)
        return wording.relation(find.trigger)

    def _role(self, pattern: Pattern, trigger: Token) -> str:
        """The words of the post that a noun names; of a counterpart, those of the post named before."""
        noun = trigger.pos_ in ("NOUN", "PROPN") or titling(trigger)
        echoed = self.last_role if pattern.echoes else ""
        if pattern.type != "position" or pattern.role or not (noun or echoed):
            return pattern.role
        role = echoed or role_of(trigger, self.parties)
        self.last_role = role
        return role

    def _attributes(self, pattern: Pattern, trigger: Token) -> Iterator[tuple[str, str]]:
        for name, paths in pattern.attributes.items():
            for path in paths:
                heads = [t for t in self.fillers.paths.walk(trigger, path) if t != trigger and not tensed(t)]
                if heads and (name in TIMED or not self.dating.tells(heads[0])):
                    yield name, self.parties.phrase(heads[0]).label
                    break

    def _attribution(self, find: Find) -> Attribution | None:
        """Who says it. In speech without quotation marks titles are the article's own: "According to World Bank
        economist Jan Novak"."""
        around = [pair for pair in self.attributions if pair[0].start <= find.trigger.idx < pair[0].end]
        if around and self._is_title(find) and not has(find.trigger, "cop"):
            around = [pair for pair in around if pair[0] in self.quoted]
        return around[0][1] if around else None

    def _demand(self, find: Find) -> Attribution | None:
        """Who calls for what others are to do: "Norway urged them to resign"."""
        node = find.trigger
        for _ in range(REACH):
            verb = teller(node) or node.head
            if verb == node:
                return None
            if verb.pos_ == "VERB" and "proposed" in Stances.load().of(verb).kinds:
                callers = (pair for subject in self.clauses.subjects(verb) for pair in self.parties.with_heads(subject))
                named = (party for party, head in callers if party.entity or can_claim(list(head.subtree)))
                own = self.parties.identity(find.subject.party)
                caller = next((party for party in named if self.parties.identity(party) != own), None)
                span = Span(verb.idx, verb.idx + len(verb))
                return Attribution(caller, verb.text, span=span) if caller is not None else None
            node = verb
        return None

    def _sentence(self, trigger: Token) -> Evidence:
        """The sentence of a word without white space at its ends."""
        sent = trigger.sent
        text = self.text[sent.start_char : sent.end_char]
        span = Span(sent.start_char + len(text) - len(text.lstrip()), sent.start_char + len(text.rstrip()))
        return Evidence(span, span.of(self.text))

    def _parts(self, find: Find, factuality: str, attribution: Attribution | None) -> Iterator[tuple[str, float]]:
        """What speaks for and against the fact, as `extract.confidence` names it."""
        heads = [side.head for side in find.sides if side.head is not None]
        yield "path", find.pattern.confidence
        yield "parse", confidence.parse(heads, find.trigger)
        yield "link", min(confidence.link(side.party, self._reasons(side)) for side in find.sides)
        yield "reference", confidence.reference(side.party for side in find.sides)
        yield "context", 0.85 if find.from_context else 1.0
        yield "factuality", HEDGED.get(factuality, 1.0)
        yield "reach", confidence.reach(heads, find.trigger)
        yield "clauses", confidence.clauses(find.trigger)
        yield "voice", 1.0 if attribution is None else REPORTED

    def _reasons(self, side: Filler) -> Link | None:
        mention = self.parties.mention(side.head) if side.head is not None else None
        return mention.link if mention is not None else None


def _within(token: Token, spans: Sequence[Span]) -> bool:
    return any(span.start <= token.idx < span.end for span in spans)


def entailed(fact: Fact, pattern: Pattern) -> Iterator[Fact]:
    """What holds because the fact does: who was elected chair in May is chair since May."""
    for other in pattern.entails:
        told = fact.factuality == "asserted" or (fact.factuality == "denied" and other.time == "since")
        if told and fact.role and fact.object is not None:
            when = fact.when
            if when is not None and when.relation == "at" and other.time:
                when = replace(when, relation=other.time)
            yield replace(fact, type=other.type, status=other.status, when=when, attributes=())


def of_quote(quote: Quote) -> Fact:
    """The fact that somebody said the quoted words."""
    speaker = quote.speaker or Party("", "")
    parts = (
        ("path", 0.97 if quote.kind == "direct" else 0.92),
        ("link", confidence.link(speaker)),
        ("reference", confidence.reference((speaker,))),
        ("context", 0.9 if quote.continuation or not quote.cue else 1.0),
    )
    return Fact(
        type="quote",
        subject=speaker,
        object=None,
        evidence=Evidence(quote.span, quote.text),
        relation=quote.cue,
        factuality=quote.factuality,
        attribution=Attribution(None, quote.cue, quote.medium, quote.addressee, quote.cue_span),
        confidence_parts=parts,
        path=f"quote/{quote.kind}",
        quote=quote,
    )
