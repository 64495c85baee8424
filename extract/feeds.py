"""RSS, Atom and saved web pages -> the text of each article and what is said of it, by feedparser and trafilatura."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax import SAXParseException

import feedparser
import trafilatura

from extract.errors import Skipped
from extract.metadata import Metadata, Report, metadata

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it finds wrong with a page is reported by us


def entries(raw: bytes, path: Path, *, report: Report) -> Iterator[tuple[str, Metadata]]:
    """The text and the metadata of each entry of the feed `raw`; the text is "" where the entry holds none."""
    feed = feedparser.parse(io.BytesIO(raw))
    error = feed.get("bozo_exception")
    broken = isinstance(error, SAXParseException)
    line = error.getLineNumber() if broken else None
    if not feed.entries:
        raise Skipped(path, f"no entry of a feed ({error or 'well-formed'}); expected RSS or Atom", line=line)
    if broken:
        report(Skipped(path, f"the feed is {error.getMessage()}; read as far as it can be", line=line))
    for entry in feed.entries:
        record = {
            "title": entry.get("title"),
            "source": feed.feed.get("title"),
            "url": entry.get("link"),
            "language": feed.feed.get("language", "en").split("-")[0],
            "published": _day(entry.get("published_parsed") or entry.get("updated_parsed")),
        }
        content = entry.get("content") or [{"value": entry.get("summary", "")}]
        yield plain(content[0]["value"]), metadata(record, path=path, report=report)


def page(html: str, path: Path, *, report: Report) -> tuple[str, Metadata]:
    """The article of a saved web page without menus and adverts, "" where none is found, and its metadata."""
    document: Any = trafilatura.bare_extraction(html, with_metadata=True, include_comments=False, include_tables=False)
    if document is None:
        return "", metadata({}, path=path, report=report)
    record = {
        "title": document.title,
        "source": document.sitename,
        "url": document.url,
        "language": document.language,
        "published": document.date,
    }
    return document.text or "", metadata(record, path=path, report=report)


def plain(html: str) -> str:
    """The words of an entry's HTML, a paragraph a block; the words themselves where there is no mark-up."""
    if "<" not in html:
        return html.strip()
    marked = f"<html><body><article>{html}</article></body></html>"
    text: str = trafilatura.extract(marked, include_comments=False) or trafilatura.html2txt(marked)
    return text.strip()


def _day(parsed: time.struct_time | None) -> str | None:
    return time.strftime("%Y-%m-%d", parsed) if parsed else None
