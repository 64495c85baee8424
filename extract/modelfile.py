"""The model's folder: which files it holds, and the labels and limits that `config.json` records.

reader.onnx      the network (int8); its inputs and outputs are named in `INPUTS` and `OUTPUTS`
pairs.npz        `label_u` [L, D+1, D+1]: scores a dependency label for a pair of words
transitions.npz  `attr` [T, T]: what an attribution tag (column) gains after another (row); `ner` [T]: what a name's
                 tag gains everywhere; may be missing
tokenizer.json   the subword vocabulary
config.json      a `ModelConfig`
README.md        the model card
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from extract.errors import PressgraphError
from extract.features import MODEL

INPUTS = ("ids", "shape", "first")
OUTPUTS = (
    *("upos", "xpos", "sent", "arc", "label_dep", "label_head", "ner", "attr"),
    *("coref_dep", "coref_head", "coref_none"),
)
NETWORK, PAIRS, TOKENIZER, CONFIG = "reader.onnx", "pairs.npz", "tokenizer.json", "config.json"
TRANSITIONS = "transitions.npz"


class ModelError(PressgraphError):
    """The model's folder does not hold what the reader needs."""


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """What the numbers of the model's outputs stand for, and how text is cut for it.

    `ner` and `attr` are the tags as trained ("O", "B-Person", "I-Person", "E-Person", "S-Person" ...; "O", "B-Source",
    "I-Source" ...). `digest` is the SHA-256 of `reader.onnx`. `window` and `overlap` count words, `subwords` a window's
    subwords without [CLS] and [SEP]. `sent_bias` is added to every word's logit of starting a sentence, `coref_bias` to
    the score of having no antecedent.
    """

    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    deprel: tuple[str, ...]
    ner: tuple[str, ...]
    attr: tuple[str, ...]
    version: str = "0"
    digest: str = ""
    window: int = 200
    overlap: int = 40
    subwords: int = 500
    sent_bias: float = 0.0
    coref_bias: float = 0.0

    @classmethod
    def load(cls, folder: Path = MODEL) -> ModelConfig:
        """The configuration of a model's folder."""
        path = folder / CONFIG
        try:
            values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ModelError(f"{path} is missing; expected the reader's model (python -m extract.train)") from None
        known = {field.name for field in fields(cls)}
        missing = {"upos", "xpos", "deprel", "ner", "attr"} - values.keys()
        if missing or values.keys() - known:
            raise ModelError(f"{path}: missing {sorted(missing)}, unknown {sorted(values.keys() - known)}")
        named: Any = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        return cls(**named)

    def save(self, folder: Path = MODEL) -> None:
        """Write `config.json`."""
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False)
        (folder / CONFIG).write_text(text + "\n", encoding="utf-8")


def digest(path: Path) -> str:
    """The SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def load_pairs(folder: Path = MODEL) -> npt.NDArray[np.float32]:
    """`label_u` [L, D+1, D+1]."""
    with np.load(folder / PAIRS) as arrays:
        return np.ascontiguousarray(arrays["label_u"], dtype=np.float32)


def save_pairs(label_u: npt.NDArray[np.float32], folder: Path = MODEL) -> None:
    """Write `pairs.npz`."""
    np.savez(folder / PAIRS, label_u=np.asarray(label_u, dtype=np.float32))


def load_transitions(
    folder: Path = MODEL,
) -> tuple[npt.NDArray[np.float64] | None, npt.NDArray[np.float64] | None]:
    """`attr` [T, T] and `ner` [T], None where the folder has no such file."""
    if not (folder / TRANSITIONS).is_file():
        return None, None
    with np.load(folder / TRANSITIONS) as arrays:
        return arrays["attr"].astype(np.float64), arrays["ner"].astype(np.float64)


def save_transitions(attr: npt.NDArray[np.float64], ner: npt.NDArray[np.float64], folder: Path = MODEL) -> None:
    """Write `transitions.npz`."""
    np.savez(folder / TRANSITIONS, attr=attr, ner=ner)
