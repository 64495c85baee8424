"""Pronouns are led to the names that fit them, and to no others."""

from __future__ import annotations

import pytest

from extract.antecedents import Seen, resolve
from extract.candidates import Candidates


def seen(text: str, *, names: list[tuple[int, int, str]], inner: tuple[int, ...] = ()) -> Seen:
    """Words with their tags, "Lee/NNP said/VBD", where `inner` are inside a phrase that another word heads."""
    words, tags = zip(*(pair.rsplit("/", 1) for pair in text.split()), strict=True)
    kinds = {"NNP": "PROPN", "NN": "NOUN", "NNS": "NOUN", "PRP": "PRON", "PRP$": "PRON", "WP": "PRON"}
    labels = ["flat" if number in inner else "nsubj" for number in range(len(words))]
    return Seen(words, [kinds.get(tag, "VERB") for tag in tags], tags, labels, names)


def test_a_pronoun_is_led_through_pronouns_to_the_name() -> None:
    text = seen("Lee/NNP came/VBD ./. She/PRP sat/VBD ./. She/PRP left/VBD", names=[(0, 1, "Person")])
    links = resolve(
        text, [Candidates(0, [], [], 0.0), Candidates(3, [0], [5.0], 0.0), Candidates(6, [3, 0], [5.0, 1.0], 0.0)]
    )
    assert [(word, other) for word, other, _ in links] == [(3, 0), (6, 0)]
    assert all(0.9 < mass <= 1 for _, _, mass in links)


def test_doubtful_links_add_up_to_a_name() -> None:
    text = seen(
        "Lee/NNP met/VBD Kim/NNP ./. He/PRP sat/VBD ./. He/PRP left/VBD", names=[(0, 1, "Person"), (2, 3, "Person")]
    )
    candidates = [
        Candidates(0, [], [], 0.0),
        Candidates(2, [0], [-9.0], 0.0),
        Candidates(4, [0, 2], [3.0, -3.0], 0.0),
        Candidates(7, [2, 4, 0], [2.1, 2.0, 2.0], 0.0),  # Kim leads, but "He" and Lee are one
    ]
    assert (7, 0) in [(word, other) for word, other, _ in resolve(text, candidates)]


@pytest.mark.parametrize(
    ("name", "label", "pronoun", "fits"),
    [
        ("TASS", "Organization", "it", True),
        ("TASS", "Organization", "she", False),
        ("Lee", "Person", "it", False),
        ("Lee", "Person", "she", True),
        ("Lee", "Person", "they", False),
        ("Iran", "Location", "they", True),
        ("Tuesday", "Date", "it", False),
        ("Susan", "Person", "she", True),
        ("Susan", "Person", "he", False),
    ],
)
def test_a_pronoun_stands_for_what_fits_it(name: str, label: str, pronoun: str, fits: bool) -> None:
    text = seen(f"{name}/NNP came/VBD {pronoun}/PRP left/VBD", names=[(0, 1, label)])
    links = resolve(text, [Candidates(0, [], [], 0.0), Candidates(2, [0], [4.0], 0.0)])
    assert bool(links) == fits


def test_a_title_tells_a_gender_that_holds_for_the_surname_later() -> None:
    names = [(1, 3, "Person"), (4, 5, "Person")]
    text = seen(
        "Mrs/NNP Robin/NNP Lee/NNP came/VBD Lee/NNP sat/VBD he/PRP left/VBD she/PRP too/RB", names=names, inner=(2,)
    )
    candidates = [
        Candidates(1, [], [], 0),
        Candidates(4, [], [], 0),
        Candidates(6, [4], [4.0], 0),
        Candidates(8, [4], [4.0], 0),
    ]
    assert [(word, other) for word, other, _ in resolve(text, candidates)] == [(8, 4)]


def test_words_inside_a_phrase_and_relative_words_are_no_antecedents() -> None:
    text = seen("Ann/NNP Lee/NNP who/WP came/VBD she/PRP left/VBD", names=[(0, 2, "Person")], inner=(1,))
    links = resolve(text, [Candidates(0, [], [], 0), Candidates(4, [2, 1, 0], [9.0, 8.0, 2.0], 0.0)])
    assert [(word, other) for word, other, _ in links] == [(4, 0)]


def test_other_persons_pronouns_do_not_mix() -> None:
    text = seen("I/PRP said/VBD he/PRP left/VBD him/PRP too/RB", names=[])
    links = resolve(text, [Candidates(2, [0], [5.0], 0.0), Candidates(4, [2, 0], [5.0, 7.0], 0.0)])
    assert [(word, other) for word, other, _ in links] == [(4, 2)]


def test_a_noun_is_tied_where_that_is_likelier_than_nothing() -> None:
    text = seen("UNESCO/NNP met/VBD organisation/NN said/VBD body/NN", names=[(0, 1, "Organization")])
    links = resolve(text, [Candidates(0, [], [], 0.0), Candidates(2, [0], [2.0], 0.0), Candidates(4, [2], [-2.0], 0.0)])
    assert [(word, other) for word, other, _ in links] == [(2, 0)]
    assert links[0][2] == pytest.approx(0.88, abs=0.01)
