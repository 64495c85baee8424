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
from extract.article import Attribution, Fact, Mention, Quote, Span, When
from extract.clauses import Clauses
from extract.dating import Dating
from extract.ellipsis import inverted, pro_verb, stranded
from extract.facts import Facts, entailed, of_quote
from extract.fillers import Filler, Fillers
from extract.lexicon import Lexicon, Pattern
from extract.matches import Find, Matches
from extract.merge import most_precise, once, without_echoes
from extract.narration import SILENT
from extract.parties import Parties
from extract.triggers import Triggers
from extract.words import text_of


@dataclass(frozen=True, slots=True)
class Predicate:
    """What was said of somebody, which an ellipsis in the same sentence may say of another."""

    sentence: int
    pattern: Pattern
    thing: Filler
    meaning: str
    verb: str


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
    matcher = Matcher(doc, mentions, times, lexicon, attributions, quotes, published)
    said = [replace(of_quote(q), when=matcher.dating.of_saying(q)) for q in quotes if q.speaker]
    found = [*said, *matcher.facts()]
    kept = without_echoes(most_precise(once(found, matcher.paragraphs), matcher.parties), matcher.paragraphs)
    return tuple(map(confidence.calibrated, kept))


class Matcher:
    """Lays the lexicon over one Doc."""

    def __init__(
        self,
        doc: Doc,
        mentions: Iterable[Mention],
        times: Sequence[When],
        lexicon: Lexicon,
        attributions: Sequence[tuple[Span, Attribution]],
        quotes: Sequence[Quote],
        published: When | None,
    ) -> None:
        self.doc = doc
        mentions = tuple(mentions)
        self.clauses = Clauses(doc, mentions)
        self.paragraphs = layout.find(text_of(doc))
        datelines = [p.dateline for p in self.paragraphs if p.dateline is not None]
        told = [w for w in times if not any(w.span and d.start <= w.span.start < d.end for d in datelines)]
        self.dating = Dating(doc, told, published)
        self.parties = Parties(doc, mentions, self.clauses, datelines)
        self.fillers = Fillers(self.clauses, self.parties)
        self.triggers = Triggers(self.parties, lexicon)
        self.matches = Matches(self.parties, self.fillers, self.triggers)
        self.statements = Facts(self.clauses, self.fillers, self.dating, attributions, quotes)
        self.lexicon = lexicon
        self.said: list[Predicate] = []
        self.kinds = [self.triggers.kind(token) for token in doc]
        self.ellipses = frozenset(t.i for t in doc if self.kinds[t.i] == "verb" and self._is_ellipsis(t))
        self.elliptic = frozenset(self.fillers.sentence_of[i] for i in self.ellipses)  # few sentences have any

    def facts(self) -> Iterator[Fact]:
        """The facts word by word, each as often as it is stated."""
        silent = [p.span for p in self.paragraphs if p.kind in SILENT]
        for token in self.doc:
            if silent and any(span.start <= token.idx < span.end for span in silent):
                continue
            yield from self._of_name(token)
            if token.i in self.ellipses:
                yield from self._repeated(token)
            elif kind := self.kinds[token.i]:
                yield from self._of_trigger(token, kind)

    def _is_ellipsis(self, token: Token) -> bool:
        """Whether a verb only stands for one before."""
        return pro_verb(token) or inverted(token) or (stranded(token) and bool(self.clauses.lists.before(token)))

    def _repeated(self, token: Token) -> Iterator[Fact]:
        """What "with Iran set to do so too" and "Norway would not" say: the predicate before, of another subject."""
        here = self.fillers.sentence_of[token.i]
        last = next((said for said in reversed(self.said) if said.sentence == here), None)
        if last is None:
            return
        for subject in self.fillers.subjects(last.pattern, token, paths=("subj",)):
            if self.parties.identity(subject.party) != self.parties.identity(last.thing.party):
                find = Find(last.pattern, token, subject, last.thing)
                yield from self._told(find, last.meaning, relation=last.verb)

    def _of_name(self, token: Token) -> Iterator[Fact]:
        """What stands beside a name alone says: "the Winter Games in Cortina"."""
        mention = self.parties.over.get(token.i)
        if mention is None or mention.entity is None or mention.kind != "name" or mention.head != token.i:
            return
        for pattern in self.lexicon.patterns("entity", mention.entity.type):
            for find in self.matches.of(pattern, token):
                yield from self._told(find, pattern.triggers[mention.entity.type])

    def _of_trigger(self, token: Token, kind: str) -> Iterator[Fact]:
        """What the patterns of a word say: of one type the first that finds anything, as they go from the surest to the
        vaguest."""
        told: set[str] = set()
        taken_up = self.fillers.sentence_of[token.i] in self.elliptic
        for pattern, word in self.triggers.patterns(token, kind):
            if pattern.type in told and not pattern.also:
                continue
            meaning = pattern.triggers[word]
            for find in self.matches.of(pattern, token):
                told.add(pattern.type)
                if taken_up and find.object is not None:
                    self._note(pattern, token, find.object, meaning)
                yield from self._told(find, meaning)
            if pattern.type not in told and kind == "verb" and taken_up and self.matches.holds(pattern, token):
                # nobody that counts does it here, but an ellipsis may still take it up
                for thing in self.fillers.objects(pattern, token):
                    if thing.head is not None:
                        self._note(pattern, token, thing, meaning)

    def _told(self, find: Find, meaning: str, *, relation: str = "") -> Iterator[Fact]:
        """The fact that a find states, if it states one, with what follows from it."""
        fact = self.statements.of(find, meaning, relation=relation)
        if fact is not None:
            yield fact
            yield from entailed(fact, find.pattern)

    def _note(self, pattern: Pattern, token: Token, thing: Filler, meaning: str) -> None:
        """Notes what was said, for an ellipsis that takes it up."""
        self.said.append(Predicate(self.fillers.sentence_of[token.i], pattern, thing, meaning, token.text))
