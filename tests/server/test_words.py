"""`pg:matches`: finding things by their words, inside SPARQL."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from server import magic, scanner, snapshot, wordindex
from server.scanner import Limits, RefusedError
from server.store import Store
from server.wordindex import WordsError
from tests.server.conftest import TOKEN, Running, Serve

SPACE = "https://example.org/"
ARTICLE = ox.NamedNode(SPACE + "article")
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
KIND = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
PREFIXES = (
    "PREFIX pg: <https://w3id.org/pressgraph/ns#> PREFIX : <https://example.org/> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)
TEXTS = {
    "ioc": "International Olympic Committee",
    "noc": "Olympic Committee of Côte d'Ivoire",
    "games": "Olympiad",
    "wada": "World Anti-Doping Agency",
    "fin": "Agency for the World's Waters",
}


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(SPACE + name)


def quads(texts: dict[str, str]) -> list[ox.Quad]:
    made = []
    for name, text in texts.items():
        made.append(ox.Quad(node(name), LABEL, ox.Literal(text, language="en"), ARTICLE))
        made.append(ox.Quad(node(name), KIND, node("Body" if name != "games" else "Event"), ox.DefaultGraph()))
        made.append(ox.Quad(node(name), LABEL, ox.Literal(text, language="en"), ox.DefaultGraph()))
    return made


@pytest.fixture(scope="module")
def server(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Running:
    path = tmp_path_factory.mktemp("words") / "store"
    with Store(path) as store:
        store.replace(ARTICLE.value, quads(TEXTS))
        store.publish()
    return serve(path, writes="true", token=TOKEN, writer_idle="0")


def found(server: Running, where: str, select: str = "SELECT ?e") -> list[str]:
    reply = server.query(f"{PREFIXES} {select} WHERE {{ {where} }}", accept="text/csv")
    assert reply.status == 200, reply.text
    rows = list(csv.reader(io.StringIO(reply.text)))[1:]
    return sorted(" ".join(row).replace(SPACE, "") for row in rows)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("olympic committee", ["ioc", "noc"]),
        ("OLYMPIC", ["ioc", "noc"]),
        ("olymp*", ["games", "ioc", "noc"]),
        ("cote", ["noc"]),
        ("côte", ["noc"]),
        ('\\"olympic committee\\"', ["ioc", "noc"]),
        ('\\"committee olympic\\"', []),
        ("international OR olympiad", ["games", "ioc"]),
        ("olympic NOT international", ["noc"]),
        ("anti-doping", ["wada"]),
        ("anti-dop*", ["wada"]),
        ("world agency", ["fin", "wada"]),
        ("d'ivoire", ["noc"]),
        ("nothing like it", []),
    ],
)
def test_words(words: str, expected: list[str], server: Running) -> None:
    assert found(server, f'?e pg:matches "{words}"') == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ('?e a :Body ; pg:matches "olymp*" .', ["ioc", "noc"]),
        ('?e pg:matches "olymp*" ; a :Event .', ["games"]),
        ('?e pg:matches "olymp*" ; .', ["games", "ioc", "noc"]),
        ('?e pg:matches "olymp*" ; ; a :Event', ["games"]),
        ('?e a :Body . ?e pg:matches "olymp*"', ["ioc", "noc"]),
        ('?e a :Body . FILTER(STRLEN(?l) > 31) ?e rdfs:label ?l ; pg:matches "olymp*"', ["noc"]),
        ('{ ?e pg:matches "olymp*" } UNION { ?e pg:matches "agency" }', ["fin", "games", "ioc", "noc", "wada"]),
        ('?e a :Body MINUS { ?e pg:matches "olymp*" }', ["fin", "wada"]),
        ('?e a :Body FILTER NOT EXISTS { ?e pg:matches "olymp*" }', ["fin", "wada"]),
        ('?e pg:matches "olymp*" . ?e pg:matches "committee"', ["ioc", "noc"]),
        ('?e pg:matches "olymp*" ; pg:matches "committee"', ["ioc", "noc"]),
        ('?e a :Event OPTIONAL { ?e pg:matches "committee" . ?e rdfs:label ?l }', ["games"]),
        ('{ SELECT ?e { ?e pg:matches "olymp*" } }', ["games", "ioc", "noc"]),
        ('GRAPH :article { ?e rdfs:label ?l ; pg:matches "olympiad" }', ["games"]),
        ('?e <https://w3id.org/pressgraph/ns#matches> """olympiad"""', ["games"]),
        (':ioc pg:matches "olymp*" . ?e a :Event', ["games"]),
        (':wada pg:matches "olymp*" . ?e a :Event', []),
        ("?e pg:matches 'olympiad'", ["games"]),
    ],
)
def test_it_joins_like_any_pattern(where: str, expected: list[str], server: Running) -> None:
    assert found(server, where) == expected


def test_columns_stay_in_order(server: Running) -> None:
    query = f'{PREFIXES} SELECT * {{ ?z rdfs:label ?a ; pg:matches "olympiad" ; a ?m }}'
    reply = server.query(query, accept="text/csv")
    assert reply.text.splitlines() == ["z,a,m", "https://example.org/games,Olympiad,https://example.org/Event"]


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("?e pg:matches ?words", "in quotation marks"),
        ('?e pg:matches "a"@en', "one text"),
        ('?e pg:matches "a", "b"', "one text"),
        ('?x a [ pg:matches "a" ]', "subject"),
        ('[ a :Body ; pg:matches "a" ]', "inside brackets"),
        ('?e pg:matches ""', "needs a word"),
        ('?e pg:matches "(("', "not understood"),
        ('?e pg:matches "AND"', "not understood"),
    ],
)
def test_what_cannot_be_searched_is_said(where: str, message: str, server: Running) -> None:
    reply = server.query(f"{PREFIXES} SELECT * {{ {where} }}")
    assert reply.status == 400
    assert message in reply.text
    assert "^" in reply.text


def test_a_name_that_only_looks_like_it_is_left_alone() -> None:
    text = 'PREFIX pg: <https://example.org/> SELECT * { ?e pg:matches "olymp*" }'
    assert magic.searches(scanner.scan(text, Limits())) == ()


def test_a_verb_at_the_very_beginning_is_refused() -> None:
    with pytest.raises(RefusedError):
        magic.searches(scanner.scan('PREFIX pg: <https://w3id.org/pressgraph/ns#> ASK { pg:matches "x" }', Limits()))


def test_the_index_follows_every_way_of_writing(server: Running) -> None:
    assert server.update(f'{PREFIXES} INSERT DATA {{ :new rdfs:label "Zürich sentence" }}').status == 204
    assert found(server, '?e pg:matches "zurich"') == ["new"]
    assert server.update(f"{PREFIXES} DELETE WHERE {{ :new ?p ?o }}").status == 204
    assert found(server, '?e pg:matches "zurich"') == []
    headers = {"Content-Type": "text/turtle", "Authorization": f"Bearer {TOKEN}"}
    body = '<https://example.org/put> <https://example.org/p> "Qwerty words" .'
    assert server.ask("/graphs?graph=urn:x", method="PUT", body=body, headers=headers).status == 201
    assert found(server, '?e pg:matches "qwerty"') == ["put"]
    assert server.ask("/graphs?graph=urn:x", method="DELETE", headers=headers).status == 204
    assert found(server, '?e pg:matches "qwerty"') == []
    assert found(server, '?e pg:matches "olymp*"') == ["games", "ioc", "noc"]


def words(path: Path, text: str) -> list[str]:
    published = snapshot.current(path)
    assert published is not None
    return sorted(iri.removeprefix(SPACE) for iri in wordindex.find(published.text, text))


def test_the_index_follows_articles(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.replace(ARTICLE.value, quads(TEXTS))
        store.publish()
        assert words(tmp_path, "agency") == ["fin", "wada"]
        store.replace(ARTICLE.value, quads({"wada": "World Anti-Doping Agency"}))
        store.publish()
        assert words(tmp_path, "agency") == ["wada"]
        assert words(tmp_path, "olymp*") == []
        store.remove(ARTICLE.value)
        store.publish()
        assert words(tmp_path, "agency") == []


def test_an_index_that_was_left_behind_is_made_again(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.replace(ARTICLE.value, quads(TEXTS))
        store.publish()
    (tmp_path / "words.sqlite").unlink()
    (tmp_path / "words.stale").touch()
    with Store(tmp_path) as store:
        store.replace(ARTICLE.value + "2", [ox.Quad(node("x"), LABEL, ox.Literal("Extra"), ox.DefaultGraph())])
        store.publish()
        assert words(tmp_path, "extra") == ["x"]
        assert words(tmp_path, "agency") == ["fin", "wada"]


def test_an_empty_search_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WordsError):
        wordindex.find(tmp_path / "none", " - ")


def test_it_is_fifteen_times_faster_than_looking_at_every_text(tmp_path: Path) -> None:
    """On 60,000 headlines, the engine's CONTAINS against the index and the join with its table."""
    graph = ox.NamedNode(SPACE + "many")
    with Store(tmp_path) as store:
        store.replace(
            graph.value,
            [
                ox.Quad(
                    node(f"n{number}"),
                    LABEL,
                    ox.Literal(f"Headline {number} about rowing and word{number % 700}x"),
                    graph,
                )
                for number in range(60_000)
            ],
        )
        store.publish()
    published = snapshot.current(tmp_path)
    assert published is not None
    reader = published.open()
    text = f'{PREFIXES} SELECT ?e ?l {{ GRAPH :many {{ ?e rdfs:label ?l ; pg:matches "word77x" }} }}'
    slow = f'{PREFIXES} SELECT ?e ?l {{ GRAPH :many {{ ?e rdfs:label ?l }} FILTER(CONTAINS(LCASE(?l), "word77x")) }}'

    def indexed() -> int:
        asked = magic.rewritten(
            text, magic.searches(scanner.scan(text, Limits())), lambda w: wordindex.find(published.text, w)
        )
        return len(list(reader.query(asked)))

    def scanned() -> int:
        return len(list(reader.query(slow)))

    assert indexed() == scanned() == 86
    assert 15 * min(timed(indexed) for _ in range(5)) < min(timed(scanned) for _ in range(3))


def timed(run: object) -> float:
    began = time.perf_counter()
    run()  # type: ignore[operator]
    return time.perf_counter() - began


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ('?e pg:matches "a"', "VALUES ?e { <x:a> } "),
        ('?e pg:matches "a" .', "VALUES ?e { <x:a> } "),
        ('?e pg:matches "a" ; :p ?o .', "VALUES ?e { <x:a> } ?e :p ?o ."),
        ('?e :p ?o ; pg:matches "a" ; :q ?r', "VALUES ?e { <x:a> } ?e :p ?o ;  ; :q ?r"),
        ('?e pg:matches "a" ; pg:matches "b" ; :p ?o', "VALUES ?e { <x:a> } VALUES ?e { <x:b> } ?e :p ?o"),
        ('?e pg:matches "a" ; pg:matches "b" ; .', "VALUES ?e { <x:a> } VALUES ?e { <x:b> } "),
        ('?e pg:matches "a" FILTER(true)', "VALUES ?e { <x:a> }  FILTER(true)"),
        (
            '?s :p ?e . ?e pg:matches "a" ; :q ?r . ?e pg:matches "b"',
            "?s :p ?e . VALUES ?e { <x:a> } ?e :q ?r . VALUES ?e { <x:b> } ",
        ),
    ],
)
def test_what_is_put_in_place(where: str, expected: str) -> None:
    text = f"{PREFIXES}SELECT * {{{where}}}"
    made = magic.rewritten(text, magic.searches(scanner.scan(text, Limits())), lambda words: [f"x:{words}"])
    assert made == f"{PREFIXES}SELECT * {{{expected}}}"
    ox.Store().query(made)
