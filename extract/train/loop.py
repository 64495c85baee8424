"""The training loop: seeded, resumable, with a rate that stays level until the decay begins."""

from __future__ import annotations

import logging
import os
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from extract.train.batches import IGNORED, Batch, collate, stream
from extract.train.corpora import Text, attributed, inventory, newswire, treebank, windows
from extract.train.loss import losses, within_sentence
from extract.train.network import Network, Size

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast: `steps` in all, the last `decay` of them with a rate falling to nothing (WSD, Hu et al.
    2024).

    A run can be stopped at any checkpoint and go on with other `steps` and `decay`: until the decay begins nothing
    depends on them.
    """

    steps: int
    decay: int
    seed: int = 7
    words: int = 1600
    window: int = 180
    encoder_rate: float = 2.5e-4
    head_rate: float = 1e-3
    warmup: int = 200
    average: float = 0.9985
    look: int = 400

    def rate(self, step: int) -> float:
        """The factor on both rates at `step`."""
        up = min(1.0, (step + 1) / self.warmup)
        down = min(1.0, max(0.0, (self.steps - step) / self.decay)) if self.decay else 1.0
        return up * down


# how often a batch comes from each corpus: the treebank is the smallest and is read most often
SHARES = {"parse": 0.34, "names": 0.34, "attribution": 0.32}


def corpora(shared: Path) -> tuple[list[Text], list[Text]]:
    """The training and the development texts."""
    data = shared / "data"
    train = [
        *treebank(data / "treebank" / "gum-train.conllu"),
        *treebank(data / "treebank" / "pud.conllu"),
        *newswire(data / "ner" / "train.tsv"),
        *attributed(data / "attribution" / "train"),
    ]
    dev = [
        *treebank(data / "treebank" / "gum-dev.conllu"),
        *newswire(data / "ner" / "dev.tsv"),
        *attributed(data / "attribution" / "dev"),
    ]
    return train, dev


class Run:
    """A network in training, with all that a checkpoint holds."""

    def __init__(self, plan: Plan, shared: Path, bert: Path, out: Path) -> None:
        self.plan, self.out = plan, out
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.train, self.dev = corpora(shared)
        self.labels = inventory(self.train)
        torch.manual_seed(plan.seed)
        self.network = Network(Size.load(bert / "config.json"), self.labels)
        self.network.encoder.load_bert(bert)
        self.network.to(self.device)
        self.average = {name: value.detach().clone() for name, value in self.network.state_dict().items()}
        self.optimizer = self._optimizer()
        self.step = 0

    def _optimizer(self) -> torch.optim.AdamW:
        encoder = list(self.network.encoder.parameters())
        inner = {id(p) for p in encoder}
        heads = [p for p in self.network.parameters() if id(p) not in inner]
        rates = ((encoder, self.plan.encoder_rate), (heads, self.plan.head_rate))
        groups: list[dict[str, Any]] = [{"params": p, "lr": rate, "base": rate} for p, rate in rates]
        return torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98), fused=True)

    @property
    def checkpoint(self) -> Path:
        return self.out / "checkpoint.pt"

    def save(self) -> None:
        """Writes the checkpoint beside the old one and then takes its place, so that a kill leaves a whole one."""
        self.out.mkdir(parents=True, exist_ok=True)
        state = {
            "step": self.step,
            "labels": self.labels,
            "network": self.network.state_dict(),
            "average": self.average,
            "optimizer": self.optimizer.state_dict(),
            "plan": asdict(self.plan),
        }
        new = self.checkpoint.with_suffix(".new")
        torch.save(state, new)
        os.replace(new, self.checkpoint)

    def resume(self) -> None:
        """Takes up the checkpoint in `out`, if there is one."""
        if not self.checkpoint.exists():
            return
        state = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
        self.labels = state["labels"]
        self.network.load_state_dict(state["network"])
        self.average, self.step = state["average"], state["step"]
        self.optimizer.load_state_dict(state["optimizer"])
        log.info("going on from step %d", self.step)

    def go(self) -> None:
        """Trains to the plan's end, with a checkpoint and a look at the dev part every `plan.look` steps."""
        seed = self.plan.seed * 1_000_003 + self.step  # a resumed run draws anew, but always the same
        torch.manual_seed(seed)
        rng = random.Random(seed)
        streams = self._streams(rng)
        tasks, shares = list(SHARES), list(SHARES.values())
        self.network.train()
        sums: dict[str, list[float]] = defaultdict(list)
        began, words = time.monotonic(), 0
        while self.step < self.plan.steps:
            batch = next(streams[rng.choices(tasks, shares)[0]])
            for name, value in self._one(batch).items():
                sums[name].append(value)
            self.step += 1
            words += batch.size
            if self.step % 50 == 0:
                shown = " ".join(f"{name} {np.mean(values):.3f}" for name, values in sorted(sums.items()))
                speed = words / (time.monotonic() - began)
                log.info("step %d of %d, %.0f words/s: %s", self.step, self.plan.steps, speed, shown)
                sums.clear()
            if self.step % self.plan.look == 0 or self.step == self.plan.steps:
                self.save()
                log.info("dev: %s", " ".join(f"{n} {v:.4f}" for n, v in self.look().items()))

    def _streams(self, rng: random.Random) -> dict[str, Iterator[Batch]]:
        def of(task: str) -> Iterator[Batch]:
            texts = [text for text in self.train if text.task == task]
            return stream(texts, self.labels, rng, words=self.plan.words, window=self.plan.window)

        return {task: of(task) for task in SHARES}

    def _one(self, batch: Batch) -> dict[str, float]:
        for group in self.optimizer.param_groups:
            group["lr"] = group["base"] * self.plan.rate(self.step)
        batch = _to(batch, self.device)
        ids = batch.ids
        if (share := self.network.encoder.dropout.word) > 0:
            hidden = (torch.rand(ids.shape, device=ids.device) < share) & batch.mask
            ids = ids.masked_fill(hidden, 103)  # [MASK]
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            out = self.network(ids, batch.shape, batch.first, batch.mask)
        parts = losses(self.network, batch, out)
        total = torch.stack(list(parts.values())).sum()
        total.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), 2.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self._follow()
        return {name: float(value.detach()) for name, value in parts.items()}

    @torch.no_grad()
    def _follow(self) -> None:
        keep = min(self.plan.average, (self.step + 1) / (self.step + 10))
        mine = list(self.network.state_dict().values())
        torch._foreach_lerp_(list(self.average.values()), mine, 1 - keep)

    @torch.no_grad()
    def look(self, texts: int = 12) -> dict[str, float]:
        """A quick measure of the averaged weights on the first dev texts of each task: words rightly labelled, or F1
        of spans.

        For steering only; `extract.train.measure` gives the figures that count.
        """
        kept = {name: value.clone() for name, value in self.network.state_dict().items()}
        self.network.load_state_dict(self.average)
        self.network.eval()
        tally: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for task in SHARES:
            some = [text for text in self.dev if text.task == task][:texts]
            rng = random.Random(0)
            for text in some:
                for part in windows(text, rng, size=self.plan.window):
                    self._look_at(collate([part], self.labels), tally)
        self.network.load_state_dict(kept)
        self.network.train()
        return {n: (2 * r / (g + p) if g + p else 0.0) for n, (g, p, r) in tally.items()}

    def _look_at(self, batch: Batch, tally: dict[str, list[int]]) -> None:
        batch = _to(batch, self.device)
        if batch.ids.shape[1] > 512:
            return
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            out = self.network(batch.ids, batch.shape, batch.first, batch.mask)
        t = batch.targets
        if "head" in t:
            arc = within_sentence(out["arc"].float(), t["sentence"], batch.words).argmax(-1)
            keep = (t["head"] != IGNORED) & (t["upos"] != self.labels["upos"].index("PUNCT"))
            right = (arc == t["head"]) & keep
            _count(tally, "uas", keep, keep, right)
            heads = out["label_head"][0, t["head"][0].clamp(min=0)]
            label = self.network.labels_of(out["label_dep"][0], heads).argmax(-1)[None]
            _count(tally, "las", keep, keep, right & (label == t["deprel"]))
            _count(tally, "xpos", keep, keep, keep & (out["xpos"].argmax(-1) == t["xpos"]))
            start, found = t["sent"] == 1, out["sent"] > 0
            _count(tally, "sent", start, found, start & found)
        for name in ("ner", "attr"):
            if name in t:
                gold, mine = (
                    spans([self.labels[name][i] if i >= 0 else "O" for i in row.tolist()])
                    for row in (t[name][0], out[name][0].argmax(-1))
                )
                for i, number in enumerate((len(gold), len(mine), len(gold & mine))):
                    tally[name][i] += number


def spans(tags: Sequence[str]) -> set[tuple[str, int, int]]:
    """The labelled spans of BIO or BIOES tags."""
    found, label, start = set(), "", 0
    for i, tag in enumerate([*tags, "O"]):
        if label and (tag[0] in "OBS" or tag[2:] != label):
            found.add((label, start, i))
            label = ""
        if tag != "O" and not label:
            label, start = tag[2:], i
    return found


def _count(
    tally: dict[str, list[int]], name: str, gold: torch.Tensor, found: torch.Tensor, right: torch.Tensor
) -> None:
    for i, mask in enumerate((gold, found, right)):
        tally[name][i] += int(mask.sum())


def _to(batch: Batch, device: torch.device) -> Batch:
    if device.type == "cpu":
        return batch
    targets = {name: value.to(device) for name, value in batch.targets.items()}
    moved = {name: getattr(batch, name).to(device) for name in ("ids", "shape", "mask", "first", "words")}
    return Batch(batch.task, **moved, targets=targets)
