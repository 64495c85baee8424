"""The sampler of `benchmarks/precision_sample.py`, and the judgements that are committed."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from benchmarks import precision_sample as sampler

FOUND = {
    "article": "a1",
    "type": "position",
    "subject": {"label": "Anna Berg", "text": "Berg", "iri": "https://x/entity/person/anna-berg"},
    "object": {"label": "Norway", "text": "Norwegian", "iri": "https://x/entity/Q20"},
    "role": "Trade Minister",
    "factuality": "asserted",
    "start": 10,
    "end": 40,
    "confidence": 0.9,
    "path": "position/post",
}


def test_a_fact_is_known_again_after_changes_of_words_and_place_only() -> None:
    other = {**FOUND, "start": 90, "confidence": 0.5, "role": "trade minister", "path": "position/other"}
    assert sampler.fact_id(other) == sampler.fact_id(FOUND)


@pytest.mark.parametrize(
    "change",
    [
        {"factuality": "denied"},
        {"role": "Minister"},
        {"status": "former"},
        {"subject": {"label": "Jan Novak", "text": "Novak"}},
        {"object": {"label": "Norway", "text": "Norwegian"}},
        {"attribution": {"speaker": {"label": "Jan Novak", "text": "he"}}},
        {"article": "a2"},
    ],
)
def test_whatever_a_verdict_is_about_makes_another_fact(change: dict[str, Any]) -> None:
    assert sampler.fact_id({**FOUND, **change}) != sampler.fact_id(FOUND)


def test_quotations_of_one_speaker_are_told_apart_by_their_place() -> None:
    quote = {**FOUND, "type": "quote", "object": None}
    assert sampler.fact_id(quote) != sampler.fact_id({**quote, "start": 11})


def test_every_type_is_drawn_and_frequent_ones_more() -> None:
    sizes = sampler.shares({"quote": 1600, "position": 400, "lifted": 3}, 90)
    assert sum(sizes.values()) == 90
    assert sizes["lifted"] == 3
    assert sizes["quote"] == pytest.approx(2 * sizes["position"], abs=2)


def test_all_are_drawn_where_there_are_too_few() -> None:
    assert sampler.shares({"quote": 5, "event": 2}, 200) == {"quote": 5, "event": 2}


def test_the_same_seed_draws_the_same_facts() -> None:
    found = [{**FOUND, "article": f"a{number}"} for number in range(50)]
    first, second = (sampler.drawn(facts, 20, 7) for facts in (found, found[::-1]))
    assert first == second
    assert sampler.drawn(found, 20, 8) != first


@pytest.mark.parametrize(
    ("right", "number", "low", "high"), [(0, 10, 0.0, 0.2775), (9, 10, 0.5958, 0.9821), (50, 100, 0.4038, 0.5962)]
)
def test_the_interval_is_wilsons(right: int, number: int, low: float, high: float) -> None:
    assert sampler.wilson(right, number) == pytest.approx((low, high), abs=1e-3)


def test_a_line_without_a_verdict_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "round9.tsv"
    path.write_text("# quote=1\n" + "\t".join(sampler.COLUMNS) + "\nab12\ta1\t\tquote\t0.9\tquote/direct\t\n", "utf8")
    with pytest.raises(SystemExit, match=r"round9\.tsv line 3: '' is no verdict"):
        list(sampler.judgements([path]))


def test_the_report_weighs_each_type_by_how_often_it_is_found(tmp_path: Path) -> None:
    rows = [("quote", "right"), ("quote", "right"), ("event", "right"), ("event", "wrong")]
    lines = [f"{n:012x}\ta\t{verdict}\t{kind}\t0.9\tp\t" for n, (kind, verdict) in enumerate(rows)]
    path = tmp_path / "round9.tsv"
    path.write_text("\n".join(["# event=10 quote=30", "\t".join(sampler.COLUMNS), *lines]) + "\n", "utf8")
    text = "\n".join(sampler.report(path))
    assert re.search(r"all judged +40 +4 +3 +0\.750", text)
    assert re.search(r"as found +0\.875", text)


@pytest.mark.parametrize("path", sampler.rounds(), ids=lambda path: path.stem)
def test_the_committed_judgements_are_whole_and_hold_no_text(path: Path) -> None:
    judged = list(sampler.judgements([path]))
    assert len(judged) >= 200
    assert max(Counter(one.id for one in judged).values()) == 1
    assert {one.type for one in judged} <= sampler.population(path).keys()
    assert all(bool(one.reason) != one.right for one in judged)
    assert all(len(one.reason) < 90 and '"' not in one.reason for one in judged)
