"""The Reconciliation API 0.2 over the graph of the two seeds, checked against what the specification demands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from extract import rdf
from ontology.iris import Iris
from server.reconciliation import Index, Known, Question, ranked
from server.store import Store
from tests import readings
from tests.server.conftest import Running, Serve

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def server(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Running:
    path = tmp_path_factory.mktemp("reconcile") / "store"
    with Store(path) as store:
        for reading in readings.seeds():
            store.replace(
                Iris().article(reading.article.name, reading.article.digest), rdf.quads(reading, run=readings.RUN)
            )
        store.publish()
    return serve(path)


def ask(server: Running, **queries: object) -> dict[str, Any]:
    """The answers to a batch, each of the shape that the schema of result batches demands."""
    reply = server.ask("/reconcile", method="POST", body=urlencode({"queries": json.dumps(queries)}), headers=FORM)
    assert reply.status == 200, reply.text
    found = reply.json()
    assert found.keys() == queries.keys()
    for answer in found.values():
        for candidate in answer["result"]:
            assert {"id", "name", "score"} <= candidate.keys()
            assert isinstance(candidate["id"], str)
            assert isinstance(candidate["name"], str)
            assert isinstance(candidate["score"], int | float)
            assert isinstance(candidate["match"], bool)
            assert all(isinstance(t["id"], str) and isinstance(t["name"], str) for t in candidate["type"])
            assert all(isinstance(f["value"], bool | int | float) for f in candidate["features"])
    return found  # type: ignore[no-any-return]


def best(server: Running, **query: object) -> tuple[str, bool]:
    result = ask(server, q=query)["q"]["result"]
    return (result[0]["id"], result[0]["match"]) if result else ("", False)


def test_the_manifest_has_what_the_specification_demands(server: Running) -> None:
    reply = server.ask("/reconcile", headers={"Origin": "https://openrefine.example"})
    manifest = reply.json()
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "0.2" in manifest["versions"]
    assert {"name", "identifierSpace", "schemaSpace"} <= manifest.keys()
    assert manifest["identifierSpace"].endswith("/entity/")
    assert "{{id}}" in manifest["view"]["url"]
    assert "{{id}}" in manifest["preview"]["url"]
    assert isinstance(manifest["preview"]["width"], int)
    assert {t["id"] for t in manifest["defaultTypes"]} <= {"Person", "Organisation", "Country", "SportBody"}
    for kind in ("entity", "type", "property"):
        service = manifest["suggest"][kind]
        assert server.ask(service["service_path"] + "?prefix=a").status == 200


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"query": "Russia"}, ("Q159", True)),
        ({"query": "the Shanghai Co-operation Organization"}, ("Q485207", True)),
        ({"query": "Russia", "type": "Country"}, ("Q159", True)),
        ({"query": "Bakhtiyor Khakimov", "type": ["Person"]}, ("person/bakhtiyor-khakimov", True)),
        ({"query": "Khakimov"}, ("person/bakhtiyor-khakimov", False)),
        ({"query": "Atlantis"}, ("", False)),
        ({"query": "Russia", "type": "Person", "type_strict": "any"}, ("", False)),
    ],
    ids=lambda given: json.dumps(given) if isinstance(given, dict) else "",
)
def test_a_name_is_matched_as_it_deserves(
    server: Running, query: dict[str, object], expected: tuple[str, bool]
) -> None:
    assert best(server, **query) == expected


def test_a_batch_is_answered_under_its_own_names_and_limits(server: Running) -> None:
    found = ask(server, a={"query": "China"}, b={"query": "Organisation", "limit": 1})
    assert found["a"]["result"][0]["id"] == "Q148"
    assert len(found["b"]["result"]) <= 1


def test_a_type_that_does_not_agree_lowers_the_score(server: Running) -> None:
    found = ask(server, right={"query": "Russia", "type": "Country"}, wrong={"query": "Russia", "type": "Person"})
    scores = {name: answer["result"][0]["score"] for name, answer in found.items()}
    assert scores["wrong"] < scores["right"] == 100.0


def test_a_property_that_does_not_agree_lowers_the_score(server: Running) -> None:
    same = {"pid": "owl:sameAs", "v": "http://www.wikidata.org/entity/Q159"}
    other = {"pid": "owl:sameAs", "v": ["http://www.wikidata.org/entity/Q1"]}
    found = ask(
        server, right={"query": "Russia", "properties": [same]}, wrong={"query": "Russia", "properties": [other]}
    )
    assert found["right"]["result"][0]["match"]
    assert found["wrong"]["result"][0]["score"] == 70.0
    assert not found["wrong"]["result"][0]["match"]


@pytest.mark.parametrize(
    ("queries", "problem"),
    [
        ("{", "`queries` is not JSON"),
        ("[]", "not a JSON object"),
        ('{"q": []}', "not an object"),
        ('{"q": {}}', "neither `query` nor `properties`"),
        ('{"q": {"query": 1}}', "not a string"),
        ('{"q": {"query": "a", "limit": "many"}}', "no number"),
        ('{"q": {"query": "a", "type_strict": "some"}}', "expected any, should or all"),
        ('{"q": {"query": "a", "properties": [{"pid": "x"}]}}', "lacks `pid` or `v`"),
        (json.dumps({f"q{n}": {"query": "a"} for n in range(501)}), "at most 500"),
    ],
)
def test_a_batch_that_is_not_as_specified_is_refused_with_a_sentence(
    server: Running, queries: str, problem: str
) -> None:
    reply = server.ask("/reconcile", method="POST", body=urlencode({"queries": queries}), headers=FORM)
    assert reply.status == 400
    assert problem in reply.json()["message"]


def test_entities_types_and_properties_are_suggested(server: Running) -> None:
    entities = server.ask("/reconcile/suggest/entity?prefix=Shang").json()["result"]
    assert entities[0]["id"] == "Q485207"
    assert {"id", "name", "notable"} <= entities[0].keys()
    types = server.ask("/reconcile/suggest/type?prefix=coun").json()["result"]
    assert {"id": "Country", "name": "country"} in [{**t, "name": t["name"].lower()} for t in types]
    properties = server.ask("/reconcile/suggest/property?prefix=same").json()["result"]
    assert "owl:sameAs" in {p["id"] for p in properties}


def test_columns_are_extended_with_values_and_entities(server: Running) -> None:
    asked = {"ids": ["Q159", "Q485207", "Q0"], "properties": [{"id": "owl:sameAs"}, {"id": "pg:memberOf"}]}
    found = server.ask("/reconcile?extend=" + quote(json.dumps(asked))).json()
    assert [m["id"] for m in found["meta"]] == ["owl:sameAs", "pg:memberOf"]
    assert {"str": "http://www.wikidata.org/entity/Q159"} in found["rows"]["Q159"]["owl:sameAs"]
    assert {"id": "Q485207", "name": "Shanghai Cooperation Organisation"} in found["rows"]["Q159"]["pg:memberOf"]
    assert found["rows"]["Q0"] == {"owl:sameAs": [], "pg:memberOf": []}


def test_properties_are_proposed_for_a_class(server: Running) -> None:
    found = server.ask("/reconcile/properties?type=Country&limit=3").json()
    assert found["type"] == "Country"
    assert len(found["properties"]) == 3


def test_the_preview_is_a_page_about_the_entity(server: Running) -> None:
    reply = server.ask("/reconcile/preview?id=Q485207")
    assert "Shanghai Cooperation Organisation" in reply.text
    assert server.ask("/reconcile/preview?id=Q0").status == 404


def test_a_callback_is_wrapped_and_a_bad_one_refused(server: Running) -> None:
    assert server.ask("/reconcile?callback=jsonp1").text.startswith("/**/jsonp1({")
    assert server.ask("/reconcile?callback=alert(1)//").status == 400


def test_leave_for_other_sites_is_given(server: Running) -> None:
    reply = server.ask("/reconcile", method="OPTIONS")
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (204, "*")


def test_two_of_one_name_are_no_certain_match() -> None:
    index = Index((), "")
    for number in (1, 2):
        index.entities[f"Q{number}"] = Known(f"Q{number}", "Georgia", classes=["Country"])
    index._by_key["georgia"] = ["Q1", "Q2"]
    found = ranked(index.candidates(Question("Georgia")), 10)
    assert [(c.known.id, certain) for c, certain in found] == [("Q1", False), ("Q2", False)]


def test_a_new_snapshot_is_answered_from_at_once(serve: Serve, tmp_path: Path) -> None:
    with Store(tmp_path / "store") as store:
        store.publish()
    running = serve(tmp_path / "store", workers="1")
    assert best(running, query="Russia") == ("", False)
    with Store(tmp_path / "store") as store:
        reading = readings.seed("seed1")
        store.replace(Iris().article("seed1", reading.article.digest), rdf.quads(reading, run=readings.RUN))
        store.publish()
    assert best(running, query="Russia") == ("Q159", True)
