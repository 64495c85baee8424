"""Facts with the time that the text gives them: start, end, instant, duration, or only known to hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from extract.article import Article, Fact, When
from extract.pipeline import read_article
from tests.tables import rows

DAY = date(2023, 3, 29)
PUBLISHED = When("2023-03-29", None, DAY, DAY, "day")


@dataclass(frozen=True)
class Row:
    """A fact and its time, as a sentence has them."""

    type: str
    subject: str
    object: str
    relation: str
    earliest: str
    latest: str
    precision: str
    text: str

    @property
    def expected(self) -> list[str]:
        return [self.relation, self.earliest, self.latest, self.precision]


ROWS = rows("dated.tsv", Row)


def found(text: str, kind: str, *, published: When | None = PUBLISHED) -> list[Fact]:
    return [f for f in read_article(Article("test", text, published=published)).facts if f.type == kind]


def shown(when: When | None) -> list[str]:
    if when is None:
        return ["", "", "", ""]
    return [when.relation, str(when.earliest or ""), str(when.latest or ""), when.precision]


def _about(fact: Fact, row: Row) -> bool:
    thing = fact.quote.text if fact.quote else " ".join(_names(fact, fact.object))
    return row.subject in " ".join(_names(fact, fact.subject)) and row.object in thing


def _names(fact: Fact, party: object) -> tuple[str, ...]:
    side = fact.subject if party is fact.subject else fact.object
    return (side.label, side.text, *side.mentions) if side else ()


def verdict(row: Row) -> str:
    """ "right", else what was found instead."""
    times = [shown(f.when) for f in found(row.text, row.type) if _about(f, row)]
    return "right" if row.expected in times and len(times) == times.count(row.expected) else f"{times}"


def test_nearly_every_fact_has_the_time_that_its_sentence_gives() -> None:
    """A floor for the table as a whole: some rows hang on what the parser makes of them, which changes with its
    weights."""
    missed = [f"{told}, not {row.expected}: {row.text}" for row in ROWS if (told := verdict(row)) != "right"]
    assert len(missed) <= 0.05 * len(ROWS), "\n".join(missed)


def test_the_table_is_large_enough() -> None:
    assert len(ROWS) >= 40
    assert {row.relation for row in ROWS} >= {"", "at", "since", "until", "by", "after", "during", "for", "known"}


def test_without_a_date_of_publication_a_time_is_kept_unresolved_and_nothing_is_known_of_today() -> None:
    (joined,) = found("Finland joined NATO last year.", "membership", published=None)
    assert joined.when is not None
    assert (joined.when.text, joined.when.resolved, joined.when.relation) == ("last year", False, "since")
    (member,) = found("Finland is a member of NATO.", "membership", published=None)
    assert member.when is None


def test_a_state_that_is_over_is_not_known_to_hold() -> None:
    (former,) = found("Britain is a former member of the European Union.", "membership")
    assert former.when is None
    (was,) = found("Britain was a member of the European Union.", "membership")
    assert was.when is None


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("Jan Novak was a partner at Nokia from 2002 to 2010.", "position", "former"),
        ("Jan Novak is president of Peru until 2030.", "position", ""),
        ("Norway was a member of the Council of Europe from 1960 to 1970.", "membership", "former"),
    ],
)
def test_a_state_whose_time_is_up_is_a_former_one(text: str, kind: str, status: str) -> None:
    assert [f.status for f in found(text, kind)] == [status]


@pytest.mark.parametrize(
    ("text", "kind", "status", "factuality"),
    [
        ("Jan Novak and Petr Pavel meet next week.", "meeting", "", "planned"),
        ("Jan Novak and Petr Pavel met last week.", "meeting", "", "asserted"),
        ("Norway joins NATO in July 2042.", "membership", "acceding", "asserted"),
    ],
)
def test_what_is_told_of_a_time_to_come_is_planned(text: str, kind: str, status: str, factuality: str) -> None:
    assert [(f.status, f.factuality) for f in found(text, kind)] == [(status, factuality)]


def test_what_an_uncertain_date_of_publication_lets_known_is_marked() -> None:
    roughly = When("March 2023", None, date(2023, 3, 1), date(2023, 3, 31), "interval", inferred=True)
    (member,) = found("Finland is a member of NATO.", "membership", published=roughly)
    assert member.when is not None
    assert (member.when.relation, member.when.inferred) == ("known", True)


def test_a_time_that_the_text_names_goes_before_the_day_of_publication() -> None:
    text = "Finland, a member of NATO, voted. Finland joined NATO in July 2022."
    (member,) = [f for f in found(text, "membership") if f.status == "member"]
    assert shown(member.when) == ["since", "2022-07-01", "2022-07-31", "month"]
