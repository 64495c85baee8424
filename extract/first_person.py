"""Who "I" and "we" are: whoever says the quotation that they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc

from extract.article import Mention, Quote, Span
from extract.grammar import GRAMMAR


def with_speakers(doc: Doc, mentions: Iterable[Mention], quotes: Sequence[Quote]) -> tuple[Mention, ...]:
    """The mentions, and one for each "I" and "we" between quotation marks whose speaker bears a name.

    "I" is a person; "we" may be a body, a country or a person, who then speaks for others: a frame says whether that
    will do (`voice`).
    """
    mentions = tuple(mentions)
    named = {m.entity.id: m for m in reversed(mentions) if m.entity is not None}
    said = {m.first: m for quote in _outermost_first(quotes) for m in _of(doc, quote, named)}
    return tuple(sorted((*mentions, *said.values()), key=lambda m: (m.first, -m.last)))


def _outermost_first(quotes: Iterable[Quote]) -> list[Quote]:
    return sorted(quotes, key=lambda quote: quote.span.start - quote.span.end)


def _of(doc: Doc, quote: Quote, named: dict[str, Mention]) -> Iterator[Mention]:
    """The pronouns of the first person in a quotation, as its speaker."""
    entity = quote.speaker.entity if quote.speaker is not None else None
    words = doc.char_span(quote.span.start, quote.span.end, alignment_mode="contract")
    known = named.get(entity.id) if entity is not None else None
    if words is None or known is None:
        return
    person = known.label == "Person"
    for token in words:
        alone, several = token.lower_ in GRAMMAR.first_person, token.lower_ in GRAMMAR.first_persons
        if several or (alone and person):
            span = Span(token.idx, token.idx + len(token))
            yield Mention(
                span, token.text, "", "pronoun", token.i, token.i + 1, token.i, known.chain, entity, known.link
            )
