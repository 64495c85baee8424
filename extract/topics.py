"""What an article was speaking of: the parties of facts found so far, the last names, the one that it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spacy.tokens import Token

from extract import gazetteer
from extract.article import Entity, Mention, Party
from extract.clauses import Clauses
from extract.kinds import STATES, type_meant, type_of, worldwide
from extract.lexicon import Pattern
from extract.nouns import nouns
from extract.parties import Parties
from extract.roles import is_former
from extract.sides import Sought
from extract.speech import speech
from extract.words import lemma, opening

SALIENT = 1.5  # how many times more often than the next an entity must be named to be what the article is about
LEADING = 3.0  # ... to be what every fact of members is about that names none
FAR = 12  # sentences back in which the body may stand whose members an article speaks of
NO_NAMES = ("demonym", "pronoun", "nominal")
SEVERAL = 2  # people and bodies of a country that show whose affairs an article is about
REACH = 3  # sentences back in which an organisation may stand that the text no longer names


@dataclass(frozen=True, slots=True)
class Spoken:
    """A party of a fact found earlier, which a later sentence may mean without naming it."""

    sentence: int
    trigger: int
    party: Party
    kind: str
    side: str
    aside: bool  # told in a relative clause
    change: bool  # that something began or ended, not only that it is so


class Topics:
    """What one Doc was speaking of at any word."""

    def __init__(self, clauses: Clauses, parties: Parties, sentence_of: Mapping[int, int]) -> None:
        self.doc = clauses.doc
        self.clauses = clauses
        self.parties = parties
        self.sentence_of = sentence_of
        self.spoken: list[Spoken] = []

    def remember(self, trigger: Token, pattern: Pattern, subject: Party, thing: Party | None) -> None:
        """Notes the parties of a fact, which later sentences may mean without naming them."""
        here = self.sentence_of[trigger.i]
        aside = any(t.dep_ == "acl:relcl" for t in (trigger, *trigger.ancestors))
        change = bool(pattern.time)
        self.spoken.append(Spoken(here, trigger.i, subject, pattern.type, "subject", aside, change))
        if thing is not None:
            self.spoken.append(Spoken(here, trigger.i, thing, pattern.type, "object", aside, change))

    def last(self, sought: Sought, types: frozenset[str], *, named: bool = True) -> list[Party]:
        """What the article spoke of last and is of a type that fits: by name in this sentence, in a fact of the same
        family, or by name in the sentence before."""
        here = self.sentence_of[sought.trigger.i]
        name = self._last_name(sought.trigger, types) if sought.which == "object" and named else None
        by_name = [self.parties.party(name)] if name is not None else []
        apart = here - self.sentence_of[name.first] if name is not None else 0
        if by_name and apart == 0:
            return by_name
        return self._of_last_fact(sought, types, here) or (by_name if apart <= 1 else [])

    def body(self, sought: Sought) -> Party | None:
        """The body of members that the article speaks of: named before in this sentence, that of the last fact of the
        same family, or once there was one, the one that is named clearly more often than any other."""
        here, start = self.sentence_of[sought.trigger.i], opening(sought.trigger)
        bodies = [m for m in self.parties.mentions if m.entity is not None and _has_members(m.entity)]
        before = [m for m in bodies if start <= m.first and m.last <= sought.trigger.i]
        before = [m for m in before if not self._aside(self.doc[m.head]) and not self._listed(m, sought.bearer)]
        named_most = Counter(m.entity.id for m in bodies if m.entity)
        if before:  # of several the one that the article names most
            return self.parties.party(max(reversed(before), key=lambda m: named_most[m.entity.id if m.entity else ""]))
        family = {sought.pattern.type, *sought.pattern.family}
        spoken = [e for e in reversed(self.spoken) if e.kind in family and e.side == sought.which]
        if not spoken:
            return None
        if type_of(spoken[0].party) == "document" and here - spoken[0].sentence <= REACH:
            return spoken[0].party  # the sides of a pattern say whether a treaty will do
        ranked = named_most.most_common(2)
        lead = ranked[0][1] / (ranked[1][1] if len(ranked) > 1 else 1) if ranked else 0
        if lead < LEADING:
            near = [e for e in spoken if here - e.sentence <= FAR and type_of(e.party) in sought.side.types]
            fitting = [e for e in near if e.party.entity is None or _has_members(e.party.entity)]
            if fitting:
                return next((e for e in fitting if not e.aside), fitting[0]).party
        if lead < SALIENT:
            return None
        named = (m for m in bodies if m.entity and m.entity.id == ranked[0][0] and m.kind != "pronoun")
        return next((self.parties.party(m) for m in named), None)

    def leading(self, token: Token) -> Party | None:
        """The body of members that the article named most before a word, of several the last."""
        before = [m for m in self.parties.mentions if m.entity is not None and m.last <= token.i]
        bodies = [m for m in before if m.entity is not None and _has_members(m.entity)]
        named = Counter(m.entity.id for m in bodies if m.entity)
        lead = max(reversed(bodies), key=lambda m: named[m.entity.id if m.entity else ""], default=None)
        return self.parties.party(lead) if lead is not None else None

    def _listed(self, body: Mention, bearer: Token | None) -> bool:
        """Whether a body is named in one list with whoever belongs to one."""
        start = self.clauses.lists.start
        return bearer is not None and start(self.doc[body.head]) == start(bearer)

    def _last_name(self, token: Token, types: frozenset[str]) -> Mention | None:
        """The last name of such a type before a word, those aside that no clause is about."""
        unfit = NO_NAMES if types <= STATES else ("demonym",)  # what body "it" is, is surer than what country
        before = (m for m in reversed(self.parties.mentions) if m.last <= token.i and m.kind not in unfit)
        return next((m for m in before if type_meant(m) in types and not self._aside(self.doc[m.head])), None)

    def _aside(self, name: Token) -> bool:
        """Whether a name only says whose official is meant, or who was told: no clause is about it."""
        top = name
        while top.dep_ in ("compound", "nmod:poss", "amod") and top.head.i > top.i:
            top = top.head
        title = self.clauses.titles.of(top) if top != name and top.pos_ in ("NOUN", "PROPN") else None
        if title is not None and title.bearer is not None and title.bearer != name:
            return True
        return name.dep_ in ("obj", "iobj") and name.head.lower_ in speech().verbs

    def _of_last_fact(self, sought: Sought, types: frozenset[str], here: int) -> list[Party]:
        """The parties on the same side of the last fact of the same family, not too far back."""
        family = {sought.pattern.type, *sought.pattern.family}
        pattern = sought.pattern
        followed = pattern.echoes and pattern.kind == "verb" and pattern.type != "position"  # "Peru followed" Chile
        near = [e for e in self.spoken if e.side == sought.which and here - e.sentence <= REACH]
        fitting = [e for e in near if e.kind in family and type_of(e.party) in types and e.change >= followed]
        owners = [self.parties.mention(c) for c in sought.trigger.children if c.dep_ == "nmod:poss"]
        if pattern.echoes and owners and fitting and not self._is_of(fitting[-1], owners[0]):
            return []  # "Anna Berg's predecessor" in what was not told of her
        return [e.party for e in fitting if e.trigger == fitting[-1].trigger]

    def salient(self, sought: Sought) -> Party | None:
        """The one entity of the right type that the article is about: named clearly more often than any other, by name
        or, of a country, by its people, places and bodies.

        Of somebody whom the table knows it is their own country or none: no other has them as its minister; and a
        country whose president is said to be somebody else has no other.
        """
        side, bearer = sought.side, sought.bearer
        mention = self.parties.mention(bearer) if bearer is not None else None
        own = mention.entity.country if mention is not None and mention.entity is not None else ""
        of_country = "country" in side.types
        if mention is not None and of_country:
            own = own or self._said_of(mention, sought.trigger)
        if own and of_country:
            return self._country(own)
        if bearer is not None and of_country and (spoken_of := self._country_before(bearer)) is not None:
            return spoken_of
        known = [m.entity for m in self.parties.mentions if m.entity is not None]
        counts = Counter(entity.id for entity in known if entity.type in side.types)
        if of_country:
            counts.update(entity.country for entity in known if entity.country and entity.type != "territory")
        ranked = counts.most_common(2)
        if not ranked or ranked[0][1] < SALIENT * (ranked[1][1] if len(ranked) > 1 else 1):
            return None
        if of_country:
            country = ranked[0][0]
            if ranked[0][1] < LEADING * (ranked[1][1] if len(ranked) > 1 else 1) and country != _opening(known):
                return None  # an article on Sweden's pact with the United States, who are named more often
            taken = bearer is not None and self._held_by_another(country, sought.trigger, bearer)
            return self._country(country) if self._at_home(country, known) and not taken else None
        named = [m for m in self.parties.mentions if m.entity and m.entity.id == ranked[0][0]]
        return self.parties.party(next((m for m in named if m.kind == "name"), named[0]))

    def _said_of(self, person: Mention, post: Token) -> str:
        """The id of the country in which the article elsewhere says that somebody holds such a post: "Anna Berg" of
        "Norwegian Minister Anna Berg"; "" where it says it of none."""
        alike = (t for t in self.doc if t != post and lemma(t) == lemma(post))
        for title in map(self.clauses.titles.of, alike):
            bearer = self.parties.mention(title.bearer) if title.bearer is not None else None
            holder = self.parties.mention(title.holder) if title.holder is not None else None
            told = bearer is not None and bearer.chain == person.chain
            if told and holder is not None and holder.entity is not None and holder.entity.type == "country":
                return holder.entity.id
        return ""

    def _at_home(self, country: str, known: Iterable[Entity]) -> bool:
        """Whether an article that speaks of a country's own people and bodies speaks of this one's: one about South
        Korea's ministers may name North Korea oftener."""
        own = Counter({entity.id: entity.country for entity in known if entity.country}.values())
        return own[country] > 0 or max(own.values(), default=0) < SEVERAL

    def _is_of(self, told: Spoken, owner: Mention | None) -> bool:
        """Whether a fact has somebody for its subject, as far as it is known who that is."""
        if owner is None:
            return True
        subjects = (e.party for e in self.spoken if e.trigger == told.trigger and e.side == "subject")
        who = self.parties.identity(self.parties.party(owner))
        return any(self.parties.identity(party) == who or owner.text in party.label.split() for party in subjects)

    def _held_by_another(self, country: str, post: Token, bearer: Token) -> bool:
        """Whether a post of which a country has one is said to be somebody else's: beside "Petr Pavel, President of
        Ukraine" no other President is of Ukraine."""
        described = any(c.dep_ in ("amod", "compound") and not c.ent_type_ for c in post.children)
        if lemma(post) not in nouns().single or is_former(post) or described or not post.text[0].isupper():
            return False
        alike = (t for t in post.sent if t != post and lemma(t) == lemma(post) and not is_former(t))
        for title in map(self.clauses.titles.of, alike):
            held = self.parties.mention(title.holder) if title.holder is not None else None
            other = self.parties.mention(title.bearer) if title.bearer is not None else None
            ours = self.parties.mention(bearer)
            if held is None or held.entity is None or held.entity.id != country or other is None or ours is None:
                continue
            if other.entity != ours.entity and ours.text not in other.text:
                return True
        return False

    def _country_before(self, bearer: Token) -> Party | None:
        """The one country that the main clause last before a name, in its paragraph, is about, and nobody's speech: the
        subject, or what the subject is of or in ("Enthusiasm in Bishkek has cooled")."""
        for verb in reversed(self.doc[: bearer.i]):
            if verb.is_space and "\n" in verb.text:
                return None
            if verb.dep_ not in ("ROOT", "conj"):
                continue
            if verb.lower_ in speech().verbs:
                return None  # what somebody says is of others
            subjects = {token.i for token in verb.children if token.dep_.startswith("nsubj") and token.i < verb.i}
            about = (m for m in self.parties.mentions if m.last <= verb.i and self._about(self.doc[m.head], subjects))
            countries = {country: m for m in about if (country := _country_of(m))}
            if countries:
                country, _ = countries.popitem()
                return self._country(country) if not countries else None
        return None

    def _about(self, name: Token, subjects: set[int]) -> bool:
        """Whether a name is one of the subjects, or says which it is."""
        first = self.clauses.lists.start(name)
        return first.i in subjects or (name.head.i in subjects and name.dep_ in ("nmod", "nmod:poss"))

    def _country(self, country: str) -> Party | None:
        """A country as the article names it; where it names only its people and places, as the table has it."""
        named = (m for m in self.parties.mentions if m.entity is not None and m.entity.id == country)
        if (mention := next(named, None)) is not None:
            return self.parties.party(mention)
        row = gazetteer.load().row(country)
        return Party(row.label, "", entity=gazetteer.record(row)) if row is not None else None


def _opening(known: Iterable[Entity]) -> str:
    """The country that an article names first, or whose people, places or bodies it does."""
    return next((e.id if e.type == "country" else e.country for e in known if e.type == "country" or e.country), "")


def _country_of(mention: Mention) -> str:
    """The country that a name says: itself, or where a city lies."""
    kind = type_meant(mention)
    if (
        mention.entity is None
        or mention.kind in ("pronoun", "demonym")
        or kind not in ("country", "territory", "city", "region")
    ):
        return ""
    return mention.entity.id if kind in ("country", "territory") else mention.entity.country


def _has_members(body: Entity) -> bool:
    """Whether states or their bodies are members: an organisation of states, a federation of no one country."""
    if body.type == "sport_body":
        return worldwide(body)
    return body.subtype in nouns().bodies and nouns().bodies_within.isdisjoint(body.label.lower().split())
