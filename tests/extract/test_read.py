"""Reading articles: what each kind of file gives, and what is said of the ones that give nothing."""

from __future__ import annotations

import gzip
import json
import os
from datetime import date
from pathlib import Path

import pytest

from extract.article import Article
from extract.read import MAX_CHARACTERS, Skipped, articles


def read(*paths: Path) -> tuple[list[Article], list[Skipped]]:
    skipped: list[Skipped] = []
    return list(articles(paths, report=skipped.append)), skipped


def test_seeds_carry_their_text_and_what_is_known_of_them(corpus: Path) -> None:
    found, skipped = read(corpus)
    assert not skipped
    assert [article.name for article in found] == ["seed0", "seed1"]
    for article in found:
        assert article.text == (corpus / f"{article.name}.txt").read_text("utf8")
        assert article.source == "insidethegames"
        assert article.title
        assert article.origin == str(corpus / f"{article.name}.txt")
    first, second = (article.published for article in found)
    assert first is not None
    assert second is not None
    assert (first.earliest, first.latest, first.inferred) == (date(2023, 3, 1), date(2023, 3, 31), True)
    assert (second.earliest, second.latest, second.inferred) == (date(2022, 10, 1), date(2022, 11, 30), True)


def test_text_is_kept_character_for_character(tmp_path: Path) -> None:
    text = "  One “line”\r\nand another 🏅.\n\n"
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert [article.text for article in read(tmp_path)[0]] == [text]


def test_jsonl_gives_an_article_a_line_and_reports_broken_ones(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    lines = [
        json.dumps({"id": "one", "text": "First.", "published": "2024-05-06", "url": "https://example.org/1"}),
        '{"id": "two", "text": "Seco',
        json.dumps({"id": "three"}),
        json.dumps(["four"]),
        "",
        json.dumps({"text": "Sixth.", "published": "last May"}),
        json.dumps({"id": 7, "text": "Half a pair: \ud83c"}),
        json.dumps({"id": 8, "text": "Eighth."}),
    ]
    path.write_text("\n".join(lines) + "\n", "utf8")
    found, skipped = read(path)
    assert [(article.name, article.text) for article in found] == [
        ("one", "First."),
        ("news-6", "Sixth."),
        ("8", "Eighth."),
    ]
    assert found[0].published is not None
    assert found[0].published.earliest == found[0].published.latest == date(2024, 5, 6)
    assert found[0].url == "https://example.org/1"
    assert found[1].published is None
    assert found[1].origin == f"{path} line 6"
    assert [item.line for item in skipped] == [2, 3, 4, 6, 7]
    assert str(skipped[1]) == f"{path} line 3: no `text`; expected a string"
    assert "last May" in str(skipped[3])


def test_compressed_jsonl_is_read_and_a_cut_one_reported(tmp_path: Path) -> None:
    line = json.dumps({"id": "one", "text": "First."}).encode() + b"\n"
    whole, cut = tmp_path / "whole.jsonl.gz", tmp_path / "cut.jsonl.gz"
    whole.write_bytes(gzip.compress(line))
    cut.write_bytes(gzip.compress(line + b'{"id": "two", "text": "' + os.urandom(5000).hex().encode())[:4000])
    found, skipped = read(tmp_path)
    assert [(article.name, article.origin) for article in found] == [("one", f"{cut} line 1")]
    assert str(skipped[0]).startswith(f"{cut} line 2: the compressed file is broken")
    assert f"is taken by {cut} line 1" in skipped[1].reason


BAD = {
    "empty.txt": (b"", "empty", None),
    "blank.txt": (b" \n\n\t\n", "empty", None),
    "binary.txt": (b"\x7fELF\n\x00\x01\x02", "zero byte", 2),
    "controls.txt": (b"\x01\x02\x03\x04 text", "control characters", None),
    "latin1.txt": ("Fine.\nPrésident\n".encode("latin-1"), "0xE9 is not UTF-8", 2),
    "utf16.txt": ("Président".encode("utf-16"), "UTF-16", 1),
    "long.txt": (b"Short.\n" + b"word " * (MAX_CHARACTERS // 5 + 1), "may have 4,000,000", 2),
    "picture.png": (b"\x89PNG\r\n", "not a kind of file", None),
    "feed.xml": (b"<urlset></urlset>", "expected RSS or Atom", None),
    "page.html": (b"<html><body></body></html>", "empty", None),
    "alone.json": (b"{}", "not a kind of file", None),
    "lines.jsonl": (b'{"text": "' + b"x" * (MAX_CHARACTERS + 1) + b'"}', "bytes long", 1),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_reported_with_its_line_and_the_rest_is_read(tmp_path: Path, name: str) -> None:
    content, reason, line = BAD[name]
    (tmp_path / name).write_bytes(content)
    (tmp_path / "zz-good.txt").write_text("Good.", "utf8")
    found, skipped = read(tmp_path)
    assert [article.name for article in found] == ["zz-good"]
    assert len(skipped) == 1
    assert skipped[0].path == tmp_path / name
    assert reason in skipped[0].reason
    assert skipped[0].line == line


def test_folder_without_articles_and_missing_path_are_reported(tmp_path: Path) -> None:
    found, skipped = read(tmp_path, tmp_path / "nowhere.txt")
    assert not found
    assert [item.reason.split(";")[0] for item in skipped] == [
        "no article in this folder",
        "there is no such file or folder",
    ]


def test_names_below_a_folder_carry_their_path_and_stay_unique(tmp_path: Path) -> None:
    for name in ("2023/a.txt", "2024/a.txt", "2023-a.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name, "utf8")
    found, skipped = read(tmp_path)
    assert sorted(article.name for article in found) == ["2023-a", "2024-a"]
    assert len(skipped) == 1
    assert "is taken by" in skipped[0].reason


def test_article_without_readable_metadata_is_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Good.", "utf8")
    (tmp_path / "a.json").write_text("{broken", "utf8")
    found, skipped = read(tmp_path)
    assert [(article.name, article.title) for article in found] == [("a", None)]
    assert "not JSON" in skipped[0].reason


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>The Daily</title>
<item><title>Talks held</title><link>https://example.org/talks</link>
<pubDate>Wed, 02 Oct 2024 08:00:00 GMT</pubDate>
<description>&lt;p&gt;Norway and Chile held talks.&lt;/p&gt;&lt;p&gt;They will meet again.&lt;/p&gt;</description>
</item>
<item><title>Nothing in it</title></item></channel></rss>"""


def test_feed_gives_an_article_an_entry(tmp_path: Path) -> None:
    path = tmp_path / "daily.rss"
    path.write_text(RSS, "utf8")
    found, skipped = read(path)
    assert len(found) == 1
    assert found[0].text.split("\n") == ["Norway and Chile held talks.", "They will meet again."]
    assert (found[0].name, found[0].title, found[0].source) == ("daily-1", "Talks held", "The Daily")
    assert found[0].url == "https://example.org/talks"
    assert found[0].published is not None
    assert found[0].published.earliest == date(2024, 10, 2)
    assert str(skipped[0]) == f"{path}: entry 2: empty; expected an article's text"


def test_broken_feed_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "daily.rss"
    path.write_text(RSS.replace("<item><title>Nothing", "<item><title>A & B<"), "utf8")
    found, skipped = read(path)
    assert [article.title for article in found] == ["Talks held"]
    assert skipped[0].line == 6
    assert "not well-formed" in skipped[0].reason


def test_page_gives_its_article_without_the_menu(tmp_path: Path) -> None:
    sentence = "The federation voted to admit Kosovo as a full member at its congress on Tuesday. "
    body = "".join(f"<p>{number}. {sentence * 3}</p>" for number in range(4))
    (tmp_path / "page.html").write_text(
        "<html><head><title>Congress admits Kosovo</title></head><body><nav><a href='/'>Home of the menu</a></nav>"
        f"<article><h1>Congress admits Kosovo</h1>{body}</article></body></html>",
        "utf8",
    )
    found, skipped = read(tmp_path / "page.html")
    assert not skipped
    assert found[0].title == "Congress admits Kosovo"
    assert found[0].text.count(sentence.strip()) == 12
    assert "menu" not in found[0].text
