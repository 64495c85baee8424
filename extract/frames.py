"""Facts out of a parsed article: the lexicon's patterns laid over its clauses.

For every trigger word the patterns of its lemma look where their subject and object stand, the stance of the clause
says how far the text vouches for it, and the evidence is the sentence. What a relation is called and how English says
it is data (`extract.lexicon`); nothing here knows a single verb.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from extract import layout, lexical
from extract import stance as stances
from extract.article import Attribution, Evidence, Fact, Mention, Party, Quote, Span, When
from extract.clauses import Clauses
from extract.lexicon import Lexicon, Pattern, Side
from extract.parties import Parties, type_of
from extract.roles import role_of
from extract.words import lemma, phrasal

KIND_OF = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adjective"}
HEDGED = {"possible": 0.8, "conditional": 0.8, "probable": 0.9, "asked": 0.7}
TAKEN_UP = frozenset(("planned", "wanted", "requested", "probable"))  # stances that a status may stand for
PLURAL = frozenset(("they", "them", "their", "theirs"))
BODIES = frozenset(("organisation", "sport_body", "noc", "league"))
COMITATIVE = ("along with", "together with", "as well as", "alongside")
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


@dataclass(frozen=True, slots=True)
class Find:
    """A pattern that fired: its trigger, the parties it found, and the argument heads they came from."""

    pattern: Pattern
    trigger: Token
    subject: Filler
    object: Filler

    @property
    def from_context(self) -> bool:
        return self.subject.head is None or self.object.head is None


def facts(
    doc: Doc,
    mentions: Iterable[Mention],
    quotes: Sequence[Quote],
    times: Sequence[When],
    lexicon: Lexicon,
    *,
    attributions: Sequence[tuple[Span, Attribution]] = (),
) -> tuple[Fact, ...]:
    """The facts of one article, quotations first, each once with its best evidence."""
    matcher = Matcher(doc, mentions, times, lexicon, attributions)
    found = [*map(of_quote, (q for q in quotes if q.speaker)), *matcher.facts()]
    return tuple(most_precise(once(found), matcher.parties))


def of_quote(quote: Quote) -> Fact:
    """The fact that somebody said the quoted words."""
    parts = (("quote", 0.97 if quote.kind == "direct" else 0.92), ("continuation", 0.95 if quote.continuation else 1.0))
    return Fact(
        type="quote",
        subject=quote.speaker or Party("", ""),
        object=None,
        evidence=Evidence(quote.span, quote.text),
        relation=quote.cue,
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
        times: Sequence[When],
        lexicon: Lexicon,
        attributions: Sequence[tuple[Span, Attribution]],
    ) -> None:
        self.doc = doc
        mentions = tuple(mentions)
        self.clauses = Clauses(doc, mentions)
        datelines = [p.dateline for p in layout.find(doc.text) if p.dateline is not None]
        self.parties = Parties(doc, mentions, self.clauses, datelines)
        self.said: list[tuple[int, Pattern, Filler, str, str]] = []  # what an ellipsis may repeat
        self.times = times
        self.lexicon = lexicon
        self.attributions = sorted(attributions, key=lambda pair: pair[0].end - pair[0].start)
        self.spoken_of: list[Spoken] = []
        self.last_role = ""
        self.sentence_of = {token.i: number for number, sent in enumerate(doc.sents) for token in sent}

    def facts(self) -> Iterator[Fact]:
        for token in self.doc:
            kind = KIND_OF.get(token.pos_)
            if kind is None or self._inside_name(token):
                continue
            if pro_verb(token) or (stranded(token) and self.clauses.titles.list_before(token)):
                yield from self._repeated(token)
            else:
                yield from self._of_trigger(token, kind)

    def _repeated(self, token: Token) -> Iterator[Fact]:
        """What "with Iran set to do so too" and "Serbia would not" say: the predicate before, of another subject."""
        here = self.sentence_of[token.i]
        before = [entry for entry in self.said if entry[0] == here]
        if not before:
            return
        _, pattern, thing, meaning, trigger = before[-1]
        for subject in self._side(("subj",), pattern.subject_side, token, pattern, "subject"):
            if self.parties.identity(subject.party) != self.parties.identity(thing.party):
                yield self._fact(Find(pattern, token, subject, thing), meaning, relation=trigger)

    def _inside_name(self, token: Token) -> bool:
        """A word of a known name triggers nothing ("Union" in "European Union").

        The last word of a name that the table lacks may ("SCO Summit", "UEFA Executive Committee"), and so may a
        title that the reader took into a person's name.
        """
        mention = self.parties.over.get(token.i)
        if mention is None or mention.kind not in ("name", "acronym", "surname"):
            return False
        if mention.label == "Person":
            return token.i != mention.first or mention.last - mention.first == 1
        return mention.entity is None or mention.entity.linked or token.i != mention.head

    def _of_trigger(self, token: Token, kind: str) -> Iterator[Fact]:
        words = (
            list(dict.fromkeys((phrasal(token), self._compound(token), lemma(token))))
            if kind == "verb"
            else self._nouns(token)
        )
        said: set[str] = set()  # the types already found: patterns of one type go from the surest to the vaguest
        for word in words:
            for pattern in self.lexicon.patterns(kind, word):
                if pattern.type in said or self._part_of_title(token, pattern):
                    continue
                meant = False
                for find in self._finds(pattern, token):
                    meant = True
                    said.add(pattern.type)
                    self.said.append(
                        (self.sentence_of[token.i], pattern, find.object, pattern.triggers[word], token.text)
                    )
                    yield self._fact(find, pattern.triggers[word])
                if not meant and kind == "verb" and self._holds(pattern, token):
                    # nobody that counts does it here, but an ellipsis may still take it up
                    things = self._side(pattern.object, pattern.object_side, token, pattern, "object")
                    self.said += [
                        (self.sentence_of[token.i], pattern, t, pattern.triggers[word], token.text)
                        for t in things
                        if t.head
                    ]

    def _part_of_title(self, token: Token, pattern: Pattern) -> bool:
        """ "Executive" in "Chief Executive Officer": the longer title says it."""
        head = token.head
        longer = token.dep_ in ("compound", "amod", "nmod:desc", "flat") and head.i == token.i + 1
        return longer and any(p.type == pattern.type for p in self.lexicon.patterns("noun", lemma(head)))

    def _compound(self, token: Token) -> str:
        """A verb with the noun that makes it ("take part"), for verbs that mean nothing alone."""
        thing = next((c for c in token.children if c.dep_ == "obj"), None)
        return f"{lemma(token)} {lemma(thing)}" if thing is not None else ""

    def _nouns(self, token: Token) -> list[str]:
        """A noun's lemma, with its modifier first: "dialogue partner" before "partner"."""
        word = lemma(token)
        before = self.doc[token.i - 1] if token.i > token.sent.start else None
        if before is not None and before.text == "-" and before.i > token.sent.start and not before.whitespace_:
            return [f"{self.doc[before.i - 1].lower_}-{word}", word]
        if before is None or before.pos_ not in ("NOUN", "ADJ", "VERB", "PROPN"):
            return [word]
        return [f"{lemma(before)} {word}", f"{before.lower_} {word}", word]

    def _finds(self, pattern: Pattern, token: Token) -> Iterator[Find]:
        if not self._holds(pattern, token):
            return
        if pattern.requires and not pattern.requires & stances.of(token).kinds:
            return
        for subject in self._side(pattern.subject, pattern.subject_side, token, pattern, "subject"):
            for thing in self._side(pattern.object, pattern.object_side, token, pattern, "object", bearer=subject.head):
                if self.parties.identity(subject.party) != self.parties.identity(thing.party):
                    yield Find(pattern, token, subject, thing)

    def _holds(self, pattern: Pattern, token: Token) -> bool:
        """Whether the arguments that the pattern asks for are there, and none that it excludes."""

        def heads(path: str) -> set[str]:
            found = self.walk(token, path)
            return {lemma(t) for t in found} | {n for t in found for n in self._nouns(t)} | ({"*"} if found else set())

        return all(heads(path) & words for path, words in pattern.where.items()) and not any(
            heads(path) & words for path, words in pattern.unless.items()
        )

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
        while i > token.sent.start and (
            self.doc[i].pos_ in ("DET", "ADJ", "NUM") or self.doc[i].text == "-" or self.doc[i].head == token
        ):
            if self.doc[i].pos_ == "ADP":
                break
            i -= 1
        if (
            i > token.sent.start
            and self.doc[i].pos_ == "ADP"
            and self.doc[i - 1].pos_ == "NOUN"
            and self.doc[i - 1] not in found
        ):
            found.append(self.doc[i - 1])
        return found

    def _side(
        self,
        paths: Sequence[str],
        side: Side,
        token: Token,
        pattern: Pattern,
        which: str,
        bearer: Token | None = None,
    ) -> list[Filler]:
        """The fillers at the first of `paths` that holds any of the right type; "bearer." starts at the subject
        found."""
        for path in paths:
            if path in ("context", "spoken"):
                parties = self._context(side, token, pattern, which, named=path == "context")
                if parties:
                    return [Filler(party) for party in parties[:1]]
                continue
            if path == "salient":
                party = self._salient(side)
                if party:
                    return [Filler(party)]
                continue
            start, rest = (bearer, path[7:]) if bearer is not None and path.startswith("bearer.") else (token, path)
            filled: list[Filler] = []
            for head in self.walk(start, rest):
                found = [Filler(p, h) for p, h in self.parties.with_heads(head) if self._fits(p, side, h)]
                if not found and self._refers_back(head, side):
                    found = [Filler(p, h) for p, h in self._of_matrix(head) if self._fits(p, side, h)]
                if not found and self._refers_back(head, side):
                    parties = self._context(self._narrowed(side, head), token, pattern, which, named=head.lower_ not in PLURAL)
                    found = [Filler(party) for party in (parties if head.lower_ in PLURAL else parties[:1])]
                filled += found
                if found and not path.startswith("comp."):
                    break
            if filled:
                return [*filled, *self._beside(token, side, which)]
        return []

    def _beside(self, token: Token, side: Side, which: str) -> list[Filler]:
        """Who does or is the same "along with" the subject: "one of three observers, along with Belarus"."""
        if which != "subject":
            return []
        places = (token, token.head) if lemma(token.head) == "one" else (token,)
        found = (t for place in places for role in COMITATIVE for t in self.clauses.arguments(place).get(role, ()))
        return [Filler(p, h) for t in found for p, h in self.parties.with_heads(t) if self._fits(p, side, h)]

    def _fits(self, party: Party, side: Side, head: Token) -> bool:
        kind = type_of(party)
        if kind and kind in side.types:
            return True
        if not side.types and party.entity is not None:
            return True
        if kind and kind not in ("group", "thing") and side.types:
            return False
        return bool(party.label) and (side.phrases or lemma(head) in side.nouns or head.lower_ in side.nouns)

    def _salient(self, side: Side) -> Party | None:
        """The one entity of the right type that the article is about: named clearly more often than any other."""
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
        if pronoun.lower_ in ("it", "its") and pronoun.sent.start > 0:
            before = self.doc[pronoun.sent.start - 1].sent
            return [pair for t in self.clauses.subjects(before.root) for pair in self.parties.with_heads(t)][:1]
        if pronoun.lower_ not in PLURAL:
            return []
        groups = [m for m in self.parties.mentions if m.last <= pronoun.i and m.entity and m.entity.type == "group"]
        if groups and self.sentence_of[pronoun.i] == self.sentence_of[groups[-1].first]:
            return self.parties.with_heads(self.doc[groups[-1].head])
        listed = self.parties.last_list(pronoun.i)
        near = listed and self.sentence_of[pronoun.i] - self.sentence_of[listed[0].i] <= 1
        return [pair for t in listed for pair in self.parties.with_heads(t)] if near else []

    def _refers_back(self, head: Token, side: Side) -> bool:
        """Whether a pronoun or a noun like "this institution", tied to no name, must mean what the article was
        speaking of."""
        mention = self.parties.mention(head)
        if mention is not None and mention.entity is not None:
            return False
        if head.pos_ == "PRON":
            return head.lower_ in ("it", "its", "they", "their", "them")
        kind = lexical.load().nominals.get((lemma(head),), "")
        definite = any(c.dep_ == "det" and c.lower_ in ("the", "this", "that") for c in head.children)
        return definite and kind in side.types and head.tag_ in ("NN", "NNP")

    def _narrowed(self, side: Side, head: Token) -> Side:
        """What a noun may take up: "the union" no country, "the country" no union."""
        kind = lexical.load().nominals.get((lemma(head),), "")
        same = BODIES if kind in BODIES else frozenset((kind,))
        return replace(side, types=side.types & same) if kind else side

    def _context(self, side: Side, token: Token, pattern: Pattern, which: str, *, named: bool = True) -> list[Party]:
        """What the article spoke of last and is of a type that fits: by name in this sentence, in a fact of the same
        family, or by name."""
        here = self.sentence_of[token.i]
        before = [
            m
            for m in self.parties.mentions
            if m.last <= token.i and m.entity and m.entity.type in side.types and m.kind != "demonym"
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

    def _fact(self, find: Find, meaning: str, *, relation: str = "") -> Fact:
        pattern, trigger = find.pattern, find.trigger
        stance = stances.of(trigger, arguments=[f.head for f in (find.subject, find.object) if f.head is not None])
        status, absorbed = self._status(pattern, trigger, meaning, stance)
        factuality = pattern.factuality or stance.without(absorbed).factuality
        here = self.sentence_of[trigger.i]
        self.spoken_of.append(Spoken(here, trigger.i, find.subject.party, pattern.type, "subject"))
        self.spoken_of.append(Spoken(here, trigger.i, find.object.party, pattern.type, "object"))
        sent = trigger.sent
        evidence = Span(*_trim(sent.text, sent.start_char))
        parts = [
            ("pattern", pattern.confidence),
            ("context", 0.85 if find.from_context else 1.0),
            ("stance", HEDGED.get(factuality, 1.0)),
        ]
        return Fact(
            type=pattern.type,
            subject=find.subject.party,
            object=find.object.party,
            evidence=Evidence(evidence, evidence.of(self.doc.text)),
            relation=relation or self._relation(trigger),
            status=status,
            role=self._role(pattern, trigger),
            factuality=factuality,
            attribution=self._attribution(trigger),
            when=self._when(trigger),
            attributes=tuple(self._attributes(pattern, trigger)),
            confidence_parts=tuple(parts),
            path=pattern.name,
        )

    def _role(self, pattern: Pattern, trigger: Token) -> str:
        """The words of the post that a noun names; of a counterpart, those of the post named before."""
        if pattern.type != "position" or pattern.role or trigger.pos_ not in ("NOUN", "PROPN"):
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
                return status, TAKEN_UP if kind in TAKEN_UP else frozenset()
        for child in trigger.children:
            if child.dep_ in ("amod", "compound", "advmod") and (status := pattern.modifiers.get(lemma(child), "")):
                return status, frozenset()
        return meaning or pattern.status, frozenset()

    def _relation(self, trigger: Token) -> str:
        """The verb phrase, or the noun with its preposition, in the article's words."""
        near = [
            c
            for c in trigger.children
            if c.dep_ in ("aux", "aux:pass", "advmod", "cop", "compound:prt") and abs(c.i - trigger.i) <= 4
        ]
        words = sorted((t for t in (*near, trigger)), key=lambda t: t.i)
        return " ".join(t.text for t in words)

    def _attributes(self, pattern: Pattern, trigger: Token) -> Iterator[tuple[str, str]]:
        for name, paths in pattern.attributes.items():
            for path in paths:
                heads = [t for t in self.walk(trigger, path) if t != trigger]
                if heads:
                    yield name, self.parties.phrase(heads[0]).label
                    break

    def _attribution(self, trigger: Token) -> Attribution | None:
        for span, attribution in self.attributions:
            if span.start <= trigger.idx < span.end:
                return attribution
        return None

    def _when(self, trigger: Token) -> When | None:
        """The time that hangs on the trigger or on a word that governs it, nearest first."""
        sent = trigger.sent
        chain = [trigger, *(a for a in trigger.ancestors if a.sent == sent)][:3]
        best: tuple[int, int, When] | None = None
        for when in self.times:
            if when.span is None or not sent.start_char <= when.span.start < sent.end_char:
                continue
            found = self.doc.char_span(when.span.start, when.span.end, alignment_mode="expand")
            if found is None:
                continue
            top = found.root
            holders = [top, *top.ancestors][:4]
            level = next((k for k, node in enumerate(chain) if node in holders), None)
            if level is not None:
                rank = (level, abs(found.start - trigger.i), when)
                if best is None or rank[:2] < best[:2]:
                    best = rank
        return best[2] if best else None


def pro_verb(token: Token) -> bool:
    """Whether a verb only stands for the one before: "do so", or an auxiliary with a subject and nothing to help
    ("Serbia would not")."""
    if lemma(token) == "do" and token.i + 1 < len(token.doc) and token.nbor().lower_ in ("so", "likewise"):
        return True
    if token.tag_ == "MD" or (token.pos_ == "AUX" and lemma(token) in ("do", "have", "be")):
        return token.dep_ not in ("aux", "aux:pass", "cop") and any(c.dep_.startswith("nsubj") for c in token.children)
    return False


def stranded(token: Token) -> bool:
    """Whether an auxiliary stands at the end of its clause, its verb left out: "Austria and Malta do not;"."""
    if token.pos_ != "AUX" or lemma(token) not in ("do", "have", "be", "will", "would", "can", "could"):
        return False
    after = token.i + 1
    while after < len(token.doc) and token.doc[after].lower_ in ("not", "n't", "n’t", "too", "either", "also"):
        after += 1
    return after >= len(token.doc) or token.doc[after].is_punct


def _trim(text: str, start: int) -> tuple[int, int]:
    """The span of a sentence without white space at its ends."""
    left = len(text) - len(text.lstrip())
    return start + left, start + len(text.rstrip())


def once(found: Iterable[Fact]) -> list[Fact]:
    """Each fact once: of those that say the same, the one stated most surely, then the first."""
    best: dict[tuple[str, ...], Fact] = {}
    for fact in found:
        thing = fact.object
        key = (
            fact.type,
            _key(fact.subject),
            _key(thing) if thing else f"{fact.evidence.span.start}",
            fact.status,
            fact.role.lower(),
            "denied" if fact.factuality == "denied" else "",
            fact.when.text if fact.when and fact.type not in ("membership", "position") else "",
        )
        held = best.get(key)
        if held is None:
            best[key] = fact
        elif fact.confidence > held.confidence:
            best[key] = replace(fact, when=fact.when or held.when)
    return list(best.values())


def most_precise(found: Sequence[Fact], parties: Parties) -> list[Fact]:
    """Without the posts held in a country that are also said to be held in a body of that country: the body is the better answer."""
    inner: dict[str, set[str]] = defaultdict(set)
    for outer in parties.mentions:
        if outer.entity is not None and outer.kind == "name":
            inner[outer.entity.id] |= {
                m.entity.id for m in parties.mentions if m.entity and m != outer and outer.first <= m.first and m.last <= outer.last
            }
    posts = [(_key(f.subject), f.role.lower(), inner[f.object.entity.id]) for f in found if f.object and f.object.entity and f.role]

    def coarser(fact: Fact) -> bool:
        where = fact.object.entity if fact.object else None
        return where is not None and any(
            who == _key(fact.subject) and role == fact.role.lower() and where.id in countries for who, role, countries in posts
        )

    return [fact for fact in found if not coarser(fact)]


def _key(party: Party) -> str:
    return party.entity.id if party.entity else party.label.lower()
