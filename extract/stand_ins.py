"""Nouns that stand for somebody named elsewhere: a title for its bearer, an organ for its body, "the runner-up"."""

from __future__ import annotations

from spacy.tokens import Token

from extract import lexical
from extract.article import Mention
from extract.claimants import can_claim
from extract.clauses import Clauses
from extract.grammar import GRAMMAR
from extract.kinds import ACTING, BODIES, PLACES, STATES, type_meant
from extract.nouns import nouns
from extract.positions import Heads
from extract.syntax import apposed, has, preposition
from extract.words import lemma, opening

ACTORS = ACTING | {"person", "outlet"}
BEARING = BODIES | {"person", "outlet"}  # who bears a name that stands behind a noun; a state's name tells whose it is
TITLE = 3  # words of the longest title beside a body's name


class StandIns:
    """Finds whom the nouns of one Doc stand for."""

    def __init__(self, clauses: Clauses, heads: Heads) -> None:
        self.doc = clauses.doc
        self.clauses = clauses
        self.heads = heads

    def by_title(self, head: Token) -> Mention | None:
        """The person whom a title before the name heads: "Norway's Trade Minister Jan Novak", "its president, Anna
        Berg"."""
        if head.pos_ not in ("NOUN", "PROPN") or head.tag_ == "NNS":
            return None
        if apposed(head) and (named := _person(self.heads.mention(head.head))) is not None:
            return named  # "Anna Berg, the diplomat who leads it"
        bearer = self.clauses.titles.of(head).bearer
        if bearer is None:  # "President of the Football Union Jan Novak", "a third player, opener Jan Novak, was"
            beside = [c for c in head.children if c.dep_ == "appos"]
            beside += [c for other in beside for c in other.children if c.dep_ == "appos"]
            bearer = next((c for c in beside if c.i > head.i and self.heads.headed(c)), None)
        person = _person(self.heads.over.get(bearer.i)) if bearer is not None and bearer.i > head.i else None
        if person is not None and _is_nobody(head, person):
            return None
        if person is None or can_claim([head]):
            return person
        if person.first == head.i + 1:  # but not "the story | Jan Novak told"
            return None if self.doc[person.head].dep_ == "nsubj" else person
        between = self.doc[head.i + 1 : person.first]  # "his bid, backed by Mayor Jan Novak", "the abbot, Jan Novak"
        return person if len(between) == 1 and head.dep_ == "obl:agent" else None

    def official(self, head: Token) -> Mention | None:
        """The person whom a parser missed for the body or country before the title: "met KPCC president D K
        Shivakumar", "banned England forward Jan Novak"."""
        body = self.heads.mention(head)
        if body is None or type_meant(body) not in BODIES | STATES or body.last >= len(self.doc):
            return None
        i = body.last
        if self.doc[i].text == "(" and i + 3 < len(self.doc) and self.doc[i + 2].text == ")":
            i += 3
        words = self.doc[i : i + TITLE]
        last = max((t.i for t in words if self._ends_title(i, t.i + 1)), default=None)
        if last is None:
            return None
        if any(t.i in self.heads.over for t in self.doc[i : last + 1]):
            return None  # the title is part of a name
        noun = self.doc[last]
        if type_meant(body) in STATES:
            behind = _person(self.heads.over.get(last + 1))
            return behind if behind is not None and behind.first == last + 1 else None
        title = self.clauses.titles.of(noun)
        held = title.holder is not None and body.first <= title.holder.i < body.last
        bearer = title.bearer if held and title.bearer is not None and title.bearer.i > last else None
        return _person(self.heads.over.get(bearer.i)) if bearer is not None else None

    def _ends_title(self, start: int, end: int) -> bool:
        """Whether the words from a token on are a title: "chief executive"."""
        return tuple(t.lower_ for t in self.doc[start:end]) in lexical.load().titles

    def in_apposition(self, people: Token) -> Mention | None:
        """Who "the Norwegian" is in "Anna Berg, the Norwegian who chairs it", "the Norwegian Anna Berg"."""
        after = _person(self.heads.over.get(people.i + 1))
        if after is not None and after.first == people.i + 1:
            return after
        return _person(self.heads.mention(people.head)) if apposed(people) and _has_article(people) else None

    def meant(self, head: Token) -> Mention | None:
        """The body that acts through an organ or is called a bloc, somebody's country, or the person whom a description
        takes up."""
        homeland = self.homeland(head) if lemma(head) in nouns().homelands else None
        return (
            self.body_of_organ(head)
            or homeland
            or self._described(head)
            or self._called_bloc(head)
            or self._named_beside(head)
            or self._called_of(head)
        )

    def _called_of(self, noun: Token) -> Mention | None:
        """The place that a noun only says the kind of: "the port city of Odesa", "the breakaway region of Abkhazia"."""
        if noun.tag_ != "NN" or lemma(noun) not in nouns().kinds_of_place or not _has_article(noun):
            return None
        of = next((c for c in noun.rights if c.dep_ == "nmod" and c.left_edge.i == noun.i + 1), None)
        if of is None or preposition(of) != "of" or has(of, "det") or has(of, "conj"):
            return None
        mention = self.heads.mention(of)
        return mention if type_meant(mention) in PLACES else None

    def _called_bloc(self, noun: Token) -> Mention | None:
        """The body that a noun behind its name only says the kind of: "the BRICS trade bloc"."""
        definite = any(c.dep_ == "det" and c.lower_ == "the" for c in noun.children)
        if not definite or lemma(noun) not in nouns().blocs or noun.tag_ != "NN":
            return None
        before = (self.heads.mention(c) for c in noun.lefts if c.dep_ == "compound" and c.ent_type_)
        return next((m for m in before if type_meant(m) in BODIES), None)

    def homeland(self, noun: Token) -> Mention | None:
        """The country of the person whose something is: "Alexander Lukashenko, whose country", "Putin's minister"."""
        owners = (self.heads.mention(owner) for owner in self.clauses.arguments(noun).get("poss", ()))
        countries = {m.entity.country for m in owners if m is not None and m.entity is not None and _person(m)}
        return next((m for m in self.heads.mentions if m.entity is not None and m.entity.id in countries), None)

    def body_of_organ(self, head: Token) -> Mention | None:
        """The body or country that acts through its organ: "the federation, whose congress voted", "its parliament"."""
        if lemma(head) not in nouns().organs or head.tag_ not in ("NN", "NNP"):
            return None
        field = any(c.dep_ == "compound" for c in head.children)
        for owner in self.clauses.arguments(head).get("poss", ()):
            mention = self.heads.mention(owner)
            kind = type_meant(mention)
            if field and kind in STATES and lemma(head) in nouns().organs_of_bodies:
                continue  # "Kenya's cricket board"
            if owner.pos_ == "PRON" and (not kind or (kind in STATES and lemma(head) in nouns().organs_of_bodies)):
                mention = self._body_before(owner) or mention
            if type_meant(mention) in ACTING:
                return mention
        if lemma(head) in nouns().organs_of_bodies:
            return None
        states = (self.heads.mention(c) for c in head.lefts if c.dep_ in ("amod", "compound"))
        return next((m for m in states if type_meant(m) in ("country", "territory")), None)  # "the Turkish parliament"

    def _body_before(self, pronoun: Token) -> Mention | None:
        """The body last named in the sentence: what "its general assembly" must mean, whatever "its" was tied to."""
        start = pronoun.sent.start
        before = (m for m in reversed(self.heads.mentions) if start <= m.first and m.last <= pronoun.i)
        return next((m for m in before if type_meant(m) in BODIES), None)

    def _named_beside(self, noun: Token) -> Mention | None:
        """Whom a sentence says a noun to be that a clause goes on about: "Kaine is a lawyer who", "Greenpeace, a group
        campaigning", "the news agency Xinhua"."""
        if noun.tag_ != "NN":
            return None
        if not (_has_article(noun) or any(c.dep_ == "nmod:poss" for c in noun.children)):
            return self._named_behind(noun, BEARING)
        if noun.dep_ == "appos":
            named = self._acting(noun.head)
            state = type_meant(named) in STATES and (lemma(noun),) not in lexical.load().nominals
            return None if state or lemma(noun.head.head) == lemma(noun) else named
        told = any(c.dep_ == "cop" for c in noun.children) and not preposition(noun)  # not "is in a group that"
        if told and not any(c.dep_ in ("aux", "advmod") for c in noun.children):
            subject = next((c for c in noun.lefts if c.dep_ == "nsubj" and c.lower_ not in GRAMMAR.neuter), None)
            return self._acting(subject) if subject is not None else None
        return self._named_behind(noun, ACTORS)

    def _named_behind(self, noun: Token, types: frozenset[str]) -> Mention | None:
        """Whose name stands behind a noun that says what they are: "mobile operator MTN", "a third company, MTN,"."""
        named = (m for c in noun.rights if c.dep_ != "conj" and (m := self._acting(c)) is not None)
        return next((m for m in named if self._is_beside(m, noun, types)), None)

    def _is_beside(self, name: Mention, noun: Token, types: frozenset[str]) -> bool:
        """Whether a name stands right behind a noun, or is its whole apposition behind a comma: not in "an ally, Texas
        Senator Jan Novak"."""
        kind = type_meant(name)
        if name.first == noun.i + 1:
            return kind in types
        set_off = name.last < len(self.doc) and self.doc[name.first - 1].text == "," == self.doc[name.last].text
        return set_off and kind in BEARING and self.doc[name.head].dep_ == "appos" and name.kind in ("name", "acronym")

    def _acting(self, name: Token) -> Mention | None:
        """The mention that a token heads or opens, where it stands for somebody who can act."""
        mention = self.heads.mention(name)
        return mention if type_meant(mention) in ACTORS else None

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
            for m in self.heads.mentions
            if start <= m.first and m.last <= head.i and m.entity is not None and m.entity.type == "person"
        }
        return next(iter(people.values())) if len(people) == 1 else None


def _person(mention: Mention | None) -> Mention | None:
    """The mention where it stands for a person."""
    return mention if type_meant(mention) == "person" else None


def _is_nobody(noun: Token, person: Mention) -> bool:
    """Whether a noun means a body, a place or an event before the comma and the name behind it, or only tells of their
    title what it is for: "the speaker of the parliament, Anna Berg", "House Speaker Jan Novak"."""
    if noun.dep_ == "compound" and noun.head.i == noun.i + 1 < person.first:
        return True
    words = lexical.load()
    body = lemma(noun) in nouns().organs or words.nominals.get((lemma(noun),), "person") != "person"
    titled = (noun.nbor(-1).lower_, noun.lower_) in words.offices if noun.i > 0 else False  # "the chief executive"
    return body and not titled and noun.doc[person.first - 1].text == ","


def _has_article(noun: Token) -> bool:
    return any(c.dep_ == "det" and c.lower_ in GRAMMAR.definite | {"a", "an"} for c in noun.children)
