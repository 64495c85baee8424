"""Which entity a mention stands for: the right one of the table, or none.

The document comes first: a chain is decided once, by its fullest name; an acronym that the article defines means what
the article says. Then the table gives candidates, and each gets a score whose parts are named. A candidate is taken
when it is alone or clearly leads; else the candidates are kept and the entity is minted. A wrong link is worse than
none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from extract import lexical, metonyms
from extract.article import Entity, Link, Mention, When
from extract.context import PLACES, Context
from extract.gazetteer import PEOPLE, VARIANT, Candidate, Gazetteer, key, plain, record
from extract.kinds import worldwide
from extract.mentions import by_chain
from extract.mint import group, minted
from extract.name_spans import is_acronym
from extract.names import DEMONYMS
from extract.positions import Positions
from ontology.entity_table import Row

ENOUGH = 0.45  # score from which a candidate may be taken
KNOWN_ACRONYM, KNOWN_PAIR, FAMOUS_PAIR = 50, 70, 90  # weight from which an acronym not defined in the text is trusted
FAMOUS_ACRONYM, FAMOUS_COMPANY = (
    62,
    75,
)  # below it an acronym needs a word of the body's name, or its country, in the article
STATES_BODIES = ("igo", "union")
KNOWN_SPOKEN = 58  # weight from which such a body's acronym is taken for it where it is written as a word ("Unesco")
UNMISTAKABLE = 4  # letters of an acronym that hardly stands for two bodies
KNOWN_LABEL, KNOWN_SHORT, FAMOUS_WORD, FAMOUS_SHORT = 50, 65, 75, 90  # weights for names of one word
KNOWN_EVENT = 60  # weight from which an event is meant by a single word ("Olympics")
LEAD_SURNAME = 0.3
LEAD = 0.12  # share of its score by which the best must lead the second
NAME_PARTS = {
    "label": 1.0,
    "alias": 0.95,
    "acronym": 0.85,
    "demonym": 0.95,
    "adjective": 0.95,
    PEOPLE: 0.95,
    "surname": 0.7,
    VARIANT: 0.85,
}
AGREEING = {
    "Person": ("person",),
    "Organization": ("organisation", "sport_body", "noc", "outlet", "league"),
    "Location": ("country", "territory", "city", "region", "location"),
    "NORP": ("country", "territory", "region"),
    "Facility": ("facility",),
    "Product": ("product", "thing"),
    "Misc": ("event", "award", "document", "thing", "league", "product"),
}
NEAR = {  # (reader's label, type): the reader often takes the one for the other
    ("Organization", "facility"): 0.7,
    ("Organization", "event"): 0.7,
    ("Organization", "city"): 0.5,
    ("Location", "facility"): 0.9,
    ("Facility", "city"): 0.6,
    ("Facility", "organisation"): 0.7,
    ("Facility", "outlet"): 0.7,
    ("Misc", "organisation"): 0.7,
    ("Misc", "sport_body"): 0.7,
    ("Misc", "outlet"): 0.7,
    ("Product", "organisation"): 0.6,
    ("Organization", "award"): 0.6,
    ("Organization", "document"): 0.7,
    ("Location", "organisation"): 0.65,
    ("NORP", "organisation"): 0.6,
    ("Organization", "country"): 0.8,
    ("Organization", "territory"): 0.7,
    ("Organization", "region"): 0.6,
    ("Location", "event"): 0.5,
    ("Facility", "event"): 0.5,
    ("Misc", "country"): 0.6,
}


@dataclass(frozen=True, slots=True)
class Score:
    """How well a candidate fits, as the product of named parts."""

    candidate: Candidate
    parts: tuple[tuple[str, float], ...]

    @property
    def total(self) -> float:
        product = 1.0
        for _, value in self.parts:
            product *= value
        return round(min(product, 1.0), 4)


def resolve(
    doc: Doc, mentions: tuple[Mention, ...], gazetteer: Gazetteer, published: When | None
) -> tuple[Mention, ...]:
    """The mentions with entity and link filled; pronouns and nominals take those of their chain."""
    context = Context.of(doc, mentions, gazetteer, published)
    decided: dict[int, tuple[Entity, Link]] = {}
    for chain, members in by_chain(mentions).items():
        named = [m for m in members if m.kind not in ("nominal", "pronoun")]
        if named:
            decided[chain] = _decide(named, context)
    resolved = tuple(_filled(m, decided.get(m.chain)) for m in mentions)
    at = Positions(resolved)
    resolved = tuple(group(m, at, gazetteer) if m.kind == "nominal" and m.entity is None else m for m in resolved)
    return metonyms.read(doc, context.leaders(resolved), gazetteer, lexical.load())


def _filled(mention: Mention, decision: tuple[Entity, Link] | None) -> Mention:
    if decision is None:
        return mention
    entity, link = decision
    if mention.kind == "pronoun" and _other_sex(mention, entity):
        return mention  # "she", led to a Trump of whom the table knows that he is Donald
    if mention.kind in ("nominal", "pronoun"):
        link = replace(link, method="chain")
    return replace(mention, entity=entity, link=link)


def _other_sex(pronoun: Mention, entity: Entity) -> bool:
    """Whether a "she" cannot be a person of a man's given name, or the other way."""
    words = lexical.load()
    known = words.gender(entity.label, entity.country) if entity.type == "person" else None
    return known is not None and {known, words.pronouns.get(pronoun.text.lower())} == {"male", "female"}


def _decide(named: list[Mention], context: Context) -> tuple[Entity, Link]:
    """The entity of a chain and why."""
    deciding = _deciding(named)
    scores = _scores(deciding, named, context)
    best = scores[0] if scores else None
    second = scores[1].total if len(scores) > 1 else 0.0
    margin = round((best.total - second) / best.total, 3) if best and best.total else 0.0
    version = context.gazetteer.version
    lead = LEAD_SURNAME if best and best.candidate.kind == "surname" else LEAD
    if best and best.total >= ENOUGH and margin >= lead:
        entity = record(best.candidate.row)
        if best.candidate.kind == PEOPLE:
            entity = minted(named, context, member_of=best.candidate.row)
        method = _method(best.candidate, named)
        return entity, Link(method, best.total, margin, best.parts, version)
    entity = minted(named, context)
    close = tuple(s.candidate.row.id for s in scores[:5] if s.total >= ENOUGH / 2)
    score, parts = (best.total, best.parts) if best else (0.0, ())
    return replace(entity, candidates=close), Link("none", score, margin, parts, version)


def _method(candidate: Candidate, named: list[Mention]) -> str:
    if candidate.kind in DEMONYMS:
        return "demonym"
    if candidate.kind in ("acronym", "surname"):
        return candidate.kind
    if candidate.kind == VARIANT:
        return "transliteration"
    return "exact" if any(m.text == candidate.text for m in named) else "normalised"


def _deciding(named: list[Mention]) -> list[str]:
    """The names that decide: the full ones; an acronym or surname only where the chain has nothing fuller."""
    full = [m.text for m in named if m.kind not in ("acronym", "surname")]
    if any(m.label == "Person" for m in named):
        several = [text for text in full if " " in text]
        full = several or full
    chosen = full or [m.text for m in named if m.kind == "acronym"] or [m.text for m in named]
    longest = max(len(text.split()) for text in chosen)
    return list(dict.fromkeys(t for t in chosen if len(t.split()) == longest or not full)) or chosen


def _scores(deciding: list[str], named: list[Mention], context: Context) -> list[Score]:
    best: dict[str, Score] = {}
    for text in deciding:
        for candidate in context.gazetteer.candidates(text):
            score = Score(candidate, tuple(_parts(text, candidate, named, context)))
            if candidate.row.id not in best or best[candidate.row.id].total < score.total:
                best[candidate.row.id] = score
    return sorted((s for s in best.values() if s.total > 0.0), key=lambda s: (-s.total, s.candidate.row.id))


def _parts(text: str, candidate: Candidate, named: list[Mention], context: Context) -> Iterable[tuple[str, float]]:
    row = candidate.row
    yield candidate.kind, NAME_PARTS[candidate.kind]
    yield "spelling", _spelling(text, candidate)
    yield "type", max(_type(m.label, row.type) for m in named)
    yield from context.no_state(row, named)
    floor = 0.25 if candidate.kind == "acronym" else 0.4
    yield "prior", round(floor + (1 - floor) * row.weight / 100, 3)
    if row.type == "office":
        yield "office, not a name", 0.0
    elif row.type == "person":
        yield from context.person(row, named, candidate.kind)
    elif row.type in ("city", "region", "facility"):
        yield from context.place(row, named)
    elif row.type not in ("country", "territory"):
        yield from _body(text, candidate, context)
    elif candidate.kind in DEMONYMS and context.countries.get(row.id, 0) > 1:
        yield "named in the article", 1.15


def _type(label: str, kind: str) -> float:
    if not label:
        return 0.9
    return 1.0 if kind in AGREEING.get(label, ()) else NEAR.get((label, kind), 0.2)


def _spelling(text: str, candidate: Candidate) -> float:
    """Short names count only as the table writes them: "WHO" is not "Who", "US" is not "us"."""
    if candidate.kind in (PEOPLE, VARIANT) or " " in text:
        return 1.0
    shown, known = plain(text).replace(".", ""), plain(candidate.text).replace(".", "")
    if shown == known or (shown.isupper() and known.upper() == shown and len(shown) > 4):
        return 1.0
    return 0.9 if known.isupper() and len(known) > 3 and shown == known.title() else 0.85 if len(shown) > 4 else 0.0


def _body(text: str, candidate: Candidate, context: Context) -> Iterable[tuple[str, float]]:
    row = candidate.row
    words = key(text).split()
    if all(w in context.words.generic or w in context.words.joiners for w in words):
        yield "generic name", 1.0 if row.country and context.main_country == row.country else 0.3
    elif len(words) == 1 and row.type == "event":
        yield "single word", 1.0 if row.weight >= KNOWN_EVENT else 0.5
    elif len(words) == 1 and not (is_acronym(text) or _said_as_word(text, candidate)):
        yield from _single_word(words[0], candidate, context)
    elif candidate.kind == "acronym":
        if context.has_own_words_of(row):
            yield "words of its name", 1.3
        if row.weight < _known_enough(row, words[0]):
            yield "little known acronym", 0.5
        elif row.weight < _famous_enough(row, words[0]) and not context.has_words_of(row):
            yield "none of its words", 0.6
    if row.country and row.subtype not in STATES_BODIES and context.countries:
        elsewhere = 0.5 if candidate.kind == "acronym" else 0.8
        yield "country", 1.15 if row.country in context.countries else elsewhere
    if context.shares(row):
        yield "words in common", 1.1


def _said_as_word(text: str, candidate: Candidate) -> bool:
    """Whether a newspaper may write the acronym as the word it is spoken as, "Unesco"; of little known bodies it is
    more likely somebody's name ("Eric")."""
    known = candidate.row.subtype in STATES_BODIES and candidate.row.weight >= KNOWN_SPOKEN
    return known and candidate.kind == "acronym" and text.istitle() and len(text) >= UNMISTAKABLE


def _famous_enough(row: Row, acronym: str) -> int:
    """The weight from which a bare acronym stands without a word of the name: the less where it is long and a body of
    the world's, which news calls by nothing else ("IAEA", "WADA", but IPC is a penal code as well)."""
    long = len(acronym) >= UNMISTAKABLE
    if long and row.subtype in STATES_BODIES:
        return KNOWN_ACRONYM
    return FAMOUS_ACRONYM if row.subtype or (long and worldwide(row)) else FAMOUS_COMPANY


def _single_word(word: str, candidate: Candidate, context: Context) -> Iterable[tuple[str, float]]:
    """A body called by one word: its label, or a short form that a place or an ordinary word may be as well."""
    row = candidate.row
    least = KNOWN_LABEL if candidate.kind == "label" else KNOWN_SHORT
    yield "single word", 1.0 if row.weight >= least else 0.6
    if any(c.row.type in PLACES and c.kind == "label" for c in context.gazetteer.candidates(word)):
        yield "a place's name", 0.45
    shortened = candidate.kind == "alias" and word in key(row.label).split()
    if shortened and row.weight < FAMOUS_SHORT and not context.has_words_of(row, but=word):
        yield "short form", 0.6  # "the Imperial" is not Imperial College London
    if word in context.words.ordinary and not (candidate.kind == "label" and row.weight >= FAMOUS_WORD):
        yield "ordinary word", 0.5


def _known_enough(row: Row, acronym: str) -> int:
    """The weight that a body needs for its bare acronym; two letters are many companies' and few public bodies'."""
    if len(acronym) > 2:
        return KNOWN_ACRONYM
    return KNOWN_PAIR if row.subtype in STATES_BODIES else FAMOUS_PAIR
