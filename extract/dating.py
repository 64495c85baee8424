"""When a fact held, began or ended, by the times that its sentence names, and by the day of the article.

A time belongs to the word that it hangs on, or to a word that governs it. What a pattern says of beginning or ending
turns "in May" into "since May" ("joined in May") or "until May" ("left in May"). A state without a time of its own is
known to hold on the day of publication; that it began then is not said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from extract.article import Span, When
from extract.gapping import Gap
from extract.lexicon import Pattern
from extract.syntax import has, preposition

SHARING = frozenset(("obj", "xcomp", "nsubj:pass", "obl"))  # a noun here shares its verb's time: "imposed a ban in May"
REACH = 3  # words up the tree whose time a trigger may share
DEEP = 4  # words from a time's own up to the word that it dates
APART = frozenset(("acl:relcl", "ccomp", "advcl", "parataxis"))  # clauses that say something of their own
ATTRIBUTIVE = frozenset(("compound", "amod", "nummod"))
KNOWN = "known"


class Dating:
    """The times of one article, asked for by the word that tells a fact."""

    def __init__(self, doc: Doc, times: Sequence[When], published: When | None) -> None:
        self.doc = doc
        self.published = published
        self.placed = [(when, found) for when in times if (found := self._at(when.span)) is not None]

    def _at(self, span: Span | None) -> list[Token] | None:
        """The words that hold a time: its head and what governs it in turn."""
        found = self.doc.char_span(span.start, span.end, alignment_mode="expand") if span else None
        if found is None:
            return None
        return _up(found.root)

    def of(self, trigger: Token, pattern: Pattern, *, holds: bool, gap: Gap | None = None) -> When | None:
        """The time of a fact; `holds` says that it is asserted and was not said to be over, `gap` where a party has
        a time of its own ("Poland joined in 2004, Romania in 2007")."""
        if gap is not None:
            when = next((when for when, holders in self.placed if gap.first <= holders[0].i < gap.last), None)
        else:
            when = self._nearest(trigger, _sharing(trigger, lasting=pattern.lasting))
        if when is not None:
            return replace(when, relation=pattern.time) if pattern.time and when.relation == "at" else when
        known = pattern.lasting and holds and gap is None and not _past(trigger)
        if not (known and self.published and self.published.resolved):
            return None
        return replace(self.published, text="", span=None, relation=KNOWN)

    def is_over(self, when: When | None) -> bool:
        """Whether a state that held until a day, or from one to another, had ended when the article was published."""
        if when is None or when.latest is None or (when.relation != "until" and when.precision != "interval"):
            return False
        now = self.published.earliest if self.published is not None else None
        return now is not None and when.latest < now

    def is_to_come(self, when: When | None) -> bool:
        """Whether a time begins after the day on which the article was published: "they meet on Monday"."""
        if when is None or when.earliest is None or when.relation not in ("at", "during", "since"):
            return False
        now = self.published.latest if self.published is not None else None
        return now is not None and when.earliest > now

    def of_saying(self, span: Span | None) -> When | None:
        """The time that hangs on a verb of saying itself: "said on Monday"."""
        found = self.doc.char_span(span.start, span.end, alignment_mode="expand") if span else None
        when = self._nearest(found.root, [found.root]) if found is not None else None
        return when if when is not None and when.relation in ("at", "during") else None

    def _nearest(self, trigger: Token, chain: Sequence[Token]) -> When | None:
        best: tuple[int, int, int, When] | None = None
        for when, holders in self.placed:
            if holders[0].sent != trigger.sent:
                continue
            level = next((k for k, node in enumerate(chain) if node in holders), None)
            if level is not None:
                rank = (level, holders.index(chain[level]), abs(holders[0].i - trigger.i), when)
                if best is None or rank[:3] < best[:3]:
                    best = rank
        return best[3] if best else None


def _sharing(trigger: Token, *, lasting: bool) -> list[Token]:
    """The words whose time a trigger shares: its own, and that of the verb it completes, or is coordinated with. A
    lasting state shares it only where a verb gives or has it: "became a member", "served as president"."""
    chain, node = [trigger], trigger
    if lasting and node.pos_ in ("NOUN", "PROPN") and node.dep_ != "xcomp" and preposition(node) != "as":
        return chain
    while len(chain) < REACH and (node.dep_ in SHARING or _goes_along(node)):
        node = node.head
        chain.append(node)
    return chain


def _goes_along(node: Token) -> bool:
    """Whether a word tells what happened along with its head: "resigned and left", "left, slamming the door"."""
    if node.dep_ == "conj":
        return node.head.pos_ == node.pos_
    return node.dep_ == "advcl" and node.tag_ == "VBG" and node.i > node.head.i and not has(node, "mark")


def _up(time: Token) -> list[Token]:
    """A time's own word and those over it, up to the verb of a clause that is a statement of its own: in "who left in
    1970, won" nothing was won in 1970."""
    found = [time]
    if time.dep_ in ATTRIBUTIVE and time.head.pos_ in ("NOUN", "PROPN"):
        return [time, time.head]  # "a two-decade veteran", "the May meeting"
    for node in time.ancestors:
        found.append(node)
        if len(found) == DEEP or (node.dep_ in APART and node.pos_ in ("VERB", "AUX")):
            break
    return found


def _past(trigger: Token) -> bool:
    """Whether a state is told as over: "was a member"."""
    return any(c.dep_ in ("cop", "aux") and c.tag_ == "VBD" for c in trigger.children)
