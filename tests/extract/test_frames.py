"""The lexicon's own sentences, for and against, read by the whole pipeline; and some that try the matcher."""

from __future__ import annotations

import pytest

from extract import examples, lexicon
from extract.article import Article, Fact
from extract.lexicon import Frame
from extract.pipeline import read_article

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


SENTENCES = [
    # (text, type, subject, object, status, factuality)
    ("Norway refused to join the European Union.", "membership", "Norway", "European Union", "not a member", "denied"),
    ("Ukraine wants to join NATO.", "membership", "Ukraine", "NATO", "interested", "asserted"),
    ("Finland and Sweden joined NATO.", "membership", "Sweden", "NATO", "member", "asserted"),
    ("Finland joined NATO, with Georgia set to do so too.", "membership", "Georgia", "NATO", "acceding", "asserted"),
    ("FIFA could suspend Indonesia.", "sanction", "FIFA", "Indonesia", "", "possible"),
    ("FIFA has not banned Indonesia.", "sanction", "FIFA", "Indonesia", "", "denied"),
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


def test_every_fact_points_at_the_characters_that_state_it() -> None:
    text = "Officials met on Monday. The European Union imposed sanctions on Iran. It rained."
    for fact in facts(text):
        assert fact.evidence.span.of(text) == fact.evidence.text
    assert any(f.type == "sanction" and "sanctions on Iran" in f.evidence.text for f in facts(text))


def test_a_frame_file_with_an_unknown_key_is_refused_with_its_name(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "odd.yaml").write_text("type: odd\npatterns:\n  - {name: x, verb: [go], objekt: [obj]}\n")
    with pytest.raises(lexicon.FrameError, match=r"odd\.yaml.*objekt"):
        lexicon.load(tmp_path)
