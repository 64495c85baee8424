"""Who the article says claims what: indirect speech, and facts inside it."""

from __future__ import annotations

import pytest

from extract import attributions, quotes, reader
from extract.article import Attribution, Span
from tests.extract.people import mentions


def holder(text: str, words: str) -> Attribution | None:
    """Under whose claim the words stand."""
    doc = reader.annotate(text)
    found = mentions(doc)
    stretches = attributions.of(doc, found, quotes.find(doc, found))
    start = text.index(words)
    return attributions.holder(stretches, Span(start, start + len(words)))


VOID, JOINED = "the race was void", "Norvia has joined the league"
CLAIMED = [
    ("Omar Haddad said that the race was void.", VOID, "Omar Haddad", "said"),
    ("Omar Haddad said the race was void.", VOID, "Omar Haddad", "said"),
    ("Omar Haddad told reporters that the race was void.", VOID, "Omar Haddad", "told"),
    ("Omar Haddad, the captain, claims that the race was void.", VOID, "Omar Haddad", "claims"),
    ("World Rowing announced that Norvia has joined the league.", JOINED, "World Rowing", "announced"),
    ("Norvia has joined the league, World Rowing said on Monday.", JOINED, "World Rowing", "said"),
    ("Norvia has joined the league, said Omar Haddad.", JOINED, "Omar Haddad", "said"),
    ("Norvia has joined the league, according to Omar Haddad.", JOINED, "Omar Haddad", "according to"),
    ("According to Omar Haddad, Norvia has joined the league.", JOINED, "Omar Haddad", "According to"),
    ("Omar Haddad believes that Norvia has joined the league.", JOINED, "Omar Haddad", "believes"),
    ('"Norvia has joined the league," Omar Haddad said.', JOINED, "Omar Haddad", "said"),
    ("Omar Haddad rejected reports that Norvia has joined the league.", JOINED, "Omar Haddad", "rejected"),
    ("Omar Haddad's claim that Norvia has joined the league was false.", JOINED, "Omar Haddad", "claim"),
    ("Omar Haddad accused Norvia of rigging the race.", "rigging the race", "Omar Haddad", "accused"),
    ("Omar Haddad vowed to win the next race.", "to win the next race", "Omar Haddad", "vowed"),
    ("Norvia has joined the league, per Reuters.", JOINED, "Reuters", "per"),
    ("According to a report, the race was void.", VOID, "a report", "According to"),
    (
        "Norvia, which according to Omar Haddad lost the race, has joined the league.",
        "lost the race",
        "Omar Haddad",
        "according to",
    ),
    ("Omar Haddad concluded that the race was void.", VOID, "Omar Haddad", "concluded"),
    ("Omar Haddad felt that the race was void.", VOID, "Omar Haddad", "felt"),
    ("Report: Norvia has joined the league\n\nThe race was void. Nobody took part in it.", JOINED, "Report", ":"),
    ("They talked.\n\nOMAR HADDAD: Norvia has joined the league. BERG: Yes.", JOINED, "OMAR HADDAD", ":"),
    ("The clip says Norvia has joined the league.", JOINED, "The clip", "says"),
    ("Omar Haddad made it clear that the race was void.", VOID, "Omar Haddad", "made it clear"),
    (
        "The race was stopped, Omar Haddad said on Monday, in what Norvia described as a mistake.",
        "The race was stopped",
        "Omar Haddad",
        "said",
    ),
]


@pytest.mark.parametrize(("text", "words", "speaker", "cue"), CLAIMED, ids=[row[0][:60] for row in CLAIMED])
def test_reported_words_are_the_speakers_claim(text: str, words: str, speaker: str, cue: str) -> None:
    found = holder(text, words)
    assert found is not None
    assert found.speaker is not None
    assert (found.speaker.label, found.cue) == (speaker, cue)


OWN = [
    ("Norvia joined the league in May. Omar Haddad said that the race was void.", "Norvia joined the league in May"),
    ("Omar Haddad said that the race was void. Norvia joined the league.", "Norvia joined the league"),
    ("Omar Haddad, who leads World Rowing, said that the race was void.", "who leads World Rowing"),
    ("Norvia has agreed to join the league.", "to join the league"),
    ("Norvia is considering joining the league.", "joining the league"),
    ("Norvia joined the league in May.", "Norvia joined the league"),
    ("Omar Haddad said that the race was void, but Norvia won it again.", "Norvia won it again"),
    ("Norvia has joined the league for 20 euros per member.", "Norvia has joined the league"),
    ("The race was void at two euros per person.", "The race was void"),
    ("According to the law, the race was void.", VOID),
    ("According to the constitution, the race was void.", VOID),
    ("According to the law of Norvia, the race was void.", VOID),
    ("Norvia, which according to Omar Haddad lost the race, has joined the league.", "has joined the league"),
    ("Norvia, which according to Reuters lost the race, has joined the league.", "has joined the league"),
    ("Norvia feels the effects of the sanctions.", "the effects of the sanctions"),
    ("Omar Haddad felt the effects of the ban.", "the effects of the ban"),
    ("Omar Haddad noted the ban on Norvia.", "the ban on Norvia"),
    ("Omar Haddad concluded his visit to Norvia.", "his visit to Norvia"),
]


@pytest.mark.parametrize(("text", "words"), OWN)
def test_what_nobody_is_said_to_claim_is_the_articles_own(text: str, words: str) -> None:
    assert holder(text, words) is None


def test_the_medium_and_the_addressee_go_with_the_claim() -> None:
    found = holder("Omar Haddad told reporters in a statement that the race was void.", "the race was void")
    assert found is not None
    assert found.medium is not None
    assert found.medium.label == "a statement"
    assert found.addressee is not None
    assert found.addressee.text == "reporters"


def test_what_a_reported_clause_tells_of_is_no_medium() -> None:
    found = holder("Omar Haddad said that they saw gaps in the report.", "they saw gaps")
    assert found is not None
    assert found.medium is None


def test_the_innermost_claim_holds() -> None:
    found = holder("Omar Haddad said that Anna Berg had told reporters that the race was void.", "the race was void")
    assert found is not None
    assert found.speaker is not None
    assert found.speaker.label == "Anna Berg"


def test_stretches_come_in_the_order_of_the_text() -> None:
    text = 'Omar Haddad said that the race was void. "We lost," said Anna Berg.'
    doc = reader.annotate(text)
    found = mentions(doc)
    stretches = attributions.of(doc, found, quotes.find(doc, found))
    assert [span.start for span, _ in stretches] == sorted(span.start for span, _ in stretches)
    assert len(stretches) == 2
