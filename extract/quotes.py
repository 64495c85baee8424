"""Quotations: which words between marks somebody said, and who.

A span is *whole* when it stands as a sentence of its own ("...", he said); it is a quotation if a cue, or the quotation
that it goes on from, gives it a speaker. Other spans are *fragments*; they count only where a verb of reporting governs
them, so that titles, terms and scare quotes fall out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile

from spacy.tokens import Doc

from extract import cues, fragments, media, phrases, reporting, speakers, stance
from extract.article import Mention, Party, Quote, Span
from extract.cues import Cue
from extract.narration import Narration, lay_out
from extract.sentences import Sentence
from extract.speech import speech
from extract.syntax import PAST

ENDINGS = ".!?…,;—–―-"
REACH = 700  # a cue farther from its words than this is no part of their evidence


@dataclass(slots=True)
class _Piece:
    """One quoted span on its way to a `Quote`."""

    number: int
    whole: bool
    cue: Cue | None = None
    speaker: Party | None = None
    utterance: int = -1
    continuation: bool = False


def find(doc: Doc, mentions: Sequence[Mention]) -> tuple[Quote, ...]:
    """The quotations of the article in order, with speaker, cue, medium and addressee where the text gives them."""
    return of(lay_out(doc, mentions))


def of(narration: Narration) -> tuple[Quote, ...]:
    """As `find`, from an article that is laid out already."""
    pieces = [_piece(narration, number) for number in range(len(narration.marked))]
    _name_speakers(narration, pieces)
    _carry_over(narration, pieces)
    _number_utterances(narration, pieces)
    return tuple(_quote(narration, piece, pieces) for piece in pieces if piece.speaker)


# -- each span by itself ----------------------------------------------------------------------------------------------


def _piece(narration: Narration, number: int) -> _Piece:
    whole = _is_whole(narration, number)
    cue = _cue_of_whole(narration, number) if whole else fragments.cue(narration, number)
    return _Piece(number, whole, cue)


def _is_whole(narration: Narration, number: int) -> bool:
    """Whether the span stands as a sentence: a capital, an ending, and no words of the article running into it."""
    marked = narration.marked[number]
    words = marked.span.of(narration.text)
    if marked.unopened or (marked.unclosed and len(words.split()) > 3):
        return True
    lead = narration.text[narration.sentences[narration.sentence_of(number)].span.start : marked.opened].rstrip()
    follows = narration.text[marked.closed : marked.closed + 2].lstrip()[:1]
    last = words.rstrip("'’‘\"”“ ")[-1:] or words[-1]
    ended = last in ENDINGS or follows in (",", "—", "–")
    several = re.search(r"[.!?…]['’\"”]?\s+[A-Z]", words) is not None
    if several and ended:
        return True
    if not (words[0].isupper() or words[0].isdigit() or words[0] in "[(…'‘“\"$£€¿¡" or words.startswith("..")):
        return bool(lead) and _goes_on(narration, number) and last in ENDINGS
    opens = not lead or lead[-1] in ",:—–-" or _leads(narration, number)
    return opens and (ended or not narration.after(number) or lead[-1:] in (":", ","))


def _leads(narration: Narration, number: int) -> bool:
    """Whether the word before the mark is itself a cue: `he said "We agree."`."""
    tokens = narration.before(number)
    return bool(tokens) and reporting.is_cue(tokens[-1], reporting.SPEAKING) and not tokens[-1].dep_.startswith("amod")


def _goes_on(narration: Narration, number: int) -> bool:
    """Whether a sentence broken by its cue goes on: `"Five crosses," she says, "and not one of them neutral."`."""
    sentence = narration.sentences[narration.sentence_of(number)]
    at = sentence.marked.index(number)
    if at == 0:
        return False
    earlier = narration.marked[sentence.marked[at - 1]]
    lead = narration.text[earlier.closed : narration.marked[number].opened].rstrip()
    whole = narration.text[earlier.start].isupper() and narration.text[earlier.end - 1] in ",—–-?!…"
    return whole and lead[-1:] in (",", "—", "–", "-")


def _cue_of_whole(narration: Narration, number: int) -> Cue | None:
    marked = narration.marked[number]
    lead = narration.before(number)
    ends = narration.text[marked.end - 1] in ENDINGS + "'’" or narration.text[marked.closed : marked.closed + 1] in (
        ",",
        " ",
    )
    following = cues.after(narration, number) if ends and not marked.unclosed else None
    leading = cues.before(narration, number) if lead else None
    if following and following.speaks and (narration.text[marked.end - 1] == "," or not leading):
        return following
    if leading and (lead[-1].text == ":" or leading.kinds & reporting.SPEAKING or lead[-1].text == ","):
        return leading
    return following if following and following.speaks else None


# -- speakers ---------------------------------------------------------------------------------------------------------


def _name_speakers(narration: Narration, pieces: Sequence[_Piece]) -> None:
    last: _Piece | None = None
    for piece in pieces:
        if piece.cue:
            near = last.speaker if last and _near(narration, last, piece) else None
            told = speakers.teller(narration, piece.cue, narration.sentence_of(piece.number))
            piece.speaker = told or speakers.party(narration, piece.cue.subject, near)
            if not piece.cue.subject and piece.cue.token.tag_ == "VBG":
                piece.speaker = near  # `Adding, "..."`
        if not piece.speaker and piece.whole:
            piece.speaker = _before_colon(narration, piece)
        if piece.speaker:
            last = piece


def _before_colon(narration: Narration, piece: _Piece) -> Party | None:
    """`Trump went even further: "..."`, `From the minister: "..."`: whom the words before the colon are about."""
    lead = narration.before(piece.number)
    if not lead or lead[-1].text != ":":
        return None
    person = speakers.subject_of(narration, lead)
    words = dropwhile(lambda t: t.pos_ == "ADP", phrases.noun_phrase(lead[-6:]))  # "more from the report:"
    return person or speakers.party(narration, list(words))


def _near(narration: Narration, earlier: _Piece, later: _Piece) -> bool:
    """Whether two spans stand close enough for "he" to mean the first one's speaker."""
    first = narration.marked[earlier.number].paragraph
    return narration.marked[later.number].paragraph - first <= 3


def _carry_over(narration: Narration, pieces: Sequence[_Piece]) -> None:
    """Give a speaker to whole spans without a cue: the one of the span they continue, or the person just spoken of."""
    for group in _runs(narration, pieces):
        known = next((p for p in group if p.speaker), None)
        if known:
            for piece in group:
                if not piece.speaker:
                    piece.speaker, piece.cue, piece.continuation = known.speaker, known.cue, piece is not group[0]
    for at, piece in enumerate(pieces):
        if piece.whole and not piece.speaker:
            _carry(narration, piece, pieces[:at])


def _runs(narration: Narration, pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """Spans that are one speech: each but the last is unclosed, and the next one opens where it broke off."""
    run: list[_Piece] = []
    for piece in pieces:
        marked = narration.marked[piece.number]
        if run and not _opens(narration, run[-1], piece):
            yield run
            run = []
        run.append(piece)
        if not marked.unclosed:
            yield run
            run = []
    if run:
        yield run


def _opens(narration: Narration, earlier: _Piece, later: _Piece) -> bool:
    """Whether nothing but white space, captions and the like stands between two spans."""
    start, end = narration.marked[earlier.number].closed, narration.marked[later.number].opened
    between = narration.text[start:end]
    if not between.strip():
        return True
    first, last = narration.marked[earlier.number].paragraph, narration.marked[later.number].paragraph
    silent = all(not p.is_body for p in narration.paragraphs[first + 1 : last])
    return last > first and silent and not narration.before(later.number) and not narration.after(earlier.number)


def _carry(narration: Narration, piece: _Piece, earlier: Sequence[_Piece]) -> None:
    here = narration.sentence_of(piece.number)
    sentence = narration.sentences[here]
    if not narration.is_quoted(sentence) or _is_heading(narration, piece):
        return
    before = next(narration.sentences_before(here), None)
    if before is None:
        return
    gap = sentence.paragraph - before.paragraph
    same = [p for p in earlier if p.number in before.marked and p.speaker]
    if same and same[-1].whole:
        piece.speaker, piece.cue, piece.continuation = same[-1].speaker, same[-1].cue, True
        return
    tokens = narration.tokens(before.span.start, before.span.end)
    if tokens and tokens[-1].text == ":":
        cue = next((cues.of_verb(narration, t) for t in reversed(tokens) if reporting.is_cue(t)), None)
        piece.cue = cue
        piece.speaker = speakers.party(narration, cue.subject) if cue else None
    if not piece.speaker and gap <= 1:
        last = same[-1].speaker if same else None
        piece.speaker = last or speakers.subject_of(narration, tokens) or _recent(narration, piece, earlier)
        piece.continuation = piece.speaker is not None


def _is_heading(narration: Narration, piece: _Piece) -> bool:
    """Whether few words in marks, without an end of a sentence, have a paragraph to themselves."""
    marked = narration.marked[piece.number]
    words = marked.span.of(narration.text)
    alone = narration.paragraphs[marked.paragraph].span.of(narration.text).strip()
    return len(alone) <= len(words) + 2 and (words.isupper() or (len(words.split()) <= 8 and words[-1] not in ENDINGS))


def _recent(narration: Narration, piece: _Piece, earlier: Sequence[_Piece]) -> Party | None:
    """Who spoke within the last two paragraphs."""
    here = narration.marked[piece.number].paragraph
    recent = [p for p in earlier if p.speaker and p.whole and here - narration.marked[p.number].paragraph <= 2]
    return recent[-1].speaker if recent else None


# -- utterances and the finished record -------------------------------------------------------------------------------


def _number_utterances(narration: Narration, pieces: Sequence[_Piece]) -> None:
    number = 0
    last: _Piece | None = None
    for piece in pieces:
        if not piece.speaker:
            continue
        if last is None or not _one_utterance(narration, last, piece):
            number += 1
        piece.utterance = number
        last = piece


def _one_utterance(narration: Narration, earlier: _Piece, later: _Piece) -> bool:
    if earlier.speaker is None or later.speaker is None or earlier.speaker.label != later.speaker.label:
        return False
    if later.continuation:
        return True
    first, second = narration.sentence_of(earlier.number), narration.sentence_of(later.number)
    return first == second or (narration.marked[earlier.number].unclosed and _opens(narration, earlier, later))


def _quote(narration: Narration, piece: _Piece, pieces: Sequence[_Piece]) -> Quote:
    marked = narration.marked[piece.number]
    sentence = narration.sentences[narration.sentence_of(piece.number)]
    quote = Quote(
        span=marked.span,
        text=marked.span.of(narration.text),
        kind="direct" if piece.whole else "mixed",
        sentence=_evidence(narration, sentence, piece),
        speaker=piece.speaker,
        cue=piece.cue.text if piece.cue else "",
        cue_span=Span(piece.cue.token.idx, piece.cue.token.idx + len(piece.cue.token)) if piece.cue else None,
        utterance=piece.utterance,
        continuation=piece.continuation,
        unclosed=marked.unclosed,
    )
    if piece.cue is None:
        return quote
    medium, addressee = media.of(narration, piece.cue, piece.speaker)
    return replace(quote, medium=medium, addressee=addressee, factuality=_factuality(piece.cue))


def _factuality(cue: Cue) -> str:
    """How surely the words were said: "will say", "is expected to call it", "reportedly called it", "never said"."""
    verb = cue.token
    if verb.pos_ not in ("VERB", "AUX"):
        return "asserted"
    kinds = stance.of(verb).kinds
    told = {"probable"}
    if verb.tag_ == "VB" and verb.head.tag_ not in PAST:
        told.add("planned")
    if speech().lemma(verb.lower_) in speech().worded:
        told.add("denied")  # who did not rule it out spoke the words all the same
    return stance.Stance(kinds & told).factuality


def _evidence(narration: Narration, sentence: Sentence, piece: _Piece) -> Span:
    """The sentence of the words, joined with the one of the cue where that is near."""
    if piece.cue is None:
        return sentence.span
    at = piece.cue.token.idx
    number = narration.sentence_at(at)
    holder = sentence if number is None else narration.sentences[number]
    start, end = min(holder.span.start, sentence.span.start), max(holder.span.end, sentence.span.end)
    return Span(start, end) if end - start <= REACH + len(sentence.span.of(narration.text)) else sentence.span
