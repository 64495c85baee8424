"""The entity table: one row an entity, read from and written to the tab-separated files of `ontology/entities/`.

A row is a line of thirteen columns (`COLUMNS`). Inside a column `|` separates items; an item of `names`, `links` and
`codes` opens with its kind and a colon (`acronym:SCO`, `dbpedia:=` where the title is the label, `geonames:524901`).
Rows are sorted by id, so that a rebuilt table shows as a readable difference. `overrides.tsv` is kept by hand and
applied on top.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "entities"
COLUMNS = (
    "id",
    "label",
    "type",
    "subtype",
    "country",
    "weight",
    "dates",
    "names",
    "codes",
    "links",
    "offices",
    "description",
    "source",
)
NAME_KINDS = ("alias", "acronym", "demonym", "adjective", "surname")
TYPES = (
    "person",
    "organisation",
    "country",
    "territory",
    "city",
    "region",
    "location",
    "facility",
    "event",
    "office",
    "outlet",
    "sport_body",
    "noc",
    "league",
    "group",
    "document",
    "award",
    "product",
    "thing",
)
WIKIDATA = "http://www.wikidata.org/entity/"
DBPEDIA = "http://dbpedia.org/resource/"
GEONAMES = "https://sws.geonames.org/"
QID = re.compile(r"Q[1-9][0-9]*")
OWN_ID = re.compile(r"[a-z_]+/[a-z0-9-]+")


class TableError(ValueError):
    """A line of the entity table that cannot be read; says the file, the line and what was expected."""

    def __init__(self, path: Path | str, line: int, problem: str) -> None:
        super().__init__(f"{path} line {line}: {problem}")
        self.path, self.line, self.problem = str(path), line, problem


class Name(NamedTuple):
    """One way to call an entity: the words and what kind of name they are (`label` or one of `NAME_KINDS`)."""

    text: str
    kind: str = "alias"


@dataclass(frozen=True, slots=True)
class Tenure:
    """An office that a person held: the country's id, the office's title, ISO dates ("" where unknown)."""

    country: str
    office: str
    start: str = ""
    end: str = ""


class Row(NamedTuple):
    """One entity of the table. `weight` (0..100) is how often news means this entity, as far as the sources tell.

    A tuple, because each look-up makes one: a frozen dataclass of so many fields takes five times as long.
    """

    id: str
    label: str
    type: str
    subtype: str = ""
    country: str = ""
    weight: int = 0
    dates: tuple[tuple[str, str], ...] = ()
    names: tuple[Name, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    offices: tuple[Tenure, ...] = ()
    description: str = ""
    source: str = ""

    @property
    def same_as(self) -> tuple[str, ...]:
        """IRIs of the same thing elsewhere, Wikidata first; no Wikidata id in the sources, none here."""
        wikidata = (WIKIDATA + self.id,) if QID.fullmatch(self.id) else ()
        return wikidata + tuple(link_iri(kind, value, self.label) for kind, value in self.links)

    @property
    def all_names(self) -> tuple[Name, ...]:
        return (Name(self.label, "label"), *self.names)


@dataclass(frozen=True, slots=True)
class Override:
    """A correction kept by hand: set, add (`+kind`) or take away (`-kind`) a value, with the reason and its source."""

    id: str
    column: str
    value: str
    reason: str
    source: str
    line: int = 0


def link_iri(kind: str, value: str, label: str) -> str:
    """The IRI that a `kind:value` link stands for; `=` is the label as a DBpedia title."""
    if kind == "dbpedia":
        return DBPEDIA + (label.replace(" ", "_") if value == "=" else value)
    if kind == "wikidata":  # of an entity that keeps the id of its own that it had before it was linked
        return WIKIDATA + value
    if kind == "geonames":
        return f"{GEONAMES}{value}/"
    return value


def files(folder: Path = FOLDER) -> list[Path]:
    """The table's files in a fixed order; `overrides.tsv`, `sources.tsv` and the like are not rows."""
    return sorted(folder.glob("*.rows.tsv"))


def parse(line: str, path: Path | str = "", number: int = 0) -> Row:
    """The row that a line of the table holds; `TableError` says what is wrong with it."""
    cells = line.rstrip("\n").split("\t")
    if len(cells) != len(COLUMNS):
        raise TableError(path, number, f"{len(cells)} columns; expected {len(COLUMNS)} ({', '.join(COLUMNS)})")
    row = dict(zip(COLUMNS, cells, strict=True))
    if not (QID.fullmatch(row["id"]) or OWN_ID.fullmatch(row["id"])):
        raise TableError(path, number, f"id {row['id']!r}; expected a Wikidata id or type/slug")
    if row["type"] not in TYPES:
        raise TableError(path, number, f"type {row['type']!r}; expected one of {', '.join(TYPES)}")
    if not row["label"]:
        raise TableError(path, number, "no label")
    if not row["weight"].isdigit():
        raise TableError(path, number, f"weight {row['weight']!r}; expected a whole number 0..100")
    return unpacked(line)


def unpacked(line: str) -> Row:
    """As `parse`, for a line that was checked when it was written."""
    cells = line.rstrip("\n").split("\t")
    identifier, label, kind, subtype, country, weight, dates, names, codes, links, offices, description, source = cells
    return Row(
        identifier,
        label,
        kind,
        subtype,
        country,
        int(weight),
        _pairs(dates) if dates else (),
        tuple([Name(text, kind) for kind, _, text in [item.partition(":") for item in names.split("|")]])
        if names
        else (),
        _pairs(codes) if codes else (),
        _pairs(links) if links else (),
        tuple([_tenure(item) for item in offices.split("|")]) if offices else (),
        description,
        source,
    )


def write(row: Row) -> str:
    """The line that `parse` reads back."""
    cells = (
        row.id,
        row.label,
        row.type,
        row.subtype,
        row.country,
        str(row.weight),
        _joined(row.dates),
        _joined((n.kind, n.text) for n in row.names),
        _joined(row.codes),
        _joined(row.links),
        "|".join(f"{t.country};{t.office};{t.start};{t.end}" for t in row.offices),
        row.description,
        row.source,
    )
    return "\t".join(re.sub(r"[\t\n\r]+", " ", cell) for cell in cells) + "\n"


def read(folder: Path = FOLDER) -> Iterator[Row]:
    """All rows of the table, overrides applied."""
    pending: dict[str, list[Override]] = {}
    for override in overrides(folder):
        pending.setdefault(override.id, []).append(override)
    for path in files(folder):
        for row in rows_of(path):
            changes = pending.pop(row.id, None)
            yield corrected(row, changes) if changes else row
    for identifier, changes in pending.items():
        yield _added(identifier, changes)


def rows_of(path: Path) -> Iterator[Row]:
    """The rows of one file of the table, as they stand there."""
    with path.open(encoding="utf8") as lines:
        next(lines)
        for number, line in enumerate(lines, 2):
            yield parse(line, path.name, number)


def overrides(folder: Path = FOLDER) -> Iterator[Override]:
    """The corrections kept by hand; a row without reason or source is refused."""
    path = folder / "overrides.tsv"
    if not path.exists():
        return
    with path.open(encoding="utf8") as lines:
        next(lines)
        for number, line in enumerate(lines, 2):
            if not line.strip() or line.startswith("#"):
                continue
            cells = line.rstrip("\n").split("\t")
            if len(cells) != 5 or not all(cells):
                problem = f"{cells}; expected id, field, value, reason and source, none empty"
                raise TableError(path.name, number, problem)
            yield Override(cells[0], cells[1], cells[2], cells[3], cells[4], number)


def corrected(row: Row, changes: Iterable[Override]) -> Row:
    """The row with the corrections applied: `+alias`, `-alias`, `-*` (any kind) or a column to set."""
    names = list(row.names)
    values: dict[str, str] = {}
    links, codes, offices = list(row.links), list(row.codes), list(row.offices)
    for change in changes:
        sign, kind = change.column[0], change.column[1:]
        if sign == "+" and kind in NAME_KINDS:
            names = [n for n in names if n.text != change.value] + [Name(change.value, kind)]
        elif sign == "-" and kind in (*NAME_KINDS, "*"):
            names = [n for n in names if n.text != change.value or kind not in (n.kind, "*")]
        elif change.column == "+link":
            links.append(_pair(change.value))
        elif change.column == "+code":
            codes.append(_pair(change.value))
        elif change.column == "+office":
            offices.append(_tenure(change.value))
        elif change.column in ("label", "type", "subtype", "country", "weight", "description"):
            values[change.column] = change.value
        else:
            raise TableError("overrides.tsv", change.line, f"unknown field {change.column!r}")
    row = row._replace(names=tuple(names), links=tuple(links), codes=tuple(codes), offices=tuple(offices))
    return row._replace(
        label=values.get("label", row.label),
        type=values.get("type", row.type),
        subtype=values.get("subtype", row.subtype),
        country=values.get("country", row.country),
        weight=int(values.get("weight", row.weight)),
        description=values.get("description", row.description),
    )


def _added(identifier: str, changes: list[Override]) -> Row:
    given = {c.column: c.value for c in changes}
    if not {"label", "type"} <= given.keys():
        problem = f"{identifier} is not in the table; a new entity needs label and type rows"
        raise TableError("overrides.tsv", changes[0].line, problem)
    row = corrected(Row(identifier, given["label"], given["type"], source="overrides"), changes)
    return parse(write(row), "overrides.tsv", changes[0].line)


def _pair(item: str) -> tuple[str, str]:
    kind, _, value = item.partition(":")
    return kind, value


def _pairs(cell: str) -> tuple[tuple[str, str], ...]:
    return tuple([_pair(item) for item in cell.split("|") if item])


def _joined(pairs: Iterable[tuple[str, str]]) -> str:
    return "|".join(f"{kind}:{value.replace('|', ' ')}" for kind, value in pairs)


def _tenure(item: str) -> Tenure:
    country, office, start, end = (*item.split(";"), "", "", "", "")[:4]
    return Tenure(country, office, start, end)
