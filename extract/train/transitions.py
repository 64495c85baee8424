"""`python -m extract.train.transitions`: what tags gain beside the network's scores.

The network tags each word by itself and so may open a span and lose its end; sequences as the annotators leave them are
longer and closed. For attributions the logarithm of how much likelier a tag is after another than anywhere, counted on
the training part, is added to its scores at a weight. Names gained nothing by that; there the labels that
are rare in training are found too seldom, and gain a constant. Both weights were tried on the development part.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
import typer

from extract.features import MODEL
from extract.modelfile import ModelConfig, save_transitions
from extract.train.corpora import attributed

SHARED = Path(os.environ.get("PRESSGRAPH_SHARED") or "../shared")
WEIGHTS = {"O": 0.2, "Source": 0.2, "Cue": 0.05, "Content": 0.3}  # of the label gained: contents are long, cues short
BONUS = {"Misc": 1.0, "Facility": 1.2, "O": 0.4}
SMOOTHING = 0.5  # of an occurrence, for pairs that were never seen


def gains(sequences: Iterable[Sequence[str]], tags: Sequence[str]) -> npt.NDArray[np.float64]:
    """log p(tag | the tag before) / p(tag), [T, T], row before, column after, times the column's of `WEIGHTS`."""
    number = {tag: index for index, tag in enumerate(tags)}
    seen = np.full((len(tags), len(tags)), SMOOTHING)
    for sequence in sequences:
        for before, after in pairwise(sequence):
            seen[number[before], number[after]] += 1
    conditional = seen / seen.sum(axis=1, keepdims=True)
    weights = np.array([WEIGHTS[tag[2:] or tag] for tag in tags])
    gained: npt.NDArray[np.float64] = weights * np.log(conditional / (seen.sum(axis=0) / seen.sum()))
    return gained


def main(
    folder: Annotated[Path, typer.Option(help="The model's folder.")] = MODEL,
    shared: Annotated[Path, typer.Option(help="The folder that holds data/.")] = SHARED,
) -> None:
    """Count on the training part and write `transitions.npz`."""
    texts = attributed(shared / "data" / "attribution" / "train")
    config = ModelConfig.load(folder)
    bonus = np.array([BONUS.get(tag[2:] or tag, 0.0) for tag in config.ner])
    save_transitions(gains((text.attr for text in texts), config.attr), bonus, folder)


if __name__ == "__main__":
    typer.run(main)
