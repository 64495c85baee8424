"""The lexicon's own sentences, for and against, read by the whole pipeline; and some that try the matcher."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extract import examples, lexicon
from extract.article import Article, Fact
from extract.lexicon import Frame
from extract.pipeline import read_article
from extract.unnamed import phrase

LEXICON = lexicon.load()
FOR = [(frame, dict(example)) for frame in LEXICON.frames for example in frame.examples]
AGAINST = [(frame, text) for frame in LEXICON.frames for text in frame.against]


def facts(text: str) -> tuple[Fact, ...]:
    return read_article(Article("test", text)).facts


def names(fact: Fact) -> set[str]:
    sides = (fact.subject, fact.object)
    return {name for side in sides if side for name in (side.label, side.text, *side.mentions)}


@pytest.mark.parametrize(("frame", "example"), FOR, ids=[f"{f.type}: {e['text']}" for f, e in FOR])
def test_a_frame_finds_what_its_examples_say(frame: Frame, example: dict[str, str]) -> None:
    check = examples.stated(frame, example, LEXICON)
    assert check.passed, (check.expected, check.found)


@pytest.mark.parametrize(("frame", "text"), AGAINST, ids=[f"{f.type}: {t}" for f, t in AGAINST])
def test_a_frame_is_silent_where_its_sentences_say_nothing_of_the_kind(frame: Frame, text: str) -> None:
    check = examples.silent(frame, text, LEXICON)
    assert check.passed, (check.found, check.paths)


HARBOUR = f"The road to the harbour was {15 * 'long and wet and '}empty. "  # a long sentence that names nobody
SENTENCES = [
    # (text, type, subject, object, status, factuality)
    ("Norway refused to join the European Union.", "membership", "Norway", "European Union", "not a member", "denied"),
    ("Ukraine wants to join NATO.", "membership", "Ukraine", "NATO", "interested", "asserted"),
    ("Finland and Sweden joined NATO.", "membership", "Sweden", "NATO", "member", "asserted"),
    # a senator sits for a place, not for the party that an adjective names
    ("Republican Sen. Jan Novak of Texas left.", "position", "Jan Novak", "Texas", "", "asserted"),
    ("Iowa Gov. Anna Berg left.", "position", "Anna Berg", "Iowa", "", "asserted"),
    # a body spoken of long before
    (
        f"Finland joined NATO. {7 * HARBOUR}Peru has belonged to the organisation since 1952.",
        "membership",
        "Peru",
        "NATO",
        "member",
        "asserted",
    ),
    ("Finland joined NATO, with Georgia set to do so too.", "membership", "Georgia", "NATO", "acceding", "asserted"),
    ("FIFA could suspend Indonesia.", "sanction", "FIFA", "Indonesia", "", "possible"),
    ("FIFA has not banned Indonesia.", "sanction", "FIFA", "Indonesia", "", "denied"),
    ("Poland called on FIFA to ban Indonesia.", "sanction", "FIFA", "Indonesia", "", "proposed"),
    ("Poland wants FIFA to ban Indonesia.", "sanction", "FIFA", "Indonesia", "", "proposed"),
    ("If FIFA bans Indonesia, the tournament will move.", "sanction", "FIFA", "Indonesia", "", "conditional"),
]


@pytest.mark.parametrize(
    ("text", "kind", "subject", "thing", "status", "factuality"), SENTENCES, ids=[row[0] for row in SENTENCES]
)
def test_the_governing_words_tell_status_and_factuality(
    text: str, kind: str, subject: str, thing: str, status: str, factuality: str
) -> None:
    found = [f for f in facts(text) if f.type == kind and subject in names(f) and thing in names(f)]
    assert [(f.status, f.factuality) for f in found] == [(status, factuality)]


CONSTRUCTIONS = [
    # what stands where: (text, type, the fact's subject and object)
    (
        "The federation, whose congress met in Lausanne, is FIE. FIE lifted its ban on Georgia.",
        "lifted",
        "FIE",
        "Georgia",
    ),
    ("The African Union lifted sanctions on Mali. Its council suspended Niger.", "sanction", "African Union", "Niger"),
    ("Montenegro is an EU candidate, as are Albania and Serbia.", "membership", "Serbia", "European Union"),
    ("Qatar pulled out of OPEC in 2019.", "membership", "Qatar", "OPEC"),
    ("There are 22 countries seeking membership of the WTO.", "membership", "22 countries (unnamed)", "WTO"),
    ("Two members of the Labour Party resigned.", "membership", "Two members (unnamed)", "Labour Party"),
    ("The 12-nation Nordic Rowing Federation met.", "membership", "12 members (unnamed)", "Nordic Rowing Federation"),
    ("The European Union met. It has 27 members.", "membership", "27 countries (unnamed)", "European Union"),
    ("The last countries to join the EU were Romania and Croatia.", "membership", "Croatia", "European Union"),
    ("The first country to ban Russian athletes was Norway.", "sanction", "Norway", "Russian athletes"),
    ("Russia and Belarus have been told that FIFA suspended them.", "sanction", "FIFA", "Belarus"),
    ("Australia refused to grant a visa to Novak Djokovic.", "sanction", "Australia", "Novak Djokovic"),
    ("Britain has frozen the assets of Roman Abramovich.", "sanction", "United Kingdom", "Roman Abramovich"),
    ("The leaders of India and China met in Kazan.", "meeting", "India", "China"),
    ("Emmanuel Macron held talks with Xi Jinping in Beijing.", "meeting", "Emmanuel Macron", "Xi Jinping"),
    ("AU chairperson President João Lourenço of Angola spoke.", "position", "João Lourenço", "African Union"),
    ("In Paris Anna Berg was the chef de mission of Norway.", "position", "Anna Berg", "Norway"),
    ("Anna Berg backed the bid of media mogul Jan Novak.", "support", "Anna Berg", "bid of media mogul Jan Novak"),
    (
        "Anna Berg backed the signing and ratification of the pact.",
        "support",
        "Anna Berg",
        "signing and ratification of the pact",
    ),
    (
        "Norway backed a plan to build new homes for workers in the north before the winter of next year begins in "
        "the far south.",
        "support",
        "Norway",
        "plan to build new homes for workers in the north",
    ),
    ('Peru rejected the accusations as "absurd" and baseless.', "oppose", "Peru", "accusations"),
    ("The mayor's office slammed the treaty.", "oppose", "mayor's office", "treaty"),
    ("The Winter Games in Cortina begin in February.", "event", "Winter Games", "Cortina"),
    (
        "Etihad Rail donated its oldest engines to the Arab League.",
        "event",
        "Etihad Rail",
        "Arab League",
    ),
]


@pytest.mark.parametrize(("text", "kind", "subject", "thing"), CONSTRUCTIONS, ids=[row[0] for row in CONSTRUCTIONS])
def test_a_fact_is_found_through_the_construction(text: str, kind: str, subject: str, thing: str) -> None:
    assert [f for f in facts(text) if f.type == kind and subject in names(f) and thing in names(f)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("India avoided joining in when the International Atomic Energy Agency condemned Iran.", "membership"),
        ("Half of the premier members of RISC-V International are Chinese.", "membership"),
        ("Qatar established the Qatar Computer Emergency Response Team in 2006.", "membership"),
        ("Bolivia says that the river belongs to them, and asked the International Court of Justice.", "membership"),
        ("Ukraine's government condemned the decision to let Russian athletes compete.", "lifted"),
        ("A court overturned President Cyril Ramaphosa's decision.", "lifted"),
        ("In an interview with Anna Berg, the Labour Party candidate criticised Sweden.", "position"),
        ("Jan Novak met Anna Berg in Oslo, FIFA announced in May.", "event"),
        ("As a FIFA vice president, Anna Berg has become her mayor's critic.", "appointment"),
        ("Anna Berg, who had argued against creating the Nordic Council, left.", "founded"),
    ],
)
def test_words_that_only_look_like_a_fact_make_none(text: str, kind: str) -> None:
    assert not [f for f in facts(text) if f.type == kind and f.factuality == "asserted"]


def test_the_words_from_the_verb_to_its_object_are_the_relation() -> None:
    found = [f for f in facts("Etihad Rail donated its oldest engines to the Arab League.") if f.type == "event"]
    assert [f.relation for f in found] == ["donated its oldest engines to"]


@pytest.mark.parametrize(
    ("text", "kind", "relation"),
    [
        # a particle once
        ("Norway hit back at Canada.", "oppose", "hit back at"),
        ("Norway handed over two ships to Canada.", "event", "handed over two ships to"),
        ("Norway broke off relations with Canada.", "event", "broke off relations with"),
        # what the object is said to be
        ("Jan Novak has cast Anna Berg as unqualified.", "event", "has cast as unqualified"),
        ("Norway wants Russia banned from the Olympic Games.", "oppose", "wants banned"),
        ("Norway wants the ban on Peru to be lifted.", "proposal", "wants to be lifted"),
        ("Norway demanded that the treaty be scrapped.", "proposal", "demanded that be scrapped"),
        ("Norway railed against what it called a plot by Peru.", "oppose", "railed against"),
        ("The arms race that Iran wants to launch is dangerous.", "proposal", "wants to launch"),
        ("The ban that FIFA wants lifted was imposed in May.", "proposal", "wants lifted"),
        # without what is said of the clause
        ("The fear is that Peru banned Iran.", "sanction", "banned"),
        # without the word that opens its clause
        ("It rained when Norway invaded Peru.", "event", "invaded"),
        # with the words that make another post of the one behind
        ("Jan Novak, vice president of Peru, opposed the plan.", "position", "vice president"),
        ("Vice-President Anna Berg of Peru opposed the plan.", "position", "Vice-President"),
        ("Jan Novak, honorary president of Peru, opposed the plan.", "position", "president"),
        # a name behind a bare title of one who acts for an officer is not the officer's
        ("Adviser to the President of Peru, Jan Novak, spoke.", "position", "Adviser"),
    ],
)
def test_a_relation_is_told_once_in_its_own_words(text: str, kind: str, relation: str) -> None:
    assert [f.relation for f in facts(text) if f.type == kind] == [relation]


def test_she_is_nobody_with_a_mans_given_name() -> None:
    found = facts("Trump left the United States. She met Jan Novak in Oslo.")
    assert not [f for f in found if f.type == "meeting" and f.subject.label == "Donald Trump"]


def test_no_phrase_cuts_a_hyphenated_word() -> None:
    words, spaces = ["Norway", "sought", "re", "-", "election"], [True, True, False, False, False]
    heads, deps = [1, 1, 1, 1, 1], ["nsubj", "ROOT", "obj", "punct", "obl"]  # as a parser may tear it
    assert phrase(Doc(Vocab(), words, spaces, heads=heads, deps=deps)[2]).text == "re-election"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Jan Novak has not said that Norway joined NATO.", "membership"),
        ("Anna Berg has not called for Jan Novak to resign.", "resignation"),
    ],
)
def test_what_nobody_says_is_no_fact(text: str, kind: str) -> None:
    assert not [f for f in facts(text) if f.type == kind]


def test_who_speaks_would_say_i_and_not_he() -> None:
    text = 'Jan Novak met the press. "We lost. He should have beaten Norway easily," Novak said.'
    assert not [f for f in facts(text) if "Norway" in names(f) and "Jan Novak" in names(f)]


def test_a_number_alone_is_no_object() -> None:
    assert not [f for f in facts("Norway has won at least 52.") if f.type == "event"]


def test_a_span_of_time_is_no_reason() -> None:
    (fact,) = facts("Norway banned Jan Novak for three months.")
    assert dict(fact.attributes) == {}


def test_what_somebody_is_accused_of_is_not_who_is_accused() -> None:
    (fact,) = facts("Norway accused the Right of doing only what was good for Jan Novak.")
    assert fact.object is not None
    assert fact.object.label == "Right"


def test_an_article_about_a_countrys_own_people_is_about_that_country() -> None:
    told = facts(
        "South Korean President Yoon Suk-yeol and former President Moon Jae-in spoke of North Korean fishermen, of"
        " North Korean ships, North Korean goods and North Korean soldiers.\n\nNorth Korean guards left.\n\n"
        "Interior Minister Jan Novak went."
    )
    posts = [f for f in told if f.type == "position" and f.subject.label == "Jan Novak"]
    assert "North Korea" not in [f.object.label for f in posts if f.object is not None]


def test_it_stands_for_nobody() -> None:
    text = "Bob Dylan wrote the novel. It won the Pulitzer Prize."
    assert not [f for f in facts(text) if f.type == "award" and "Bob Dylan" in names(f)]


def test_who_is_elected_holds_the_post_since_and_who_resigns_held_it_until() -> None:
    text = "Ursula von der Leyen was elected president of the European Commission in July 2019."
    held = [f for f in facts(text) if f.type == "position"]
    assert [(f.role, f.status, f.when and f.when.relation) for f in held] == [("president", "", "since")]
    text = "Sepp Blatter resigned as president of FIFA in June 2015."
    held = [f for f in facts(text) if f.type == "position"]
    assert [(f.role, f.status, f.when and f.when.relation) for f in held] == [("president", "former", "until")]


def test_of_several_who_hold_a_post_of_several_each_holds_one() -> None:
    found = facts("The presidents of Kenya and Uganda, Anna Berg and Jan Novak, spoke.")
    posts = {(fact.subject.label, fact.object.label) for fact in found if fact.type == "position" and fact.object}
    assert posts == {("Anna Berg", "Kenya"), ("Jan Novak", "Uganda")}


def test_who_is_not_elected_holds_no_post() -> None:
    held = [f for f in facts("Gianni Infantino was not elected as president of UEFA.") if f.type == "position"]
    assert [f.factuality for f in held] == ["denied"]


def test_every_fact_points_at_the_characters_that_state_it() -> None:
    text = "Officials met on Monday. The European Union imposed sanctions on Iran. It rained."
    for fact in facts(text):
        assert fact.evidence.span.of(text) == fact.evidence.text
    assert any(f.type == "sanction" and "sanctions on Iran" in f.evidence.text for f in facts(text))


def test_a_frame_file_with_an_unknown_key_is_refused_with_its_name(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "odd.yaml").write_text("type: odd\npatterns:\n  - {name: x, verb: [go], objekt: [obj]}\n")
    with pytest.raises(lexicon.FrameError, match=r"odd\.yaml.*objekt"):
        lexicon.load(tmp_path)


JOINED = "Finland has joined NATO after a long debate, the ministry in Helsinki confirmed."
AROUND = [
    ("a headline", f"Finland joins NATO\n\n{JOINED} The vote was close."),
    ("a caption", f"The flag of Finland, which joined NATO ©Getty Images\n\n{JOINED} The vote was close."),
    ("a repeated line", f"{JOINED}\n\n{JOINED}\n\nThe vote was close."),
]


@pytest.mark.parametrize(("what", "text"), AROUND, ids=[what for what, _ in AROUND])
def test_what_stands_around_the_body_says_its_facts_once_with_the_bodys_evidence(what: str, text: str) -> None:
    joined = [f for f in facts(text) if f.type == "membership" and f.status == "member"]
    assert [f.evidence.text for f in joined] == [JOINED], what


SILENT = [
    "(Reporting by Anna Berg in Oslo, the president of France; editing by Jan Novak)",
    "Copyright 2023 The Daily Record. Ireland is a member of the European Union. All rights reserved.",
    "Also read: Ireland joins NATO",
]


@pytest.mark.parametrize("line", SILENT)
def test_bylines_and_boilerplate_tell_no_facts(line: str) -> None:
    text = f"The council met in a hall. Nobody voted against the charter.\n\n{line}"
    assert not [f.path for f in facts(text) if f.type in ("membership", "position")]
