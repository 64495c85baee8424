"""Noun phrases read off the words: from a cue's side of a sentence, whatever the parse makes of it.

Beside quotation marks a tree is at its weakest, the order of words is not: `said Smith`, `Smith, the head of it, said`.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from extract.narration import Narration
from extract.speech import speech
from extract.syntax import apart, is_hyphen

FINITE = ("VBD", "VBZ", "VBP")
STOPS = frozenset((*",;:.()—–―-©", "--"))
AGENT = "by"
DASHES = ("-", "–", "—", "―", "--")


def noun_phrase(tokens: Sequence[Token]) -> list[Token]:
    """The first noun phrase of the words, from its first word to the end of the clause's part it stands in.

    It stops at a comma, a bracket, a relative pronoun, a verb or a preposition that opens something else; `of` and
    `for`, and whatever follows an unnamed speaker's noun, belong to it.
    """
    found: list[Token] = []
    for token in tokens:
        if (token.text in STOPS and not is_hyphen(token)) or (is_relative(token) and found):
            if found:
                break
            continue
        if not found and (
            is_hyphen(token) or token.pos_ in ("ADV", "CCONJ", "SCONJ") or token.lower_ in ("and", "but", "as", "also")
        ):
            continue
        if found and _leaves(token, found):
            break
        found.append(token)
    return found if any(t.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ", "") for t in found) else []


def _leaves(token: Token, found: Sequence[Token]) -> bool:
    if is_hyphen(token) or (is_hyphen(found[-1]) and not apart(found[-1], token)):
        return False  # Ambassador-at-Large
    if token.pos_ in ("VERB", "AUX", "SCONJ") and token.tag_ not in ("VBN", "VBG") and not token.ent_type_:
        return True
    if token.tag_ in ("VBN", "VBG") and found[-1].pos_ in ("NOUN", "PROPN", "PRON"):
        return True
    if token.lower_ in speech().function["phrase ends"] or token.lower_ in speech().function["days"]:
        return True
    if token.pos_ == "ADV" and found[-1].pos_ in ("NOUN", "PROPN", "PRON"):
        return True
    if token.pos_ == "ADP" and token.lower_ not in ("of", "for", "from", "with"):
        return not any(t.lower_ in speech().spokespeople for t in found)
    return token.ent_type_ == "Date" and token.ent_iob_ == "B"


def ending(words: Sequence[Token]) -> list[Token]:
    """The noun phrase at the end of the words."""
    if words and words[-1].tag_ == "PRP":
        return [words[-1]]
    phrase: list[Token] = []
    for at in range(len(words) - 1, -1, -1):
        token = words[at]
        if not _joins(token, words[at - 1] if at else None):
            break
        phrase.insert(0, token)
    return noun_phrase(phrase)


def _joins(token: Token, left: Token | None) -> bool:
    """Whether a word can stand inside a noun phrase that is read from its end."""
    if token.pos_ in ("NOUN", "PROPN", "PRON", "DET", "ADJ", "NUM", "SYM", "") and token.ent_type_ != "Date":
        return not is_relative(token) and token.tag_ not in ("WP", "WDT", "WRB") and token.text not in STOPS
    if token.lower_ in ("'s", "’s", "'", "’", "-", "–", "/") or token.tag_ == "POS":
        return left is not None and not apart(left, token)
    if token.tag_ in ("VBN", "VBG", "CD") and token.dep_ == "amod":
        return True
    return token.pos_ == "ADP" and left is not None and left.pos_ in ("NOUN", "PROPN")


def before_apposition(words: Sequence[Token]) -> list[Token]:
    """`Privalova, the acting president and a champion, thanked`: the phrase before the one between commas, or before
    several: `Privalova, head of a club, a champion, thanked`."""
    segments: list[list[Token]] = [[]]
    for token in words:
        if token.text in STOPS and not is_hyphen(token):
            segments.append([])
        else:
            segments[-1].append(token)
    kept = [s for s in segments if s]
    named = [s for s in reversed(kept[:-1]) if s[0].pos_ != "ADP" and any(t.pos_ == "PROPN" for t in s[-2:])]
    own = (s for s in named if s[0].pos_ != "NOUN" or all(t.pos_ != "ADP" for t in s))  # not "head of FIFA"
    return noun_phrase(next(own, named[0])) if named else []


def is_relative(token: Token) -> bool:
    """Whether a word is a relative pronoun; "WHO" is a body."""
    return token.lower_ in speech().function["relatives"] and not token.is_upper


def without_relatives(tokens: Sequence[Token]) -> list[Token]:
    """The words outside `, who ...,` and brackets."""
    kept: list[Token] = []
    skipping, opened = "", 0
    for at, token in enumerate(tokens):
        if skipping:
            if (skipping == "(" and token.text == ")") or (skipping == "," and token.text == ","):
                skipping = ""
            continue
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.text == "(":
            skipping = "("
        elif token.text == "," and following is not None and is_relative(following):
            skipping = ","
        else:
            kept.append(token)
            continue
        opened = at
    return kept if not skipping else [*kept, *tokens[opened + 1 :]]


def noun_phrase_of(narration: Narration, head: Token) -> list[Token]:
    """The noun phrase around a head word, without relative clauses and appositions after a comma."""
    start = min((t.i for t in head.subtree if t.i <= head.i and _inside(t, head)), default=head.i)
    doc = head.doc
    tokens = [t for t in doc[start : min(len(doc), head.i + 20)] if narration.own(t)]
    stops = [t.i for t in tokens if t.i < head.i and t.text in STOPS and not is_hyphen(t)]
    left = [t for t in tokens if max(stops, default=-1) < t.i <= head.i]
    right = noun_phrase([t for t in tokens if t.i >= head.i])
    phrase = [*(t for t in left if t.i < head.i), *right] if right else left
    if phrase and phrase[0].pos_ == "ADP":
        return phrase[1:] if phrase[0].lower_ == AGENT else []
    return phrase


def _inside(token: Token, head: Token) -> bool:
    """Whether a word before its head is joined to it without a clause between."""
    node = token
    while node.i != head.i:
        if node.dep_ in ("acl:relcl", "advcl", "parataxis", "ccomp", "cc", "mark", "punct") and node.text != "-":
            return False
        node = node.head
    return True


def can_speak(words: Sequence[Token]) -> bool:
    """Whether the words name somebody: a person, a body, a pronoun, a spokesman."""
    people = speech().pronouns["singular"] | speech().pronouns["plural"] | speech().spokespeople
    named = any(t.ent_type_ == "Person" for t in words) or words[-1].ent_type_ == "Organization"
    return named or any(t.lower_ in people for t in words)
