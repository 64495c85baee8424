"""What confidence is worth: `ontology/confidence.yaml` fitted to facts that people judged, and `docs/confidence.md`.

    python -m benchmarks.confidence read [--cache DIR]    find the judged facts again, as the code is now (3 minutes)
    python -m benchmarks.confidence fit [--cache DIR]     fit, and write both files

Judged are the facts of the rounds in `benchmarks/judgements` that are still found, and of the annotated articles those
of the types that are annotated exhaustively: right where an annotated fact matches, else wrong (PRESSGRAPH_SHARED,
default ../shared, has both). The fit is a logistic regression with a penalty on every weight, so that types and paths
with few facts stay near the mean; no weight of a part may be negative. The figures in the document come from five
folds over articles: each fact is given the confidence that a fit without its article gives it.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

from benchmarks import precision_sample as sampler
from extract import confidence
from ontology.iris import Iris

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs" / "confidence.md"
PARTS = ("path", "parse", "link", "reference", "context", "factuality", "reach", "clauses", "voice")
FOLDS = 5
COUNTED = 0.7  # what a fact of the annotated articles, few and of one field, counts beside one of plain news
LEAST = 8  # judged facts that a path needs for a figure of its own
PENALTY = {"type": 16.0, "path": 20.0, "part": 2.0}  # chosen by the likelihood of held-out articles and by the bins
THRESHOLDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Worth:
    """A fact found now, and whether it is right."""

    article: str
    source: str  # "gold", or the round
    type: str
    path: str
    parts: tuple[tuple[str, float], ...]
    right: bool
    annotated: bool = False  # an annotated fact matches it: it counts for recall


def read(cache: Path) -> list[Worth]:
    """The judged facts that are found now."""
    found = [*_gold(), *_rounds()]
    cache.mkdir(parents=True, exist_ok=True)
    (cache / "worth.jsonl").write_text("".join(json.dumps(asdict(one)) + "\n" for one in found), "utf8")
    return found


def kept(cache: Path) -> list[Worth]:
    lines = (cache / "worth.jsonl").read_text("utf8").splitlines()
    rows = map(json.loads, lines)
    return [Worth(**{**row, "parts": tuple((name, value) for name, value in row["parts"])}) for row in rows]


def _rounds() -> Iterator[Worth]:
    texts = sampler._texts()
    for path in sampler.rounds():
        verdicts = {one.id: one for one in sampler.judgements([path])}
        for name in sorted({one.article for one in verdicts.values()}):
            for fact, record in _facts(name, texts[name]):
                judged = verdicts.pop(sampler.fact_id(record), None)
                if judged is not None:
                    yield Worth(name, path.stem, fact.type, fact.path, fact.confidence_parts, judged.right)


def _gold() -> Iterator[Worth]:
    from extract import evaluate
    from extract.agree import Agreement, agree

    folder = sampler.news().parent.parent.parent / "gold"
    for annotation in evaluate.annotated(folder):
        wanted = [fact for fact in annotation.facts if fact["type"] in evaluate.EXHAUSTIVE]
        for fact, record in _facts(annotation.name, annotation.text):
            matches = [agree(one, record, annotation.names) for one in wanted if one["type"] == fact.type]
            right = any(match > Agreement.NONE for match in matches)
            if fact.type in evaluate.EXHAUSTIVE and (right or fact.factuality not in evaluate.UNASSERTED):
                yield Worth(annotation.name, "gold", fact.type, fact.path, fact.confidence_parts, right, right)


def _facts(name: str, text: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    from extract import jsonl, pipeline
    from extract.article import Article

    reading = pipeline.read_article(Article(name, text))
    for fact in reading.facts:
        bare = replace(fact, confidence_parts=tuple(p for p in fact.confidence_parts if p[0] != confidence.MEASURED))
        (record,) = jsonl.records(replace(reading, facts=(bare,)), iris=Iris())
        yield bare, record


def fit(found: Sequence[Worth]) -> confidence.Measured:
    """The weights under which the judged facts are likeliest, each held back by its penalty."""
    types = sorted({one.type for one in found})
    paths = sorted(path for path, number in Counter(one.path for one in found).items() if number >= LEAST)
    rows = np.zeros((len(found), 1 + len(types) + len(paths) + len(PARTS)))
    for row, one in zip(rows, found, strict=True):
        row[0] = 1.0
        row[1 + types.index(one.type)] = 1.0
        if one.path in paths:
            row[1 + len(types) + paths.index(one.path)] = 1.0
        values = dict(one.parts)
        row[-len(PARTS) :] = [math.log(max(values.get(name, 1.0), confidence.LEAST)) for name in PARTS]
    penalty = np.array(
        [0.0, *[PENALTY["type"]] * len(types), *[PENALTY["path"]] * len(paths), *[PENALTY["part"]] * len(PARTS)]
    )
    right = np.array([one.right for one in found], dtype=float)
    counted = np.array([COUNTED if one.source == "gold" else 1.0 for one in found])
    weights = _ascend(rows, right, counted, penalty)
    by_type = dict(zip(types, _rounded(weights[1:]), strict=False))
    by_path = dict(zip(paths, _rounded(weights[1 + len(types) :]), strict=False))
    by_part = dict(zip(PARTS, _rounded(weights[-len(PARTS) :]), strict=True))
    return confidence.Measured(round(float(weights[0]), 3), by_type, by_path, by_part)


def _rounded(values: Floats) -> list[float]:
    return [round(float(value), 3) for value in values]


def _ascend(rows: Floats, right: Floats, counted: Floats, penalty: Floats) -> Floats:
    """Newton's steps on the penalised likelihood; parts stay at or above zero."""
    weights = np.zeros(rows.shape[1])
    for _ in range(60):
        odds = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (counted * (right - odds)) - penalty * weights
        curve = (rows * (counted * odds * (1 - odds))[:, None]).T @ rows + np.diag(penalty + 1e-6)
        weights = weights + 0.5 * np.linalg.solve(curve, slope)
        weights[-len(PARTS) :] = np.maximum(weights[-len(PARTS) :], 0.0)
    return weights


def held_out(found: Sequence[Worth]) -> Floats:
    """The confidence of each fact by a fit without its article."""
    articles = sorted({one.article for one in found})
    fold = {name: number % FOLDS for number, name in enumerate(articles)}
    values = np.zeros(len(found))
    for number in range(FOLDS):
        model = fit([one for one in found if fold[one.article] != number])
        for at, one in enumerate(found):
            if fold[one.article] == number:
                values[at] = model.of(one.type, one.path, one.parts)
    return values


def bins(values: Floats, right: Sequence[bool]) -> Iterator[tuple[float, int, float, float]]:
    """Ten bins: lower bound, facts, mean confidence, precision; empty ones are left out."""
    numbers = np.minimum((values * 10).astype(int), 9)
    for number in range(10):
        inside = numbers == number
        if inside.any():
            judged = np.array(right)[inside]
            yield number / 10, int(inside.sum()), float(values[inside].mean()), float(judged.mean())


def _numbered(source: str) -> tuple[int, str]:
    """The order of sources: round 10 behind round 9."""
    return len(source), source


def by_source(found: Sequence[Worth], values: Floats) -> Iterator[str]:
    """A table of mean confidence and precision by where the judged facts come from."""
    yield from (
        "## By source",
        "",
        "What was wrong in a round led to rules, so that the facts of earlier rounds that are still found are right",
        "more often than those of news that nobody has read. `broad` are 3,000 facts of 1,000 articles, few of which",
        "had been looked at before; the rounds from 9 on are of other newspapers, on an American election. They come",
        "nearest to it.",
        "",
        "| source | facts | mean confidence | precision |",
        "| --- | ---: | ---: | ---: |",
    )
    for source in sorted({one.source for one in found}, key=_numbered):
        at = [number for number, one in enumerate(found) if one.source == source]
        precision = sum(found[number].right for number in at) / len(at)
        yield f"| {source} | {len(at)} | {values[at].mean():.2f} | {precision:.2f} |"


def document(found: Sequence[Worth], values: Floats) -> str:
    right = [one.right for one in found]
    sources = Counter(one.source for one in found)
    lines = [
        "# What confidence is worth",
        "",
        "Written by `python -m benchmarks.confidence fit`; not by hand.",
        "",
        "A fact's confidence is the product of named parts (`extract/confidence.py`). The last, `measured`, makes",
        "it the share of such facts that people found right. Figures over "
        + ", ".join(f"{sources[source]} facts of {source}" for source in sorted(sources, key=_numbered))
        + ",",
        "each with the confidence that a fit without its article gives it.",
        "",
        "## Ten bins",
        "",
        "| confidence | facts | mean confidence | precision | difference |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for low, number, mean, precision in bins(values, right):
        row = (
            f"| {low:.1f} to {low + 0.1:.1f} | {number} | {mean:.2f} | {precision:.2f} | {abs(mean - precision):.2f} |"
        )
        lines.append(row)
    lines += ["", *by_source(found, values)]
    lines += [
        "",
        "## What `--min-confidence` leaves",
        "",
        "`pressgraph build` and `pressgraph facts` leave out less sure facts with `--min-confidence`; a query does it",
        "with `FILTER(?confidence >= 0.8)` on `pg:confidence`. Precision on plain news is that of the judged rounds;",
        "recall is the share that is left of the annotated facts found.",
        "",
        "| at least | facts left | precision | on plain news | recall left |",
        "| ---: | ---: | ---: | ---: | ---: |",
    ]
    annotated = sum(one.annotated for one in found)
    for least in THRESHOLDS:
        left = [one for one, value in zip(found, values, strict=True) if value >= least]
        plain = [one for one in left if one.source != "gold"]
        recall = sum(one.annotated for one in left) / max(1, annotated)
        lines.append(
            f"| {least:.2f} | {len(left) / len(found):.0%} | {_share(left)} | {_share(plain)} | {recall:.2f} |"
        )
    return "\n".join(lines) + "\n"


def _share(found: Sequence[Worth]) -> str:
    return f"{sum(one.right for one in found) / len(found):.2f}" if found else "-"


def write(model: confidence.Measured) -> None:
    head = "# What facts with these parts proved to be worth, as log-odds of being right.\n"
    head += "# Written by `python -m benchmarks.confidence fit`.\n"
    body = {"base": model.base, "types": model.types, "paths": model.paths, "weights": model.weights}
    confidence.PATH.write_text(head + yaml.safe_dump(body, sort_keys=False), "utf8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("read", "fit"))
    parser.add_argument("--cache", type=Path, default=sampler.CACHE)
    args = parser.parse_args()
    if args.step == "read":
        if not sampler.news().is_file():
            sys.exit(f"{sampler.news()} is not there: set PRESSGRAPH_SHARED to the folder that holds data/news")
        print(f"{len(read(args.cache))} judged facts are found")
        return
    found = kept(args.cache)
    write(fit(found))
    text = document(found, held_out(found))
    DOCUMENT.write_text(text, "utf8")
    print(text)


if __name__ == "__main__":
    main()
