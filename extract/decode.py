"""From scores to tags and trees: the best sequence whose tags follow one another, the best tree of a sentence.

Plain numpy over one sequence or one sentence; knows nothing of words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.floating]

FORBIDDEN = -1e9
SURE = 8.0  # a word whose "O" leads by as much is outside, whatever stands beside it


class TagDecoder:
    """The best allowed sequence of BIO or BIOES tags ("O", "B-Person", ...), and its spans.

    Tags are BIOES where an "E-" or "S-" tag is among them, else BIO. `transitions` [T, T] are added to the scores of a
    tag (column) after a tag (row); without them only what may follow what counts.
    """

    def __init__(self, tags: Sequence[str], transitions: Floats | None = None) -> None:
        self.tags = tuple(tags)
        self.outside = self.tags.index("O")
        self._prefix = [tag[0] for tag in tags]
        self._label = [tag[2:] for tag in tags]
        self._bioes = any(prefix in "ES" for prefix in self._prefix)
        self._first = np.array([prefix not in "IE" for prefix in self._prefix])
        self._last = np.array([not (self._bioes and prefix in "BI") for prefix in self._prefix])
        size = range(len(self.tags))
        self._follows = np.array([[self._may_follow(before, after) for after in size] for before in size])
        self._weighted = transitions is not None
        self._cost = np.where(self._follows, 0.0 if transitions is None else transitions, FORBIDDEN)

    def _may_follow(self, before: int, after: int) -> bool:
        if self._prefix[after] in "IE":
            return self._prefix[before] in "BI" and self._label[before] == self._label[after]
        return bool(self._last[before])

    def __call__(self, scores: Floats) -> Ints:
        """The tag of each word, [W], from scores [W, T].

        The highest tag of every word, but where these do not follow one another, or where transitions count: there,
        between the nearest places where two words in a row are "O", the best sequence that may (Viterbi).
        """
        best: Ints = scores.argmax(axis=1).astype(np.int64)
        for start, stop in self._unsure(scores) if self._weighted else self._broken(best):
            best[start:stop] = self._viterbi(scores[start:stop].astype(np.float64))
        return best

    def _unsure(self, scores: Floats) -> Iterator[tuple[int, int]]:
        """The stretches of words that are not surely "O", with one that is on either side."""
        others = np.delete(scores, self.outside, axis=1).max(axis=1)
        unsure = np.concatenate(([False], scores[:, self.outside] - others < SURE, [False]))
        edges = np.flatnonzero(unsure[1:] != unsure[:-1])
        for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            yield max(start - 1, 0), min(stop + 1, len(scores))

    def _broken(self, tags: Ints) -> Iterator[tuple[int, int]]:
        """The stretches between two "O" in a row in which some tag may not follow the one before."""
        if not len(tags):
            return
        wrong = np.flatnonzero(~self._follows[tags[:-1], tags[1:]]) + 1
        if not self._first[tags[0]]:
            wrong = np.append(0, wrong)
        if not self._last[tags[-1]]:
            wrong = np.append(wrong, len(tags) - 1)
        outside = tags == self.outside
        cuts = np.concatenate(([0], np.flatnonzero(outside[:-1] & outside[1:]) + 1, [len(tags)]))
        for piece in np.unique(np.searchsorted(cuts, wrong, side="right")):
            yield int(cuts[piece - 1]), int(cuts[piece])

    def _viterbi(self, scores: Floats) -> Ints:
        back = np.empty(scores.shape, dtype=np.int64)
        total = scores[0] + np.where(self._first, 0.0, FORBIDDEN)
        for word in range(1, len(scores)):
            through = total[:, None] + self._cost
            back[word] = through.argmax(axis=0)
            total = through[back[word], np.arange(len(self.tags))] + scores[word]
        path = np.empty(len(scores), dtype=np.int64)
        path[-1] = (total + np.where(self._last, 0.0, FORBIDDEN)).argmax()
        for word in range(len(scores) - 1, 0, -1):
            path[word - 1] = back[word, path[word]]
        return path

    def spans(self, tags: Ints) -> list[tuple[int, int, str]]:
        """(first, end, label) of each span of an allowed sequence, in words, end exclusive."""
        found: list[tuple[int, int, str]] = []
        inside = np.flatnonzero(tags != self.outside)
        for word in inside.tolist():
            tag = int(tags[word])
            if self._prefix[tag] in "BS":
                found.append((word, word + 1, self._label[tag]))
            else:
                start, _, label = found[-1]
                found[-1] = (start, word + 1, label)
        return found


def tree(scores: Floats) -> Ints:
    """Each word's head, [n], from scores [n, n] (row dependent, column head, the diagonal the root): always one tree.

    The root's head is itself. The highest head of every word where these make a tree, else the maximum spanning
    tree with one root.
    """
    heads: Ints = scores.argmax(axis=1).astype(np.int64)
    return heads if is_tree(heads) else spanning_tree(scores)


def certainty(scores: Floats, heads: Ints) -> Floats:
    """The probability of each word's head among all heads that it could have, [n]."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    shares = np.exp(shifted)
    return np.asarray(shares[np.arange(len(heads)), heads] / shares.sum(axis=1), dtype=np.float32)


def is_tree(heads: Ints) -> bool:
    """Whether exactly one word is its own head and every word leads to it."""
    if np.count_nonzero(heads == np.arange(len(heads))) != 1:
        return False
    reached, steps = heads, 1
    while steps < len(heads):  # pointer doubling: after k rounds 2^k steps towards the root
        reached, steps = reached[reached], steps * 2
    return bool((heads[reached] == reached).all())


def spanning_tree(scores: Floats) -> Ints:
    """The maximum spanning tree with exactly one root (Chu-Liu/Edmonds), in the form of `tree`.

    Roots are tried in the order of what their tree could at best be worth (every word with its highest head, cycles or
    not) until none that is left can be worth more than the best tree found: the first is nearly always it.
    """
    size = len(scores)
    arcs = np.nan_to_num(scores.astype(np.float64), nan=0.0, posinf=1e6, neginf=-1e6)
    as_root = np.diagonal(arcs).copy()
    if size == 1:
        return np.zeros(1, dtype=np.int64)
    np.fill_diagonal(arcs, -np.inf)
    highest = arcs.max(axis=1)
    bounds = highest.sum() - highest + as_root
    best, worth = np.zeros(size, dtype=np.int64), -np.inf
    for root in np.argsort(-bounds, kind="stable").tolist():
        if bounds[root] <= worth:
            break
        heads = _arborescence(arcs, root)
        value = np.delete(arcs[np.arange(size), heads], root).sum() + as_root[root]
        if value > worth:
            best, worth = heads, value
    return best


def _arborescence(weights: Floats, root: int) -> Ints:
    """The best head of every node under `root`, whose own is itself; `weights` row dependent, column head."""
    heads: Ints = weights.argmax(axis=1).astype(np.int64)
    heads[root] = root
    cycle = _cycle(heads, root)
    if cycle is None:
        return heads
    outside = np.ones(len(heads), dtype=bool)
    outside[cycle] = False
    rest = np.flatnonzero(outside)
    # The cycle becomes one node, the last: into it by breaking one of its edges, out of it by its best member.
    into = weights[cycle][:, rest] - weights[cycle, heads[cycle]][:, None]
    out = weights[rest][:, cycle]
    smaller = np.full((len(rest) + 1, len(rest) + 1), -np.inf)
    smaller[:-1, :-1] = weights[rest][:, rest]
    smaller[-1, :-1] = into.max(axis=0)
    smaller[:-1, -1] = out.max(axis=1)
    solved = _arborescence(smaller, int(np.searchsorted(rest, root)))
    entry = solved[-1]
    heads[cycle[into[:, entry].argmax()]] = rest[entry]
    inner = np.append(rest, -1)[solved[:-1]]
    heads[rest] = np.where(inner < 0, cycle[out.argmax(axis=1)], inner)
    heads[root] = root
    return heads


def _cycle(heads: Ints, root: int) -> Ints | None:
    """The nodes of one cycle, None where every node leads to `root`."""
    above = heads.tolist()
    walk = [-1] * len(above)  # the node whose walk upwards first came by
    walk[root] = root
    for start in range(len(above)):
        node = start
        while walk[node] < 0:
            walk[node] = start
            node = above[node]
        if walk[node] == start and node != root:
            ring = [node]
            while above[ring[-1]] != node:
                ring.append(above[ring[-1]])
            return np.array(ring, dtype=np.int64)
    return None


def softmax(scores: Floats) -> Floats:
    """Probabilities along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return weights
