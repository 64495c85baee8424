"""How fast the reader is: words a second on plain articles, beside a spaCy CNN pipeline of its "efficiency" width.

    python -m benchmarks.reader [--articles 200]

Both run in one process and in two, one text at a time, whole pipelines from text to Doc. The CNN pipeline (tagger,
parser, names over one tok2vec) is made here and sees enough of the treebank to make ordinary trees: its figures are of
speed only. Run it on an idle machine; the articles are those of the shared data.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import spacy
import typer
from rich.console import Console
from rich.table import Table
from spacy.cli.init_config import init_config
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import load_model_from_config

from extract import reader
from extract.train import gold
from extract.train.corpora import newswire, treebank

SHARED = Path(os.environ.get("PRESSGRAPH_SHARED") or "../shared")
STEPS = 60
LOAD = (
    "import time; import extract.reader as r; began = time.perf_counter(); r.load(); print(time.perf_counter() - began)"
)


def main(
    articles: Annotated[int, typer.Option(help="How many of the plain articles.")] = 200,
    shared: Annotated[Path, typer.Option(help="The folder that holds data/.")] = SHARED,
    out: Annotated[Path | None, typer.Option(help="Where to write the figures as JSON.")] = None,
) -> None:
    """Measure words a second, memory and the time to load."""
    with (shared / "data" / "news" / "worldwide.jsonl").open(encoding="utf8") as lines:
        texts = [json.loads(line)["text"] for line, _ in zip(lines, range(articles), strict=False)]
    words = sum(len(text.split()) for text in texts)
    with tempfile.TemporaryDirectory() as folder:
        cnn(shared).to_disk(folder)
        figures = {
            "reader": {n: run(None, texts, processes=n) for n in (1, 2)},
            "spaCy CNN": {n: run(folder, texts, processes=n) for n in (1, 2)},
        }
    loading = min(float(subprocess.check_output([sys.executable, "-c", LOAD])) for _ in range(3))
    table = Table("pipeline", "processes", "words/s", "peak MB a process", title=f"{articles} articles, {words} words")
    for name, runs in figures.items():
        for processes, (speed, peak) in runs.items():
            table.add_row(name, str(processes), f"{speed:.0f}", f"{peak:.0f}")
    Console().print(table)
    for processes in (1, 2):
        ratio = figures["reader"][processes][0] / figures["spaCy CNN"][processes][0]
        Console().print(f"the reader is {ratio:.2f} times as fast as the CNN in {processes} processes (wanted: 0.5)")
    Console().print(f"loading the reader: {loading:.2f} s; cores: {os.cpu_count()}; load: {os.getloadavg()[0]:.1f}")
    if out:
        record = {"articles": articles, "words": words, "loading": loading, "runs": figures}
        out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf8")


def run(folder: str | None, texts: list[str], *, processes: int) -> tuple[float, float]:
    """Words (as white space parts them) a second over all processes, and the highest peak of memory."""
    shares = [texts[start::processes] for start in range(processes)]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_open, initargs=(folder,)) as pool:
        list(pool.map(_warm, [texts[0]] * processes * 4))
        began = time.perf_counter()
        peaks = list(pool.map(_read, shares))
        spent = time.perf_counter() - began
    return sum(len(text.split()) for text in texts) / spent, max(peaks)


_pipeline: Callable[[str], object]


def _open(folder: str | None) -> None:
    global _pipeline
    _pipeline = reader.load() if folder is None else spacy.load(folder)


def _warm(text: str) -> None:
    _pipeline(text)
    time.sleep(0.2)  # so that every process gets one


def _read(texts: list[str]) -> float:
    for text in texts:
        _pipeline(text)
    return peak()


def peak() -> float:
    """This process's highest resident memory in MB (`ru_maxrss` would count the process that started it)."""
    status = Path("/proc/self/status").read_text("utf8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def cnn(shared: Path) -> Language:
    """A tagger, parser and name finder over one CNN, as `spacy init config --optimize efficiency` lays it out."""
    warnings.filterwarnings("ignore", module="spacy")
    config = init_config(lang="en", pipeline=["tagger", "parser", "ner"], optimize="efficiency")
    nlp = load_model_from_config(config, auto_fill=True)
    examples = _examples(nlp, shared)
    spacy.util.fix_random_seed(1)
    nlp.initialize(lambda: examples)
    rng = random.Random(1)
    for _ in range(STEPS):
        nlp.update(rng.sample(examples, 8), drop=0.1)
    return nlp


def _examples(nlp: Language, shared: Path) -> list[Example]:
    data = shared / "data"
    made: list[Example] = []
    for text in treebank(data / "treebank" / "gum-dev.conllu"):
        edges = [*gold.starts(text), len(text.words)]
        for start, end in pairwise(edges):
            part = text.cut(start, end)
            labels = ["ROOT" if label == "root" else label for label in part.deprel]
            tree = {"words": part.words, "tags": part.xpos, "heads": part.head, "deps": labels}
            made.append(Example.from_dict(Doc(nlp.vocab, words=part.words), tree))
    for text in list(newswire(data / "ner" / "dev.tsv"))[:40]:
        doc = gold.doc(text, nlp.vocab)
        places = [(token.idx, token.idx + len(token)) for token in doc if not token.is_space]
        made.append(Example.from_dict(doc, {"entities": sorted(gold.spans(text.ner, places))}))
    return made


if __name__ == "__main__":
    typer.run(main)
