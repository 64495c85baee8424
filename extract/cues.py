"""The words that hand a quotation to somebody: the verb or phrase, and the words that name the speaker.

`after` and `before` look at the article's own words on either side of a quoted span. A cue after it is `said Smith` or
`Smith said`; before it `Smith said:`, `Smith, who ..., told reporters that`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from spacy.tokens import Token

from extract import subjects
from extract.narration import Narration
from extract.phrases import DASHES, FINITE, STOPS, can_speak, is_relative, noun_phrase, without_relatives
from extract.reporting import SPEAKING, cue_text, is_cue, is_passive
from extract.speech import speech
from extract.words import lemma

SAY = frozenset({"say"})
SPEAKER_WORDS = 30  # as far as the name of a speaker is read


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue and its subject: `subject` are the words that name the speaker, empty where they are understood."""

    token: Token
    text: str
    kinds: frozenset[str]
    subject: tuple[Token, ...]
    inverted: bool = False

    @property
    def speaks(self) -> bool:
        return bool(self.kinds & SPEAKING)


# -- after the quoted words -------------------------------------------------------------------------------------------


def after(narration: Narration, number: int) -> Cue | None:
    """The cue that follows a quoted span directly, or None."""
    beyond = narration.after(number)
    tokens = _without_leading(beyond)
    if not tokens:
        return None
    if beyond[0].text in DASHES and _is_signature(tokens):
        return Cue(beyond[0], "", SAY, tuple(noun_phrase(tokens)))
    phrase = phrase_at(tokens)
    if phrase:
        return phrase
    first = _skip_adverbs(tokens)
    if first is None or first.pos_ in ("CCONJ", "SCONJ") or first.tag_ == "VBG" or is_relative(first):
        return None
    if is_cue(first, SPEAKING) and first.tag_ not in ("VBG", "VBN"):
        return _inverted(first, tokens[tokens.index(first) + 1 :])
    return _after_subject(tokens)


def of_tail(tokens: Sequence[Token]) -> Cue | None:
    """`Smith said on Friday`, `said Smith`, at a sentence's end, as a cue for all before it."""
    words = list(tokens)
    if not words or words[0].pos_ in ("CCONJ", "SCONJ") or is_relative(words[0]) or words[0].tag_ == "VBG":
        return phrase_at(words)
    if is_cue(words[0], SPEAKING) and words[0].tag_ in FINITE:
        found = _inverted(words[0], words[1:])
        speaks = found is not None and can_speak(found.subject)
        return found if found and speaks and not subjects.clause_follows(words, found.subject) else None
    verb = next((t for t in words if t.pos_ in ("VERB", "AUX") or is_cue(t)), None)
    if verb is None or not is_cue(verb, SPEAKING) or verb.tag_ not in FINITE:
        return phrase_at(words)
    comma = next((t.i for t in words if t.i > verb.i and t.text == ","), words[-1].i + 1)
    rest = [t for t in words if verb.i < t.i < comma and t.text not in STOPS]
    if any(t.pos_ in ("VERB", "AUX", "PRON", "SCONJ") for t in rest):
        return None  # what is said follows the verb
    subject = noun_phrase([t for t in words if t.i < verb.i])
    return Cue(verb, cue_text(verb), speech().kinds(verb.lower_), tuple(subject)) if subject else None


def _is_signature(tokens: Sequence[Token]) -> bool:
    """`"We agree." — Jane Smith`, `"We agree." - Jane Smith, tweeting`: nothing but a name, up to a comma."""
    words = [t for t in takewhile(lambda t: t.text != ",", tokens) if not t.is_punct and not t.is_space]
    return 0 < len(words) <= 6 and all(t.text[0].isupper() for t in words)


def _without_leading(tokens: Sequence[Token]) -> list[Token]:
    at = 0
    while at < len(tokens) and tokens[at].lower_ in (",", *DASHES):
        at += 1
    return list(tokens[at:])


def _skip_adverbs(tokens: Sequence[Token]) -> Token | None:
    for token in tokens[:4]:
        if token.pos_ != "ADV":
            return token
    return None


def phrase_at(tokens: Sequence[Token]) -> Cue | None:
    """ "according to X" at the start of the words."""
    if not tokens or tokens[0].lower_ not in speech().openers:
        return None
    text = " ".join(t.lower_ for t in tokens[:4])
    for phrase in speech().phrases:
        if text.startswith(phrase + " "):
            size = len(phrase.split())
            subject = noun_phrase(tokens[size:])
            if subject and not _lays_down(subject) and (phrase != "per" or _is_named(subject)):
                return Cue(tokens[0], " ".join(t.text for t in tokens[:size]), SAY, tuple(subject))
    return None


def _is_named(words: Sequence[Token]) -> bool:
    """Whether words can be somebody: "per the ministry", "per TASS", and not "per kilogram", "per second"."""
    return words[0].pos_ == "DET" or not words[0].text.islower()


def _lays_down(words: Sequence[Token]) -> bool:
    """Whether words name what things go by, and nobody who tells them: "according to the law"."""
    noun = next((t for t in words if t.pos_ == "NOUN"), None)
    return noun is not None and lemma(noun) in speech().rules


def _inverted(verb: Token, rest: Sequence[Token]) -> Cue | None:
    subject = subjects.inverted(verb, rest)
    return Cue(verb, cue_text(verb), speech().kinds(verb.lower_), tuple(subject), inverted=True) if subject else None


def _after_subject(tokens: Sequence[Token]) -> Cue | None:
    """`Smith, who had won, told reporters`: the first verb of the main clause, if it is a cue."""
    main = without_relatives(tokens)
    for at, token in enumerate(main):
        if at > 30:
            break
        quoted = _quoted_as(main[at:])
        if quoted and noun_phrase(main[:at]):
            return Cue(quoted[1], quoted[0], SAY, tuple(noun_phrase(main[:at])))
        relayed = _relayed(main[at:])
        if relayed:
            return relayed
        if is_cue(token) and token.tag_ != "VBG":
            subject = noun_phrase(main[:at])
            if not subject or is_passive(token) or _writes_another(token):
                return None
            return Cue(token, cue_text(token), speech().kinds(token.lower_), tuple(subject))
        if token.tag_ in FINITE and token.pos_ == "VERB":
            return None
    return None


def _writes_another(verb: Token) -> bool:
    """Whether a verb has a text for its object, which is not the words before: "..., she wrote a letter"."""
    return any(c.dep_ == "obj" and c.i > verb.i and lemma(c) in speech().documents for c in verb.children)


def _relayed(tokens: Sequence[Token]) -> Cue | None:
    """`"...", TASS quoted Smith as saying`: Smith speaks."""
    if lemma(tokens[0]) not in speech().relay or tokens[0].tag_ not in FINITE:
        return None
    for at in range(2, min(len(tokens) - 1, SPEAKER_WORDS)):
        if tokens[at].lower_ == "as" and subjects.relayed_by(tokens[at + 1]) == tokens[0]:
            cue = tokens[at + 1]
            return Cue(cue, cue.text, SAY, tuple(noun_phrase(tokens[1:at])))
    return None


def _quoted_as(tokens: Sequence[Token]) -> tuple[str, Token] | None:
    text = " ".join(t.lower_ for t in tokens[:5])
    for phrase in speech().quoted:
        if text.startswith(phrase):
            size = len(phrase.split())
            return " ".join(t.text for t in tokens[:size]), tokens[size - 1]
    return None


# -- before the quoted words ------------------------------------------------------------------------------------------


def before(narration: Narration, number: int) -> Cue | None:
    """The cue that leads up to a quoted span, or None."""
    tokens = narration.before(number)
    for at in range(len(tokens) - 1, -1, -1):
        token = tokens[at]
        if not is_cue(token):
            continue
        if token.dep_ == "acl:relcl" and tokens[-1].text in (",", ":") and not _object_of(narration, token, number):
            continue
        return of_verb(narration, token)
    return _phrase_before(tokens)


def _object_of(narration: Narration, verb: Token, number: int) -> bool:
    return not any(t.i > verb.i and t.text == "," for t in narration.before(number)[:-1])


def _phrase_before(tokens: Sequence[Token]) -> Cue | None:
    for at in range(len(tokens)):
        found = phrase_at(tokens[at : at + SPEAKER_WORDS])
        if found:
            return found
    return None


def of_verb(narration: Narration, verb: Token) -> Cue:
    """A reporting verb as a cue, with the subject that its clause gives it."""
    subject = subjects.of(narration, verb)
    text = cue_text(verb)
    at = verb.i - 2
    if at >= 0 and verb.doc[at : verb.i].text.lower() in ("quoted as", "cited as", "reported as"):
        text = verb.doc[at : verb.i + 1].text
    return Cue(verb, text, speech().kinds(verb.lower_), tuple(subject))
