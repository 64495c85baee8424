"""How far the text stands behind a clause: denied, asked, hedged, planned or plainly asserted.

The stance of a word is read from its own auxiliaries, adverbs and markers, from the determiners of its arguments, from
the conditions set to it, and from every word that governs its clause in turn: "Iran is in the process of joining" ->
planned; "refused to lift the ban" -> denied. Words and their worth are data (`ontology/factuality.yaml`). After Saurí &
Pustejovsky 2009 (FactBank), reduced to what a reader of the graph can use.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from extract.control import teller
from extract.factuality import Stances
from extract.grammar import GRAMMAR
from extract.syntax import marked
from extract.words import lemma, opening

COMPLEMENT = frozenset(("xcomp", "ccomp", "acl", "csubj", "csubj:pass"))
NOMINAL_ARGUMENT = frozenset(("obj", "nmod", "obl", "nsubj:pass", "compound", "nsubj", "conj", "appos"))
CLAUSAL = frozenset(("advcl", "acl:relcl", "obl", "nmod"))
NAMING = frozenset(("VERB", "NOUN", "ADJ", "PROPN"))
PAST, PRESENT = ("VBD", "VBN"), ("VBZ", "VBP")
DENIALS = frozenset(("denied", "ended"))
SHARED = frozenset(("planned", "conditional", "would", "proposed", "possible", "uncertain"))


@dataclass(frozen=True, slots=True)
class Stance:
    """The stances found, outermost last, and the words that gave them."""

    kinds: frozenset[str] = frozenset()
    governors: tuple[str, ...] = ()

    def without(self, kinds: frozenset[str]) -> Stance:
        """The stance less some kinds, which something else already tells."""
        return Stance(self.kinds - kinds, self.governors)

    @property
    def factuality(self) -> str:
        """One of asserted planned proposed probable possible conditional denied asked."""
        return next((worth for kind, worth in Stances.load().order if kind in self.kinds), "asserted")


def of(token: Token, *, arguments: Iterable[Token] = (), reported: bool = False) -> Stance:
    """The stance of the clause that `token` heads; `arguments` are looked at for "no" and "none".

    `reported` says that the clause stands under a past verb of speech: its "would" was the speaker's "will".
    """
    words = Stances.load()
    kinds: set[str] = set()
    governors: list[str] = []
    denials = _own(token, words, kinds)
    denials += _left_hanging(token, words)
    if _in_opening_condition(token):
        kinds.add("conditional")
    seen, node = {token.i}, token
    for _ in range(8):
        head = teller(node) or node.head
        if head == node:
            break
        if node.dep_ == "conj" and head.pos_ == node.pos_ and not _has_subject(node):
            # a shared negation reaches the second verb only across "or" and "nor"
            if any(c.dep_ == "cc" and c.lower_ in GRAMMAR.negation_reaches for c in node.children):
                denials += _own(head, words, kinds)
            else:
                _shared(head, words, kinds)
            node = head
            continue
        found = words.of(head)
        clausal = _is_clause_of(node)
        if not set(found.kinds) - {"neutral"} and _is_open(node, head, words):
            kinds.add("planned")
        if not (clausal or _governs(node, head, paired=found.paired, known=bool(found.kinds))):
            break
        if not found.kinds and head.pos_ not in ("VERB", "AUX") and not clausal:
            break
        governors.append(lemma(head))
        seen.add(head.i)
        ended = clausal and "ended" in found.kinds
        denials += "denied" in found.kinds or ended
        kinds.update(_meant(found.kinds, node, head) - (set() if ended else {"ended"}))
        if clausal and node.dep_ != "xcomp" and head.tag_ in PAST:
            reported = True
        denials += _own(head, words, kinds, taken=found.taken)
        node = head
        if not found.kinds and not _is_clause_of(node):
            break
    denials += sum(_denies(a, words) for a in arguments if a.head.i not in seen or not a.dep_.startswith("nsubj"))
    return Stance(frozenset(_settled(kinds, denials, token, reported=reported)), tuple(governors))


def _meant(kinds: Iterable[str], node: Token, head: Token) -> set[str]:
    """What a governor's kinds come to for this very clause."""
    meant = set(kinds) - {"denied", "neutral"}
    finite = node.dep_ == "ccomp" and (
        node.tag_ in ("VBD", "VBZ") or any(c.tag_ in ("VBD", "VBZ") for c in _helping(node))
    )
    if finite:
        meant.discard("proposed")  # "insists that they met" tells what was; "insists that they meet" what should be
    if finite and (node.tag_ == "VBD" or any(c.tag_ == "VBD" or lemma(c) == "have" for c in _helping(node))):
        meant.discard("planned")  # "announced that they met" tells what was
    if head.tag_ in PAST and lemma(head) in Stances.load().carried_out:
        meant -= {"planned", "possible"}  # "had to sell", "was allowed to visit"
    another = any(c.dep_ in ("obj", "iobj") and head.i < c.i < node.i for c in (*head.children, *node.children))
    if another and meant & {"wanted", "requested"} and head.pos_ == "VERB":
        return meant - {"wanted", "requested"} | {"proposed"}  # "wants them to join"
    return meant


def _helping(verb: Token) -> Iterator[Token]:
    return (c for c in verb.children if c.dep_ in ("aux", "aux:pass", "cop"))


def _settled(kinds: set[str], denials: int, token: Token, *, reported: bool) -> set[str]:
    """The kinds with what only their sum can tell: an even number of denials is none, a reported "would" a "will"."""
    if "uncertain" in kinds:
        kinds = kinds | {"possible"}
    if "would" in kinds:
        wished = "wanted" in kinds  # "would like to" wishes; it sets no condition
        kinds = kinds - {"would"} | (set() if wished else {"planned"} if reported else {"conditional"})
    if denials % 2:
        kinds = kinds | {"denied"}
    else:
        kinds = kinds - {"ended"}
    return kinds | {"asked"} if _asked(token) else kinds


def _own(token: Token, words: Stances, kinds: set[str], *, taken: Token | None = None) -> int:
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
            denials += _denies(child, words)
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
        return "planned" if any(c.dep_ == "mark" and c.lower_ == "to" for c in token.children) else ""
    if dep in ("mark", "advmod") and word in words.markers:
        return "" if _conceded(child, words) else _marker(child, token, words)
    if dep == "mark":
        return words.pending.get(word, "") if _is_present(token) else ""
    if dep in ("advmod", "det", "cc:preconj") or (dep == "cc" and child.i < token.i):
        return "" if _only(child) else words.adverbs.get(word, "")
    if dep == "amod":
        return words.adjectives.get(word, "")
    return "conditional" if dep == "advcl" and _sets_condition(child, words) else ""


def _in_another_clause(child: Token, token: Token) -> bool:
    """Whether a semicolon parts the two: what stands behind one belongs to the next clause."""
    return any(t.text == ";" for t in token.doc[min(child.i, token.i) : max(child.i, token.i)])


def _inverted(aux: Token, verb: Token) -> bool:
    """ "Had Georgia joined", "should talks fail": an auxiliary before its subject, and no question."""
    if aux.lower_ not in GRAMMAR.inverting or aux.i > verb.i or verb.sent.text.rstrip().endswith("?"):
        return False
    opens = aux.i == opening(verb) or verb.dep_ == "advcl"
    return opens and any(c.dep_.startswith("nsubj") and c.i > aux.i for c in verb.children)


def _in_opening_condition(token: Token) -> bool:
    """ "Were Hungary to oppose it, talks would end": the words before the comma, whatever the parser makes of them."""
    first, *rest = token.sent
    if first.lower_ not in GRAMMAR.inverting or not rest or rest[0].pos_ not in ("DET", "NOUN", "PROPN", "PRON"):
        return False
    comma = next((t.i for t in rest if t.text == ","), -1)
    return token.i < comma and not token.sent.text.rstrip().endswith("?")


def _auxiliary(aux: Token, verb: Token, words: Stances) -> str:
    stance = words.auxiliaries.get(aux.lower_) or words.auxiliaries.get(lemma(aux), "")
    if stance != "would":
        return stance
    beside = {c.lower_ for c in verb.children if c.dep_ in ("advmod", "compound:prt")}
    if beside & words.narrative:
        return ""  # "would later join": the story goes on
    counterfactual = any(c.dep_ == "aux" and c.lower_ == "have" for c in verb.children)
    return "conditional" if counterfactual else stance


def _marker(mark: Token, clause: Token, words: Stances) -> str:
    """The stance of the conjunction that opens a clause; "if" asks where the clause is what somebody wonders."""
    stance = words.markers[mark.lower_]
    return "asked" if stance == "conditional" and clause.dep_ in ("ccomp", "csubj") and mark.lower_ == "if" else stance


def _conceded(mark: Token, words: Stances) -> bool:
    """ "even if", "as if": no condition."""
    return mark.i > 0 and mark.nbor(-1).lower_ in words.concessive


def _sets_condition(clause: Token, words: Stances) -> bool:
    """Whether an adverbial clause names the condition of the clause that it hangs on."""
    return any(
        (c.dep_ == "mark" and words.markers.get(c.lower_) == "conditional" and not _conceded(c, words))
        or (c.dep_ in ("aux", "cop") and _inverted(c, clause))
        for c in clause.children
    )


def _is_present(verb: Token) -> bool:
    return verb.tag_ in PRESENT or any(c.tag_ in PRESENT for c in _helping(verb))


def _shared(head: Token, words: Stances, kinds: set[str]) -> None:
    """The auxiliary and the marker of the first of coordinated verbs hold for the next: "will meet and discuss"."""
    found: set[str] = set()
    _own(head, words, found)
    kinds.update(found & SHARED)


def _left_hanging(token: Token, words: Stances) -> int:
    """ "Norway would not.": the denial behind an auxiliary whose verb is left out, wherever the parser hung it."""
    if token.pos_ != "AUX" or token.i + 1 >= len(token.doc):
        return 0
    after = token.doc[token.i + 1]
    return int(words.adverbs.get(after.lower_) == "denied" and after.head != token)


def _only(adverb: Token) -> bool:
    """ "not only", "not just": a contrast, no denial."""
    after = adverb.nbor() if adverb.i + 1 < len(adverb.doc) else adverb
    return after.lower_ in GRAMMAR.contrasting


def _denies(token: Token, words: Stances) -> int:
    if words.determiners.get(token.lower_) == "denied":
        return 1
    opening = (c for c in token.children if c.dep_ in ("det", "advmod", "cc:preconj"))
    return int(any(words.determiners.get(c.lower_) == "denied" for c in opening))


def _is_open(node: Token, head: Token, words: Stances) -> bool:
    """Whether an infinitive tells what is for and not what was: "a campaign to ban", "flew there to sign".

    One that goes with an ordinal, a superlative or the like tells what was ("the first to ban"), and so does one that
    names an outcome ("came back to win").
    """
    if not marked(node, "to"):
        return False
    if node.dep_ == "acl":
        if head.dep_ == "obj" and lemma(head.head) in words.seized and head.head.tag_ in PAST:
            return False
        return not any(t.lower_ in words.singling or t.tag_ == "JJS" for t in (head, *head.children))
    return node.dep_ == "advcl" and head.pos_ == "VERB" and lemma(node) not in words.outcomes


def _is_clause_of(node: Token) -> bool:
    """Whether the word heads a clause that completes its head: also "evidence that he met", whatever the parser calls
    it. A participle that completes none says what its noun is: "talks hosted by"."""
    if node.dep_ == "acl" and node.tag_ == "VBN" and not any(c.dep_ in ("mark", "aux") for c in node.children):
        return False
    if node.dep_ in COMPLEMENT:
        return True
    return node.dep_ == "acl:relcl" and any(c.dep_ == "mark" for c in node.children)


def _governs(node: Token, head: Token, *, paired: bool, known: bool) -> bool:
    if node.dep_ in NOMINAL_ARGUMENT and node.pos_ in ("NOUN", "PROPN"):
        return known and (node.dep_ != "nsubj" or _is_all_said_of(head))
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


def _is_all_said_of(head: Token) -> bool:
    """Whether a governor is what is said of its subject ("a ban is likely", "the ban expired"), and not what somebody
    does ("the minister denied it")."""
    return head.pos_ not in ("VERB", "AUX") or not any(
        c.dep_ in ("obj", "xcomp", "ccomp", "obl") for c in head.children
    )


def _has_subject(token: Token) -> bool:
    return any(c.dep_.startswith(("nsubj", "csubj")) for c in token.children)


def _asked(token: Token) -> bool:
    """Whether a question asks for it. "Why did they ban her?" takes it for granted, and so does any question what a
    noun names: "What do you think of the visit?"."""
    sent = token.sent
    last = next((t for t in reversed(sent) if not t.is_space and not t.is_quote), None)
    if last is None or last.text != "?":
        return False
    granted = any(c.tag_ == "WRB" and c.lower_ in GRAMMAR.granting for c in token.children)
    named = token.pos_ in ("NOUN", "PROPN") and not any(c.dep_ == "cop" for c in token.children)
    return not granted and not named
