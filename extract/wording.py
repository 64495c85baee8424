"""What a relation is called: the article's own words, from the verb to its object where the pattern wants them all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Token

from extract.control import called, teller
from extract.grammar import GRAMMAR
from extract.modality import helping
from extract.parties import Parties
from extract.syntax import has, marked, passive
from extract.unnamed import phrase as noun_phrase
from extract.words import lemma

INDICATIVE = frozenset(("will", "would", "can", "could", "may", "might"))  # modals that do not say what ought to be
WISHING = frozenset(("want", "need", "like"))
NEAR = 8  # tokens behind a verb in which a word stands that a pattern asked for
SHORT = 5  # words of what an object is said to be
LONGEST = 16  # words between a verb and its object that still make a relation's name


def relation(trigger: Token) -> str:
    """The verb phrase, or the noun with its preposition, in the article's words.

    Of a passive the participle: the fact's subject is who does it ("banned", not "was banned").
    """
    return " ".join(t.text for t in _verb_phrase(trigger)).replace(" - ", "-")


def _verb_phrase(trigger: Token) -> list[Token]:
    """The words of `relation`, in the order of the text."""
    kept = {"advmod", "compound:prt"} if passive(trigger) else {"aux", "aux:pass", "advmod", "cop", "compound:prt"}
    if has(trigger, "nsubj:outer"):
        kept.discard("cop")  # "the fear is that Peru banned it"
    near = {c for c in trigger.children if c.dep_ in kept and c.tag_ != "WRB" and abs(c.i - trigger.i) <= 4}
    return sorted({*near, *_ranking(trigger), trigger}, key=lambda t: t.i)


def _ranking(noun: Token) -> Sequence[Token]:
    """The words before a post's noun that make another post of it: "vice president", "deputy-mayor"."""
    start = noun.i - (2 if noun.i > 1 and noun.nbor(-1).text == "-" else 1)
    ranks = start >= 0 and noun.pos_ in ("NOUN", "PROPN") and noun.doc[start].lower_ in GRAMMAR.ranking
    return list(noun.doc[start : noun.i]) if ranks else ()


def phrase(trigger: Token, thing: Token | None, parties: Parties, *, asked: Iterable[Token] = ()) -> str:
    """The words from the verb to its object, which tell what was done: "signed a treaty with"; where the object goes
    before, those to the last of the words near by that the pattern asked for: "faces stiff opposition"."""
    if thing is None or thing.i <= trigger.i:
        nouns = (t.i for t in asked if trigger.i < t.i <= trigger.i + NEAR and t.pos_ == "NOUN")
        behind = _done_to_it(trigger) or trigger.doc[trigger.i + 1 : max(nouns, default=trigger.i) + 1].text
        return f"{relation(trigger)} {behind}".rstrip()
    opening = max(_opening(thing, parties), trigger.i + 1)
    between = trigger.doc[trigger.i + 1 : opening]
    opening = next((t.i for t in between if t.lower_ == "what" and called(t) == _first(thing)), opening)
    words = [t.text for t in _verb_phrase(trigger) if t.i <= trigger.i or _parted(t, opening)]
    words += [trigger.doc[trigger.i + 1 : opening].text, _as_what(trigger, thing)]
    return " ".join(word for word in words if word).strip(" ,")


def _as_what(trigger: Token, thing: Token) -> str:
    """What the object is said, made or wanted to be, behind it: "cast his rival as unfit", "wants Russia banned"."""
    if (participle := _undergone(thing, trigger)) is not None:
        to = [c for c in participle.children if c.tag_ == "TO"]
        return " ".join(t.text for t in (*to, *helping(participle), *_verb_phrase(participle)))
    behind = (c for c in trigger.rights if c.i > thing.right_edge.i and marked(c, "as") and thing.head == trigger)
    words = next(([*c.subtree] for c in behind), [])
    return trigger.doc[words[0].i : words[-1].i + 1].text if 0 < len(words) <= SHORT else ""


def _done_to_it(trigger: Token) -> str:
    """What is to be done to the object before the verb: "the ban that FIFA wants | lifted", "wants | to lift"."""
    behind = next((c for c in trigger.rights if c.dep_ == "xcomp" and c.pos_ == "VERB"), None)
    if behind is not None and not any(c.dep_ == "obj" and c.i > behind.i for c in behind.children):
        return trigger.doc[max(behind.left_edge.i, trigger.i + 1) : behind.i + 1].text
    after = trigger.doc[trigger.i + 1 : trigger.i + 2]
    return after.text if lemma(trigger) in WISHING and after and after[0].tag_ == "VBN" else ""


def _undergone(thing: Token, trigger: Token) -> Token | None:
    """The participle behind it that says what the verb would have done to it: "wants Russia banned", "asked that Russia
    (should) be banned", "wants the ban to be lifted"."""
    if thing.dep_ == "obj" and thing.head == trigger:
        behind = (c for c in (*thing.rights, *trigger.rights) if passive(c) and c.i > thing.i and marked(c, "to"))
        return next((c for c in behind if c.dep_ == "xcomp" or teller(c) is not None), None)
    participle = thing.head
    finite = any(c.tag_ in ("VBD", "VBZ", "VBP", "VBN") or lemma(c) in INDICATIVE for c in helping(participle))
    ought = thing.dep_ == "nsubj:pass" and not finite and participle.head == trigger
    return participle if ought and trigger.i < thing.i < participle.i else None


def _parted(word: Token, opening: int) -> bool:
    """Whether it is a particle that the object parts from its verb: "took the company over"."""
    return word.dep_ == "compound:prt" and word.i >= opening


def tells(trigger: Token, thing: Token, parties: Parties) -> bool:
    """Whether the words from the verb to its object tell what was done to it: none is left out, and no clause of
    its own stands between ("announced that the commission would be revived" announces no commission)."""
    if thing.i <= trigger.i:
        told = next((a for a in thing.ancestors if a.pos_ in ("VERB", "AUX")), trigger)
        below = told != trigger and trigger in told.ancestors  # "met her in May, the office announced"
        return not below and not thing.dep_.startswith("obl")  # "in Lima" before the verb is no part of what was done
    opening = _opening(thing, parties)
    if opening - trigger.i > LONGEST or any(t.text == "," for t in trigger.doc[trigger.i : opening]):
        return False
    first = _first(thing)
    between = first.head
    if between != trigger and any(c.dep_ in ("xcomp", "ccomp") and c.i > thing.i for c in between.children):
        return False  # "consider having investors take a test": what they should do is left out
    verbs = (a for a in (first, *first.ancestors) if a.pos_ in ("VERB", "AUX"))
    return _undergone(first, trigger) is not None or next(verbs, trigger).i < thing.i


def _opening(thing: Token, parties: Parties) -> int:
    """Where the noun phrase begins that a list member stands in."""
    first = _first(thing)
    start, mention = noun_phrase(first).start, parties.mention(first)
    return min(start, mention.first) if mention is not None else start


def _first(member: Token) -> Token:
    """The first member of the list that a word stands in, or the word itself."""
    while member.dep_ == "conj" or (member.dep_ == "flat" and member.head.i < member.i):  # two names taken for one
        member = member.head
    return member
