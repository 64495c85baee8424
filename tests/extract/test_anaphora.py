"""Which names pronouns and definite phrases stand for, by the reader's trees and the weights that are shipped."""

from __future__ import annotations

import pytest

from extract import gazetteer, lexical, mentions, reader
from extract.anaphora import NOTHING, Anaphor, Options, Ranker, ranker
from extract.discourse import Discourse
from extract.names import NameFinder


def meant(text: str, anaphor: str) -> list[str]:
    """The first name of the chain of each mention with these words."""
    found = mentions.find(reader.annotate(text), gazetteer.load())
    names = {m.chain: m.text for m in reversed(found) if m.kind not in ("pronoun", "nominal")}
    return [names[m.chain] for m in found if m.text == anaphor and m.kind in ("pronoun", "nominal")]


@pytest.mark.parametrize(
    ("text", "anaphor", "name"),
    [
        ("Anna Berg met Jan Novak in Oslo. She said that the talks were good.", "She", "Anna Berg"),
        ("Anna Berg met Jan Novak in Oslo. He said that the talks were good.", "He", "Jan Novak"),
        ("Jan Novak told Omar Haddad that he would resign.", "he", "Jan Novak"),
        ("Chad closed its border. It had opened it in May.", "It", "Chad"),
        ("FIFA said that it had suspended Peru.", "it", "FIFA"),
        ("Kenya protested after Ghana rejected its proposal.", "its", "Kenya"),
        ("Ghana published its proposal after Kenya had protested.", "its", "Ghana"),
        ("Peru closed its border. Ministers of the country met on Friday.", "the country", "Peru"),
        ("The European Union agreed. Germany and the World Bank came. The union has 27 states.", "The union",
         "European Union"),
        ("The World Bank met in Oslo. Later the bank paid Chad.", "the bank", "World Bank"),
        ("The African Union met in Accra. The same body suspended Niger.", "The same body", "African Union"),
        ("The Shanghai Cooperation Organisation met in Samarkand. This group was formed in 2001.", "This group",
         "Shanghai Cooperation Organisation"),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_an_anaphor_stands_for_the_name_that_is_meant(text: str, anaphor: str, name: str) -> None:
    assert meant(text, anaphor) == [name]


@pytest.mark.parametrize(
    ("text", "anaphor"),
    [
        ("Anna Berg arrived in Oslo. It was raining.", "It"),
        ("The International Judo Federation met. A committee banned them in May.", "them"),
        ("Anna Berg spoke. He left.", "He"),  # a woman
        ("The report was published. The minister did not read it.", "it"),
        ("The European Union agreed. The ministry of health did not.", "The ministry"),
        ("NATO met in Brussels on Monday. The company fined Apple.", "The company"),
        ("FIFA met in Zurich on Monday. The bank condemned Russia.", "The bank"),
        ("Toyota met unions on Monday. The court fined Shell.", "The court"),
    ],
)
def test_an_anaphor_of_nothing_that_bears_a_name_stands_for_none(text: str, anaphor: str) -> None:
    assert meant(text, anaphor) == []


def test_nobody_is_whom_he_does_something_to() -> None:
    assert meant("Jan Novak criticised Omar Haddad. Haddad sued him.", "him") == ["Jan Novak"]


def test_what_is_seen_decides_by_its_weights() -> None:
    doc = reader.annotate("Anna Berg met Eva Horn. She smiled.")
    words = lexical.load()
    finder = NameFinder(doc, gazetteer.load(), words)
    names = mentions.named(finder)
    she = Anaphor(next(t for t in doc if t.text == "She"), "female", 6, pronoun=True)
    options = Options(Discourse(doc, names, words, finder.text), words, finder).of(she)
    chains = [chain for chain, _ in options]
    assert chains == [names[1].chain, names[0].chain, NOTHING]
    assert "rank 0" in options[0][1]
    assert "sentences 1 as subj" in options[1][1]
    assert Ranker({"person": {"rank 0": 9.0}}).best(she, options)[0] == names[1].chain
    assert Ranker({"person": {"sentences 1 as subj": 9.0}}).best(she, options)[0] == names[0].chain
    assert Ranker({"person": {"nothing": 9.0}}).best(she, options)[0] == NOTHING
    assert Ranker({}).shares(she, options) == pytest.approx([1 / 3] * 3)


def test_the_weights_are_of_kinds_that_there_are() -> None:
    kinds = {"person", "thing", "plural", "the country", "the city", "the organisation", "the person"}
    assert set(ranker().weights) == kinds
