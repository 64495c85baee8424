"""Quotations against PolNeAR: which quoted spans are found, and whether the speaker is the annotated source.

    python -m benchmarks.quotes [--part dev] [--articles 40] [--seed 7]

Reads `data/attribution` under PRESSGRAPH_SHARED (default ../shared); says so and ends where it is absent. A quoted span
counts as annotated where 80 % of it lies in a Content; a speaker is right where it overlaps the annotated Source. The
annotation also counts titles and terms as contents, so the recall of fragments is a lower bound.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from extract import gazetteer, link, mentions, narration, quotes, reader
from extract.article import Quote, Span
from extract.marks import Marked

COVERED = 0.8
Spans = list[tuple[int, int]]


@dataclass
class Relation:
    """One annotated attribution: the characters of its parts."""

    parts: dict[str, Spans] = field(default_factory=lambda: {"Source": [], "Cue": [], "Content": []})

    def covers(self, span: Span) -> float:
        """The share of a span that lies in the content."""
        return sum(_overlap(span, s) for s in self.parts["Content"]) / max(1, span.end - span.start)


def _overlap(span: Span, other: tuple[int, int]) -> int:
    return max(0, min(span.end, other[1]) - max(span.start, other[0]))


def relations(path: Path) -> list[Relation]:
    """The attributions of a brat stand-off file."""
    places: dict[str, Spans] = {}
    found: list[Relation] = []
    for line in path.read_text(encoding="utf8").split("\n"):
        cells = line.split("\t")
        if line.startswith("T"):
            _, _, spans = cells[1].partition(" ")
            places[cells[0]] = [(int(a), int(b)) for a, b in (s.split() for s in spans.split(";"))]
        elif line.startswith("E"):
            relation = Relation()
            for role, _, key in (argument.partition(":") for argument in cells[1].split()):
                relation.parts.get(re.sub(r"\d+$", "", role), []).extend(places.get(key, []))
            found.append(relation)
    return found


def articles(folder: Path, number: int, seed: int) -> Iterator[tuple[str, list[Relation]]]:
    """A seeded sample of the part's articles: text and attributions."""
    texts = sorted((folder / "text").iterdir())
    for path in random.Random(seed).sample(texts, min(number, len(texts))):
        marked = next((folder / "attributions").glob(path.stem[:-5] + "*.ann"))
        with path.open(encoding="utf8", newline="") as file:
            yield file.read(), relations(marked)


def measure(text: str, annotated: list[Relation], count: Counter[str]) -> None:
    """Adds one article's spans to the count, by kind and outcome."""
    doc = reader.annotate(text)
    table = gazetteer.load()
    named = link.resolve(doc, mentions.find(doc, table), table, None)
    layout = narration.lay_out(doc, named)
    found = {quote.span.start: quote for quote in quotes.of(layout)}
    for marked in layout.marked:
        _judge(marked, found.get(marked.start), annotated, count, text)


def _judge(marked: Marked, quote: Quote | None, annotated: list[Relation], count: Counter[str], text: str) -> None:
    whole = quote.kind == "direct" if quote else text[marked.start].isupper()
    kind = "direct" if whole else "fragment"
    relation = max(annotated, key=lambda r: r.covers(marked.span), default=Relation())
    real = relation.covers(marked.span) >= COVERED
    count[f"{kind} annotated"] += real
    count[f"{kind} found"] += quote is not None
    count[f"{kind} right"] += real and quote is not None
    if not (real and quote and quote.speaker and quote.speaker.span and relation.parts["Source"]) or quote.continuation:
        return
    count[f"{kind} with source"] += 1
    count[f"{kind} speaker right"] += any(_overlap(quote.speaker.span, s) for s in relation.parts["Source"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", default="dev", choices=("train", "dev"))
    parser.add_argument("--articles", type=int, default=40)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    folder = Path(os.environ.get("PRESSGRAPH_SHARED", "../shared")) / "data" / "attribution" / args.part
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: set PRESSGRAPH_SHARED to the folder that holds data/attribution")
    count: Counter[str] = Counter()
    for text, annotated in articles(folder, args.articles, args.seed):
        measure(text, annotated, count)
    print(f"{'':10}{'annotated':>10}{'found':>7}{'P':>7}{'R':>7}{'speaker':>9}")
    for kind in ("direct", "fragment"):
        annotated_n, found_n, right = (count[f"{kind} {x}"] for x in ("annotated", "found", "right"))
        speaker = count[f"{kind} speaker right"] / max(1, count[f"{kind} with source"])
        ratios = f"{right / max(1, found_n):7.3f}{right / max(1, annotated_n):7.3f}{speaker:9.3f}"
        print(f"{kind:10}{annotated_n:10}{found_n:7}{ratios}")


if __name__ == "__main__":
    main()
