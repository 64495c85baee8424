"""Extracted facts beside hand-annotated ones: how many were found, how many are right, for each type of fact.

An annotated article is `NAME.txt` with `NAME.json` beside it (`corpus/seed0.json` is one): `facts`, each with type,
subject, object, evidence and `attrs`; `aliases`, the names by which the article calls a thing; `must_not`, what it
denies, supposes or corrects. Precision is measured where annotation aims to be exhaustive (EXHAUSTIVE); of the other
types only recall. A fact that is marked possible, conditional, denied or asked may match but costs no precision.
How two facts are matched is in `agree.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extract.agree import Agreement, Annotation, agree, breaks
from extract.errors import AnnotationError

EXHAUSTIVE = ("membership", "position", "quote", "sanction", "lifted")
RECALL_ONLY = ("proposal", "support", "oppose", "meeting", "event", "founded", "part_of")
UNASSERTED = ("possible", "conditional", "denied", "asked")
REQUIRED = ("article", "type", "subject", "start", "end")

Record = Mapping[str, Any]


@dataclass(slots=True)
class Count:
    """What was counted of one type of fact, and the ratios that follow from it (None where nothing was counted)."""

    annotated: int = 0
    found: int = 0  # annotated facts that an extracted one matches
    strictly: int = 0  # ... with the same status, role or speaker as well
    extracted: int = 0
    right: int = 0  # extracted facts that match an annotated one

    @property
    def recall(self) -> float | None:
        return _ratio(self.found, self.annotated)

    @property
    def strict_recall(self) -> float | None:
        return _ratio(self.strictly, self.annotated)

    @property
    def precision(self) -> float | None:
        return _ratio(self.right, self.extracted)

    @property
    def f1(self) -> float | None:
        if not self.annotated:
            return None
        precision, recall = self.precision or 0.0, self.recall or 0.0
        return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One disagreement: what it is ("missed", "partly", "wrong", "forbidden"), where, and of which fact."""

    kind: str
    article: str
    type: str
    text: str


@dataclass(slots=True)
class Result:
    """The counts by type, the disagreements, and how many extracted facts there were in all."""

    counts: dict[str, Count] = field(default_factory=lambda: {name: Count() for name in (*EXHAUSTIVE, *RECALL_ONLY)})
    findings: list[Finding] = field(default_factory=list)
    articles: int = 0
    facts: int = 0
    grounded: int = 0  # facts whose evidence lies inside the text
    forbidden: int = 0
    bans: int = 0

    @property
    def macro_f1(self) -> float | None:
        """The mean F1 over the exhaustively annotated types that the articles have."""
        values = [f1 for name in EXHAUSTIVE if (f1 := self.counts[name].f1) is not None]
        return sum(values) / len(values) if values else None


def evaluate(folder: Path, facts: Iterable[Record]) -> Result:
    """The extracted `facts` (as in `jsonl.py`) measured against every annotated article in `folder`."""
    by_article: dict[str, list[Record]] = {}
    for fact in facts:
        if missing := [key for key in REQUIRED if key not in fact]:
            raise AnnotationError(f"a fact lacks {', '.join(missing)}: {json.dumps(dict(fact))[:100]}")
        by_article.setdefault(str(fact["article"]), []).append(fact)
    result = Result()
    for annotation in annotated(folder):
        _measure(annotation, by_article.get(annotation.name, []), result)
        result.articles += 1
    if not result.articles:
        raise AnnotationError(f"{folder}: no annotated article; expected NAME.txt with `facts` in NAME.json beside it")
    return result


def annotated(folder: Path) -> Iterable[Annotation]:
    """The annotated articles of a folder, in the order of their names."""
    for path in sorted(folder.glob("*.json")):
        text = path.with_suffix(".txt")
        try:
            record = json.loads(path.read_text("utf8"))
        except ValueError as error:
            raise AnnotationError(f"{path}: not JSON ({error})") from error
        if isinstance(record, dict) and "facts" in record and text.exists():
            yield Annotation.of(path.stem, text.read_text("utf8"), record)


def _measure(annotation: Annotation, extracted: list[Record], result: Result) -> None:
    result.facts += len(extracted)
    result.grounded += sum(0 <= fact["start"] < fact["end"] <= len(annotation.text) for fact in extracted)
    for name, count in result.counts.items():
        wanted = [fact for fact in annotation.facts if fact["type"] == name]
        given = [fact for fact in extracted if fact["type"] == name]
        _compare(annotation, name, wanted, given, count, result.findings)
    for ban in annotation.bans:
        result.bans += 1
        if any(_is_broken(annotation, ban, fact) for fact in extracted):
            result.forbidden += 1
            text = f"{ban['subject']} | {ban['object']} | {ban['why']}"
            result.findings.append(Finding("forbidden", annotation.name, ban["type"], text))


def _is_broken(annotation: Annotation, ban: Record, fact: Record) -> bool:
    """Whether `fact` states what the ban rules out, and is not what the annotation itself says elsewhere."""
    if fact.get("factuality") in UNASSERTED or not breaks(ban, fact, annotation.names):
        return False
    same_type = (wanted for wanted in annotation.facts if wanted["type"] == fact["type"])
    return not any(agree(wanted, fact, annotation.names) is Agreement.STRICT for wanted in same_type)


def _compare(
    annotation: Annotation,
    name: str,
    wanted: list[Record],
    given: list[Record],
    count: Count,
    findings: list[Finding],
) -> None:
    """Counts one type of one article: every annotated fact against every extracted one."""
    table = [[agree(one, other, annotation.names) for other in given] for one in wanted]
    for one, row in zip(wanted, table, strict=True):
        best = max(row, default=Agreement.NONE)
        if best is Agreement.NONE and one["attrs"].get("implied"):
            continue  # a reader infers it; to leave it out is no fault
        count.annotated += 1
        count.found += best > Agreement.NONE
        count.strictly += best is Agreement.STRICT
        if best is not Agreement.STRICT:
            kind = "partly" if best else "missed"
            findings.append(Finding(kind, annotation.name, name, _line(one["subject"], one["relation"], one["object"])))
    for index, other in enumerate(given):
        right = any(row[index] for row in table)
        if not right and other.get("factuality") in UNASSERTED:
            continue
        count.extracted += 1
        count.right += right
        if not right and name in EXHAUSTIVE:
            text = _line(_label(other["subject"]), other.get("relation", ""), _label(other.get("object")))
            findings.append(Finding("wrong", annotation.name, name, text))


def _line(subject: str, relation: str, object_: str) -> str:
    return f"{subject} | {relation} | {object_[:80]}"


def _label(party: Any) -> str:
    return str(party.get("label", "")) if isinstance(party, Mapping) else str(party or "")


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
