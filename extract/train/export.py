"""A checkpoint to the files that the runtime reads: ONNX in int8, the pair scorer, the labels."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import onnx
import torch

from extract.modelfile import NETWORK, ModelConfig, digest, save_pairs
from extract.train.calibrate import peaks, texts
from extract.train.graph import build
from extract.train.network import Network, Size


def load(checkpoint: Path, bert: Path) -> tuple[Network, dict[str, list[str]], int]:
    """The averaged network of a checkpoint, its labels and its step."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    network = Network(Size.load(bert / "config.json"), state["labels"])
    network.load_state_dict(state["average"])
    return network.eval(), state["labels"], state["step"]


def export(
    network: Network, labels: Mapping[str, Sequence[str]], folder: Path, *, version: str, int8: bool = True
) -> None:
    """Writes `reader.onnx`, `pairs.npz` and `config.json` into `folder`; the network file last, in one move."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        made = Path(scratch) / NETWORK
        onnx.save(build(network, int8=int8, peaks=peaks(network, texts()) if int8 else None), made)
        save_pairs(network.label_u.detach().numpy(), folder)
        upos, xpos, deprel, ner, attr = (tuple(labels[name]) for name in ("upos", "xpos", "deprel", "ner", "attr"))
        ModelConfig(upos, xpos, deprel, ner, attr, version=version, digest=digest(made)).save(folder)
        os.replace(made, folder / NETWORK)
