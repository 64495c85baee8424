"""`pressgraph demo` from end to end: articles to a store, a real server on loopback, and the three uses over HTTP."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import rdflib

from server import questions
from tests.conftest import ROOT, Run

ANNOUNCED = re.compile(r"https?://\S+")


@dataclass
class Demo:
    """A running demonstration: the addresses that it printed, and a client at its root."""

    addresses: list[str]
    output: str
    client: httpx.Client


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    store = tmp_path_factory.mktemp("demo") / "store"
    command = [sys.executable, "-m", "server.cli", "demo", "corpus", "--store", str(store), "--port", "0"]
    environment = os.environ | {"NO_COLOR": "1", "COLUMNS": "200"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        watchdog = threading.Timer(180, process.kill)
        watchdog.start()
        said: list[str] = []
        while "".join(said).count(f"--store {store}") < 3:  # the third question is the last thing it says
            line = process.stderr.readline()
            assert line, "".join(said)
            said.append(line)
        addresses = ANNOUNCED.findall("".join(said))
        with httpx.Client(base_url=re.sub(r"(?<=\d)/.*", "", addresses[0]), timeout=60, trust_env=False) as client:
            yield Demo(addresses, "".join(said), client)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) in (0, 130)
        watchdog.cancel()
        assert "Traceback" not in process.stderr.read()


def rows(demo: Demo, query: str) -> list[dict[str, str]]:
    answer = demo.client.get("/sparql", params={"query": query}, headers={"Accept": "application/sparql-results+json"})
    assert answer.status_code == 200, answer.text
    return [{name: term["value"] for name, term in row.items()} for row in answer.json()["results"]["bindings"]]


def test_every_address_that_it_prints_answers(demo: Demo) -> None:
    assert len(demo.addresses) == 3
    for address in demo.addresses:
        answer = demo.client.get(address, headers={"Accept": "text/html, text/turtle;q=0.9"})
        assert answer.status_code == 200, f"{address}: {answer.text}"
    assert any("/entity/" in address for address in demo.addresses)
    for name in ("members", "said", "sanctions"):
        question = questions.named(name)
        assert question is not None
        assert question.title in demo.output


@pytest.mark.parametrize("question", questions.all_questions(), ids=lambda question: question.name)
def test_the_endpoint_answers_every_example_question(demo: Demo, question: questions.Question) -> None:
    in_harmony = question.name == "contradictions"  # the two articles do not contradict each other
    assert bool(rows(demo, question.query)) is not in_harmony


def test_members_come_with_their_role_and_sentence(demo: Demo) -> None:
    question = questions.named("members")
    assert question is not None
    found = rows(demo, question.query)
    text = {name: (ROOT / "corpus" / f"{name}.txt").read_text("utf8") for name in ("seed0", "seed1")}
    roles: dict[str, set[str]] = {}
    for row in found:
        roles.setdefault(row["member"], set()).add(row["status"])
        assert any(row["sentence"] in body for body in text.values())
    assert len(roles) >= 20
    assert any("observer" in role for role in roles["Mongolia"])
    assert any("dialogue partner" in role for role in roles["Egypt"])


def test_what_mishustin_said_comes_with_the_occasion_and_who_reported_it(demo: Demo) -> None:
    question = questions.named("said")
    assert question is not None
    found = rows(demo, question.query)
    assert len(found) == 6
    meeting = [row for row in found if row.get("reportedBy") == "TASS"]
    assert any(row["words"].startswith("The SCO member states are unanimous") for row in meeting)
    assert {row["occasion"] for row in meeting} == {"SCO Council of Heads of Government meeting"}
    assert {row["source"] for row in found} == {"insidethegames"}


def test_whom_the_ioc_sanctioned_comes_with_the_measure_and_sentence(demo: Demo) -> None:
    question = questions.named("sanctions")
    assert question is not None
    found = rows(demo, question.query)
    sentences = {row["sentence"] for row in found}
    assert any("withdrew the Olympic Order from three Russian Government officials" in text for text in sentences)
    assert all(row["whom"] and row["how"] for row in found)
    assert {row.get("measure") for row in found} & {"stripping", "withdrawal"}


def test_the_turtle_dump_parses_to_as_many_triples_in_rdflib_as_in_rapper(demo: Demo, tmp_path: Path) -> None:
    turtle = demo.client.get("/data/graph.ttl").text
    (tmp_path / "graph.ttl").write_text(turtle, "utf8")
    expected = int(rows(demo, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"])
    assert len(rdflib.Graph().parse(tmp_path / "graph.ttl")) == expected > 500
    if shutil.which("rapper") is None:
        pytest.skip("rapper is missing (Debian package raptor2-utils): the dump was parsed by rdflib only")
    command = ["rapper", "--count", "--input", "turtle", str(tmp_path / "graph.ttl")]
    counted = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    assert f"returned {expected} triples" in counted


def test_a_query_can_start_from_a_wikidata_id(demo: Demo) -> None:
    found = rows(
        demo,
        "PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX wd: <http://www.wikidata.org/entity/> "
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        "SELECT ?label { ?x owl:sameAs wd:Q159 ; rdfs:label ?label }",
    )
    assert found == [{"label": "Russia"}]


def test_a_second_server_on_the_same_port_says_so(demo: Demo, pressgraph: Run, built: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = pressgraph("serve", "--store", built, "--port", taken.getsockname()[1])
    assert done.returncode == 1
    assert "cannot listen on 127.0.0.1 port" in done.stderr
    assert "Traceback" not in done.stderr
