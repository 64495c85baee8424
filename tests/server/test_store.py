"""The write side: replacing, removing, merging, publishing, and being killed in between."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from server import dump, snapshot
from server.store import Store, StoreBusyError, StoreError

A, B, C = (f"https://example.org/article/{name}" for name in "abc")
DEFAULT = ox.DefaultGraph()


def triple(subject: str, object: str, predicate: str = "p") -> ox.Triple:
    space = "https://example.org/"
    return ox.Triple(ox.NamedNode(space + subject), ox.NamedNode(space + predicate), ox.Literal(object))


def quads(article: str, merged: str, own: str = "claim") -> list[ox.Quad]:
    """An article that contributes a triple per letter of `merged` and has one that is its own."""
    graph = ox.NamedNode(article)
    contributed = [triple("fact", letter) for letter in merged]
    return [
        *(ox.Quad(*found, DEFAULT) for found in contributed),
        *(ox.Quad(*found, graph) for found in [*contributed, triple(article[-1], own)]),
    ]


def merged(store: Path) -> str:
    published = snapshot.current(store)
    assert published is not None
    return "".join(sorted(quad.object.value for quad in published.open().quads_for_pattern(None, None, None, DEFAULT)))


def lines(store: Path) -> bytes:
    published = snapshot.current(store)
    assert published is not None
    return bytes(published.open().dump(format=ox.RdfFormat.N_QUADS))


def test_a_merged_triple_is_there_once_and_stays_while_one_article_contributes_it(tmp_path: Path) -> None:
    with Store(tmp_path / "s") as store:
        store.replace(A, quads(A, "xy"))
        store.replace(B, quads(B, "yz"))
        store.publish()
        assert merged(store.path) == "xyz"
        store.remove(A)
        store.publish()
        assert merged(store.path) == "yz"
        store.replace(B, quads(B, "z"))
        store.publish()
        assert merged(store.path) == "z"
        store.remove(B)
        store.publish()
        assert merged(store.path) == ""
        assert list(store.articles()) == []


def test_replacing_takes_the_old_graph_away_and_adds_nothing_twice(tmp_path: Path) -> None:
    with Store(tmp_path / "s") as store:
        assert store.replace(A, quads(A, "xy", own="old")).added == 5
        assert not store.replace(A, quads(A, "xy", own="old"))
        change = store.replace(A, quads(A, "xy", own="new"))
        assert (change.added, change.removed) == (1, 1)
        store.publish()
        assert b'"old"' not in lines(store.path)
        assert list(store.articles()) == [A]
        assert A in store
        assert B not in store


def test_terms_that_the_engine_writes_its_own_way_are_no_change(tmp_path: Path) -> None:
    number = ox.Literal("007", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    quad = ox.Quad(ox.NamedNode(A), ox.NamedNode(A), number, ox.NamedNode(A))
    with Store(tmp_path / "s") as store:
        assert store.replace(A, [quad])
        assert not store.replace(A, [quad])


def test_the_order_of_articles_and_their_history_leave_no_trace(tmp_path: Path) -> None:
    contents = {A: "uvw", B: "vwx", C: "wxy"}
    seen = set()
    for number, order in enumerate(itertools.permutations(contents)):
        with Store(tmp_path / str(number)) as store:
            store.replace(order[0], quads(order[0], "other"))
            for article in order:
                store.replace(article, quads(article, contents[article]))
            store.publish()
            dumps = []
            for format in dump.DOWNLOADS:
                store.dump(format, tmp_path / "dump")
                dumps.append((tmp_path / "dump").read_bytes())
            seen.add(tuple(dumps))
    assert len(seen) == 1


def test_a_large_random_history_ends_where_a_fresh_store_begins(tmp_path: Path) -> None:
    chance = random.Random(3)
    now: dict[str, str] = {}
    with Store(tmp_path / "grown") as grown:
        for _ in range(150):
            article = f"https://example.org/article/{chance.randrange(12):x}"
            if chance.random() < 0.3:
                grown.remove(article)
                now.pop(article, None)
            else:
                now[article] = "".join(chance.sample("abcdefghij", 4))
                grown.replace(article, quads(article, now[article]))
        grown.publish()
    with Store(tmp_path / "fresh") as fresh:
        for article, letters in now.items():
            fresh.replace(article, quads(article, letters))
        fresh.publish()
    assert now
    assert lines(tmp_path / "grown") == lines(tmp_path / "fresh")


def test_a_quad_of_another_graph_is_refused(tmp_path: Path) -> None:
    with Store(tmp_path / "s") as store, pytest.raises(ValueError, match="article/b"):
        store.replace(A, quads(B, "x"))


def test_readers_see_nothing_before_it_is_published(tmp_path: Path) -> None:
    with Store(tmp_path / "s") as store:
        assert snapshot.current(store.path) is None
        store.replace(A, quads(A, "x"))
        first = store.publish()
        before = snapshot.current(store.path)
        assert before is not None
        reader = before.open()
        store.replace(B, quads(B, "y"))
        assert merged(store.path) == "x"
        second = store.publish()
        assert first != second
        assert merged(store.path) == "xy"
        assert len(list(reader.quads_for_pattern(None, None, None, DEFAULT))) == 1  # whoever reads goes on reading


def test_publishing_without_a_change_keeps_the_snapshot(tmp_path: Path) -> None:
    with Store(tmp_path / "s") as store:
        store.replace(A, quads(A, "x"))
        first = store.publish()
        store.replace(A, quads(A, "x"))
        assert store.publish() == first
    with Store(tmp_path / "s") as store:
        assert store.publish() == first


def test_old_snapshots_go_when_nobody_can_be_reading_them(tmp_path: Path) -> None:
    with Store(tmp_path / "s", keep=1, grace=0.0) as store:
        for number in range(5):
            store.replace(A, quads(A, "x", own=str(number)))
            store.publish()
            time.sleep(0.01)
        assert len(list((store.path / "snapshots").iterdir())) == 2
    with Store(tmp_path / "t", keep=1, grace=3600.0) as store:
        for number in range(3):
            store.replace(A, quads(A, "x", own=str(number)))
            store.publish()
        assert len(list((store.path / "snapshots").iterdir())) == 3


def test_only_one_process_writes(tmp_path: Path) -> None:
    with Store(tmp_path / "s"), pytest.raises(StoreBusyError, match="another process"):
        Store(tmp_path / "s")
    with Store(tmp_path / "s") as again:
        assert list(again.articles()) == []


def test_a_path_that_is_a_file_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "s").write_text("not a store")
    with pytest.raises(StoreError, match="is a file"):
        Store(tmp_path / "s")


KILLED = """
import sys, pyoxigraph as ox
from server.store import Store
from tests.server.test_store import A, B, quads
store = Store(sys.argv[1])
print("begun", flush=True)
number = 0
while True:
    letters = "abcdefghij"[number % 10 :] * 1
    store.replace(A, quads(A, letters, own=str(number)))
    store.replace(B, quads(B, "jk", own=str(number)))
    number += 1
    if number % 7 == 0:
        store.publish()
"""


@pytest.mark.parametrize("seconds", [0.02, 0.05, 0.11, 0.17, 0.23, 0.31])
def test_a_killed_writer_leaves_the_published_graph_whole(seconds: float, tmp_path: Path, root: Path) -> None:
    path = tmp_path / "s"
    with Store(path) as store:
        store.replace(A, quads(A, "a"))
        store.publish()
    writer = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(path)], cwd=root, stdout=subprocess.PIPE
    )
    assert writer.stdout is not None
    writer.stdout.readline()
    time.sleep(seconds)
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    check_whole(path)
    with Store(path) as store:  # what was left half done is done now, and what follows is right
        assert not (path / "pending.nq").exists()
        store.replace(A, quads(A, "a", own="end"))
        store.replace(B, quads(B, "b", own="end"))
        store.publish()
    assert merged(path) == "ab"
    check_whole(path)


def check_whole(path: Path) -> None:
    """Each article's graph says the same as what it contributes; nothing else is in the default graph."""
    published = snapshot.current(path)
    assert published is not None
    reader = published.open()
    fact = ox.NamedNode("https://example.org/fact")
    own = {quad.object.value for quad in reader.quads_for_pattern(fact, None, None) if quad.graph_name != DEFAULT}
    assert set(merged(path)) == own


def test_dumps_say_the_same_in_every_format(tmp_path: Path) -> None:
    odd = ox.Triple(
        ox.NamedNode("https://example.org/a.b-c%20(x)/y~z"),
        ox.NamedNode("https://schema.org/name"),
        ox.Literal("x\n\t\"'\\ é", language="en"),
    )
    date = ox.Literal("2023-03-01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    dated = ox.Triple(
        ox.NamedNode("https://w3id.org/pressgraph/entity/Q1"), ox.NamedNode("http://purl.org/dc/terms/date"), date
    )
    with Store(tmp_path / "s") as store:
        store.replace(A, [ox.Quad(*found, DEFAULT) for found in (odd, dated, triple("x", "y"))] + quads(A, "q"))
        found = {}
        for format in dump.DOWNLOADS:
            store.dump(format, tmp_path / f"graph.{format}")
            found[format] = (tmp_path / f"graph.{format}").read_bytes()
    wanted = set(ox.parse(found["nt"], ox.RdfFormat.N_TRIPLES))
    assert len(wanted) == 4
    for format, engine in {
        "ttl": ox.RdfFormat.TURTLE,
        "jsonld": ox.RdfFormat.JSON_LD,
        "rdf": ox.RdfFormat.RDF_XML,
    }.items():
        assert set(ox.parse(found[format], engine)) == wanted, format
    whole = set(ox.parse(found["nq"], ox.RdfFormat.N_QUADS))
    assert set(ox.parse(found["trig"], ox.RdfFormat.TRIG)) == whole > wanted


def test_an_unknown_download_is_refused(tmp_path: Path) -> None:
    with Store(tmp_path / "s") as store, pytest.raises(ValueError, match="expected one of ttl"):
        store.dump("doc", tmp_path / "graph.doc")
