"""What is known of an article beside its text: title, source, address, date; from JSON objects as users write them.

The keys are the same for a line of JSONL and for the file `NAME.json` beside `NAME.txt`:

    {"title": "...", "source": "insidethegames", "url": "https://...", "language": "en",
     "published": "2022-11-01"}                  the date as the source gives it, or
    {"published_inferred": "2022-10/2022-11"}    one that somebody worked out, marked as such in the graph

A date is a day, a month, a year, an interval of these (ISO 8601, "2022-10/2022-11"), or a timestamp. Other keys
are left alone.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypedDict

from extract.article import When
from extract.errors import Skipped

PRECISION = {1: "year", 2: "month", 3: "day"}
CALENDAR_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")

Report = Callable[[Skipped], None]


class Metadata(TypedDict):
    """The fields of `Article` that come from beside the text."""

    title: str | None
    source: str | None
    url: str | None
    published: When | None
    language: str


def metadata(record: Mapping[str, Any], *, path: Path, line: int | None = None, report: Report) -> Metadata:
    """The known fields of `record`; a field of the wrong form is reported and left out, the article is kept."""

    def text(key: str) -> str | None:
        value = record.get(key)
        if value is None or isinstance(value, str):
            return (value or "").strip() or None
        report(Skipped(path, f"`{key}` is {value!r:.60}; expected a string; read without it", line=line))
        return None

    return Metadata(
        title=text("title"),
        source=text("source"),
        url=text("url"),
        published=_published(record, path=path, line=line, report=report),
        language=text("language") or "en",
    )


def _published(record: Mapping[str, Any], *, path: Path, line: int | None, report: Report) -> When | None:
    for key in ("published", "published_inferred"):
        value = record.get(key)
        if value in (None, ""):
            continue
        try:
            return when(str(value), inferred=key == "published_inferred")
        except ValueError:
            expected = "a date such as 2022-11-01, 2022-11, 2022 or 2022-10/2022-11"
            report(Skipped(path, f"`{key}` is {value!r:.60}; expected {expected}; read without it", line=line))
    return None


def when(text: str, *, inferred: bool = False) -> When:
    """The publication date that `text` gives in ISO 8601, as the days that bound it; ValueError where it is none.

    >>> when("2022-10/2022-11", inferred=True).latest
    datetime.date(2022, 11, 30)
    """
    first, _, last = text.strip().partition("/")
    earliest, latest, precision = _bounds(first)
    if last:
        _, latest, _ = _bounds(last)
        precision = "interval"
    if latest < earliest:
        raise ValueError(f"{text!r} ends before it starts")
    return When(text=text.strip(), earliest=earliest, latest=latest, precision=precision, inferred=inferred)


def _bounds(text: str) -> tuple[date, date, str]:
    """First day, last day and precision of a year, a month, a day or a timestamp."""
    match = CALENDAR_DATE.fullmatch(text.strip())
    if match is None:
        day = datetime.fromisoformat(text.strip()).date()
        return day, day, "day"
    year, month, day_of_month = (int(part) if part else None for part in match.groups())
    assert year is not None
    earliest = date(year, month or 1, day_of_month or 1)
    last_month = month or 12
    latest = date(year, last_month, day_of_month or calendar.monthrange(year, last_month)[1])
    return earliest, latest, PRECISION[sum(part is not None for part in (year, month, day_of_month))]
