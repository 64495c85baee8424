"""Verbs of reporting among the words of an article."""

from __future__ import annotations

from spacy.tokens import Token

from extract.speech import speech

SPEAKING = frozenset({"say", "tell", "ask", "manner", "show"})
WORDED = frozenset({"say", "tell", "ask", "show", "describe", "act", "think"})


def is_cue(token: Token, kinds: frozenset[str] = WORDED | SPEAKING) -> bool:
    """Whether a word is a verb of reporting, by its form, its tag, and the particle that it needs."""
    lexicon = speech()
    entry = lexicon.verbs.get(token.lower_)
    if entry is None or not entry[1] & kinds:
        return False
    if token.pos_:
        if token.pos_ not in ("VERB", "AUX") or _is_interjection(token):
            return False
    elif token.i and token.nbor(-1).lower_ in speech().function["determiners"]:
        return False
    particles = lexicon.particles.get(entry[0])
    if not particles:
        return True
    used = next((p for p in particles if follows(token, p)), None)
    return used is not None and not (used == "on" and follows(token, "on to"))  # "went on to work" reports nothing


def _is_interjection(token: Token) -> bool:
    """`no better than, say, his plan`."""
    at, doc = token.i, token.doc
    return token.lower_ == "say" and 0 < at < len(doc) - 1 and doc[at - 1].text == doc[at + 1].text == ","


def follows(token: Token, words: str) -> bool:
    at = token.i + 1
    return all(at + k < len(token.doc) and token.doc[at + k].lower_ == w for k, w in enumerate(words.split()))


def cue_text(token: Token) -> str:
    """The cue as the article has it, with its particle: "went on"."""
    particles = speech().particles.get(speech().lemma(token.lower_) or "", ())
    found = next((p for p in particles if follows(token, p) and p not in ("of", "to", "about")), "")
    return f"{token.text} {found}".rstrip()


def is_passive(token: Token) -> bool:
    """A participle that nobody has or does: "was described", "a man described as"; not "had called", "they called"."""
    if token.tag_ != "VBN" or token.i == 0:
        return False
    left = token.nbor(-1)
    while left.pos_ == "ADV" and left.i > 0:
        left = left.nbor(-1)
    return left.lower_ not in speech().function["have"] and left.pos_ != "PRON"
