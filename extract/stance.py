"""How far the text stands behind a clause: denied, asked, hedged, planned or plainly asserted.

The stance of a word is read from its own auxiliaries, adverbs and markers, from the determiners of its arguments, from
the conditions set to it, and from every word that governs its clause in turn: "Iran is in the process of joining" ->
planned; "refused to lift the ban" -> denied. Words and their worth are data (`ontology/factuality.yaml`). After Saurí &
Pustejovsky 2009 (FactBank), reduced to what a reader of the graph can use.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Token

from extract.control import for_whom, put_out, said_on, teller
from extract.factuality import Governing, Stances
from extract.governing import governs, hangs_loosely, indicative, is_clause_of, is_open, meant, subjunctive
from extract.grammar import GRAMMAR
from extract.modality import denied_alone, denies, in_opening_condition, left_hanging, own, shared, singled
from extract.syntax import PAST, has, headlined, marked, under_way
from extract.words import lemma

OPEN = frozenset(("possible", "uncertain", "would", "planned"))
BETWEEN = frozenset(("obj", "iobj", "obl"))
REACH = 8  # words that may govern a clause in turn
UNSURE = frozenset(("possible", "probable", "proposed"))  # stances that an adjective gives a title


@dataclass(frozen=True, slots=True)
class Stance:
    """The stances found, outermost last, and the words that gave them."""

    kinds: frozenset[str] = frozenset()
    governors: tuple[str, ...] = ()

    @property
    def aimed(self) -> bool:
        """Whether the text says nothing more than what something was for: "used its powers to block the deal"."""
        return "aimed" in self.kinds and self.factuality == "planned"

    @property
    def unsaid(self) -> bool:
        """Whether somebody is said not to say so: "has not announced that it joined"."""
        return "unsaid" in self.kinds and self.factuality == "denied"

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
    found = _Found(reported=reported, seen={token.i})
    found.denials = own(token, words, found.kinds) + left_hanging(token, words)
    if in_opening_condition(token):
        found.kinds.add("conditional")
    if for_whom(token) is not None or headlined(token):
        found.kinds.add("planned")  # "waited for Chile to lift the ban", whatever the clause hangs on
    if under_way(token):
        found.kinds.add("under way")
    found.kinds |= _equated(token, words)
    node = token
    for _ in range(REACH):
        governor = _governor(node, words, found)
        if governor is None:
            break
        node = governor
    for argument in arguments:
        if argument == token:
            continue  # "is neither in the union nor ...": said of the predicate already
        if denied_alone(argument, words):
            found.denials = 1
            continue
        counted = _is_subject(argument) and argument.head.i in found.seen
        below = argument.head.dep_ == "ccomp" and argument.head.head == token  # "asked that no charges be filed"
        found.denials += 0 if counted or below else denies(argument, words)
    return Stance(frozenset(_settled(found, token)), tuple(found.governors))


def beside(modifiers: Iterable[Token], *, arguments: Iterable[Token] = ()) -> Stance:
    """The stance that the words before a title give: "a potential senator"; who was a failed candidate was one. Of
    the `arguments` one may be none: "a member of the union but not of the alliance"."""
    words = Stances.load()
    kinds = {words.adjectives.get(word.lower_, "") for word in modifiers} & UNSURE
    denied = {"denied"} if any(denied_alone(t, words) for t in arguments) else set()
    return Stance(frozenset(kinds | denied))


def leaves_open(verb: Token) -> bool:
    """Whether a verb's own auxiliary leaves open what it tells: "could do", "would do", "will do"."""
    kinds: set[str] = set()
    denied = own(verb, Stances.load(), kinds)
    return verb.pos_ == "VERB" and not denied and not kinds.isdisjoint(OPEN)


@dataclass(slots=True)
class _Found:
    """What was found on the way up from a clause."""

    reported: bool
    seen: set[int]
    kinds: set[str] = field(default_factory=set)
    governors: list[str] = field(default_factory=list)
    denials: int = 0

    def note(self, node: Token, head: Token, governing: Governing, words: Stances) -> None:
        """Adds what a governor makes of the clause, and what its own words make of that."""
        clausal = is_clause_of(node)
        ended = clausal and "ended" in governing.kinds
        self.governors.append(lemma(head))
        self.seen.add(head.i)
        self.denials += "denied" in governing.kinds or ended
        self.kinds.update(meant(governing.kinds, node, head) - (set() if ended else {"ended"}))
        told = head.head if head.tag_ == "VBG" else head  # "he said, adding that"
        if clausal and node.dep_ != "xcomp" and told.tag_ in PAST:
            self.reported = True
        denials = own(head, words, self.kinds, taken=governing.taken)
        others = node.dep_ != "xcomp" or any(c.dep_ in BETWEEN and head.i < c.i < node.i for c in head.children)
        if denials and clausal and others and head.pos_ == "VERB" and lemma(head) in words.unsaid:
            self.kinds.add("unsaid")  # but "is not asking to join"
        self.denials += 0 if singled(node, words) else denials  # "is not the only one to join": it did


def _governor(node: Token, words: Stances, found: _Found) -> Token | None:
    """The word that governs a clause, once noted; None where none does, or none can above it."""
    if (deed := put_out(node)) is not None:
        found.denials += own(deed, words, found.kinds)
        found.seen.add(deed.i)
        return deed
    head = teller(node) or said_on(node) or node.head
    if head == node:
        return None
    if node.dep_ == "conj" and head.pos_ == node.pos_ and not _has_subject(node):
        _share(node, head, words, found)
        return head
    if hangs_loosely(node):
        shared(head, words, found.kinds)
        found.reported |= head.dep_ == "ccomp" and head.head.tag_ in PAST  # "said she would write, calling for a ban"
    governing, clausal = words.of(head), is_clause_of(node)
    if not set(governing.kinds) - {"neutral"} and is_open(node, head, words):
        set_for = headlined(node) or (node.dep_ == "acl" and has(node, "aux:pass"))  # "the match to be played in May"
        found.kinds.update(("planned",) if set_for else ("planned", "aimed"))
    if clausal and head.pos_ in ("ADJ", "NOUN") and subjunctive(node):
        found.kinds.add("proposed")  # "it is vital that Sweden join"
    if not (clausal or governs(node, head, paired=governing.paired, known=bool(governing.kinds))):
        return None
    if not governing.kinds and head.pos_ not in ("VERB", "AUX") and not clausal:
        return None
    found.note(node, head, governing, words)
    if governing.kinds or is_clause_of(head):
        return head
    aim = head.dep_ == "advcl" and marked(head, "to") and words.of(head.head).kinds
    return head if aim else None  # "has applied to become | a member"


def _share(node: Token, head: Token, words: Stances, found: _Found) -> None:
    """Adds what the first of two coordinated words has for both: a negation reaches the second only across "or" and
    "nor"."""
    if any(c.dep_ == "cc" and c.lower_ in GRAMMAR.negation_reaches for c in node.children):
        found.denials += own(head, words, found.kinds)
    else:
        shared(head, words, found.kinds)


def _has_subject(token: Token) -> bool:
    return any(c.dep_.startswith(("nsubj", "csubj")) for c in token.children)


def _is_subject(token: Token) -> bool:
    return token.dep_.startswith("nsubj")


def _settled(found: _Found, token: Token) -> set[str]:
    """The kinds with what only their sum can tell: an even number of denials is none, a reported "would" a "will"."""
    kinds = set(found.kinds)
    if "uncertain" in kinds:
        kinds.add("possible")
    if "would" in kinds:
        kinds.remove("would")
        if "wanted" not in kinds:  # "would like to" wishes; it sets no condition
            kinds.add("planned" if found.reported else "conditional")
    if found.denials % 2:
        kinds.add("denied")
    else:
        kinds.discard("ended")
    if _asked(token):
        kinds.add("asked")
    return kinds


def _equated(clause: Token, words: Stances) -> frozenset[str]:
    """What the noun that a clause spells out makes of it: "the allegation was that she joined"."""
    noun = next((c for c in clause.children if c.dep_ == "nsubj:outer"), None)
    if noun is None and clause.dep_ == "ccomp" and lemma(clause.head) == "be":
        noun = next((c for c in clause.head.children if c.dep_ == "nsubj"), None)
    return UNSURE.intersection(words.of(noun).kinds) if noun is not None and indicative(clause) else frozenset()


def _asked(token: Token) -> bool:
    """Whether a question asks for it. "Why did they ban her?" takes it for granted, and so does any question what a
    noun names: "What do you think of the visit?"."""
    sent = token.sent
    last = next((t for t in reversed(sent) if not t.is_space and not t.is_quote), None)
    if last is None or last.text != "?" or _in_later_quotation(last, token):
        return False
    granted = any(c.tag_ == "WRB" and c.lower_ in GRAMMAR.granting for c in token.children)
    return not granted and not _is_granted(token)


def _in_later_quotation(mark: Token, token: Token) -> bool:
    """Whether a question mark ends a quotation that opens behind a token: 'was critical, writing "Why?"'."""
    after = mark.doc[mark.i + 1 : mark.i + 2]
    closed = after and after[0].is_quote
    return bool(closed) and any(t.is_quote for t in mark.doc[token.i + 1 : mark.i])


def _is_granted(noun: Token) -> bool:
    """Whether a question takes what a noun names for granted: not what somebody is or becomes, nor what "there is" or
    "took place"."""
    if noun.pos_ not in ("NOUN", "PROPN") or has(noun, "cop") or marked(noun, "as"):
        return False
    if noun.dep_ in ("xcomp", "ROOT"):
        return False
    return noun.dep_ != "nsubj" or not (has(noun.head, "expl") or lemma(noun.head) in GRAMMAR.occurring)
