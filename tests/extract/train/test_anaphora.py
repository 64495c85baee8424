"""Weights of what speaks for a name are learnt from what was judged."""

from __future__ import annotations

from pathlib import Path

from extract import reader
from extract.anaphora import NOTHING, Anaphor, ranker
from extract.train.anaphora import JUDGED, Judged, fit, folded, ranked, report, write

HE = Anaphor(reader.annotate("He left.")[0], "male", 0, pronoun=True)
SUBJECT, OBJECT, NONE = (4, ["as subj"]), (5, ["as obj"]), (NOTHING, ["nothing"])


def judged(right: int, *, article: str = "a") -> Judged:
    return Judged(article, HE, [SUBJECT, OBJECT, NONE], frozenset({right} - {NOTHING}))


def test_what_was_right_more_often_weighs_more() -> None:
    weights = fit([*[judged(4)] * 30, *[judged(5)] * 10, *[judged(NOTHING)] * 5])
    assert weights["person", "as subj"] > weights["person", "as obj"] > weights["person", "nothing"]
    assert ranked(weights).best(HE, [SUBJECT, OBJECT, NONE])[0] == 4


def test_what_no_option_gives_teaches_nothing() -> None:
    assert fit([judged(9), judged(4)]) == fit([judged(4)])


def test_the_weights_written_are_those_that_are_read(tmp_path: Path) -> None:
    weights = fit([judged(4)] * 20)
    write(weights, tmp_path / "weights.tsv")
    read = ranker(tmp_path / "weights.tsv").weights
    assert read == {"person": {seen: round(weight, 3) for (_, seen), weight in weights.items()}}


def test_what_is_measured_was_not_learnt_from() -> None:
    articles = [judged(4, article=str(number)) for number in range(5)]
    decided = list(folded([*articles, judged(5, article="odd")]))
    assert sum(chain in one.right for one, chain, _ in decided) == 5  # the sixth is the only one of its kind
    assert "| he, she | 6 | 6 | 0.83 | 0.83 |" in report(decided)


def test_what_was_judged_is_one_article_a_line() -> None:
    header, *lines = JUDGED.read_text("utf8").splitlines()
    assert header == "article\tword:stands for"
    articles = [line.split("\t")[0] for line in lines]
    assert articles == sorted(set(articles))
    assert all(":" in pair for line in lines for pair in line.split("\t")[1].split())
