"""Commands around articles: what they report (`facts`), and how well that is found (`eval`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from extract import evaluate as measure
from extract.article import Article, Reading
from extract.errors import ArticleFailed, PressgraphError
from extract.evaluate import Finding, Result
from extract.jsonl import Record, records
from extract.read import articles
from ontology.iris import Iris
from server.cli.console import Tally, out, progress
from server.cli.frames import Frames, use
from server.settings import Settings

Paths = Annotated[list[Path], typer.Argument(help="Files, folders, feeds: .txt .jsonl .xml .html", show_default=False)]
Confidence = Annotated[float, typer.Option(min=0, max=1, help="Leave out facts of which the reader is less sure.")]


class FactFormat(StrEnum):
    """How `facts` prints them."""

    jsonl = "jsonl"
    table = "table"


def facts(
    paths: Paths,
    format: Annotated[FactFormat, typer.Option(help="One JSON object a line, or a table to read.")] = FactFormat.jsonl,
    min_confidence: Confidence = 0.0,
    frames: Frames = None,
) -> None:
    """Print what articles report, with the characters that say so."""
    use(frames)
    tally = Tally()
    for found in _records(paths, tally, min_confidence):
        if format is FactFormat.jsonl:
            typer.echo(json.dumps(found, ensure_ascii=False))
        else:
            out.print(_line(found), markup=False)
    tally.end()


def read(
    paths: Paths,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document an article.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write an HTML page of displaCy here instead.")] = None,
    trees: Annotated[bool, typer.Option(help="Show the sentences' trees in the terminal.")] = True,
) -> None:
    """Show what the reader sees in articles: names, attributions, trees."""
    from extract import reader, show

    tally = Tally()
    docs = ((article.name, reader.annotate(article.text)) for article in articles(paths, report=tally.report))
    pages = []
    for name, doc in docs:
        tally.done += 1
        if html is not None:
            pages.append((name, doc))
        elif as_json:
            typer.echo(show.as_json(doc))
        else:
            out.print(show.in_terminal(doc, title=name, trees=trees))
    if html is not None:
        html.write_text(show.as_page(pages), "utf8")
    tally.end()


def evaluate(
    folder: Annotated[Path, typer.Argument(help="Annotated articles: NAME.txt with NAME.json.")] = Path("corpus"),
    facts: Annotated[Path | None, typer.Option(help="Facts found earlier (JSONL); without it, find them now.")] = None,
    errors: Annotated[bool, typer.Option("--errors", help="Also print each missed and each wrong fact.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Measure the facts found in annotated articles: precision and recall for each type."""
    tally = Tally()
    if facts is not None:
        given = _saved(facts)
    else:
        given = _records(sorted(folder.glob("*.txt")), tally, 0.0)
    result = measure.evaluate(folder, given)
    if as_json:
        typer.echo(json.dumps(figures(result), indent=1))
        return
    if errors:
        for finding in sorted(result.findings, key=_order):
            out.print(f"{finding.kind:10}{finding.article:10}{finding.type:12}{finding.text}", markup=False)
    out.print(_table(result))
    out.print(
        f"{result.articles} articles, {result.facts} facts, {result.grounded} with evidence inside the text; "
        f"{result.forbidden} of {result.bans} forbidden facts stated"
    )
    tally.end()


def figures(result: Result) -> Record:
    """The measurement as an object for `json.dumps`."""
    names = ("annotated", "found", "extracted", "right", "precision", "recall", "strict_recall", "f1")
    types = {kind: {name: getattr(count, name) for name in names} for kind, count in result.counts.items()}
    whole = ("articles", "facts", "grounded", "forbidden", "bans", "macro_f1")
    return {"types": types, **{name: getattr(result, name) for name in whole}}


def readings(found: Iterator[Article], tally: Tally) -> Iterator[Reading]:
    """Each article read; one that fails is said and left out."""
    from extract import pipeline  # here, so that the other commands start without loading spaCy

    for article in found:
        reading = pipeline.attempt(article)
        if isinstance(reading, ArticleFailed):
            tally.report(reading)
            continue
        tally.done += 1
        yield reading


def _records(paths: list[Path], tally: Tally, least: float) -> Iterator[Record]:
    iris = Iris(Settings().base)
    with progress("reading") as shown:
        task = shown.add_task("")
        for reading in readings(articles(paths, report=tally.report), tally):
            shown.update(task, description=f"{tally.done} articles")
            yield from (record for record in records(reading, iris=iris) if record["confidence"] >= least)


def _saved(path: Path) -> Iterator[Record]:
    for number, line in enumerate(path.read_text("utf8").splitlines(), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError as error:
                raise PressgraphError(f"{path} line {number}: not JSON ({error})") from error


def _line(found: Record) -> str:
    who, whom = found["subject"]["label"], found["object"]["label"] if found["object"] else ""
    detail = found.get("status") or found.get("role") or ""
    words = found["evidence"].replace("\n", " ")
    return (
        f"{found['article']:10} {found['type']:10} {who} | {found.get('relation', '')} | {whom}"
        f" | {detail} | {found['factuality']} {found['confidence']:.2f} | {words[:100]}"
    )


def _order(finding: Finding) -> tuple[str, str, str]:
    return finding.article, finding.type, finding.kind


def _table(result: Result) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("type")
    for heading in ("annotated", "extracted", "precision", "recall", "F1", "strict recall"):
        table.add_column(heading, justify="right")
    for kind, count in result.counts.items():
        aimed = kind in measure.EXHAUSTIVE
        table.add_row(
            kind,
            str(count.annotated),
            str(count.extracted),
            _figure(count.precision) if aimed else "",
            _figure(count.recall),
            _figure(count.f1) if aimed else "",
            _figure(count.strict_recall),
        )
    table.add_row("macro F1", "", "", "", "", _figure(result.macro_f1), "")
    return table


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
