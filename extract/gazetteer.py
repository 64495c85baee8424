"""The entity table as a look-up: a name in, the entities that may be meant by it out.

The table's text is compiled once into an SQLite file in the cache folder, named after the table's digest, written
beside and moved into place, so that two processes that start together do not disturb each other. Opening it reads
nothing.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterable
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from extract.article import Entity
from ontology import entity_table
from ontology.entity_table import QID, Row, Tenure
from ontology.name_keys import key, plain, sound

FORMAT = "8"  # of the compiled index: raise it when its columns or `key` change
SCHEMA = """
CREATE TABLE entity (n INTEGER PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL, weight INTEGER NOT NULL,
                     line TEXT NOT NULL);
CREATE TABLE name (key TEXT NOT NULL, n INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL,
                   PRIMARY KEY (key, n, kind, text)) WITHOUT ROWID;
CREATE TABLE holder (country TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (country, n)) WITHOUT ROWID;
"""


class Candidate(NamedTuple):
    """An entity that a name may stand for: its row, and how the table calls it so."""

    row: Row
    kind: str
    text: str


class Gazetteer:
    """Look-ups in the compiled table; one object a process (the connection is opened on first use).

    `candidates(name)` are the entities that the table calls so, whatever the spelling, the heaviest first; `named(key)`
    the same for a name that already is a `key`; `row(id)` is the row of an entity, None where there is none.
    """

    def __init__(self, path: Path, version: str) -> None:
        self.path, self.version = path, version
        self._cursor: sqlite3.Cursor | None = None
        self._owner = 0
        self.candidates = lru_cache(maxsize=20_000)(self._called)
        self.named = lru_cache(maxsize=20_000)(self._find)
        self._seen: dict[int, Row] = {}
        self.row = lru_cache(maxsize=20_000)(self._by_id)

    @cached_property
    def openers(self) -> frozenset[str]:
        """The words that open names with small letters in them: "war" of "war in Ukraine", "Paris" of "Paris pact"."""
        found = self._query("SELECT text FROM name WHERE key = ?", OPENER)
        return frozenset(str(text) for (text,) in found)

    def entity(self, identifier: str) -> Entity | None:
        """The record of an entity of the table by its id, None where the table has none."""
        row = self.row(identifier)
        return None if row is None else record(row)

    def office_holders(self, country: str) -> tuple[Row, ...]:
        """Those who lead or led the country, as the table knows them (heads of state and government, ministers)."""
        found = self._query("SELECT n FROM holder WHERE country = ?", country)
        return tuple(self._row(n) for (n,) in found)

    def _query(self, sql: str, *values: str | int) -> list[tuple[Any, ...]]:
        if self._cursor is None or self._owner != os.getpid():
            self._cursor = _open(self.path).cursor()
            self._owner = os.getpid()
        return self._cursor.execute(sql, values).fetchall()

    def _called(self, text: str) -> tuple[Candidate, ...]:
        return self._find(key.__wrapped__(text))  # what is asked again is found before its key is needed

    def _find(self, name_key: str) -> tuple[Candidate, ...]:
        found = self._query(NAMED, name_key)
        if len(found) == 1:
            ((n, kind, text, line),) = found
            return (Candidate(self._kept(n, line), kind, text),)
        if not found and name_key.endswith("s"):  # peoples: "Russians", "Kazakhs"
            singular = self._query(NAMED, name_key[:-1])
            found = [(n, PEOPLE, text, line) for n, kind, text, line in singular if kind in ("demonym", "adjective")]
        if not found and " " in name_key and min(map(len, name_key.split())) > 2:  # people, written by ear: "Zelenskiy"
            found = [(n, VARIANT, text, line) for n, _, text, line in self._query(NAMED, HEARD + sound(name_key))]
        if not found and (plain := _without_initial(name_key)):
            return tuple(c for c in self._find(plain) if c.row.type == "person")
        best: dict[int, Candidate] = {}
        for n, kind, text, line in sorted(found, key=lambda name: KIND_ORDER[name[1]]):
            best.setdefault(n, Candidate(self._kept(n, line), kind, text))
        return tuple(sorted(best.values(), key=lambda c: (-c.row.weight, c.row.id)))

    def _kept(self, number: int, line: str) -> Row:
        """The row of a line, read once as long as it is asked for."""
        row = self._seen.get(number)
        if row is None:
            if len(self._seen) > ROWS_KEPT:
                self._seen.clear()
            row = self._seen[number] = entity_table.unpacked(line)
        return row

    def _row(self, number: int) -> Row:
        ((line,),) = self._query("SELECT line FROM entity WHERE n = ?", number)
        return self._kept(number, line)

    def _by_id(self, identifier: str) -> Row | None:
        found = self._query("SELECT n FROM entity WHERE id = ?", identifier)
        return self._row(found[0][0]) if found else None


def _without_initial(name_key: str) -> str:
    """A person's name without its middle initial ("vladimir v putin"), "" where it has none."""
    words = name_key.split()
    return f"{words[0]} {words[2]}" if len(words) == 3 and len(words[1]) == 1 else ""


def record(row: Row) -> Entity:
    """What the graph says of a row of the table."""
    aliases = tuple(n.text for n in row.names if n.kind in ("alias", "acronym"))
    return Entity(
        row.id,
        row.label,
        row.type,
        row.same_as,
        row.codes,
        aliases,
        row.description,
        country=row.country,
        subtype=row.subtype,
    )


def load(folder: Path = entity_table.FOLDER, cache: Path | None = None, own: Path | None = None) -> Gazetteer:
    """The gazetteer over the table in `folder` and the user's own rows in `own` (default `PRESSGRAPH_ENTITIES`),
    compiled into `cache` if that has not been done."""
    return _load(folder, cache or cache_folder(), own or own_folder())


@lru_cache(maxsize=4)
def _load(folder: Path, cache: Path, own: Path | None) -> Gazetteer:
    folders = (folder, own) if own is not None and own.is_dir() else (folder,)
    version = digest(*folders)
    path = cache / f"entities-{version}.sqlite"
    if not path.exists():
        compile_table(chain.from_iterable(entity_table.read(f) for f in folders), path)
    return Gazetteer(path, version)


def own_folder() -> Path | None:
    """Where the user's own entities are kept, None where no place is given."""
    given = os.environ.get("PRESSGRAPH_ENTITIES")
    return Path(given) if given else None


def cache_folder() -> Path:
    """Where compiled indexes are kept: `PRESSGRAPH_CACHE_FOLDER`, else the user's cache folder."""
    given = os.environ.get("PRESSGRAPH_CACHE_FOLDER")
    if given:
        return Path(given)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pressgraph"


def digest(*folders: Path) -> str:
    """Twelve hexadecimal digits that change when any row or correction of the tables, or the index format, does."""
    total = hashlib.sha256(FORMAT.encode())
    for folder in folders or (entity_table.FOLDER,):
        for path in (*entity_table.files(folder), folder / "overrides.tsv", folder / "spellings.tsv"):
            total.update(path.name.encode() + b"\0" + (path.read_bytes() if path.exists() else b""))
    return total.hexdigest()[:12]


def compile_table(rows: Iterable[Row], path: Path) -> None:
    """Write the index of these rows to `path`, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=path.stem, suffix=".part", dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        _fill(rows, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _fill(rows: Iterable[Row], path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA)
        connection.execute("BEGIN")
        names: list[tuple[str, int, str, str]] = []
        for number, row in enumerate(rows):
            line = entity_table.write(row)
            connection.execute(
                "INSERT INTO entity VALUES (?, ?, ?, ?, ?)", (number, row.id, row.type, row.weight, line)
            )
            names.extend((k, number, kind, text) for k, kind, text in _keys(row))
            for country in {t.country for t in row.offices} if row.subtype in LEADERS else ():
                connection.execute("INSERT OR IGNORE INTO holder VALUES (?, ?)", (country, number))
            if len(names) > 100_000:
                connection.executemany("INSERT OR IGNORE INTO name VALUES (?, ?, ?, ?)", names)
                names.clear()
        connection.executemany("INSERT OR IGNORE INTO name VALUES (?, ?, ?, ?)", names)
        connection.execute("CREATE INDEX by_id ON entity (id)")
        connection.execute("COMMIT")
    finally:
        connection.close()


PEOPLE = "people"  # the kind of a plural demonym: "Russians"
VARIANT = "variant"  # the kind of a person's name in another transliteration
HEARD = "~"  # opens the keys of names by sound
KIND_ORDER = {kind: order for order, kind in enumerate(("label", *entity_table.NAME_KINDS, PEOPLE, VARIANT))}
NAMED = "SELECT name.n, kind, text, line FROM name JOIN entity ON entity.n = name.n WHERE key = ?"
ROWS_KEPT = 20_000
OPENER = "~~"  # the key under which the openers of names in small letters are kept
LEADERS = ("head_of_state_or_government", "minister")
_SURNAME_WEIGHT = 45  # below it a person is not meant by a bare surname in news


def _keys(row: Row) -> Iterable[tuple[str, str, str]]:
    for name in row.all_names:
        if name.kind != "surname":
            yield key(name.text), name.kind, name.text
            if row.type == "person" and row.weight >= _SURNAME_WEIGHT:
                yield HEARD + sound(key(name.text)), name.kind, name.text
            elif name.text[0].islower() or (row.type == "document" and name.text.split()[-1].islower()):
                yield OPENER, name.kind, name.text.split()[0]
    if row.type == "person" and row.weight >= _SURNAME_WEIGHT and " " in row.label:
        given = [n.text for n in row.names if n.kind == "surname"]
        last = [] if " of " in row.label else [row.label.split()[-1]]  # "Abdullah II of Jordan"
        for surname in given or last:
            yield key(surname), "surname", surname


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    connection.execute("PRAGMA mmap_size = 1073741824")
    return connection


def wikidata_id(entity: Entity) -> str:
    """The Wikidata id of a linked entity, "" for others."""
    return entity.id if QID.fullmatch(entity.id) else ""


def held_at(offices: Iterable[Tenure], year: int) -> tuple[Tenure, ...]:
    """The offices that were held at some time in the year; one without dates counts."""
    return tuple(t for t in offices if (t.start or "0")[:4] <= str(year) <= (t.end or "9999")[:4])


__all__ = ["PEOPLE", "VARIANT", "Candidate", "Gazetteer", "compile_table", "key", "load", "plain", "record", "sound"]
