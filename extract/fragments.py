"""Quoted fragments inside the article's own sentences: which verb of reporting governs them, if any.

`claimed work is "underway"` is somebody's word; `the "Western press"`, `so much for "sports diplomacy"` and
`the film "Jaws"` are nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Token

from extract import cues, media, phrases, reporting, speakers
from extract.cues import Cue
from extract.narration import Narration
from extract.speech import speech
from extract.syntax import preposition
from extract.words import lemma

SUBJECTS = ("nsubj", "nsubj:pass", "nsubj:outer", "csubj", "obl:agent", "vocative", "dislocated")
REPORTING = frozenset({"say", "tell", "describe"})
GOVERNING = frozenset({"say", "describe", "tell", "act"})
THOUGHT = frozenset({"think", "act"})
ADDRESS = re.compile(r"^\s*(?:\w+://|www\.)\S*\s*$")
LONG = 5  # words from which the words of a thought are somebody's own, and no term


def cue(narration: Narration, number: int) -> Cue | None:
    """The cue that governs a fragment and has a subject to be its speaker, or None."""
    if is_term(narration, number) or _is_summoned(narration, number):
        return None
    for find in (_adjacent, _relayed, _inverted, _how, _governing, _trailing, _according):
        found = find(narration, number)
        if found and found.subject and not (_thinks(found) and _words(narration, number) < LONG):
            return found
    return None


def _thinks(found: Cue) -> bool:
    return "think" in found.kinds and found.kinds <= THOUGHT


def _words(narration: Narration, number: int) -> int:
    return len(narration.marked[number].span.of(narration.text).split())


# -- names and terms --------------------------------------------------------------------------------------------------


def is_term(narration: Narration, number: int) -> bool:
    """Titles of works, nicknames, terms, and names in marks."""
    marked = narration.marked[number]
    lead = narration.text[max(0, marked.opened - 40) : marked.opened].rstrip()
    if lead.endswith("=") or ADDRESS.search(marked.span.of(narration.text)):
        return True  # what is left of a page's markup
    word = re.search(r"[\w-]+$", lead)
    if word and word.group().lower() in speech().terms | speech().works:
        return True
    if word and word.group() == "as" and any(lemma(t) in speech().naming for t in narration.before(number)[-6:]):
        return True  # locals know the pass as "the devil's door"
    words = re.findall(r"[\w’'-]+", marked.span.of(narration.text))
    capital = [w for w in words if w[0].isupper() or w[0].isdigit()]
    long = [w for w in words if len(w) > 4]
    follows = re.match(r"\s*([\w-]+)", narration.text[marked.closed : marked.closed + 30])
    nick = word is not None and word.group()[0].isupper() and follows is not None and follows[1][0].isupper()
    if nick and len(words) <= 3 and capital:
        return True
    if len(words) == 1 and capital:
        return not _labelled(narration, number)
    return len(words) > 1 and len(capital) > 1 and all(w[0].isupper() for w in long)


def _is_summoned(narration: Narration, number: int) -> bool:
    """`to call a "special meeting"`: what is called is no label on something else."""
    tokens = narration.before(number)[-3:]
    if len(tokens) < 2 or tokens[-1].lower_ not in ("a", "an", "the") or speech().lemma(tokens[-2].lower_) != "call":
        return False
    sentence = narration.sentences[narration.sentence_of(number)]
    return not any(t.lower_ == "what" for t in narration.tokens(sentence.span.start, tokens[-1].idx))


def _labelled(narration: Narration, number: int) -> bool:
    """Whether a single capitalised word is what something is called: `called him "Chris"`, `said "No"`."""
    tokens = narration.before(number)[-4:]
    return any(reporting.is_cue(t, frozenset({"describe"})) for t in tokens) or (
        bool(tokens) and reporting.is_cue(tokens[-1])
    )


# -- the cue after the words ------------------------------------------------------------------------------------------


def _adjacent(narration: Narration, number: int) -> Cue | None:
    """The cue that stands right before the mark: `Smith, citing "the magic", said`."""
    tokens = narration.before(number)
    if tokens and reporting.is_cue(tokens[-1], GOVERNING):
        return cues.of_verb(narration, tokens[-1])
    return None


def _relayed(narration: Narration, number: int) -> Cue | None:
    """`vowed to "go on," the BBC reported`: the words of whoever vowed."""
    found = _inverted(narration, number)
    relay = speakers.party(narration, found.subject) if found else None
    return _governing(narration, number) if relay is not None and media.is_outlet(relay) else None


def _inverted(narration: Narration, number: int) -> Cue | None:
    """`would take "twelve months", noted Smith`; `"until the sirens stop," she added`."""
    marked = narration.marked[number]
    follows = narration.text[marked.closed : marked.closed + 2].lstrip()[:1]
    if follows not in (",", "—", "–") and narration.text[marked.end - 1] != ",":
        return None
    found = cues.after(narration, number)
    if found is None or not found.speaks:
        return None
    gap = found.token.i - narration.after(number)[0].i
    return found if found.inverted or gap <= 12 else None


def _how(narration: Narration, number: int) -> Cue | None:
    """`"A passport to nowhere" was how she described it`."""
    tokens = narration.after(number)
    if len(tokens) < 4 or tokens[0].lower_ not in ("was", "is") or tokens[1].lower_ not in ("how", "what"):
        return None
    for token in tokens[2:]:
        if reporting.is_cue(token):
            subject = phrases.noun_phrase([t for t in tokens[2:] if t.i < token.i])
            return Cue(token, reporting.cue_text(token), speech().kinds(token.lower_), tuple(subject))
    return None


# -- the cue before the words -----------------------------------------------------------------------------------------


def _governing(narration: Narration, number: int) -> Cue | None:
    anchor = _anchor(narration, number)
    if anchor is None:
        return None
    if not narration.doc.has_annotation("DEP"):
        return _nearest(narration, number)
    nearest = _nearest(narration, number)
    if nearest is not None and not _hands_on(nearest.token, anchor):
        nearest = None
    above = _above(narration, anchor)
    if above is None or (nearest is not None and nearest.token.i > above.i and _outranks(nearest.token, above)):
        return nearest
    return cues.of_verb(narration, above)


def _according(narration: Narration, number: int) -> Cue | None:
    """`According to Smith, the bridge is "beyond repair"`: the phrase that opens the sentence, the words its end."""
    sentence = narration.sentences[narration.sentence_of(number)]
    predicate = any(t.pos_ in ("VERB", "AUX") for t in narration.before(number)[-2:])
    opening = narration.tokens(sentence.span.start, sentence.span.end)[: cues.SPEAKER_WORDS]
    return cues.phrase_at(opening) if predicate else None


def _outranks(near: Token, above: Token) -> bool:
    """Whether the nearer of two cues governs: it reports words itself, or the one above in the tree does not either."""
    if near.dep_ == "acl:relcl" and _reports(above):
        return False  # saying anybody who complains "is not having a good night"
    return _reports(near) or not _reports(above)


def _reports(token: Token) -> bool:
    return token.tag_ != "VB" and reporting.is_cue(token, REPORTING)


def _above(narration: Narration, anchor: Token) -> Token | None:
    """The nearest verb of saying over a word in the tree, else the nearest other cue."""
    other: Token | None = None
    child, node = anchor, anchor.head
    for _ in range(30):
        if (
            narration.own(node)
            and node.i < anchor.i
            and reporting.is_cue(node, reporting.WORDED)
            and _hands_on(node, anchor)
        ):
            if not _is_content(child):
                return other
            if _reports(node):
                return node
            other = other or node
        if node.head.i == node.i:
            break
        child, node = node, node.head
    return other


def _hands_on(verb: Token, anchor: Token) -> bool:
    """Whether a verb can report a fragment that stands where its anchor does: not "maintained a "strict" policy", and
    not "which was proposed by Smith, a "task for all""."""
    kinds = speech().kinds(verb.lower_)
    if "describe" in kinds:
        return True
    path = [anchor, *anchor.ancestors]
    below = path[path.index(verb) - 1] if verb in path[1:] else None
    if reporting.is_passive(verb):
        return below is None or not any(c.dep_ == "obl:agent" and c.i < anchor.i for c in verb.children)
    return speech().lemma(verb.lower_) not in speech().clausal or below is None or below.dep_ != "obj"


def _anchor(narration: Narration, number: int) -> Token | None:
    """The word of the fragment whose head stands outside it."""
    marked = narration.marked[number]
    span = narration.doc.char_span(marked.start, marked.end, alignment_mode="expand")
    if span is None or not len(span):
        return None
    for token in span:
        if (token.head.i < span.start or token.head.i >= span.end) and token.dep_ != "punct":
            return token
    return span[0]


def _is_content(child: Token) -> bool:
    """Whether what hangs on a cue in this way can be what is said, rather than who says it or where."""
    if child.dep_ in SUBJECTS:
        return False
    if child.dep_.startswith(("obl", "nmod", "advcl")):
        return preposition(child) in speech().function["content"]
    return True


def _nearest(narration: Narration, number: int) -> Cue | None:
    """The last cue before the fragment in its sentence, unless another clause opens between them."""
    sentence = narration.sentences[narration.sentence_of(number)]
    tokens = narration.tokens(sentence.span.start, narration.marked[number].opened)
    for at in range(len(tokens) - 1, -1, -1):
        token = tokens[at]
        if token.text in (";", ":") or token.lower_ in speech().function["breaks"]:
            return _told_of(narration, tokens[:at]) if token.lower_ == "who" else None
        if reporting.is_cue(token, GOVERNING) and not (token.tag_ == "VB" and _cue_before(tokens[:at])):
            return cues.of_verb(narration, token)
    return None


def _told_of(narration: Narration, tokens: Sequence[Token]) -> Cue | None:
    """`Not yet, says Mr Lund, who "would not rule it out"`: the speaker of the words just reported."""
    verb = next((t for t in reversed(tokens) if reporting.is_cue(t, REPORTING) and t.tag_ in phrases.FINITE), None)
    found = cues.of_verb(narration, verb) if verb is not None else None
    beside = found is not None and bool(found.subject) and found.subject[-1] in tokens[-2:]
    return found if found and beside and found.subject[0].i > found.token.i else None


def _cue_before(tokens: Sequence[Token]) -> bool:
    return any(reporting.is_cue(t, REPORTING) and t.tag_ in phrases.FINITE for t in tokens)


def _trailing(narration: Narration, number: int) -> Cue | None:
    """`But the "Leave" campaign would win, her advisers said Friday`: the sentence is what is said."""
    sentence = narration.sentences[narration.sentence_of(number)]
    tokens = narration.tokens(narration.marked[number].closed, sentence.span.end)
    commas = [at for at, t in enumerate(tokens) if t.text == ","]
    for at in reversed(commas):
        found = cues.of_tail(tokens[at + 1 :])
        if found:
            return found
    return None
