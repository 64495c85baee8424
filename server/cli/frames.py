"""Commands around the lexicon: `frames check` runs its sentences, `frames list` shows what it knows."""

from __future__ import annotations

from typing import Annotated

import typer

from server.cli.console import out

app = typer.Typer(help="The lexicon: how English says each relation.", no_args_is_help=True)


@app.command("list")
def show() -> None:
    """List the types of facts, with how many patterns, words and sentences each has."""
    from extract import lexicon

    for frame in lexicon.load().frames:
        words = {word for pattern in frame.patterns for word in pattern.triggers}
        sentences = len(frame.examples) + len(frame.against)
        out.print(
            f"{frame.type:14}{len(frame.patterns):4} patterns{len(words):5} words{sentences:5} sentences", markup=False
        )


@app.command()
def check(
    types: Annotated[list[str] | None, typer.Argument(help="Only these types of facts.", show_default=False)] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Also show the sentences that pass.")] = False,
) -> None:
    """Run the sentences for and against of the frame files, and show which path fired."""
    from extract import examples, lexicon

    count = failed = 0
    for one in examples.checks(lexicon.load(), only=types or ()):
        count += 1
        failed += not one.passed
        if verbose or not one.passed:
            mark = "ok   " if one.passed else "FAIL "
            aim = f"expected: {one.expected}" if one.expected else "expected: no such fact"
            out.print(f"{mark}{one.type}: {one.text}\n       {aim}", markup=False)
            for found in one.found or ("nothing",):
                out.print(f"       found: {found}", markup=False)
            if one.paths:
                out.print(f"       path: {', '.join(one.paths)}", markup=False)
    out.print(f"{count} sentences, {failed} fail")
    if failed:
        raise typer.Exit(1)
