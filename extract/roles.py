"""The words of a post: "Prime Minister", "Minister of Finance", "Chairman of the Board"."""

from __future__ import annotations

from itertools import takewhile

from spacy.tokens import Token

from extract import lexical
from extract.factuality import Stances
from extract.grammar import GRAMMAR
from extract.nouns import nouns
from extract.parties import Parties
from extract.syntax import preposition
from extract.words import lemma, opening

JOINS = ("and", "&")
MODIFYING = frozenset(("ADJ", "ADV", "NOUN", "PROPN", "PART"))


def role_of(noun: Token, parties: Parties) -> str:
    """The title that `noun` heads, without the country or body it is held in, and without "former"."""
    former = Stances.load().former
    words = [noun]
    for child in noun.children:
        if _describes(child):
            continue
        if _modifies(child) and not _foreign(child, parties):
            words.extend(
                t for t in child.subtree if not _foreign(t, parties) and t.i < noun.i + 4 and t.lower_ not in former
            )
        elif (
            child.dep_ == "nmod"
            and preposition(child) in ("of", "for")
            and not _foreign(child, parties)
            and not parties.named(child)
        ):
            words.extend(_complement(child, parties))
        elif child.dep_ == "punct" and child.text == "-":
            words.append(child)
    ordered = sorted(set(words), key=lambda t: t.i)
    # only what stands together with the noun
    first = last = ordered.index(noun)
    while first > 0 and ordered[first].i - ordered[first - 1].i == 1:
        first -= 1
    while last + 1 < len(ordered) and ordered[last + 1].i - ordered[last].i == 1:
        last += 1
    kept = ordered[first : last + 1]
    kept = _before_rank(kept)
    while kept[-1] != noun and _is_cut(kept[-1], kept):
        kept.pop()
    if kept[0].dep_ in ("cc", "det") or kept[0].lower_ in GRAMMAR.possessive:
        kept.pop(0)
    while (after := _hyphened(kept[-1]) or _postpositive(kept[-1])) is not None:
        kept += after
    while before := _hyphened_before(kept[0]):
        kept = before + kept
    if (
        kept[0].i > opening(noun)
        and kept[0].nbor(-1).lower_ in nouns().heading
        and not _foreign(kept[0].nbor(-1), parties)
    ):
        kept.insert(0, kept[0].nbor(-1))  # "deputy | procurator-general"
    while (beside := _beside(kept[0], noun)) is not None and not _foreign(beside, parties):
        kept.insert(0, beside)
    if kept[0] == noun and ranked(noun):
        kept.insert(0, noun.nbor(-1))
    if lemma(noun) in nouns().portfolios:
        kept = [*_fields_before(kept[0], parties), *kept, *_fields_after(kept[-1], parties)]
    return "".join((_singular(t) if t == noun else t.text) + t.whitespace_ for t in kept).strip(" ,-()")


def _before_rank(title: list[Token]) -> list[Token]:
    """The words of a title before the comma behind which the bearer's rank stands: "Chief of Staff, Lt. Gen."."""
    commas = (at for at, t in enumerate(title[:-1]) if t.text == "," and title[at + 1].lower_ in nouns().ranks)
    return title[: next(commas, None)]


def _modifies(child: Token) -> bool:
    """Whether a word beside the noun of a title may belong to it: not the number of several who bear it."""
    if child.dep_ == "nummod":
        return child.head.tag_ not in ("NNS", "NNPS")
    return child.dep_ in ("compound", "amod", "flat", "nmod:desc")


def _is_cut(last: Token, kept: list[Token]) -> bool:
    """Whether the last word of a title opens something that is no part of it: "Professor Dr. (Anna Berg)", "chair of
    the emergency (committee for the party)"."""
    return last.dep_ in ("case", "cc", "det", "punct") or (last.head.i > last.i and last.head not in kept)


def _postpositive(last: Token) -> list[Token] | None:
    """The word behind a title that says how it is held: "professor | emeritus", "chairman | designate"."""
    after = last.nbor(1) if last.i + 1 < len(last.doc) else last
    return [after] if after.lower_ in GRAMMAR.postpositive and after != last else None


def is_former(noun: Token) -> bool:
    """Whether the words before a title's noun say that it is over: "former Greenpeace spokeswoman"."""
    before = takewhile(lambda t: t.pos_ in MODIFYING, reversed(noun.doc[opening(noun) : noun.i]))
    return any(t.lower_ in Stances.load().former for t in before)


def _beside(first: Token, noun: Token) -> Token | None:
    """A noun right before a title's words that the parser hung on the name: "press" of "press secretary Anna Berg"."""
    before = first.nbor(-1) if first.i > opening(first) else first
    shared = noun.dep_ == "nmod:desc" and before.dep_ == "compound" and before.head == noun.head
    return before if shared and before.pos_ == "NOUN" and before.text.islower() else None


def _fields_before(first: Token, parties: Parties) -> list[Token]:
    """The fields of a post in front of the one that the parser left it: "Foreign Affairs and" before its "Trade"."""
    found: list[Token] = []
    for token in reversed(first.doc[opening(first) : first.i]):
        joins = token.lower_ in JOINS and not (found and found[0].lower_ in JOINS)
        if not joins and not _is_field(token, parties):
            break
        found.insert(0, token)
    fields = any(t.lower_ in JOINS for t in found) and found[0].lower_ not in JOINS
    return found if fields and first.lower_ not in nouns().heading else []


def _fields_after(last: Token, parties: Parties) -> list[Token]:
    """The fields of a post behind the one that the parser left it: "Minister of Trade | and Regional Affairs"."""
    words = last.doc[last.i + 1 : last.sent.end]
    if len(words) < 3 or words[0].lower_ not in JOINS or not _is_field(last, parties):
        return []
    beyond = next((at for at, t in enumerate(words) if at and not _is_field(t, parties)), len(words))
    other = beyond < len(words) and (words[beyond].lower_,) in lexical.load().offices
    return list(words[:beyond]) if beyond > 1 and not other else []


def _is_field(token: Token, parties: Parties) -> bool:
    """Whether a word can be of what a post is for: a known field or a capital, no name, no post itself."""
    word = lemma(token) in nouns().fields or (token.text[:1].isupper() and token.pos_ in ("NOUN", "PROPN", "ADJ"))
    return word and (token.lower_,) not in lexical.load().offices and not _foreign(token, parties)


def ranked(token: Token) -> bool:
    """Whether the word is an adjective of rank behind the noun of its title: "Secretary General"."""
    before = token.nbor(-1) if token.i > opening(token) else token
    return (
        token.lower_ == "general" and before.pos_ in ("NOUN", "PROPN") and before.text.istitle() == token.text.istitle()
    )


def _describes(child: Token) -> bool:
    """Whether a word says what the holder of a post is like, and not which post: "slow-moving", "retired", "best", "a
    subdued Prime Minister"."""
    if child.dep_ != "amod" or not child.text.islower():
        return False
    return child.tag_ in ("VBG", "VBN", "JJS", "JJR") or child.head.text[:1].isupper()


def _complement(phrase: Token, parties: Parties) -> list[Token]:
    """The words of a title's "of"-phrase, without phrases in it that hold a name; none where the name is its own: "of
    the steering committee (for the Democratic Party)", "of the opposition Congress party"."""
    apart = [c for c in phrase.children if c.dep_ == "nmod" and any(_foreign(t, parties) for t in c.subtree)]
    without = {t for c in apart for t in c.subtree}
    words = [t for t in phrase.subtree if t not in without]
    return [] if any(_foreign(t, parties) for t in words) else words


def _hyphened_before(token: Token) -> list[Token]:
    """What is glued to a token in front by a hyphen, or to a hyphen: "Director-" of "Director-General"."""
    doc, i = token.doc, token.i
    first = i - 1 if token.text == "-" else i - 2
    glued = first >= 0 and "-" in (doc[i - 1].text, token.text) and not any(t.whitespace_ for t in doc[first:i])
    return list(doc[first:i]) if glued else []


def _hyphened(token: Token) -> list[Token] | None:
    """The hyphen glued to a token and the word glued to that: "-at", "-Large"."""
    doc, i = token.doc, token.i
    if i + 2 < len(doc) and not token.whitespace_ and doc[i + 1].text == "-" and not doc[i + 1].whitespace_:
        return [doc[i + 1], doc[i + 2]]
    return None


def _singular(token: Token) -> str:
    """ "Presidents A and B" hold the post of "President" each."""
    if token.tag_ not in ("NNS", "NNPS"):
        return token.text
    word = lemma(token)
    return word.capitalize() if token.text[:1].isupper() else word


def _foreign(token: Token, parties: Parties) -> bool:
    """Whether the token belongs to a name: of the person, the country or the body."""
    over = parties.over.get(token.i)
    told = (over, *parties.heads.headed(token))  # "the German minister" is a mention with another in it
    return any(m is not None and m.kind in ("name", "acronym", "surname", "demonym", "pronoun") for m in told)
