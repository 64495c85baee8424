"""Whatever is put in: a sentence with path and line for what is wrong, the rest is read, and the exit code says so."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import Run


@pytest.fixture
def folder(tmp_path: Path, corpus: Path) -> Path:
    """One good article among everything that is not one."""
    folder = tmp_path / "news"
    folder.mkdir()
    shutil.copy(corpus / "seed1.txt", folder)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(b"Fine.\n" + bytes(range(256)))
    (folder / "latin.txt").write_bytes("One.\nTwo.\nPrésident.\n".encode("latin-1"))
    (folder / "long.txt").write_bytes(b"x" * 5_000_000)
    good = json.dumps({"id": "good", "text": "Norway is a member of Nato."})
    (folder / "lines.jsonl").write_text(f'{good}\n{{"id": "broken", "te\n' + json.dumps({"id": "bare"}) + "\n", "utf8")
    (folder / "nothing").mkdir()
    return folder


EXPECTED = (
    "empty.txt: empty",
    "binary.txt line 2: binary",
    "latin.txt line 3: byte 0xE9 is not UTF-8",
    "long.txt line 1: 5,000,000 characters long",
    "lines.jsonl line 2: not JSON",
    "lines.jsonl line 3: no `text`; expected a string",
)


def test_build_says_what_it_left_out_and_builds_the_rest(pressgraph: Run, folder: Path, tmp_path: Path) -> None:
    done = pressgraph("build", folder, "--store", tmp_path / "store")
    assert done.returncode == 3, done.stderr
    for sentence in EXPECTED:
        assert f"{folder}/{sentence}" in done.stderr
    assert "Traceback" not in done.stderr
    names = pressgraph(
        "query", "SELECT ?n {GRAPH ?g {?g pg:name ?n}} ORDER BY ?n", "--store", tmp_path / "store", "--format", "csv"
    )
    assert names.stdout.split() == ["n", "good", "seed1"]


def test_facts_says_what_it_left_out_and_prints_the_rest(pressgraph: Run, folder: Path) -> None:
    done = pressgraph("facts", folder)
    assert done.returncode == 3, done.stderr
    assert {json.loads(line)["article"] for line in done.stdout.splitlines()} == {"good", "seed1"}
    assert done.stderr.count("left out:") == len(EXPECTED)


@pytest.mark.parametrize("command", ["build", "facts"])
def test_a_folder_without_articles_ends_in_a_sentence(pressgraph: Run, tmp_path: Path, command: str) -> None:
    (tmp_path / "empty").mkdir()
    store = ("--store", str(tmp_path / "store")) if command == "build" else ()
    done = pressgraph(command, tmp_path / "empty", *store)
    assert done.returncode == 1
    assert f"{tmp_path}/empty: no article in this folder" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "corpus"),
        ("query", "SELECT * {}"),
        ("dump",),
        ("serve",),
        ("load", "ontology/pressgraph.ttl"),
        ("demo",),
    ],
)
def test_a_store_path_that_is_a_file_ends_in_a_sentence(
    pressgraph: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    path = tmp_path / "file"
    path.write_text("not a store")
    done = pressgraph(*arguments, "--store", path)
    assert done.returncode == 1, done.stderr
    assert str(path) in done.stderr
    assert "Traceback" not in done.stderr
    assert path.read_text() == "not a store"


def test_a_missing_path_and_a_broken_query_end_in_a_sentence(pressgraph: Run, built: Path, tmp_path: Path) -> None:
    missing = pressgraph("facts", tmp_path / "nowhere.txt")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "nowhere.txt: there is no such file or folder" in missing.stderr
    broken = pressgraph("query", "SELECT ?x WHERE { ?x", "--store", built)
    assert broken.returncode == 1
    assert "the query cannot be read" in broken.stderr
    unknown = pressgraph("query", "membres", "--store", built)
    assert unknown.returncode == 1
    assert "pressgraph query --list" in unknown.stderr


def test_text_that_is_no_prose_is_read_without_failing(pressgraph: Run, tmp_path: Path) -> None:
    texts = ("🏅🏅🏅", "ALL IN CAPITALS", "Der Bundestag tagt.", "a" * 5000, '"""""', "x\u2028y", "1 2 3 " * 400)
    lines = (json.dumps({"id": f"t{number}", "text": text}) for number, text in enumerate(texts))
    (tmp_path / "odd.jsonl").write_text("\n".join(lines), "utf8")
    done = pressgraph("facts", tmp_path / "odd.jsonl")
    assert done.returncode == 0, done.stderr
