"""The forms in which English names a time: a pattern each, and what it resolves to against a day.

The patterns and their words are in `ontology/times.yaml`. A form's resolver takes the match, the
day the text was written (None where unknown) and whether the sentence looks ahead, and gives a `Period` or None.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from extract import calendars as cal
from extract.calendars import Period

RESOLVERS = [
    "iso",
    "day_month",
    "days",
    "month_year",
    "month_alone",
    "weekday_near",
    "year",
    "year_span",
    "decade",
    "century",
    "season",
    "part_of_year",
    "unit",
    "deictic",
    "ago",
    "hence",
    "stretch",
    "none",
]

Resolver = Callable[[re.Match[str], date | None, bool], Period | None]


@dataclass(frozen=True, slots=True)
class Form:
    """One way to name a time. `relative` forms rest on the publication date; `relation` overrides the preposition's.

    `near` are the kinds of trigger word beside which it is looked for.
    """

    name: str
    pattern: re.Pattern[str]
    resolve: Resolver
    relative: bool = False
    relation: str = ""
    unit: str = ""
    near: tuple[str, ...] = ()


@cache
def words() -> dict[str, Any]:
    """The tables of `ontology/times.yaml`."""
    table: dict[str, Any] = yaml.safe_load(files("ontology").joinpath("times.yaml").read_text(encoding="utf8"))
    return table


def number_of(text: str) -> int | None:
    """The value of a number word or numeral ("three", "42", "a"), None for a vague one ("several")."""
    plain = text.lower().strip()
    if plain.isdigit():
        return int(plain)
    value = words()["numbers"].get(plain)
    if value is None and "-" in plain:
        tens, _, ones = plain.partition("-")
        pair = words()["numbers"].get(tens), words()["numbers"].get(ones)
        return sum(pair) if None not in pair else None
    return value if value is None else int(value)


def _month(text: str) -> int:
    plain = text.lower().rstrip(".")
    return words()["months"].index(plain) + 1 if plain in words()["months"] else int(words()["month_short"][plain])


def _weekday(text: str) -> int:
    plain = text.lower().rstrip(".")
    days = words()["weekdays"]
    return days.index(plain) if plain in days else int(words()["weekday_short"][plain])


def _direction(text: str) -> int:
    return int(words()["direction"][re.sub(r"\s+", " ", text.lower())])


def _year_of(match: re.Match[str], anchor: date | None) -> int | None:
    """The year a form names: in figures, or as "last year"."""
    groups = match.groupdict()
    if groups.get("year"):
        return int(groups["year"])
    if groups.get("of_year") and anchor:
        return anchor.year + _direction(groups["of_year"])
    return None


def _steps(match: re.Match[str], ahead: bool) -> int:
    text = match.groupdict().get("dir")
    if text:
        return _direction(text)
    return 1 if ahead else 0


# -- resolvers, in the order of the forms below -----------------------------------------------------------------------


def _iso(match: re.Match[str], anchor: date | None, ahead: bool) -> Period | None:
    return _safe_day(int(match["year"]), int(match["month"]), int(match["day"]))


def _safe_day(year: int, month: int, day: int) -> Period | None:
    try:
        return cal.day(date(year, month, day))
    except ValueError:
        return None


def _day_month(match: re.Match[str], anchor: date | None, ahead: bool) -> Period | None:
    year, month, number = _year_of(match, anchor), _month(match["month"]), int(re.sub(r"\D", "", match["day"]))
    if year is not None:
        return _safe_day(year, month, number)
    if anchor is None:
        return None
    candidates = [p for y in (anchor.year - 1, anchor.year, anchor.year + 1) if (p := _safe_day(y, month, number))]
    if ahead:
        return next((p for p in candidates if p.first >= anchor), None)
    past = [p for p in candidates if p.first <= anchor]
    return past[-1] if past else None


def _days(match: re.Match[str], anchor: date | None, ahead: bool) -> Period | None:
    """From 3 to 7 May, May 3-7."""
    last = _day_month(match, anchor, ahead)
    first = _safe_day(last.first.year, last.first.month, int(match["from_day"])) if last else None
    return Period(first.first, last.last, "interval") if first and last and first.first < last.first else None


def _month_year(match: re.Match[str], anchor: date | None, ahead: bool) -> Period | None:
    year = _year_of(match, anchor)
    return cal.month(year, _month(match["month"])) if year is not None else None


def _month_alone(match: re.Match[str], anchor: date | None, ahead: bool) -> Period | None:
    if anchor is None:
        return None
    number = _month(match["month"])
    if not match.groupdict().get("dir"):
        if ahead and number == anchor.month:
            return cal.month(anchor.year, number)
        return cal.month_near(anchor, number, 1 if ahead else 0)
    direction = _direction(match["dir"])
    return cal.month_near(anchor, number, direction) if direction else cal.month(anchor.year, number)


def _weekday_near(match: re.Match[str], anchor: date | None, ahead: bool) -> Period | None:
    if anchor is None:
        return None
    number = _weekday(match["weekday"])
    if match.groupdict().get("of_week"):
        monday = cal.week(anchor, _direction(match["of_week"])).first
        return cal.day(monday + number * cal.DAY)
    if match["dir"] and _direction(match["dir"]) == 0:
        return cal.day(cal.week(anchor).first + number * cal.DAY)
    direction = _direction(match["dir"]) if match["dir"] else (1 if ahead and anchor.weekday() != number else 0)
    return cal.weekday(anchor, number, direction)


def _year(match: re.Match[str], anchor: date | None, ahead: bool) -> Period | None:
    return cal.year(int(match["year"]))


def _year_span(match: re.Match[str], anchor: date | None, ahead: bool) -> Period | None:
    first, last = int(match["first"]), int(match["last"])
    last = last if last > 99 else first // 100 * 100 + last
    return cal.years(first, last) if 0 < last - first < 60 else None


def _decade(match: re.Match[str], anchor: date | None, ahead: bool) -> Period | None:
    groups = match.groupdict()
    if groups.get("word"):
        return cal.decade(int(words()["decade_words"][groups["word"].lower()]))
    start = int(groups["decade"])
    if start < 100:
        start += 1900 if start >= 30 else 2000
    return cal.years(start, start + 99) if start % 100 == 0 and start < 2000 else cal.decade(start)


def _century(match: re.Match[str], anchor: date | None, ahead: bool) -> Period | None:
    text = match["ordinal"].lower()
    number = int(re.sub(r"\D", "", text)) if text[0].isdigit() else int(words()["century_ordinals"][text])
    return cal.years((number - 1) * 100 + 1, number * 100)


def _season(match: re.Match[str], anchor: date | None, ahead: bool) -> Period | None:
    first, last = words()["seasons"][match["season"].lower()]
    year = _year_of(match, anchor)
    if year is not None:
        return cal.season(year + (first > last), (first, last))
    if anchor is None:
        return None
    if match.groupdict().get("dir") and _direction(match["dir"]) == 0:
        return cal.season(anchor.year + (first > last and anchor.month > 6), (first, last))
    return cal.season_near(anchor, (first, last), _steps(match, ahead))


def _part_of_year(match: re.Match[str], anchor: date | None, ahead: bool) -> Period | None:
    year = _year_of(match, anchor)
    if year is None:
        return None
    groups = match.groupdict()
    part = int(groups["figure"]) if groups.get("figure") else int(words()["ordinals"][match["ordinal"].lower()])
    halves = (groups.get("piece") or "").lower() == "half"
    return cal.quarter(year, min(part, 2) if halves else part, 2 if halves else 4)


def _unit(match: re.Match[str], anchor: date | None, ahead: bool) -> Period | None:
    if anchor is None:
        return None
    if match["unit"].lower() == "day" and _direction(match["dir"]) == 0:
        return None  # "to this day"
    if match["unit"].lower() == "weekend":
        week = cal.week(anchor, 0 if "coming" in match["dir"].lower() else _direction(match["dir"]))
        return Period(week.first + 5 * cal.DAY, week.last, "interval")
    return cal.unit_at(anchor, match["unit"].lower(), _direction(match["dir"]))


def _deictic(match: re.Match[str], anchor: date | None, ahead: bool) -> Period | None:
    step = int(words()["deictic"][re.sub(r"\s+", " ", match.group().lower())])
    return cal.day(anchor + step * cal.DAY) if anchor else None


def _ago(match: re.Match[str], anchor: date | None, ahead: bool) -> Period | None:
    number = number_of(match["number"])
    if anchor is None or number is None or match["about"]:
        return None
    return cal.unit_at(anchor, _singular(match["unit"]), -number)


def _hence(match: re.Match[str], anchor: date | None, ahead: bool) -> Period | None:
    number = number_of(match["number"])
    return cal.unit_at(anchor, _singular(match["unit"]), number) if anchor and number is not None else None


def _stretch(match: re.Match[str], anchor: date | None, ahead: bool) -> Period | None:
    """The last three years, the past month, the next two weeks: from or to the day of writing."""
    number = number_of(match["number"]) if match["number"] else 1
    if anchor is None or number is None:
        return None
    unit = _singular(match["unit"])
    if match["way"].lower() in ("next", "coming"):
        return Period(anchor, cal.shift(anchor, unit, number), "interval")
    return Period(cal.shift(anchor, unit, -number), anchor, "interval")


def _none(match: re.Match[str], anchor: date | None, ahead: bool) -> Period | None:
    return None


def _singular(unit: str) -> str:
    plain = unit.lower()
    return "century" if plain == "centuries" else plain.removesuffix("s")


# -- forms ------------------------------------------------------------------------------------------------------------


def _alternatives(entries: Any) -> str:
    return "|".join(re.escape(str(word)).replace(r"\ ", r"\s+") for word in sorted(entries, key=lambda w: -len(str(w))))


def _capitalised(entries: Any, *, dots: bool = False) -> str:
    forms = [f for entry in entries for f in (str(entry).capitalize(), str(entry).upper())]
    return "|".join(re.escape(form) + (r"\b\.?" if dots else "") for form in sorted(forms, key=lambda w: -len(w)))


def _any_case(pattern: str) -> str:
    return f"(?i:{pattern})"


@cache
def forms() -> tuple[Form, ...]:
    """The forms of `ontology/times.yaml`, with the words put into their patterns."""
    groups = _groups(words())
    resolvers: dict[str, Resolver] = {name: globals()[f"_{name}"] for name in RESOLVERS}
    return tuple(
        Form(
            row["name"],
            re.compile(re.sub(r"\{([a-z_]+)\}", lambda m: groups[m[1]], row["pattern"])),
            resolvers[row["resolve"]],
            row.get("relative", False),
            row.get("relation", ""),
            row.get("unit", ""),
            (row["on"],) if isinstance(row["on"], str) else tuple(row["on"]),
        )
        for row in words()["forms"]
    )


@cache
def triggers() -> re.Pattern[str]:
    """The words near which times are looked for; the group that matched is the kind that `Form.near` names."""
    table = words()
    plural = [*table["units"], *(unit + "s" for unit in table["units"]), "weekend", "weekends", "centuries"]
    deictic = {str(word).split()[-1] for word in table["deictic"]}
    kinds = {
        "month": f"(?:{_capitalised([*table['months'], *table['month_short']])})\\b",
        "weekday": f"(?:{_capitalised([*table['weekdays'], *table['weekday_short']])})\\b",
        "unit": rf"(?i:{_alternatives(plural)})\b",
        "season": rf"(?i:{_alternatives(table['seasons'])})\b",
        "deictic": rf"(?i:{_alternatives(deictic)})\b",
        "decade": rf"(?i:{_alternatives(table['decade_words'])})\b",
        "year": r"(?:\d{4}|\d0['’]?s\b|Q[1-4]\b)",
    }
    return re.compile(r"\b(?:" + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items()) + ")")


def _groups(table: dict[str, Any]) -> dict[str, str]:
    """What a {name} in a pattern stands for."""
    months = rf"(?:{_capitalised(table['months'])})\b|(?:{_capitalised(table['month_short'], dots=True)})"
    directions = _alternatives(table["direction"])
    days = _capitalised([*table["weekdays"], *table["weekday_short"]], dots=True)
    reaching = _alternatives(table["reaching"])
    part = _any_case(rf"(?:(?:the\s+)?(?:{_alternatives(table['parts'])})(?:\s+(?:of|in)\s+|[\s-]+))?")
    weak = rf"(?<![\w-])(?i:{_alternatives(table['weak_openers'])})\s+"
    return {
        "month": f"(?P<month>{months})",
        "weekday": rf"(?P<weekday>{_capitalised(table['weekdays'])})\b",
        "any_weekday": rf"(?:(?:{days})\s*,?\s+)?",
        "year": r"(?P<year>(?:1[5-9]|20)\d\d)(?![\d%,.]*\d)",
        "day": r"(?P<day>\d{1,2}(?:st|nd|rd|th)?)\b",
        "from_day": rf"(?P<from_day>\d{{1,2}})(?:st|nd|rd|th)?\s?(?:-|–|—|\b(?:{reaching})\b)\s?(?:the\s+)?",
        "day_of": r"(?P<day>\d{1,2}(?:st|nd|rd|th)?)",
        "direction": _any_case(f"(?P<dir>{directions})"),
        "of_year": _any_case(rf"(?:of\s+)?(?P<of_year>{directions})\s+year"),
        "unit": _any_case(rf"(?P<unit>{_alternatives(table['units'])}|weekend)\b(?!-)"),
        "units": _any_case(rf"(?P<unit>(?:{_alternatives(table['units'])})s?|centuries)\b"),
        "part": part,
        "number": rf"(?P<number>\d+|{_alternatives([*table['numbers'], *table['vague']])}|twenty-\w+|thirty-\w+)",
        "about": rf"(?P<about>(?:{_alternatives(table['about'])})\s+)?",
        "season": _any_case(f"(?P<season>{_alternatives(table['seasons'])})"),
        "opener": rf"(?<![\w-])(?i:{_alternatives(table['openers'])})\s+(?:the\s+)?",
        "strong": rf"(?!{weak}{part}(?:{months})\s+[A-Z])",  # no "and April Jones"
        "ordinal": f"(?P<ordinal>{_alternatives(table['ordinals'])})",
        "century_ordinals": _alternatives(table["century_ordinals"]),
        "decades": f"(?P<word>{_alternatives(table['decade_words'])})",
        "unnamed": "".join(f"(?<!{word} )" for word in table["named_days"]),  # no "Super Tuesday"
        "hours": rf"(?:\s+(?:{_alternatives(table['parts_of_day'])}))?",
        "deictic": _alternatives(table["deictic"]),
        "anaphoric": _alternatives(table["anaphoric"]),
        "anaphoric_after": _alternatives(table["anaphoric_after"]),
    }
