"""Spans between quotation marks, whatever the marks look like."""

from __future__ import annotations

import pytest

from extract import layout, marks


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ('He said: "We agree."', ["We agree."]),
        ('"We agree," he said. "All of us."', ["We agree,", "All of us."]),
        ("“We agree,” he said. “All of us.”", ["We agree,", "All of us."]),
        ("He said: “We agree.“ She left.", ["We agree."]),
        ("He said: ”We agree.” She left.", ["We agree."]),
        ("He said: „We agree.“", ["We agree."]),
        ("«We agree,» he said.", ["We agree,"]),
        ("‹‹We agree,›› he said.", ["We agree,"]),
        ("``We agree,'' he said.", ["We agree,"]),
        ("''We agree,'' he said.", ["We agree,"]),
        ("‘We agree,’ he said.", ["We agree,"]),
        ("'We agree,' he said.", ["We agree,"]),
        ("'The players' union won't agree,' he said.", ["The players' union won't agree,"]),
        ("He called it 'white privilege' and left.", ["white privilege"]),
        ("They spoke of 'old politics' and 'clean hands'.", ["old politics", "clean hands"]),
        ("The '90s were 'odd', weren't they?", ["odd"]),
        ("It's the players' union's 'em and us.", []),
        ("Rock 'n' roll is here to stay.", []),
        ('He said,"We agree,"and left.', ["We agree,"]),
        ('He said :" We agree " and left.', ["We agree"]),
        ("He said “ We agree ” and left.", ["We agree"]),
        ('"We agree—" he said.', ["We agree—"]),
        ('He said—"no"—and left.', ["no"]),
        ('The answer ("no") came late.', ["no"]),
        ("The 6'2\" guard and the 5'11\" coach agree.", []),
        ('A 15" screen is enough.', []),
        (
            'It was "expected" and "understandable." "Now we wait," said Smith.',
            ["expected", "understandable.", "Now we wait,"],
        ),
        ('"We have withdrawn it. "She explained it," he said.', ["We have withdrawn it.", "She explained it,"]),
        ('He said: "It was "madness" and it ended," and left.', ['It was "madness" and it ended,', "madness"]),
        ('"...and then he left," she said.', ["...and then he left,"]),
        ('He said: "We [all] agree ... in principle".', ["We [all] agree ... in principle"]),
        ("“What critics call ‘the club’ was open.”", ["What critics call ‘the club’ was open.", "the club"]),
        ('He took "a landmark", not "the bloc"; "nothing"?', ["a landmark", "the bloc", "nothing"]),
        ('""Twice typed,"" he said.', ["Twice typed,"]),
        ("The 'ere and now, the 'tis and 'twas.", []),
        ("He lived in St John's and Hawai'i, in the '60s.", []),
        ("‘I’m sure it’s the players’ union’, he said.", ["I’m sure it’s the players’ union"]),
        ('"He called it "a day"" and left.', ['He called it "a day"', "a day"]),
    ],
)
def test_spans_between_marks(text: str, spans: list[str]) -> None:
    found = marks.find(text, layout.split(text))
    assert [m.span.of(text) for m in found] == spans


def test_depth_counts_the_marks_around() -> None:
    text = "“What critics call ‘the club’ was open,” she said of ‘it’."
    assert [m.depth for m in marks.find(text, layout.split(text))] == [0, 1, 0]


def test_paragraphs_that_open_and_never_close() -> None:
    text = '"We agree.\n\n"All of us.\n\n"Even he," she said.'
    found = marks.find(text, layout.split(text))
    assert [m.span.of(text) for m in found] == ["We agree.", "All of us.", "Even he,"]
    assert [m.unclosed for m in found] == [True, True, False]


def test_single_marks_over_paragraphs() -> None:
    text = "‘We agree.\n\n‘All of us,’ he said."
    found = marks.find(text, layout.split(text))
    assert [(m.span.of(text), m.unclosed) for m in found] == [("We agree.", True), ("All of us,", False)]


def test_a_closing_mark_alone_takes_the_words_before_it() -> None:
    text = 'Nobody came.\n\nWe all agree on that," he said.'
    (found,) = marks.find(text, layout.split(text))
    assert found.unopened
    assert found.span.of(text) == "We all agree on that,"


def test_offsets_exclude_the_marks_and_the_space_beside_them() -> None:
    text = 'He said: " We agree " and left.'
    (found,) = marks.find(text, layout.split(text))
    assert text[found.opened] == text[found.closed - 1] == '"'
    assert text[found.start : found.end] == "We agree"


@pytest.mark.parametrize("text", ['"', '""', "“”", "' '", '"" ""', "«»"])
def test_marks_around_nothing_are_no_span(text: str) -> None:
    assert marks.find(text, layout.split(text)) == ()
