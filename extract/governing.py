"""Whether a word governs a clause, and what it makes of it: "refused to join", "a plan to join".

The worth of a governing word is data (`ontology/factuality.yaml`); here it is held against the way the clause hangs on
the word and the tense that it has.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from extract.factuality import Stances
from extract.grammar import GRAMMAR
from extract.modality import helping, singled
from extract.syntax import PAST, marked, preposition, tensed
from extract.words import lemma

COMPLEMENT = frozenset(("xcomp", "ccomp", "acl", "csubj", "csubj:pass"))
NOMINAL_ARGUMENT = frozenset(("obj", "nmod", "obl", "nsubj:pass", "compound", "nsubj", "conj", "appos"))
CLAUSAL = frozenset(("advcl", "acl:relcl", "obl", "nmod"))


def is_clause_of(node: Token) -> bool:
    """Whether the word heads a clause that completes its head: also "evidence that he met", whatever the parser calls
    it. A participle that completes none says what its noun is: "talks hosted by"."""
    if node.dep_ == "acl" and node.tag_ == "VBN" and not any(c.dep_ in ("mark", "aux") for c in node.children):
        return False
    if node.dep_ in COMPLEMENT:
        return True
    return node.dep_ == "acl:relcl" and any(c.dep_ == "mark" for c in node.children)


def governs(node: Token, head: Token, *, paired: bool, known: bool) -> bool:
    """Whether a word governs what hangs on it otherwise than as its complement; `known` says that the word has a worth
    of its own, `paired` that it has it only with another beside it."""
    if node.dep_ in NOMINAL_ARGUMENT and node.pos_ in ("NOUN", "PROPN"):
        case = preposition(node)
        argument = case not in GRAMMAR.circumstances and node.lower_ not in GRAMMAR.adverbial.get(case, ())
        return known and argument and (node.dep_ != "nsubj" or (not paired and _is_all_said_of(head)))
    if node.dep_ == "advcl" and _stands_apart(node):
        return False
    if node.dep_ == "advcl" and head.pos_ in ("ADJ", "NOUN"):
        return True
    if node.dep_ in CLAUSAL and paired and node.i > head.i:
        return True  # "decided against banning", "called on FIFA to ban"
    if node.dep_ == "advcl" and node.tag_ == "VBG" and known and node.i == head.i + 1:
        return True  # "avoided imposing", which the parser took for an adverbial
    if node.dep_ == "advcl" and node.tag_ == "VB" and known and node.i > head.i:
        return True  # "applied to join": the parser may take the infinitive for an adverbial
    # "is in the process of joining": the clause hangs on the noun, the noun on its governor
    return node.dep_ in ("obl", "nmod") and node.pos_ == "VERB"


def hangs_loosely(node: Token) -> bool:
    """Whether a participle tells of what else is done in the same deed, and is as certain as that: "could help by
    signing", "will rise, putting them at risk"; not what went before: "after signing", "having signed"."""
    if node.dep_ != "advcl" or node.tag_ != "VBG" or any(c.dep_ in ("aux", "nsubj") for c in node.children):
        return False
    return all(c.lower_ in GRAMMAR.attendant for c in node.children if c.dep_ == "mark" or c.tag_ == "WRB")


def _stands_apart(node: Token) -> bool:
    """Whether a conjunction makes a clause a statement of its own: "unable to come because she was ill"."""
    opened = any(c.tag_ == "WRB" or (c.dep_ == "mark" and c.lower_ not in GRAMMAR.subordinating) for c in node.children)
    return opened and tensed(node)


def _is_all_said_of(head: Token) -> bool:
    """Whether a governor is what is said of its subject ("a ban is likely", "the ban expired"), and not what somebody
    does ("the minister denied it")."""
    return head.pos_ not in ("VERB", "AUX") or not any(
        c.dep_ in ("obj", "xcomp", "ccomp", "obl") for c in head.children
    )


def is_open(node: Token, head: Token, words: Stances) -> bool:
    """Whether an infinitive tells what is for and not what was: "a campaign to ban", "flew there to sign".

    One that goes with an ordinal, a superlative or the like tells what was ("the first to ban"), and so does one that
    names an outcome ("came back to win"), or what there was no way around ("no choice but to resign").
    """
    if not marked(node, "to") or node.tag_ == "VBG" or any(c.lower_ == "but" for c in node.children):
        return False  # "devoted it to praising the plan"
    if any(c.dep_ == "aux" and lemma(c) == "be" for c in node.children):
        return False  # "is to visit", "if they were to visit"
    if node.dep_ == "acl":
        if head.dep_ == "obj" and lemma(head.head) in words.seized and head.head.tag_ in PAST:
            return False
        return not singled(node, words)
    return node.dep_ == "advcl" and head.pos_ == "VERB" and lemma(node) not in words.outcomes


def indicative(clause: Token) -> bool:
    """Whether the form of a clause's verb says that it tells what is or was: "that they met", not "that they meet"."""
    return clause.tag_ in ("VBD", "VBZ") or any(c.tag_ in ("VBD", "VBZ") for c in helping(clause))


def subjunctive(clause: Token) -> bool:
    """Whether a clause with "that" has a bare verb beside a subject in the singular: "that Sweden join" says what
    should be."""
    bare = clause.tag_ in ("VB", "VBP") and lemma(clause) != "have" and not any(True for _ in helping(clause))
    singular = any(
        c.dep_ == "nsubj" and (c.tag_ in ("NN", "NNP") or c.lower_ in ("he", "she", "it")) for c in clause.children
    )
    return bare and singular and marked(clause, "that")


def meant(kinds: Iterable[str], node: Token, head: Token) -> set[str]:
    """What a governor's kinds come to for this very clause."""
    kept = set(kinds) - {"denied", "neutral"}
    finite = node.dep_ == "ccomp" and indicative(node)
    if finite:
        kept.discard("proposed")  # "insists that they met" tells what was; "insists that they meet" what should be
    if finite and (node.tag_ == "VBD" or any(c.tag_ == "VBD" or lemma(c) == "have" for c in helping(node))):
        kept.discard("planned")  # "announced that they met" tells what was
    if head.tag_ in PAST and lemma(head) in Stances.load().carried_out:
        kept -= {"planned", "possible"}  # "had to sell", "was allowed to visit"
    another = any(c.dep_ in ("obj", "iobj") and head.i < c.i < node.i for c in (*head.children, *node.children))
    if another and kept & {"wanted", "requested"} and head.pos_ == "VERB":
        return kept - {"wanted", "requested"} | {"proposed"}  # "wants them to join"
    return kept
