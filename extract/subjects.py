"""Who does the saying: the words that name the subject of a verb of reporting.

What stands right beside the verb decides; the parse is asked where that is a comma, a relative clause or doubtful.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from extract.narration import Narration
from extract.phrases import (
    AGENT,
    FINITE,
    STOPS,
    before_apposition,
    can_speak,
    ending,
    noun_phrase,
    noun_phrase_of,
    without_relatives,
)
from extract.reporting import SPEAKING, is_cue, is_passive
from extract.sentences import Sentence
from extract.speech import speech
from extract.words import lemma


def of(narration: Narration, verb: Token) -> list[Token]:
    """The words that name who does what the verb says; [] where the text leaves it open."""
    if is_passive(verb):
        agents = [c for c in verb.children if c.dep_ == "obl:agent"]
        return noun_phrase_of(narration, agents[0]) if agents else _agent_behind(narration, verb)
    relayed = relayed_by(verb)
    if relayed and not is_passive(relayed) and verb.i - relayed.i > 2:
        return noun_phrase([t for t in verb.doc[relayed.i + 1 : verb.i - 1] if narration.own(t)])
    if verb.tag_ == "VBG" and verb.i and verb.nbor(-1).text == ",":
        return _of_governing(narration, verb)
    relative = _of_relative(narration, verb) or _after_verb(narration, verb)
    if relative:
        return relative
    parsed = _parsed(narration, verb)
    beside = [] if verb.tag_ in ("VBG", "VB") else _beside(narration, verb)
    if beside and (parsed is None or parsed in beside or not _doubtful(beside)):
        return beside
    if parsed is not None:
        return noun_phrase_of(narration, parsed)
    return beside or _of_clause(narration, verb)


def relayed_by(verb: Token) -> Token | None:
    """The verb with which a medium passes words on: "quoted" of "TASS quoted Smith as saying", "was quoted by TASS as
    saying"."""
    if verb.tag_ != "VBG" or not verb.i or verb.nbor(-1).lower_ != "as":
        return None
    words = reversed(verb.doc[verb.sent.start : verb.i - 1])
    return next((t for t in words if t.pos_ == "VERB" and lemma(t) in speech().relay), None)


def _agent_behind(narration: Narration, verb: Token) -> list[Token]:
    """ "described as "..." by Smith": the agent behind quoted words, which the parser hangs on them."""
    sentence = _sentence_at(narration, verb)
    words = narration.tokens(verb.idx + len(verb), sentence.span.end) if sentence else []
    for at, token in enumerate(words):
        if token.text in STOPS or token.tag_ in FINITE:
            break
        if token.lower_ == AGENT:
            phrase = noun_phrase(words[at + 1 :])
            return phrase if phrase and can_speak(phrase) else []
    return []


def inverted(verb: Token, rest: Sequence[Token]) -> list[Token]:
    """The subject after its verb: `said Smith`; [] where something else follows."""
    subject = noun_phrase([t for t in rest if t.pos_ != "ADV" or t.lower_ not in speech().function["adverbs"]])
    if not subject or subject[0].pos_ == "ADP" or speech().lemma(verb.lower_) == "tell":
        return []
    return subject


def clause_follows(words: Sequence[Token], subject: Sequence[Token]) -> bool:
    """Whether a clause with a verb of its own follows the subject: then it was that clause's, not an inverted one."""
    rest = without_relatives([t for t in words if t.i > subject[-1].i])
    aside = next((at for at, t in enumerate(rest) if at and t.tag_ == "VBG" and rest[at - 1].text == ","), len(rest))
    rest = rest[:aside]  # "said Smith, adding that there was"
    return any(t.tag_ in (*FINITE, "MD") for t in rest)


def _after_verb(narration: Narration, verb: Token) -> list[Token]:
    """The subject of an inverted clause: `"Five," says Ms Lund, "and ..."`; `Not in peacetime, says Mr Lund`."""
    words = _clause_before(narration, verb)
    sentence = _sentence_at(narration, verb)
    if sentence is None or verb.tag_ not in FINITE or not is_cue(verb, SPEAKING) or (words and words[-1].text != ","):
        return []
    if not words and verb.idx == sentence.span.start:
        return []
    later = [narration.marked[m].opened for m in sentence.marked if narration.marked[m].opened > verb.idx]
    following = narration.tokens(verb.idx + len(verb), min([sentence.span.end, *later]))
    subject = inverted(verb, following)
    if not subject or not can_speak(subject) or subject[0].i > verb.i + 2 or clause_follows(following, subject):
        return []
    return subject


def _parsed(narration: Narration, verb: Token) -> Token | None:
    """The subject in the tree, if there is one and it stands before the verb in the article's own words."""
    if not narration.doc.has_annotation("DEP"):
        return None
    for token in narration.clauses.subjects(verb):
        if narration.own(token) and token.lower_ not in speech().function["relatives"] and token.i < verb.i:
            return token
    return None


def _of_governing(narration: Narration, verb: Token) -> list[Token]:
    """`Clinton tweeted congratulations, adding`: the subject of the finite verb before."""
    words = _sentence_before(narration, verb)
    finite = [t for t in reversed(words) if t.tag_ in FINITE and t.pos_ == "VERB"]
    for token in (*(t for t in finite if is_cue(t)), *finite):
        return of(narration, token)
    return _of_clause(narration, verb) or ending(words[:-1])


def _beside(narration: Narration, verb: Token) -> list[Token]:
    """The noun phrase that the verb follows, with auxiliaries, adverbs and phrases between looked through."""
    words = without_relatives(_clause_before(narration, verb))
    while words:
        while words and (
            words[-1].pos_ in ("AUX", "ADV", "PART") or words[-1].ent_type_ == "Date" or _opens_date(words)
        ):
            words.pop()
        if not words or words[-1].text in STOPS:
            return before_apposition(words)
        if words[-1].pos_ == "CCONJ":  # "was joined by the mayor and said"
            shared = _parsed(narration, verb)
            return noun_phrase_of(narration, shared) if shared is not None else _of_governing(narration, verb)
        phrase = ending(words)
        left = words.index(phrase[0]) - 1 if phrase else -1
        if left > 0 and words[left].text == "," and all(t.pos_ == "NUM" for t in phrase):
            return before_apposition(words)  # "Berg, 56, said"
        if left < 0 or words[left].pos_ != "ADP" or words[left].lower_ in speech().function["clause openers"]:
            return phrase
        if words[left].lower_ == "of" and words[left - 1].pos_ in ("NUM", "DET", "PRON"):
            return [*ending(words[:left]), *words[left:]]  # "one of the coaches"
        words = words[:left]
    return []


def _of_relative(narration: Narration, verb: Token) -> list[Token]:
    """`a surrogate who said`: the phrase before the relative pronoun that is the verb's subject."""
    words = _clause_before(narration, verb)
    while words and (words[-1].pos_ in ("AUX", "ADV", "PART") or words[-1].ent_type_ == "Date" or _opens_date(words)):
        words.pop()
    if not words or words[-1].lower_ not in speech().pronouns["relative"] or words[-1].tag_ == "DT":
        return []
    words.pop()
    while words and (words[-1].text == "," or words[-1].ent_type_ == "Date"):
        words.pop()
    return ending(words)


def _of_clause(narration: Narration, verb: Token) -> list[Token]:
    """The subject of the sentence's main clause: for "saying", "to say" where the parse gives none."""
    for token in _sentence_before(narration, verb):
        if token.dep_ in ("nsubj", "nsubj:pass") and token.head.dep_ not in ("acl:relcl", "ccomp", "advcl"):
            return noun_phrase_of(narration, token)
    return []


def _clause_before(narration: Narration, verb: Token) -> list[Token]:
    sentence = _sentence_at(narration, verb)
    if sentence is None:
        return []
    start = max(
        (narration.marked[m].closed for m in sentence.marked if narration.marked[m].closed <= verb.idx), default=0
    )
    return narration.tokens(max(start, sentence.span.start), verb.idx)


def _sentence_before(narration: Narration, verb: Token) -> list[Token]:
    """The article's own words of the verb's sentence before it."""
    sentence = _sentence_at(narration, verb)
    return narration.tokens(sentence.span.start, verb.idx) if sentence else []


def _sentence_at(narration: Narration, token: Token) -> Sentence | None:
    number = narration.sentence_at(token.idx)
    return None if number is None else narration.sentences[number]


def _opens_date(words: Sequence[Token]) -> bool:
    """Whether the last word is the preposition of a date that was just dropped: "Smith on Tuesday said"."""
    following = words[-1].i + 1
    return words[-1].pos_ == "ADP" and following < len(words[-1].doc) and words[-1].doc[following].ent_type_ == "Date"


def _doubtful(phrase: Sequence[Token]) -> bool:
    """Whether what stands before the phrase may hold the true subject: "the union representing workers said"."""
    first = phrase[0]
    if first.i == 0:
        return False
    left = first.nbor(-1)
    if left.pos_ == "CCONJ":
        return left.i > 0 and left.nbor(-1).text != ","
    return left.lower_ not in speech().function["clause openers"] and left.pos_ in ("VERB", "ADP")
