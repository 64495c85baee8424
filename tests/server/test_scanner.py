"""What is read off a query before the engine sees it."""

from __future__ import annotations

import contextlib
import time

import pytest

from server import scanner
from server.scanner import Limits, RefusedError

LIMITS = Limits()


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("# ASK\nPREFIX a: <x:a> BASE <x:b/> ask {}", "ASK"),
        ("PREFIX : <x:> CONSTRUCT { } WHERE { }", "CONSTRUCT"),
        ("DESCRIBE <x:a>", "DESCRIBE"),
        ("INSERT DATA {}", "UPDATE"),
        ("PREFIX a: <x:> WITH <x:g> DELETE {} WHERE {}", "UPDATE"),
        ("VERSION '1.2' SELECT * {}", "SELECT"),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_form(text: str, form: str) -> None:
    assert scanner.scan(text, LIMITS).form == form


@pytest.mark.parametrize(
    ("text", "default", "named"),
    [
        ("SELECT * FROM <x:a> FROM NAMED <x:b> {}", ("x:a",), ("x:b",)),
        ("PREFIX p: <x:> ASK FROM p:a\\-b WHERE {}", ("x:a-b",), ()),
        ("BASE <http://e/> CONSTRUCT { ?s ?p ?o } FROM <a> WHERE { ?s ?p ?o }", ("http://e/a",), ()),
        ("DESCRIBE <x:a> FROM <x:b>", ("x:b",), ()),
        ('SELECT * { ?s ?p "FROM <x:a>" } # FROM <x:b>', (), ()),
        ("SELECT (CONCAT('FROM', ?x) AS ?from) FROM <x:a> {}", ("x:a",), ()),
    ],
)
def test_dataset(text: str, default: tuple[str, ...], named: tuple[str, ...]) -> None:
    found = scanner.scan(text, LIMITS)
    assert (found.default_graphs, found.named_graphs) == (default, named)
    assert found.has_dataset == bool(default or named)


@pytest.mark.parametrize(
    ("text", "star"),
    [
        ("SELECT * {}", 7),
        ("SELECT DISTINCT * {}", 16),
        ("SELECT ?x (COUNT(*) AS ?n) {}", None),
        ("SELECT ?x { ?x <x:p>* ?y }", None),
        ("ASK { { SELECT * {} } }", None),
    ],
)
def test_star(text: str, star: int | None) -> None:
    assert scanner.scan(text, LIMITS).star == star


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <x:a> {} }",
        "SELECT * { service silent <x:a> {} }",
        "SELECT * { S\\u0045RVICE <x:a> {} }",
        "SELECT * { \\U00000053ERVICE <x:a> {} }",
        "SELECT * {#\nSERVICE#\n<x:a>{}}",
        "SELECT * { ?s ?p 'x'SERVICE <x:a> {} }",
        "LOAD <x:a>",
        "INSERT DATA {} ; LOAD SILENT <x:a>",
    ],
)
def test_other_machines_are_refused(text: str) -> None:
    with pytest.raises(RefusedError) as caught:
        scanner.scan(text, LIMITS)
    assert caught.value.status == 403


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE" }',
        "SELECT * { ?SERVICE ?LOAD <x:SERVICE> } # SERVICE LOAD",
        "SELECT * { ?s <x:a/SERVICE> '''\nSERVICE <x:a>'''}",
        "PREFIX SERVICE: <x:> SELECT * { ?s SERVICE:LOAD 1 }",
    ],
)
def test_their_names_elsewhere_are_not(text: str) -> None:
    assert scanner.scan(text, LIMITS).services == ()


@pytest.mark.parametrize("one", ["{", "(", "[ ", "<< ", "<<( ", "!", "-", "^"])
def test_depth(one: str) -> None:
    assert scanner.scan(f"ASK {{ {one * 40}", LIMITS)
    with pytest.raises(RefusedError, match="nested deeper than 64"):
        scanner.scan(f"ASK {{ {one * 70}", LIMITS)


def test_size() -> None:
    with pytest.raises(RefusedError, match="longer than 65,536 bytes"):
        scanner.scan('"' + "é" * 40_000 + '"', LIMITS)
    with pytest.raises(RefusedError, match="more than 12,000"):
        scanner.scan("a " * 13_000, LIMITS)


@pytest.mark.parametrize(
    "text",
    [sign * 20_000 for sign in ('"', "'''a", "<", "<a", "a.", "\\u", "<\\u", "@a-", "_:.", ":", '"a')],
)
def test_no_text_takes_long(text: str) -> None:
    began = time.process_time()
    with contextlib.suppress(RefusedError):
        scanner.scan(text, LIMITS)
    assert time.process_time() - began < 1.0


def test_tokens_cover_the_text() -> None:
    text = "SELECT ?x WHERE { ?x a <x:y>, 'it''s' ; !^p:q|\\- 1.5e3 . FILTER(?x<3&&?y>=4) } #end"
    rebuilt = ["".join(text[token.start : token.end]) for token in scanner.tokens(text)]
    assert "".join(rebuilt) == text.removesuffix("#end").replace(" ", "")


def test_what_changes_is_known() -> None:
    assert scanner.scan("SELECT (rand() AS ?x) {}", LIMITS).changes
    assert not scanner.scan("SELECT ?now { ?now <x:rand> 'UUID()' }", LIMITS).changes
