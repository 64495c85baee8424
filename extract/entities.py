"""A person's own entities beside the table: look one up, check the table, take in a file of one's own.

Imported rows are kept in a folder of the user's (`PRESSGRAPH_ENTITIES`), never in the package; the look-up reads both.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from extract.errors import PressgraphError
from extract.gazetteer import Candidate, Gazetteer
from ontology import entity_check, entity_table
from ontology.entity_check import Problem
from ontology.entity_table import COLUMNS, DBPEDIA, GEONAMES, OWN_ID, QID, TYPES, WIKIDATA, Name, Row, TableError
from ontology.iris import minted_id

LISTS = {"aliases": "alias", "acronyms": "acronym", "demonyms": "demonym", "adjectives": "adjective"}
KEYS = ("id", "label", "type", "country", "weight", "same_as", "description", *LISTS)
FILE = "imported.rows.tsv"
DEFAULT_WEIGHT = 50
_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


class ImportRefused(PressgraphError):
    """A file of entities in which rows are wrong: nothing of it was taken; one sentence for each such row."""

    def __init__(self, path: Path, problems: list[str]) -> None:
        super().__init__(path, problems)
        self.path, self.problems = path, problems

    def __str__(self) -> str:
        return "\n".join([f"{self.path}: nothing was imported, {len(self.problems)} rows are wrong:", *self.problems])


@dataclass(frozen=True, slots=True)
class Shown:
    """What the table knows under a name: the entity's row and how the name calls it."""

    candidate: Candidate

    def lines(self) -> Iterator[str]:
        """The entity in a few lines for people."""
        row = self.candidate.row
        yield f"{row.label}  {row.id}  {row.type}{f' ({row.subtype})' if row.subtype else ''}  weight {row.weight}"
        if row.description:
            yield f"  {row.description}"
        yield f"  found as {self.candidate.kind} {self.candidate.text!r}"
        for kind in entity_table.NAME_KINDS:
            names = [n.text for n in row.names if n.kind == kind]
            if names:
                yield f"  {kind}: {', '.join(names)}"
        if row.codes:
            yield "  codes: " + ", ".join(f"{scheme} {code}" for scheme, code in row.codes)
        for tenure in row.offices[:8]:
            yield f"  office: {tenure.office} ({tenure.country}) {tenure.start or '?'} - {tenure.end or ''}"
        for iri in row.same_as:
            yield f"  same as {iri}"


def show(name: str, gazetteer: Gazetteer) -> list[Shown]:
    """What a name may stand for, the heaviest first; an id ("Q159") finds its row; empty where the table knows none."""
    row = gazetteer.row(name)
    if row is not None:
        return [Shown(Candidate(row, "label", row.label))]
    return [Shown(candidate) for candidate in gazetteer.candidates(name)]


def check(folder: Path = entity_table.FOLDER) -> list[Problem]:
    """What is wrong, or worth a look, in the table of the folder; a line that cannot be read is a `TableError`."""
    return entity_check.problems(entity_table.read(folder))


def take(path: Path, folder: Path, gazetteer: Gazetteer) -> list[Row]:
    """Take the entities of a TSV or JSONL file into the user's folder; the rows taken.

    All rows are checked first, each against the table too; `ImportRefused` names every wrong one and takes none.
    A row whose id was imported before takes its place.
    """
    problems: list[str] = []
    taken: dict[str, Row] = {}
    for number, record in _records(path):
        try:
            row = row_of(record, path.name, number)
            if row.id in taken:
                raise TableError(path.name, number, f"{row.id} stands in an earlier row too")
            known = gazetteer.row(row.id)
            if known is not None and known.source != _source(path) and not known.source.startswith("import "):
                raise TableError(path.name, number, f"{row.id} is {known.label} of the table already")
            taken[row.id] = row
        except TableError as error:
            problems.append(str(error))
    if problems or not taken:
        raise ImportRefused(path, problems or [f"{path.name}: no row; expected columns {', '.join(KEYS)}"])
    _keep(taken, folder)
    return list(taken.values())


def row_of(record: Mapping[str, object], path: str, line: int) -> Row:
    """The row of one record; `TableError` says what is wrong with it."""

    def text(name: str) -> str:
        given = record.get(name)
        if given is not None and not isinstance(given, str | int):
            raise TableError(path, line, f"{name} is {given!r}; expected text")
        return re.sub(r"[\t\n\r|]+", " ", str(given or "")).strip()

    unknown = sorted(set(record) - set(KEYS))
    if unknown:
        raise TableError(path, line, f"unknown column {unknown[0]!r}; expected {', '.join(KEYS)}")
    label, kind = text("label"), text("type")
    if not label:
        raise TableError(path, line, "no label")
    if kind not in TYPES:
        raise TableError(path, line, f"type {kind!r}; expected one of {', '.join(TYPES)}")
    links = _listed(record, "same_as", path, line)
    wikidata = [iri.removeprefix(WIKIDATA) for iri in links if iri.startswith(WIKIDATA)]
    identifier = text("id") or (wikidata[0] if wikidata else minted_id(kind, label))
    if not (QID.fullmatch(identifier) or OWN_ID.fullmatch(identifier)):
        raise TableError(path, line, f"id {identifier!r}; expected a Wikidata id or type/slug")
    weight = text("weight") or str(DEFAULT_WEIGHT)
    if not weight.isdigit() or int(weight) > 100:
        raise TableError(path, line, f"weight {weight!r}; expected a whole number 0..100")
    country = text("country")
    if country and not (QID.fullmatch(country) or OWN_ID.fullmatch(country)):
        raise TableError(path, line, f"country {country!r}; expected the id of a country")
    names = [Name(name, k) for column, k in LISTS.items() for name in _listed(record, column, path, line)]
    return Row(
        id=identifier,
        label=label,
        type=kind,
        country=country,
        weight=int(weight),
        names=tuple(names),
        links=tuple(_link(iri, path, line) for iri in sorted(links, key=_order) if iri != WIKIDATA + identifier),
        description=text("description"),
        source=_source(Path(path)),
    )


def _listed(record: Mapping[str, object], name: str, path: str, line: int) -> list[str]:
    given = record.get(name) or []
    items = given.split("|") if isinstance(given, str) else given
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise TableError(path, line, f"{name} is {given!r}; expected a list, or text parted by |")
    return [re.sub(r"[\t\n\r|]+", " ", item).strip() for item in items if item.strip()]


def _link(iri: str, path: str, line: int) -> tuple[str, str]:
    if not _IRI.fullmatch(iri):
        raise TableError(path, line, f"same_as {iri!r}; expected an address that begins with http")
    if iri.startswith(WIKIDATA):
        return "wikidata", iri.removeprefix(WIKIDATA)
    if iri.startswith(DBPEDIA):
        return "dbpedia", iri.removeprefix(DBPEDIA)
    if iri.startswith(GEONAMES):
        return "geonames", iri.removeprefix(GEONAMES).strip("/")
    return "iri", iri


def _order(iri: str) -> bool:
    return not iri.startswith(WIKIDATA)


def _source(path: Path) -> str:
    return f"import {path.name}"


def _records(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise PressgraphError(f"{path}: cannot be read: {error}") from error
    if path.suffix != ".tsv":
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield number, _object(line, path, number)
        return
    for number, record in enumerate(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), 2):
        yield number, {name: cell for name, cell in record.items() if name and cell}


def _object(line: str, path: Path, number: int) -> Mapping[str, object]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        raise ImportRefused(path, [f"{path.name} line {number}: not a JSON object"])
    return record


def _keep(taken: dict[str, Row], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / FILE
    kept = {row.id: row for row in entity_table.rows_of(target)} if target.exists() else {}
    rows = sorted((kept | taken).values(), key=lambda row: row.id)
    part = target.with_suffix(".part")
    part.write_text("\t".join(COLUMNS) + "\n" + "".join(entity_table.write(row) for row in rows), encoding="utf8")
    part.replace(target)
