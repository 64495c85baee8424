"""Measuring extracted facts against annotated ones."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extract.agree import Agreement, Names, agree, normalised
from extract.errors import AnnotationError
from extract.evaluate import EXHAUSTIVE, Result, evaluate

NAMES = Names.of({"Shanghai Cooperation Organisation": ["SCO"], "Mikhail Mishustin": ["Mishustin"]})


def as_extracted(folder: Path) -> list[dict[str, Any]]:
    """The annotation itself in the form of extracted facts."""
    facts = []
    for path in sorted(folder.glob("*.json")):
        annotation = json.loads(path.read_text("utf8"))
        for fact in annotation.get("facts", []):
            attrs = fact["attrs"]
            start = attrs.get("start") if fact["type"] == "quote" else attrs["evidence_start"]
            end = attrs["end"] if fact["type"] == "quote" else start + len(fact["evidence"])
            record = {"article": path.stem, "type": fact["type"], "subject": {"label": fact["subject"]}}
            record |= {"object": {"label": fact["object"]}, "start": start, "end": end}
            record |= {key: attrs[key] for key in ("status", "role") if key in attrs}
            facts.append(record)
    return facts


def test_the_annotation_itself_is_all_right(corpus: Path) -> None:
    result = evaluate(corpus, as_extracted(corpus))
    assert (result.articles, result.macro_f1, result.grounded) == (2, 1.0, result.facts)
    for name in EXHAUSTIVE:
        count = result.counts[name]
        assert (count.precision, count.recall, count.strict_recall) == (1.0, 1.0, 1.0)
    assert not result.findings


def test_a_missing_and_an_added_fact_are_counted_and_named(corpus: Path) -> None:
    facts = as_extracted(corpus)
    lost = next(i for i, fact in enumerate(facts) if fact["type"] == "membership")
    wrong = {**facts.pop(lost), "subject": {"label": "Ruritania"}}
    memberships = evaluate(corpus, [*facts, wrong]).counts["membership"]
    assert memberships.annotated == memberships.extracted == 45
    assert memberships.found == memberships.right == 44
    kinds = {(finding.kind, finding.text.split(" | ")[0]) for finding in evaluate(corpus, [*facts, wrong]).findings}
    assert ("wrong", "Ruritania") in kinds
    assert any(kind == "missed" for kind, _ in kinds)


def test_an_uncertain_fact_costs_no_precision(corpus: Path) -> None:
    fact = {"article": "seed0", "type": "sanction", "subject": "Ruritania", "object": "Narnia", "start": 0, "end": 9}
    certain = evaluate(corpus, [fact]).counts["sanction"]
    possible = evaluate(corpus, [{**fact, "factuality": "possible"}]).counts["sanction"]
    assert (certain.extracted, possible.extracted) == (1, 0)


def wanted(kind: str, subject: str, object_: str, **attrs: Any) -> dict[str, Any]:
    return {"type": kind, "subject": subject, "object": object_, "attrs": attrs}


def given(kind: str, subject: str, object_: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "subject": {"label": subject}, "object": {"label": object_}, "start": 0, "end": 10, **fields}


IRAN = wanted("membership", "Iran", "Shanghai Cooperation Organisation", status="interested")
NONE, LOOSE, STRICT = Agreement.NONE, Agreement.LOOSE, Agreement.STRICT


@pytest.mark.parametrize(
    ("annotated", "extracted", "expected"),
    [
        (IRAN, given("membership", "Iran", "the SCO", status="applicant"), STRICT),
        (IRAN, given("membership", "Iran", "SCO", status="observer"), LOOSE),
        (IRAN, given("membership", "Iran", "SCO", factuality="denied"), NONE),
        (IRAN, given("membership", "Iraq", "SCO", status="interested"), NONE),
        (
            wanted("position", "Mikhail Mishustin", "Russia", role="Prime Minister"),
            given("position", "M Mishustin", "Russia", role="Russian prime minister"),
            STRICT,
        ),
        (
            wanted("position", "Mikhail Mishustin", "Russia", role="Prime Minister"),
            given("position", "Mishustin", "Russia", role="President"),
            LOOSE,
        ),
        (wanted("quote", "Putin", "", start=0, end=11), given("quote", "Vladimir Putin", ""), STRICT),
        (wanted("quote", "Putin", "", start=0, end=13), given("quote", "Putin", ""), NONE),
        (wanted("quote", "Putin", "", start=0, end=10), given("quote", "TASS", ""), LOOSE),
        (
            wanted("event", "IOC", "return of Russian and Belarusian athletes"),
            given("event", "IOC", "the Russian athletes' return"),
            STRICT,
        ),
        (wanted("event", "IOC", "return of athletes"), given("event", "IOC", "ban on the flag"), NONE),
    ],
)
def test_facts_agree_by_names_status_role_and_place(
    annotated: dict[str, Any], extracted: dict[str, Any], expected: Agreement
) -> None:
    assert agree(annotated, extracted, NAMES) is expected


def test_names_are_compared_without_accents_articles_and_possessives() -> None:
    assert normalised("The Côte d'Ivoire Organization's") == "cote d ivoire organisation"
    assert normalised("Mr Smith & Co") == "smith and co"


def test_a_folder_without_annotation_and_a_fact_without_place_are_refused(tmp_path: Path, corpus: Path) -> None:
    with pytest.raises(AnnotationError, match="no annotated article"):
        evaluate(tmp_path, [])
    with pytest.raises(AnnotationError, match="lacks start, end"):
        evaluate(corpus, [{"article": "seed0", "type": "quote", "subject": "Putin"}])


def perturbed(facts: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """The facts with some dropped, some with a neighbour's subject, other statuses and shifted places."""
    rng = random.Random(seed)
    out = []
    for fact in facts:
        changed = dict(fact)
        if rng.random() < 0.2:
            continue
        if rng.random() < 0.2:
            changed["subject"] = rng.choice(facts)["subject"]
        if rng.random() < 0.2:
            changed["status"] = rng.choice(["observer", "member", "not a member", "former"])
        if rng.random() < 0.2:
            changed["factuality"] = rng.choice(["denied", "possible", "planned"])
        if rng.random() < 0.2:
            changed["end"] += rng.randrange(1, 60)
        if rng.random() < 0.1:
            changed["type"] = rng.choice(EXHAUSTIVE)
        out.append(changed)
    return out


@pytest.mark.parametrize("seed", range(3))
def test_the_figures_are_those_of_the_reference_scorer(shared: Path, tmp_path: Path, seed: int) -> None:
    scorer, gold = shared / "score" / "score.py", shared / "gold"
    facts = perturbed(as_extracted(gold), seed)
    path = tmp_path / "facts.jsonl"
    path.write_text("".join(json.dumps(fact) + "\n" for fact in facts), "utf8")
    command = [sys.executable, str(scorer), str(gold), str(path), "--json"]
    expected = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    result: Result = evaluate(gold, facts)
    assert result.macro_f1 == pytest.approx(expected["macro_f1"])
    assert (result.forbidden, result.bans) == (expected["forbidden"], expected["must_not"])
    for name, count in result.counts.items():
        row = expected["types"][name]
        assert (count.recall, count.strict_recall) == (row["recall"], row["strict_recall"])
        if name in EXHAUSTIVE:
            assert (count.extracted, count.precision) == (row["extracted"], row["precision"])
