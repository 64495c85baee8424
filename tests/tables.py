"""Tables of sentences in `tests/data`: tab-separated, with lines of remarks."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

DATA = Path(__file__).parent / "data"
Row = TypeVar("Row")


def rows(name: str, row: Callable[..., Row]) -> list[Row]:
    """The rows of a table, each made of its cells by the names of the columns."""
    with (DATA / name).open(encoding="utf8", newline="") as lines:
        plain = (line for line in lines if not line.startswith("#"))
        return [row(**cells) for cells in csv.DictReader(plain, delimiter="\t", quoting=csv.QUOTE_NONE)]
