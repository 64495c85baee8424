"""The answer to a query, printed: a table to read, or one of the formats of SPARQL and RDF."""

from __future__ import annotations

import sys
from enum import StrEnum

import pyoxigraph as ox
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from extract.errors import PressgraphError
from server import engine, explain, magic, prefixes, scanner, wordindex
from server.engine import Prepared
from server.magic import Search
from server.scanner import Limits, RefusedError
from server.settings import Settings
from server.snapshot import Snapshot
from server.wordindex import WordsError


class AnswerFormat(StrEnum):
    """The forms in which `query` prints."""

    table = "table"
    json = "json"
    csv = "csv"
    tsv = "tsv"
    xml = "xml"
    ttl = "ttl"
    nt = "nt"


ROWS = {
    AnswerFormat.json: ox.QueryResultsFormat.JSON,
    AnswerFormat.csv: ox.QueryResultsFormat.CSV,
    AnswerFormat.tsv: ox.QueryResultsFormat.TSV,
    AnswerFormat.xml: ox.QueryResultsFormat.XML,
}
GAP = 2  # between columns
LIMITS = Limits(bytes=1 << 30, tokens=1 << 30)  # who asks here stops what takes too long; nesting could end the program
WIDE = 10_000  # columns, where no terminal sets a limit: a file or a pipe gets whole lines
TRIPLES = {AnswerFormat.ttl: ox.RdfFormat.TURTLE, AnswerFormat.nt: ox.RdfFormat.N_TRIPLES}


def write(graph: ox.Store, query: str, format: AnswerFormat, *, width: int | None = None) -> None:
    """Ask `graph` and print what comes back to standard output, a table in at most `width` columns."""
    try:
        answer = graph.query(query, prefixes=prefixes.table())
    except (SyntaxError, ValueError) as error:
        raise PressgraphError(f"the query cannot be read: {error}") from error
    if isinstance(answer, ox.QueryTriples):
        kind = TRIPLES.get(format, ox.RdfFormat.TURTLE)
        shown = prefixes.table() if kind is ox.RdfFormat.TURTLE else None
        ox.serialize(answer, sys.stdout.buffer, kind, prefixes=shown)
    elif format in ROWS:
        answer.serialize(sys.stdout.buffer, ROWS[format])
    elif format in TRIPLES:
        raise PressgraphError("a SELECT or ASK query has rows, no triples; expected table, json, csv, tsv or xml")
    elif isinstance(answer, ox.QueryBoolean):
        print("yes" if answer else "no")
    else:
        _table(answer, width)


def explained(query: str, found: Snapshot) -> str:
    """How the snapshot is asked the query: see `server.explain`."""
    prepared = _prepared(query)
    scan = prepared.scan
    dataset = (scan.default_graphs, scan.named_graphs) if scan.has_dataset else None
    return explain.explained(prepared, dataset, found)


def searched(query: str, found: Snapshot) -> str:
    """The query, with a table of what the words of each `pg:matches` find in its place."""
    searches = [Search(*fields) for fields in _prepared(query).searches]
    try:
        return magic.rewritten(query, searches, lambda words: wordindex.find(found.text, words))
    except WordsError as error:
        raise PressgraphError(str(error)) from error


def _prepared(query: str) -> Prepared:
    try:
        return engine.prepared(scanner.scan(query, LIMITS, services=True, prefixes=prefixes.table()))
    except RefusedError as error:
        raise PressgraphError(f"the query is not run: {error}") from error


def _table(answer: ox.QuerySolutions, width: int | None) -> None:
    names = [variable.value for variable in answer.variables]
    rows = [[_short(solution[name]) for name in names] for solution in answer]
    table(names, rows, width)
    print(f"{len(rows)} rows" if len(rows) != 1 else "1 row")


def table(names: list[str], rows: list[list[str]], width: int | None) -> None:
    """Print the rows under their names: wrapped on a terminal, else whole, or cut to `width` with an ellipsis."""
    wrapped = width is None and sys.stdout.isatty()
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for name, columns in zip(names, _widths([names, *rows], width or WIDE), strict=True):
        shown.add_column(name, width=None if wrapped else columns, no_wrap=not wrapped, overflow="ellipsis")
    for row in rows:
        shown.add_row(*row)
    console = Console(highlight=False, markup=False, width=None if wrapped else WIDE)
    with console.capture() as printed:
        console.print(shown)
    for line in printed.get().splitlines():
        print(line.rstrip())


def _widths(rows: list[list[str]], width: int) -> list[int]:
    """How wide each column may be: as its longest cell, the widest ones narrowed until all fit into `width`."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    while widths and sum(widths) + GAP * (len(widths) - 1) > width and max(widths) > 1:
        widths[widths.index(max(widths))] -= 1
    return widths


def _short(term: object) -> str:
    """A term as people read it: a literal's own words, an IRI with its prefix, one of ours without its base."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        for name, namespace in prefixes.table().items():
            if namespace and term.value.startswith(namespace):
                return f"{name}:{term.value.removeprefix(namespace)}"
        own = term.value.removeprefix(Settings().base)
        return f"<{own}>" if own == term.value else f"…{own}"
    return " ".join(str(getattr(term, "value", term)).split())
