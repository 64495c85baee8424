"""Where the names are, and which belong together."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from extract import gazetteer, mentions
from extract.article import Mention
from tests.extract.naming import named


def found(text: str, **labels: str) -> tuple[Mention, ...]:
    return mentions.find(named(text, **labels), gazetteer.load())


def texts(text: str, **labels: str) -> list[str]:
    return [m.text for m in found(text, **labels)]


@pytest.mark.parametrize(
    ("text", "label", "span", "expected"),
    [
        ("IOC President Thomas Bach spoke.", "Person", "IOC President Thomas Bach", ["IOC", "Thomas Bach"]),
        ("Mr Kristersson spoke.", "Person", "Mr Kristersson", ["Kristersson"]),
        ("The United Nations met.", "Organization", "The United Nations", ["United Nations"]),
        ("Iran's move came.", "Location", "Iran's", ["Iran"]),
        (
            "NAIROBI - The African Union met.",
            "Organization",
            "NAIROBI - The African Union",
            ["NAIROBI", "African Union"],
        ),
        ("CAPE TOWN – Kenya met.", "Location", "CAPE TOWN – Kenya", ["CAPE TOWN", "Kenya"]),
        (
            "The African Union (AU) met.",
            "Organization",
            "African Union (AU)",
            ["African Union", "AU"],
        ),
        (
            "The People's Republic of China signed.",
            "Location",
            "People's Republic of China",
            ["People's Republic of China"],
        ),
        (
            "Russia's Ambassador-at-Large Bakhtiyor Khakimov spoke.",
            "Person",
            "Russia's Ambassador-at-Large Bakhtiyor Khakimov",
            ["Russia", "Bakhtiyor Khakimov"],
        ),
        (
            "The Public Prosecutor's Office agreed.",
            "Organization",
            "Public Prosecutor's Office",
            ["Public Prosecutor's Office"],
        ),
    ],
)
def test_a_span_of_the_reader_is_cleaned_and_parted(text: str, label: str, span: str, expected: list[str]) -> None:
    assert texts(text, **{label: span}) == expected


def test_a_name_that_the_reader_missed_is_found_in_the_table() -> None:
    assert texts("It consists of Russia, India and the Kyrgyz Republic.") == ["Russia", "India", "Kyrgyz Republic"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("They left the Convention on Cluster Munitions.", "Convention on Cluster Munitions"),
        ("They left the Convention on Open Roads on Tuesday.", "Convention on Open Roads"),
        ("They spoke at the Convention on Tuesday.", ""),
    ],
)
def test_what_a_treaty_is_on_belongs_to_its_name(text: str, name: str) -> None:
    assert texts(text) == [name] * bool(name)


@pytest.mark.parametrize(
    "text",
    ["He was reading in March.", "Who will win?", "It is nice to us.", "They may turn up.", "The most will be of use."],
)
def test_ordinary_words_are_no_names(text: str) -> None:
    assert [m for m in found(text) if m.kind != "pronoun"] == []


def test_a_name_has_the_label_that_the_article_gives_it_oftener() -> None:
    text = "Thami Ndlala spoke. Zama Ndlala left, Anna Ndlala stayed."
    told = found(text, Organization="Thami Ndlala", Person="Zama Ndlala|Anna Ndlala")
    assert {m.label for m in told} == {"Person"}


def test_the_countrys_name_of_several_words_is_no_persons() -> None:
    assert [m.label for m in found("Timor-Leste joined.", Person="Timor-Leste")] == ["Location"]


def test_a_currency_at_its_sum_is_no_name() -> None:
    assert texts("He gave NIS 500.", Organization="NIS") == []


def test_a_title_gives_away_the_person_that_the_reader_missed() -> None:
    (mention,) = [m for m in found("He met Foreign Minister Bakhtiyor Khakimov.") if m.label == "Person"]
    assert mention.text == "Bakhtiyor Khakimov"


def test_an_acronym_in_brackets_joins_the_chain_of_its_long_form() -> None:
    made = found("The International Olympic Committee's (IOC) rules hold, the IOC said.")
    assert [(m.text, m.kind) for m in made] == [
        ("International Olympic Committee", "name"),
        ("IOC", "acronym"),
        ("IOC", "acronym"),
    ]
    assert len({m.chain for m in made}) == 1


def test_an_acronym_without_brackets_joins_the_name_whose_initials_it_has() -> None:
    text = "The International Association of Athletics Federations met. The IAAF agreed."
    assert len({m.chain for m in found(text, Organization="International Association of Athletics Federations")}) == 1


def test_a_surname_joins_the_first_person_who_bears_it_and_stays_with_him() -> None:
    text = "Letu Hamhola spoke. Hamhola left. Johannes Hamhola came. Hamhola went."
    made = found(text, Person="Letu Hamhola|Johannes Hamhola")
    assert [m.kind for m in made] == ["name", "surname", "name", "surname"]
    assert made[0].chain == made[1].chain == made[3].chain != made[2].chain


def test_a_particle_surname_is_found_again() -> None:
    made = found("President Abdel Fattah el-Sisi spoke. Sisi left.", Person="Abdel Fattah el-Sisi")
    assert len({m.chain for m in made if m.label == "Person"}) == 1


def test_a_demonym_inside_an_unknown_body_is_kept_inside_it() -> None:
    made = found("The Russian Foreign Ministry replied.")
    assert [(m.text, m.kind) for m in made] == [("Russian Foreign Ministry", "name"), ("Russian", "demonym")]
    assert made[0].chain != made[1].chain


def test_a_list_of_demonyms_before_a_plural_noun_is_a_group_each() -> None:
    groups = [m for m in found("Russian and Belarusian athletes stay out.") if m.kind == "nominal"]
    assert [m.text for m in groups] == ["Russian and Belarusian athletes", "Belarusian athletes"]
    assert len({m.head for m in groups}) == 1


@pytest.mark.parametrize("phrase", ["SCO members", "SCO member states", "SCO member countries"])
def test_the_members_of_a_body_are_a_group(phrase: str) -> None:
    (group,) = [m for m in found(f"The {phrase} object.") if m.kind == "nominal"]
    assert group.text == phrase


def test_a_noun_that_fits_no_name_stands_for_none() -> None:
    made = found("The European Union agreed. The ministry did not.")
    assert [m.kind for m in made] == ["name"]


def test_offsets_and_tokens_agree_with_the_text(corpus: Path) -> None:
    for path in sorted(corpus.glob("*.txt")):
        text = path.read_text(encoding="utf8")
        doc = named(text)
        for mention in mentions.find(doc, gazetteer.load()):
            assert mention.span.of(text) == mention.text == doc[mention.first : mention.last].text
            assert mention.first <= mention.head < mention.last


def test_each_token_belongs_to_the_outermost_mention_over_it() -> None:
    made = found("The Russian Foreign Ministry replied.")
    cover = mentions.mentions_by_token(named("The Russian Foreign Ministry replied."), made)
    assert {cover[i].text for i in (1, 2, 3)} == {"Russian Foreign Ministry"}


def test_names_of_a_chain_leave_out_what_is_no_name() -> None:
    made = found("The African Union (AU) met. This group grew.")
    assert mentions.names_of(made[0].chain, made) == ("African Union", "AU")


def test_time_grows_with_the_text_and_not_with_its_square() -> None:
    sentence = "Russian President Vladimir Putin met the African Union (AU) in Samarkand, and it agreed with Iran. "

    def seconds(times: int) -> float:
        doc = named(sentence * times)
        started = time.process_time()
        mentions.find(doc, gazetteer.load())
        return time.process_time() - started

    short = min(seconds(400) for _ in range(3))
    long = min(seconds(3200) for _ in range(2))
    assert long < 25 * short  # 8 times the text; its square would be 64


@pytest.mark.parametrize("text", ["", " ", "The", "( )", "(A)", "'s", "©", "A (B) (C)", "\n\n"])
def test_texts_without_a_name_have_no_mention_of_one(text: str) -> None:
    assert [m for m in found(text) if m.entity is not None] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zimbabwe left. The southern African nation walked out in 2003.", ["Zimbabwe", "The southern African nation"]),
        ("Kenya and Ghana met. The West African country left.", ["Ghana", "The West African country"]),
        ("Qatar left. The tiny Gulf state did well.", ["Qatar", "The tiny Gulf state"]),
        ("Norway voted. The rich Nordic country said no.", ["Norway", "The rich Nordic country"]),
    ],
)
def test_a_country_is_told_by_its_part_of_the_world(text: str, expected: list[str]) -> None:
    made = found(text, Location=expected[0])
    chain = next(m.chain for m in made if m.text == expected[0])
    assert [m.text for m in made if m.chain == chain] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Kenya and Ghana met. The African country left.",
        "Kenya met. The first African country left.",
        "Kenya met. The African country of Ghana left.",
        "Kenya met. The Balkan country left.",
    ],
)
def test_a_part_of_the_world_that_leaves_it_open_tells_no_country(text: str) -> None:
    assert not [m for m in found(text, Location="Kenya") if m.kind == "nominal"]
