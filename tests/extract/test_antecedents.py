"""Pronouns are led to the names that fit them, and to no others."""

from __future__ import annotations

import pytest

from extract.antecedents import Seen, resolve
from extract.candidates import Candidates


def seen(
    text: str,
    *,
    names: list[tuple[int, int, str]],
    inner: tuple[int, ...] = (),
    tree: dict[int, tuple[int, str]] | None = None,
) -> Seen:
    """Words with their tags, "Lee/NNP said/VBD", where `inner` are inside a phrase that another word heads.

    `tree` has the head and relation of the words where they matter.
    """
    words, tags = zip(*(pair.rsplit("/", 1) for pair in text.split()), strict=True)
    kinds = {"NNP": "PROPN", "NNPS": "PROPN", "NN": "NOUN", "NNS": "NOUN", "PRP": "PRON", "PRP$": "PRON", "WP": "PRON"}
    labels = ["flat" if number in inner else "nsubj" for number in range(len(words))]
    heads = list(range(len(words)))
    for word, (head, label) in (tree or {}).items():
        heads[word], labels[word] = head, label
    return Seen(words, [kinds.get(tag, "VERB") for tag in tags], tags, labels, heads, names)


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


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("guy/NN named/VBN Lee/NNP and/CC he/PRP left/VBD", {1: (0, "acl"), 2: (1, "xcomp")}),
        ("coach/NN ,/, Kim/NNP and/CC he/PRP left/VBD", {2: (0, "appos")}),
        ("Kim/NNP ,/, coach/NN and/CC he/PRP left/VBD", {2: (0, "appos")}),
    ],
)
def test_who_is_taken_up_by_a_noun_with_a_name_is_led_to_the_name(text: str, tree: dict[int, tuple[int, str]]) -> None:
    words = seen(text, names=[], tree=tree)
    noun = next(word for word, tag in enumerate(words.xpos) if tag == "NN")
    name = next(word for word, tag in enumerate(words.xpos) if tag == "NNP")
    candidates = [Candidates(word, [], [], 0.0) for word in sorted((noun, name))]
    links = resolve(words, [*candidates, Candidates(4, [noun], [5.0], 0.0)])
    assert [(word, other) for word, other, _ in links] == [(4, name)]


def test_a_plural_name_of_persons_is_they() -> None:
    text = seen("Lees/NNPS came/VBD they/PRP left/VBD", names=[(0, 1, "Person")])
    links = resolve(text, [Candidates(0, [], [], 0.0), Candidates(2, [0], [4.0], 0.0)])
    assert [(word, other) for word, other, _ in links] == [(2, 0)]


@pytest.mark.parametrize(("second", "linked"), [("she", [(2, 0), (4, 0)]), ("he", [(2, 0)])])
def test_where_a_window_shows_nobody_the_last_pronoun_of_the_kind_tells(
    second: str, linked: list[tuple[int, int]]
) -> None:
    text = seen(f"Lee/NNP came/VBD she/PRP sat/VBD {second}/PRP left/VBD", names=[(0, 1, "Person")])
    links = resolve(text, [Candidates(0, [], [], 0.0), Candidates(2, [0], [5.0], 0.0), Candidates(4, [], [], 0.0)])
    assert [(word, other) for word, other, _ in links] == linked
