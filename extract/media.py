"""How quoted or reported words reached the article: the medium they were said through, and whom they were said to."""

from __future__ import annotations

import re
from functools import cache

from spacy.tokens import Token

from extract import cues, phrases, speakers
from extract.article import Party, Span
from extract.cues import Cue
from extract.narration import Narration
from extract.speech import speech

OUTLETS = ("outlet",)


def of(narration: Narration, cue: Cue) -> tuple[Party | None, Party | None]:
    """Medium and addressee of the words that a cue hands on."""
    addressee = _addressee(narration, cue)
    medium = _relay(narration, cue) or _document(narration, cue) or _named(narration, cue)
    if medium is None and addressee and addressee.entity and addressee.entity.type in OUTLETS:
        medium = addressee
    return medium, addressee


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
    words = phrases.noun_phrase(rest)
    if not words or words[0].i != rest[0].i or set(words) & set(cue.subject):
        return None
    return speakers.party(narration, words)


def _relay(narration: Narration, cue: Cue) -> Party | None:
    """`said X, according to TASS`; `as reported by TASS`; `TASS reported`."""
    if cue.text.lower() in speech().phrases:
        return None
    tokens = [t for t in _sentence(narration, cue.token) if t.i > cue.token.i]
    for at in range(len(tokens)):
        found = cues.phrase_at(tokens[at : at + cues.SPEAKER_WORDS])
        if found:
            return speakers.party(narration, found.subject)
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
    start = tokens[0].idx
    text = "".join(
        c if narration.own(t) else " " for t in narration.doc[tokens[0].i : tokens[-1].i + 1] for c in t.text_with_ws
    )
    match = _pattern().search(text)
    if match is None:
        return None
    span = Span(start + match.start("medium"), start + match.end("medium"))
    return Party(span.of(narration.text), span.of(narration.text), span)


@cache
def _pattern() -> re.Pattern[str]:
    nouns = "|".join(map(re.escape, speech().media_nouns))
    platforms = "|".join(map(re.escape, speech().platforms))
    prepositions = "|".join(sorted(speech().media_prepositions))
    return re.compile(
        rf"\b(?:{prepositions}|at)\s+(?P<medium>(?:(?:a|an|his|her|its|their|the|another)\s+(?:[\w’'-]+\s+){{0,4}}?(?:{nouns})\b)|(?:{platforms})\b)"
    )
