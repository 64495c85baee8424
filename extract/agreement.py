"""Names agree within an article: what a word is in one sentence, it probably is in the next.

"Wada" alone may be a person, a place or the anti-doping agency; an article that says so once plainly settles the rest.
The idea is that of label consistency (Krishnan & Manning, ACL 2006), on the scores of one pass instead of a second one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from extract import decode

WEIGHT = 0.6  # how far each occurrence's scores move to the mean of all; tried on the development part
LEAST = 1e-6  # probability below which a label is as good as excluded

Floats = npt.NDArray[np.floating]


def agree(words: Sequence[str], scores: Floats, tags: Sequence[str]) -> Floats:
    """The scores [W, T] of BIOES tags with each repeated capitalised word's labels moved towards those of its likes."""
    group, size = _groups(words)
    repeated = np.flatnonzero(group >= 0)
    if not len(repeated):
        return scores
    members = _members(tags)
    probabilities = decode.softmax(scores[repeated].astype(np.float64))
    labels = np.log(probabilities @ members.T + LEAST)
    number = group[repeated]
    sums = np.zeros((size, len(members)))
    np.add.at(sums, number, labels)
    means = sums / np.bincount(number, minlength=size)[:, None]
    moved = scores.astype(np.float64)
    moved[repeated] += WEIGHT * (means[number] - labels) @ members
    return moved


def _groups(words: Sequence[str]) -> tuple[npt.NDArray[np.int64], int]:
    """The number of each word's group of likes, -1 where it stands alone; and how many groups there are."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        if len(word) > 1 and word[0].isupper():
            places.setdefault(word, []).append(place)
    likes = [some for some in places.values() if len(some) > 1]
    group = np.full(len(words), -1, dtype=np.int64)
    for number, some in enumerate(likes):
        group[some] = number
    return group, len(likes)


def _members(tags: Sequence[str]) -> Floats:
    """[L, T]: 1 where a tag is of the label, "O" being one."""
    labels = sorted({tag[2:] for tag in tags})
    return np.array([[float(tag[2:] == label) for tag in tags] for label in labels])
