"""How quoted or reported words reached the article: the medium they were said through, and whom they were said to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import takewhile

from spacy.tokens import Token

from extract import cues, phrases, reporting, speakers, subjects
from extract.article import Party, Span
from extract.cues import Cue
from extract.narration import Narration
from extract.speech import speech

COMPLETING = frozenset(("ccomp", "xcomp", "acl:relcl"))


def of(narration: Narration, cue: Cue, speaker: Party | None = None) -> tuple[Party | None, Party | None]:
    """Medium and addressee of the words that a cue hands on; an outlet that speaks or is told is the medium too."""
    addressee = _addressee(narration, cue)
    medium = _relaying(narration, cue) or _relay(narration, cue) or _document(narration, cue) or _named(narration, cue)
    if medium is None and addressee and _occasion().match(addressee.text):
        medium = addressee  # "told a press conference"
    return medium or next((p for p in (addressee, speaker) if p and is_outlet(p)), None), addressee


def is_outlet(party: Party) -> bool:
    """Whether a party is a newspaper, an agency, a station: by the entity table, else by its name."""
    kind = party.entity.type if party.entity else ""
    names = {re.sub(r"^(?:the|a|an)\s+", "", name, flags=re.IGNORECASE) for name in (party.label, *party.mentions)}
    if kind == "outlet" or names & speech().outlets:
        return True
    return kind in ("", "organisation") and any(n.rpartition(" ")[2] in speech().outlet_endings for n in names)


def _sentence(narration: Narration, token: Token) -> list[Token]:
    number = narration.sentence_at(token.idx)
    if number is None:
        return []
    span = narration.sentences[number].span
    return narration.tokens(span.start, span.end)


def _addressee(narration: Narration, cue: Cue) -> Party | None:
    """`told reporters`, `told a rally in Chisinau`."""
    if not cue.kinds & {"tell", "ask"}:
        return None
    rest = [t for t in _sentence(narration, cue.token) if t.i > cue.token.i][:12]
    if not rest or rest[0].text in phrases.STOPS or rest[0].pos_ in ("ADP", "SCONJ", "VERB", "AUX", "ADV"):
        return None
    words = _up_to_clause(phrases.noun_phrase(rest))
    if not words or words[0].i != rest[0].i or set(words) & set(cue.subject):
        return None
    return speakers.party(narration, words)


def _up_to_clause(words: list[Token]) -> list[Token]:
    """The words before the subject of what is said: "told Bloomberg | the offer came too late"."""
    for at in range(1, len(words)):
        if words[at].pos_ in ("DET", "PRON") and words[at - 1].pos_ in ("NOUN", "PROPN", "PRON"):
            return words[:at]
    return words


def _relaying(narration: Narration, cue: Cue) -> Party | None:
    """`TASS quoted Smith as saying`, `Smith was quoted by TASS as saying`, `was quoted as saying by TASS`."""
    verb = subjects.relayed_by(cue.token)
    if verb is None:
        by = cue.token if cue.token.lower_ == phrases.AGENT else None
        words = _agent([t for t in _sentence(narration, by) if t.i >= by.i]) if by is not None else []
    elif not reporting.is_passive(verb):
        words = subjects.of(narration, verb)
    else:
        words = _agent([t for t in _sentence(narration, cue.token) if t.i > verb.i])
    return speakers.party(narration, words) if words else None


def _agent(tokens: list[Token]) -> list[Token]:
    """The words behind "by", as far as the clause goes."""
    for at, token in enumerate(tokens):
        if token.lower_ == phrases.AGENT:
            return phrases.noun_phrase(tokens[at + 1 :])
        if token.text in phrases.STOPS or token.tag_ in phrases.FINITE:
            break
    return []


def _relay(narration: Narration, cue: Cue) -> Party | None:
    """`said X, according to TASS`; `as reported by TASS`; `said X, TASS reported`."""
    if cue.text.lower() in speech().phrases:
        return None
    tokens = [t for t in _sentence(narration, cue.token) if t.i > cue.token.i]
    for at in range(len(tokens)):
        found = cues.phrase_at(tokens[at : at + cues.SPEAKER_WORDS])
        if found:
            return speakers.party(narration, found.subject)
    for at in range(len(tokens) - 1, 0, -1):
        told = cues.of_tail(tokens[at:]) if narration.behind_comma(tokens[at]) else None
        outlet = speakers.party(narration, told.subject) if told else None
        if outlet is not None and is_outlet(outlet):
            return outlet
    return None


def _document(narration: Narration, cue: Cue) -> Party | None:
    """A document as the subject of the cue: the statement that said it."""
    if not speakers.document(cue.subject):
        return None
    span = narration.span(cue.subject)
    return Party(span.of(narration.text), span.of(narration.text), span)


def _named(narration: Narration, cue: Cue) -> Party | None:
    """`in a statement`, `on Twitter`, `in an interview with the BBC`."""
    tokens = _sentence(narration, cue.token)
    if not tokens:
        return None
    beyond = (
        at
        for at, t in enumerate(tokens)
        if t.i > cue.token.i and t.tag_ in ("WP", "WDT") and tokens[at - 1].text == ","
    )
    tokens = tokens[: next(beyond, len(tokens))]  # not "said Smith, who in an interview had"
    start = tokens[0].idx
    text = "".join(
        c if narration.own(t) else " " for t in narration.doc[tokens[0].i : tokens[-1].i + 1] for c in t.text_with_ws
    )
    match = next((m for m in _pattern().finditer(text) if not _told(tokens, start + m.end("medium"), cue.token)), None)
    if match is None or _goes_on(tokens, start + match.end("medium")):
        return None
    span = Span(start + match.start("medium"), start + match.end("medium"))
    return Party(span.of(narration.text), span.of(narration.text), span)


def _told(tokens: Iterable[Token], end: int, cue: Token) -> bool:
    """Whether the words that end at an offset belong to what the cue says was said, or to a noun in it: "said she had
    told it on Twitter", "said there were gaps in the report"; not what may go with the cue, too: "said he won in a
    statement"."""
    noun = next(t for t in reversed(list(tokens)) if t.idx < end)
    between = list(takewhile(lambda t: t != cue, noun.ancestors))
    if cue not in noun.ancestors or not any(t.dep_ in COMPLETING for t in between):
        return False
    return noun.dep_.startswith("nmod") or reporting.is_cue(noun.head)


def _goes_on(tokens: Iterable[Token], end: int) -> bool:
    """Whether another noun follows: "a Zoom report launch" is no report."""
    after = next((t for t in tokens if t.idx >= end), None)
    return after is not None and after.idx == end + 1 and after.pos_ == "NOUN"


@cache
def _occasion() -> re.Pattern[str]:
    nouns = "|".join(map(re.escape, speech().media_nouns))
    return re.compile(rf"(?:a|an|his|her|its|their|the|another)\s+(?:[\w’'-]+\s+){{0,4}}?(?:{nouns})\b")


@cache
def _pattern() -> re.Pattern[str]:
    nouns = "|".join(map(re.escape, speech().media_nouns))
    platforms = "|".join(map(re.escape, speech().platforms))
    prepositions = "|".join(sorted(speech().media_prepositions))
    word = r"(?!(?:and|or|by|of|in|on|at|to|for|from|after|before|with|about)\b)[\w’'-]+\s+"  # not of another phrase
    return re.compile(
        rf"\b(?:{prepositions}|at)\s+(?P<medium>(?:(?:a|an|his|her|its|their|the|another)\s+(?:{word}){{0,4}}?(?:{nouns})\b)|(?:{platforms})\b)"
    )
