"""When a fact held, began or ended, by the times that its sentence names, and by the day of the article.

A time belongs to the word that it hangs on, or to a word that governs it. What a pattern says of beginning or ending
turns "in May" into "since May" ("joined in May") or "until May" ("left in May"). A state without a time of its own is
known to hold on the day of publication; that it began then is not said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from extract.article import Quote, Span, When
from extract.gapping import Gap
from extract.grammar import GRAMMAR
from extract.lexicon import Pattern
from extract.syntax import has, marked, owns, preposition
from extract.words import lemma

SHARING = frozenset(("obj", "xcomp", "nsubj:pass", "obl"))  # a noun here shares its verb's time: "imposed a ban in May"
REACH = 3  # words up the tree whose time a trigger may share
DEEP = 4  # words from a time's own up to the word that it dates
APART = frozenset(("acl:relcl", "ccomp", "advcl", "parataxis"))  # clauses that say something of their own
ARGUMENTS = frozenset(("obj", "nsubj", "nsubj:pass"))
ATTRIBUTIVE = frozenset(("compound", "amod", "nummod"))
COARSE = ("year", "month", "interval")
AT = ("at", "by", "during", "since")  # what a time may be to a deed that it does not end
KNOWN = "known"


class Dating:
    """The times of one article, asked for by the word that tells a fact."""

    def __init__(self, doc: Doc, times: Sequence[When], published: When | None) -> None:
        self.doc = doc
        self.published = published
        self.placed = [(when, found) for when in times if (found := self._at(when)) is not None]

    def _at(self, when: When) -> list[Token] | None:
        """The words that hold a time: its head and what governs it in turn."""
        span = when.span
        found = self.doc.char_span(span.start, span.end, alignment_mode="expand") if span else None
        if found is None:
            return None
        return _up(found.root, bounding=when.relation != "at")

    def of(self, trigger: Token, pattern: Pattern, *, holds: bool, gap: Gap | None = None) -> When | None:
        """The time of a fact; `holds` says that it is asserted and was not said to be over, `gap` where a party has
        a time of its own ("Poland joined in 2004, Romania in 2007")."""
        if gap is not None:
            when = next((when for when, holders in self.placed if gap.first <= holders[0].i < gap.last), None)
        else:
            when = self._nearest(trigger, _sharing(trigger, lasting=pattern.lasting), told=holds)
        if when is not None:
            return replace(when, relation=pattern.time) if pattern.time and when.relation == "at" else when
        known = pattern.lasting and holds and gap is None and not _past(trigger)
        if not (known and self.published and self.published.resolved):
            return None
        return replace(self.published, text="", span=None, relation=KNOWN)

    def tells(self, token: Token) -> bool:
        """Whether a word heads an expression of time."""
        return any(holders[0] == token for _, holders in self.placed)

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

    def has_come(self, when: When | None) -> bool:
        """Whether a time ended before the day on which the article was published: "its accession in 2004"."""
        if when is None or when.latest is None or when.relation not in ("at", "since"):
            return False
        now = self.published.earliest if self.published is not None else None
        return now is not None and when.latest < now

    def of_saying(self, quote: Quote) -> When | None:
        """The time that hangs on a verb of saying itself, and is no part of what was said: "said on Monday"."""
        span = quote.cue_span
        found = self.doc.char_span(span.start, span.end, alignment_mode="expand") if span else None
        when = self._nearest(found.root, [found.root], said=quote.span) if found is not None else None
        return when if when is not None and when.relation in ("at", "during") else None

    def _is_at_odds(self, verb: Token, when: When) -> bool:
        """Whether a verb's tense rules a time out: "has won", not in 1995; "backed", not by 2030."""
        day = self.published
        if day is None or day.earliest is None or day.latest is None or when.earliest is None or when.latest is None:
            return False
        tense = next((c for c in verb.lefts if c.dep_ in ("aux", "aux:pass")), verb)
        if when.earliest > day.latest:
            return when.relation in AT and (tense.tag_ == "VBD" or lemma(tense) == "have")
        over = when.latest < day.earliest and when.precision in COARSE and when.relation in ("at", "during")
        return over and tense.tag_ in ("VBZ", "VBP")

    def _nearest(
        self, trigger: Token, chain: Sequence[Token], *, told: bool = True, said: Span | None = None
    ) -> When | None:
        """The time that hangs nearest to one of the words, the first before the next; none that stands in `said`."""
        best: tuple[int, int, int, When] | None = None
        for when, holders in self.placed:
            time = holders[0]
            level = next((k for k, node in enumerate(chain) if node in holders), None)
            if level is None or time.sent != trigger.sent or (said and said.start <= time.idx < said.end):
                continue
            if any(_keeps(node, time, told=told) for node in chain[:level]) or self._is_at_odds(trigger, when):
                continue
            rank = (level, holders.index(chain[level]), abs(time.i - trigger.i), when)
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


def _keeps(node: Token, time: Token, *, told: bool) -> bool:
    """Whether the time of the verb over a word is that verb's alone: "settled there in 1993 and then toured Mexico",
    "agreed on Thursday to build a road" (which is not `told` as done), "mocked Norway's plan on Friday"."""
    if node.dep_ == "conj":
        return node.head.i < time.i < node.i
    if node.dep_ == "xcomp":
        return time.i < node.i and not told
    return node.pos_ == "NOUN" and any(c.dep_ == "nmod:poss" and c.pos_ != "PRON" for c in node.children)


def _goes_along(node: Token) -> bool:
    """Whether a word tells what happened along with its head: "resigned and left", "left, slamming the door"."""
    if node.dep_ == "conj":
        return node.head.pos_ == node.pos_
    return node.dep_ == "advcl" and node.tag_ == "VBG" and node.i > node.head.i and not has(node, "mark")


def _up(time: Token, *, bounding: bool) -> list[Token]:
    """A time's own word and those over it, up to the verb of a clause that is a statement of its own: in "who left in
    1970, won" nothing was won in 1970. One that bounds ("by 2030") is that of the nearest deed."""
    found = [time]
    if time.dep_ in ARGUMENTS:
        return found  # "made May 30 a holiday"
    if time.dep_ in ATTRIBUTIVE and time.head.pos_ in ("NOUN", "PROPN"):
        return [time, time.head]  # "a two-decade veteran", "the May meeting"
    if time.dep_ == "nmod" and preposition(time) == "for":
        return [time, time.head]  # "announced a rematch for Monday"
    if owns(time):  # "praised Thursday's protests", but "withdrew from last summer's Olympics"
        return [time, time.head, *([time.head.head] if time.head.dep_ == "obl" else [])]
    for node in time.ancestors:
        below = found[-1]
        if below is not time and preposition(below) in GRAMMAR.at_another_time:
            break  # "after her defeat in 2008, she left"
        if below.dep_ == "conj" and below.pos_ in ("VERB", "ADJ") and _is_contrast(below):
            break  # "had pledged to back it, but sounded unsure this week"
        found.append(node)
        if len(found) == DEEP or (node.dep_ in APART and node.pos_ in ("VERB", "AUX")):
            break
        if bounding and node.dep_ == "acl" and marked(node, "to"):
            break  # "backed a plan to ban cars by 2030"
        if below.dep_ == "acl" and node.dep_ != "obl":
            break  # "lifted the ban imposed in May", but "said in a note sent in May"
    return found


def _is_contrast(clause: Token) -> bool:
    return any(c.dep_ == "cc" and c.lower_ in GRAMMAR.contrary for c in clause.children)


def _past(trigger: Token) -> bool:
    """Whether a state is told as over: "was a member"."""
    return any(c.dep_ in ("cop", "aux") and c.tag_ == "VBD" for c in trigger.children)
