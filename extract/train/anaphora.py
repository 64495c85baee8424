"""`python -m extract.train.anaphora`: learn what speaks for a name that a pronoun may stand for, and write the weights.

`anaphora.tsv` says of pronouns and definite phrases in articles of the corpora of names and of attributions which word
opens the name that each stands for, of several with a comma, "-" for none; all are numbers of the corpus's words. The
loss is the negative logarithm of the share that the right chains get (Durrett & Klein, EMNLP 2013), with a penalty on
every weight's square; all data at once, so that the same data give the same weights.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
import numpy.typing as npt

from extract import gazetteer, lexical, mentions, reader
from extract.anaphora import NOTHING, WEIGHTS, Anaphor, Options, Ranker, Seen
from extract.discourse import Discourse
from extract.names import NameFinder
from extract.positions import by_token
from extract.refer import anaphor_at, likely
from extract.train import gold
from extract.train.corpora import Text, attributed, newswire

JUDGED = Path(__file__).parent / "anaphora.tsv"
CARD = Path(__file__).parent / "anaphora.md"
SHARED = Path(os.environ.get("PRESSGRAPH_SHARED", "../shared"))
FOLDS = 5
STEPS, RATE, PENALTY = 400, 0.05, 2.0
LEAST = 0.01  # a weight nearer to nothing than this is left out

KINDS = {
    "person": "he, she",
    "thing": "it",
    "plural": "they",
    "the country": "the country, the kingdom ...",
    "the city": "the city, the capital ...",
    "the organisation": "the federation, the bloc ...",
    "the person": "the minister, the coach ...",
}

Weights = dict[tuple[str, str], float]  # by kind of anaphor and what is seen
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """An anaphor with its options, and the chains that are right: none where it bears no name."""

    article: str
    anaphor: Anaphor
    options: list[tuple[int, Seen]]
    right: frozenset[int]

    def is_right(self, chain: int) -> bool:
        return chain in self.right if self.right else chain == NOTHING


def main() -> None:
    """Fits on all that is judged, writes the weights, and their card with what five folds over articles give."""
    if not (SHARED / "data").is_dir():
        raise SystemExit(f"{SHARED}/data is missing; expected the corpora there (set PRESSGRAPH_SHARED)")
    judged = list(instances(SHARED))
    write(fit(judged), WEIGHTS)
    text = CARD.read_text("utf8").format(
        articles=len({one.article for one in judged}), anaphors=f"{len(judged):,}", figures=report(folded(judged))
    )
    WEIGHTS.with_suffix(".md").write_text(text, "utf8")


def instances(shared: Path) -> Iterator[Judged]:
    """What was judged, with the options as the code sees them now, earlier anaphors standing for what they should."""
    rows = (line.split("\t") for line in JUDGED.read_text("utf8").splitlines()[1:])
    answers = {article: dict(pair.split(":") for pair in pairs.split()) for article, pairs in rows}
    for text in _texts(shared):
        if text.name in answers:
            yield from _of_article(text, answers[text.name])


def _texts(shared: Path) -> Iterator[Text]:
    yield from newswire(shared / "data" / "ner" / "train.tsv")
    yield from attributed(shared / "data" / "attribution" / "train")


def _of_article(text: Text, answers: dict[str, str]) -> Iterator[Judged]:
    raw, places = gold.raw(text)
    doc = reader.annotate(raw)
    words = lexical.load()
    finder = NameFinder(doc, gazetteer.load(), words)
    names = tuple(mentions.named(finder))
    over, spoken = by_token(names), Discourse(doc, names, words, finder.text)
    options = Options(spoken, words, finder)
    token_at = {doc[i].idx + k: i for i in range(len(doc)) for k in range(len(doc[i]))}
    answer_at = {token_at[places[int(word)][1] - 1]: meant for word, meant in answers.items()}
    for i in (i for i in range(len(doc)) if i not in over):
        anaphor = anaphor_at(doc, i, words, finder)
        meant = answer_at.get(anaphor.token.i) if anaphor is not None else None
        if anaphor is None or meant is None:
            continue
        opened = [] if meant == "-" else [over.get(token_at[places[int(word)][0]]) for word in meant.split(",")]
        if None in opened:
            continue  # no name is seen where the name is
        right = frozenset(name.chain for name in opened if name is not None)
        yield Judged(text.name, anaphor, options.of(anaphor), right)
        if right:
            spoken.settle(anaphor.token, min(right), gender=anaphor.gender)


# -- fitting ----------------------------------------------------------------------------------------------------------


def fit(judged: Sequence[Judged]) -> Weights:
    """The weights under which the right chains are likeliest."""
    judged = [one for one in judged if any(one.is_right(chain) for chain, _ in one.options)]
    keys: dict[tuple[str, str], int] = {}
    rows: list[int] = []
    columns: list[int] = []
    right: list[bool] = []
    for one in judged:
        for chain, seen in one.options:
            columns += [keys.setdefault((one.anaphor.weighed, what), len(keys)) for what in seen]
            rows += [len(right)] * len(seen)
            right.append(one.is_right(chain))
    starts = np.array([0, *accumulate(len(one.options) for one in judged)][:-1])
    weights = _descend(np.array(rows), np.array(columns), np.array(right), starts, len(keys))
    return {key: float(weights[number]) for key, number in keys.items() if abs(weights[number]) >= LEAST}


def _descend(
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    right: npt.NDArray[np.bool_],
    starts: npt.NDArray[np.int64],
    size: int,
) -> Floats:
    """Adam (Kingma & Ba, ICLR 2015) on all options at once; `rows` are the options of `columns`, `starts` the first
    option of each anaphor."""
    group = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(right))))
    weights, mean, square = (np.zeros(size) for _ in range(3))
    for step in range(1, STEPS + 1):
        scores = np.bincount(rows, weights[columns], minlength=len(right))
        raised = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        shares = raised / np.add.reduceat(raised, starts)[group]
        wanted = raised * right / np.add.reduceat(raised * right, starts)[group]
        slope = np.bincount(columns, (shares - wanted)[rows], minlength=size) + PENALTY * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        fall = RATE * (1 - 0.9 * step / STEPS)
        weights -= fall * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return weights


def ranked(weights: Weights) -> Ranker:
    """The weights as they are used."""
    kinds: dict[str, dict[str, float]] = defaultdict(dict)
    for (kind, seen), weight in weights.items():
        kinds[kind][seen] = weight
    return Ranker(kinds)


def write(weights: Weights, path: Path) -> None:
    lines = sorted(f"{kind}\t{seen}\t{weight:.3f}\n" for (kind, seen), weight in weights.items())
    path.write_text("".join(lines), "utf8")


# -- measuring --------------------------------------------------------------------------------------------------------


def folded(judged: Sequence[Judged]) -> Iterator[tuple[Judged, int, float]]:
    """Each anaphor with the likeliest chain, and its share, by weights fitted without its article."""
    articles = list(dict.fromkeys(one.article for one in judged))
    fold = {article: number % FOLDS for number, article in enumerate(articles)}
    for part in range(FOLDS):
        ranker = ranked(fit([one for one in judged if fold[one.article] != part]))
        for one in judged:
            if fold[one.article] == part:
                yield one, *ranker.best(one.anaphor, one.options)


def report(decided: Iterable[tuple[Judged, int, float]]) -> str:
    """Precision and recall by kind, of the chains taken."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one, chain, share in decided:
        taken = likely(one.anaphor, chain, share)
        counts[one.anaphor.weighed].update(
            {"all": 1, "named": bool(one.right), "taken": taken, "right": taken and chain in one.right}
        )
    lines = ["| stands for a name | judged | do | precision | recall |", "| --- | --- | --- | --- | --- |"]
    for kind, found in sorted(counts.items()):
        precision, recall = (found["right"] / max(1, found[of]) for of in ("taken", "named"))
        lines.append(f"| {KINDS[kind]} | {found['all']} | {found['named']} | {precision:.2f} | {recall:.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
