"""Calendar arithmetic on closed intervals of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The days `first`..`last`, both inclusive, and the calendar unit they make up ("day" ... "decade", "interval")."""

    first: date
    last: date
    unit: str


def day(at: date) -> Period:
    return Period(at, at, "day")


def month(year: int, number: int) -> Period:
    first = date(year, number, 1)
    return Period(first, first + relativedelta(months=1) - DAY, "month")


def year(number: int) -> Period:
    return Period(date(number, 1, 1), date(number, 12, 31), "year")


def years(first: int, last: int, unit: str = "interval") -> Period:
    return Period(date(first, 1, 1), date(last, 12, 31), unit)


def decade(first: int) -> Period:
    return years(first, first + 9, "decade")


def season(number: int, months: tuple[int, int]) -> Period:
    """The season of year `number`; a winter begins in the year before: `season(2023, (12, 2))` is December 2022 on."""
    first, last = months
    start = date(number - 1 if first > last else number, first, 1)
    return Period(start, month(number, last).last, "interval")


def week(of: date, steps: int = 0) -> Period:
    """The week, Monday to Sunday, `steps` weeks from the one that holds the day `of`."""
    monday = of - timedelta(days=of.weekday()) + timedelta(weeks=steps)
    return Period(monday, monday + timedelta(days=6), "interval")


def quarter(number: int, part: int, parts: int = 4) -> Period:
    """The `part`-th of `parts` equal parts of year `number`, counted from 1."""
    size = 12 // parts
    first = date(number, (part - 1) * size + 1, 1)
    return Period(first, first + relativedelta(months=size) - DAY, "interval")


def unit_at(of: date, unit: str, steps: int) -> Period:
    """The calendar unit `steps` away from the one that holds `of`: `unit_at(of, "month", -1)` is the month before."""
    if unit == "day":
        return day(of + steps * DAY)
    if unit == "week":
        return week(of, steps)
    if unit == "fortnight":
        return Period(week(of, 2 * steps).first, week(of, 2 * steps + 1).last, "interval")
    if unit == "month":
        shifted = of + relativedelta(months=steps)
        return month(shifted.year, shifted.month)
    if unit == "year":
        return year(of.year + steps)
    if unit == "decade":
        return decade((of.year // 10 + steps) * 10)
    first = (of.year // 100 + steps) * 100
    return years(first, first + 99)


def shift(at: date, unit: str, steps: int) -> date:
    """The day `steps` units from `at`."""
    days = {"day": 1, "week": 7, "fortnight": 14}
    if unit in days:
        return at + steps * days[unit] * DAY
    months = {"month": 1, "year": 12, "decade": 120, "century": 1200}[unit]
    return at + relativedelta(months=steps * months)


def weekday(of: date, number: int, direction: int) -> Period:
    """The day of that name: before `of` (-1), on or before it (0), or after it (1)."""
    back = (of.weekday() - number) % 7
    if direction > 0:
        return day(of + timedelta(days=(7 - back) if back else 7))
    if direction < 0:
        return day(of - timedelta(days=back or 7))
    return day(of - timedelta(days=back))


def month_near(of: date, number: int, direction: int) -> Period:
    """The month of that name: before the month of `of` (-1), that or before (0), or after it (1)."""
    if direction > 0:
        return month(of.year if number > of.month else of.year + 1, number)
    if direction < 0:
        return month(of.year if number < of.month else of.year - 1, number)
    return month(of.year if number <= of.month else of.year - 1, number)


def season_near(of: date, months: tuple[int, int], direction: int) -> Period:
    """The season of that name: over before `of` (-1), begun by `of` (0), or yet to begin (1)."""
    candidates = [season(number, months) for number in range(of.year - 2, of.year + 3)]
    if direction > 0:
        return next(s for s in candidates if s.first > of)
    if direction < 0:
        return [s for s in candidates if s.last < of][-1]
    return [s for s in candidates if s.first <= of][-1]


def hull(one: Period, other: Period) -> Period:
    """The shortest interval that holds both; it keeps the unit where both are the same period."""
    if one == other:
        return one
    return Period(min(one.first, other.first), max(one.last, other.last), "interval")
