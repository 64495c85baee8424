"""What the endpoint answers over HTTP beyond the W3C's tests: formats, errors, datasets, caching, limits, operation."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import brotli
import pyoxigraph as ox
import pytest
import zstandard

from server import snapshot
from server.store import Store
from tests.server.conftest import ROOT, TOKEN, Running, Serve

SPACE = "https://example.org/"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LARGE = "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 20000"
EXPANDED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(SPACE + name)


def fill(path: Path) -> None:
    """Three hundred triples in the default graph; graphs a and b with two each, one of them the same."""
    with Store(path) as store:
        for name in "ab":
            own = [
                ox.Triple(node("s"), node("p"), ox.Literal("shared")),
                ox.Triple(node("s"), node("p"), ox.Literal(name)),
            ]
            merged = [ox.Triple(node(f"s{number}"), node("p"), ox.Literal(number)) for number in range(300)]
            store.replace(
                SPACE + name,
                [ox.Quad(*triple, node(name)) for triple in own] + [ox.Quad(*triple) for triple in merged],
            )
        store.publish()


@pytest.fixture(scope="module")
def server(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Running:
    path = tmp_path_factory.mktemp("endpoint") / "store"
    fill(path)
    return serve(path, writes="true", token=TOKEN, writer_idle="0", query_log=str(path.with_name("queries.log")))


def value(reply: object) -> str:
    """The one value of the one row of a JSON answer."""
    (row,) = reply.json()["results"]["bindings"]  # type: ignore[attr-defined]
    (cell,) = row.values()
    return str(cell["value"])


@pytest.mark.parametrize(
    ("query", "accept", "media"),
    [
        ("ASK {}", "*/*", "application/sparql-results+json"),
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("SELECT * {}", "application/json", "application/sparql-results+json"),
        ("SELECT * {}", "text/csv;q=0.5, text/tab-separated-values;q=0.9", "text/tab-separated-values; charset=utf-8"),
        ("SELECT * {}", "text/*", "text/csv; charset=utf-8"),
        ("SELECT * {}", "application/xml", "application/sparql-results+xml"),
        ("SELECT * {}", "text/html;q=0, */*;q=0.1", "application/sparql-results+json"),
        ("SELECT * {}", "application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        ("CONSTRUCT { <x:a> <x:b> 1 } {}", "*/*", "text/turtle; charset=utf-8"),
        ("CONSTRUCT { <x:a> <x:b> 1 } {}", "application/ld+json", "application/ld+json"),
        ("CONSTRUCT { <x:a> <x:b> 1 } {}", "application/rdf+xml, text/turtle;q=0.9", "application/rdf+xml"),
        ("CONSTRUCT { <x:a> <x:b> 1 } {}", "application/n-triples", "application/n-triples"),
        ("CONSTRUCT { <x:a> <x:b> 1 } {}", "application/n-quads", "application/n-quads"),
        ("CONSTRUCT { <x:a> <x:b> 1 } {}", "application/trig", "application/trig"),
        ("CONSTRUCT { <x:a> <x:b> 1 } {}", "text/n3", "text/n3; charset=utf-8"),
        ("DESCRIBE <x:a>", "application/json", "application/ld+json"),
    ],
)
def test_formats(query: str, accept: str, media: str, server: Running) -> None:
    reply = server.query(query, accept=accept)
    assert (reply.status, reply.headers["content-type"]) == (200, media)
    assert int(reply.headers["content-length"]) == len(reply.body)


def test_nothing_acceptable_is_said_with_what_there_is(server: Running) -> None:
    reply = server.query("ASK {}", accept="image/png")
    assert reply.status == 406
    assert "application/sparql-results+json" in reply.text
    assert "text/turtle" not in reply.text


def test_a_format_can_be_asked_for_by_name(server: Running) -> None:
    assert server.query("ASK {}", parameters="?format=xml").headers["content-type"] == "application/sparql-results+xml"
    assert server.query("ASK {}", parameters="?format=ttl").status == 406


def test_columns_come_in_order_of_appearance(server: Running) -> None:
    query = "SELECT * { ?z ?m ?a FILTER(?b = 1 || true) } LIMIT 1"
    for accept in ("text/csv", "text/tab-separated-values"):
        header = server.query(query, accept=accept).text.splitlines()[0]
        assert header.replace("?", "").replace("\t", ",") == "z,m,a"
    assert server.query(query).json()["head"]["vars"] == ["z", "m", "a"]


def test_turtle_has_the_prefixes_that_it_uses(server: Running) -> None:
    reply = server.query("CONSTRUCT { <x:a> a <http://www.w3.org/2004/02/skos/core#Concept> } {}", accept="text/turtle")
    assert reply.text == "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n<x:a> a skos:Concept .\n"


def test_head_and_options(server: Running) -> None:
    path = "/sparql?query=ASK%20%7B%7D"
    head, get = server.ask(path, method="HEAD"), server.ask(path)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"] == str(len(get.body))
    options = server.ask("/sparql", method="OPTIONS")
    assert options.status == 204
    assert "POST" in options.headers["allow"]
    assert options.headers["access-control-allow-origin"] == "*"
    assert "Authorization" in options.headers["access-control-allow-headers"]
    assert get.headers["access-control-allow-origin"] == "*"
    deleted = server.ask("/sparql", method="DELETE")
    assert (deleted.status, deleted.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")


def test_an_error_shows_its_place(server: Running) -> None:
    reply = server.query("SELECT ?x WHERE {\n  ?x a foo:bar\n}")
    assert reply.status == 400
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    first, second, third = reply.text.rstrip("\n").split("\n")
    assert first.startswith("Line 2, column ")
    assert "prefix" in first.lower()
    assert second == "  ?x a foo:bar"
    assert third.strip() == "^"


def test_an_error_as_problem_json(server: Running) -> None:
    reply = server.query("SELECT {", accept="application/sparql-results+json, application/problem+json")
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["status"] == 400
    assert reply.json()["detail"].startswith("Line 1, column")


class TestDatasets:
    """Which graphs a query sees."""

    def test_the_default_graph_is_the_merged_facts(self, server: Running) -> None:
        assert value(server.query(COUNT)) == "300"

    def test_a_triple_of_two_graphs_counts_once(self, server: Running) -> None:
        asked = f"?default-graph-uri={SPACE}a&default-graph-uri={SPACE}b"
        assert value(server.query(COUNT, parameters=asked)) == "3"
        assert value(server.query(COUNT.replace("{", f"FROM <{SPACE}a> FROM <{SPACE}b> {{", 1))) == "3"

    def test_the_protocols_graphs_go_before_the_querys(self, server: Running) -> None:
        query = COUNT.replace("{", f"FROM <{SPACE}a> FROM <{SPACE}b> {{", 1)
        assert value(server.query(query, parameters=f"?default-graph-uri={SPACE}a")) == "2"

    def test_a_dataset_without_named_graphs_has_none(self, server: Running) -> None:
        named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
        assert value(server.query(named)) == "4"
        assert value(server.query(named, parameters=f"?default-graph-uri={SPACE}a")) == "0"
        assert value(server.query(named, parameters=f"?named-graph-uri={SPACE}a")) == "2"
        assert value(server.query(COUNT, parameters=f"?named-graph-uri={SPACE}a")) == "0"

    def test_two_default_graphs_and_a_named_one(self, server: Running) -> None:
        dataset = f"FROM <{SPACE}a> FROM <{SPACE}b> FROM NAMED <{SPACE}b>"
        query = f"SELECT (COUNT(*) AS ?n) {dataset} {{ ?s ?p ?o GRAPH ?g {{ ?s ?p ?o }} }}"
        assert value(server.query(query)) == "2"


class TestFreshness:
    """Entity tags, the cache, and what a write does to them."""

    def test_an_answer_has_a_tag_and_is_not_sent_twice(self, server: Running) -> None:
        first = server.query(COUNT)
        assert first.headers["x-snapshot"] == snapshot.current(server.store).id  # type: ignore[union-attr]
        tag = first.headers["etag"]
        assert tag.startswith('"')
        again = server.query(COUNT, If_None_Match=tag)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
        assert server.query(COUNT, If_None_Match=f'W/"x", {tag}').status == 304
        assert server.query(COUNT, If_None_Match='"x"').status == 200

    def test_the_tag_is_of_query_dataset_and_format(self, server: Running) -> None:
        tags = {
            server.query(COUNT).headers["etag"],
            server.query(COUNT + " ").headers["etag"],
            server.query(COUNT, accept="text/csv").headers["etag"],
            server.query(COUNT, Accept_Encoding="gzip").headers["etag"],
            server.query(COUNT, parameters=f"?default-graph-uri={SPACE}a").headers["etag"],
            server.query(COUNT, parameters=f"?named-graph-uri={SPACE}a").headers["etag"],
        }
        assert len(tags) == 6

    @pytest.mark.parametrize(
        "query", ["SELECT (RAND() AS ?x) {}", "SELECT (now() AS ?x) {}", "SELECT (STRUUID() AS ?x) {}"]
    )
    def test_what_differs_each_time_has_none(self, query: str, server: Running) -> None:
        reply = server.query(query)
        assert "etag" not in reply.headers
        assert reply.headers["cache-control"] == "no-store"
        assert value(server.query(query)) != value(reply)

    def test_a_repeated_query_comes_from_the_cache(self, server: Running) -> None:
        query = "SELECT (COUNT(*) AS ?cached) { ?s ?p ?o }"
        before = metric(server, "pressgraph_cache_hits")
        answers = {server.query(query).body for _ in range(3)}
        assert len(answers) == 1
        assert metric(server, "pressgraph_cache_hits") == before + 2

    def test_an_answer_of_many_frames_is_kept_too(self, server: Running) -> None:
        query = "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 1500"
        first = server.query(query)
        assert len(first.body) > 200_000
        before = metric(server, "pressgraph_cache_hits")
        assert server.query(query).body == first.body
        assert metric(server, "pressgraph_cache_hits") == before + 1

    def test_a_write_is_seen_by_the_next_query(self, server: Running) -> None:
        query = f"SELECT (COUNT(*) AS ?n) {{ <{SPACE}written> ?p ?o }}"
        for number in range(1, 4):
            old = server.query(query)
            assert server.update(f"INSERT DATA {{ <{SPACE}written> <{SPACE}p> {number} }}").status == 204
            new = server.query(query, If_None_Match=old.headers["etag"])
            assert (new.status, value(new)) == (200, str(number))
            assert new.headers["x-snapshot"] != old.headers["x-snapshot"]
        assert server.update(f"DELETE WHERE {{ <{SPACE}written> ?p ?o }}").status == 204

    @pytest.mark.parametrize(
        ("asked", "given"),
        [
            ("gzip", "gzip"),
            ("br", "br"),
            ("zstd", "zstd"),
            ("gzip, deflate, br, zstd", "zstd"),
            ("gzip;q=1, zstd;q=0.5", "gzip"),
        ],
    )
    @pytest.mark.parametrize("query", [COUNT, LARGE])
    def test_compression(self, asked: str, given: str, query: str, server: Running) -> None:
        plain = server.query(query)
        reply = server.query(query, Accept_Encoding=asked)
        assert reply.headers["content-encoding"] == given
        assert EXPANDED[given](reply.body) == plain.body
        assert "Accept-Encoding" in reply.headers["vary"]


def metric(server: Running, name: str) -> float:
    lines = server.ask("/metrics").text.splitlines()
    return next(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


class TestWriting:
    """Who may write, and what happens when it goes wrong."""

    def test_without_the_token(self, server: Running) -> None:
        text = "INSERT DATA { <x:a> <x:b> <x:c> }"
        headers = {"Content-Type": "application/sparql-update"}
        reply = server.ask("/sparql", method="POST", body=text, headers=headers)
        assert (reply.status, reply.headers["www-authenticate"]) == (401, "Bearer")
        assert server.update(text, token="wrong").status == 401
        turtle = {"Content-Type": "text/turtle"}
        assert server.ask("/graphs?default", method="PUT", body="<x:a> <x:b> 1 .", headers=turtle).status == 401
        assert server.ask("/graphs?default", method="DELETE").status == 401
        assert server.ask("/ingest?article=x:a", method="DELETE").status == 401
        assert server.query("ASK { <x:a> ?p ?o }").json()["boolean"] is False

    def test_where_it_is_switched_off(self, serve: Serve, tmp_path: Path) -> None:
        reading = serve(tmp_path / "store", token=TOKEN)
        assert reading.update("INSERT DATA { <x:a> <x:b> <x:c> }").status == 403
        assert value(reading.query(COUNT)) == "0"

    def test_the_token_is_not_written_down(self, server: Running) -> None:
        server.update("INSERT DATA { <x:a> <x:b> ", token="a-wrong-token-to-look-for")
        server.update("INSERT DATA { <x:a> <x:b> ")
        log = server.log.read_text() + server.store.with_name("queries.log").read_text()
        assert TOKEN not in log
        assert "a-wrong-token-to-look-for" not in log

    def test_an_update_is_done_whole_or_not_at_all(self, server: Running) -> None:
        reply = server.update("INSERT DATA { <x:half> <x:b> 1 } ; CREATE GRAPH <x:g> ; CREATE GRAPH <x:g>")
        assert reply.status == 400
        assert server.query("ASK { <x:half> ?p ?o }").json()["boolean"] is False

    @pytest.mark.parametrize(
        "text",
        ["LOAD <http://127.0.0.1:22/>", "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:22/> { ?s ?p ?o } }"],
    )
    def test_an_update_fetches_nothing(self, text: str, server: Running) -> None:
        assert server.update(text).status == 403

    def test_rdf_that_is_not_well_formed(self, server: Running) -> None:
        headers = {"Content-Type": "text/turtle", "Authorization": f"Bearer {TOKEN}"}
        reply = server.ask("/graphs?graph=x:g", method="PUT", body="<x:a> <x:b> ", headers=headers)
        assert reply.status == 400
        assert "ttl" in reply.text
        assert server.ask("/graphs?graph=x:g").status == 404
        headers["Content-Type"] = "image/png"
        assert server.ask("/graphs?graph=x:g", method="PUT", body="x", headers=headers).status == 415

    def test_an_article_can_be_sent(self, server: Running) -> None:
        article = f"{SPACE}sent"
        body = f"<x:fact> <x:of> <x:sent> .\n<{article}> {{ <x:claim> <x:of> <x:sent> . }}"
        headers = {"Content-Type": "application/trig", "Authorization": f"Bearer {TOKEN}"}
        assert server.ask(f"/ingest?article={article}", method="PUT", body=body, headers=headers).status == 204
        assert server.query("ASK { <x:fact> ?p ?o }").json()["boolean"]
        assert server.query(f"ASK {{ GRAPH <{article}> {{ <x:claim> ?p ?o }} }}").json()["boolean"]
        assert server.ask(f"/ingest?article={article}", method="DELETE", headers=headers).status == 204
        assert not server.query("ASK { <x:fact> ?p ?o }").json()["boolean"]
        assert server.ask(f"/ingest?article={article}", method="DELETE", headers=headers).status == 404

    def test_a_writer_killed_in_the_middle_leaves_what_is_served(self, serve: Serve, tmp_path: Path) -> None:
        fill(tmp_path / "store")
        running = serve(tmp_path / "store", writes="true", token=TOKEN, writer_idle="30")
        assert running.update("INSERT DATA { <x:one> <x:b> 1 }").status == 204
        before = running.query(COUNT).headers["x-snapshot"]
        heavy = "INSERT { ?a <x:p> ?f } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        replies = []
        thread = threading.Thread(target=lambda: replies.append(running.update(heavy)))
        thread.start()
        time.sleep(0.5)
        (writer,) = writers(running)
        os.kill(writer, signal.SIGKILL)
        thread.join()
        assert replies[0].status == 500
        assert "as it was" in replies[0].text
        after = running.query(COUNT)
        assert (value(after), after.headers["x-snapshot"]) == ("301", before)
        assert running.update("INSERT DATA { <x:two> <x:b> 1 }").status == 204
        assert value(running.query(COUNT)) == "302"

    def test_another_writer_is_waited_for(self, serve: Serve, tmp_path: Path) -> None:
        fill(tmp_path / "store")
        running = serve(tmp_path / "store", writes="true", token=TOKEN)
        with Store(tmp_path / "store"):
            reply = running.update("INSERT DATA { <x:a> <x:b> 1 }")
            assert (reply.status, "another process" in reply.text) == (503, True)
        assert running.update("INSERT DATA { <x:a> <x:b> 1 }").status == 204


def wait_for(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while time.monotonic() < end and not true():
        time.sleep(0.02)


def writers(server: Running) -> list[int]:
    found = subprocess.run(
        ["pgrep", "-P", str(server.process.pid), "-f", "server.writer"], capture_output=True, check=True
    )
    return [int(line) for line in found.stdout.split()]


class TestLimits:
    """What a client is told when it asks too much."""

    @pytest.fixture(scope="class")
    @classmethod
    def tight(cls, serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Running:
        path = tmp_path_factory.mktemp("limits") / "store"
        fill(path)
        limits = {
            "max_rows": "100",
            "max_bytes": "500000",
            "max_query": "2000",
            "rate": "2",
            "burst": "40",
            "timeout": "1",
        }
        return serve(path, cache="0", **limits)

    @pytest.mark.parametrize(
        "accept",
        ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"],
    )
    def test_rows(self, accept: str, tight: Running) -> None:
        reply = tight.query("SELECT * { ?s ?p ?o }", accept=accept)
        assert reply.status == 507
        assert "100 rows" in reply.text
        assert "LIMIT" in reply.text
        assert tight.query("SELECT * { ?s ?p ?o } LIMIT 100", accept=accept).status == 200

    def test_triples(self, tight: Running) -> None:
        assert "100 triples" in tight.query("CONSTRUCT WHERE { ?s ?p ?o }", accept="text/turtle").text

    def test_bytes_cut_the_answer_off(self, tight: Running) -> None:
        long = 'SELECT (CONCAT(?x, ?x, ?x, ?x, ?x, ?x) AS ?y) { BIND("' + "a" * 1000 + '" AS ?x) ?s ?p ?o } LIMIT 99'
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            tight.query(long)

    def test_length_of_the_query(self, tight: Running) -> None:
        assert tight.query("ASK { ?s ?p " + '"' + "a" * 3000 + '" }').status == 413

    def test_time_can_be_lowered_and_not_raised(self, tight: Running) -> None:
        for parameters, longest in (("?timeout=0.2", 0.9), ("?timeout=1000", 2.5)):
            began = time.monotonic()
            reply = tight.query(HEAVY, parameters=parameters)
            assert (reply.status, time.monotonic() - began < longest) == (503, True)
            assert "retry-after" in reply.headers
        assert tight.query("ASK {}", parameters="?timeout=soon").status == 400

    def test_rate(self, tight: Running) -> None:
        replies = [tight.query("ASK {}") for _ in range(60)]
        refused = [reply for reply in replies if reply.status == 429]
        assert refused
        assert int(refused[0].headers["retry-after"]) >= 1
        assert "2 queries a second" in refused[0].text

    def test_memory(self, serve: Serve, tmp_path: Path) -> None:
        fill(tmp_path / "store")
        small = serve(tmp_path / "store", memory="128", timeout="30", busy_timeout="30")
        reply = small.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g")
        assert reply.status == 507
        assert "memory" in reply.text
        assert small.query("ASK {}").status == 200


class TestOperation:
    """What the person who runs it needs."""

    def test_health(self, server: Running) -> None:
        state = server.ask("/health").json()
        assert state["live"]
        assert state["ready"]
        assert state["snapshot"] == snapshot.current(server.store).id  # type: ignore[union-attr]
        assert server.ask("/health/live").json() == {"live": True}

    def test_metrics(self, server: Running) -> None:
        before = metric(server, 'pressgraph_queries_total{end="malformed"}') if server.query("SELECT") else 0
        server.query("SELECT")
        assert metric(server, 'pressgraph_queries_total{end="malformed"}') == before + 1
        assert metric(server, "pressgraph_processes") == 3

    def test_the_log_says_why_a_query_ended(self, server: Running) -> None:
        path = server.store.with_name("queries.log")
        path.write_text("")
        query = "SELECT * { ?s ?p ?o } LIMIT 17"
        server.query(query)
        server.query(query)
        server.query("SELECT nonsense")
        server.query(HEAVY, parameters="?timeout=0.1")
        server.query("ASK { SERVICE <x:y> {} }")
        wait_for(lambda: len(path.read_text().splitlines()) == 5)  # it is written after the answer is sent
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        assert [line["end"] for line in lines] == ["answered", "cached", "malformed", "time", "refused"]
        assert lines[0]["rows"] == 17
        assert lines[0]["query"] == lines[1]["query"] != lines[2]["query"]
        assert "text" not in lines[0]

    def test_running_queries_end_before_the_server_does(self, serve: Serve, tmp_path: Path) -> None:
        fill(tmp_path / "store")
        running = serve(tmp_path / "store", drain="10")
        only = "FILTER(?a = <https://example.org/s1>) FILTER(?d != ?g)"
        slow = f"SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i {only} }}"
        replies = []
        thread = threading.Thread(target=lambda: replies.append(running.query(slow)))
        thread.start()
        time.sleep(0.15)
        running.process.send_signal(signal.SIGTERM)
        thread.join()
        assert replies[0].status == 200
        assert value(replies[0]) == str(300 * 299)
        assert running.process.wait(timeout=10) in (0, -signal.SIGTERM)

    def test_the_description_of_the_routes_needs_no_other_machine(self, server: Running) -> None:
        page = server.ask("/docs").text
        assert "http://" not in page
        assert "https://" not in page
        paths = server.ask("/openapi.json").json()["paths"]
        assert {"/sparql", "/graphs", "/data/graph.{format}", "/health", "/ingest"} <= paths.keys()

    def test_a_person_gets_a_page(self, server: Running) -> None:
        browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
        reply = server.ask("/sparql", headers=browser)
        assert reply.headers["content-type"].startswith("text/html")
        assert "<form" in reply.text

    def test_explain(self, server: Running) -> None:
        query = 'PREFIX pg: <https://w3id.org/pressgraph/ns#> SELECT * { ?e pg:matches "x" }'
        assert "VALUES ?e" in server.query(query, parameters="?explain=true").text

    def test_a_store_that_is_not_there_yet_is_served_when_it_comes(self, serve: Serve, tmp_path: Path) -> None:
        running = serve(tmp_path / "store")
        assert value(running.query(COUNT)) == "0"
        fill(tmp_path / "store")
        assert value(running.query(COUNT)) == "300"


@pytest.mark.parametrize("format", ["ttl", "trig", "nt", "nq", "jsonld", "rdf"])
def test_downloads(format: str, server: Running) -> None:
    reply = server.ask(f"/data/graph.{format}")
    assert reply.status == 200
    assert server.ask(f"/data/graph.{format}", headers={"If-None-Match": reply.headers["etag"]}).status == 304
    engine = {
        "ttl": ox.RdfFormat.TURTLE,
        "trig": ox.RdfFormat.TRIG,
        "nt": ox.RdfFormat.N_TRIPLES,
        "nq": ox.RdfFormat.N_QUADS,
    }
    engine |= {"jsonld": ox.RdfFormat.JSON_LD, "rdf": ox.RdfFormat.RDF_XML}
    count = len(set(ox.parse(reply.body, engine[format])))
    assert count == (304 if format in ("trig", "nq") else 300)


def test_an_unknown_download_is_not_there(server: Running) -> None:
    assert server.ask("/data/graph.doc").status == 404


def test_a_snapshot_that_cannot_be_read_ends_the_server_with_a_sentence(tmp_path: Path) -> None:
    fill(tmp_path / "store")
    found = snapshot.current(tmp_path / "store")
    assert found is not None
    (found.graph / "CURRENT").write_text("nonsense\n")
    environment = {**os.environ, "PRESSGRAPH_STORE": str(tmp_path / "store"), "PRESSGRAPH_PORT": "0"}
    words = [sys.executable, "-m", "server.serve"]
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode != 0
    assert "no query process came up" in done.stderr
