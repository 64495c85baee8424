"""Any text is read: its trees are trees, its offsets its own, and it is read the same in any company."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from spacy.tokens import Doc

from extract.reader import ATTRIBUTION, COMPONENT, Reader, annotate, annotate_all, load

SENTENCE = "Russian Prime Minister Mikhail Mishustin said on Tuesday that Iran had joined the organisation."
ODD_TEXTS = {
    "empty": "",
    "white space": " \n\t ",
    "opens with white space": "\n\n  Peace prevailed.",
    "one word": "Peace",
    "emoji": "😀😀 🇷🇺\n👩‍👩‍👧",
    "no full stop": "the summit went on and nobody could say when it would end " * 60,
    "capitals": "MOSCOW JOINS THE SCO. THE IOC HAS NOT REACTED.",
    "Russian": "Россия вступила в организацию. Об этом сообщил ТАСС.",
    "Chinese": "俄罗斯加入了该组织。国际奥委会没有回应。",
    "Arabic": "انضمت إيران إلى المنظمة.",
    "one endless word": "x" * 30_000,
    "no space at all": "peace,war;" * 2_000,
    "only full stops": ". " * 700,
    "control characters": "Peace\x00 and\x07 \u200b\u202ewar\ufeff.",
    "carriage returns": "Peace.\r\n\r\nWar.\r\n",
}


def check_trees(doc: Doc) -> None:
    """Each sentence has one root, its arcs stay inside, and every token leads to the root."""
    assert [token.i for sent in doc.sents for token in sent] == list(range(len(doc)))
    for sent in doc.sents:
        roots = [token for token in sent if token.head == token]
        assert len(roots) == 1
        assert roots[0].dep_ == "ROOT"
        for token in sent:
            assert sent.start <= token.head.i < sent.end
            assert token.dep_
            assert (token.dep_ == "ROOT") == (token == roots[0])
            assert token == roots[0] or roots[0] in token.ancestors


def seen(doc: Doc) -> list[object]:
    """All that the reader has laid down."""
    tokens = [(token.tag_, token.pos_, token.dep_, token.head.i, token.is_sent_start) for token in doc]
    spans = [(span.start, span.end, span.label_) for span in (*doc.ents, *doc.spans[ATTRIBUTION])]
    return [doc.text, tokens, spans, doc._.coref]


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_any_text_is_read_whole_and_as_trees(text: str) -> None:
    doc = annotate(text)
    assert doc.text == text
    check_trees(doc)


def test_a_text_cut_off_anywhere_is_read_whole_and_as_trees(corpus: Path) -> None:
    text = (corpus / "seed0.txt").read_text("utf8")
    for end in range(0, 1200, 149):
        doc = annotate(text[:end])
        assert doc.text == text[:end]
        check_trees(doc)


def test_a_plain_sentence_is_tagged_parsed_and_its_names_are_found() -> None:
    doc = annotate(SENTENCE)
    words = {token.text: token for token in doc}
    assert (words["said"].pos_, words["said"].tag_, words["said"].dep_) == ("VERB", "VBD", "ROOT")
    assert words["Iran"].dep_ == "nsubj"
    assert {("Mikhail Mishustin", "Person"), ("Iran", "Location")} <= {(ent.text, ent.label_) for ent in doc.ents}
    assert len(list(doc.sents)) == 1


def test_attributions_are_source_cue_and_content() -> None:
    doc = annotate(SENTENCE)
    spans = {span.label_: span.text for span in doc.spans[ATTRIBUTION]}
    assert spans["Cue"].startswith("said")
    assert "Mishustin" in spans["Source"]
    assert "Iran had joined the organisation" in spans["Content"]


def test_antecedents_point_back_with_a_probability() -> None:
    doc = annotate("Angela Merkel met reporters in Berlin. She said that she had read their letter.")
    links = {(doc[word].text, doc[other].text) for word, other, _ in doc._.coref}
    assert ("she", "She") in links or ("she", "Angela") in links
    for word, other, probability in doc._.coref:
        assert other < word
        assert 0 < probability <= 1


def test_white_space_hangs_on_the_word_before_it() -> None:
    doc = annotate("\n Peace.\n\nWar  came.\n")
    space = {token.i: token.head.i for token in doc if token.is_space}
    first = next(token.i for token in doc if token.text == "Peace")
    for index, head in space.items():
        assert head == (index - 1 if index > first and not doc[index - 1].is_space else first)
        assert (doc[index].pos_, doc[index].dep_, doc[index].tag_) == ("SPACE", "dep", "_SP")
    assert [token.text for token in doc if token.is_sent_start and not token.is_space] == ["War"]


def test_sentences_that_are_given_are_kept() -> None:
    nlp = load()
    doc = nlp.make_doc("Peace came and war went and they said so .")
    reader = nlp.get_pipe(COMPONENT)
    assert isinstance(reader, Reader)
    starts = np.array([word in ("Peace", "war", "they") for word in doc.text.split()])
    reader.read(doc, starts=starts)
    check_trees(doc)
    assert [sent[0].text for sent in doc.sents] == ["Peace", "war", "they"]


@pytest.fixture(scope="module")
def articles(shared: Path) -> list[str]:
    """Fifty plain articles, the first two thousand characters of each."""
    with (shared / "data" / "news" / "worldwide.jsonl").open(encoding="utf8") as lines:
        return [json.loads(line)["text"][:2000] for line, _ in zip(lines, range(50), strict=False)]


def test_fifty_articles_are_read_the_same_alone_in_a_row_and_on_two_threads(articles: list[str]) -> None:
    alone = [seen(annotate(text)) for text in articles]
    backwards: Iterator[Doc] = annotate_all(reversed(articles))
    assert [seen(doc) for doc in backwards][::-1] == alone
    assert [seen(doc) for doc in load(threads=2).pipe(articles)] == alone


SMALL_MEMORY = """
import sys
from pathlib import Path
from extract.reader import annotate
peak = lambda: int(Path("/proc/self/status").read_text("utf8").split("VmHWM:")[1].split()[0])
text = Path(sys.argv[1]).read_text("utf8")
annotate(text)
before = peak()
times = int(sys.argv[2]) // len(text.split())
doc = annotate("\\n\\n".join([text] * times))
assert len(doc) > int(sys.argv[2])
print((peak() - before) // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
def test_memory_grows_with_the_words_only(root: Path, corpus: Path) -> None:
    """The scores of all pairs of fifty thousand words would take ten gigabytes."""
    command = [sys.executable, "-c", SMALL_MEMORY, corpus / "seed0.txt"]
    grown = subprocess.run([*command, "50000"], cwd=root, capture_output=True, text=True, check=True)
    assert int(grown.stdout) < 150  # megabytes: three kilobytes a word
