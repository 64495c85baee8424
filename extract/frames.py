"""Facts out of a parsed article: the lexicon's patterns laid over its clauses.

For every trigger word the patterns of its lemma look where their subject and object stand, the stance of the clause
says how far the text vouches for it, and the evidence is the sentence. What a relation is called and how English says
it is data (`extract.lexicon`); nothing here knows a single verb.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from extract import confidence, layout
from extract import stance as stances
from extract.article import Attribution, Evidence, Fact, Link, Mention, Party, Quote, Span, When
from extract.clauses import Clauses
from extract.dating import Dating
from extract.ellipsis import inverted, pro_verb, stranded
from extract.fillers import Filler, Fillers
from extract.kinds import type_of
from extract.lexicon import Lexicon, Pattern
from extract.merge import most_precise, once, without_echoes
from extract.narration import SILENT
from extract.parties import Parties
from extract.roles import ranked, role_of
from extract.syntax import passive, preposition, tensed
from extract.unnamed import phrase
from extract.words import closing, lemma, opening, phrasal

KIND_OF = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adjective"}
HEDGED = {"possible": 0.8, "conditional": 0.8, "probable": 0.9, "asked": 0.7}
PHRASE = 16  # words between a verb and its object that still make a relation's name
TAKEN_UP = frozenset(("planned", "wanted", "requested", "ended"))  # stances that a status may stand for


@dataclass(frozen=True, slots=True)
class Find:
    """A pattern that fired: its trigger, the parties it found, and the argument heads they came from."""

    pattern: Pattern
    trigger: Token
    subject: Filler
    object: Filler | None  # None where the fact needs no other party
    post: Token | None = None  # the noun of the post that it is about

    @property
    def sides(self) -> tuple[Filler, ...]:
        return (self.subject,) if self.object is None else (self.subject, self.object)

    @property
    def bears_name(self) -> bool:
        """Whether one of its sides bears a name, where the pattern asks for it."""
        return not self.pattern.some_name or any(type_of(side.party) for side in self.sides)

    @property
    def from_context(self) -> bool:
        return any(side.head is None for side in self.sides)


def facts(
    doc: Doc,
    mentions: Iterable[Mention],
    quotes: Sequence[Quote],
    times: Sequence[When],
    lexicon: Lexicon,
    *,
    attributions: Sequence[tuple[Span, Attribution]] = (),
    published: When | None = None,
) -> tuple[Fact, ...]:
    """The facts of one article, quotations first, each once with its best evidence."""
    dating = Dating(doc, times, published)
    matcher = Matcher(doc, mentions, dating, lexicon, attributions)
    said = [replace(of_quote(q), when=dating.of_saying(q.cue_span)) for q in quotes if q.speaker]
    found = [*said, *matcher.facts()]
    kept = without_echoes(most_precise(once(found, matcher.paragraphs), matcher.parties), matcher.paragraphs)
    return tuple(map(confidence.calibrated, kept))


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


class Matcher:
    """Lays the lexicon over one Doc."""

    def __init__(
        self,
        doc: Doc,
        mentions: Iterable[Mention],
        dating: Dating,
        lexicon: Lexicon,
        attributions: Sequence[tuple[Span, Attribution]],
    ) -> None:
        self.doc = doc
        mentions = tuple(mentions)
        self.clauses = Clauses(doc, mentions)
        self.paragraphs = layout.find(doc.text)
        datelines = [p.dateline for p in self.paragraphs if p.dateline is not None]
        self.parties = Parties(doc, mentions, self.clauses, datelines)
        self.fillers = Fillers(self.clauses, self.parties)
        self.said: list[tuple[int, Pattern, Filler, str, str]] = []  # what an ellipsis may repeat
        self.dating = dating
        self.lexicon = lexicon
        self.attributions = sorted(attributions, key=lambda pair: pair[0].end - pair[0].start)
        self.last_role = ""
        self.nouns: dict[int, tuple[str, ...]] = {}

    def facts(self) -> Iterator[Fact]:
        silent = [p.span for p in self.paragraphs if p.kind in SILENT]
        for token in self.doc:
            if any(span.start <= token.idx < span.end for span in silent):
                continue
            yield from self._of_name(token)
            kind = "noun" if token.dep_ == "nmod:desc" else KIND_OF.get(token.pos_)  # "chief" is also an adjective
            if kind is None or self._inside_name(token) or (token.tag_ == "VBG" and token.dep_ == "amod"):
                continue
            if pro_verb(token) or inverted(token) or (stranded(token) and self.clauses.lists.before(token)):
                yield from self._repeated(token)
            else:
                yield from self._of_trigger(token, kind)

    def _repeated(self, token: Token) -> Iterator[Fact]:
        """What "with Iran set to do so too" and "Norway would not" say: the predicate before, of another subject."""
        here = self.fillers.sentence_of[token.i]
        before = [entry for entry in self.said if entry[0] == here]
        if not before:
            return
        _, pattern, thing, meaning, trigger = before[-1]
        for subject in self.fillers.subjects(pattern, token, paths=("subj",)):
            if self.parties.identity(subject.party) != self.parties.identity(thing.party):
                yield self._fact(Find(pattern, token, subject, thing), meaning, relation=trigger)

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

    def _of_name(self, token: Token) -> Iterator[Fact]:
        """What stands beside a name alone says: "the Winter Games in Cortina"."""
        mention = self.parties.over.get(token.i)
        if mention is None or mention.entity is None or mention.kind != "name" or mention.head != token.i:
            return
        for pattern in self.lexicon.patterns("entity", mention.entity.type):
            for find in self._finds(pattern, token):
                yield self._fact(find, pattern.triggers[mention.entity.type])

    def _of_trigger(self, token: Token, kind: str) -> Iterator[Fact]:
        words = (
            list(dict.fromkeys((phrasal(token), self._compound(token), *self._alone(token))))
            if kind == "verb"
            else list(self._nouns(token))
        )
        said: set[str] = set()  # the types already found: patterns of one type go from the surest to the vaguest
        if not any(self.lexicon.patterns(kind, word) for word in words):
            words = ["*"]
        for word in words:
            for pattern in self.lexicon.patterns(kind, word):
                if pattern.type in said or self._part_of_title(token, pattern):
                    continue
                meant = False
                for find in self._finds(pattern, token):
                    meant = True
                    said.add(pattern.type)
                    if find.object is not None:
                        self.said.append(
                            (
                                self.fillers.sentence_of[token.i],
                                pattern,
                                find.object,
                                pattern.triggers[word],
                                token.text,
                            )
                        )
                    fact = self._fact(find, pattern.triggers[word])
                    yield fact
                    yield from _entailed(fact, pattern)
                if not meant and kind == "verb" and self._holds(pattern, token):
                    # nobody that counts does it here, but an ellipsis may still take it up
                    things = self.fillers.objects(pattern, token)
                    self.said += [
                        (self.fillers.sentence_of[token.i], pattern, t, pattern.triggers[word], token.text)
                        for t in things
                        if t.head
                    ]

    def _alone(self, verb: Token) -> list[str]:
        """The verb without its particle, which may mean something else with it: "join in" is not "join"."""
        parted = any(c.dep_ == "compound:prt" and c.i == verb.i + 1 for c in verb.children)
        return [] if parted else [lemma(verb)]

    def _part_of_title(self, token: Token, pattern: Pattern) -> bool:
        """ "Executive" in "Chief Executive Officer": the longer title says it."""
        head = token.head
        longer = token.dep_ in ("compound", "amod", "nmod:desc", "flat") and head.i == token.i + 1
        if longer and any(p.type == pattern.type for p in self.lexicon.patterns("noun", lemma(head))):
            return True
        return token.i + 1 < len(self.doc) and ranked(token.nbor())

    def _compound(self, token: Token) -> str:
        """A verb with the noun that makes it ("take part"), for verbs that mean nothing alone."""
        thing = next((c for c in token.children if c.dep_ == "obj"), None)
        return f"{lemma(token)} {lemma(thing)}" if thing is not None else ""

    def _nouns(self, token: Token) -> tuple[str, ...]:
        """A noun's lemma, with its modifier first: "dialogue partner" before "partner"."""
        if token.i not in self.nouns:
            self.nouns[token.i] = tuple(self._nouns_of(token))
        return self.nouns[token.i]

    def _nouns_of(self, token: Token) -> Iterator[str]:
        word, start = lemma(token), opening(token)
        before = self.doc[token.i - 1] if token.i > start else None
        if before is not None and before.text == "-" and before.i > start and not before.whitespace_:
            yield f"{self.doc[before.i - 1].lower_}-{word}"
        else:
            yield from self._long_nouns(token, start)
            if before is not None and before.pos_ in ("NOUN", "ADJ", "VERB", "PROPN"):
                yield f"{lemma(before)} {word}"
                yield f"{before.lower_} {word}"
        yield word

    def _long_nouns(self, token: Token, start: int) -> Iterator[str]:
        """Three words that end or begin with the noun: "chef de mission", whichever the parser made the head."""
        for first in (token.i - 2, token.i):
            if first >= start and first + 3 <= closing(token):
                yield "".join(self.doc[i].text_with_ws for i in range(first, first + 3)).strip().lower()

    def _finds(self, pattern: Pattern, token: Token) -> Iterator[Find]:
        if not self._holds(pattern, token):
            return
        if pattern.requires and not pattern.requires & stances.of(token).kinds:
            return
        if pattern.finite and (passive(token) or not tensed(token)):
            return
        post = self._post(pattern, token)
        if pattern.post.at and post is None:
            return
        subjects = self.fillers.subjects(pattern, token)
        if "bearer" in pattern.subject:
            subjects = [subject for subject in subjects if not _another(subject.head, token)]
        if pattern.several and len({self.parties.identity(subject.party) for subject in subjects}) < 2:
            return
        for number, subject in enumerate(subjects, 1):
            things = (
                subjects[number:]
                if pattern.reciprocal
                else self.fillers.objects(pattern, token, bearer=subject.head, post=post)
            )
            for thing in things:
                find = Find(pattern, token, subject, thing, post)
                apart = self.parties.identity(subject.party) != self.parties.identity(thing.party)
                if apart and find.bears_name and self._tells(find):
                    yield find
            if not things and pattern.alone:
                yield Find(pattern, token, subject, None, post)

    def _post(self, pattern: Pattern, token: Token) -> Token | None:
        """The noun of the post that the pattern asks for: "elected her chair"."""
        nouns = (t for path in pattern.post.at for t in self.fillers.paths.walk(token, path))
        return next((t for t in nouns if pattern.post.words.intersection(self._nouns(t))), None)

    def _holds(self, pattern: Pattern, token: Token) -> bool:
        """Whether the arguments that the pattern asks for are there, and none that it excludes."""

        def heads(paths: str) -> set[str]:
            found = [t for path in paths.split("|") for t in self.fillers.paths.walk(token, path)]
            return (
                {lemma(t) for t in found}
                | {n for t in found for n in self._nouns(t)}
                | ({"*"} if any(t.ent_type_ != "Date" for t in found) else set())  # a date is nobody and no place
                | ({"#"} if any(t.pos_ == "NUM" for t in found) else set())
            )

        return all(heads(path) & words for path, words in pattern.where.items()) and not any(
            heads(path) & words for path, words in pattern.unless.items()
        )

    def _fact(self, find: Find, meaning: str, *, relation: str = "") -> Fact:
        pattern, trigger = find.pattern, find.trigger
        stance = self._stance(find)
        status, absorbed = self._status(pattern, trigger, meaning, stance)
        factuality = pattern.factuality or stance.without(absorbed).factuality
        thing = find.object.party if find.object is not None else None
        self.fillers.topics.remember(trigger, pattern, find.subject.party, thing)
        sent = trigger.sent
        evidence = Span(*_trim(sent.text, sent.start_char))
        return Fact(
            type=pattern.type,
            subject=find.subject.party,
            object=thing,
            evidence=Evidence(evidence, evidence.of(self.doc.text)),
            relation=relation or (self._phrase(find) if pattern.phrase else self._relation(trigger)),
            status=status,
            role=role_of(find.post, self.parties) if find.post is not None else self._role(pattern, trigger),
            factuality=factuality,
            attribution=self._attribution(trigger),
            when=self.dating.of(trigger, pattern, holds=factuality == "asserted" and status != "former"),
            attributes=tuple(self._attributes(pattern, trigger)),
            confidence_parts=tuple(self._parts(find, factuality)),
            path=pattern.name,
        )

    def _parts(self, find: Find, factuality: str) -> Iterator[tuple[str, float]]:
        """What speaks for and against the fact, as `extract.confidence` names it."""
        heads = [side.head for side in find.sides if side.head is not None]
        yield "path", find.pattern.confidence
        yield "parse", confidence.parse(heads, find.trigger)
        yield "link", min(confidence.link(side.party, self._reasons(side)) for side in find.sides)
        yield "reference", confidence.reference(side.party for side in find.sides)
        yield "context", 0.85 if find.from_context else 1.0
        yield "factuality", HEDGED.get(factuality, 1.0)

    def _reasons(self, side: Filler) -> Link | None:
        mention = self.parties.mention(side.head) if side.head is not None else None
        return mention.link if mention is not None else None

    def _stance(self, find: Find) -> stances.Stance:
        """The stance of the trigger's clause; a title beside its bearer's name is nothing that a verb could plan or
        deny: "ordered Trade Minister Jan Novak to step down"."""
        bearer = find.subject.head
        if find.pattern.kind == "noun" and bearer and self.clauses.titles.of(find.trigger).bearer == bearer:
            return stances.Stance()
        return stances.of(find.trigger, arguments=[side.head for side in find.sides if side.head is not None])

    def _role(self, pattern: Pattern, trigger: Token) -> str:
        """The words of the post that a noun names; of a counterpart, those of the post named before."""
        noun = trigger.pos_ in ("NOUN", "PROPN") or trigger.dep_ == "nmod:desc"
        if pattern.type != "position" or pattern.role or not noun:
            return pattern.role
        role = self.last_role if pattern.echoes and self.last_role else role_of(trigger, self.parties)
        self.last_role = role
        return role

    def _status(
        self, pattern: Pattern, trigger: Token, meaning: str, stance: stances.Stance
    ) -> tuple[str, frozenset[str]]:
        """The status that the governing words give, else the modifier's, else the trigger's or the pattern's own.

        With it the stances that it takes up: that Iran is acceding is plainly asserted by "Iran is set to join".
        """
        for kind, status in pattern.stances.items():
            if kind in stance.kinds:
                taken = TAKEN_UP | {"denied"} if kind == "ended" else TAKEN_UP
                return status, taken if kind in TAKEN_UP else frozenset()
        for word in self._modifiers(pattern, trigger):
            if status := pattern.modifiers.get(lemma(word), ""):
                return status, frozenset()
        return meaning or pattern.status, frozenset()

    def _modifiers(self, pattern: Pattern, trigger: Token) -> list[Token]:
        """The words that modify a trigger; those of a post stand before it, whatever hangs on what, and before the
        first of two: "former Arsenal forward", "then-Nationalist legislator", "former president and prime minister"."""
        words = [c for c in trigger.children if c.dep_ in ("amod", "compound", "advmod")]
        if pattern.type != "position" or pattern.kind != "noun":
            return words
        first = trigger.head if trigger.dep_ == "conj" and trigger.head.pos_ in ("NOUN", "PROPN") else trigger
        titles = self.clauses.titles
        return [*words, *titles.words_before(trigger), *(titles.words_before(first) if first != trigger else ())]

    def _relation(self, trigger: Token) -> str:
        """The verb phrase, or the noun with its preposition, in the article's words.

        Of a passive the participle: the fact's subject is who does it ("banned", not "was banned").
        """
        kept = ("advmod", "compound:prt") if passive(trigger) else ("aux", "aux:pass", "advmod", "cop", "compound:prt")
        near = [c for c in trigger.children if c.dep_ in kept and abs(c.i - trigger.i) <= 4]
        words = sorted((t for t in (*near, trigger)), key=lambda t: t.i)
        return " ".join(t.text for t in words)

    def _phrase(self, find: Find) -> str:
        """The words from the verb to its object, which tell what was done: "signed a treaty with"."""
        trigger = find.trigger
        thing = find.object.head if find.object is not None else None
        words = self._relation(trigger)
        if thing is None or thing.i <= trigger.i:
            return words
        between = self.doc[trigger.i + 1 : max(self._opening(thing), trigger.i + 1)]
        return f"{words} {between.text}".strip(" ,")

    def _opening(self, thing: Token) -> int:
        """Where the noun phrase begins that a list member stands in."""
        while thing.dep_ == "conj":
            thing = thing.head
        first = phrase(thing).start
        mention = self.parties.mention(thing)
        return min(first, mention.first) if mention is not None else first

    def _tells(self, find: Find) -> bool:
        """Whether the words from the verb to its object tell what was done to it: none is left out, and no clause of
        its own stands between ("announced that the commission would be revived" announces no commission)."""
        trigger, thing = find.trigger, find.object.head if find.object is not None else None
        if not find.pattern.phrase or thing is None:
            return True
        if thing.i <= trigger.i:
            return not thing.dep_.startswith("obl")  # "in Lima" before the verb is no part of what was done
        opening = self._opening(thing)
        if opening - trigger.i > PHRASE or any(t.text == "," for t in self.doc[trigger.i : opening]):
            return False
        node = thing
        while node.dep_ == "conj":
            node = node.head
        between = node.head
        if between != trigger and any(c.dep_ in ("xcomp", "ccomp") and c.i > thing.i for c in between.children):
            return False  # "consider having investors take a test": what they should do is left out
        verbs = (a for a in (node, *node.ancestors) if a.pos_ in ("VERB", "AUX"))
        return next(verbs, trigger).i < thing.i

    def _attributes(self, pattern: Pattern, trigger: Token) -> Iterator[tuple[str, str]]:
        for name, paths in pattern.attributes.items():
            for path in paths:
                heads = [t for t in self.fillers.paths.walk(trigger, path) if t != trigger]
                if heads:
                    yield name, self.parties.phrase(heads[0]).label
                    break

    def _attribution(self, trigger: Token) -> Attribution | None:
        for span, attribution in self.attributions:
            if span.start <= trigger.idx < span.end:
                return attribution
        return None


def _entailed(fact: Fact, pattern: Pattern) -> Iterator[Fact]:
    """What holds because the fact does: who was elected chair in May is chair since May."""
    for other in pattern.entails:
        told = fact.factuality == "asserted" or (fact.factuality == "denied" and other.time == "since")
        if told and fact.role and fact.object is not None:
            when = fact.when
            if when is not None and when.relation == "at" and other.time:
                when = replace(when, relation=other.time)
            yield replace(fact, type=other.type, status=other.status, when=when, attributes=())


def _another(bearer: Token | None, role: Token) -> bool:
    """Whether a noun is what another role is held in: in "members of the board, members of the council" the board is
    no member."""
    if bearer is None or role.pos_ != "NOUN":
        return False
    while bearer.dep_ == "conj":
        bearer = bearer.head
    return preposition(bearer) == "of" and lemma(bearer.head) == lemma(role)


def _trim(text: str, start: int) -> tuple[int, int]:
    """The span of a sentence without white space at its ends."""
    left = len(text) - len(text.lstrip())
    return start + left, start + len(text.rstrip())
