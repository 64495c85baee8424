"""`/search`: entities by name, and sentences by the words in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fastapi import APIRouter, Request, Response

from server.display import Row, value
from server.engine import Rows
from server.pages import View

router = APIRouter()
_LONGEST = 100


@dataclass(slots=True)
class Sentence:
    """A sentence that holds the words, and the facts that it states."""

    text: str
    article: str
    headline: str
    facts: list[tuple[str, str]] = field(default_factory=list)


@router.api_route("/search", methods=["GET", "HEAD"], include_in_schema=False)
async def search(request: Request, q: str = "") -> Response:
    """What the graph has under the words of `q`, each of which may be the beginning of a longer one."""
    view = View(request)
    words = " ".join(q.split())[:_LONGEST]
    beginnings = " ".join(f"{word}*" for word in re.findall(r"\w+", words.lower()))
    entities: Rows | tuple[Row, ...] = ()
    sentences: list[Sentence] = []
    if beginnings:
        entities = await view.search("search_entities", beginnings)
        sentences = _sentences(await view.search("search_claims", beginnings))
    return view.html("search.html", title="Search", words=words, entities=entities, sentences=sentences)


def _sentences(rows: Rows) -> list[Sentence]:
    found: dict[tuple[str, str], Sentence] = {}
    for row in rows:
        text, article = value(row, "sentence"), value(row, "article")
        sentence = found.setdefault((article, text), Sentence(text, article, value(row, "headline")))
        sentence.facts.append((value(row, "fact"), value(row, "label")))
    return list(found.values())
