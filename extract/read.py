"""Files, folders, feeds and archives -> articles; what is left out is reported, with its path, line and reason.

| path | holds |
| --- | --- |
| `NAME.txt` | one article; what is known of it in `NAME.json` beside it (see `metadata.py`) |
| `*.jsonl`, `*.ndjson`, also `.gz` | one article a line: `{"id": "...", "text": "...", "title": ...}` |
| `*.xml`, `*.rss`, `*.atom` | a feed, one article an entry |
| `*.html`, `*.htm` | a saved page |
| a folder | all of these in it and below it, in the order of their paths |

The text is kept as it stands in the file, character for character (a byte order mark apart): evidence is given in
code points of it.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from extract.article import Article
from extract.errors import Skipped, origin
from extract.metadata import Report, metadata

__all__ = ["MAX_CHARACTERS", "Report", "Skipped", "articles"]

MAX_CHARACTERS = 4_000_000
"""The longest text, and the longest line of JSONL, that is taken for an article: about 700,000 words."""

KINDS = ".txt, .jsonl, .ndjson, .jsonl.gz, .xml, .rss, .atom, .html, .htm"
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b]")
SURROGATES = re.compile(r"[\ud800-\udfff]")


def articles(paths: Iterable[Path], *, report: Report) -> Iterator[Article]:
    """The articles that `paths` hold, one at a time; `report` is told of everything that was left out."""
    origins: dict[str, str] = {}
    for path in paths:
        for article in _below(path, report):
            if article.name in origins:
                taken = origins[article.name]
                reason = f"the name {article.name!r} is taken by {taken}; give one of them another name"
                report(Skipped(Path(article.origin), reason))
                continue
            origins[article.name] = article.origin
            yield article


def _below(path: Path, report: Report) -> Iterator[Article]:
    if not path.is_dir():
        yield from _file(path, path.name, report)
        return
    found = False
    for file in sorted(path.rglob("*")):
        relative = file.relative_to(path)
        hidden = any(part.startswith(".") for part in relative.parts)
        if hidden or not file.is_file() or (file.suffix == ".json" and file.with_suffix(".txt").exists()):
            continue
        if _kind(file) is None:
            report(Skipped(file, f"not a kind of file that holds articles; expected {KINDS}"))
            continue
        for article in _file(file, "-".join(relative.parts), report):
            found = True
            yield article
    if not found:
        report(Skipped(path, f"no article in this folder; expected {KINDS}"))


def _file(path: Path, name: str, report: Report) -> Iterator[Article]:
    """The articles of one file, called after `name`; a file of no known kind that was asked for is read as text."""
    try:
        if not path.exists():
            raise Skipped(path, "there is no such file or folder")
        yield from (_kind(path) or _plain)(path, name, report)
    except Skipped as skipped:
        report(skipped)
    except OSError as error:
        report(Skipped(path, f"cannot be read: {error.strerror or error}"))


def _plain(path: Path, name: str, report: Report) -> Iterator[Article]:
    text = _text(path)
    side = path.with_suffix(".json")
    known = metadata(_side(side, report), path=side, report=report)
    yield Article(name=Path(name).stem, text=text, origin=str(path), **known)


def _side(path: Path, report: Report) -> dict[str, Any]:
    """What the JSON file beside an article says of it; nothing where there is none."""
    if not path.exists():
        return {}
    try:
        record = json.loads(path.read_bytes())
    except ValueError as error:
        report(Skipped(path, f"not JSON ({error}); the article is read without it"))
        return {}
    if not isinstance(record, dict):
        report(Skipped(path, "not a JSON object; the article is read without it"))
        return {}
    return record


def _lines(path: Path, name: str, report: Report) -> Iterator[Article]:
    stem = name.split(".")[0]
    with _open(path) as file:
        for number, raw in _numbered(file, path, report):
            try:
                if raw.strip():
                    yield _line(raw, path, number, stem, report)
            except Skipped as skipped:
                report(skipped)


def _line(raw: bytes, path: Path, number: int, stem: str, report: Report) -> Article:
    text = decode(raw, path, first_line=number)
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Skipped(path, f"not JSON ({error}); expected one object a line", line=number) from error
    if not isinstance(record, dict):
        raise Skipped(path, f"a JSON {type(record).__name__}; expected an object with `text`", line=number)
    if not isinstance(record.get("text"), str):
        raise Skipped(path, "no `text`; expected a string", line=number)
    body = checked(record["text"], path, line=number)
    known = metadata(record, path=path, line=number, report=report)
    name = record.get("id", record.get("name"))
    if name is None or isinstance(name, (dict, list, bool)) or not str(name).strip():
        name = f"{stem}-{number}"
    return Article(name=str(name).strip(), text=body, origin=origin(path, number), **known)


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _numbered(file: IO[bytes], path: Path, report: Report) -> Iterator[tuple[int, bytes]]:
    """The lines with their numbers, never more of one in memory than may be read."""
    limit = MAX_CHARACTERS + 1
    number = 0
    try:
        while raw := file.readline(limit):
            number += 1
            size = len(raw)
            while not raw.endswith(b"\n") and (rest := file.readline(limit)):
                size += len(rest)
                raw = rest
            if size > MAX_CHARACTERS:
                report(Skipped(path, f"{size:,} bytes long; a line may have {MAX_CHARACTERS:,}", line=number))
            else:
                yield number, raw
    except (EOFError, gzip.BadGzipFile) as error:
        raise Skipped(path, f"the compressed file is broken ({error})", line=number + 1) from error


def _feed(path: Path, name: str, report: Report) -> Iterator[Article]:
    from extract import feeds  # here and below: its libraries take a second to load, and few need them

    for index, (text, known) in enumerate(feeds.entries(_bytes(path), path, report=report), 1):
        where = f"{path} entry {index}"
        try:
            yield Article(name=f"{Path(name).stem}-{index}", text=checked(text, path), origin=where, **known)
        except Skipped as skipped:
            report(Skipped(path, f"entry {index}: {skipped.reason}"))


def _page(path: Path, name: str, report: Report) -> Iterator[Article]:
    from extract import feeds

    text, known = feeds.page(_text(path), path, report=report)
    yield Article(name=Path(name).stem, text=checked(text, path), origin=str(path), **known)


def _bytes(path: Path) -> bytes:
    size = path.stat().st_size
    if size > 4 * MAX_CHARACTERS:
        raise Skipped(path, f"{size:,} bytes long; an article may have {MAX_CHARACTERS:,} characters")
    return path.read_bytes()


def _text(path: Path) -> str:
    return checked(decode(_bytes(path), path), path)


def decode(raw: bytes, path: Path, *, first_line: int = 1) -> str:
    """The text of `raw`, which must be UTF-8; otherwise Skipped, with the line and what it looks like instead."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        advice = "convert it with `iconv -f UTF-16 -t UTF-8`"
        raise Skipped(path, f"UTF-16 by its byte order mark; expected UTF-8: {advice}", line=first_line)
    if b"\0" in raw:
        line = first_line + raw.count(b"\n", 0, raw.index(b"\0"))
        raise Skipped(path, "binary (it holds a zero byte); expected text in UTF-8", line=line)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = first_line + raw.count(b"\n", 0, error.start)
        advice = "convert it, for example with `iconv -f WINDOWS-1252 -t UTF-8`"
        raise Skipped(path, f"byte 0x{raw[error.start]:02X} is not UTF-8: {advice}", line=line) from error


def checked(text: str, path: Path, *, line: int | None = None) -> str:
    """`text` itself if it can be an article's: not empty, not too long, no control codes or lone surrogates."""
    if not text.strip():
        raise Skipped(path, "empty; expected an article's text", line=line)
    if len(text) > MAX_CHARACTERS:
        longest = next((n for n, one in enumerate(text.split("\n"), 1) if len(one) > MAX_CHARACTERS), None)
        reason = f"{len(text):,} characters long; an article may have {MAX_CHARACTERS:,}"
        raise Skipped(path, reason, line=line or longest)
    if (controls := len(CONTROLS.findall(text))) > len(text) // 100:
        raise Skipped(path, f"binary ({controls} control characters); expected text in UTF-8", line=line)
    if SURROGATES.search(text):
        raise Skipped(path, "holds half of a surrogate pair; expected whole Unicode characters", line=line)
    return text


def _kind(path: Path) -> Callable[[Path, str, Report], Iterator[Article]] | None:
    """The reader for the file's suffix, None where it is no kind that holds articles."""
    inner = Path(path.stem).suffix.lower()
    if path.suffix.lower() == ".gz":
        return _lines if inner in (".jsonl", ".ndjson") else None
    return KIND_OF.get(path.suffix.lower())


KIND_OF: dict[str, Callable[[Path, str, Report], Iterator[Article]]] = {
    ".txt": _plain,
    ".jsonl": _lines,
    ".ndjson": _lines,
    ".xml": _feed,
    ".rss": _feed,
    ".atom": _feed,
    ".html": _page,
    ".htm": _page,
}
