"""The right entity, or none: seeds, the document's own definitions, people, places, metonyms, minted ids."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from spacy.tokens import Doc

from extract import gazetteer, link, mentions, reader
from extract.article import Entity, Mention, When
from tests.extract.naming import named, treed

FOLDER = Path(__file__).parent.parent / "data" / "names"
AUTUMN_2022 = When("2022-11", None, date(2022, 11, 1), date(2022, 11, 30), "month")


def resolve(doc: Doc, published: When | None = AUTUMN_2022) -> tuple[Mention, ...]:
    table = gazetteer.load()
    return link.resolve(doc, mentions.find(doc, table), table, published)


def entity_of(text: str, resolved: Iterable[Mention]) -> Entity:
    (entity,) = {m.entity for m in resolved if m.text == text and m.kind not in ("nominal", "pronoun")}
    assert entity is not None
    return entity


def seeds() -> dict[str, dict[str, str]]:
    lines = (FOLDER / "seeds.tsv").read_text(encoding="utf8").splitlines()[1:]
    wanted: dict[str, dict[str, str]] = {}
    for article, name, identifier in (line.split("\t") for line in lines):
        wanted.setdefault(article, {})[name] = identifier
    return wanted


@pytest.mark.parametrize("how", ["with the reader's names", "with names by rule alone"])
@pytest.mark.parametrize("article", ["seed0", "seed1"])
def test_every_name_of_the_seeds_is_linked_right_or_rightly_not(corpus: Path, article: str, how: str) -> None:
    text = (corpus / f"{article}.txt").read_text(encoding="utf8")
    doc = reader.annotate(text) if how.startswith("with the reader") else named(text)
    linked = {m.text: m.entity for m in resolve(doc) if m.kind not in ("nominal", "pronoun")}
    for name, identifier in seeds()[article].items():
        entity = linked[name]
        assert entity is not None
        if identifier == "-":
            assert not entity.linked, name
        else:
            assert entity.id == identifier, name
            assert entity.same_as[0].endswith("/" + identifier)


def test_the_seeds_hold_at_least_the_58_linkable_names() -> None:
    assert sum(i != "-" for names in seeds().values() for i in names.values()) >= 58


@pytest.mark.parametrize(
    ("text", "name", "identifier"),
    [
        ("The International Boxing Association (IBA) met. The IBA agreed.", "IBA", "Q743239"),
        ("The International Bar Association (IBA) met. The IBA agreed.", "IBA", "Q763532"),
        ("The SCO Group sued IBM. SCO lost.", "SCO Group", "Q8824673"),
        ("The SCO met in Samarkand.", "SCO", "Q485207"),
        ("Uefa banned Russia.", "Uefa", "Q35572"),
        ("The minister met officials of the IAEA.", "IAEA", "Q41984"),
        ("Ecowas suspended Togo.", "Ecowas", "Q193272"),
        ("Jordan and Iraq agreed.", "Jordan", "Q810"),
        ("The North Atlantic Treaty Organization agreed.", "North Atlantic Treaty Organization", "Q7184"),
        ("Turkiye and the U.S. agreed.", "U.S.", "Q30"),
        ("He lives in Birmingham, England.", "Birmingham", "Q2256"),
        ("The meeting is in St. Petersburg, Russia.", "St. Petersburg", "Q656"),
        ("The Georgian president left Georgia for Azerbaijan.", "Georgia", "Q230"),
        # a state is told from the city or country of its name by the officers that only states have
        ("Georgia's governor, Nathan Deal, left the United States.", "Georgia", "Q1428"),
        ("New York Sen. Chuck Schumer spoke.", "New York", "Q1384"),
        ("Rep. Lee Zeldin of New York spoke.", "New York", "Q1384"),
        ("The mayor of New York spoke.", "New York", "Q60"),
        ("The former governor of Washington spoke.", "Washington", "Q1223"),
    ],
)
def test_a_name_is_linked_by_what_the_article_says(text: str, name: str, identifier: str) -> None:
    assert entity_of(name, resolve(named(text))).id == identifier


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("The European Economic Committee (EEC) met. The EEC agreed.", "EEC", "Organization"),  # not the Community
        ("The Foreign Ministry replied.", "Foreign Ministry", "Organization"),
        ("The Supreme Court ruled.", "Supreme Court", "Organization"),
        ("The waves of the Atlantic are high.", "Atlantic", "Location"),  # no magazine
        ("The play opens at the National Theatre.", "National Theatre", "Organization"),
        ("Congo voted.", "Congo", "Location"),  # two countries are called so
        ("Coach Boris Johnson trains the boxers.", "Boris Johnson", "Person"),
        ("David Brown scored twice.", "David Brown", "Person"),
        ("Johnson scored twice.", "Johnson", "Person"),
        ("Mrs. Clinton left the United States.", "Clinton", "Person"),  # not Bill
        ("CP reported it.", "CP", "Organization"),
        ("He was arrested under the IPC.", "IPC", "Organization"),  # a penal code
        ("Eric agreed.", "Eric", "Organization"),  # no research infrastructure
    ],
)
def test_what_is_not_certain_is_not_linked(text: str, name: str, label: str) -> None:
    entity = entity_of(name, resolve(named(text, **{label: name})))
    assert not entity.linked
    assert "/" in entity.id


def test_too_close_to_call_keeps_the_candidates() -> None:
    entity = entity_of("Congo", resolve(named("Congo voted.", Location="Congo")))
    assert set(entity.candidates) >= {"Q971", "Q974"}


def test_an_office_holder_is_found_by_office_country_and_name() -> None:
    text = "Russian Prime Minister Mikhail Mishustin spoke. Mishustin left."
    resolved = resolve(named(text, Person="Russian Prime Minister Mikhail Mishustin"))
    assert [(m.text, m.entity.id) for m in resolved if m.entity] == [
        ("Russian", "Q159"),
        ("Mikhail Mishustin", "Q4298520"),
        ("Mishustin", "Q4298520"),
    ]
    decision = resolved[1].link
    assert decision is not None
    assert ("office", 1.25) in decision.parts


def test_a_person_too_young_at_the_articles_date_is_another() -> None:
    text = "Prime Minister Mikhail Mishustin of Russia spoke."
    before = When("1970", None, date(1970, 1, 1), date(1970, 12, 31), "year")
    assert not entity_of("Mikhail Mishustin", resolve(named(text), before)).linked


def test_the_score_is_the_product_of_its_named_parts() -> None:
    decision = resolve(named("The SCO met in Samarkand."))[0].link
    assert decision is not None
    product = 1.0
    for _, value in decision.parts:
        product *= value
    assert decision.score == pytest.approx(min(product, 1.0), abs=1e-4)
    assert decision.method == "acronym"
    assert decision.table_version == gazetteer.load().version


def test_a_people_is_a_group_that_belongs_to_its_country() -> None:
    resolved = resolve(named("Russian and Belarusian athletes stay out; the Russians object."))
    groups = {m.entity.id: m.entity.member_of for m in resolved if m.entity and m.entity.type == "group"}
    assert groups == {"group/russian-athletes": "Q159", "group/belarusian-athletes": "Q184", "group/russians": "Q159"}


def test_the_members_of_a_body_are_one_group_however_it_is_called() -> None:
    full = "Shanghai Cooperation Organisation"
    text = f"The {full} (SCO) met. {full} members and SCO members left."
    groups = {m.text: m.entity for m in resolve(named(text)) if m.entity and m.entity.type == "group"}
    assert len(groups) == 2
    assert {(e.id, e.member_of) for e in groups.values()} == {
        ("group/shanghai-cooperation-organisation-members", "Q485207")
    }


def test_the_leader_of_a_country_is_the_one_office_holder_the_article_names() -> None:
    text = "President Vladimir Putin spoke in Russia. The Russian leader was calm."
    resolved = resolve(named(text))
    leader = [m for m in resolved if m.text == "The Russian leader"]
    assert [m.entity.id for m in leader if m.entity] == ["Q7747"]
    assert leader[0].chain == resolved[0].chain


def test_a_capital_that_acts_is_its_government_and_stays_a_metonym() -> None:
    doc = treed("Moscow rejected the plan .", [1, 1, 3, 1, 1], ["nsubj", "ROOT", "det", "obj", "punct"],
                ["PROPN", "VERB", "DET", "NOUN", "PUNCT"], Location="Moscow")  # fmt: skip
    (mention,) = resolve(doc)
    assert mention.entity is not None
    assert mention.link is not None
    assert (mention.entity.id, mention.metonym_for, mention.link.method) == ("Q159", "Q649", "metonym")


def test_a_capital_that_is_dealt_with_is_its_government() -> None:
    doc = treed("They accused Moscow of theft .", [1, 1, 1, 4, 1, 1], ["nsubj", "ROOT", "obj", "case", "obl", "punct"],
                ["PRON", "VERB", "PROPN", "ADP", "NOUN", "PUNCT"], Location="Moscow")  # fmt: skip
    (mention,) = resolve(doc)
    assert mention.entity is not None
    assert (mention.entity.id, mention.metonym_for) == ("Q159", "Q649")


def test_a_capital_where_something_happens_is_the_place() -> None:
    doc = treed("They met in Moscow .", [1, 1, 3, 1, 1], ["nsubj", "ROOT", "case", "obl", "punct"],
                ["PRON", "VERB", "ADP", "PROPN", "PUNCT"], Location="Moscow")  # fmt: skip
    moscow = next(m for m in resolve(doc) if m.text == "Moscow")
    assert moscow.entity is not None
    assert (moscow.entity.id, moscow.metonym_for) == ("Q649", "")


MINTED = [
    ("Coach Letu Hamhola spoke.", "Letu Hamhola", "Letu Hamhola met us.", "Letu Hamhola", True),
    ("Hamhola spoke.", "Hamhola", "Hamhola met us.", "Hamhola", False),
    ("The Foreign Ministry replied.", "Foreign Ministry", "The Foreign Ministry of old.", "Foreign Ministry", False),
    ("The Russian Foreign Ministry spoke.", "Russian Foreign Ministry",
     "Russia's Foreign Ministry left.", "Foreign Ministry", True),
    ("Chris Evans spoke.", "Chris Evans", "Chris Evans sang.", "Chris Evans", False),
]  # fmt: skip


@pytest.mark.parametrize(("one", "name", "other", "again", "same"), MINTED, ids=[m[1] for m in MINTED])
def test_a_minted_id_is_shared_across_articles_only_where_the_name_says_enough(
    one: str, name: str, other: str, again: str, same: bool
) -> None:
    label = "Organization" if "Ministry" in name else "Person"
    first = entity_of(name, resolve(named(one, **{label: name})))
    second = entity_of(again, resolve(named(other, **{label: again})))
    assert not first.linked
    assert (first.id == second.id) is same


def test_minted_ids_do_not_depend_on_the_run() -> None:
    doc = named("The Foreign Ministry replied.", Organization="Foreign Ministry")
    assert {entity_of("Foreign Ministry", resolve(doc)).id for _ in range(3)} == {
        "organisation/foreign-ministry-378f8101"
    }


def test_links_in_the_annotated_articles_reach_their_figures(shared: Path) -> None:
    from benchmarks.link import gold

    tally = gold(gazetteer.load())
    assert tally.made > 400
    assert tally.right / tally.made >= 0.97, tally.errors
    assert tally.found / tally.wanted >= 0.92, tally.errors
    assert shared.is_dir()


@pytest.mark.slow
def test_links_of_the_treebanks_names_reach_their_figure(shared: Path) -> None:
    from benchmarks.link import treebank

    tally = treebank(gazetteer.load())
    assert tally.made > 900
    assert tally.right / tally.made >= 0.93, tally.errors
    assert shared.is_dir()
