"""From an article to its facts: the steps in order and nothing else. The page to read first.

Each step reads what earlier ones laid down and adds its own; none looks back, and all places are code points of
`article.text`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import tee

from spacy.tokens import Doc

from extract import (
    attributions,
    first_person,
    frames,
    gazetteer,
    lexicon,
    link,
    mentions,
    occasions,
    quotes,
    reader,
    times,
)
from extract.article import Article, Reading
from extract.errors import ArticleFailed
from extract.lexicon import Lexicon


def read_article(article: Article, *, using: Lexicon | None = None) -> Reading:
    """All that the article reports, with the characters that say so; by this installation's lexicon, or another."""
    return _read(article, reader.annotate(article.text), using)


def read_articles(articles: Iterable[Article]) -> Iterator[Reading]:
    """As `read_article` for each, in order."""
    kept, sent = tee(articles)
    docs = reader.annotate_all(article.text for article in sent)
    return (_read(article, doc) for article, doc in zip(kept, docs, strict=True))


def attempt(article: Article) -> Reading | ArticleFailed:
    """As `read_article`, but a failing step is told, not raised: one bad article must not end the others."""
    try:
        return read_article(article)
    except Exception as error:  # noqa: BLE001
        return ArticleFailed(article.name, article.origin, f"{type(error).__name__}: {error}")


def _read(article: Article, doc: Doc, using: Lexicon | None = None) -> Reading:
    table = gazetteer.load()
    named = link.resolve(doc, mentions.find(doc, table), table, article.published)
    quoted = quotes.find(doc, named)
    dated = times.find(doc, article.published)
    claimed = attributions.of(doc, named, quoted)
    speaking = first_person.with_speakers(doc, named, quoted)
    found = frames.facts(
        doc, speaking, quoted, dated, using or lexicon.load(), attributions=claimed, published=article.published
    )
    placed = occasions.placed(doc, named, found)
    return Reading(article=article, mentions=named, quotes=quoted, facts=placed)
