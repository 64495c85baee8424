"""Which things say which words: every text in the graph, in an SQLite FTS5 index that is published with the snapshot.

A text is a literal without a datatype of its own, whose subject has an IRI; it is found by its words whatever their
case and accents ("cote" finds "Côte"). The writer keeps the index in `STORE/words.sqlite`.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

STRING = "http://www.w3.org/2001/XMLSchema#string"
LANGUAGE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
SCHEMA = """
CREATE TABLE IF NOT EXISTS text (
    id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,
    predicate TEXT NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (subject, predicate, text)
);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
    text, content='text', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
);
"""
_PIECE = re.compile(r'"[^"]*"|[()]|[^\s()"]+')
_PLAIN = re.compile(r"\w+\*?", re.ASCII)
_OPERATORS = frozenset({"AND", "OR", "NOT", "(", ")"})


class WordsError(ValueError):
    """A text search that makes no sense, with what would."""


class WordIndex:
    """The writer's side: kept in step with the graph, committed when a snapshot is made."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stale = path.with_name("words.stale")  # there while the file is behind the graph
        self._database = sqlite3.connect(path, check_same_thread=False)
        self._database.execute("PRAGMA synchronous=OFF")  # a lost file is rebuilt from the graph
        self._database.executescript(SCHEMA)
        self.complete = not self._stale.exists()
        self.changed = False

    def forget(self) -> None:
        """Know that the graph changed in a way that nobody told; the index is rebuilt when it is next needed."""
        self._stale.touch()
        self.complete = False

    def begin(self) -> None:
        """Know that the graph is about to change: the file is behind until the next `commit`."""
        self._stale.touch()

    def update(self, come: Iterable[ox.Quad], gone: Iterable[ox.Quad]) -> None:
        """Follow a change of the graph; `gone` are texts that no graph has any more."""
        if not self.complete:
            return
        for quad in gone:
            if (row := _row(quad)) is not None:
                self._remove(row)
        for quad in come:
            if (row := _row(quad)) is not None:
                self._add(row)

    def _add(self, row: tuple[str, str, str]) -> None:
        added = self._database.execute("INSERT OR IGNORE INTO text (subject, predicate, text) VALUES (?, ?, ?)", row)
        if added.rowcount:
            self._database.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (added.lastrowid, row[2]))
            self.changed = True

    def _remove(self, row: tuple[str, str, str]) -> None:
        find = "SELECT id FROM text WHERE subject = ? AND predicate = ? AND text = ?"
        for (number,) in self._database.execute(find, row).fetchall():
            delete = "INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)"
            self._database.execute(delete, (number, row[2]))
            self._database.execute("DELETE FROM text WHERE id = ?", (number,))
            self.changed = True

    def commit(self, quads: Iterable[ox.Quad]) -> None:
        """Bring the file up to date; `quads` is the whole graph, read only where the index must be rebuilt."""
        if not self.complete:
            self._database.executescript("DROP TABLE IF EXISTS words; DROP TABLE IF EXISTS text;" + SCHEMA)
            for quad in quads:
                if (row := _row(quad)) is not None:
                    self._add(row)
            self.complete = self.changed = True
        self._database.commit()
        self._stale.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file; what was not committed is found to be missing when it is next opened."""
        self._database.close()


def _row(quad: ox.Quad) -> tuple[str, str, str] | None:
    literal = quad.object
    if not isinstance(literal, ox.Literal) or not isinstance(quad.subject, ox.NamedNode):
        return None
    if literal.datatype.value not in (STRING, LANGUAGE):
        return None
    return quad.subject.value, quad.predicate.value, literal.value


def is_text(quad: ox.Quad) -> bool:
    """Whether the quad's text can be searched for."""
    return _row(quad) is not None


def find(path: Path, words: str) -> list[str]:
    """The IRIs of the things that say the words, in an index that was published; raises WordsError.

    Words are all to be there, in any order; `olymp*` is the beginning of a word, `"executive board"` words in a row;
    AND, OR, NOT and brackets join them.
    """
    asked = prepared(words)
    if not asked:
        raise WordsError("a text search needs a word to search for")
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        select = "SELECT DISTINCT subject FROM text WHERE id IN (SELECT rowid FROM words WHERE words MATCH ?)"
        return [row[0] for row in database.execute(select, (asked,))]
    except sqlite3.OperationalError as error:
        raise WordsError(
            f"the text search «{words[:100]}» is not understood ({error}); expected words, beginnings of words like"
            ' olymp*, "words in a row", and AND, OR, NOT and brackets between them'
        ) from error
    finally:
        database.close()


def prepared(words: str) -> str:
    """The words as FTS5 understands them: what has signs in it, like anti-doping, is put in quotation marks."""
    pieces = []
    for piece in _PIECE.findall(words):
        if piece in _OPERATORS or piece.startswith('"') or _PLAIN.fullmatch(piece):
            pieces.append(piece)
        else:
            bare = piece.rstrip("*")
            pieces.append(f'"{bare}"{"*" if piece != bare else ""}' if re.search(r"\w", bare) else "")
    return " ".join(filter(None, pieces))
