"""The command line, as users run it, on a real store."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from server import questions, snapshot
from server.cli import app
from tests.conftest import Run

COMMANDS = {name for command in app.registered_commands if (name := command.name or command.callback.__name__)}


def ask(pressgraph: Run, store: Path, query: str) -> list[list[str]]:
    done = pressgraph("query", query, "--store", store, "--format", "tsv")
    assert done.returncode == 0, done.stderr
    return [line.split("\t") for line in done.stdout.splitlines()[1:]]


def nquads(pressgraph: Run, store: Path) -> list[str]:
    done = pressgraph("dump", "--store", store, "--format", "nq")
    assert done.returncode == 0, done.stderr
    return sorted(done.stdout.splitlines())


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself(pressgraph: Run, command: str) -> None:
    done = pressgraph(command, "--help")
    assert done.returncode == 0
    assert "Usage:" in done.stdout


def test_facts_are_json_lines_that_lead_back_to_the_text(pressgraph: Run, corpus: Path) -> None:
    done = pressgraph("facts", corpus, "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    facts = [json.loads(line) for line in done.stdout.splitlines()]
    assert {fact["article"] for fact in facts} == {"seed0", "seed1"}
    for fact in facts:
        text = (corpus / f"{fact['article']}.txt").read_text("utf8")
        assert 0 <= fact["start"] < fact["end"] <= len(text)
        assert fact["evidence"] in text
        assert 0 < fact["confidence"] <= 1
        assert fact["subject"]["label"]
    assert {"membership", "position", "quote", "sanction"} <= {fact["type"] for fact in facts}


def test_min_confidence_leaves_out_the_less_sure(pressgraph: Run, corpus: Path) -> None:
    sure = pressgraph("facts", corpus / "seed1.txt", "--min-confidence", "0.8").stdout.splitlines()
    every = pressgraph("facts", corpus / "seed1.txt").stdout.splitlines()
    assert [line for line in every if json.loads(line)["confidence"] >= 0.8] == sure
    assert 0 < len(sure) < len(every)


def test_eval_measures_the_corpus(pressgraph: Run, corpus: Path, tmp_path: Path) -> None:
    saved = tmp_path / "facts.jsonl"
    saved.write_text(pressgraph("facts", corpus).stdout, "utf8")
    fresh, again = pressgraph("eval", corpus, "--json"), pressgraph("eval", corpus, "--facts", saved, "--json")
    assert fresh.returncode == again.returncode == 0
    assert json.loads(fresh.stdout) == json.loads(again.stdout)
    assert json.loads(fresh.stdout)["grounded"] == json.loads(fresh.stdout)["facts"] > 0


def test_building_again_changes_nothing(pressgraph: Run, built: Path, corpus: Path, tmp_path: Path) -> None:
    store = shutil.copytree(built, tmp_path / "store", symlinks=True)
    before, published = nquads(pressgraph, store), snapshot.current(store)
    done = pressgraph("build", corpus, "--store", store)
    assert "2 articles (2 unchanged)" in done.stderr
    assert nquads(pressgraph, store) == before
    assert snapshot.current(store) == published


def test_order_and_repetition_leave_the_same_graph(pressgraph: Run, built: Path, corpus: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    for name in ("seed1.txt", "seed0.txt", "seed1.txt"):
        assert pressgraph("build", corpus / name, "--store", store).returncode == 0
    assert nquads(pressgraph, store) == nquads(pressgraph, built)


def test_a_changed_article_takes_the_place_of_the_former(pressgraph: Run, corpus: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(corpus, tmp_path / "news")
    store = tmp_path / "store"
    assert pressgraph("build", folder, "--store", store).returncode == 0
    (folder / "seed1.txt").write_text("Norway is a member of the Nordic Council.", "utf8")
    assert pressgraph("build", folder, "--store", store).returncode == 0
    assert len(ask(pressgraph, store, "SELECT ?g {GRAPH ?g {?g a pg:Article}}")) == 2
    labels = {row[0] for row in ask(pressgraph, store, "SELECT ?l {?m a pg:Membership; pg:member/rdfs:label ?l}")}
    assert '"Norway"@en' in labels
    assert '"Cambodia"@en' not in labels  # only the former text spoke of it
    assert '"Iran"@en' in labels
    (folder / "seed0.txt").unlink()
    (folder / "seed0.json").unlink()
    assert pressgraph("build", folder, "--store", store, "--prune").returncode == 0
    assert ask(pressgraph, store, "SELECT ?n {GRAPH ?g {?g pg:name ?n}}") == [['"seed1"']]


def test_changed_metadata_is_read_anew(pressgraph: Run, corpus: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(corpus, tmp_path / "news")
    store = tmp_path / "store"
    assert pressgraph("build", folder, "--store", store).returncode == 0
    side = json.loads((folder / "seed1.json").read_text("utf8"))
    (folder / "seed1.json").write_text(json.dumps(side | {"source": "another paper"}), "utf8")
    assert "2 articles (1 unchanged)" in pressgraph("build", folder, "--store", store).stderr
    sources = ask(pressgraph, store, "SELECT DISTINCT ?s {GRAPH ?g {?g pg:source ?s}} ORDER BY ?s")
    assert sources == [['"another paper"'], ['"insidethegames"']]


def test_a_killed_build_leaves_the_former_graph_and_goes_on_later(
    pressgraph: Run, built: Path, corpus: Path, tmp_path: Path
) -> None:
    store = shutil.copytree(built, tmp_path / "store", symlinks=True)
    before = nquads(pressgraph, store)
    text = (corpus / "seed1.txt").read_text("utf8")
    lines = (json.dumps({"id": f"a{number}", "text": f"{number}. {text}"}) for number in range(60))
    (tmp_path / "many.jsonl").write_text("\n".join(lines), "utf8")
    command = [sys.executable, "-m", "server.cli", "build", str(tmp_path / "many.jsonl"), "--store", str(store)]
    build = subprocess.Popen([*command, "--processes", "1"], stderr=subprocess.DEVNULL, start_new_session=True)
    journal = store / "unpublished"
    deadline = time.monotonic() + 120
    while not journal.exists() and build.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert build.poll() is None, "the build ended before it could be killed"
    build.send_signal(signal.SIGKILL)
    build.wait()
    assert nquads(pressgraph, store) == before
    done = pressgraph("build", tmp_path / "many.jsonl", corpus, "--store", store, "--processes", "1")
    assert done.returncode == 0, done.stderr
    assert "62 articles" in done.stderr
    assert "unchanged" in done.stderr
    assert len(ask(pressgraph, store, "SELECT ?g {GRAPH ?g {?g a pg:Article}}")) == 62


def test_several_processes_build_the_same_graph(pressgraph: Run, corpus: Path, tmp_path: Path) -> None:
    texts = (corpus / "seed0.txt").read_text("utf8").split("\n\n")
    lines = (json.dumps({"id": f"p{number}", "text": text}) for number, text in enumerate(texts))
    (tmp_path / "paragraphs.jsonl").write_text("\n".join(lines), "utf8")
    dumps = []
    for processes in ("1", "2"):
        store = tmp_path / f"store{processes}"
        done = pressgraph(
            "build", tmp_path / "paragraphs.jsonl", "--store", store, "--processes", processes, process=True
        )
        assert done.returncode == 0, done.stderr
        dumps.append(nquads(pressgraph, store))
    assert dumps[0] == dumps[1]


@pytest.mark.parametrize("question", questions.all_questions(), ids=lambda question: question.name)
def test_every_example_question_has_an_answer(pressgraph: Run, built: Path, question: questions.Question) -> None:
    assert question.title.endswith("?")
    in_harmony = question.name == "contradictions"  # the two articles do not contradict each other
    assert bool(ask(pressgraph, built, question.name)) is not in_harmony


def test_answers_come_in_every_format(pressgraph: Run, built: Path) -> None:
    for format, start in (("json", '{"head"'), ("csv", "kind,facts"), ("xml", "<?xml"), ("table", "kind")):
        assert pressgraph("query", "counts", "--store", built, "--format", format).stdout.startswith(start)
    triples = pressgraph(
        "query", "CONSTRUCT {?s a pg:Article} {GRAPH ?s {?s a pg:Article}}", "--store", built, "--format", "nt"
    )
    assert len(triples.stdout.splitlines()) == 2


def test_a_dump_loads_into_another_store(pressgraph: Run, built: Path, tmp_path: Path) -> None:
    file, store = tmp_path / "all.nq", tmp_path / "store"
    assert pressgraph("dump", "--store", built, "--format", "nq", "--out", file).returncode == 0
    done = pressgraph("load", file, "--store", store)
    assert done.returncode == 0, done.stderr
    assert nquads(pressgraph, store) == sorted(file.read_text("utf8").splitlines())
    broken = tmp_path / "broken.ttl"
    broken.write_text("<a> <b> .")
    refused = pressgraph("load", broken, "--store", store)
    assert refused.returncode == 1
    assert "broken.ttl" in refused.stderr
    assert nquads(pressgraph, store) == sorted(file.read_text("utf8").splitlines())
