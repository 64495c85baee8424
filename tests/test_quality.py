"""Floors under the facts found: what was reached once is not given up unseen. Floors only go up.

Measured 2026-11-23 by `pressgraph eval corpus` and `pressgraph eval ../shared/gold` with the model that
`extract/model/config.json` names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from extract import jsonl, read
from extract.evaluate import Result, evaluate
from extract.pipeline import read_articles
from ontology.iris import Iris

# type: (precision, recall, strict recall); a precision of 0 where the annotation is not exhaustive
CORPUS = {
    "membership": (0.98, 0.98, 0.98),
    "position": (0.95, 0.95, 0.95),
    "quote": (0.97, 0.97, 0.97),
    "sanction": (0.95, 0.95, 0.95),
    "lifted": (0.95, 0.95, 0.95),
    "proposal": (0.0, 0.77, 0.77),
    "meeting": (0.0, 0.75, 0.75),
}
GOLD = {
    "membership": (0.98, 0.92, 0.88),
    "position": (0.95, 0.87, 0.83),
    "quote": (0.98, 0.98, 0.98),
    "sanction": (0.96, 0.97, 0.97),
    "lifted": (0.97, 0.89, 0.89),
    "proposal": (0.0, 0.79, 0.79),
    "support": (0.0, 0.55, 0.55),
    "event": (0.0, 0.55, 0.55),
    "meeting": (0.0, 0.5, 0.5),
    "founded": (0.0, 0.66, 0.66),
    "part_of": (0.0, 0.75, 0.75),
}
CORPUS_DIGEST = "8d71cbaaf4d15784dd6258ed076e583918b4af9706e92f254e2c2135a663365c"


def found(folder: Path) -> Iterator[Mapping[str, Any]]:
    articles = read.articles(sorted(folder.glob("*.txt")), report=lambda skipped: pytest.fail(str(skipped)))
    for reading in read_articles(articles):
        yield from jsonl.records(reading, iris=Iris())


def below(result: Result, floors: Mapping[str, tuple[float, float, float]]) -> list[str]:
    """What lies under its floor, in words."""
    out = []
    for kind, (precision, recall, strict) in floors.items():
        count = result.counts[kind]
        for name, value, floor in (
            ("precision", count.precision, precision),
            ("recall", count.recall, recall),
            ("strict recall", count.strict_recall, strict),
        ):
            if (value or 0.0) < floor:
                out.append(f"{kind}: {name} {value} is under {floor}")
    return out


def test_the_corpus_is_the_one_that_the_floors_were_measured_on(corpus: Path) -> None:
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(corpus.glob("*.txt")))).hexdigest()
    assert digest == CORPUS_DIGEST


def test_the_facts_of_the_corpus_stay_as_good_as_they_were(corpus: Path) -> None:
    result = evaluate(corpus, found(corpus))
    assert below(result, CORPUS) == []
    assert result.grounded == result.facts > 80


def test_the_facts_of_the_annotated_articles_stay_as_good_as_they_were(shared: Path) -> None:
    result = evaluate(shared / "gold", found(shared / "gold"))
    assert below(result, GOLD) == []
    assert result.grounded == result.facts
    assert result.forbidden <= 1
