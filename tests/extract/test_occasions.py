"""Where quoted words were said, read off the words after the verb of saying."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from extract.article import Attribution, Entity, Evidence, Fact, Mention, Party, Quote, Span
from extract.occasions import placed

VOCAB = spacy.blank("en").vocab
PLACES = {"Oslo": "city", "Chile": "country", "Kim": "person"}


def doc_of(tagged: str) -> Doc:
    """A Doc of one sentence from words with their part of speech: "said/VERB Kim/PROPN"."""
    words, tags = zip(*(pair.rsplit("/", 1) for pair in tagged.split()), strict=True)
    return Doc(VOCAB, words=list(words), pos=list(tags), sent_starts=[True] + [False] * (len(words) - 1))


def mentions_of(doc: Doc) -> list[Mention]:
    return [
        Mention(
            Span(token.idx, token.idx + len(token)), token.text, "", "name", token.i, token.i + 1, token.i, token.i,
            Entity(f"{PLACES[token.text]}/{token.lower_}", token.text, PLACES[token.text]),
        )
        for token in doc
        if token.text in PLACES
    ]  # fmt: skip


def quote_fact(doc: Doc, *, cue: str | None, utterance: int = 1) -> Fact:
    at = doc.text.index(cue) if cue else 0
    span = Span(at, at + len(cue)) if cue else None
    quote = Quote(Span(0, 1), "x", "direct", Span(0, len(doc.text)), utterance=utterance)
    said = Attribution(cue=cue or "", span=span)
    return Fact("quote", Party("Kim", "Kim"), None, Evidence(Span(0, 1), "x"), attribution=said, quote=quote)


@pytest.mark.parametrize(
    ("tagged", "expected"),
    [
        (
            "said/VERB Kim/PROPN at/ADP a/DET meeting/NOUN of/ADP the/DET board/NOUN in/ADP Oslo/PROPN ,/PUNCT",
            {"event": "meeting of the board", "place": "Oslo"},
        ),
        (
            "said/VERB Kim/PROPN at/ADP the/DET Council/PROPN of/ADP Ministers/PROPN meeting/NOUN ,/PUNCT to/ADP",
            {"event": "Council of Ministers meeting"},
        ),
        (
            "told/VERB reporters/NOUN on/ADP the/DET sidelines/NOUN of/ADP a/DET summit/NOUN ./PUNCT",
            {"event": "summit"},
        ),
        ("said/VERB in/ADP the/DET Norwegian/ADJ city/NOUN of/ADP Oslo/PROPN ./PUNCT", {"place": "Oslo"}),
        ("said/VERB in/ADP a/DET statement/NOUN ./PUNCT", {}),
        ("said/VERB in/ADP anger/NOUN that/SCONJ Chile/PROPN at/ADP the/DET summit/NOUN ./PUNCT", {}),
        ("said/VERB Kim/PROPN of/ADP Chile/PROPN ./PUNCT", {}),
        ("said/VERB Kim/PROPN ,/PUNCT at/ADP the/DET summit/NOUN ./PUNCT", {}),
    ],
)
def test_occasion_and_place_stand_after_the_verb(tagged: str, expected: dict[str, str]) -> None:
    doc = doc_of(tagged)
    (fact,) = placed(doc, mentions_of(doc), [quote_fact(doc, cue=doc[0].text)])
    assert dict(fact.attributes) == expected


def test_pieces_of_one_utterance_share_the_occasion() -> None:
    doc = doc_of("said/VERB Kim/PROPN at/ADP the/DET summit/NOUN ./PUNCT")
    facts = [quote_fact(doc, cue="said"), quote_fact(doc, cue=None), quote_fact(doc, cue=None, utterance=2)]
    first, second, other = placed(doc, mentions_of(doc), facts)
    assert first.attributes == second.attributes == (("event", "summit"),)
    assert other.attributes == ()


def test_other_facts_and_what_a_fact_already_says_stay() -> None:
    doc = doc_of("said/VERB Kim/PROPN at/ADP the/DET summit/NOUN ./PUNCT")
    plain = Fact("meeting", Party("Kim", "Kim"), None, Evidence(Span(0, 1), "x"))
    assert placed(doc, [], [plain]) == (plain,)
