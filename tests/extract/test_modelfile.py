"""The model's configuration is written and read back, and what is wrong with it is said."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from extract.features import MODEL
from extract.modelfile import (
    CONFIG,
    NETWORK,
    ModelConfig,
    ModelError,
    digest,
    load_pairs,
    load_transitions,
    save_pairs,
    save_transitions,
)

SMALL = ModelConfig(upos=("NOUN",), xpos=("NN",), deprel=("root", "obj"), ner=("O",), attr=("O",), version="1")
LABELS = ("Person", "Organization", "Location", "NORP", "Facility", "Date", "Money", "Product", "Misc")


def test_a_configuration_is_read_as_it_was_written(tmp_path: Path) -> None:
    SMALL.save(tmp_path)
    assert ModelConfig.load(tmp_path) == SMALL


def test_a_missing_configuration_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"config\.json is missing"):
        ModelConfig.load(tmp_path)


@pytest.mark.parametrize(("change", "said"), [({"upos": None}, "missing.*upos"), ({"lemma": []}, "unknown.*lemma")])
def test_wrong_fields_are_named(tmp_path: Path, change: dict[str, object], said: str) -> None:
    SMALL.save(tmp_path)
    values = json.loads((tmp_path / CONFIG).read_text("utf8")) | change
    kept = {name: value for name, value in values.items() if value is not None}
    (tmp_path / CONFIG).write_text(json.dumps(kept), encoding="utf8")
    with pytest.raises(ModelError, match=said):
        ModelConfig.load(tmp_path)


def test_label_matrices_are_read_as_they_were_written(tmp_path: Path) -> None:
    matrices = np.arange(18, dtype=np.float32).reshape(2, 3, 3)
    save_pairs(matrices, tmp_path)
    assert (load_pairs(tmp_path) == matrices).all()


def test_transitions_are_read_as_they_were_written_and_may_be_missing(tmp_path: Path) -> None:
    assert load_transitions(tmp_path) == (None, None)
    gains, bonus = np.array([[0.5, -2.0], [0.0, 1.0]]), np.array([0.5])
    save_transitions(gains, bonus, tmp_path)
    for read, written in zip(load_transitions(tmp_path), (gains, bonus), strict=True):
        assert read is not None
        assert (read == written).all()


def test_the_committed_model_is_whole() -> None:
    config = ModelConfig.load(MODEL)
    assert config.digest == digest(MODEL / NETWORK)
    assert {tag[2:] for tag in config.ner if tag != "O"} == set(LABELS)
    assert {tag[2:] for tag in config.attr if tag != "O"} == {"Source", "Cue", "Content"}
    transitions, bonus = load_transitions(MODEL)
    assert transitions is not None
    assert bonus is not None
    assert (transitions.shape, bonus.shape) == ((len(config.attr),) * 2, (len(config.ner),))
    assert load_pairs(MODEL).shape[0] == len(config.deprel)
