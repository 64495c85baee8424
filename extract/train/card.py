"""The model card: where the weights come from and how well they read, with the figures as measured."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from extract.modelfile import ModelConfig

ROWS = (
    ("unlabelled arcs (UAS)", "UAS"),
    ("labelled arcs (LAS)", "LAS"),
    ("universal tags", "UPOS"),
    ("Penn tags", "XPOS"),
    ("sentence starts", "sentence starts"),
    ("sentence starts, news", "news sentence starts"),
    ("names, nine kinds", "names"),
    ("names of Person, Location, NORP, Date", "names of Person, Location, NORP, Date"),
    ("names of Organization", "names, Organization"),
    ("sources", "Source"),
    ("cues", "Cue"),
    ("contents", "Content"),
    ("contents, word by word", "Content, word by word"),
    ("pronouns tied to the right name", "pronouns' names"),
)


def write(folder: Path, figures: Mapping[str, float], *, steps: int, fp32: Mapping[str, float] | None = None) -> None:
    """Writes the folder's `README.md`; `figures` are those of `extract.train.measure`, `fp32` the same unquantised."""
    keys = [f"{way}: {key}" for way in ("gold", "raw") for _, key in ROWS]
    losses = {key: round(fp32[key] - figures[key], 2) for key in keys if fp32 and key in fp32 and key in figures}
    worst = max(losses, key=lambda key: losses[key], default="")
    template = Environment(
        loader=FileSystemLoader(Path(__file__).parent), undefined=StrictUndefined, keep_trailing_newline=True
    ).get_template("card.md.j2")
    text = template.render(
        config=ModelConfig.load(folder),
        rows=ROWS,
        figures=figures,
        steps=f"{steps:,}",
        fp32=fp32,
        loss=losses.get(worst, 0.0),
        worst=worst,
    )
    (folder / "README.md").write_text(text, encoding="utf-8")
