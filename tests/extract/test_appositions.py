"""Titles beside names: who bears them, where the post is held, and whether it is over."""

from __future__ import annotations

import pytest

from tests.extract.test_frames import facts

POSTS = [
    # (text, the bearer, the role, where it is held, its status)
    ("Former Arsenal forward Erik Dahl died in Oslo.", "Erik Dahl", "forward", "Arsenal", "former"),
    ("The former Arsenal forward Erik Dahl died in Oslo.", "Erik Dahl", "forward", "Arsenal", "former"),
    ("Arsenal forward Erik Dahl died in Oslo.", "Erik Dahl", "forward", "Arsenal", ""),
    ("Then-Labour legislator Hone Parata opposed the bill.", "Hone Parata", "legislator", "Labour", "former"),
    ("Lazada Malaysia CEO Darren Lim spoke on Monday.", "Darren Lim", "CEO", "Lazada Malaysia", ""),
    ("Uber Kenya CEO Anna Berg resigned.", "Anna Berg", "CEO", "Uber Kenya", ""),
    ("CEO of the Nairobi-based Wildlife Trust, Jane Otieno, said the park was closed.",
     "Jane Otieno", "CEO", "Wildlife Trust", ""),
    ("The president of the Oslo-based Nordic Institute, Anna Berg, said the plan had failed.",
     "Anna Berg", "president", "Nordic Institute", ""),
    ('Organisation of Islamic Cooperation "OIC" Secretary General Omar Haddad arrived in Oslo.',
     "Omar Haddad", "Secretary General", "Organisation of Islamic Cooperation", ""),
    ("Ana Cruz met FIFA president Gianni Infantino.", "Gianni Infantino", "president", "FIFA", ""),
    ("Ryo Tanaka is a minister in Japan.", "Ryo Tanaka", "minister", "Japan", ""),
    ("Nordic Rowing Federation press secretary Anna Berg told reporters.",
     "Anna Berg", "press secretary", "Nordic Rowing Federation", ""),
    ("The Nordic Rowing Federation (NRF) president Anna Berg spoke.",
     "Anna Berg", "president", "Nordic Rowing Federation", ""),
    ("Peruvian Foreign Affairs and Trade Minister Ana Cruz spoke.",
     "Ana Cruz", "Foreign Affairs and Trade Minister", "Peru", ""),
    ("Peru's Tourism and Sports Minister Ana Cruz spoke.", "Ana Cruz", "Tourism and Sports Minister", "Peru", ""),
    ("The Minister of Trade and Sports of Peru, Ana Cruz, spoke.",
     "Ana Cruz", "Minister of Trade and Sports", "Peru", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "bearer", "role", "holder", "status"), POSTS, ids=[row[0] for row in POSTS])
def test_a_title_has_one_bearer_one_place_and_a_status(
    text: str, bearer: str, role: str, holder: str, status: str
) -> None:
    held = [f for f in facts(text) if f.type == "position"]
    assert [(f.subject.label, f.role, f.object and f.object.label, f.status) for f in held] == [
        (bearer, role, holder, status)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Ryo Tanaka is the youngest mayor in Japan.",
        "Ryo Tanaka, the youngest mayor in Japan, was sworn in.",
        "Ana Cruz is the oldest judge in Chile.",
        "Amina Yusuf is the youngest minister in Chad.",
    ],
)
def test_the_youngest_of_a_country_holds_no_post_of_the_country(text: str) -> None:
    assert [f.path for f in facts(text) if f.type == "position"] == []


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("Ana Cruz met FIFA president Gianni Infantino.", "Gianni Infantino"),
        ("Jan Novak met Arab League chief Ahmed Aboul Gheit in Cairo.", "Ahmed Aboul Gheit"),
        ("Petr Pavel met UNESCO director Audrey Azoulay.", "Audrey Azoulay"),
    ],
)
def test_who_meets_an_official_of_a_body_meets_the_official(text: str, met: str) -> None:
    assert {f.object.label for f in facts(text) if f.type == "meeting" and f.object is not None} == {met}


def test_a_firm_with_a_place_in_its_name_is_where_the_post_is_held() -> None:
    held = [f for f in facts("Lena Brandt asked Lazada Malaysia CEO Darren Lim to resign.") if f.type == "position"]
    assert [(f.subject.label, f.object and f.object.label.split()[0]) for f in held] == [("Darren Lim", "Lazada")]


UNDERSTOOD = [
    # who the article is about tells which country's minister that is: people, places and bodies count for their country
    ("Peru won. Minister of Health Ana Cruz spoke in Lima.", {("Ana Cruz", "Peru")}),
    ("Poland won in Lima. Peru lost in Lima. Minister of Health Ana Cruz spoke.", {("Ana Cruz", "Peru")}),
    ("Poland won. Peru lost. Minister of Health Ana Cruz spoke.", {("Ana Cruz", "Peru")}),
    ("Peru won. Chief Minister Ana Cruz spoke in Lima.", set()),
    ("Peru won. Parliament president Ana Cruz spoke in Lima.", {("Ana Cruz", "Parliament")}),
    ("Peru won. Senior vice president Ana Cruz spoke in Lima.", set()),
]


@pytest.mark.parametrize(("text", "held"), UNDERSTOOD, ids=[row[0] for row in UNDERSTOOD])
def test_the_country_of_a_minister_is_the_one_that_the_article_is_about(text: str, held: set[tuple[str, str]]) -> None:
    found = [f for f in facts(text) if f.type == "position"]
    assert {(f.subject.label, f.object.label) for f in found if f.object is not None} == held
