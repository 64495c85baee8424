"""What the reader saw can be looked at, in three ways."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console
from spacy.tokens import Doc

from extract.reader import annotate
from extract.show import as_json, as_page, in_terminal
from tests.conftest import Run

TEXT = (
    "Ms Lee of the IOC said on Tuesday that “Russia’s athletes” had left.\n\nNobody <b>answered</b> & that was that.\n"
)


@pytest.fixture(scope="module")
def doc() -> Doc:
    return annotate(TEXT)


def printed(doc: Doc, *, trees: bool) -> str:
    console = Console(width=160, no_color=True)
    with console.capture() as capture:
        console.print(in_terminal(doc, title="lee", trees=trees))
    return capture.get()


def test_json_is_one_line_with_the_places_of_the_text(doc: Doc) -> None:
    line = as_json(doc)
    assert "\n" not in line
    record = json.loads(line)
    assert list(record) == ["text", "tokens", "sentences", "entities", "attributions"]
    assert record["text"] == TEXT
    assert [TEXT[token["start"] : token["end"]] for token in record["tokens"]] == [token.text for token in doc]
    assert [token["head"] for token in record["tokens"]] == [token.head.i for token in doc]
    assert [(TEXT[e["start"] : e["end"]], e["label"]) for e in record["entities"]] == [
        (ent.text, ent.label_) for ent in doc.ents
    ]
    assert len(record["entities"]) > 0
    assert {a["label"] for a in record["attributions"]} <= {"Source", "Cue", "Content"}
    assert [TEXT[start:end] for start, end in record["sentences"]] == [sent.text for sent in doc.sents]


def test_an_empty_text_can_be_shown() -> None:
    empty = annotate("")
    assert json.loads(as_json(empty)) == {
        "text": "",
        "tokens": [],
        "sentences": [],
        "entities": [],
        "attributions": [],
    }
    assert "</html>" in as_page([("nothing", empty)])
    assert "lee" in printed(empty, trees=True)


def test_the_terminal_shows_each_sentence_and_under_it_its_tree(doc: Doc) -> None:
    shown = printed(doc, trees=True)
    for sent in doc.sents:
        assert sent.text.strip() in shown
        assert f"{sent.root.text} ROOT {sent.root.tag_}" in shown
    words = [token for token in doc if not token.is_space]
    assert all(f"{token.text} {token.dep_} {token.tag_}" in shown for token in words)
    assert " ROOT " not in printed(doc, trees=False)


class Checker(HTMLParser):
    """Collects a page's text and the elements that are open at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_is_well_formed_and_escapes_the_text(doc: Doc) -> None:
    page = as_page([("a < b", doc)])
    checker = Checker()
    checker.feed(page)
    assert checker.open == []
    assert "<b>" not in page
    for part in ("a < b", "Names", "Trees", *(ent.text for ent in doc.ents)):
        assert part in checker.text


def test_the_command_prints_one_document_an_article(pressgraph: Run, corpus: Path) -> None:
    done = pressgraph("read", corpus / "seed0.txt", corpus / "seed1.txt", "--json")
    assert done.returncode == 0, done.stderr
    texts = [json.loads(line)["text"] for line in done.stdout.splitlines()]
    assert texts == [(corpus / f"seed{number}.txt").read_text("utf8") for number in (0, 1)]


def test_the_command_writes_a_page(pressgraph: Run, corpus: Path, tmp_path: Path) -> None:
    done = pressgraph("read", corpus / "seed0.txt", "--html", tmp_path / "seen.html")
    assert (done.returncode, done.stdout) == (0, "")
    assert "Shanghai" in (tmp_path / "seen.html").read_text("utf8")
