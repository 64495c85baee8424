"""One pass of the network over a text: window after window in, tags, trees, names, attributions and antecedents out.

A sentence's tree is decoded as soon as its end is known, and then its windows are let go, so that memory grows with the
words and not with their pairs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from extract import decode
from extract.agreement import agree
from extract.antecedents import Seen, resolve
from extract.candidates import Candidates, find
from extract.features import Words
from extract.network import Network, Outputs
from extract.windows import Limits, Window, around, cut, sentence_starts

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Vectors = npt.NDArray[np.float32]

SURE = np.float32(1e6)  # the logit of what the text's layout tells
RIGHT_CONTEXT = 8  # words after an anaphor that suffice; to its left it may want all there are
NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})  # Universal Dependencies' tags of words that can head a mention


@dataclass(frozen=True, slots=True)
class Annotation:
    """What the network says of W words, all in word numbers.

    `upos`, `xpos`, `deprel` [W] are numbers into the configuration's lists, `head` [W] the head's word (a root has
    itself) and `certainty` [W] its probability, `starts` [W] whether the word starts a sentence. `names` and
    `attributions` are (first, end, label), end exclusive; `antecedents` are (anaphor's head word, antecedent's head
    word, probability).
    """

    upos: Ints
    xpos: Ints
    head: Ints
    deprel: Ints
    certainty: Vectors
    starts: Bools
    names: list[tuple[int, int, str]]
    attributions: list[tuple[int, int, str]]
    antecedents: list[tuple[int, int, float]]


def annotate(network: Network, words: Words, *, starts: Bools | None = None) -> Annotation:
    """The annotation of a text's words; with `starts` its sentences are given instead of found."""
    one = _Pass(network, words, starts)
    for window in cut(one.costs, words.para, network.limits):
        one.take(window, network.run(one.encoded, window))
    return one.annotation()


class _Pass:
    """The state of one text between two windows."""

    def __init__(self, network: Network, words: Words, given: Bools | None) -> None:
        self.network, self.words, self.given = network, words, given
        self.encoded = network.encode(words)
        self.costs = self.encoded.costs
        size, config = len(words), network.config
        self.size = size
        self.longest = Limits(config.window - config.overlap, config.subwords - 2 * config.overlap, 0)
        self.upos, self.xpos, self.head, self.deprel = (np.zeros(size, dtype=np.int64) for _ in range(4))
        self.certainty = np.ones(size, dtype=np.float32)
        self.starts = np.zeros(size, dtype=bool)
        self.sent = np.zeros(size, dtype=np.float32)
        self.parted = np.zeros(size, dtype=bool)
        self.parted[list(words.parted)] = True
        self.ner = np.zeros((size, len(config.ner)), dtype=np.float32)
        self.attr = np.zeros((size, len(config.attr)), dtype=np.float32)
        self.nominal = np.array([tag in NOMINAL for tag in config.upos])
        self.kept: deque[tuple[Window, Outputs]] = deque()
        self.candidates: list[Candidates] = []
        self.parsed = self.resolved = 0  # words whose tree, whose antecedent is settled

    def take(self, window: Window, out: Outputs) -> None:
        """Lay down what the next window says of its own words, and parse the sentences that it completes."""
        own = slice(window.first, window.last)
        inner = slice(window.first - window.start, window.last - window.start)
        self.upos[own], self.xpos[own] = out["upos"][inner].argmax(axis=1), out["xpos"][inner].argmax(axis=1)
        self.ner[own], self.attr[own], self.sent[own] = out["ner"][inner], out["attr"][inner], out["sent"][inner]
        until = self.size if window.stop == self.size else max(window.last, window.stop - RIGHT_CONTEXT)
        self.candidates.extend(self._candidates(window, out, range(self.resolved, until)))
        self.resolved = until
        self.kept.append((window, out))
        self._parse(window.last)
        while self.kept and self.kept[0][0].stop <= self.parsed:
            self.kept.popleft()

    def annotation(self) -> Annotation:
        attributions = self.network.attributions
        scores = agree(self.words.words, self.ner, self.network.config.ner)
        scores = scores if self.network.bonus is None else scores + self.network.bonus
        names = self.network.names.spans(self.network.names(scores))
        return Annotation(
            upos=self.upos,
            xpos=self.xpos,
            head=self.head,
            deprel=self.deprel,
            certainty=self.certainty,
            starts=self.starts,
            names=names,
            attributions=attributions.spans(attributions(self.attr)),
            antecedents=resolve(self._seen(names), self.candidates),
        )

    def _parse(self, known: int) -> None:
        """Heads and labels of the sentences that end before the word `known`."""
        sentences = self._sentences(known)
        if not sentences:
            return
        first, last = sentences[0][0], sentences[-1][1]
        trees = [self._tree(start, stop) for start, stop in sentences]
        heads, certainty, dependent, governor = (np.concatenate(values) for values in zip(*trees, strict=True))
        self.head[first:last], self.certainty[first:last] = heads, certainty
        self.deprel[first:last] = self.network.labels(dependent, governor, heads == np.arange(first, last))
        self.parsed = last

    def _sentences(self, known: int) -> list[tuple[int, int]]:
        """The complete sentences (start, end) after those parsed, given that the words before `known` are read."""
        part = slice(self.parsed, known)
        logits = self.sent[part] + np.float32(self.network.config.sent_bias)
        logits[self.parted[part]] = SURE
        if self.given is not None:
            logits = np.where(self.given[part], np.float32(1), logits - SURE)
        starts = sentence_starts(logits, self.costs[part], self.longest)
        edges = [self.parsed + edge for edge in np.flatnonzero(starts).tolist()]
        edges += [known] if known == self.size else []
        self.starts[edges[:-1]] = True
        return list(pairwise(edges))

    def _tree(self, start: int, stop: int) -> tuple[Ints, Vectors, Vectors, Vectors]:
        """Heads (word numbers) of a sentence with their probabilities, and the label vectors of its words and of
        their heads.

        From the window that holds it whole and most centrally; where none does, from one run around it.
        """
        holding = [pair for pair in self.kept if pair[0].holds(start, stop)]
        if holding:
            window, out = max(holding, key=lambda pair: pair[0].margin(start, stop, self.size))
        else:
            words = min(self.network.limits.words, stop - start + 2 * self.network.limits.overlap)
            window = around(start, stop, self.costs, Limits(words, self.network.limits.subwords, 0))
            out = self.network.run(self.encoded, window)
        part = slice(start - window.start, stop - window.start)
        scores = out["arc"][part, part]
        heads = decode.tree(scores)
        certainty = decode.certainty(scores, heads)
        return heads + start, certainty, out["label_dep"][part], out["label_head"][part][heads]

    def _candidates(self, window: Window, out: Outputs, resolved: range) -> Iterator[Candidates]:
        nominal = np.flatnonzero(self.nominal[out["upos"].argmax(axis=1)])
        parts = out["coref_dep"], out["coref_head"], out["coref_none"]
        return find(window, nominal, parts, resolved, bias=self.network.config.coref_bias)

    def _seen(self, names: list[tuple[int, int, str]]) -> Seen:
        config = self.network.config
        return Seen(
            words=self.words.words,
            upos=[config.upos[tag] for tag in self.upos],
            xpos=[config.xpos[tag] for tag in self.xpos],
            deprel=[config.deprel[label] for label in self.deprel],
            head=self.head.tolist(),
            names=names,
        )
