"""`python -m extract.train.measure`: how well a pipeline reads the development parts of the three corpora.

Every figure is taken twice: on the corpus's own tokens ("gold"), and from raw text ("raw"), with the pipeline's own
tokens and sentences, where a word, an arc or a span counts if it covers the same characters. "gold sentences" are given
as well. Arcs count with punctuation, labels with their subtypes. All are F1 in per cent, which is accuracy where as
many are found as there are.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table
from spacy.language import Language
from spacy.tokens import Doc, Token

from extract import lexical
from extract.features import MODEL
from extract.reader import ATTRIBUTION, COMPONENT, Reader, load
from extract.train import gold
from extract.train.corpora import SPEECH, Text, attributed, newswire, treebank

NEWS = "GUM_news"
COMMON = ("Person", "Location", "NORP", "Date")
SHARED = Path(os.environ.get("PRESSGRAPH_SHARED") or "../shared")
PARTS_OF_NAME = ("flat", "nmod:desc")  # the treebank marks chains on the heads: "Cyclone" of "Cyclone Phailin"
STEPS = 40  # links followed from a pronoun towards a name


@dataclass
class Count:
    """What was found, what there was, and how much of it is the same."""

    right: int = 0
    found: int = 0
    there: int = 0

    def add(self, found: Iterable[object], there: Iterable[object]) -> None:
        ours, theirs = set(found), set(there)
        self.right += len(ours & theirs)
        self.found += len(ours)
        self.there += len(theirs)

    @property
    def f1(self) -> float:
        return 200 * self.right / max(1, self.found + self.there)


Counts = defaultdict[str, Count]


def measure(nlp: Language, shared: Path) -> dict[str, float]:
    """The figures of a pipeline, by name; those of a task that it does not do come out as 0."""
    data = shared / "data"
    counts: Counts = defaultdict(Count)
    for text in treebank(data / "treebank" / "gum-dev.conllu"):
        _read_tree(nlp, text, counts)
    for text in newswire(data / "ner" / "dev.tsv"):
        for way, doc, places in _both(nlp, text):
            _names(doc, gold.spans(text.ner, places), way, counts)
    for text in attributed(data / "attribution" / "dev"):
        for way, doc, places in _both(nlp, text):
            _attributions(doc, text, places, way, counts)
    return {name: round(count.f1, 2) for name, count in sorted(counts.items())}


def _both(nlp: Language, text: Text) -> Iterator[tuple[str, Doc, list[tuple[int, int]]]]:
    """The text read on its own tokens and from raw text, with the places of the annotated words in each."""
    doc = nlp(gold.doc(text, nlp.vocab))
    yield "gold", doc, [(token.idx, token.idx + len(token)) for token in doc if not token.is_space]
    string, places = gold.raw(text)
    yield "raw", nlp(string), places


def _read_tree(nlp: Language, text: Text, counts: Counts) -> None:
    reads = list(_both(nlp, text))
    if COMPONENT in nlp.pipe_names:
        reader = nlp.get_pipe(COMPONENT)
        assert isinstance(reader, Reader)
        given = reader.read(gold.doc(text, nlp.vocab), starts=np.array(text.sent))
        reads.append(("gold sentences", given, reads[0][2]))
    for way, doc, places in reads:
        for part in ("", "news ") if text.name.startswith(NEWS) else ("",):
            _tree(doc, text, places, f"{way}: {part}", counts)
        if way != "raw":
            _pronouns(doc, text, f"{way}: ", counts)


def _tree(doc: Doc, text: Text, places: list[tuple[int, int]], prefix: str, counts: Counts) -> None:
    tokens = [token for token in doc if not token.is_space]
    labels = ["ROOT" if label == "root" else label for label in text.deprel]
    heads = [places[head] for head in text.head]
    found, there = [_place(token) for token in tokens], places
    counts[f"{prefix}words"].add(found, there)
    counts[f"{prefix}sentence starts"].add(
        [_place(token) for token in tokens if token.is_sent_start], [places[i] for i in gold.starts(text)]
    )
    columns: dict[str, tuple[list[object], list[object]]] = {
        "UPOS": ([token.pos_ for token in tokens], list(text.upos)),
        "XPOS": ([token.tag_ for token in tokens], list(text.xpos)),
        "UAS": ([_place(token.head) for token in tokens], list(heads)),
        "LAS": ([(_place(token.head), token.dep_) for token in tokens], list(zip(heads, labels, strict=True))),
        "LAS without subtypes": (
            [(_place(token.head), token.dep_.split(":")[0]) for token in tokens],
            [(head, label.split(":")[0]) for head, label in zip(heads, labels, strict=True)],
        ),
    }
    for name, (ours, theirs) in columns.items():
        counts[prefix + name].add(zip(found, ours, strict=True), zip(there, theirs, strict=True))


def _names(doc: Doc, there: gold.Spans, way: str, counts: Counts) -> None:
    found = {(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents}
    counts[f"{way}: names"].add(found, there)
    counts[f"{way}: names of {', '.join(COMMON)}"].add(_of(found, COMMON), _of(there, COMMON))
    for label in sorted({span[2] for span in found | there}):
        counts[f"{way}: names, {label}"].add(_of(found, [label]), _of(there, [label]))


def _attributions(doc: Doc, text: Text, places: list[tuple[int, int]], way: str, counts: Counts) -> None:
    spans = doc.spans.get(ATTRIBUTION, [])
    found = {(span.start_char, span.end_char, span.label_) for span in spans}
    there = gold.spans(text.attr, places)
    for label in SPEECH:
        counts[f"{way}: {label}"].add(_of(found, [label]), _of(there, [label]))
    inside = {_place(token) for span in spans if span.label_ == "Content" for token in span if not token.is_space}
    content = [place for place, tag in zip(places, text.attr, strict=True) if tag.endswith("Content")]
    counts[f"{way}: Content, word by word"].add(inside, content)


def _pronouns(doc: Doc, text: Text, prefix: str, counts: Counts) -> None:
    """Third-person pronouns: is the word they are tied to of their chain, and the name that the links lead to?"""
    tokens = [token for token in doc if not token.is_space]
    number = {token.i: word for word, token in enumerate(tokens)}
    pronouns = lexical.load().pronouns
    links = {number[word]: number[other] for word, other, _ in doc._.coref}
    for word, token in enumerate(tokens):
        chain = text.coref[word]
        if token.lower_ not in pronouns or chain < 0:
            continue
        earlier = [other for other in range(word) if text.coref[other] == chain]
        if not earlier:
            continue
        near = links.get(word)
        direct = near is not None and _chain(near, text) == chain
        counts[f"{prefix}pronouns' antecedents"].add([(word, True)], [(word, direct)])
        if any(text.upos[other] == "PROPN" for other in earlier):
            named = _name(word, links, text)
            counts[f"{prefix}pronouns' names"].add(
                [(word, True)], [(word, named is not None and _chain(named, text) == chain)]
            )


def _name(word: int, links: dict[int, int], text: Text) -> int | None:
    """The first proper noun on the way from a pronoun along its links."""
    for _ in range(STEPS):
        if word not in links:
            return None
        word = links[word]
        if text.upos[word] == "PROPN":
            return word
    return None


def _chain(word: int, text: Text) -> int:
    """The chain of the mention that a word heads; any word of a name, and its title, stand for the name."""
    while text.coref[word] < 0 and text.deprel[word] in PARTS_OF_NAME and text.head[word] != word:
        word = text.head[word]
    return text.coref[word]


def _of(spans: gold.Spans, labels: Iterable[str]) -> gold.Spans:
    return {span for span in spans if span[2] in labels}


def _place(token: Token) -> tuple[int, int]:
    return token.idx, token.idx + len(token)


def show(figures: dict[str, dict[str, float]]) -> Table:
    """The figures of one or more pipelines side by side."""
    table = Table("figure", *figures)
    for name in sorted({name for column in figures.values() for name in column}):
        table.add_row(name, *(f"{column.get(name, 0):.1f}" for column in figures.values()))
    return table


def main(
    model: Annotated[list[Path] | None, typer.Option(help="A model's folder; several are set side by side.")] = None,
    shared: Annotated[Path, typer.Option(help="The folder that holds data/.")] = SHARED,
    out: Annotated[Path | None, typer.Option(help="Where to write the figures as JSON.")] = None,
) -> None:
    """Measure the reader on the development parts; prints a table."""
    if not (shared / "data" / "treebank").is_dir():
        raise typer.BadParameter(f"{shared}/data/treebank is missing; expected the corpora there (PRESSGRAPH_SHARED)")
    figures = {str(folder): measure(load(model=folder), shared) for folder in model or [MODEL]}
    Console(width=160).print(show(figures))
    if out:
        out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
