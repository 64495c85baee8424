"""Commands around the lexicon: `frames check` runs its sentences, `frames list` shows what it knows."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extract.errors import PressgraphError
from ontology import frame_files
from server.cli.console import existing, out

if TYPE_CHECKING:
    from extract.examples import Check
    from extract.lexicon import Lexicon

app = typer.Typer(help="The lexicon: how English says each relation.", no_args_is_help=True)

Frames = Annotated[
    Path | None,
    typer.Option("--frames", help="Folder with further frame files of your own. Default: PRESSGRAPH_FRAMES."),
]


def use(folder: Path | None) -> None:
    """Lets this process, and those that it starts, read the frame files of a folder beside the package's own."""
    from extract import lexicon

    if folder is not None:
        os.environ[frame_files.VARIABLE] = str(existing(folder).resolve())
    lexicon.load()  # a file that cannot be used is said before anything is read by it


@app.command("list")
def show(frames: Frames = None) -> None:
    """List the types of facts, with how many patterns, words and sentences each has."""
    from extract import lexicon

    use(frames)
    for frame in lexicon.load().frames:
        words = {word for pattern in frame.patterns for word in pattern.triggers}
        sentences = len(frame.examples) + len(frame.against)
        out.print(
            f"{frame.type:14}{len(frame.patterns):4} patterns{len(words):5} words{sentences:5} sentences", markup=False
        )


@app.command()
def check(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TYPE|FILE]...", help="Only these types of facts, or these files.", show_default=False),
    ] = None,
    frames: Frames = None,
    failures: Annotated[bool, typer.Option("--failures", help="Show only the sentences that fail.")] = False,
) -> None:
    """Run the sentences for and against of the frame files, and show which path fired.

    A FILE is checked for what it says first, and may be anywhere.
    """
    from extract import examples

    use(frames)
    files = [existing(Path(name)) for name in names or () if name.endswith((".yaml", ".yml"))]
    problems = [problem for path in files for problem in frame_files.check(path)]
    if problems:
        raise PressgraphError("\n".join(problems))
    lexicon, types = _lexicon(files)
    wanted = [*(name for name in names or () if not name.endswith((".yaml", ".yml"))), *types]
    known = {frame.type for frame in lexicon.frames}
    if unknown := [name for name in wanted if name not in known]:
        raise PressgraphError(
            f"{unknown[0]}: no such type of facts; expected a file or one of {', '.join(sorted(known))}"
        )
    count = failed = 0
    for one in examples.checks(lexicon, only=wanted):
        count += 1
        failed += not one.passed
        if not failures or not one.passed:
            _print(one)
    out.print(f"{count} sentences, {failed} fail")
    if failed:
        raise typer.Exit(1)


def _lexicon(files: list[Path]) -> tuple[Lexicon, list[str]]:
    """The lexicon with these files in it, and the types that they tell of."""
    from extract import lexicon

    return lexicon.load(further=tuple(files)), [frame_files.loaded(path)["type"] for path in files]


def _print(one: Check) -> None:
    mark = "ok  " if one.passed else "FAIL"
    out.print(f"{mark} {one.type}: {one.text}", markup=False)
    if not one.passed:
        out.print(f"       expected: {one.expected or 'no such fact'}", markup=False)
    for found in one.found or ("nothing",):
        out.print(f"       found: {found}", markup=False)
    if one.paths:
        out.print(f"       path: {', '.join(one.paths)}", markup=False)
