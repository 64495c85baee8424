"""What each task's labels cost the network, and the plain counts that a quick look at the dev part needs."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from extract.train.batches import IGNORED, Batch
from extract.train.network import Network

FAR = -1e4
WEIGHTS = {"arc": 1.0, "label": 0.6, "upos": 0.2, "xpos": 0.4, "sent": 0.6, "coref": 0.5, "ner": 1.0, "attr": 1.0}


def losses(network: Network, batch: Batch, out: dict[str, Tensor]) -> dict[str, Tensor]:
    """The weighted loss of every task that the batch has labels for."""
    t = batch.targets
    found: dict[str, Tensor] = {}
    for name in ("upos", "xpos", "ner", "attr"):
        if name in t and (t[name] != IGNORED).any():
            found[name] = F.cross_entropy(out[name].float().flatten(0, 1), t[name].flatten(), ignore_index=IGNORED)
    if "head" in t:
        found["sent"] = _sentence_loss(out["sent"].float(), t["sent"], batch.words)
        arc = within_sentence(out["arc"].float(), t["sentence"], batch.words)
        found["arc"] = F.cross_entropy(arc.flatten(0, 1), t["head"].flatten(), ignore_index=IGNORED)
        found["label"] = _label_loss(network, out, t)
        found["coref"] = _coref_loss(out["coref"].float(), t["coref"])
    return {name: WEIGHTS[name] * value for name, value in found.items() if torch.isfinite(value)}


def within_sentence(arc: Tensor, sentence: Tensor, words: Tensor) -> Tensor:
    """Arc scores [B, W, W] with every head outside the word's own sentence out of reach."""
    same = (sentence[:, :, None] == sentence[:, None, :]) & words[:, None, :]
    return arc.masked_fill(~same, FAR)


def _sentence_loss(logits: Tensor, target: Tensor, words: Tensor) -> Tensor:
    words = words.clone()
    words[:, 0] = False  # a window's first word starts a sentence by the way it was cut
    return F.binary_cross_entropy_with_logits(logits[words], target[words].float()) * 4


def _label_loss(network: Network, out: dict[str, Tensor], t: dict[str, Tensor]) -> Tensor:
    batch, word = torch.nonzero((t["head"] >= 0) & (t["deprel"] >= 0), as_tuple=True)
    scores = network.labels_of(out["label_dep"][batch, word], out["label_head"][batch, t["head"][batch, word]])
    return F.cross_entropy(scores, t["deprel"][batch, word])


def _coref_loss(scores: Tensor, chain: Tensor) -> Tensor:
    """Marginal log-likelihood of any earlier mention of the same chain, or of none (Lee et al. 2017)."""
    mention = chain >= 0
    order = torch.arange(chain.shape[1])
    earlier = (order[None, :] < order[:, None])[None] & mention[:, None, :]
    itself = torch.eye(chain.shape[1], dtype=torch.bool)[None]
    same = (chain[:, :, None] == chain[:, None, :]) & earlier
    gold = same | (itself & ~same.any(-1, keepdim=True))
    reach = scores.masked_fill(~(earlier | itself), FAR)
    right = torch.logsumexp(reach.masked_fill(~gold, FAR), -1) - torch.logsumexp(reach, -1)
    return -right[mention].mean()
