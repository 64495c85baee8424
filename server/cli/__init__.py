"""The command line: `pressgraph COMMAND --help`. The only part of the server that imports `extract`, and that prints.

Results go to standard output, everything else to standard error. The exit code is 0 when all was done, 1 when the
command could not do its work, 2 when it was called wrongly, and 3 when it was done but for something that was left
out (a broken file, an article that could not be read), which has been said.

`graph.py` holds the commands around a store (build, query, dump, load, serve, demo), `conflicts.py` what articles say
against each other, `text.py` those around articles
(read, facts, eval), `frames.py` those around the lexicon, `entities.py` those around the entity table (entities, link),
`console.py` what they print with.
"""

from __future__ import annotations

import os
import sys

import typer

from server.cli import conflicts, entities, frames, graph, text
from server.cli.console import REFUSALS, say

app = typer.Typer(
    name="pressgraph",
    help="News articles in, a linked-data graph out, answered over SPARQL.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (graph.demo, graph.build, graph.serve, graph.query, graph.dump, graph.load):
    app.command()(command)
app.command()(conflicts.conflicts)
app.command()(text.read)
app.command()(text.facts)
app.command("eval")(text.evaluate)
app.command()(entities.link)
app.add_typer(frames.app, name="frames")
app.add_typer(entities.app, name="entities")


def main() -> None:
    """Runs the command line; what it refuses is said in a sentence, without a traceback."""
    try:
        app()
    except REFUSALS as refusal:
        say(f"[red]pressgraph:[/red] {refusal}")
        sys.exit(1)
    except BrokenPipeError:  # `pressgraph facts ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


__all__ = ["app", "main"]
