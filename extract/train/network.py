"""The network: a small BERT encoder with a word-shape embedding and one head a task.

The encoder is all-MiniLM-L6-v2 (Wang et al. 2020, MiniLM; Reimers & Gurevych 2019): 6 layers of 384. Each head reads
its own learned mixture of the layers (Peters et al. 2018) at the first subword of every word. Trees are scored by
deep biaffine attention (Dozat & Manning 2017), antecedents the same way (Lee et al. 2017, on head words).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from extract.features import SHAPES

ARC, LABEL, COREF = 320, 96, 256  # widths of the pairwise scorers
MIXED = (2, 4, 6)  # the layers that heads mix; 0 would be the embeddings


@dataclass(frozen=True, slots=True)
class Size:
    """The encoder's measures, as its `config.json` names them."""

    vocab_size: int
    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int
    max_position_embeddings: int
    layer_norm_eps: float = 1e-12

    @classmethod
    def load(cls, path: Path) -> Size:
        values = json.loads(path.read_text("utf8"))
        return cls(**{name: values[name] for name in cls.__dataclass_fields__})


@dataclass(frozen=True, slots=True)
class Dropout:
    """Shares of units that are silenced in training; one mask serves a whole window (Gal & Ghahramani 2016), which is
    also cheap."""

    layer: float = 0.1
    head: float = 0.3
    word: float = 0.04


def silence(x: Tensor, share: float, training: bool) -> Tensor:
    """`x` [B, n, d] with the same units of every position set to zero."""
    if not training or share == 0:
        return x
    mask = (torch.rand(x.shape[0], 1, x.shape[2], device=x.device) >= share).to(x.dtype) / (1 - share)
    return x * mask


class Layer(nn.Module):
    """One transformer layer, post-norm, as BERT has it."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        h = size.hidden_size
        self.heads = size.num_attention_heads
        self.query, self.key, self.value, self.out = (nn.Linear(h, h) for _ in range(4))
        self.wide, self.narrow = nn.Linear(h, size.intermediate_size), nn.Linear(size.intermediate_size, h)
        self.norm1, self.norm2 = (nn.LayerNorm(h, eps=size.layer_norm_eps) for _ in range(2))

    def forward(self, x: Tensor, mask: Tensor | None, share: float) -> Tensor:
        q, k, v = (self._split(part(x)) for part in (self.query, self.key, self.value))
        # written out: on a CPU in bfloat16 the fused kernel's backward pass takes longer than all the rest
        scores = q @ k.transpose(-1, -2) / (q.shape[-1] ** 0.5)
        scores = scores if mask is None else scores + mask.to(scores.dtype)
        mixed = torch.softmax(scores, dim=-1, dtype=scores.dtype).to(v.dtype) @ v
        mixed = mixed.transpose(1, 2).reshape(x.shape)
        x = self.norm1(x + silence(self.out(mixed), share, self.training))
        return cast(Tensor, self.norm2(x + silence(self.narrow(F.gelu(self.wide(x))), share, self.training)))

    def _split(self, x: Tensor) -> Tensor:
        return x.reshape(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)


class Encoder(nn.Module):
    """Subwords to vectors: all layers' outputs, the embeddings first."""

    def __init__(self, size: Size, dropout: Dropout) -> None:
        super().__init__()
        self.dropout = dropout
        self.word = nn.Embedding(size.vocab_size, size.hidden_size)
        self.position = nn.Embedding(size.max_position_embeddings, size.hidden_size)
        self.shape = nn.Embedding(SHAPES, size.hidden_size)
        nn.init.normal_(self.shape.weight, std=0.01)
        self.norm = nn.LayerNorm(size.hidden_size, eps=size.layer_norm_eps)
        self.layers = nn.ModuleList(Layer(size) for _ in range(size.num_hidden_layers))

    def forward(self, ids: Tensor, shape: Tensor, mask: Tensor | None) -> list[Tensor]:
        positions = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.word(ids) + self.position(positions)[None] + self.shape(shape))
        out = [x := silence(x, self.dropout.layer, self.training)]
        for layer in self.layers:
            out.append(x := layer(x, mask, self.dropout.layer))
        return out

    def load_bert(self, folder: Path) -> None:
        """Takes the weights of a BERT checkpoint in `folder` (`model.safetensors`)."""
        bert = load_file(folder / "model.safetensors")
        own = {
            "word.weight": bert["embeddings.word_embeddings.weight"],
            # every text is of the first segment, so its embedding belongs to each position
            "position.weight": bert["embeddings.position_embeddings.weight"]
            + bert["embeddings.token_type_embeddings.weight"][0],
            "shape.weight": self.shape.weight.data,
            "norm.weight": bert["embeddings.LayerNorm.weight"],
            "norm.bias": bert["embeddings.LayerNorm.bias"],
        }
        names = {
            "query": "attention.self.query",
            "key": "attention.self.key",
            "value": "attention.self.value",
            "out": "attention.output.dense",
            "norm1": "attention.output.LayerNorm",
            "wide": "intermediate.dense",
            "narrow": "output.dense",
            "norm2": "output.LayerNorm",
        }
        for i in range(len(self.layers)):
            for mine, theirs in names.items():
                for kind in ("weight", "bias"):
                    own[f"layers.{i}.{mine}.{kind}"] = bert[f"encoder.layer.{i}.{theirs}.{kind}"]
        self.load_state_dict(own)


class Mix(nn.Module):
    """A head's own mixture of the layers at each word's first subword."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.zeros(len(MIXED)))
        self.scale = nn.Parameter(torch.ones(1))
        self.share = share

    def forward(self, layers: Sequence[Tensor]) -> Tensor:
        shares = torch.softmax(self.weights, 0)
        mixed = self.scale * sum(shares[i] * layer for i, layer in enumerate(layers))
        return silence(cast(Tensor, mixed), self.share, self.training)


class Tagger(nn.Module):
    """A label for every word."""

    def __init__(self, width: int, labels: int, share: float) -> None:
        super().__init__()
        self.mix, self.share = Mix(share), share
        self.inner, self.out = nn.Linear(width, width), nn.Linear(width, labels)

    def forward(self, layers: Sequence[Tensor]) -> Tensor:
        hidden = silence(F.gelu(self.inner(self.mix(layers))), self.share, self.training)
        return cast(Tensor, self.out(hidden))


class Pairs(nn.Module):
    """Two views of every word, as the dependent and as the head of a pair."""

    def __init__(self, width: int, inner: int, share: float) -> None:
        super().__init__()
        self.mix, self.share = Mix(share), share
        self.dependent, self.head = nn.Linear(width, inner), nn.Linear(width, inner)

    def forward(self, layers: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        mixed = self.mix(layers)
        return tuple(silence(F.gelu(view(mixed)), self.share, self.training) for view in (self.dependent, self.head))  # type: ignore[return-value]


class Biaffine(nn.Module):
    """Scores [B, W, W] of each word (row) having each other word (column) as its head, itself meaning none."""

    def __init__(self, width: int, inner: int, share: float) -> None:
        super().__init__()
        self.pairs = Pairs(width, inner, share)
        self.weight = nn.Parameter(torch.zeros(inner, inner))
        self.bias = nn.Linear(inner, 1)
        self.itself = nn.Linear(inner, 1)

    def forward(self, layers: Sequence[Tensor]) -> Tensor:
        dependent, head = self.pairs(layers)
        scores = (dependent @ self.weight.to(dependent.dtype)) @ head.transpose(1, 2) / self.weight.shape[0] ** 0.5
        scores = scores + self.bias(head).transpose(1, 2)
        eye = torch.eye(scores.shape[1], device=scores.device, dtype=scores.dtype)
        return cast(Tensor, scores * (1 - eye) + eye * self.itself(dependent))


class Network(nn.Module):
    """Encoder and heads. `forward` gives every output by the names in `extract.modelfile.OUTPUTS`."""

    def __init__(self, size: Size, labels: Mapping[str, Sequence[str]], dropout: Dropout | None = None) -> None:
        super().__init__()
        dropout = dropout or Dropout()
        width = size.hidden_size
        self.encoder = Encoder(size, dropout)
        self.taggers = nn.ModuleDict(
            {name: Tagger(width, len(labels[name]), dropout.head) for name in ("upos", "xpos", "ner", "attr")}
        )
        self.sent = Tagger(width, 1, dropout.head)
        self.arc = Biaffine(width, ARC, dropout.head)
        self.coref = Biaffine(width, COREF, dropout.head)
        self.label = Pairs(width, LABEL, dropout.head)
        self.label_u = nn.Parameter(torch.zeros(len(labels["deprel"]), LABEL + 1, LABEL + 1))

    def forward(self, ids: Tensor, shape: Tensor, first: Tensor, mask: Tensor | None = None) -> dict[str, Tensor]:
        """`ids`, `shape` [B, S]; `first` [B, W]; `mask` [B, S] true where there is a subword, None when nothing is
        padded."""
        attend = None if mask is None else (~mask[:, None, None, :]).float() * -1e4
        layers = self.encoder(ids, shape, attend)
        index = first[:, :, None].expand(-1, -1, layers[0].shape[2])
        at_words = [layers[i].gather(1, index) for i in MIXED]
        out = {name: tagger(at_words) for name, tagger in self.taggers.items()}
        out["sent"] = self.sent(at_words)[:, :, 0]
        out["arc"] = self.arc(at_words)
        out["coref"] = self.coref(at_words)
        out["label_dep"], out["label_head"] = self.label(at_words)
        return out

    def labels_of(self, dependent: Tensor, head: Tensor) -> Tensor:
        """Label scores [n, L] for n pairs of vectors [n, D]."""
        one = torch.ones_like(dependent[:, :1])
        dependent, head = torch.cat([dependent, one], 1), torch.cat([head, one], 1)
        left = torch.einsum("nd,lde->nle", dependent.float(), self.label_u)
        return torch.einsum("nle,ne->nl", left, head.float())
