"""Commands around entities: look them up, check the table, take in one's own, ask a service for what is unlinked."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from extract.article import Mention, Reading
from extract.errors import PressgraphError
from extract.read import articles
from server.cli.console import Tally, existing, out, progress, say
from server.cli.text import Paths, readings

app = typer.Typer(help="The entity table: look up, check, add your own.", no_args_is_help=True)


@app.command()
def show(name: Annotated[str, typer.Argument(help="A name as articles write it, or an id such as Q159.")]) -> None:
    """Show what a name may stand for, the likeliest first."""
    from extract import entities, gazetteer

    found = entities.show(name, gazetteer.load())
    if not found:
        raise PressgraphError(f"{name}: no entity of the table is called so")
    for one in found:
        for line in one.lines():
            out.print(line, markup=False)


@app.command()
def check() -> None:
    """Check the table for duplicates, colliding acronyms, malformed ids and dangling references."""
    from extract import entities

    problems = entities.check()
    for problem in problems:
        out.print(f"{'WRONG ' if problem.grave else ''}{problem}", markup=False)
    grave = sum(problem.grave for problem in problems)
    out.print(f"{len(problems)} findings, {grave} of them wrong")
    if grave:
        raise typer.Exit(1)


@app.command("import")
def take(
    file: Annotated[Path, typer.Argument(help="Entities as .tsv or .jsonl: label, type, aliases, same_as ...")],
) -> None:
    """Add entities of your own, all of a file or, with a sentence for each wrong row, none."""
    from extract import entities, gazetteer

    rows = entities.take(existing(file), _own_folder(), gazetteer.load())
    say(f"{len(rows)} entities taken into {escape(str(_own_folder()))}; articles read from now on are linked to them")


@app.command()
def accept(
    file: Annotated[Path, typer.Argument(help="Proposals of `pressgraph link`, with yes in the column accept.")],
) -> None:
    """Take the links that you have reviewed: the rows of a file of proposals that are marked yes."""
    from extract import entities, gazetteer, reconcile

    with tempfile.TemporaryDirectory() as folder:
        records = Path(folder) / f"{file.stem}.jsonl"
        records.write_text("".join(json.dumps(one) + "\n" for one in reconcile.accepted(existing(file))), "utf8")
        rows = entities.take(records, _own_folder(), gazetteer.load())
    say(f"{len(rows)} links taken into {escape(str(_own_folder()))}")


def link(
    paths: Paths,
    reconcile: Annotated[str | None, typer.Option(help="Address of a reconciliation service to ask.")] = None,
    out_file: Annotated[Path, typer.Option("--out", help="Where its proposals go.")] = Path("proposals.tsv"),
) -> None:
    """Show which entities of articles are linked and why, or ask a reconciliation service about the others.

    The names of unlinked entities go to that service, and nothing is asked without --reconcile. Its answers are written
    to a file; write yes into the column `accept` where one is right, then: pressgraph entities accept FILE.
    """
    tally = Tally()
    found = readings(articles(paths, report=tally.report), tally)
    if reconcile is None:
        for reading in found:
            _show_links(reading)
    else:
        _propose(found, reconcile, out_file)
    tally.end()


def _show_links(reading: Reading) -> None:
    """Each entity of the article once, with the rule that decided and the parts of the score."""
    seen: dict[str, Mention] = {}
    for mention in reading.mentions:
        if mention.entity is not None:
            seen.setdefault(mention.entity.id, mention)
    for identifier, mention in seen.items():
        entity, why = mention.entity, mention.link
        assert entity is not None
        parts = ", ".join(f"{name} {value:g}" for name, value in why.parts) if why else ""
        reason = f"{why.method} {why.score:.2f} ({parts})" if why else ""
        mark = "linked" if entity.linked else "own"
        name, row = reading.article.name, f"{identifier:32} {entity.label:40} {reason}"
        out.print(f"{name:10} {mark:7} {row}".rstrip(), markup=False)


def _propose(found: Iterator[Reading], url: str, file: Path) -> None:
    from extract import gazetteer, reconcile

    with progress("asking"):
        entities = reconcile.unlinked(found)
        proposals = reconcile.proposals(entities.values(), reconcile.Service(url), cache=gazetteer.cache_folder())
        count = reconcile.write(proposals, file)
    say(f"{len(entities)} entities without a link, {count} proposals in {escape(str(file))}")


def _own_folder() -> Path:
    from extract import gazetteer

    folder = gazetteer.own_folder()
    if folder is None:
        raise PressgraphError("PRESSGRAPH_ENTITIES is not set; let it name the folder for entities of your own")
    return folder
