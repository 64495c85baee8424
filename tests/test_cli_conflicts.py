"""`pressgraph conflicts` over articles as they come: read, built, and listed with both sides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run

POST = "Mongolia is a member of the Shanghai Cooperation Organisation, its foreign minister said on Tuesday."
COURIER = "Mongolia is an observer of the Shanghai Cooperation Organisation. Talks were held in Samarkand."
WEEKLY = "Mongolia is not a member of the Shanghai Cooperation Organisation. Wrestlers from Samarkand won twice."


@pytest.fixture(scope="module")
def store(pressgraph: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("conflicts")
    for name, text in (("post", POST), ("courier", COURIER), ("weekly", WEEKLY)):
        (folder / f"{name}.txt").write_text(text, "utf8")
        known = {"source": f"The {name.title()}", "published": "2023-05-02", "url": f"https://example.org/{name}"}
        (folder / f"{name}.json").write_text(json.dumps(known), "utf8")
    target = tmp_path_factory.mktemp("store") / "store"
    done = pressgraph("build", folder, "--store", target)
    assert done.returncode == 0, done.stderr
    return target


def test_both_sides_are_listed_with_sentence_source_and_date(pressgraph: Run, store: Path) -> None:
    done = pressgraph("conflicts", "--store", store)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[-1] == "2 contradictions"
    for source, sentence in (("The Post", POST), ("The Courier", COURIER[:63]), ("The Weekly", WEEKLY[:66])):
        assert any(source in line and sentence[:-1] in line and "2 May 2023" in line for line in lines), source
    assert any("(denied)" in line and "The Weekly" in line for line in lines)
    assert max(map(len, pressgraph("conflicts", "--store", store, "--width", "100").stdout.splitlines())) <= 100


def test_as_json_they_have_every_address(pressgraph: Run, store: Path) -> None:
    found = json.loads(pressgraph("conflicts", "--store", store, "--json").stdout)
    assert [one["kind"] for one in found] == ["asserted and denied", "two statuses"]
    for one in found:
        assert len(one["sides"]) == 2
        for side in one["sides"]:
            assert side["says"].startswith("Mongolia: ")
            (claim,) = side["claims"]
            assert claim["url"] == f"https://example.org/{claim['name']}"
            assert claim["published"] == "2023-05-02"
            assert claim["sentence"] in POST + COURIER + WEEKLY
            assert {"claim", "article", "source"} <= claim.keys()


def test_the_example_question_finds_them_too(pressgraph: Run, store: Path) -> None:
    done = pressgraph("query", "contradictions", "--store", store, "--format", "csv")
    assert len(done.stdout.splitlines()) == 1 + 4


def test_a_graph_without_any_says_so(pressgraph: Run, built: Path) -> None:
    done = pressgraph("conflicts", "--store", built)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "0 contradictions")
