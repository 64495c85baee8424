"""How far the encoder's inner values reach, channel by channel, on sample texts.

A few channels reach ten times as far as the others (Dettmers et al. 2022, LLM.int8()). int8 has one step for all
channels of a layer's input: the graph shrinks those few and enlarges their weights, which changes no product and makes
the step finer for all others (the idea of SmoothQuant, Xiao et al. 2023).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import spacy
import torch
from torch import Tensor, nn

from extract.features import Encoded, encode, words_of
from extract.train.network import Network
from extract.windows import Limits, cut

CORPUS = Path(__file__).parents[2] / "corpus"
REACH = 3.0  # times the middle channel's peak: channels beyond are shrunk to it

Peaks = dict[nn.Linear, Tensor]


def texts(folder: Path = CORPUS) -> Iterator[Encoded]:
    """The windows of the articles in a folder."""
    tokenizer = spacy.blank("en").tokenizer
    for path in sorted(folder.glob("*.txt")):
        words = words_of(tokenizer(path.read_text(encoding="utf8")))
        encoded = encode(words.words, words.para, words.glued)
        for window in cut(encoded.costs, words.para, Limits()):
            yield encoded.part(window.start, window.stop)


def peaks(network: Network, windows: Iterable[Encoded]) -> Peaks:
    """The largest magnitude [D] in each channel of what the encoder's feed-forward products take in."""
    found: Peaks = {}

    def look(layer: nn.Module, inputs: tuple[Tensor, ...], _: Any) -> None:
        assert isinstance(layer, nn.Linear)
        peak = inputs[0].detach().abs().flatten(0, -2).amax(0)
        found[layer] = torch.maximum(found.get(layer, peak), peak)

    layers = [part for layer in network.encoder.layers for part in (layer.wide, layer.narrow)]
    hooks = [layer.register_forward_hook(look) for layer in layers if isinstance(layer, nn.Linear)]
    with torch.no_grad():
        for one in windows:
            network(*(torch.as_tensor(column)[None] for column in (one.ids, one.shape, one.first)))
    for hook in hooks:
        hook.remove()
    return found


def shrink(peak: Tensor) -> Tensor:
    """By what each channel is divided, [D]: 1 for all but those that reach too far."""
    return (peak / (REACH * peak.median()).clamp(min=1e-6)).clamp(min=1.0)
