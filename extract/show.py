"""What the reader sees in a text: for a terminal, as a page of displaCy, as one JSON document.

The JSON document has `text`, `tokens` (`start`, `end`, `tag`, `pos`, `head` as a token's number, `dep`), `sentences` as
[start, end], `entities` and `attributions` (`start`, `end`, `label`); all places are code points of the text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.text import Text
from rich.tree import Tree
from spacy import displacy
from spacy.tokens import Doc, Span, Token

from extract.reader import ATTRIBUTION

NAME_STYLES = {
    "Person": "bold magenta",
    "Organization": "bold cyan",
    "Location": "bold green",
    "NORP": "bold yellow",
    "Date": "blue",
}
OTHER_NAME = "bold"
ATTRIBUTION_STYLES = {"Source": "underline", "Cue": "reverse", "Content": "italic"}
COLOURS = {
    "Person": "#e8c6f0",
    "Organization": "#bfe3ee",
    "Location": "#c9ebc4",
    "NORP": "#f6e7a6",
    "Facility": "#dcd7f7",
    "Date": "#cfdcf7",
    "Source": "#d4774f",
    "Cue": "#5b5fc7",
    "Content": "#3c8c5a",
}


def as_json(doc: Doc) -> str:
    """The Doc as one line of JSON."""
    tokens = [
        {
            "start": token.idx,
            "end": token.idx + len(token),
            "tag": token.tag_,
            "pos": token.pos_,
            "head": token.head.i,
            "dep": token.dep_,
        }
        for token in doc
    ]
    record = {
        "text": doc.text,
        "tokens": tokens,
        "sentences": [[sent.start_char, sent.end_char] for sent in doc.sents],
        "entities": [_place(ent) for ent in doc.ents],
        "attributions": [_place(span) for span in doc.spans.get(ATTRIBUTION, [])],
    }
    return json.dumps(record, ensure_ascii=False)


def in_terminal(doc: Doc, *, title: str = "", trees: bool = True) -> RenderableType:
    """The text with its names and attributions marked, and under each sentence its tree."""
    marked = _marked(doc)
    parts: list[RenderableType] = [Rule(title)] if title else []
    parts.append(_legend())
    for sent in doc.sents:
        line = marked[sent.start_char : sent.end_char]
        line.rstrip()
        parts += ["", line]
        if trees:
            parts.append(_tree(sent.root))
    return Group(*parts)


def as_page(docs: Iterable[tuple[str, Doc]]) -> str:
    """An HTML page of titled texts: names, attributions, and the sentences' trees as displaCy draws them."""
    body = "".join(part for title, doc in docs for part in _drawn(title, doc))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>What the reader sees</title></head>\n'
        f'<body style="font-family: sans-serif; margin: 2rem auto; max-width: 60rem">{body}</body></html>\n'
    )


def _drawn(title: str, doc: Doc) -> Iterator[str]:
    options = {"colors": COLOURS, "spans_key": ATTRIBUTION, "compact": True, "distance": 90}
    yield f"<h1>{escape(title)}</h1>"
    if doc.ents:
        yield "<h2>Names</h2>" + displacy.render(doc, style="ent", options=options, jupyter=False)
    if doc.spans.get(ATTRIBUTION):
        yield "<h2>Attributions</h2>" + displacy.render(doc, style="span", options=options, jupyter=False)
    sents = list(doc.sents)
    if sents:
        yield "<h2>Trees</h2>" + displacy.render(sents, style="dep", options=options, jupyter=False)


def _marked(doc: Doc) -> Text:
    text = Text(doc.text)
    for span in doc.spans.get(ATTRIBUTION, []):
        text.stylize(ATTRIBUTION_STYLES[span.label_], span.start_char, span.end_char)
    for ent in doc.ents:
        text.stylize(NAME_STYLES.get(ent.label_, OTHER_NAME), ent.start_char, ent.end_char)
    return text


def _legend() -> Text:
    styles = {**NAME_STYLES, "other name": OTHER_NAME, **ATTRIBUTION_STYLES}
    return Text("  ").join(Text(label, style=style) for label, style in styles.items())


def _tree(root: Token) -> Tree:
    tree = Tree(_leaf(root), guide_style="dim")
    below = [(root, tree)]
    while below:
        token, branch = below.pop()
        below += [(child, branch.add(_leaf(child))) for child in token.children if not child.is_space]
    return tree


def _leaf(token: Token) -> Text:
    return Text.assemble(token.text, " ", (token.dep_, "dim"), " ", (token.tag_, "dim italic"))


def _place(span: Span) -> dict[str, int | str]:
    return {"start": span.start_char, "end": span.end_char, "label": span.label_}
