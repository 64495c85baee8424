"""How certain each fact is and who claims it: a table of sentences over all frames, read with the real weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from extract.article import Article, Fact, Party
from extract.factuality import Stances
from extract.pipeline import read_article
from tests.tables import rows

FIRST_TYPES = frozenset(
    (
        *("membership", "sanction", "lifted", "position", "proposal", "support"),
        *("oppose", "meeting", "event", "founded", "part_of", "quote"),
    )
)


@dataclass(frozen=True)
class Row:
    """What a sentence says, how certainly, and on whose word."""

    factuality: str
    status: str
    holder: str
    medium: str
    type: str
    subject: str
    object: str
    text: str


ROWS = rows("certainty.tsv", Row)


def verdict(row: Row) -> str:
    """ "right", "not found" where no fact of the type joins the two, else what is wrong with it."""
    found = [f for f in read_article(Article("test", row.text)).facts if f.type == row.type and _joins(f, row)]
    if not found:
        return "not found"
    wrong = (_wrong(fact, row) for fact in found)
    return next((words for words in wrong if words), "right")


def _joins(fact: Fact, row: Row) -> bool:
    if fact.quote:
        same = fact.quote.text == row.object
    else:
        same = _is(fact.object, row.object) if row.object else fact.object is None
    return same and _is(fact.subject, row.subject)


def _is(party: Party | None, name: str) -> bool:
    names = (party.label, party.text, *party.mentions) if party else ()
    return any(name.lower() in words.lower() for words in names)


def _wrong(fact: Fact, row: Row) -> str:
    if fact.factuality != row.factuality:
        return f"{fact.factuality}, not {row.factuality}"
    if row.status and fact.status != row.status:
        return f"{fact.status}, not {row.status}"
    said = fact.attribution
    speaker = said.speaker if said else None
    if (not _is(speaker, row.holder)) if row.holder else (speaker is not None):
        return f"claimed by {speaker.label if speaker else 'nobody'}, not {row.holder or 'nobody'}"
    if row.medium and not _is(said.medium if said else None, row.medium):
        return f"through {said and said.medium and said.medium.label}, not {row.medium}"
    return ""


@pytest.fixture(scope="module")
def verdicts() -> Mapping[str, str]:
    """What came of each sentence."""
    return {row.text: verdict(row) for row in ROWS}


def test_nearly_every_sentence_is_read_with_its_certainty_and_its_holder(verdicts: Mapping[str, str]) -> None:
    """A floor for the table as a whole: some rows hang on what the parser makes of them, which changes with its
    weights."""
    missed = [f"{found}: {text}" for text, found in verdicts.items() if found != "right"]
    assert len(missed) <= 0.05 * len(ROWS), "\n".join(missed)


def test_hardly_anything_is_asserted_that_the_sentence_does_not_assert(verdicts: Mapping[str, str]) -> None:
    """The costly error: a plan, a denial or a rumour taken for a fact."""
    unsaid = [row.text for row in ROWS if row.factuality != "asserted"]
    asserted = [text for text in unsaid if verdicts[text].startswith("asserted, not")]
    assert len(asserted) <= 0.01 * len(unsaid), "\n".join(asserted)


def test_the_table_covers_all_frames_and_certainties() -> None:
    assert len({row.text for row in ROWS}) == len(ROWS) >= 120
    assert {row.type for row in ROWS} >= FIRST_TYPES
    assert {row.factuality for row in ROWS} == {worth for _, worth in Stances.load().order} | {"asserted"}
    assert sum(bool(row.holder) for row in ROWS) >= 30
