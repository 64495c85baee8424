"""Paragraph kinds: captions, headlines, bylines, datelines, boilerplate and repeated lines."""

from __future__ import annotations

import pytest

from extract import layout

BODY = "The council met in Oslo and agreed on a new charter. Nobody voted against it."
OTHER = "Delegates will meet again when the charter has been ratified by all members."

KINDS = [
    (f"{BODY}\n\nThe minister called for more members ©Getty Images\n\n{OTHER}", 1, "caption"),
    (f"{BODY}\n\nDelegates at the door of the hall. Photo: John Smith\n\n{OTHER}", 1, "caption"),
    (f"{BODY}\n\nPhoto: the hall in Oslo\n\n{OTHER}", 1, "caption"),
    (f"{BODY}\n\nA delegate waves a flag. (AP Photo/Jane Roe)\n\n{OTHER}", 1, "caption"),
    (f"{BODY}\n\nThe hall on Monday, John Smith/Reuters\n\n{OTHER}", 1, "caption"),
    (f"{BODY}\n\nFILE - The hall in Oslo stands empty on Monday.\n\n{OTHER}", 1, "caption"),
    (f"{BODY}\n\nFILE PHOTO: Delegates leave the hall in Oslo\n\n{OTHER}", 1, "caption"),
    (f"{BODY}\n\nThis undated photo provided by the council shows the hall.\n\n{OTHER}", 1, "caption"),
    (f"{BODY}\n\nIn this photo taken on Monday, delegates leave the hall.\n\n{OTHER}", 1, "caption"),
    (f"{BODY}\n\nJane Roe (left) greets John Smith at the door of the hall.\n\n{OTHER}", 1, "caption"),
    (f"{BODY}\n\nJohn Smith (R) and Jane Roe in Oslo on Monday\n\n{OTHER}", 1, "caption"),
    (f"{BODY}\n\nThe old hall, pictured in 1950\n\n{OTHER}", 1, "caption"),
    (f"{BODY}\n\n(With inputs from ANI)", 1, "boilerplate"),
    (f"{BODY}\n\nWith inputs from agencies", 1, "boilerplate"),
    (f"{BODY}\n\n— AFP", 1, "boilerplate"),
    (f"{BODY}\n\n(PTI)", 1, "boilerplate"),
    (f"{BODY}\n\nStory continues below advertisement\n\n{OTHER}", 1, "boilerplate"),
    (f"{BODY}\n\nYou may also like: the hall in pictures\n\n{OTHER}", 1, "boilerplate"),
    (f"{BODY}\n\nDon't miss our letter from Oslo\n\n{OTHER}", 1, "boilerplate"),
    (f"{BODY}\n\nThis picture of the talks is too bright, one delegate said.\n\n{OTHER}", 1, "body"),
    (f'{BODY}\n\n"The hall (left) is ours," said Jane Roe.\n\n{OTHER}', 1, "body"),
    (f"{BODY}\n\nReuters was the first to report the vote in Oslo.\n\n{OTHER}", 1, "body"),
    (f"Council agrees on charter\n\n{BODY}", 0, "headline"),
    (f"{BODY}\n\nWhat happens now\n\n{OTHER}", 1, "heading"),
    (f"By Jane Roe\n\n{BODY}", 0, "byline"),
    (f"JANE ROE\n\n{BODY}", 0, "byline"),
    (f"By JANE ROE and John Smith, Associated Press\n\n{BODY}", 0, "byline"),
    (f"{BODY}\n\n(Reporting by Jane Roe; editing by John Smith)", 1, "byline"),
    (f"{BODY}\n\nUpdated: July 18, 2022 5:36 pm\n\n{OTHER}", 1, "byline"),
    (f"{BODY}\n\nAlso read: the charter in full\n\n{OTHER}", 1, "boilerplate"),
    (f"{BODY}\n\n___\n\n{OTHER}", 1, "boilerplate"),
    (f"{BODY}\n\nCopyright 2023 The Daily Record. All rights reserved.", 1, "boilerplate"),
    (f"{BODY}\n\nFollow us on Twitter and Facebook", 1, "boilerplate"),
    (f"{BODY}\n\nwww.example.org/news", 1, "boilerplate"),
    (f"{BODY}\n\n{OTHER}", 1, "body"),
    (f'{BODY}\n\n"We agree."\n\n{OTHER}', 1, "body"),
    (f"{BODY}\n\nBy Monday the council had agreed on the charter.\n\n{OTHER}", 1, "body"),
    (f"{BODY}\n\nShe said: the charter binds all,\n\n{OTHER}", 1, "body"),
]


@pytest.mark.parametrize(("text", "number", "kind"), KINDS, ids=[f"{k}-{i}" for i, (_, _, k) in enumerate(KINDS)])
def test_paragraph_is_of_its_kind(text: str, number: int, kind: str) -> None:
    assert layout.find(text)[number].kind == kind


DATELINES = [
    "SEOUL, South Korea (CP) — ",
    "ST. PETERSBURG, December 26. /PrimePress/. ",
    "PHNOM PENH, May 27 (Xinhua) -- ",
    "CAIRO - 7 July 2022: ",
    "RIYADH — ",
    "ALGIERS- ",
    "KUALA LUMPUR: ",
    "Kuala Lumpur: ",
    "KUWAIT CITY, July 25: ",
    "afrol News, 27 January - ",
]


@pytest.mark.parametrize("dateline", DATELINES)
def test_a_dateline_is_cut_from_the_first_sentence(dateline: str) -> None:
    text = (dateline + BODY)[0].upper() + (dateline + BODY)[1:]
    (paragraph,) = layout.find(text)
    assert paragraph.kind == "body"
    assert paragraph.content.of(text) == BODY
    assert paragraph.dateline is not None
    assert paragraph.dateline.of(text).strip().lower() == dateline.strip().lower()


@pytest.mark.parametrize(
    "opening",
    ["Athletics Kenya (AK) had ", "IIT-Madras has ", "EU leaders - all of them - ", "The WTO (World Trade) is "],
)
def test_an_opening_that_is_no_dateline_stays(opening: str) -> None:
    (paragraph,) = layout.find(opening + BODY)
    assert paragraph.dateline is None


def test_further_down_a_word_in_capitals_opens_a_list() -> None:
    text = "\n\n".join((BODY, OTHER, f"{BODY} Again.", f"DELEGATES: {OTHER}"))
    assert layout.find(text)[3].dateline is None


def test_a_caption_ends_before_its_credit() -> None:
    text = "Mishustin has called for other members to back Russia ©Getty Images"
    (caption,) = layout.find(text)
    assert caption.content.of(text) == "Mishustin has called for other members to back Russia"


def test_a_repeated_line_names_the_first_one() -> None:
    line = "The organisation held its summit last month ©Getty Images"
    first, second, body = layout.find(f"{line}\n{line}\n\n{BODY}")
    assert (first.repeats, second.repeats, body.repeats) == (None, 0, None)
    assert body.is_body
    assert not second.is_body


def test_short_lines_may_repeat() -> None:
    assert all(p.repeats is None for p in layout.find(f"Read more\n\n{BODY}\n\nRead more"))


def test_the_title_above_the_text_is_a_headline_even_with_a_full_stop() -> None:
    text = f"Sweden joins. Who is left?\n\n{BODY}"
    assert layout.find(text, title="Sweden joins. Who is left?")[0].kind == "headline"


def test_lines_broken_by_a_machine_are_one_paragraph() -> None:
    lines = [
        "The council of the organisation met on Monday in the city of Oslo",
        "and agreed, after two days of talks that none of the delegates had",
        "expected to last so long, on a charter for the seven new members",
        "and their partners.",
    ]
    text = "\n".join(lines) + f"\n\n{OTHER}"
    first, second = layout.split(text)
    assert first.of(text) == "\n".join(lines)
    assert second.of(text) == OTHER


def test_lines_that_are_paragraphs_stay_apart() -> None:
    text = f"{BODY}\n{OTHER}\n{BODY} Again."
    assert [s.of(text) for s in layout.split(text)] == [BODY, OTHER, f"{BODY} Again."]


def test_spans_cover_all_that_is_not_space() -> None:
    text = f"  {BODY} \n\n\n \t {OTHER}\n"
    kept = "".join(p.span.of(text) for p in layout.find(text))
    assert "".join(kept.split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["", " \n ", "\n\n\n"])
def test_a_text_of_nothing_has_no_paragraphs(text: str) -> None:
    assert layout.find(text) == ()
