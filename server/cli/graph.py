"""Commands around a store: `build` and `load` write it, `query` and `dump` read it, `serve` and `demo` show it."""

from __future__ import annotations

import dataclasses
import sys
from enum import Enum
from pathlib import Path
from typing import Annotated

import pyoxigraph as ox
import typer
from rich.markup import escape

from extract import read
from extract.errors import BuildError, PressgraphError
from server import dump as dumps
from server import questions, snapshot
from server.cli import answers
from server.cli.console import Tally, existing, progress, say
from server.cli.frames import Frames, use
from server.cli.text import Confidence, Paths
from server.settings import Settings
from server.store import Store

StorePath = Annotated[
    Path | None, typer.Option("--store", help="The store's folder. Default: PRESSGRAPH_STORE, else store.")
]
Processes = Annotated[int | None, typer.Option(min=1, help="Reading processes. Default: one for each core.")]

DumpFormat = Enum("DumpFormat", {name: name for name in dumps.DOWNLOADS}, type=str)  # type: ignore[misc]


def build(
    paths: Paths,
    store: StorePath = None,
    processes: Processes = None,
    min_confidence: Confidence = 0.0,
    prune: Annotated[bool, typer.Option("--prune", help="Remove articles of the store that are not in PATHS.")] = False,
    frames: Frames = None,
) -> None:
    """Read articles into a store and publish it.

    An article takes the place of what was there under its name; one that has not changed is kept. A build that was
    stopped goes on where it was when it is started again, and until it ends the former graph is served.
    """
    use(frames)
    tally = Tally()
    with Store(_store(store)) as target:
        _fill(paths, target, tally, processes=processes, min_confidence=min_confidence, prune=prune)
    tally.end()


def _fill(
    paths: list[Path],
    target: Store,
    tally: Tally,
    *,
    processes: int | None = None,
    min_confidence: float = 0.0,
    prune: bool = False,
) -> None:
    """Reads `paths` into the store and publishes, saying what was done."""
    from extract import build as builds  # here and below, so that the other commands start without loading spaCy
    from extract import identity

    run = identity.run()
    if min_confidence:
        run = dataclasses.replace(run, version=f"{run.version} --min-confidence {min_confidence:g}")
    plan = builds.Plan(run, Settings().base, min_confidence)
    kept = facts = 0
    seen: list[str] = []
    with progress("building") as shown:
        task = shown.add_task("")
        articles = read.articles(paths, report=tally.report)
        for built in builds.build(articles, target, plan, report=tally.report, processes=processes):
            tally.done += 1
            kept += built.kept
            facts += built.facts
            seen.append(built.iri)
            shown.update(task, description=f"{tally.done} articles, {facts} facts")
    if not tally.done:
        raise BuildError("no article was read, so the store is left as it was")
    removed = len(list(builds.prune(target, seen))) if prune else 0
    published = target.publish()
    again = f" ({kept} unchanged)" if kept else ""
    gone = f", {removed} removed" if removed else ""
    say(f"{tally.done} articles{again}{gone}: {len(target):,} statements in {target.path}, published as {published}")


def load(
    paths: Annotated[list[Path], typer.Argument(help="RDF files: .ttl .trig .nt .nq .rdf .jsonld", show_default=False)],
    store: StorePath = None,
    graph: Annotated[
        str | None, typer.Option(help="Put triples into this named graph, in place of what is there.")
    ] = None,
) -> None:
    """Load RDF files into a store and publish it, for example a dump of another one."""
    with Store(_store(store)) as target:
        for path in paths:
            for name, triples in _graphs(existing(path), graph).items():
                if name is None:
                    target.add_to_graph(None, triples)
                else:
                    target.put_graph(name, triples)
        published = target.publish()
        say(f"{len(paths)} files loaded: {len(target):,} statements in {target.path}, published as {published}")


def _graphs(path: Path, graph: str | None) -> dict[str | None, list[ox.Triple]]:
    """The file's triples by the graph they belong in."""
    format = ox.RdfFormat.from_extension(path.suffix.lstrip("."))
    if format is None:
        raise PressgraphError(f"{path}: expected an RDF file: .ttl .trig .nt .nq .rdf .jsonld")
    graphs: dict[str | None, list[ox.Triple]] = {}
    try:
        for quad in ox.parse(path=str(path), format=format):
            name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else graph
            graphs.setdefault(name, []).append(quad.triple)
    except (SyntaxError, ValueError) as error:
        raise PressgraphError(f"{path}: {error}") from error
    return graphs


def query(
    question: Annotated[
        str, typer.Argument(help="SPARQL, a .rq file, or the name of an example; - reads it from standard input.")
    ] = "",
    store: StorePath = None,
    format: Annotated[answers.AnswerFormat, typer.Option(help="How to print the answer.")] = answers.AnswerFormat.table,
    width: Annotated[
        int | None, typer.Option(min=20, help="Columns of a table; longer cells end in an ellipsis.")
    ] = None,
    examples: Annotated[bool, typer.Option("--list", help="List the example questions.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show how the question is run, without running it.")
    ] = False,
) -> None:
    """Ask the published graph a question in SPARQL. The prefixes of the project need no declaration."""
    if examples or not question:
        for example in questions.all_questions():
            typer.echo(f"{example.name:28} {example.title}")
        return
    found, asked = _snapshot(store), _question(question)
    if explain:
        typer.echo(answers.explained(asked, found), nl=False)
    else:
        answers.write(found.open(), answers.searched(asked, found), format, width=width)


def _question(given: str) -> str:
    """The SPARQL that was asked for."""
    if given == "-":
        return sys.stdin.read()
    if (example := questions.named(given)) is not None:
        return example.query
    if given.endswith(".rq"):
        return existing(Path(given)).read_text("utf8")
    if not any(mark in given for mark in "{ \n"):
        raise PressgraphError(f"{given}: there is no example of this name; pressgraph query --list shows them")
    return given


def dump(
    store: StorePath = None,
    format: Annotated[
        DumpFormat, typer.Option(help="ttl nt rdf jsonld: the merged facts; trig nq: all graphs.")
    ] = DumpFormat.ttl,  # type: ignore[attr-defined]
    out: Annotated[Path | None, typer.Option(help="A file to write. Default: standard output.")] = None,
) -> None:
    """Write the published graph as RDF."""
    graph = opened(store)
    if out is None:
        dumps.write(graph, format.value, sys.stdout.buffer)
    else:
        with out.open("wb") as file:
            dumps.write(graph, format.value, file)


def serve(
    store: StorePath = None,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on. Default: PRESSGRAPH_HOST, else 127.0.0.1.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; 0 takes a free one. Default: PRESSGRAPH_PORT, else 8000.")
    ] = None,
) -> None:
    """Serve a store: SPARQL, pages, downloads. Every other setting is an environment variable PRESSGRAPH_NAME."""
    from server.cli import serving

    settings = _settings(store, host, port)
    _snapshot(settings.store)
    serving.serve(settings, serving.addresses)


def demo(
    paths: Annotated[list[Path], typer.Argument(help="Articles to read.")] = [Path("corpus")],  # noqa: B006
    store: StorePath = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
) -> None:
    """Build the graph of the articles, serve it, and say what to look at."""
    from server.cli import serving

    settings = _settings(store, host, port)
    with Store(settings.store) as target:
        _fill(paths, target, Tally())
    serving.serve(settings, serving.tour)


def _settings(store: Path | None, host: str | None, port: int | None) -> Settings:
    """The settings of the environment with what the command line says instead."""
    given = {"store": store, "host": host, "port": port}
    return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]


def _store(path: Path | None) -> Path:
    return path or Settings().store


def opened(store: Path | None) -> ox.Store:
    """The published graph of a store."""
    return _snapshot(store).open()


def _snapshot(store: Path | None) -> snapshot.Snapshot:
    path = _store(store)
    found = snapshot.current(path)
    if found is None:
        raise PressgraphError(
            f"{escape(str(path))}: no graph was published here; build one: pressgraph build corpus --store {path}"
        )
    return found
