"""The commands around the lexicon and the entity table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run


def test_frames_are_listed_and_their_sentences_run(pressgraph: Run) -> None:
    listed = pressgraph("frames", "list")
    assert {line.split()[0] for line in listed.stdout.splitlines()} >= {"membership", "sanction", "position", "meeting"}
    checked = pressgraph("frames", "check", "membership")
    assert "path: membership/" in checked.stdout
    assert checked.returncode == int("FAIL" in checked.stdout)


def test_an_entity_is_shown_by_name_and_by_id(pressgraph: Run) -> None:
    by_name, by_id = pressgraph("entities", "show", "IOC"), pressgraph("entities", "show", "Q40970")
    assert by_name.stdout.splitlines()[0].startswith("International Olympic Committee  Q40970")
    assert "same as http://www.wikidata.org/entity/Q40970" in by_id.stdout
    unknown = pressgraph("entities", "show", "Ruritanian Curling Board")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "no entity of the table is called so" in unknown.stderr


def test_the_compiled_table_is_kept_where_the_environment_says(
    pressgraph: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRESSGRAPH_CACHE_FOLDER", str(tmp_path / "kept"))
    assert pressgraph("link", tmp_path, process=True).returncode == 1  # there are no articles, and no setting is wrong
    assert pressgraph("entities", "show", "Q159", process=True).returncode == 0
    assert [path.suffix for path in (tmp_path / "kept").iterdir()] == [".sqlite"]


def test_the_table_has_nothing_gravely_wrong(pressgraph: Run) -> None:
    done = pressgraph("entities", "check")
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1].endswith("0 of them wrong")


def test_own_entities_are_imported_whole_or_not_at_all(
    pressgraph: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "own.jsonl"
    good = {"label": "Ruritanian Curling Board", "type": "sport_body", "acronyms": ["RCBX"]}
    file.write_text(json.dumps(good) + "\n" + json.dumps({"label": "Nothing", "type": "no such type"}), "utf8")
    homeless = pressgraph("entities", "import", file)
    assert homeless.returncode == 1
    assert "PRESSGRAPH_ENTITIES is not set" in homeless.stderr
    monkeypatch.setenv("PRESSGRAPH_ENTITIES", str(tmp_path / "mine"))
    refused = pressgraph("entities", "import", file)
    assert refused.returncode == 1
    assert "line 2" in refused.stderr
    assert not (tmp_path / "mine").exists()
    file.write_text(json.dumps(good), "utf8")
    assert pressgraph("entities", "import", file).returncode == 0
    assert "Ruritanian Curling Board" in pressgraph("entities", "show", "RCBX", process=True).stdout


def test_links_are_shown_with_their_reasons(pressgraph: Run, corpus: Path) -> None:
    done = pressgraph("link", corpus)
    assert done.returncode == 0, done.stderr
    lines = {line.split()[2]: line for line in done.stdout.splitlines()}
    assert "linked" in lines["Q485207"]
    assert "label" in lines["Q485207"]


def test_a_service_that_does_not_answer_is_named(pressgraph: Run, corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "proposals.tsv"
    done = pressgraph("link", corpus / "seed1.txt", "--reconcile", "http://127.0.0.1:9/", "--out", out)
    assert done.returncode == 1
    assert "http://127.0.0.1:9/: " in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()
