"""The text of an article, cut so that each piece leads to what it states."""

from __future__ import annotations

from server.highlight import Marked, Piece, paragraphs

TEXT = "Iran joins the SCO.\n\nSo does Belarus."


def test_without_marks_the_paragraphs_are_the_lines_that_say_something() -> None:
    assert paragraphs(TEXT, [], []) == [(Piece("Iran joins the SCO.", 0, ()),), (Piece("So does Belarus.", 21, ()),)]


def test_evidence_and_names_that_overlap_cut_the_text_into_pieces() -> None:
    claims = [Marked(0, 19, "one"), Marked(0, 4, "two")]
    names = [Marked(0, 4, "iran"), Marked(15, 18, "sco")]
    first, _ = paragraphs(TEXT, claims, names)
    assert first == (
        Piece("Iran", 0, (0, 1), "iran"),
        Piece(" joins the ", 4, (0,)),
        Piece("SCO", 15, (0,), "sco"),
        Piece(".", 18, (0,)),
    )


def test_evidence_over_several_paragraphs_marks_each() -> None:
    found = paragraphs(TEXT, [Marked(5, len(TEXT), "one")], [])
    assert [[piece.claims for piece in line] for line in found] == [[(), (0,)], [(0,)]]


def test_of_names_inside_names_the_longest_is_kept() -> None:
    (line,) = paragraphs("Russian Foreign Ministry", [], [Marked(0, 7, "russia"), Marked(0, 24, "ministry")])
    assert line == (Piece("Russian Foreign Ministry", 0, (), "ministry"),)


def test_no_character_is_lost_and_none_comes_twice() -> None:
    marks = [Marked(start, start + length, "x") for start in range(0, len(TEXT), 5) for length in (3, 9, 400)]
    pieces = [piece for line in paragraphs(TEXT, marks, marks) for piece in line]
    assert "".join(piece.text for piece in pieces) == TEXT.replace("\n", "")
    assert all(TEXT[piece.start : piece.start + len(piece.text)] == piece.text for piece in pieces)
    assert len({piece.start for piece in pieces}) == len(pieces)


def test_an_empty_text_has_no_paragraphs() -> None:
    assert paragraphs("", [], []) == []
