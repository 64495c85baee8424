"""Proposals from a reconciliation service: our own over loopback, a slow one, broken ones."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from extract import entities, rdf, reconcile
from extract.article import Article, Entity, Link, Mention, Reading, Span
from extract.reconcile import Service, ServiceError, proposal, proposals
from ontology.iris import Iris
from server.store import Store
from tests import readings
from tests.server.conftest import Serve

SPACE = "http://x/"
MANIFEST = {"versions": ["0.2"], "name": "n", "identifierSpace": SPACE, "schemaSpace": SPACE}
KHAKIMOV = Entity("person/b-khakimov", "Bakhtiyor Khakimov", "person")
IBA = Entity("organisation/iba", "International Boxing Association", "organisation")
Answer = Callable[[dict[str, list[str]]], tuple[int, str]]


class Quiet(ThreadingHTTPServer):
    """Says nothing of clients that went away."""

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@pytest.fixture
def served() -> Iterator[Callable[[Answer], str]]:
    """Serves answers over loopback: `served(answer)` is the address; `answer` gets the form, gives status and body."""
    servers = []

    def start(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._say(*answer({}))

            def do_POST(self) -> None:
                self._say(*answer(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())))

            def _say(self, status: int, body: str) -> None:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *given: object) -> None:
                pass

        server = Quiet(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def answering(result: list[dict[str, object]], asked: list[str] | None = None) -> Answer:
    def answer(form: dict[str, list[str]]) -> tuple[int, str]:
        if "queries" not in form:
            return 200, json.dumps(MANIFEST)
        queries = json.loads(form["queries"][0])
        if asked is not None:
            asked.extend(q["query"] for q in queries.values())
        return 200, json.dumps({name: {"result": result} for name in queries})

    return answer


def test_our_own_service_proposes_what_it_knows(serve: Serve, tmp_path: Path) -> None:
    with Store(tmp_path / "store") as store:
        reading = readings.seed("seed0")
        store.replace(Iris().article("seed0", reading.article.digest), rdf.quads(reading, run=readings.RUN))
        store.publish()
    service = Service(serve(tmp_path / "store", workers="1").url + "/reconcile")
    unknown = Entity("organisation/nobody", "Nobody United", "organisation")
    found = list(proposals([KHAKIMOV, unknown], service, cache=tmp_path / "cache"))
    assert [(p.entity, p.name, p.candidate) for p in found] == [
        ("person/b-khakimov", "Bakhtiyor Khakimov", "https://w3id.org/pressgraph/entity/person/bakhtiyor-khakimov")
    ]
    path = tmp_path / "proposals.tsv"
    assert reconcile.write(found, path) == 1
    assert reconcile.accepted(path) == []
    path.write_text(path.read_text(encoding="utf8").rstrip("\n") + "yes\n", encoding="utf8")
    (record,) = reconcile.accepted(path)
    assert entities.row_of(record, "p", 1).same_as == (found[0].candidate,)


@pytest.mark.parametrize(
    ("entity", "candidates", "proposed"),
    [
        (KHAKIMOV, [{"id": "a", "name": "A", "score": 100, "type": [{"id": "Q5", "name": "human"}]}], True),
        (KHAKIMOV, [{"id": "a", "name": "A", "score": 100, "type": ["Organisation"]}], False),
        (KHAKIMOV, [{"id": "a", "score": 60, "type": ["Person"]}], False),
        (KHAKIMOV, [{"id": "a", "score": 100}, {"id": "b", "score": 95}], False),
        (KHAKIMOV, [{"id": "a", "score": 100}, {"id": "b", "score": 95, "type": ["City"]}], True),
        (KHAKIMOV, [{"score": 100}, "a", {"id": "a", "score": "high"}], False),
        (IBA, [{"id": "a", "score": 90, "type": [{"id": "Q4", "name": "sports governing body"}]}], True),
    ],
)
def test_only_a_clear_candidate_of_a_fitting_type_is_proposed(
    entity: Entity, candidates: list[object], proposed: bool
) -> None:
    assert (proposal(entity, candidates, SPACE) is not None) is proposed


def test_nothing_is_asked_twice_and_a_broken_service_loses_nothing(
    served: Callable[[Answer], str], tmp_path: Path
) -> None:
    asked: list[str] = []
    good = answering([{"id": "a", "name": "A", "score": 100}], asked)

    def breaks_after_one(form: dict[str, list[str]]) -> tuple[int, str]:
        return (500, "") if len(asked) == 1 and "queries" in form else good(form)

    broken = True
    url = served(lambda form: breaks_after_one(form) if broken else good(form))
    service = Service(url, pause=0.01)
    with pytest.raises(ServiceError, match="it answered 500"):
        list(proposals([KHAKIMOV, IBA], service, cache=tmp_path, batch=1))
    broken = False
    found = list(proposals([KHAKIMOV, IBA], service, cache=tmp_path, batch=1))
    assert [p.entity for p in found] == [KHAKIMOV.id, IBA.id]
    assert asked == [KHAKIMOV.label, IBA.label]


@pytest.mark.parametrize(
    ("status", "body", "problem"),
    [
        (404, "", "it answered 404"),
        (200, "<html>", "its answer is not JSON"),
        (200, "[]", "not a JSON object"),
        (200, "{}", "no reconciliation service"),
    ],
)
def test_what_is_no_service_is_said_in_a_sentence(
    served: Callable[[Answer], str], tmp_path: Path, status: int, body: str, problem: str
) -> None:
    url = served(lambda form: (status, body))
    with pytest.raises(ServiceError, match=problem) as caught:
        list(proposals([KHAKIMOV], Service(url, pause=0.01), cache=tmp_path))
    assert str(caught.value).startswith(url)


def test_a_slow_service_is_given_up(served: Callable[[Answer], str], tmp_path: Path) -> None:
    release = threading.Event()

    def slow(form: dict[str, list[str]]) -> tuple[int, str]:
        release.wait(10)
        return 200, "{}"

    url = served(slow)
    with pytest.raises(ServiceError, match=r"did not answer in 0\.2 s"):
        list(proposals([KHAKIMOV], Service(url, timeout=0.2, tries=1), cache=tmp_path))
    release.set()


def test_an_answer_that_lacks_a_question_is_refused(served: Callable[[Answer], str], tmp_path: Path) -> None:
    url = served(lambda form: (200, json.dumps({} if "queries" in form else MANIFEST)))
    with pytest.raises(ServiceError, match="no result for question q0"):
        list(proposals([KHAKIMOV], Service(url), cache=tmp_path))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x/", "no address"])
def test_only_web_addresses_are_asked(tmp_path: Path, url: str) -> None:
    with pytest.raises(ServiceError, match="http"):
        list(proposals([KHAKIMOV], Service(url), cache=tmp_path))


def test_what_is_linked_and_what_has_no_name_of_its_own_is_not_asked() -> None:
    russia = Entity("Q159", "Russia", "country", ("http://www.wikidata.org/entity/Q159",))
    group = Entity("group/russians", "Russians", "group")
    reading = Reading(
        Article("a", "x"),
        tuple(
            Mention(Span(0, 1), "x", "", "name", 0, 1, 0, n, entity, Link("none", 0.0))
            for n, entity in enumerate((russia, group, KHAKIMOV, KHAKIMOV))
        ),
    )
    assert reconcile.unlinked([reading]) == {KHAKIMOV.id: KHAKIMOV}
