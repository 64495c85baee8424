"""The counts that are kept with a snapshot: after any history they are what counting from the beginning finds."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from server import snapshot
from server.counts import TYPE, Counts
from server.store import Store

SPACE = "https://example.org/"


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(SPACE + name)


def some_triples(chance: random.Random) -> list[ox.Triple]:
    made = []
    for _ in range(chance.randrange(6)):
        thing = node(f"thing{chance.randrange(5)}")
        made.append(ox.Triple(thing, TYPE, node(f"Kind{chance.randrange(3)}")))
        made.append(ox.Triple(thing, node(f"p{chance.randrange(3)}"), ox.Literal(chance.randrange(4))))
    return made


def change(store: Store, chance: random.Random) -> None:
    """One write of any sort."""
    article, graph = f"{SPACE}article{chance.randrange(4)}", chance.choice([None, f"{SPACE}graph"])
    triples = some_triples(chance)
    kind = chance.randrange(7)
    if kind == 0:
        store.remove(article)
    elif kind == 1:
        store.put_graph(graph, triples)
    elif kind == 2:
        store.add_to_graph(graph, triples)
    elif kind == 3:
        store.delete_graph(graph)
    elif kind == 4:
        store.update(f"DELETE WHERE {{ <{SPACE}thing{chance.randrange(5)}> ?p ?o }}")
    else:
        own = [ox.Quad(*triple, ox.NamedNode(article)) for triple in triples]
        store.replace(article, own + [ox.Quad(*triple) for triple in triples])


def published(path: Path) -> tuple[Counts | None, Counts]:
    """The counts that were kept, and those that are found by counting."""
    found = snapshot.current(path)
    assert found is not None
    return Counts.read(found.counts), Counts.count(found.open())


@pytest.mark.parametrize("seed", range(8))
def test_counts_are_right_after_any_history(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    for _ in range(4):  # each a writer of its own, some of which end before they publish
        with Store(tmp_path / "store") as store:
            for _ in range(12):
                change(store, chance)
                if chance.random() < 0.4:
                    store.publish()
                    kept, counted = published(store.path)
                    assert kept == counted
    with Store(tmp_path / "store") as store:
        store.publish()
    kept, counted = published(tmp_path / "store")
    assert kept == counted
    assert counted.triples == counted.properties.total() > 0


def test_only_the_merged_facts_are_counted_each_triple_once(tmp_path: Path) -> None:
    with Store(tmp_path / "store") as store:
        triple = ox.Triple(node("a"), TYPE, node("Kind"))
        for article in (SPACE + "one", SPACE + "two"):
            store.replace(article, [ox.Quad(*triple), ox.Quad(*triple, ox.NamedNode(article))])
        store.publish()
    kept, counted = published(tmp_path / "store")
    assert kept == counted == Counts({str(TYPE): 1}, {str(node("Kind")): 1})  # type: ignore[arg-type]


def test_what_is_known_is_not_counted_again(tmp_path: Path) -> None:
    """A wrong number stays wrong while the store follows its own writes, and is right when it has to count anew."""
    with Store(tmp_path / "store") as store:
        store.put_graph(None, [ox.Triple(node("a"), TYPE, node("Kind"))])
        store.publish()
    found = snapshot.current(tmp_path / "store")
    assert found is not None
    found.counts.write_text(json.dumps({"properties": {str(TYPE): 41}, "classes": {}}))
    with Store(tmp_path / "store") as store:
        store.add_to_graph(None, [ox.Triple(node("b"), TYPE, node("Kind"))])
        store.publish()
        kept, _ = published(store.path)
        assert kept == Counts({str(TYPE): 42}, {str(node("Kind")): 1})  # type: ignore[arg-type]
        store.update("INSERT DATA { <x:c> a <x:C> }")
        store.publish()
    kept, counted = published(tmp_path / "store")
    assert kept == counted


def test_a_snapshot_without_counts_has_none(tmp_path: Path) -> None:
    assert Counts.read(tmp_path / "counts.json") is None
