"""What the commands print with: messages to standard error, progress, and the tally of what was left out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from extract.errors import PressgraphError
from ontology.entity_table import TableError
from server.store import StoreError

LEFT_OUT = 3
REFUSALS = (PressgraphError, StoreError, TableError)

err = Console(stderr=True, highlight=False, soft_wrap=True)
out = Console(highlight=False, soft_wrap=True)


def say(message: str) -> None:
    """A line to standard error; square brackets in it are rich's markup."""
    err.print(message)


@dataclass(slots=True)
class Tally:
    """Says what is left out as it comes, and ends the command accordingly."""

    left_out: int = 0
    done: int = 0
    places: list[str] = field(default_factory=list)

    def report(self, problem: PressgraphError) -> None:
        self.left_out += 1
        say(f"[yellow]left out:[/yellow] {escape(str(problem))}")

    def end(self) -> None:
        """Exit code 3 where something was left out, 1 where that was all there was."""
        if self.left_out:
            raise typer.Exit(LEFT_OUT if self.done else 1)


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """A spinner with a count, on a terminal only."""
    columns = (SpinnerColumn(), TextColumn(what), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as shown:
        yield shown


def existing(path: Path) -> Path:
    """The path itself; a plain sentence where there is nothing."""
    if not path.exists():
        raise PressgraphError(f"{path}: there is no such file or folder")
    return path
