"""A checkpoint to the files that the runtime reads: ONNX in int8, the pair scorer, the labels."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from extract.modelfile import INPUTS, NETWORK, OUTPUTS, ModelConfig, digest, save_pairs
from extract.train.network import Network, Size


class OneWindow(nn.Module):
    """The network as the runtime calls it: one window, nothing padded, no batch axis."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, shape: Tensor, first: Tensor) -> tuple[Tensor, ...]:
        out = self.network(ids[None], shape[None], first[None])
        return tuple(out[name][0] for name in OUTPUTS)


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
        whole = Path(scratch) / "whole.onnx"
        _to_onnx(network, whole)
        made = Path(scratch) / NETWORK
        if int8:
            _quantise(whole, made)
        else:
            os.replace(whole, made)
        save_pairs(network.label_u.detach().numpy(), folder)
        upos, xpos, deprel, ner, attr = (tuple(labels[name]) for name in ("upos", "xpos", "deprel", "ner", "attr"))
        ModelConfig(upos, xpos, deprel, ner, attr, version=version, digest=digest(made)).save(folder)
        os.replace(made, folder / NETWORK)


def _to_onnx(network: Network, path: Path) -> None:
    subwords, words = 23, 17
    example = (
        torch.randint(1000, 2000, (subwords,)),
        torch.ones(subwords, dtype=torch.long),
        torch.arange(1, words + 1),
    )
    s, w = torch.export.Dim("subwords", min=2, max=512), torch.export.Dim("words", min=2, max=512)
    torch.onnx.export(
        OneWindow(network).eval(),
        example,
        str(path),
        input_names=list(INPUTS),
        output_names=list(OUTPUTS),
        dynamic_shapes=({0: s}, {0: s}, {0: w}),
        opset_version=20,
        dynamo=True,
        external_data=False,
        verbose=False,
    )


def _quantise(whole: Path, made: Path) -> None:
    """Encoder and embeddings in int8, one scale a column; the heads stay in float, where a coarse step would cost
    most."""
    ready = whole.with_name("ready.onnx")
    quant_pre_process(str(whole), str(ready), skip_symbolic_shape=True)
    heads = _heads(ready)
    quantize_dynamic(
        str(ready),
        str(made),
        op_types_to_quantize=["MatMul", "Gather"],
        weight_type=QuantType.QInt8,
        per_channel=True,
        nodes_to_exclude=heads,
        extra_options={"MatMulConstBOnly": True},
    )


def _heads(path: Path) -> list[str]:
    """The names of the multiplications behind the encoder's last layer."""
    graph = onnx.load(path).graph
    weights = {tensor.name: tuple(tensor.dims) for tensor in graph.initializer}
    multiplications = [n for n in graph.node if n.op_type in ("MatMul", "Gemm") and any(i in weights for i in n.input)]
    # the last layer's narrowing product is the last one with the inner width of the encoder
    inner = max(dims[0] for n in multiplications for i in n.input if len(dims := weights.get(i, ())) == 2)
    last = max(k for k, n in enumerate(multiplications) if any(weights.get(i, (0,))[0] == inner for i in n.input))
    return [n.name for n in multiplications[last + 1 :]]
