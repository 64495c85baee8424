"""Where the time of a reading goes: the share of each step, articles and megabytes a second, on plain articles.

    python -m benchmarks.extract [--articles 300] [--seed 5] [--profile frames]

One process, one thread, CPU time; two minutes of an idle core. The articles are a seeded choice of
`data/news/worldwide.jsonl` under PRESSGRAPH_SHARED (default ../shared). `reader model` is the network's own run with
its last layer, the labels of the arcs that the tree keeps; `reader rest` is what turns words into its inputs and its
scores into a `Doc`; all that follows the reader is said beside
it as one share, which is to stay under 35 %. With `--profile STEP` the functions that cost most in that step follow.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from extract import attributions, frames, gazetteer, lexicon, link, mentions, occasions, quotes, rdf, reader, times
from extract.article import Article, Reading
from extract.identity import run
from extract.network import Network, Outputs

MODEL, REST = "reader model", "reader rest"
LONGEST = 50_000  # characters; two lines of the file are archives and no articles
SHOWN = 25
WARM = 5  # articles read before the clock runs

T = TypeVar("T")


class Clock:
    """CPU seconds by step."""

    def __init__(self, profiled: str = "") -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self.profiled = profiled
        self.profile = cProfile.Profile()

    def of(self, step: str, do: Callable[..., T], *args: Any, **options: Any) -> T:
        """What `do` returns, its time added to the step's."""
        watched: AbstractContextManager[object] = self.profile if step == self.profiled else nullcontext()
        began = time.process_time()
        with watched:
            result = do(*args, **options)
        self.spent[step] += time.process_time() - began
        return result


def measure(articles: list[Article], clock: Clock) -> int:
    """Reads the articles as `extract.pipeline` does, step by step; the number of facts found."""
    table, words = gazetteer.load(), lexicon.load()
    plain, plain_labels = Network.run, Network.labels

    def timed(network: Network, *args: Any) -> Outputs:
        return clock.of(MODEL, plain, network, *args)

    def timed_labels(network: Network, *args: Any) -> Any:
        return clock.of(MODEL, plain_labels, network, *args)

    Network.run, Network.labels = timed, timed_labels  # type: ignore[method-assign]
    count = 0
    try:
        for article in articles:
            doc = clock.of(REST, reader.annotate, article.text)
            found = clock.of("mentions", mentions.find, doc, table)
            named = clock.of("link", link.resolve, doc, found, table, article.published)
            quoted = clock.of("quotes", quotes.find, doc, named)
            dated = clock.of("times", times.find, doc, article.published)
            claimed = clock.of("attributions", attributions.of, doc, named, quoted)
            facts = clock.of("frames", frames.facts, doc, named, quoted, dated, words, attributions=claimed)
            placed = clock.of("occasions", occasions.placed, doc, named, facts)
            reading = Reading(article, named, quoted, placed)
            clock.of("rdf", lambda: sum(1 for _ in rdf.quads(reading, run=run())))  # noqa: B023
            count += len(placed)
    finally:
        Network.run, Network.labels = plain, plain_labels  # type: ignore[method-assign]
    clock.spent[REST] -= clock.spent[MODEL]
    return count


def report(articles: list[Article], clock: Clock, facts: int) -> None:
    whole = sum(clock.spent.values())
    size = sum(len(article.text.encode()) for article in articles)
    words = sum(len(article.text.split()) for article in articles)
    print(f"{len(articles)} articles, {size / 1e6:.2f} MB, {words} words, {facts} facts, {whole:.1f} s of CPU")
    print(f"{len(articles) / whole:.2f} articles/s, {size / 1e6 / whole:.3f} MB/s, {words / whole:.0f} words/s\n")
    for step, spent in clock.spent.items():
        print(f"{step:14}{spent:8.2f} s{spent / whole:8.1%}")
    after = whole - clock.spent[MODEL] - clock.spent[REST]
    print(f"\nafter the reader's model {1 - clock.spent[MODEL] / whole:.1%}, after the reader {after / whole:.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--profile", default="", metavar="STEP")
    args = parser.parse_args()
    path = Path(os.environ.get("PRESSGRAPH_SHARED", "../shared")) / "data" / "news" / "worldwide.jsonl"
    if not path.is_file():
        sys.exit(f"{path} is not there: set PRESSGRAPH_SHARED to the folder that holds data/news")
    with path.open(encoding="utf8") as file:
        texts = {record["id"]: record["text"] for record in map(json.loads, file) if len(record["text"]) <= LONGEST}
    names = random.Random(args.seed).sample(sorted(texts), min(args.articles, len(texts)))
    articles = [Article(name, texts[name]) for name in names]
    measure(articles[:WARM], Clock())  # loads the model, the table, the lexicon and what maps facts to RDF
    clock = Clock(args.profile)
    facts = measure(articles, clock)
    report(articles, clock, facts)
    if args.profile:
        pstats.Stats(clock.profile).sort_stats("tottime").print_stats(SHOWN)


if __name__ == "__main__":
    main()
