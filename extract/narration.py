"""The words of an article that are its own: what stands outside quotation marks, and the names in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

from spacy.tokens import Doc, Token

from extract import layout, marks, sentences
from extract.article import Mention, Span
from extract.clauses import Clauses
from extract.marks import Marked
from extract.sentences import Sentence
from extract.words import text_of

SILENT = ("boilerplate", "byline")


def lay_out(doc: Doc, mentions: Sequence[Mention]) -> Narration:
    """The article laid out; the last one is kept, since two steps in a row ask for it."""
    last = _LAST[0] if _LAST else None
    if last is None or last.doc is not doc or last.mentions is not mentions:
        _LAST[:] = [Narration(doc, mentions)]
    return _LAST[0]


class Narration:
    """One article laid out for the question who says what: paragraphs, quoted spans, sentences, words outside them."""

    def __init__(self, doc: Doc, mentions: Sequence[Mention]) -> None:
        self.doc = doc
        self.text = text_of(doc)
        self.mentions = mentions
        self.paragraphs = layout.find(self.text)
        spans = [p.content for p in self.paragraphs]
        outer = [marks.mended(self.text, m) for m in marks.find(self.text, spans) if m.depth == 0]
        self.marked = tuple(m for m in outer if self._speaks(m))
        self.sentences = sentences.split(self.text, spans, self.marked)
        self.clauses = Clauses(doc, mentions)

    def _speaks(self, marked: Marked) -> bool:
        paragraph = self.paragraphs[marked.paragraph]
        return paragraph.kind not in SILENT and paragraph.repeats is None

    @cached_property
    def quoted(self) -> list[int]:
        """For each token the number of the quoted span it stands in, marks included, or -1."""
        found = [-1] * len(self.doc)
        spans = iter(enumerate(self.marked))
        current = next(spans, None)
        for token in self.doc:
            while current and token.idx >= current[1].closed:
                current = next(spans, None)
            if current and token.idx + len(token) > current[1].opened:
                found[token.i] = current[0]
        return found

    @cached_property
    def mention_of(self) -> dict[int, list[Mention]]:
        """The mentions that cover each token, the longest first."""
        found: dict[int, list[Mention]] = {}
        for mention in sorted(self.mentions, key=lambda m: m.first - m.last):
            for i in range(mention.first, mention.last):
                found.setdefault(i, []).append(mention)
        return found

    @cached_property
    def by_entity(self) -> dict[str, list[Mention]]:
        """The mentions of each entity, by its id."""
        found: dict[str, list[Mention]] = {}
        for mention in self.mentions:
            if mention.entity:
                found.setdefault(mention.entity.id, []).append(mention)
        return found

    def sentence_at(self, offset: int) -> int | None:
        """The number of the sentence that holds an offset; None between sentences."""
        number = bisect_right(self._starts, offset) - 1
        return number if number >= 0 and offset < self.sentences[number].span.end else None

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.span.start for sentence in self.sentences]

    @cached_property
    def chains(self) -> dict[int, list[Mention]]:
        found: dict[int, list[Mention]] = {}
        for mention in self.mentions:
            found.setdefault(mention.chain, []).append(mention)
        return found

    def tokens(self, start: int, end: int) -> list[Token]:
        """The article's own words between two offsets, white space aside."""
        words, offsets = self._words
        found = words[bisect_left(offsets, start) : bisect_left(offsets, end)]
        return found[:-1] if found and found[-1].idx + len(found[-1]) > end else found

    @cached_property
    def _words(self) -> tuple[list[Token], list[int]]:
        """The article's own words in order, white space aside, and where each begins."""
        words = [t for t in self.doc if self.quoted[t.i] < 0 and not t.is_space]
        return words, [t.idx for t in words]

    def own(self, token: Token) -> bool:
        """Whether a word is the article's own."""
        return self.quoted[token.i] < 0

    def behind_comma(self, token: Token) -> bool:
        """Whether a comma stands right before a word, in the article or as the last mark of a fragment that it quotes:
        `vowed to "go on," she said`, and not `ticked it off: "We go on," she said`."""
        last = self.doc[token.i - 1] if token.i else token
        if last.text != "," and not last.is_quote:
            return False
        before = [t for t in self.doc[max(0, token.i - 2) : token.i] if not t.is_quote or self.own(t)]
        if not before or before[-1].text != ",":
            return False
        if self.own(before[-1]):
            return True
        opened = self.before(self.quoted[before[-1].i])
        return bool(opened) and not opened[-1].is_punct

    def sentence_of(self, number: int) -> int:
        """The number of the sentence that holds a quoted span."""
        return self._sentences_of_marked[number]

    @cached_property
    def _sentences_of_marked(self) -> dict[int, int]:
        return {m: i for i, s in enumerate(self.sentences) for m in s.marked}

    def before(self, number: int) -> list[Token]:
        """The words of its sentence between the quoted span before it, or the sentence's start, and this span."""
        sentence = self._sentence(number)
        earlier = [self.marked[m].closed for m in sentence.marked if m < number]
        return self.tokens(max([sentence.span.start, *earlier]), self.marked[number].opened)

    def after(self, number: int) -> list[Token]:
        """The words of its sentence between this quoted span and the next one, or the sentence's end."""
        sentence = self._sentence(number)
        later = [self.marked[m].opened for m in sentence.marked if m > number]
        return self.tokens(self.marked[number].closed, min([sentence.span.end, *later]))

    def _sentence(self, number: int) -> Sentence:
        return self.sentences[self.sentence_of(number)]

    def sentences_before(self, number: int) -> Iterator[Sentence]:
        """The body's sentences before that one, the nearest first."""
        for at in range(number - 1, -1, -1):
            if self.paragraphs[self.sentences[at].paragraph].is_body:
                yield self.sentences[at]

    def is_quoted(self, sentence: Sentence) -> bool:
        """Whether the sentence is nothing but quoted words."""
        return not any(t.is_alpha for t in self.tokens(sentence.span.start, sentence.span.end))

    def opens_sentence(self, token: Token) -> bool:
        """Whether a word is the first of its sentence."""
        number = self.sentence_at(token.idx)
        return number is not None and self.sentences[number].span.start == token.idx

    def span(self, tokens: Sequence[Token]) -> Span:
        """The characters from the first to the last of the tokens."""
        return Span(tokens[0].idx, tokens[-1].idx + len(tokens[-1]))


_LAST: list[Narration] = []
