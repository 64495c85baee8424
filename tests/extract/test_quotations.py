"""Quotations in running news text, read by the whole pipeline: marks, speakers, media, and what is nobody's speech."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from extract.article import Article, Party, Quote
from extract.pipeline import read_article
from tests.tables import rows


@dataclass(frozen=True)
class Row:
    """A text and who says what in it."""

    quotations: str
    medium: str
    addressee: str
    text: str

    @property
    def expected(self) -> list[tuple[str, str]]:
        pairs = (piece.partition(" = ") for piece in self.quotations.split(" ¦ ") if piece)
        return [(words, speaker) for words, _, speaker in pairs]


ROWS = rows("quotations.tsv", Row)


def verdict(row: Row) -> str:
    """ "right", else what was found instead."""
    quotes = read_article(Article("test", row.text.replace("⏎", "\n\n"))).quotes
    if [q.text for q in quotes] != [words for words, _ in row.expected]:
        return f"words {[q.text for q in quotes]}"
    wrong = [q for q, (_, speaker) in zip(quotes, row.expected, strict=True) if not _is(q.speaker, speaker)]
    if wrong:
        return f"speakers {[q.speaker and q.speaker.label for q in wrong]}"
    for name in ("medium", "addressee"):
        wanted = getattr(row, name)
        if wanted and not _is(getattr(quotes[0], name), wanted):
            return f"{name} {_shown(quotes[0], name)}"
    return "right"


def _is(party: Party | None, name: str) -> bool:
    return party is not None and any(
        name.lower() in words.lower() for words in (party.label, party.text, *party.mentions)
    )


def _shown(quote: Quote, name: str) -> str:
    party = getattr(quote, name)
    return party.label if party else "none"


def test_nearly_every_text_has_its_quotations_with_speaker_medium_and_addressee() -> None:
    """A floor for the table as a whole: some rows hang on what the parser makes of them, which changes with its
    weights."""
    missed = [f"{found}: {row.text}" for row in ROWS if (found := verdict(row)) != "right"]
    assert len(missed) <= 0.05 * len(ROWS), "\n".join(missed)


def test_the_table_is_large_enough() -> None:
    assert len({row.text for row in ROWS}) == len(ROWS) >= 60
    assert sum(not row.quotations for row in ROWS) >= 10


@pytest.mark.parametrize(
    "clause",
    [
        "who in an interview in May had called the road safe",
        "who had announced the plan in a letter",
        "who in a statement last year had called the road safe",
        "who had written on Facebook that the road was safe",
    ],
)
def test_what_a_later_clause_tells_of_the_speaker_is_not_the_medium(clause: str) -> None:
    (quote,) = read_article(Article("test", f'"We wait," said Marta Klein, {clause}.')).quotes
    assert (quote.speaker and quote.speaker.label, quote.medium) == ("Marta Klein", None)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('"We wait," said Marta Klein yesterday.', "Marta Klein"),
        ('"We wait," said Klein yesterday. Marta Klein is the mayor.', "Marta Klein"),
        ('"We wait," said mayor Marta Klein yesterday.', "Marta Klein"),
        ('"We wait," said the mayor yesterday.', "the mayor"),
        ('"We wait," said the drivers today.', "the drivers"),
        ('Marta Klein yesterday said: "We wait."', "Marta Klein"),
        ('The ministry yesterday called the road "a scandal".', "The ministry"),
    ],
)
def test_the_day_is_no_part_of_the_speakers_name(text: str, speaker: str) -> None:
    (quote,) = read_article(Article("test", text)).quotes
    assert quote.speaker is not None
    assert quote.speaker.label == speaker
