"""Precision where nobody annotated: facts drawn at random from plain news, laid out for a verdict, and counted.

    python -m benchmarks.precision_sample draw --round 1 --seed 1 [--articles 500] [--facts 200] [--cache DIR]
                                               [--source attribution] [--unjudged]
    python -m benchmarks.precision_sample report [--round 1]
    python -m benchmarks.precision_sample again --round 1 [--cache DIR]

`draw` reads a seeded choice of the articles of `data/news/worldwide.jsonl` under PRESSGRAPH_SHARED (default ../shared),
or with `--source attribution` of those of PolNeAR in `data/attribution`, leaves out those that earlier rounds drew
from (with `--unjudged` only the facts that they judged, for when no article is left), keeps the facts found in
DIR/facts-ROUND.jsonl (reading 500 articles takes two minutes of an idle core, once), draws from them by type, and lays
each out with its sentence in DIR/sample-ROUND.txt. The verdicts go into the third column of
`benchmarks/judgements/ROUND.tsv`: `right` only where subject, relation, object, status or role, factuality and holder
are all what the text says, else `wrong` and the reason. No text of an article is in that file.

`report` prints the precision by type with its Wilson interval, and over all: of the facts judged, and weighed by how
often each type is found. `again` reads the judged articles as the code is now, and says which of the facts judged are
still found. A fact is known again by an id over all that was judged; one that changed in any of it is another one.
`broad.tsv` is no such sample: 3,012 facts of 1,095 articles of both sources, of all types but quotations, judged in one
go to show by their number what the errors have in common.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ontology import mapping
from ontology.iris import Iris, digest

JUDGEMENTS = Path(__file__).parent / "judgements"
CACHE = Path(os.environ.get("PRESSGRAPH_CACHE_FOLDER", "~/.cache/pressgraph")).expanduser()
LEAST = 12  # facts of each type, where so many are found; the others are shared out by the root of the type's number
LONGEST = 50_000  # characters; two lines of the file are archives and no articles
AROUND = 160  # characters of the article on either side of the evidence
COLUMNS = ("id", "article", "verdict", "type", "confidence", "path", "reason")

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One line of a round: the fact by its id and kind, and what a reader found."""

    id: str
    article: str
    verdict: str
    type: str
    confidence: float
    path: str
    reason: str

    @property
    def right(self) -> bool:
        return self.verdict == "right"


def news() -> Path:
    return Path(os.environ.get("PRESSGRAPH_SHARED", "../shared")) / "data" / "news" / "worldwide.jsonl"


def fact_id(found: Record) -> str:
    """The id of a fact in an article, over all that a verdict is about."""
    holder = (found.get("attribution") or {}).get("speaker")
    place = str(found["start"]) if found["object"] is None else ""
    sides = (_side(found["subject"]), _side(found["object"]), _side(holder))
    relation = found.get("relation", "") if "relation" in mapping.fact(found["type"]).identity else ""
    said = (found.get("status", ""), found.get("role", "").lower(), found["factuality"], place, relation)
    return digest(found["article"], found["type"], *sides, *said)[:12]


def _side(party: Record | None) -> str:
    if party is None:
        return ""
    return str(party.get("iri") or party["label"].lower())


def read(names: Iterable[str], texts: dict[str, str], path: Path) -> list[Record]:
    """The facts of the named articles, read now and kept at `path`."""
    from extract import jsonl, pipeline
    from extract.article import Article
    from extract.errors import ArticleFailed

    found: list[Record] = []
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf8") as file:
        for name in names:
            reading = pipeline.attempt(Article(name, texts[name]))
            if isinstance(reading, ArticleFailed):
                print(reading, file=sys.stderr)
                continue
            for record in jsonl.records(reading, iris=Iris()):
                found.append(record)
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
    part.replace(path)
    return found


def kept(path: Path) -> list[Record]:
    return [json.loads(line) for line in path.read_text("utf8").split("\n") if line]


def drawn(found: Sequence[Record], number: int, seed: int) -> list[Record]:
    """A random choice by type: at least `LEAST` of each, the rest in proportion to the roots of their numbers."""
    by_type: dict[str, dict[str, Record]] = defaultdict(dict)
    for record in found:
        by_type[record["type"]].setdefault(fact_id(record), record)
    sizes = shares({kind: len(facts) for kind, facts in by_type.items()}, number)
    chance = random.Random(seed)
    return [by_type[kind][one] for kind in sorted(sizes) for one in chance.sample(sorted(by_type[kind]), sizes[kind])]


def shares(counts: dict[str, int], number: int) -> dict[str, int]:
    """How many of each type to draw, `number` in all where there are so many."""
    sizes = {kind: min(LEAST, count) for kind, count in counts.items()}
    while sum(sizes.values()) < number:
        open_ = [kind for kind in sorted(counts) if sizes[kind] < counts[kind]]
        if not open_:
            break
        poorest = min(open_, key=lambda kind: sizes[kind] / math.sqrt(counts[kind]))
        sizes[poorest] += 1
    return sizes


def laid_out(found: Record, text: str) -> str:
    """A fact with its sentence and what stands around it, for a reader to judge."""
    start, end = found["start"], found["end"]
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    thing = found["object"]
    said = found.get("attribution") or {}
    when = found.get("when") or {}
    holder = [f"{name}: {_named(said[name])}" for name in ("speaker", "medium", "addressee") if name in said]
    lines = (
        f"== {fact_id(found)}  {found['type']}  {found['article']}  {found.get('path', '')}  {found['confidence']:.2f}",
        f"   {_named(found['subject'])}  --[{found.get('relation', '')}]-->  {_named(thing) if thing else '-'}",
        f"   status: {found.get('status', '-')}   role: {found.get('role', '-')}   factuality: {found['factuality']}",
        f"   holder: {'; '.join(holder) or '-'}   cue: {said.get('cue', '-')}",
        f"   when: {when or '-'}   attributes: {found.get('attributes', {}) or '-'}",
        f"   {' '.join(before.split())} >>>{' '.join(text[start:end].split())}<<< {' '.join(after.split())}",
    )
    return "\n".join(lines)


def _named(party: Record) -> str:
    iri = str(party.get("iri", "")).rpartition("/entity/")[2]
    return f"{party['label']} ({party['text']}){f' <{iri}>' if iri else ''}"


def rounds(name: str = "") -> list[Path]:
    return sorted(JUDGEMENTS.glob(f"{name or '*'}.tsv"), key=lambda path: (len(path.stem), path.stem))


def judgements(paths: Iterable[Path]) -> Iterator[Judgement]:
    """The verdicts of these rounds; a line without one, or with another word, is an error with its place."""
    for path in paths:
        for number, row in enumerate(_rows(path), 3):
            if row["verdict"] not in ("right", "wrong"):
                raise SystemExit(f"{path} line {number}: {row['verdict']!r} is no verdict; expected right or wrong")
            yield Judgement(**{**row, "confidence": float(row["confidence"])})


def _rows(path: Path) -> Iterator[dict[str, str]]:
    lines = (line for line in path.read_text("utf8").split("\n") if line and not line.startswith("#"))
    yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def population(path: Path) -> dict[str, int]:
    """How many facts of each type the round was drawn from, as its first line says."""
    first = path.read_text("utf8").split("\n", 1)[0]
    return {kind: int(count) for kind, _, count in (cell.partition("=") for cell in first.split()[1:]) if count}


def wilson(right: int, number: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a proportion (Wilson 1927)."""
    if not number:
        return 0.0, 1.0
    share, square = right / number, z * z / number
    middle = (share + square / 2) / (1 + square)
    half = z / (1 + square) * math.sqrt(share * (1 - share) / number + square / (4 * number))
    return max(0.0, middle - half), min(1.0, middle + half)


def report(path: Path) -> Iterator[str]:
    """The table of one round."""
    judged = list(judgements([path]))
    found = population(path)
    yield f"{path.stem}\n{'type':12}{'found':>7}{'judged':>8}{'right':>7}{'precision':>11}   95 % interval"
    right: Counter[str] = Counter(one.type for one in judged if one.right)
    number: Counter[str] = Counter(one.type for one in judged)
    for kind in sorted(number, key=lambda kind: -found.get(kind, 0)):
        yield f"{kind:12}{found.get(kind, 0):7}{_figures(right[kind], number[kind])}"
    yield f"{'all judged':12}{sum(found.values()):7}{_figures(right.total(), number.total())}"
    whole = sum(found[kind] for kind in number if kind in found)
    if whole:
        weighed = sum(found.get(kind, 0) / whole * right[kind] / number[kind] for kind in number)
        yield f"{'as found':12}{'':22}{weighed:11.3f}   each type weighed by how often it is found"


def _figures(right: int, number: int) -> str:
    low, high = wilson(right, number)
    return f"{number:8}{right:7}{right / number:11.3f}   {low:.2f} .. {high:.2f}"


def draw(args: argparse.Namespace) -> None:
    texts = _polnear() if args.source == "attribution" else _worldwide()
    before = [row for path in rounds() if path.stem != args.round for row in _rows(path)]
    used = set() if args.unjudged else {row["article"] for row in before}
    judged = {row["id"] for row in before}
    seeds = [name for name in sorted(texts) if name not in used]
    chosen = random.Random(args.seed).sample(seeds, min(args.articles, len(seeds)))
    path = args.cache / f"facts-{args.round}.jsonl"
    found = kept(path) if path.is_file() else read(chosen, texts, path)
    found = [record for record in found if fact_id(record) not in judged]
    sample = drawn(found, args.facts, args.seed)
    layout = args.cache / f"sample-{args.round}.txt"
    layout.write_text("\n\n".join(laid_out(one, texts[one["article"]]) for one in sample) + "\n", "utf8")
    target = JUDGEMENTS / f"{args.round}.tsv"
    if target.exists():
        sys.exit(f"{target} is there already: a round is judged once; take another name")
    _write(target, sample, Counter(record["type"] for record in found))
    print(f"{len(sample)} of {len(found)} facts of {len(chosen)} articles: read {layout}, fill in {target}")


def _write(path: Path, sample: Iterable[Record], found: Counter[str]) -> None:
    path.parent.mkdir(exist_ok=True)
    lines = ["# " + " ".join(f"{kind}={count}" for kind, count in sorted(found.items())), "\t".join(COLUMNS)]
    for one in sample:
        cells = (fact_id(one), one["article"], "", one["type"], f"{one['confidence']:.3f}", one.get("path", ""), "")
        lines.append("\t".join(cells))
    path.write_text("\n".join(lines) + "\n", "utf8")


def again(args: argparse.Namespace) -> None:
    texts = _texts()
    judged = list(judgements(rounds(args.round)))
    found = read(sorted({one.article for one in judged}), texts, args.cache / f"again-{args.round}.jsonl")
    ids = {fact_id(record) for record in found}
    table = Counter((one.type, one.verdict, one.id in ids) for one in judged)
    print(f"{'type':12}{'right, found':>14}{'right, lost':>13}{'wrong, found':>14}{'wrong, gone':>13}")
    for kind in sorted({one.type for one in judged}):
        cells = [table[kind, verdict, there] for verdict in ("right", "wrong") for there in (True, False)]
        print(f"{kind:12}{cells[0]:14}{cells[1]:13}{cells[2]:14}{cells[3]:13}")
    for one in judged:
        if (one.id in ids) != one.right:
            print("lost " if one.right else "still", one.id, one.type, one.article, one.path, one.reason)


def _texts() -> dict[str, str]:
    return {**_worldwide(), **_polnear()}


def _polnear() -> dict[str, str]:
    """The articles of PolNeAR by file name."""
    folders = news().parent.parent / "attribution"
    return {path.stem: path.read_text("utf8") for path in sorted(folders.glob("*/text/*.txt"))}


def _worldwide() -> dict[str, str]:
    if not news().is_file():
        sys.exit(f"{news()} is not there: set PRESSGRAPH_SHARED to the folder that holds data/news")
    with news().open(encoding="utf8") as file:
        texts = {record["id"]: record["text"] for record in map(json.loads, file)}
    return {name: text for name, text in texts.items() if len(text) <= LONGEST}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("draw", "report", "again"))
    parser.add_argument("--round", default="")
    parser.add_argument("--source", default="worldwide", choices=("worldwide", "attribution"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--facts", type=int, default=200)
    parser.add_argument("--unjudged", action="store_true")
    parser.add_argument("--cache", type=Path, default=CACHE)
    args = parser.parse_args()
    if args.step == "draw":
        draw(args)
    elif args.step == "again":
        again(args)
    else:
        for path in rounds(args.round):
            print("\n".join(report(path)), end="\n\n")


if __name__ == "__main__":
    main()
