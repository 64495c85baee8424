"""Of a token its dictionary form, by its part of speech, and the borders of its sentence; of a Doc its text."""

from __future__ import annotations

from lemminflect import getLemma
from spacy.tokens import Doc, Token

from extract.grammar import GRAMMAR

VERBAL = frozenset(("VERB", "AUX"))
BORDERS, TEXT = "sentence borders", "text"


KEPT = 100_000  # lemmas
_LEMMAS: dict[tuple[int, int], str] = {}


def _lemma(word: str, pos: str) -> str:
    if pos not in ("VERB", "AUX", "NOUN", "PROPN", "ADJ", "ADV"):
        return word
    if pos == "PROPN" and word[-1:] != "s":
        return word  # a name is its own lemma: "Pichai" is no plural; "Presidents X and Y" have a title's
    found = getLemma(word, "NOUN" if pos == "PROPN" else pos)
    return str(found[0]).lower() if found else word


def lemma(token: Token) -> str:
    """The lemma in lower case: "banned" as a verb is "ban", "meeting" as a noun stays "meeting"."""
    key = (token.lower, token.pos)  # numbers: asking for the strings takes longer than the lookup
    known = _LEMMAS.get(key)
    if known is None:
        if len(_LEMMAS) >= KEPT:
            _LEMMAS.clear()
        known = _LEMMAS[key] = _lemma(token.lower_, token.pos_)
    return known


PARTICLE = ("compound:prt", "advmod", "xcomp")  # "let them back": as the parser sees it


def phrasal(token: Token) -> str:
    """The verb's lemma with its particle where it has one: "set up", "put forward", "allow (them) back"."""
    particles = (c for c in token.rights if c.dep_ in PARTICLE and c.lower_ in GRAMMAR.particles)
    particle = next((c.lower_ for c in particles), "") or _before_phrase(token)
    return f"{lemma(token)} {particle}".rstrip()


def _before_phrase(verb: Token) -> str:
    """The particle that a parser took for one preposition with the next: "froze them out in 2011"."""
    for phrase in verb.rights:
        first = phrase.left_edge if phrase.dep_ == "obl" else verb
        if first.dep_ == "case" and first.lower_ in GRAMMAR.particles and first.nbor().dep_ == "case":
            double = GRAMMAR.double.get(first.lower_) == first.nbor().lower_
            return "" if double else first.lower_
    return ""


def text_of(doc: Doc) -> str:
    """The text of a Doc, kept with it: spaCy puts it together anew each time."""
    known: str | None = doc.user_data.get(TEXT)
    if known is None:
        known = doc.user_data[TEXT] = doc.text
    return known


def compound(token: Token) -> str:
    """A verb with the noun that makes it ("take part"), for verbs that mean nothing alone."""
    thing = next((c for c in token.children if c.dep_ == "obj"), None)
    return f"{lemma(token)} {lemma(thing)}" if thing is not None else ""


def opening(token: Token) -> int:
    """The number of the first token of the token's sentence; `token.sent` walks there anew each time."""
    return _borders(token.doc)[token.i][0]


def closing(token: Token) -> int:
    """The number of the token after the token's sentence."""
    return _borders(token.doc)[token.i][1]


def _borders(doc: Doc) -> list[tuple[int, int]]:
    """For each token the borders of its sentence, kept with the Doc."""
    known: list[tuple[int, int]] | None = doc.user_data.get(BORDERS)
    if known is None:
        known = [(sent.start, sent.end) for sent in doc.sents for _ in range(len(sent))]
        doc.user_data[BORDERS] = known
    return known
