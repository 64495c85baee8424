"""The trained network as an ONNX graph for one window: what `extract.train.network` computes, laid out for speed.

It is written node by node and not traced, since what a tracer cannot know decides how long a window takes: there is no
batch axis, one product makes queries, keys and values, one more all heads' mixtures of layers. In int8 each weight has
a step for each of its columns (the vocabulary for each of its rows), and onnxruntime's `DynamicQuantizeMatMul` takes
the layer's input in steps of its own, found over the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from extract.modelfile import INPUTS
from extract.train.calibrate import Peaks, shrink
from extract.train.network import MIXED, Biaffine, Layer, Network, Pairs, Tagger

OPSET, IR = 20, 10
RUNTIME = "com.microsoft"  # the domain of onnxruntime's own operators
STEPS = 127  # of int8 on either side of 0

Array = npt.NDArray[np.generic]


def build(network: Network, *, int8: bool, peaks: Peaks | None = None) -> onnx.ModelProto:
    """The network over one window (`INPUTS` -> `OUTPUTS`), its products in int8 or in float32.

    `peaks` are those of `extract.train.calibrate`, by which int8 gets finer.

    Scores of antecedents come as what is multiplied for them: `coref_dep` @ `coref_head`.T for pairs, `coref_none` for
    no antecedent. These and `arc` are lower by a constant than the network's own.
    """
    graph = _Graph(int8, peaks or {})
    at_words = _encoder(graph, network)
    taggers = {name: cast(Tagger, head) for name, head in (*network.taggers.items(), ("sent", network.sent))}
    heads: list[Tagger | Pairs] = [*taggers.values(), network.arc.pairs, network.coref.pairs, network.label]
    *mixed, arc, coref, label = _mixed(graph, heads, at_words, network.label.dependent.in_features)
    for (name, tagger), x in zip(taggers.items(), mixed, strict=True):
        _tagger(graph, tagger, x, name)
    _arcs(graph, network.arc, arc, "arc")
    _links(graph, network.coref, coref, "coref")
    views = graph.gelu(graph.linear(label, network.label.dependent, network.label.head))
    graph.split(views, 2, axis=1, names=("label_dep", "label_head"))
    return graph.model(network)


class _Graph:
    """The nodes and weights so far; every method adds one operation and gives the name of its result."""

    def __init__(self, int8: bool, peaks: Peaks) -> None:
        self.int8, self.peaks = int8, peaks
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def add(self, op: str, *inputs: str, name: str = "", domain: str = "", **attributes: object) -> str:
        return self.several(op, inputs, (name,), domain=domain, **attributes)[0]

    def several(
        self, op: str, inputs: Sequence[str], names: Sequence[str], *, domain: str = "", **attributes: object
    ) -> list[str]:
        results = [name or f"{op}_{len(self.nodes)}_{number}" for number, name in enumerate(names)]
        self.nodes.append(
            helper.make_node(op, list(inputs), results, name=f"{op}_{len(self.nodes)}", domain=domain, **attributes)
        )
        return results

    def constant(self, value: Array | Tensor) -> str:
        array = value.detach().numpy() if isinstance(value, Tensor) else value
        name = f"weight_{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def integers(self, *values: int) -> str:
        return self.constant(np.array(values, dtype=np.int64))

    def split(self, x: str, parts: int, *, axis: int, names: Sequence[str] = ()) -> list[str]:
        return self.several("Split", [x], names or [""] * parts, axis=axis, num_outputs=parts)

    def gelu(self, x: str) -> str:
        return self.add("Gelu", x)

    def norm(self, x: str, norm: nn.LayerNorm) -> str:
        weights = (self.constant(norm.weight), self.constant(norm.bias))
        return self.add("LayerNormalization", x, *weights, axis=-1, epsilon=norm.eps)

    def linear(self, x: str, *layers: nn.Linear, name: str = "") -> str:
        """[n, sum of the layers' widths]: what each layer makes of x, side by side."""
        weight = torch.cat([layer.weight for layer in layers]).T
        bias = torch.cat([layer.bias for layer in layers])
        by = shrink(self.peaks[layers[0]]) if self.int8 and layers[0] in self.peaks else torch.ones(1)
        if by.max() > 1:
            x, weight = self.add("Mul", x, self.constant(1 / by)), weight * by[:, None]
        return self.affine(x, weight, bias, name=name)

    def affine(self, x: str, weight: Tensor, bias: Tensor, *, name: str = "", int8: bool = True) -> str:
        """x @ weight + bias."""
        if not (self.int8 and int8):
            return self.add("Gemm", x, self.constant(weight), self.constant(bias), name=name)
        whole, step = _rounded(weight.detach().numpy(), axis=0)
        inputs = (x, self.constant(whole), self.constant(step), "", self.constant(bias))
        return self.add("DynamicQuantizeMatMul", *inputs, name=name, domain=RUNTIME)

    def rows(self, ids: str, table: Tensor) -> str:
        """The table's rows at `ids`."""
        if not self.int8:
            return self.add("Gather", self.constant(table), ids, axis=0)
        whole, step = _rounded(table.detach().numpy(), axis=1)
        rows = self.add("Gather", self.constant(whole), ids, axis=0)
        steps = self.add("Gather", self.constant(step[:, None]), ids, axis=0)
        return self.add("Mul", self.add("Cast", rows, to=TensorProto.FLOAT), steps)

    def model(self, network: Network) -> onnx.ModelProto:
        widths = {name: [tagger.out.out_features] for name, tagger in network.taggers.items()}
        widths |= {"sent": [], "arc": ["words"], "coref_none": []}
        for name, pairs in (("label", network.label), ("coref", network.coref.pairs)):
            widths |= {f"{name}_dep": [pairs.dependent.out_features], f"{name}_head": [pairs.head.out_features]}
        sizes = dict(zip(INPUTS, ("subwords", "subwords", "words"), strict=True))
        graph = helper.make_graph(
            self.nodes,
            "reader",
            [helper.make_tensor_value_info(name, TensorProto.INT64, [size]) for name, size in sizes.items()],
            [helper.make_tensor_value_info(k, TensorProto.FLOAT, ["words", *v]) for k, v in widths.items()],
            self.weights,
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(RUNTIME, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR)
        onnx.checker.check_model(model)
        return model


def _rounded(weight: npt.NDArray[np.float32], *, axis: int) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Whole numbers and the step of each column (`axis` 0) or row (1)."""
    step = np.maximum(np.abs(weight).max(axis=axis, keepdims=True), 1e-12) / STEPS
    return np.rint(weight / step).astype(np.int8), step.squeeze(axis).astype(np.float32)


def _encoder(graph: _Graph, network: Network) -> list[str]:
    """The layers of `MIXED` at each word's first subword, [W, D] each."""
    encoder = network.encoder
    ids, shape, first = INPUTS
    size = graph.add("Shape", ids)
    position = graph.add("Slice", graph.constant(encoder.position.weight), graph.integers(0), size, graph.integers(0))
    marks = graph.add("Gather", graph.constant(encoder.shape.weight), shape, axis=0)
    x = graph.add("Add", graph.rows(ids, encoder.word.weight), graph.add("Add", position, marks))
    x = graph.norm(x, encoder.norm)
    at_words = []
    for number, layer in enumerate(encoder.layers, start=1):
        x = _layer(graph, cast(Layer, layer), x)
        if number in MIXED:
            at_words.append(graph.add("Gather", x, first, axis=0))
    return at_words


def _layer(graph: _Graph, layer: Layer, x: str) -> str:
    width, heads = layer.query.out_features, layer.heads
    shape = graph.integers(-1, 3, heads, width // heads)
    query = _scaled(layer.query, (width // heads) ** -0.5)
    parts = graph.add("Reshape", graph.linear(x, query, layer.key, layer.value), shape)
    q, k, v = graph.split(graph.add("Transpose", parts, perm=[1, 2, 0, 3]), 3, axis=0)
    scores = graph.add("MatMul", q, graph.add("Transpose", k, perm=[0, 1, 3, 2]))
    mixed = graph.add("MatMul", graph.add("Softmax", scores, axis=-1), v)
    mixed = graph.add("Reshape", graph.add("Transpose", mixed, perm=[0, 2, 1, 3]), graph.integers(-1, width))
    x = graph.norm(graph.add("Add", x, graph.linear(mixed, layer.out)), layer.norm1)
    wide = graph.gelu(graph.linear(x, layer.wide))
    return graph.norm(graph.add("Add", x, graph.linear(wide, layer.narrow)), layer.norm2)


def _scaled(layer: nn.Linear, factor: float) -> nn.Linear:
    scaled = nn.Linear(layer.in_features, layer.out_features)
    scaled.weight, scaled.bias = nn.Parameter(layer.weight * factor), nn.Parameter(layer.bias * factor)
    return scaled


def _mixed(graph: _Graph, heads: Sequence[Tagger | Pairs], at_words: Sequence[str], width: int) -> list[str]:
    """Each head's mixture of the layers, [W, D] each: one product for all."""
    shares = torch.stack([head.mix.scale * torch.softmax(head.mix.weights, 0) for head in heads])
    flat = [graph.add("Reshape", layer, graph.integers(1, -1)) for layer in at_words]
    mixed = graph.add("MatMul", graph.constant(shares), graph.add("Concat", *flat, axis=0))
    return graph.split(graph.add("Reshape", mixed, graph.integers(-1, width)), len(heads), axis=0)


def _tagger(graph: _Graph, head: Tagger, x: str, name: str) -> None:
    hidden = graph.gelu(graph.linear(x, head.inner))
    if name == "sent":
        scores = graph.affine(hidden, head.out.weight.T, head.out.bias, int8=False)
        graph.add("Squeeze", scores, graph.integers(1), name=name)
    else:
        graph.affine(hidden, head.out.weight.T, head.out.bias, name=name, int8=False)


def _arcs(graph: _Graph, head: Biaffine, x: str, name: str) -> None:
    """Scores [W, W] less what the head's bias gives every pair of two."""
    left, governor, itself = _sides(graph, head, x)
    scores = graph.add("MatMul", left, graph.add("Transpose", governor, perm=[1, 0]))
    count = graph.add("Squeeze", graph.add("Shape", governor, start=0, end=1), graph.integers(0))
    order = graph.add("Range", graph.constant(np.array(0)), count, graph.constant(np.array(1)))
    column = graph.add("Unsqueeze", order, graph.integers(1))
    graph.add("Where", graph.add("Equal", column, order), itself, scores, name=name)


def _links(graph: _Graph, head: Biaffine, x: str, name: str) -> None:
    """What `_arcs` would multiply: few words are to be paired."""
    _, _, itself = _sides(graph, head, x, names=[f"{name}_dep", f"{name}_head"])
    graph.add("Squeeze", itself, graph.integers(1), name=f"{name}_none")


def _sides(graph: _Graph, head: Biaffine, x: str, *, names: Sequence[str] = ("", "")) -> tuple[str, str, str]:
    """Two views of each word, [W, D], whose products score pairs; and each word's score of itself, [W, 1]."""
    views = graph.gelu(graph.linear(x, head.pairs.dependent, head.pairs.head))
    dependent, governor = graph.split(views, 2, axis=1, names=("", names[1]))
    # (d @ w + b) . h is d @ w . h + b . h: the score of a pair with the bias of its head
    left = graph.affine(dependent, head.weight / head.weight.shape[0] ** 0.5, head.bias.weight[0], name=names[0])
    return left, governor, graph.affine(dependent, head.itself.weight.T, head.itself.bias - head.bias.bias, int8=False)
