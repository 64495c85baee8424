"""How well and how fast names are linked: `python -m benchmarks.link [gold|treebank|speed|million ...]`.

gold      the annotated names of `tests/data/names/gold.tsv` in the articles of `PRESSGRAPH_SHARED/gold`
treebank  named mentions of the treebank whose Wikipedia title is an entity of the table, names as annotated there
speed     mentions and links a document, and their share of the pipeline's time
million   a generated table of one million rows: time to open and to look up
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from spacy.tokens import Doc

from extract import gazetteer, link, mentions, reader
from extract.article import Mention, When
from extract.gazetteer import Gazetteer
from ontology.entity_table import Name, Row

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("PRESSGRAPH_SHARED") or ROOT.parent / "shared")
ANNOTATED = ROOT / "tests/data/names/gold.tsv"
DATES = {"04": 2005, "06": 2005, "09": 2004, "11": 2004, "16": 2019, "18": 2022, "24": 2022, "28": 2022,
         "seed0": 2023, "seed1": 2022, "w03": 2024, "w06": 2025, "w08": 2023, "w10": 2024}  # fmt: skip


@dataclass
class Tally:
    """Links made and right, entities to be found and found; the errors for reading."""

    made: int = 0
    right: int = 0
    wanted: int = 0
    found: int = 0
    errors: Counter[str] = field(default_factory=Counter)

    def line(self, name: str) -> str:
        precision = self.right / self.made if self.made else 1.0
        recall = self.found / self.wanted if self.wanted else 1.0
        exact = f"precision {precision:.3f} ({self.right}/{self.made})"
        return f"{name:10} {exact}  recall {recall:.3f} ({self.found}/{self.wanted})"


def annotated() -> dict[str, list[tuple[int, int, frozenset[str]]]]:
    """The annotated names of each article: offsets and the ids that count as right (none for a name without one)."""
    names: dict[str, list[tuple[int, int, frozenset[str]]]] = {}
    for line in ANNOTATED.read_text(encoding="utf8").splitlines()[1:]:
        article, start, end, ids = line.split("\t")
        right = frozenset() if ids == "-" else frozenset(ids.split("|"))
        names.setdefault(article, []).append((int(start), int(end), right))
    return names


def gold(table: Gazetteer) -> Tally:
    """Names as the pipeline finds them against those annotated."""
    tally = Tally()
    for article, names in annotated().items():
        text = (SHARED / "gold" / f"{article}.txt").read_text(encoding="utf8")
        doc = reader.annotate(text)
        year = DATES[article]
        published = When(str(year), None, date(year, 1, 1), date(year, 12, 31), "year")
        resolved = link.resolve(doc, mentions.find(doc, table), table, published)
        compare(article, names, resolved, table, tally)
    return tally


def compare(
    article: str,
    names: list[tuple[int, int, frozenset[str]]],
    resolved: tuple[Mention, ...],
    table: Gazetteer,
    tally: Tally,
) -> None:
    """Count one article's links; a name inside an annotated one is not counted, one beside them all is an error."""
    made = [m for m in resolved if m.kind not in ("nominal", "pronoun") and m.entity is not None]
    for mention in made:
        if mention.entity is None or table.row(mention.entity.id) is None:
            continue
        over = [n for n in names if n[0] < mention.span.end and mention.span.start < n[1]]
        exact = [n for n in over if (n[0], n[1]) == (mention.span.start, mention.span.end)]
        if over and not exact and any(n[0] <= mention.span.start and mention.span.end <= n[1] for n in over):
            continue
        right = any(mention.entity.id in n[2] for n in exact or over)
        tally.made += 1
        tally.right += right
        if not right:
            tally.errors[f"wrong  {article} {mention.text} -> {mention.entity.label} {mention.entity.id}"] += 1
    for start, end, ids in names:
        if not ids or all(i.startswith("group/") for i in ids):
            continue
        tally.wanted += 1
        here = [m for m in made if m.span.start < end and start < m.span.end]
        hit = any(m.entity is not None and m.entity.id in ids for m in here)
        tally.found += hit
        if not hit:
            seen = "; ".join(
                f"{m.text} {m.entity.id if m.entity else ''} {m.link.score if m.link else ''}" for m in here
            )
            tally.errors[f"missed {article} {start} {'|'.join(ids)}: {seen}"] += 1


def treebank(table: Gazetteer) -> Tally:
    """Names as the treebank annotates them, right where the linked entity bears the annotated Wikipedia title."""
    titles = _titles(table)
    tally = Tally()
    for path in sorted((SHARED / "data" / "treebank").glob("gum-*.conllu")):
        for doc, wanted in documents(path):
            resolved = link.resolve(doc, mentions.find(doc, table), table, None)
            at = {(m.first, m.last): m for m in resolved if m.kind not in ("nominal", "pronoun")}
            for first, last, title in wanted:
                ids = titles.get(_title(title), frozenset())
                mention = at.get((first, last))
                if not ids:
                    continue  # the treebank's entity is not in the table
                tally.wanted += 1
                if mention is None or mention.entity is None:
                    continue
                linked = table.row(mention.entity.id) is not None
                tally.made += linked
                right = mention.entity.id in ids
                tally.right += right and linked
                tally.found += right
                if linked and not right:
                    tally.errors[f"wrong  {mention.text} ({title}) -> {mention.entity.label} {mention.entity.id}"] += 1
                elif ids and not right:
                    tally.errors[f"missed {mention.text} ({title}) {mention.label} {mention.entity.candidates}"] += 1
    return tally


def _titles(table: Gazetteer) -> dict[str, frozenset[str]]:
    """Wikipedia titles to ids: DBpedia titles where the table has them, else labels."""
    from ontology.entity_table import DBPEDIA, read

    titles: dict[str, set[str]] = {}
    for row in read():
        known = [iri.removeprefix(DBPEDIA) for iri in row.same_as if iri.startswith(DBPEDIA)]
        for title in (*known, row.label):
            titles.setdefault(_title(title), set()).add(row.id)
    return {title: frozenset(ids) for title, ids in titles.items()}


def _title(title: str) -> str:
    return unquote(title).replace("_", " ").lower()


def documents(path: Path) -> Iterator[tuple[Doc, list[tuple[int, int, str]]]]:
    """The treebank's documents with tags, trees and the reader's labels, and (first, last, title) of each name."""
    from benchmarks.treebank import docs

    yield from docs(path)


def speed(table: Gazetteer) -> str:
    """Milliseconds a document for reading it, and for mentions and links, warm."""
    texts = [p.read_text(encoding="utf8") for p in sorted((SHARED / "gold").glob("*.txt"))]
    read = found = 0.0
    for _ in range(2):
        read = found = 0.0
        for text in texts:
            started = time.perf_counter()
            doc = reader.annotate(text)
            middle = time.perf_counter()
            link.resolve(doc, mentions.find(doc, table), table, None)
            read, found = read + middle - started, found + time.perf_counter() - middle
    share = found / (read + found)
    each = 1000 / len(texts)
    return f"speed      reader {each * read:.1f} ms, names and links {each * found:.1f} ms a document ({share:.0%})"


def million() -> str:
    """Seconds to open a table of one million generated rows and microseconds a look-up in it."""
    rng = random.Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz"

    def word() -> str:
        return "".join(rng.choice(letters) for _ in range(rng.randint(4, 9))).title()

    names = [f"{word()} {word()}" for _ in range(1_000_000)]
    rows = (
        Row(f"Q{n + 1}", name, "organisation", names=(Name(name.upper()[:4], "acronym"),))
        for n, name in enumerate(names)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "million.sqlite"
        started = time.perf_counter()
        gazetteer.compile_table(rows, path)
        built = time.perf_counter() - started
        started = time.perf_counter()
        table = Gazetteer(path, "million")
        table.candidates("Nothing")
        opened = time.perf_counter() - started
        times = []
        for name in rng.sample(names, 20_000):
            started = time.perf_counter()
            found = table.candidates(name)
            times.append(time.perf_counter() - started)
            if not found:
                raise SystemExit(f"{name} was not found")
    return (
        f"million    built {built:.0f} s, opened {opened:.3f} s, median look-up {1e6 * statistics.median(times):.1f} µs"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", nargs="*", default=["gold", "treebank", "speed"])
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    table = gazetteer.load()
    for what in options.what:
        if what == "million":
            print(million())
            continue
        if what == "speed":
            print(speed(table))
            continue
        tally = gold(table) if what == "gold" else treebank(table)
        print(tally.line(what))
        if options.errors:
            for error, count in sorted(tally.errors.items()):
                print(f"  {count:3} {error}")


if __name__ == "__main__":
    main()
