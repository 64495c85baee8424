"""What the words of a clause themselves say of how far the text stands behind it.

Its auxiliaries ("may join"), adverbs and determiners ("never", "no"), the conjunction that opens it ("if") and the
conditions set to it. What each word is worth is data (`ontology/factuality.yaml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token

from extract.factuality import Stances
from extract.grammar import GRAMMAR
from extract.syntax import PRESENT, marked
from extract.words import lemma, opening

NAMING = frozenset(("VERB", "NOUN", "ADJ", "PROPN"))
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
CUT = frozenset(("'d", "’d"))  # "had" or "would"
DENIALS = frozenset(("denied", "ended"))
SHARED = frozenset(("planned", "conditional", "would", "proposed", "possible", "uncertain", "probable"))


def own(token: Token, words: Stances, kinds: set[str], *, taken: Token | None = None) -> int:
    """Adds the stances of the word's own auxiliaries, markers and adverbs; the number of denials among them.

    `taken` is a word that has done its work already.
    """
    found: list[str] = [words.lead_in(token)] if token.pos_ in NAMING else []
    denials = 0
    for child in token.children:
        if child == taken or _in_another_clause(child, token):
            continue
        found.append(_of_child(child, token, words))
        if child.dep_ in ("nsubj", "nsubj:pass"):
            denials += denies(child, words)
        elif child.dep_ == "det":
            denials += words.determiners.get(child.lower_) == "denied"
    kinds.update(kind for kind in found if kind and kind != "denied")
    return denials + sum(kind in DENIALS for kind in found)


def _of_child(child: Token, token: Token, words: Stances) -> str:
    """What one word says of the clause of the word that it hangs on."""
    dep, word = child.dep_, child.lower_
    if dep in ("aux", "cop") and _inverted(child, token):
        return "conditional"
    if dep == "aux":
        return _auxiliary(child, token, words)
    if dep == "cop" and lemma(child) == "be":
        return "planned" if marked(token, "to") and not singled(token, words) else ""
    if dep in ("mark", "advmod") and word in words.markers:
        return "" if _before(child) in words.comparing else _marker(child, token, words)
    if dep == "mark" or (child.tag_ == "WRB" and token.dep_ == "advcl"):
        return _to_come(word, token, words) if _is_present(token) or _is_after_would(token) else ""
    if dep == "advmod" and word in words.approximating:
        return "denied" if token.pos_ == "VERB" and token.tag_ in ("VBD", "VBN") else ""
    if dep in ("advmod", "det", "cc:preconj") or (dep == "cc" and child.i < token.i):
        return "" if _only(child) else words.adverbs.get(word, "")
    if dep == "amod":
        return words.adjectives.get(word, "")
    return "conditional" if dep == "advcl" and _sets_condition(child, words) else ""


def singled(clause: Token, words: Stances) -> bool:
    """Whether a clause tells what somebody was alone, first or most of all to do: "the first woman to be mayor"."""
    noun = clause.head
    utmost = (t for c in noun.lefts if c.dep_ == "amod" for t in c.lefts)  # "the most recent to join"
    telling = (noun, *noun.children, *utmost)
    told = (t.lower_ in words.singling or t.tag_ in ("JJS", "RBS") or ORDINAL.fullmatch(t.lower_) for t in telling)
    return clause.dep_ == "acl" and any(told)


def _auxiliary(aux: Token, verb: Token, words: Stances) -> str:
    """The stance of an auxiliary; "would" stays open until the clauses above tell what it means."""
    if lemma(aux) == "be" and any(c.dep_ == "mark" and c.lower_ == "to" and c.i > aux.i for c in verb.children):
        return "planned"  # "was to fly"
    stance = words.auxiliaries.get(aux.lower_) or words.auxiliaries.get(lemma(aux), "")
    if stance != "would" or (aux.lower_ in CUT and verb.tag_ in ("VBN", "VBD")):
        return "" if stance == "would" else stance  # "who'd backed it" had backed it
    beside = {c.lower_ for c in verb.children if c.dep_ in ("advmod", "compound:prt")}
    if beside & words.narrative:
        return ""  # "would later join": the story goes on
    counterfactual = any(c.dep_ == "aux" and c.lower_ == "have" for c in verb.children)
    return "conditional" if counterfactual else stance


def _marker(mark: Token, clause: Token, words: Stances) -> str:
    """The stance of the conjunction that opens a clause; "if" asks where the clause is what somebody wonders."""
    stance = words.markers[mark.lower_]
    return "asked" if stance == "conditional" and clause.dep_ in ("ccomp", "csubj") and mark.lower_ == "if" else stance


def _to_come(opener: str, clause: Token, words: Stances) -> str:
    """What a conjunction makes of a clause in the present tense: "until FIFA lifts its ban", and "when FIFA lifts it"
    beside what will be then."""
    if opener in words.pending:
        return words.pending[opener]
    main = clause.head
    if any(words.auxiliaries.get(c.lower_) == "planned" for c in main.children if c.dep_ == "aux"):
        return words.awaited.get(opener, "")
    intends = main.head if main.dep_ == "xcomp" else main if any(c.dep_ == "xcomp" for c in main.children) else None
    planned = intends is not None and "planned" in words.of(intends).kinds
    return "planned" if planned and opener in words.awaited else ""  # "is set to meet the king when he arrives"


def _conceded(mark: Token, words: Stances) -> bool:
    """ "even if", "as if": no condition of what it hangs on."""
    return _before(mark) in words.concessive | words.comparing


def _before(token: Token) -> str:
    return token.nbor(-1).lower_ if token.i > 0 else ""


def _sets_condition(clause: Token, words: Stances) -> bool:
    """Whether an adverbial clause names the condition of the clause that it hangs on."""
    return any(
        (c.dep_ == "mark" and words.markers.get(c.lower_) == "conditional" and not _conceded(c, words))
        or (c.dep_ in ("aux", "cop") and _inverted(c, clause))
        for c in clause.children
    )


def _inverted(aux: Token, verb: Token) -> bool:
    """ "Had Georgia joined", "should talks fail": an auxiliary before its subject, and no question."""
    if aux.lower_ not in GRAMMAR.inverting or aux.i > verb.i or verb.sent.text.rstrip().endswith("?"):
        return False
    opens = aux.i == opening(verb) or verb.dep_ == "advcl" or aux.lower_ == "should"
    return opens and any(c.dep_.startswith("nsubj") and c.i > aux.i for c in verb.children)


def _only(adverb: Token) -> bool:
    """ "not only", "not just": a contrast, no denial."""
    after = adverb.nbor() if adverb.i + 1 < len(adverb.doc) else adverb
    return after.lower_ in GRAMMAR.contrasting


def _in_another_clause(child: Token, token: Token) -> bool:
    """Whether a semicolon parts the two: what stands behind one belongs to the next clause."""
    return any(t.text == ";" for t in token.doc[min(child.i, token.i) : max(child.i, token.i)])


def denies(token: Token, words: Stances) -> int:
    """1 where an argument is none: "no country", "not one of them"; else 0."""
    if words.determiners.get(token.lower_) == "denied":
        return 1
    before = (c for c in token.children if c.dep_ in ("det", "advmod", "cc:preconj"))
    return int(any(words.determiners.get(c.lower_) == "denied" for c in before))


def denied_alone(token: Token, words: Stances) -> bool:
    """Whether a word joined to another is said not to be meant: "is in the union but | not in the alliance"."""
    before = (c for c in token.lefts if c.dep_ == "advmod")
    return token.dep_ == "conj" and any(words.adverbs.get(c.lower_) == "denied" for c in before)


def shared(head: Token, words: Stances, kinds: set[str]) -> None:
    """The auxiliary and the marker of one verb hold for another: "will meet and discuss", "could help by signing"."""
    found: set[str] = set()
    own(head, words, found)
    kinds.update(found & SHARED)


def left_hanging(token: Token, words: Stances) -> int:
    """ "Norway would not.": the denial behind an auxiliary whose verb is left out, wherever the parser hung it."""
    if token.pos_ != "AUX" or token.i + 1 >= len(token.doc):
        return 0
    after = token.doc[token.i + 1]
    return int(words.adverbs.get(after.lower_) == "denied" and after.head != token)


def in_opening_condition(token: Token) -> bool:
    """ "Were Hungary to oppose it, talks would end": the words before the comma, whatever the parser makes of them."""
    first, *rest = token.sent
    if first.lower_ not in GRAMMAR.inverting or not rest or rest[0].pos_ not in ("DET", "NOUN", "PROPN", "PRON"):
        return False
    comma = next((t.i for t in rest if t.text == ","), -1)
    return token.i < comma and not token.sent.text.rstrip().endswith("?")


def helping(verb: Token) -> Iterator[Token]:
    """The auxiliaries and the copula of a verb or predicate."""
    return (c for c in verb.children if c.dep_ in ("aux", "aux:pass", "cop"))


def _is_after_would(clause: Token) -> bool:
    """Whether a clause goes with what somebody said would be: "would stay until the president left"."""
    return any(c.dep_ == "aux" and c.lower_ == "would" for c in clause.head.children)


def _is_present(verb: Token) -> bool:
    return verb.tag_ in PRESENT or any(c.tag_ in PRESENT for c in helping(verb))
