"""Windows to padded tensors, and the endless stream of them that training draws from."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from extract.features import encode, subwords
from extract.train.corpora import Text, to_bioes, varied, windows

IGNORED = -100  # the target of a word whose label the corpus does not give
MAX_SUBWORDS = 500


@dataclass(frozen=True, slots=True)
class Batch:
    """B windows of one task, padded to S subwords and W words.

    `ids`, `shape`, `mask` [B, S]; `first` [B, W]; `words` [B, W] true where there is a word; `targets` by task: upos,
    xpos, deprel, head, ner, attr [B, W] of labels (`IGNORED` where none), `sent` [B, W] 0/1, `sentence` [B, W] the
    sentence's number, `coref` [B, W] the chain's number.
    """

    task: str
    ids: Tensor
    shape: Tensor
    mask: Tensor
    first: Tensor
    words: Tensor
    targets: dict[str, Tensor]

    @property
    def size(self) -> int:
        return int(self.words.sum())


def collate(texts: Sequence[Text], labels: Mapping[str, Sequence[str]]) -> Batch:
    """One batch of windows of the same task."""
    encoded = [encode(text.words, text.para, text.glued) for text in texts]
    columns = {name: {label: i for i, label in enumerate(values)} for name, values in labels.items()}
    targets: dict[str, list[list[int]]] = {}
    for text in texts:
        rows: dict[str, list[int]] = {}
        for name in ("upos", "xpos", "deprel", "ner", "attr"):
            values = getattr(text, name)
            values = to_bioes(values) if name == "ner" else values
            rows[name] = [columns[name].get(v, IGNORED) for v in values]
        rows["head"] = [h if h >= 0 else IGNORED for h in text.head]
        rows["sent"] = [int(s) for s in text.sent]
        rows["sentence"] = list(np.cumsum(rows["sent"])) if rows["sent"] else []
        rows["coref"] = text.coref
        for name, values in rows.items():
            targets.setdefault(name, []).append(values)
    return Batch(
        texts[0].task,
        ids=_pad([e.ids for e in encoded], 0),
        shape=_pad([e.shape for e in encoded], 0),
        mask=_pad([np.ones(len(e.ids)) for e in encoded], 0).bool(),
        first=_pad([e.first for e in encoded], 0),
        words=_pad([np.ones(len(e.first)) for e in encoded], 0).bool(),
        targets={name: _pad(rows, IGNORED) for name, rows in targets.items() if any(len(row) for row in rows)},
    )


def _pad(rows: Sequence[Sequence[int] | npt.NDArray[np.number[Any]]], fill: int) -> Tensor:
    out = torch.full((len(rows), max(len(row) for row in rows)), fill, dtype=torch.long)
    for i, row in enumerate(rows):
        out[i, : len(row)] = torch.as_tensor(np.asarray(row), dtype=torch.long)
    return out


def stream(
    texts: Sequence[Text], labels: Mapping[str, Sequence[str]], rng: random.Random, *, words: int, window: int
) -> Iterator[Batch]:
    """Endless batches of about `words` words: every pass shuffles the documents, cuts them elsewhere and varies how
    they are set."""
    while True:
        pool: list[Text] = []
        for text in rng.sample(texts, len(texts)):
            for part in windows(text, rng, size=window):
                if fits(part) and (part.task != "parse" or len(part.words) > 2):
                    pool.append(varied(part, rng))
            if sum(len(part.words) for part in pool) > 12 * words:
                yield from _batches(pool, labels, rng, words)
                pool = []
        if pool:
            yield from _batches(pool, labels, rng, words)


def fits(text: Text) -> bool:
    split = subwords()
    return sum(len(split(word)) for word in text.words) <= MAX_SUBWORDS


def _batches(pool: list[Text], labels: Mapping[str, Sequence[str]], rng: random.Random, words: int) -> Iterator[Batch]:
    pool.sort(key=lambda text: len(text.words))
    groups: list[list[Text]] = [[]]
    for text in pool:
        if groups[-1] and (len(groups[-1]) + 1) * len(text.words) > words:
            groups.append([])
        groups[-1].append(text)
    rng.shuffle(groups)
    for group in groups:
        yield collate(group, labels)
