"""Parties that bear no name: the noun phrase whose words describe them, "148 members" that are only counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from extract.article import Entity, Mention, Party, Span
from extract.control import teller
from extract.grammar import GRAMMAR
from extract.kinds import type_of
from extract.lexicon import Side
from extract.nouns import nouns
from extract.syntax import RELATIVE, has, joins_name, marked, modified, number, opens_over, preposition, tensed
from extract.words import lemma

# what hangs on a noun but is no part of its name: clauses, appositions, further list members
BEYOND = frozenset(
    (
        "acl:relcl",
        "acl",
        "appos",
        "parataxis",
        "conj",
        "cc",
        "punct",
        "cop",
        "nsubj",
        "nsubj:pass",
        "aux",
        "mark",
        "advcl",
        "case",
        "advmod",
    )
)
JOINING = frozenset(("case", "mark", "conj", "cc", "punct", "advmod"))
DASHES = ("–", "—")
CLAUSE = 16  # words of a clause that still belongs to the name of what it is about
ASIDE = frozenset(("advcl", "obl", "conj", "parataxis"))  # what a clause can be told without
ARTICLE = re.compile(r"^(?:the|a|an|whose|its|his|her|their|our|this|that|these|those)\s+", re.IGNORECASE)


def described(phrase: DocSpan, owner: Mention | None) -> Party:
    """The party that only a phrase describes; `owner` is what its first word was found to stand for, if anything."""
    return Party(
        _owned(phrase, owner) or ARTICLE.sub("", phrase.text),
        phrase.text,
        Span(phrase.start_char, phrase.end_char),
    )


def _owned(phrase: DocSpan, owner: Mention | None) -> str:
    """The phrase with the name that its first word, "its" or "their", stands for: "Iran's application"."""
    if owner is None or owner.entity is None or phrase[0].lower_ not in GRAMMAR.owners or len(phrase) == 1:
        return ""
    return f"{owner.entity.label}'s {phrase[1:].text}"


def counted(party: Party, head: Token, side: Side, body: Entity | None = None) -> Party:
    """A party that is only counted by its number and the text's own noun ("27 states"), marked so that nobody takes
    the label for a name; any other party as it is. Members of a `body` of countries are countries."""
    left_out = _left_out(head)
    count, head = (number(head), head) if left_out is None else (head.text, left_out)
    if type_of(party) not in ("", "group") or not count or lemma(head) not in side.counted:
        return party
    members, known = nouns().members, body.subtype if body else ""
    one, several = members.get(known, members["other"])
    beside = modified(head) is not None  # "the 27-nation union"
    states = known in members and any(lemma(c) in nouns().member for c in head.lefts if c.dep_ == "compound")
    noun = head.text
    if beside or states or lemma(head) in nouns().member:
        noun = several if beside or head.tag_ in ("NNS", "NNPS") else one
    called = f"{count} further {noun}" if _adds(head) else f"{count} {noun}"
    return replace(party, label=f"{called} (unnamed)", entity=None, mentions=(called,))


def _adds(noun: Token) -> bool:
    """Whether what is counted comes on top of others: "an additional nine countries", "three other states"."""
    return any(c.dep_ in ("amod", "det") and c.lower_ in GRAMMAR.adding for c in noun.lefts)


def _left_out(number_alone: Token) -> Token | None:
    """The noun that a number which is a subject of its own leaves out, last counted in its sentence or the one before:
    "54 states have signed, only 27 have ratified"."""
    if number_alone.tag_ != "CD" or not number_alone.dep_.startswith("nsubj") or has(number_alone, "nmod"):
        return None
    doc, start = number_alone.doc, number_alone.sent.start
    since = doc[start - 1].sent.start if start > 0 else start
    before = (doc[i] for i in range(number_alone.i - 1, since - 1, -1))
    return next((t for t in before if t.pos_ == "NOUN" and t.ent_type_ != "Date" and number(t)), None)


def phrase(head: Token, *, without: Token | None = None) -> DocSpan:
    """The noun phrase that `head` heads, without appositions, longer clauses, and the clause that holds a word
    `without` which it shall do."""
    kept = _kept(head, without)
    first = last = head.i
    while first - 1 in kept:
        first -= 1
    while last + 1 in kept:
        last += 1
    dash = next((i for i in range(head.i - 1, first, -1) if head.doc[i].text in DASHES), None)
    if dash is not None:
        first = dash + 1  # "LIMA – The government": a dateline
    while first < head.i and (_marks(head.doc[first]) or head.doc[first].dep_ == "cc" or opens_over(head.doc[first])):
        first += 1
    while last > head.i and _trails(head.doc[last]):
        last -= 1
    return _whole(head.doc[first : last + 1])


def _whole(span: DocSpan) -> DocSpan:
    """A stretch of words with the rest of the hyphenated words that it cuts: "an op-ed", "re-election"."""
    doc, first, last = span.doc, span.start, span.end - 1
    while first > 1 and _ties(doc[first - 1]):
        first -= 2
    while last + 2 < len(doc) and _ties(doc[last + 1]):
        last += 2
    return doc[first : last + 1]


def _ties(hyphen: Token) -> bool:
    """Whether a hyphen stands between two words without white space."""
    return hyphen.text == "-" and not hyphen.whitespace_ and not hyphen.nbor(-1).whitespace_


def _kept(head: Token, without: Token | None) -> set[int]:
    """The tokens that belong to the noun phrase, wherever they stand."""
    kept, queue = {head.i}, [head]
    while queue:
        node = queue.pop()
        for child in node.children:
            if node == head and _is_charge(child, head):
                continue
            if (clause := _completing(child, node)) and without not in clause:
                kept.update(t.i for t in clause)
            elif (name := joins_name(child)) and name.head == node:
                kept.update(t.i for t in child.subtree)
            elif not child.is_space and not _leaves(child, node, head):
                kept.add(child.i)
                queue.append(child)
    for shared in _shared(head):  # "the adoption and implementation | of the plan"
        kept.update(range(head.i, _before_aside([*shared.subtree])[-1].i + 1))
    return kept


def _shared(noun: Token) -> Iterator[Token]:
    """The "of"-phrase of a noun behind one that is joined to it."""
    first = noun.head if noun.dep_ == "conj" else noun
    joined = [c for c in first.rights if c.dep_ == "conj" and c.pos_ == "NOUN" and len([*c.lefts]) == 1]
    if len(joined) == 1 and first.pos_ == "NOUN":
        behind = joined[0].i + 1
        yield from (c for c in first.rights if c.left_edge.i == behind and preposition(c) == "of")


def _leaves(child: Token, node: Token, head: Token) -> bool:
    """Whether a word is no part of the phrase; within its complements what joins words is: "of A and B"."""
    if child.tag_ == "HYPH":
        return False  # "the Oslo-based firm"
    if node == head and child.dep_ == "nmod" and marked(child, "as"):
        return True  # "rejected the claims as baseless"
    return child.dep_ in BEYOND and (node == head or child.dep_ not in JOINING)


def _is_charge(phrase: Token, noun: Token) -> bool:
    """Whether an "of"-phrase tells what a verb's object is accused of, which the parser hung on the object."""
    verb = noun.head
    charged = noun.dep_ == "obj" and lemma(verb) in GRAMMAR.charging
    if not charged or not (preposition(phrase) == "of" or marked(phrase, "of")) or phrase.ent_type_:
        return False  # nobody is accused of a name
    return not any(c.dep_ == "obl" and preposition(c) == "of" for c in verb.children)


def _trails(token: Token) -> bool:
    """Whether a token at the end of a phrase belongs to what follows."""
    joins = token.pos_ in ("ADP", "PART", "SCONJ") and token.dep_ != "compound:prt"  # "the way it is rolled out"
    return _marks(token) or (joins and token.lower_ not in GRAMMAR.possessive)


def _marks(token: Token) -> bool:
    """Whether a token is a mark, and no quotation mark, which may belong to a name."""
    return token.is_punct and not token.is_quote


def _reach(noun: Token, clause: Token) -> int:
    """Where a clause must begin to hang closely on a noun: right behind it, an infinitive also behind who is to do it:
    "the move by Sweden to ban cars"."""
    doers = [c for c in noun.rights if c.dep_ == "nmod" and preposition(c) in GRAMMAR.by_whom and c.i < clause.i]
    return (doers[-1].right_edge.i if doers and marked(clause, "to") else noun.i) + 1


def _completing(clause: Token, noun: Token) -> list[Token]:
    """The words of a clause that says which thing or what a noun is of, and does so in few words: "the plan to host
    the games", "the idea of hosting them", "shops run by farmers", "laws that raise taxes"; [] of any other, as in
    "told the council to act"."""
    if clause.head != noun or noun.pos_ != "NOUN" or clause.dep_ not in ("acl", "acl:relcl"):
        return []
    if marked(clause, "to") and (lemma(noun.head) in GRAMMAR.sending or teller(clause) is not None):
        return []
    words = _short(clause)
    opens = words and not words[0].is_punct and _reach(noun, clause) == words[0].i
    # a participle alone is one whose complement the parser hung elsewhere: "attacks designed | to frighten them"
    return words if opens and words[-1].i - words[0].i + 1 == len(words) and 1 < len(words) <= CLAUSE else []


def _short(clause: Token) -> list[Token]:
    """The words of a clause without asides and tensed clauses of circumstance, and without what it can be told without
    at its end, as long as it is long."""
    late = (c for c in clause.rights if c.dep_ == "advcl" and (tensed(c) or c.left_edge.nbor(-1).text == ","))
    beyond = {t for c in late for t in c.subtree}
    words = _before_aside([t for t in clause.subtree if not t.is_space and t not in beyond])
    while len(words) > CLAUSE:
        last = max((t for t in words if t.dep_ in ASIDE and t.right_edge == words[-1]), key=_left, default=None)
        if last is None or last.left_edge.i <= clause.i:
            break
        words = [t for t in words if t.i < last.left_edge.i and not (t.is_punct and t.i == last.left_edge.i - 1)]
        while words and words[-1].dep_ == "cc":
            words.pop()
    return words


def _before_aside(words: list[Token]) -> list[Token]:
    """The words before a comma and a relative pronoun."""
    aside = (at for at, (one, other) in enumerate(pairwise(words)) if one.text == "," and other.tag_ in RELATIVE)
    return words[: next(aside, None)]


def _left(word: Token) -> int:
    return int(word.left_edge.i)
