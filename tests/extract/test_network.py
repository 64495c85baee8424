"""The network's file is checked when it is opened, and its scores have the sizes of the labels."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from extract import modelfile
from extract.features import MODEL, Words
from extract.modelfile import ModelError
from extract.network import Network
from extract.windows import Window


@pytest.fixture(scope="module")
def network() -> Network:
    return Network(MODEL)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The model's folder without its network."""
    for name in (modelfile.CONFIG, modelfile.PAIRS, modelfile.TOKENIZER):
        shutil.copy(MODEL / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("size", [1, 2, 7, 180])
def test_scores_have_a_row_for_every_word(network: Network, size: int) -> None:
    words = Words(np.arange(size), ["peace"] * size, [False] * size, [False] * size)
    out = network.run(network.encode(words), Window(0, size, 0, size))
    config = network.config
    assert out["upos"].shape == (size, len(config.upos))
    assert out["xpos"].shape == (size, len(config.xpos))
    assert out["ner"].shape == (size, len(config.ner))
    assert out["attr"].shape == (size, len(config.attr))
    assert out["sent"].shape == (size,)
    assert out["arc"].shape == (size, size)
    assert out["coref_dep"].shape == out["coref_head"].shape
    assert out["coref_none"].shape == (size,)
    assert all(np.isfinite(scores).all() for scores in out.values())


def test_only_roots_are_labelled_root(network: Network) -> None:
    words = Words(np.arange(4), ["Peace", "came", "at", "last"], [False] * 4, [False] * 4)
    out = network.run(network.encode(words), Window(0, 4, 0, 4))
    for root in range(4):
        is_root = np.arange(4) == root
        labels = network.labels(out["label_dep"], out["label_head"], is_root)
        assert [network.config.deprel[label] == "root" for label in labels] == is_root.tolist()


def test_labels_are_those_of_the_pairs_product(network: Network) -> None:
    pairs = modelfile.load_pairs()
    dice = np.random.default_rng(1)
    dependent, head = dice.normal(size=(2, 5, pairs.shape[1] - 1)).astype(np.float32)
    one = np.ones((5, 1))
    scores = np.einsum("nd,lde,ne->nl", np.hstack([dependent, one]), pairs, np.hstack([head, one]))
    scores[:, network.config.deprel.index("root")] = -np.inf
    assert network.labels(dependent, head, np.zeros(5, dtype=bool)).tolist() == scores.argmax(axis=1).tolist()


def test_a_missing_network_is_named(copied: Path) -> None:
    with pytest.raises(ModelError, match=r"reader\.onnx is missing"):
        Network(copied)


def test_a_network_that_is_not_the_configurations_is_refused(copied: Path) -> None:
    (copied / modelfile.NETWORK).write_bytes((MODEL / modelfile.NETWORK).read_bytes() + b"\0")
    with pytest.raises(ModelError, match="digest"):
        Network(copied)


def test_label_matrices_must_match_the_labels(copied: Path) -> None:
    shutil.copy(MODEL / modelfile.NETWORK, copied)
    modelfile.save_pairs(modelfile.load_pairs(copied)[:-1], copied)
    with pytest.raises(ModelError, match="label matrices"):
        Network(copied)
