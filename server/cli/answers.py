"""The answer to a query, printed: a table to read, or one of the formats of SPARQL and RDF."""

from __future__ import annotations

import sys
from enum import StrEnum

import pyoxigraph as ox
from rich.console import Console
from rich.table import Table

from extract.errors import PressgraphError
from server import prefixes


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
WIDE = 10_000  # columns, where no terminal sets a limit: a file or a pipe gets whole lines
TRIPLES = {AnswerFormat.ttl: ox.RdfFormat.TURTLE, AnswerFormat.nt: ox.RdfFormat.N_TRIPLES}


def write(graph: ox.Store, query: str, format: AnswerFormat) -> None:
    """Ask `graph` and print what comes back to standard output."""
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
        _table(answer)


def _table(answer: ox.QuerySolutions) -> None:
    names = [variable.value for variable in answer.variables]
    terminal = sys.stdout.isatty()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        table.add_column(name, no_wrap=not terminal)
    for solution in answer:
        table.add_row(*(_short(solution[name]) for name in names))
    console = Console(highlight=False, markup=False, width=None if terminal else WIDE)
    with console.capture() as shown:
        console.print(table)
    for line in shown.get().splitlines():
        print(line.rstrip())
    print(f"{table.row_count} rows" if table.row_count != 1 else "1 row")


def _short(term: object) -> str:
    """A term as people read it: a literal's own words, an IRI with its prefix."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        for name, namespace in prefixes.table().items():
            if namespace and term.value.startswith(namespace):
                return f"{name}:{term.value.removeprefix(namespace)}"
        return f"<{term.value}>"
    return " ".join(str(getattr(term, "value", term)).split())
