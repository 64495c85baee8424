"""Time expressions: what is found, how it stands to the fact, and what it resolves to."""

from __future__ import annotations

from datetime import date

import pytest
import spacy
from spacy.language import Language

from extract import times
from extract.article import When
from extract.calendars import season, week
from extract.speech import speech
from extract.timeforms import number_of, words

WEDNESDAY = "2023-03-29"  # the day most rows are published on
JULY = "2022-07-13"
AUTUMN = "2022-10-01/2022-11-30"  # a date known to within two months
MARCH = "2023-03-01/2023-03-31"

# ruff: noqa: E501
# sentence | published | expression | relation | earliest | latest | precision
TABLE = """
The ban was lifted on 12 August 2012. | | 12 August 2012 | at | 2012-08-12 | 2012-08-12 | day
It was signed on the 3rd of May, 1999, in Rome. | | the 3rd of May, 1999 | at | 1999-05-03 | 1999-05-03 | day
It was signed on Friday, July 1, 2022. | | Friday, July 1, 2022 | at | 2022-07-01 | 2022-07-01 | day
The treaty of 2019-07-10 was short. | | 2019-07-10 | at | 2019-07-10 | 2019-07-10 | day
The court met on 30 February 2020. | | 30 February 2020 | at | | |
The talks began in September 2022. | | September 2022 | at | 2022-09-01 | 2022-09-30 | month
The talks began in Sept. 2022 in Oslo. | | Sept. 2022 | at | 2022-09-01 | 2022-09-30 | month
The club was formed in late 2015. | | late 2015 | at | 2015-01-01 | 2015-12-31 | year
He has led it since 2005. | | 2005 | since | 2005-01-01 | 2005-12-31 | year
The work should end by 2026. | | 2026 | by | 2026-01-01 | 2026-12-31 | year
He is banned until 2030. | | 2030 | until | 2030-01-01 | 2030-12-31 | year
She was out until the end of 2005. | | end of 2005 | until | 2005-01-01 | 2005-12-31 | year
He was mayor from 2014 to 2018. | | 2014 to 2018 | during | 2014-01-01 | 2018-12-31 | interval
Between 1998 and 2004 it grew. | | 1998 and 2004 | during | 1998-01-01 | 2004-12-31 | interval
The 2004-05 season was short. | | 2004-05 | during | 2004-01-01 | 2005-12-31 | interval
He held office (2009). | | 2009 | at | 2009-01-01 | 2009-12-31 | year
They had plastic pitches during the 1980s. | | the 1980s | during | 1980-01-01 | 1989-12-31 | decade
It dates from the early 1990s. | | the early 1990s | since | 1990-01-01 | 1999-12-31 | decade
It was born in the '70s. | | the '70s | at | 1970-01-01 | 1979-12-31 | decade
It was born in the nineties. | | the nineties | at | 1990-01-01 | 1999-12-31 | decade
A hero of the 19th century died. | | the 19th century | at | 1801-01-01 | 1900-12-31 | interval
Growth slowed in the second quarter of 2022. | | the second quarter of 2022 | at | 2022-04-01 | 2022-06-30 | interval
Sales fell in Q3 2021. | | Q3 2021 | at | 2021-07-01 | 2021-09-30 | interval
The games of summer 2021 were odd. | | summer 2021 | at | 2021-06-01 | 2021-08-31 | interval
It had been so before March 2020. | | March 2020 | by | 2020-03-01 | 2020-03-31 | month
It closed after 2008. | | 2008 | after | 2008-01-01 | 2008-12-31 | year
She has been suspended for two years. | | two years | for | | | duration
He got a four-year ban. | | four-year | for | | | duration
Talks went on for more than 10 years. | | more than 10 years | for | | | duration
The council met yesterday. | 2023-03-29 | yesterday | at | 2023-03-28 | 2023-03-28 | day
The council meets today. | 2023-03-29 | today | at | 2023-03-29 | 2023-03-29 | day
The Games start tomorrow. | 2022-07-27 | tomorrow | at | 2022-07-28 | 2022-07-28 | day
The club lost last night. | 2022-07-27 | last night | at | 2022-07-26 | 2022-07-26 | day
The day before yesterday he left. | 2022-07-27 | The day before yesterday | at | 2022-07-25 | 2022-07-25 | day
The council met on Tuesday. | 2023-03-29 | Tuesday | at | 2023-03-28 | 2023-03-28 | day
The council met on Wednesday. | 2023-03-29 | Wednesday | at | 2023-03-29 | 2023-03-29 | day
The council met on Thursday. | 2023-03-29 | Thursday | at | 2023-03-23 | 2023-03-23 | day
The council will meet on Thursday. | 2023-03-29 | Thursday | at | 2023-03-30 | 2023-03-30 | day
He said on Monday that it would be held on Friday. | 2023-03-29 | Friday | at | 2023-03-31 | 2023-03-31 | day
The vote is to be held next Monday. | 2023-03-29 | next Monday | at | 2023-04-03 | 2023-04-03 | day
The vote was held last Monday. | 2023-03-29 | last Monday | at | 2023-03-27 | 2023-03-27 | day
He resigned on Friday last week. | 2023-03-29 | Friday last week | at | 2023-03-24 | 2023-03-24 | day
He resigned on Sunday evening. | 2023-03-29 | Sunday evening | at | 2023-03-26 | 2023-03-26 | day
The body met on March 10. | 2023-03-29 | March 10 | at | 2023-03-10 | 2023-03-10 | day
The body will meet on 14 June. | 2023-03-29 | 14 June | at | 2023-06-14 | 2023-06-14 | day
The body met on 14 June. | 2023-03-29 | 14 June | at | 2022-06-14 | 2022-06-14 | day
The chairmanship expires on December 31. | 2024-12-26 | December 31 | at | 2024-12-31 | 2024-12-31 | day
It was agreed on 5 May last year. | 2023-03-29 | 5 May last year | at | 2022-05-05 | 2022-05-05 | day
Putin proposed it in September last year. | 2023-03-29 | September last year | at | 2022-09-01 | 2022-09-30 | month
The bridge stood finished by April of last year. | 2024-03-08 | April of last year | by | 2023-04-01 | 2023-04-30 | month
The invasion began in February. | 2022-10-20 | February | at | 2022-02-01 | 2022-02-28 | month
It has been banned since February. | 2022-10-20 | February | since | 2022-02-01 | 2022-02-28 | month
Athletes may compete in February. | 2025-09-27 | February | at | 2026-02-01 | 2026-02-28 | month
The summit will be held in October. | 2024-12-26 | October | at | 2025-10-01 | 2025-10-31 | month
The fund said so in May. | 2019-07-10 | May | at | 2019-05-01 | 2019-05-31 | month
It took place last March. | 2022-07-13 | last March | at | 2022-03-01 | 2022-03-31 | month
They were suspended last December. | 2005-03-20 | last December | at | 2004-12-01 | 2004-12-31 | month
The summit is to be held next November. | 2022-07-13 | next November | at | 2022-11-01 | 2022-11-30 | month
The summit is expected this November. | 2022-07-13 | this November | at | 2022-11-01 | 2022-11-30 | month
They were cleared last month. | 2005-03-20 | last month | at | 2005-02-01 | 2005-02-28 | month
They were cleared last month. | 2023-01-05 | last month | at | 2022-12-01 | 2022-12-31 | month
Early this month he visited Algeria. | 2022-07-13 | Early this month | at | 2022-07-01 | 2022-07-31 | month
They face trial later this year. | 2005-03-20 | later this year | at | 2005-01-01 | 2005-12-31 | year
It will open early next year. | 2022-07-13 | early next year | at | 2023-01-01 | 2023-12-31 | year
Last year it was signed. | 2022-07-13 | Last year | at | 2021-01-01 | 2021-12-31 | year
They decided only last week. | 2025-09-27 | last week | at | 2025-09-15 | 2025-09-21 | interval
The league returns this weekend. | 2023-03-29 | this weekend | at | 2023-04-01 | 2023-04-02 | interval
He was told so at Vilnius last summer. | 2024-03-08 | last summer | at | 2023-06-01 | 2023-08-31 | interval
The mill has stood idle since last spring. | 2023-03-29 | last spring | since | 2022-03-01 | 2022-05-31 | interval
The council plans a fair this autumn. | 2024-03-08 | this autumn | at | 2024-09-01 | 2024-11-30 | interval
It grew in the first half of last year. | 2022-07-13 | the first half of last year | at | 2021-01-01 | 2021-06-30 | interval
Seven years ago they were banned. | 2023-03-29 | Seven years ago | at | 2016-01-01 | 2016-12-31 | year
He left three months ago. | 2023-03-29 | three months ago | at | 2022-12-01 | 2022-12-31 | month
He left two days ago. | 2023-03-29 | two days ago | at | 2023-03-27 | 2023-03-27 | day
He left several years ago. | 2023-03-29 | several years ago | at | | |
He left more than a year ago. | 2023-03-29 | more than a year ago | at | | |
They have negotiated over the last four years. | 2019-07-10 | the last four years | during | 2015-07-10 | 2019-07-10 | interval
It opens in two weeks' time. | 2023-03-29 | two weeks' time | at | 2023-04-10 | 2023-04-16 | interval
Five days later the body pointed the other way. | 2023-03-29 | Five days later | at | | |
It was quashed the following May. | 2025-09-27 | the following May | at | | |
Minsk takes over the next day. | 2024-12-26 | the next day | at | | |
The summit was held last month. | 2022-10-01/2022-11-30 | last month | at | 2022-09-01 | 2022-10-31 | interval
The invasion began in February. | 2022-10-01/2022-11-30 | February | at | 2022-02-01 | 2022-02-28 | month
He proposed it in September last year. | 2023-03-01/2023-03-31 | September last year | at | 2022-09-01 | 2022-09-30 | month
He proposed it last year. | 2023-03-01/2023-03-31 | last year | at | 2022-01-01 | 2022-12-31 | year
The body met on Tuesday. | 2023-03-01/2023-03-31 | Tuesday | at | 2023-02-28 | 2023-03-28 | interval
It was formed in 2001. | 2023-03-01/2023-03-31 | 2001 | at | 2001-01-01 | 2001-12-31 | year
They were cleared last month. | | last month | at | | |
The council met on Wednesday. | | Wednesday | at | | |
It has been banned since February. | | February | since | | |
The lockdown has been extended to July 24. | 2022-07-20 | July 24 | until | 2022-07-24 | 2022-07-24 | day
The club will host a cup this coming weekend. | 2022-07-20 | this coming weekend | at | 2022-07-23 | 2022-07-24 | interval
To this day nobody knows. | 2022-07-20 | this day | until | | |
It ran from 3 to 7 May 2024 in Rome. | | 3 to 7 May 2024 | during | 2024-05-03 | 2024-05-07 | interval
It will run May 3-7 in Rome. | 2023-03-29 | May 3-7 | during | 2023-05-03 | 2023-05-07 | interval
The fair was held on 3 and 4 May. | 2023-03-29 | 3 and 4 May | during | 2022-05-03 | 2022-05-04 | interval
It was shut from February to May last year. | 2023-03-29 | February to May last year | during | 2022-02-01 | 2022-05-31 | interval
It rained between November and March 2021. | 2023-03-29 | November and March 2021 | during | 2020-11-01 | 2021-03-31 | interval
He withdrew from last summer's Olympics. | 2005-03-20 | last summer | at | 2004-06-01 | 2004-08-31 | interval
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.blank("en")


def published(text: str) -> When | None:
    if not text:
        return None
    first, _, last = text.partition("/")
    earliest, latest = date.fromisoformat(first), date.fromisoformat(last or first)
    return When(text, None, earliest, latest, "interval" if last else "day", inferred=bool(last))


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[2]} @ {row[1] or '?'}" for row in ROWS])
def test_expression_is_found_and_resolved(nlp: Language, row: list[str]) -> None:
    sentence, day, expression, relation, earliest, latest, precision = row
    found = {when.text: when for when in times.find(nlp(sentence), published(day))}
    assert expression in found, list(found)
    when = found[expression]
    assert when.span is not None
    assert when.span.of(sentence) == expression
    shown = [when.relation, str(when.earliest or ""), str(when.latest or ""), when.precision]
    assert shown == [relation, earliest, latest, precision]


def test_the_table_is_large_enough() -> None:
    assert len(ROWS) >= 80


NONE = [
    "The march of the workers may end.",
    "He ran 1500 metres and sold 2000 tickets.",
    "March of the Penguins won, and April Jones sang.",
    "A 29-year-old took part.",
    "It costs $2025 or 2,019 euros.",
    "Second, the sun is hot.",
    "The Tomorrow Group met TODAY NICARAGUA.",
    "Shops opened on Black Friday.",
    'She is in charge of "Today," the show.',
    "He told the BBC's This Week so.",
]


@pytest.mark.parametrize("sentence", NONE)
def test_words_that_only_look_like_times_are_left(nlp: Language, sentence: str) -> None:
    assert times.find(nlp(sentence), published(WEDNESDAY)) == ()


def test_a_day_named_in_a_quotation_is_not_the_day_of_publication(nlp: Language) -> None:
    (when,) = times.find(nlp('"We were asked again today," Coe said.'), published(WEDNESDAY))
    assert when.text == "today"
    assert not when.resolved


def test_values_from_an_inferred_date_say_so(nlp: Language) -> None:
    last, absolute = times.find(nlp("It was lifted last year, not in 2020."), published(MARCH))
    assert last.inferred
    assert not absolute.inferred


def test_tense_is_read_from_tags_where_they_are(nlp: Language) -> None:
    doc = nlp("On Monday the flag goes up.")
    for token, tag in zip(doc, ["IN", "NNP", "DT", "NN", "VBZ", "RP", "."], strict=True):
        token.tag_ = tag
    (when,) = times.find(doc, published("2024-03-08"))
    assert when.earliest == date(2024, 3, 11)


def test_two_times_with_words_between_stay_two(nlp: Language) -> None:
    found = times.find(nlp("He moved from Rome in 2014 and to Oslo in 2018."), None)
    assert [when.text for when in found] == ["2014", "2018"]


def test_a_range_out_of_order_is_kept_unresolved(nlp: Language) -> None:
    (when,) = times.find(nlp("It ran from 2018 to 2014."), None)
    assert when.text == "2018 to 2014"
    assert not when.resolved


@pytest.mark.parametrize(("text", "value"), [("three", 3), ("42", 42), ("twenty-one", 21), ("several", None)])
def test_number_words(text: str, value: int | None) -> None:
    assert number_of(text) == value


def test_calendar_units_cross_years() -> None:
    assert season(2023, (12, 2)).first == date(2022, 12, 1)
    assert week(date(2023, 1, 1)).first == date(2022, 12, 26)


def test_every_word_of_the_time_table_is_a_string_or_a_number() -> None:
    for name in ("months", "weekdays", "openers", "future", "past", "parts"):
        assert all(isinstance(word, str) for word in words()[name]), name
    assert all(isinstance(word, str) for word in speech().verbs)
