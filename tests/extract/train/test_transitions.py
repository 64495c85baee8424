"""What a tag gains after another is counted from sequences."""

from __future__ import annotations

import numpy as np

from extract.train.transitions import SMOOTHING, WEIGHTS, gains

TAGS = ("O", "B-Cue", "I-Cue")


def test_a_gain_is_the_logarithm_of_how_much_likelier_a_tag_becomes() -> None:
    gained = gains([["O", "O", "B-Cue", "I-Cue", "O"], ["B-Cue", "I-Cue"]], TAGS)
    # after "B-Cue" two of two are "I-Cue"; of the five tags that follow any, two are
    after, anywhere = (2 + SMOOTHING) / (2 + 3 * SMOOTHING), (2 + 3 * SMOOTHING) / (5 + 9 * SMOOTHING)
    assert gained.shape == (3, 3)
    assert np.isclose(gained[1, 2], WEIGHTS["Cue"] * np.log(after / anywhere))


def test_what_never_follows_loses_but_stays_possible() -> None:
    gained = gains([["O", "B-Cue", "O"] * 50], TAGS)
    assert gained[0, 2] < gained[0, 1]
    assert np.isfinite(gained).all()
