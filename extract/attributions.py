"""Who the article says claims what: the stretches of text that stand under somebody's speech, quoted or indirect.

A fact whose evidence lies in such a stretch is the speaker's claim, not the article's: the content of "said that ...",
all of a sentence that ends in "..., said Smith" or holds "according to Smith", and the words of a quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token
from spacy.tokens import Span as DocSpan

from extract import cues, media, phrases, reporting, speakers
from extract.article import Attribution, Mention, Party, Quote, Span
from extract.claimants import can_claim
from extract.cues import Cue
from extract.narration import Narration, lay_out
from extract.sentences import Sentence
from extract.speech import speech
from extract.syntax import has, marked, preposition

CLAUSES = ("ccomp", "ccomp:relcl")
CLAIMING = frozenset({"say", "tell", "show", "think"})
JUDGING = frozenset({"say", "act", "describe"})
LEAST = 3  # words that a reported clause has at least
TURN = re.compile(r"(?:^|(?<=\s))([A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,3}):(?=\s)", re.MULTILINE)  # in a transcript
LABEL = 4  # words in which a headline's "Police:" ends
HEADED = ("headline", "heading")
STRETCH = "attribution"  # the reader's own Source, Cue and Content


def of(doc: Doc, mentions: Sequence[Mention], quotes: Sequence[Quote]) -> tuple[tuple[Span, Attribution], ...]:
    """Each stretch of somebody's speech with its attribution, the outer before the inner, in order of the text."""
    narration = lay_out(doc, mentions)
    found = [_of_quote(quote) for quote in quotes]
    found += _of_transcript(narration)
    for sentence in narration.sentences:
        found += _of_sentence(narration, sentence)
    found += _of_reader(narration, [span for span, _ in found])
    return tuple(sorted(found, key=lambda f: (f[0].start, -f[0].end)))


def holder(stretches: Sequence[tuple[Span, Attribution]], span: Span) -> Attribution | None:
    """The attribution under which a stretch of text stands: the innermost that holds most of it, or None."""
    best: tuple[int, Attribution] | None = None
    for stretch, attribution in stretches:
        inside = min(stretch.end, span.end) - max(stretch.start, span.start)
        if 2 * inside > span.end - span.start and (best is None or stretch.end - stretch.start < best[0]):
            best = (stretch.end - stretch.start, attribution)
    return best[1] if best else None


def _of_quote(quote: Quote) -> tuple[Span, Attribution]:
    return quote.span, Attribution(quote.speaker, quote.cue, quote.medium, quote.addressee, quote.cue_span)


def _of_transcript(narration: Narration) -> Iterator[tuple[Span, Attribution]]:
    """`TAPPER: They met in Oslo. FALLIN: Yes.`: the words of whose name stands before them in capitals, up to the next
    such name or the paragraph's end."""
    for paragraph in narration.paragraphs:
        span = paragraph.span
        turns = list(TURN.finditer(narration.text, span.start, span.end))
        ends = [*(turn.start() for turn in turns[1:]), span.end]
        for turn, end in zip(turns, ends, strict=False):
            named = narration.doc.char_span(*turn.span(1))
            speaker = speakers.party(narration, list(named)) if named and named[-1].ent_type_ == "Person" else None
            if speaker is not None:
                yield Span(turn.end(), end), Attribution(speaker, ":", None, None, Span(turn.end() - 1, turn.end()))


# -- indirect speech --------------------------------------------------------------------------------------------------


def _of_sentence(narration: Narration, sentence: Sentence) -> Iterator[tuple[Span, Attribution]]:
    tokens = narration.tokens(sentence.span.start, sentence.span.end)
    openers, claims = speech().openers, speech().claims
    tail = _tail(narration, sentence, tokens) or _label(narration, sentence, tokens)
    if tail:
        yield tail
    for at, token in enumerate(tokens):
        phrase = cues.phrase_at(tokens[at : at + cues.SPEAKER_WORDS]) if token.lower_ in openers else None
        if phrase and not _is_relay(tokens[:at]):
            made = _attribution(narration, phrase)
            if made:
                yield _reach(token, tokens, sentence), made
        if token.lower_ in claims and (content := _claimed(narration, token, sentence)):
            yield from _by_noun(narration, token, content)
        if tail and tail[1].span and tail[1].span.start == token.idx:
            continue
        content = _content(narration, token, sentence) if reporting.is_cue(token, CLAIMING) else None
        content = content or _judged(narration, token, sentence)
        made = _attribution(narration, cues.of_verb(narration, token)) if content else None
        if content and made:
            yield content, made


def _reach(phrase: Token, tokens: Sequence[Token], sentence: Sentence) -> Span:
    """What "according to X" is said of: the relative clause between whose words it stands, else the sentence."""
    relative = next((t for t in phrase.ancestors if t.dep_ == "acl:relcl"), None)
    if relative is None:
        return sentence.span
    words = [t for t in relative.subtree if sentence.span.start <= t.idx < sentence.span.end]
    first, last = words[0], words[-1]
    goes_on = any(t.i > last.i and t.tag_ in (*phrases.FINITE, "MD") for t in tokens)
    return Span(first.idx, last.idx + len(last)) if first.i < phrase.i and goes_on else sentence.span


def _tail(narration: Narration, sentence: Sentence, tokens: Sequence[Token]) -> tuple[Span, Attribution] | None:
    """`Unless a condition is missed the ban ends, said Andersen`: all before the comma, which may close a quotation. A
    colon says that the words are still to come."""
    if tokens and tokens[-1].text == ":":
        return None
    for at in range(len(tokens) - 1, 2, -1):
        if not narration.behind_comma(tokens[at]) or not _is_clause(tokens[:at]):
            continue
        cue = cues.of_tail(tokens[at:])
        if cue and any(t.tag_ == "WP" for t in cue.subject):
            continue  # "in what Israel described as a clash" names what it called it, and claims nothing before
        made = _attribution(narration, cue) if cue else None
        if made and cue and not (cue.text.lower() in speech().phrases and _is_relay(tokens[:at])):
            return Span(sentence.span.start, tokens[at].idx), made
    return None


def _label(narration: Narration, sentence: Sentence, tokens: Sequence[Token]) -> tuple[Span, Attribution] | None:
    """`Report: Minister lied`, `Police: Two held`: who or what a headline rests on. A name there may only be what it is
    about ("Navalny: Two held")."""
    at = next((i for i, t in enumerate(tokens[:LABEL]) if t.text == ":"), 0)
    headed = narration.paragraphs[sentence.paragraph].kind in HEADED
    if not headed or not at or tokens[0].pos_ != "NOUN" or at + 1 == len(tokens) or not can_claim(tokens[:at]):
        return None
    made = _attribution(narration, Cue(tokens[at], ":", cues.SAY, tuple(tokens[:at])))
    return (Span(tokens[at + 1].idx, sentence.span.end), made) if made else None


def _is_clause(tokens: Sequence[Token]) -> bool:
    """Whether the words hold a finite verb of their own, outside relative clauses."""
    return any(t.tag_ in (*phrases.FINITE, "MD") for t in phrases.without_relatives(tokens))


def _is_relay(before: Sequence[Token]) -> bool:
    """Whether a verb of speech has its speaker already, so that "according to TASS" only names the medium."""
    return any(reporting.is_cue(t, frozenset({"say", "tell"})) and t.tag_ in phrases.FINITE for t in before)


def _content(narration: Narration, verb: Token, sentence: Sentence) -> Span | None:
    """The words that a verb of speech governs: its clause in the tree, or what follows "that"."""
    for clause in verb.children:
        if any(t.text == ";" for t in verb.doc[verb.i : clause.i]):
            continue  # the next clause is nobody's
        stands = clause.dep_ in (*CLAUSES, "xcomp") and (not _is_bare(clause) or _is_word_given(verb, clause))
        if clause.i > verb.i and stands:
            content = _words_of(narration, clause, after=verb, sentence=sentence)
            if content:
                return content
    following = narration.tokens(verb.idx + len(verb), sentence.span.end)
    for at, token in enumerate(following[:8]):
        if token.lower_ == "that" and token.pos_ in ("SCONJ", ""):
            rest = _until_break(following[at:])
            return Span(rest[0].idx, rest[-1].idx + len(rest[-1]))
    return None


def _is_bare(clause: Token) -> bool:
    """Whether a clause has no subject of its own: "to join", "joining"."""
    return clause.dep_ == "xcomp" or (
        clause.tag_ in ("VBG", "VB") and not has(clause, "nsubj") and not has(clause, "aux")
    )


def _is_word_given(verb: Token, clause: Token) -> bool:
    """Whether a deed without a subject of its own is said: "vowed to oppose", "denied meeting", "claims to have met";
    not "plans to", "agreed to", "is considering joining"."""
    kinds = speech().kinds(verb.lower_)
    told = clause.tag_ == "VBG" or any(c.dep_ == "aux" and c.lower_ == "have" for c in clause.children)
    return ("act" in kinds and "think" not in kinds) or ("say" in kinds and told)


def _words_of(narration: Narration, clause: Token, *, after: Token, sentence: Sentence) -> Span | None:
    """The stretch of a clause behind the word that governs it, up to where another clause begins."""
    inside = [t for t in clause.subtree if after.i < t.i and t.idx < sentence.span.end and not t.is_space]
    while inside and inside[0].is_punct:
        inside.pop(0)
    inside = _until_break(inside)
    if len(inside) < LEAST or not any(narration.own(t) for t in inside):
        return None
    return Span(inside[0].idx, inside[-1].idx + len(inside[-1]))


def _judged(narration: Narration, verb: Token, sentence: Sentence) -> Span | None:
    """What somebody accepts, rejects or is accused of: "rejected reports that ...", "accused Russia of ..."."""
    if not reporting.is_cue(verb, JUDGING):
        return None
    of = speech().accusing.get(speech().lemma(verb.lower_) or "", "")
    for child in verb.children:
        if child.i < verb.i:
            continue
        if child.dep_ == "obj" and child.lower_ in speech().claims:
            return _claimed(narration, child, sentence)
        if of and child.pos_ == "VERB" and marked(child, of):
            return _words_of(narration, child, after=verb, sentence=sentence)
    return None


def _claimed(narration: Narration, noun: Token, sentence: Sentence) -> Span | None:
    """The clause that a noun like "claim" or "report" is of."""
    for clause in noun.children:
        if clause.i > noun.i and (clause.dep_ in CLAUSES or clause.dep_.startswith("acl")) and marked(clause, "that"):
            return _words_of(narration, clause, after=noun, sentence=sentence)
    return None


def _by_noun(narration: Narration, noun: Token, content: Span) -> Iterator[tuple[Span, Attribution]]:
    """ "Kyiv's claim that ...", "allegations by Kyiv that ...": the claim of whoever makes it."""
    for owner in noun.children:
        of_whom = owner.dep_ == "nmod:poss" or (owner.dep_ == "nmod" and preposition(owner) in ("by", "from"))
        words = phrases.noun_phrase_of(narration, owner) if of_whom else []
        words = [t for t in words if t.i < noun.i and t.tag_ != "POS"] if owner.i < noun.i else words
        made = _attribution(narration, Cue(noun, noun.text, cues.SAY, tuple(words))) if words else None
        if made:
            yield content, made


def _until_break(tokens: Sequence[Token]) -> list[Token]:
    """The words up to a coordination that leaves the reported clause: ", but", ", while", ";"."""
    if not tokens:
        return []
    for at in range(1, len(tokens)):
        opens = tokens[at].lower_ in speech().function["leaves"] and tokens[at - 1].text == ","
        if opens or tokens[at].text == ";":
            return list(tokens[:at])
    return list(tokens)


def _attribution(narration: Narration, cue: Cue) -> Attribution | None:
    speaker = speakers.party(narration, cue.subject)
    if speaker is None or (speaker.entity is None and not can_claim(cue.subject)):
        return None
    medium, addressee = media.of(narration, cue, speaker)
    return Attribution(speaker, cue.text, medium, addressee, Span(cue.token.idx, cue.token.idx + len(cue.token)))


# -- what the reader's own spans add ----------------------------------------------------------------------------------


def _of_reader(narration: Narration, known: Sequence[Span]) -> Iterator[tuple[Span, Attribution]]:
    """Contents that the reader marked and no rule found, with the source and cue it marked in the same sentence."""
    marked: list[DocSpan] = list(narration.doc.spans.get(STRETCH, ()))
    for content in (s for s in marked if s.label_ == "Content"):
        span = Span(content.start_char, content.end_char)
        if len(content) < LEAST or any(k.start < span.end and span.start < k.end for k in known):
            continue
        number = narration.sentence_at(span.start)
        if number is None:
            continue
        sentence = narration.sentences[number].span
        beside = [s for s in marked if sentence.start <= s.start_char < sentence.end and narration.own(s[0])]
        source = _nearest(content, [s for s in beside if s.label_ == "Source"])
        cue = _nearest(content, [s for s in beside if s.label_ == "Cue"])
        if source is None or cue is None or not _claims(cue) or _is_deed(content, cue):
            continue
        if content.root.pos_ in ("NOUN", "PROPN") and any(speech().lemma(t.lower_) in speech().clausal for t in cue):
            continue  # "concluded the visit"
        speaker: Party | None = speakers.party(narration, list(source))
        if speaker:
            yield span, Attribution(speaker, cue.text, None, None, Span(cue.start_char, cue.end_char))


def _claims(cue: DocSpan) -> bool:
    """Whether the reader's cue is a verb of claiming in the active voice, not "is expected", "refused"."""
    verbs = (t for t in cue if t.dep_ != "amod")  # not "his repeated mention of"
    return any(reporting.is_cue(t, CLAIMING) and not reporting.is_passive(t) for t in verbs)


def _is_deed(content: DocSpan, cue: DocSpan) -> bool:
    """Whether the content is what somebody would do, not what somebody says: "agreed to join"."""
    return _is_bare(content.root) and not any(_is_word_given(t, content.root) for t in cue)


def _nearest(to: DocSpan, spans: Sequence[DocSpan]) -> DocSpan | None:
    return min(spans, key=lambda s: max(s.start - to.end, to.start - s.end), default=None)
