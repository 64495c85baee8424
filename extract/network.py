"""The trained network of one folder: a window of words in, its scores out.

A window runs alone: int8 scales are taken over the whole input, so a batch would let one text change another.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from threadpoolctl import ThreadpoolController

from extract import decode, modelfile
from extract.features import MODEL, Encoded, Subwords, Words, encode, subwords
from extract.modelfile import ModelConfig, ModelError
from extract.windows import Limits, Window

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Outputs = dict[str, Floats]

# With onnxruntime 1.31 on a CPU the fused kernel takes a fifth of a window's time, its parts next to none.
SLOWER = ["SkipLayerNormFusion"]


class Network:
    """The network of a model's folder, ready to run, with what turns its scores into labels."""

    def __init__(self, folder: Path = MODEL, *, threads: int = 1) -> None:
        self.config = ModelConfig.load(folder)
        self.limits = Limits(self.config.window, self.config.subwords, self.config.overlap)
        transitions, self.bonus = modelfile.load_transitions(folder)
        self.names = decode.TagDecoder(self.config.ner)
        self.attributions = decode.TagDecoder(self.config.attr, transitions)
        self._split: Subwords = subwords(folder / modelfile.TOKENIZER)
        if self.config.digest != (seen := _digest(folder / modelfile.NETWORK)):
            raise ModelError(
                f"{folder / modelfile.NETWORK}: its digest is {seen}, that of {modelfile.CONFIG} {self.config.digest}"
            )
        self._session = _session(folder / modelfile.NETWORK, threads)
        # for the whole process: numpy's own threads wait in a loop, which costs other processes half their time
        ThreadpoolController().limit(limits=1, user_api="blas")
        self._root = self.config.deprel.index("root")
        pairs = modelfile.load_pairs(folder)
        if len(pairs) != len(self.config.deprel):
            raise ModelError(f"{folder}: {len(pairs)} label matrices for {len(self.config.deprel)} labels")
        # one matrix [D+1, L * (D+1)]: a dependent's vector times it gives each label's vector over heads
        self._pairs = np.ascontiguousarray(pairs.transpose(1, 0, 2).reshape(pairs.shape[1], -1))

    def encode(self, words: Words) -> Encoded:
        """A text's words as the network takes them, window by window."""
        return encode(words.words, words.para, words.glued, split=self._split)

    def run(self, encoded: Encoded, window: Window) -> Outputs:
        """The scores for one window of a text, by the names in `modelfile.OUTPUTS`."""
        part = encoded.part(window.start, window.stop)
        values = self._session.run(list(modelfile.OUTPUTS), {"ids": part.ids, "shape": part.shape, "first": part.first})
        return dict(zip(modelfile.OUTPUTS, values, strict=True))

    def labels(self, dependent: Floats, head: Floats, is_root: npt.NDArray[np.bool_]) -> Ints:
        """The best label of each pair of rows, [n]; "root" is for the roots and for no other."""
        by_head = (_with_one(dependent) @ self._pairs).reshape(len(dependent), len(self.config.deprel), -1)
        scores = np.matmul(by_head, _with_one(head)[:, :, None])[:, :, 0]
        scores[:, self._root] = -np.inf
        best: Ints = scores.argmax(axis=1).astype(np.int64)
        best[is_root] = self._root
        return best


def _with_one(vectors: Floats) -> Floats:
    return np.concatenate((vectors, np.ones((len(vectors), 1), dtype=np.float32)), axis=1)


def _digest(path: Path) -> str:
    if not path.is_file():
        raise ModelError(f"{path} is missing; expected the reader's network (python -m extract.train)")
    return modelfile.digest(path)


def _session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 3
    options.enable_mem_pattern = False  # every window has its own length: a plan a length only holds memory
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER
    )
    inputs, outputs = ({value.name for value in values} for values in (session.get_inputs(), session.get_outputs()))
    if inputs != set(modelfile.INPUTS) or not outputs >= set(modelfile.OUTPUTS):
        raise ModelError(f"{path}: inputs {sorted(inputs)}, outputs {sorted(outputs)}; expected {modelfile.OUTPUTS}")
    return session
