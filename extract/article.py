"""The records that the steps hand on; no logic beyond what a record can say of itself.

All offsets are code points into `Article.text`, end exclusive, and stay valid from the first step to the graph.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the article's text, `start` inclusive, `end` exclusive, in code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class When:
    """A time as the text gives it, and the calendar values it resolves to.

    `earliest`..`latest` bound the time (both inclusive); both are None while the expression is unresolved.
    `precision` is "day", "month", "year", "decade", "duration", "interval" (the bounds are no single calendar unit: a
    week, a season, or "last month" under a publication date known to within two months) or "" while unresolved.
    `inferred` marks a value that rests on a publication date that was itself inferred. `relation` says how the fact
    stands to the time: "at", "since" (start), "until" (end), "by" (no later than), "after", "during", "for" (a
    duration), or "known" (known to hold at, not a start).
    """

    text: str
    span: Span | None = None
    earliest: date | None = None
    latest: date | None = None
    precision: str = ""
    relation: str = "at"
    inferred: bool = False

    @property
    def resolved(self) -> bool:
        return self.earliest is not None or self.latest is not None


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read: its text as stored, and what is known of where it came from.

    `name` is unique in a build (the file's name without suffix, or the `id` of a JSONL line).
    `published` is a `When` of relation "at"; `published.inferred` where the date is not from the source itself.
    """

    name: str
    text: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    published: When | None = None
    language: str = "en"
    origin: str = ""  # path (and line) it was read from, for messages

    @property
    def digest(self) -> str:
        """SHA-256 of the text, hexadecimal: with the name it identifies the article's version."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Link:
    """Why a mention was linked (or left alone): the parts of the score, named, so that the decision can be shown.

    `method` names the rule that decided ("exact", "acronym", "surname", "demonym", "office", "chain", "none" ...);
    `parts` are (name, value) pairs whose sum or product is `score` (0..1); `margin` is the distance to the second best.
    """

    method: str
    score: float
    margin: float = 1.0
    parts: tuple[tuple[str, float], ...] = ()
    table_version: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """What a name stands for: a row of the entity table, or one minted from the article.

    `id` is the table's id ("Q159") or "{type}/{slug}" when minted. `type` is one of the graph's entity types: person,
    organisation, country, territory, city, region, location, facility, event, office, outlet, sport_body, noc,
    league, group (a set of people or states, "Russian athletes"), document, award, product, thing. `same_as` holds
    IRIs (Wikidata first); `codes` (scheme, code) pairs. `candidates` are table ids that were too close to call (then
    `same_as` is empty).
    """

    id: str
    label: str
    type: str
    same_as: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()
    description: str = ""
    candidates: tuple[str, ...] = ()
    member_of: str = ""  # for a group: id of the entity that it belongs to ("Russian athletes" -> Q159)
    country: str = ""  # id of the country that a person of the table holds office in, that a place or body is of
    subtype: str = ""  # the table's finer type, "igo" of an organisation of states

    @property
    def linked(self) -> bool:
        return bool(self.same_as)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name, acronym, demonym, nominal or pronoun in the text, with the entity it stands for.

    `label` is the reader's entity label (Person, Organization, Location, NORP, Facility, Product, Misc) or "" for
    nominals and pronouns. `kind` is "name", "acronym", "surname", "demonym", "nominal" or "pronoun". `head` is the
    index of its head token in the Doc; `first`..`last` are the token indices it covers (last exclusive). `chain`
    numbers its coreference chain in the article.
    """

    span: Span
    text: str
    label: str
    kind: str
    first: int
    last: int
    head: int
    chain: int
    entity: Entity | None = None
    link: Link | None = None
    metonym_for: str = ""  # "Moscow" for the government of Russia: the id of the place named
    share: float = 1.0  # of a pronoun or nominal: the probability that it stands for its chain


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a fact: an entity where there is one, else the words that describe it ("three officials").

    `text` is the words of this very place; `mentions` all names the article uses for the same entity. `share` is how
    surely a pronoun or a phrase like "the union" stands for it.
    """

    label: str
    text: str
    span: Span | None = None
    entity: Entity | None = None
    mentions: tuple[str, ...] = ()
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who the article says claims it: the speaker, and through which medium ("according to TASS")."""

    speaker: Party | None = None
    cue: str = ""
    medium: Party | None = None
    addressee: Party | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Words between quotation marks that somebody said; the span is without the marks.

    `kind` is "direct" (a sentence or more) or "mixed" (a fragment inside the article's own sentence). Pieces of one
    utterance share `utterance`; `continuation` marks a piece without a cue of its own; `unclosed` one without a
    closing mark. `sentence` is the evidence: the sentence(s) of the article that hold the piece and its cue.
    `factuality` is that of the saying: "will say" is planned, "never called it" denied.
    """

    span: Span
    text: str
    kind: str
    sentence: Span
    speaker: Party | None = None
    cue: str = ""
    cue_span: Span | None = None
    medium: Party | None = None
    addressee: Party | None = None
    utterance: int = 0
    continuation: bool = False
    unclosed: bool = False
    factuality: str = "asserted"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The characters that state a fact: `span` (usually the clause or sentence) and the quoted words."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One reported fact.

    `type`: membership position quote sanction lifted proposal support oppose meeting event founded part_of, or any
    type a frame file adds. `relation` is the verb phrase in the article's words. `status` (membership: member,
    founding member, observer, acceding, dialogue partner, interested, suspended, former ...; others: in force,
    planned ...), `role` (position). `factuality`: asserted planned proposed probable possible conditional denied
    asked. `attributes` are further (name, value) pairs: measure, reason, place, event, condition, count ...
    `confidence_parts` are named factors whose product is `confidence`, in 0..1 (`extract.confidence`). `path` names the
    frame and pattern that fired.
    """

    type: str
    subject: Party
    object: Party | None
    evidence: Evidence
    relation: str = ""
    status: str = ""
    role: str = ""
    factuality: str = "asserted"
    attribution: Attribution | None = None
    when: When | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    confidence_parts: tuple[tuple[str, float], ...] = ()
    path: str = ""
    quote: Quote | None = None

    @property
    def confidence(self) -> float:
        product = 1.0
        for _, value in self.confidence_parts:
            product *= value
        return round(product, 3)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was found in one article: what `pipeline.read_article` returns and `rdf.graph` writes."""

    article: Article
    mentions: tuple[Mention, ...] = ()
    quotes: tuple[Quote, ...] = ()
    facts: tuple[Fact, ...] = field(default=())
