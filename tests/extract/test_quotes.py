"""Quotations: which words are somebody's, whose, and through what.

The Docs are the reader's; the mentions are laid by hand from a list of names, so that only this step is measured.
"""

from __future__ import annotations

import pytest
import spacy

from extract import pipeline, quotes, reader
from extract.article import Article, Quote
from tests.extract.people import mentions


def read(text: str) -> tuple[Quote, ...]:
    doc = reader.annotate(text)
    return quotes.find(doc, mentions(doc))


def shown(text: str) -> list[tuple[str, str]]:
    return [(q.text, q.speaker.label if q.speaker else "") for q in read(text)]


DIRECT = [
    # the speaker after the words
    ('"The boats are ready," Anna Berg said.', "The boats are ready,", "Anna Berg"),
    ('"The boats are ready," said Anna Berg.', "The boats are ready,", "Anna Berg"),
    ('"The boats are ready", said Anna Berg, who leads the crew.', "The boats are ready", "Anna Berg"),
    ('“The boats are ready,” said coach Anna Berg on Monday.', "The boats are ready,", "Anna Berg"),
    ("‘The boats are ready,’ Anna Berg told reporters in Oslo.", "The boats are ready,", "Anna Berg"),
    ("«The boats are ready,» wrote Anna Berg.", "The boats are ready,", "Anna Berg"),
    ("``The boats are ready,'' Anna Berg added.", "The boats are ready,", "Anna Berg"),
    ('"Are the boats ready?" asked Omar Haddad.', "Are the boats ready?", "Omar Haddad"),
    ('"Are the boats ready?" Omar Haddad asked.', "Are the boats ready?", "Omar Haddad"),
    ('"Stop rowing!" Omar Haddad shouted from the bank.', "Stop rowing!", "Omar Haddad"),
    ('"We lost," Omar Haddad, the captain of the crew, told the BBC.', "We lost,", "Omar Haddad"),
    ('"We lost," Omar Haddad, who had rowed all night, said.', "We lost,", "Omar Haddad"),
    ('"We lost," the captain, Omar Haddad, said.', "We lost,", "Omar Haddad"),
    ('"We lost," said the captain, Omar Haddad.', "We lost,", "Omar Haddad"),
    ('"We lost," World Rowing president Omar Haddad said after the race.', "We lost,", "Omar Haddad"),
    ('"We lost," said World Rowing in a statement.', "We lost,", "World Rowing"),
    ('"We lost," according to Omar Haddad.', "We lost,", "Omar Haddad"),
    ('"We lost," Omar Haddad was quoted as saying by TASS.', "We lost,", "Omar Haddad"),
    ('"We lost," Maria Silva\'s coach Omar Haddad said.', "We lost,", "Omar Haddad"),
    ('"We lost," continued Haddad.', "We lost,", "Omar Haddad"),
    ('"We lost," Haddad went on.', "We lost,", "Omar Haddad"),
    ('"We lost." — Omar Haddad', "We lost.", "Omar Haddad"),
    ('"We lost." Omar Haddad said.', "We lost.", "Omar Haddad"),
    # the speaker before the words
    ('Omar Haddad said: "We lost."', "We lost.", "Omar Haddad"),
    ('Omar Haddad said, "We lost."', "We lost.", "Omar Haddad"),
    ('Omar Haddad said "We lost, and we know it."', "We lost, and we know it.", "Omar Haddad"),
    ('Omar Haddad, the captain, told reporters: "We lost."', "We lost.", "Omar Haddad"),
    ('At the end of the race, captain Omar Haddad said: "We lost."', "We lost.", "Omar Haddad"),
    ('In Oslo, Omar Haddad wrote on Twitter: "We lost."', "We lost.", "Omar Haddad"),
    ('Asked about the race, Omar Haddad replied: "We lost."', "We lost.", "Omar Haddad"),
    ('A World Rowing statement said: "The race is void."', "The race is void.", "World Rowing"),
    ('A letter from World Rowing reads: "The race is void."', "The race is void.", "World Rowing"),
    ('World Rowing president Lucia Moretti said: "The race is void."', "The race is void.", "Lucia Moretti"),
    ("According to Lucia Moretti, \"The race is void.\"", "The race is void.", "Lucia Moretti"),
    ("'The race is void', says Moretti", "The race is void", "Lucia Moretti"),
    ('Lucia Moretti, head of the NRF: "The race is void."', "The race is void.", "Lucia Moretti"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "speaker"), DIRECT, ids=[text[:60] for text, _, _ in DIRECT])
def test_a_whole_quotation_has_its_speaker(text: str, words: str, speaker: str) -> None:
    (quote,) = read(text)
    assert quote.text == words
    assert quote.span.of(text) == words
    assert quote.speaker is not None
    assert quote.speaker.label == speaker
    assert quote.kind == "direct"


FRAGMENTS = [
    ('Omar Haddad said the race was "void".', "void", "Omar Haddad"),
    ('Omar Haddad has claimed work on the course is "under way" in Oslo.', "under way", "Omar Haddad"),
    ('Omar Haddad described the race as "a disgrace" on Monday.', "a disgrace", "Omar Haddad"),
    ('Omar Haddad called it "a disgrace" on Monday.', "a disgrace", "Omar Haddad"),
    ('World Rowing vowed to "explore a way back" for the crew.', "explore a way back", "World Rowing"),
    ('World Rowing said that it "cannot find a sponsor" for the race.', "cannot find a sponsor", "World Rowing"),
    ('The race would take "twelve minutes, not one", noted Omar Haddad.', "twelve minutes, not one", "Omar Haddad"),
    ('The race is "long overdue", Omar Haddad said.', "long overdue", "Omar Haddad"),
    ('Omar Haddad accused the NRF of "hiding the truth".', "hiding the truth", "Omar Haddad"),
    ('Omar Haddad, the captain, thanked "all who stayed".', "all who stayed", "Omar Haddad"),
    ('Omar Haddad wrote on Telegram of "a great day".', "a great day", "Omar Haddad"),
    ('Omar Haddad spoke of "a cold shower" for rowers.', "a cold shower", "Omar Haddad"),
    ('"A race to nowhere" was how Omar Haddad described it.', "A race to nowhere", "Omar Haddad"),
    ('The course was described by Omar Haddad as "far too short".', "far too short", "Omar Haddad"),
    ('Omar Haddad, who praised the "brave" crew, left early.', "brave", "Omar Haddad"),
    ('Omar Haddad left early, saying the course was "far too short".', "far too short", "Omar Haddad"),
    ('Not this year, says Omar Haddad, who "would not rule it out".', "would not rule it out", "Omar Haddad"),
    ('Omar Haddad believes that the course "is too short for the boats".', "is too short for the boats", "Omar Haddad"),
    ('Haddad, 72, of Springfield, said the race was "void for all".', "void for all", "Omar Haddad"),
    ('Omar Haddad, 56, who rowed all night, said the race was "void for all".', "void for all", "Omar Haddad"),
    ('The Oslo Post says that the race was "void for all".', "void for all", "The Oslo Post"),
    ('Moretti wants a new race, but Haddad said it was "too late".', "too late", "Omar Haddad"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "speaker"), FRAGMENTS, ids=[text[:60] for text, _, _ in FRAGMENTS])
def test_a_fragment_under_a_verb_of_reporting_is_somebodys(text: str, words: str, speaker: str) -> None:
    (quote,) = read(text)
    assert quote.text == words
    assert quote.speaker is not None
    assert quote.speaker.label == speaker
    assert quote.kind == "mixed"


NOBODYS = [
    'So much for "sports diplomacy".',
    'Omar Haddad, no "friend of the river" of late, rowed alone.',
    'The film "Deep Water" opens in Oslo on Friday.',
    'Omar Haddad said he had read the novel "The Long River" twice.',
    'Peter "The Oar" Novak won the race in Oslo.',
    'The so-called "silent crew" won the race.',
    'The boat is known as "the arrow" in Oslo.',
    'The course was described as "far too short".',
    'Commenting on claims in the "river press" that he had left, Omar Haddad rowed on.',
    'The word "void" stands on the door.',
    'The "Friends of the River" met in Oslo.',
    'A 12" pipe runs under the course.',
    "The rowers' boats and the coaches' cars were gone by the '90s.",
    'Omar Haddad hoped for a "warm reception" in Oslo.',
    'Omar Haddad did not feel "unsafe" in the boat.',
    'Last week called the new course "a disgrace".',
    'Nothing said "so much".',
    'Their toils sum up the "impossible job" of the crew.',
    'The recommendations of World Rowing call for "a new course".',
]


@pytest.mark.parametrize("text", NOBODYS)
def test_titles_terms_and_scare_quotes_are_nobodys_speech(text: str) -> None:
    assert shown(text) == []


ARTICLES = [
    (
        '"The boats are ready," said Anna Berg. "We row at noon."',
        [("The boats are ready,", "Anna Berg"), ("We row at noon.", "Anna Berg")],
    ),
    (
        '"The boats are ready," Anna Berg said, "and we row at noon."',
        [("The boats are ready,", "Anna Berg"), ("and we row at noon.", "Anna Berg")],
    ),
    (
        '"The boats are ready," said Anna Berg.\n\n"We row at noon.\n\n"We shall win."',
        [("The boats are ready,", "Anna Berg"), ("We row at noon.", "Anna Berg"), ("We shall win.", "Anna Berg")],
    ),
    (
        'Anna Berg came late.\n\n"The boats are ready.\n\n"We row at noon," she added.',
        [("The boats are ready.", "Anna Berg"), ("We row at noon,", "Anna Berg")],
    ),
    (
        'Anna Berg thanked the crew.\n\n"One boat is ready," she said. "The other is not."',
        [("One boat is ready,", "Anna Berg"), ("The other is not.", "Anna Berg")],
    ),
    (
        'Omar Haddad said the race was "void" and "unfair." "We go home," said crew chief Anna Berg.',
        [("void", "Omar Haddad"), ("unfair.", "Omar Haddad"), ("We go home,", "Anna Berg")],
    ),
    (
        '"We lost," said Omar Haddad. "I rowed badly. "I shall row again." The race lasted an hour.',
        [("We lost,", "Omar Haddad"), ("I rowed badly.", "Omar Haddad"), ("I shall row again.", "Omar Haddad")],
    ),
    (
        'A World Rowing statement said: "The race is void." The statement continued: "It will be rowed again."',
        [("The race is void.", "World Rowing"), ("It will be rowed again.", "World Rowing")],
    ),
    (
        '"We lost," said Omar Haddad. The affidavit states that he "cheated at sea." It claims that he "lied to all."',
        [("We lost,", "Omar Haddad"), ("cheated at sea.", "The affidavit"), ("lied to all.", "The affidavit")],
    ),
    (
        '"We lost," said Omar Haddad.\n\n"No, we did not," said Anna Berg.',
        [("We lost,", "Omar Haddad"), ("No, we did not,", "Anna Berg")],
    ),
    (
        'Omar Haddad rowed last.\n\nOmar Haddad on the river ©Getty Images\n\n"We lost," he said.',
        [("We lost,", "Omar Haddad")],
    ),
    (
        'Haddad says "we lost" ©World Rowing\nHaddad says "we lost" ©World Rowing\n\nThe race was void.',
        [("we lost", "Omar Haddad")],
    ),
    (
        'Omar Haddad was blunt:\n\n"We lost."',
        [("We lost.", "Omar Haddad")],
    ),
    (  # who spoke in the sentence before, and not whom it was about
        'Anna Berg met Lucia Moretti. Omar Haddad said that Petr Pavel had won. "The race was fair," he said.',
        [("The race was fair,", "Omar Haddad")],
    ),
    (
        'Anna Berg left. A witness said that the shop was full. "We were afraid.\n\n"We ran," she told reporters.',
        [("We were afraid.", "A witness"), ("We ran,", "A witness")],
    ),
    (  # who bears that title was named before
        'Omar Haddad, the captain, met Petr Pavel. The captain said that all was well. "We row at noon," he said.',
        [("We row at noon,", "Omar Haddad")],
    ),
    (
        'Omar Haddad left. One of the coaches said that it was "too late for us".',
        [("too late for us", "One of the coaches")],
    ),
    (
        '“What the captain calls ‘the river’ is a pond,” said Anna Berg.',
        [("What the captain calls ‘the river’ is a pond,", "Anna Berg")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ARTICLES, ids=[text[:50] for text, _ in ARTICLES])
def test_quotations_over_sentences_and_paragraphs(text: str, expected: list[tuple[str, str]]) -> None:
    assert shown(text) == expected


def test_pieces_of_one_utterance_share_its_number() -> None:
    text = '"We lost," said Omar Haddad. "We go home."\n\n"We won," said Anna Berg.'
    assert [q.utterance for q in read(text)] == [1, 1, 2]
    assert [q.continuation for q in read(text)] == [False, True, False]


def test_an_unclosed_piece_says_so() -> None:
    text = '"We lost," said Omar Haddad.\n\n"We rowed badly.\n\n"We go home."'
    assert [q.unclosed for q in read(text)] == [False, True, False]


def test_words_whose_closing_mark_is_lost_end_before_the_cue() -> None:
    (quote,) = read('"We shall win the next race, said Omar Haddad. The crew left Oslo on Monday.')
    assert quote.text == "We shall win the next race,"


def test_the_evidence_holds_the_words_and_their_cue() -> None:
    text = 'The race is over. "We lost," said Omar Haddad. "We go home." The crew left.'
    first, second = read(text)
    assert first.sentence.of(text) == '"We lost," said Omar Haddad.'
    assert second.sentence.of(text) == '"We lost," said Omar Haddad. "We go home."'


def test_the_cue_is_kept_with_its_place() -> None:
    text = '"We lost," Omar Haddad went on.'
    (quote,) = read(text)
    assert quote.cue == "went on"
    assert quote.cue_span is not None
    assert quote.cue_span.of(text) == "went"


MEDIA = [
    ('"We lost," said Omar Haddad, according to TASS.', "TASS"),
    ('"We lost," Omar Haddad said, as reported by TASS.', "TASS"),
    ('Omar Haddad wrote on Telegram: "We lost."', "Telegram"),
    ('Omar Haddad said in a statement: "We lost."', "a statement"),
    ('Omar Haddad said in a Truth Social post: "We lost."', "a Truth Social post"),
    ('A World Rowing statement said: "We lost."', "A World Rowing statement"),
    ('Omar Haddad said in an interview with the BBC: "We lost."', "an interview"),
]


@pytest.mark.parametrize(("text", "medium"), MEDIA)
def test_the_medium_is_named(text: str, medium: str) -> None:
    (quote,) = read(text)
    assert quote.medium is not None
    assert quote.medium.label == medium


def test_the_addressee_is_named() -> None:
    (quote,) = read('"We lost," Omar Haddad told reporters in Oslo.')
    assert quote.addressee is not None
    assert quote.addressee.text == "reporters"


def test_an_unnamed_speaker_keeps_the_words_that_describe_him() -> None:
    (quote,) = read('A source in the delegation spoke to TASS. "We lost," the source added.')
    assert quote.speaker is not None
    assert quote.speaker.label == "A source in the delegation"
    assert quote.speaker.text == "the source"


NAMED_BY_TITLE = [
    ('First Lady Margaret Kenyatta came. "I am glad," the First Lady said.', "Margaret Kenyatta"),
    ('Minister Jan Novak met President Anna Berg. "I am glad," the minister said.', "Jan Novak"),
    ('"I am glad," said the secretary of the commission, Dr. Muhammad Buzbar.', "Muhammad Buzbar"),
    ('"I am glad," Bank of England Governor Andrew Bailey said.', "Andrew Bailey"),
    ('"I am glad," WHO chief Tedros Adhanom Ghebreyesus said.', "Tedros Adhanom Ghebreyesus"),
    ('"Cases rose," WHO said in a statement.', "World Health Organization"),
]


@pytest.mark.parametrize(("text", "speaker"), NAMED_BY_TITLE, ids=[row[1] for row in NAMED_BY_TITLE])
def test_a_title_leads_to_its_bearer(text: str, speaker: str) -> None:
    """Told by the names that the whole pipeline finds."""
    said = [fact for fact in pipeline.read_article(Article(name="title", text=text)).facts if fact.type == "quote"]
    assert [fact.subject.label for fact in said] == [speaker]


def test_without_a_parse_the_words_beside_the_marks_decide() -> None:
    doc = spacy.blank("en")('"We lost," said Omar Haddad. "We go home."')
    found = quotes.find(doc, mentions(doc))
    assert [(q.text, q.speaker and q.speaker.label) for q in found] == [
        ("We lost,", "Omar Haddad"),
        ("We go home.", "Omar Haddad"),
    ]


def test_a_text_without_marks_has_no_quotations() -> None:
    assert shown("Omar Haddad said that the race was void.") == []
    assert shown("") == []


def test_the_tables_are_large_enough() -> None:
    assert len(DIRECT) + len(FRAGMENTS) + len(NOBODYS) + len(ARTICLES) >= 60


def test_a_fragment_needs_no_parse() -> None:
    doc = spacy.blank("en")('Omar Haddad said the race was "void" and left.')
    found = quotes.find(doc, mentions(doc))
    assert [(q.text, q.speaker and q.speaker.label) for q in found] == [("void", "Omar Haddad")]


@pytest.mark.parametrize("text", ['"' * 2000, "'a " * 2000, "“ab " * 2000, '"\n\n' * 200, "\n \n", "”“”“ said he"])
def test_marks_without_sense_are_read_quickly_and_give_nothing(text: str) -> None:
    doc = spacy.tokens.Doc(spacy.blank("en").vocab, words=text.split() or ["x"])
    assert quotes.find(doc, ()) == ()
