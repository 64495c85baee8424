"""The graph that is written by hand computes what the network computes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

torch = pytest.importorskip("torch", reason="the packages of [train] are not installed")
onnxruntime = pytest.importorskip("onnxruntime")

from extract.features import SHAPES, Encoded  # noqa: E402
from extract.modelfile import INPUTS  # noqa: E402
from extract.train.calibrate import peaks, shrink  # noqa: E402
from extract.train.graph import build  # noqa: E402
from extract.train.network import Network, Size  # noqa: E402

LABELS = {"upos": ["A", "B"], "xpos": ["A", "B", "C"], "ner": ["O", "S-A"], "attr": ["O"], "deprel": ["root", "a"]}
SIZE = Size(
    vocab_size=50,
    hidden_size=32,
    num_hidden_layers=6,
    num_attention_heads=4,
    intermediate_size=64,
    max_position_embeddings=20,
)
WINDOW = {"ids": [1, 7, 8, 9, 8, 2], "shape": [0, 3, 5, 5, SHAPES - 1, 0], "first": [1, 2, 4]}


def scores(*, int8: bool) -> tuple[dict[str, npt.NDArray[np.float32]], dict[str, npt.NDArray[np.float32]]]:
    """What a network of random weights gives, and what its graph gives."""
    torch.manual_seed(1)
    network = Network(SIZE, LABELS).eval()
    for weight in network.parameters():
        if weight.ndim > 1 or not weight.any():
            torch.nn.init.normal_(weight, std=0.2)
    inputs = {name: np.array(WINDOW[name], dtype=np.int64) for name in INPUTS}
    with torch.no_grad():
        own = network(*(torch.as_tensor(inputs[name])[None] for name in INPUTS))
    session = onnxruntime.InferenceSession(build(network, int8=int8).SerializeToString())
    names = [output.name for output in session.get_outputs()]
    made = dict(zip(names, session.run(names, inputs), strict=True))
    pairs = made.pop("coref_dep") @ made.pop("coref_head").T
    made["coref"] = np.where(np.eye(len(pairs), dtype=bool), made.pop("coref_none"), pairs)
    return {name: value[0].numpy() for name, value in own.items()}, made


def test_in_float_the_graph_is_the_network() -> None:
    own, made = scores(int8=False)
    assert own.keys() == made.keys()
    for name, value in own.items():
        apart = made[name] - value
        if name in ("arc", "coref"):
            apart -= apart[0, 0]
        assert np.abs(apart).max() < 1e-4, name


def test_channels_that_reach_far_cost_the_others_nothing() -> None:
    torch.manual_seed(1)
    network = Network(SIZE, LABELS).eval()
    wide = network.encoder.layers[0].wide
    norm = network.encoder.layers[0].norm1
    norm.weight.data[3], wide.weight.data[:, 3] = 60.0, wide.weight.data[:, 3] / 60
    inputs = {name: np.array(WINDOW[name], dtype=np.int64) for name in INPUTS}
    window = Encoded(*(inputs[name] for name in INPUTS))
    found = peaks(network, [window])
    assert int(found[wide].argmax()) == 3
    assert shrink(found[wide])[3] > 5
    with torch.no_grad():
        own = network(*(torch.as_tensor(inputs[name])[None] for name in INPUTS))["upos"][0].numpy()
    apart = []
    for reach in (None, found):
        model = build(network, int8=True, peaks=reach).SerializeToString()
        apart.append(float(np.square(onnxruntime.InferenceSession(model).run(["upos"], inputs)[0] - own).mean()))
    assert apart[1] < apart[0]


def test_in_int8_the_scores_are_nearly_the_same() -> None:
    own, made = scores(int8=True)
    for name, value in own.items():
        apart = made[name] - value
        apart -= apart.flat[0] if name in ("arc", "coref") else 0
        assert np.abs(apart).mean() < 0.05 * np.abs(value).max(), name
        assert np.abs(apart).max() > 0, name
