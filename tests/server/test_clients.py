"""Programs that other people use against SPARQL endpoints, against ours; those that are not installed are skipped."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import urllib.parse
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

from server import dump
from server.store import Store
from tests.server.conftest import TOKEN, Running, Serve

ROOT = Path(__file__).resolve().parent.parent.parent
SPACE = "https://example.org/"
ROWS = f"SELECT ?s ?o WHERE {{ ?s <{SPACE}p> ?o }} ORDER BY ?s"


def fill(path: Path, names: str, about: str = "p") -> None:
    with Store(path) as store:
        store.replace(
            SPACE + "article",
            [
                ox.Quad(ox.NamedNode(SPACE + name), ox.NamedNode(SPACE + about), ox.Literal(f'{name} é, "x"'))
                for name in names
            ],
        )
        store.publish()


@pytest.fixture(scope="module")
def server(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Running:
    path = tmp_path_factory.mktemp("clients") / "store"
    fill(path, "abc")
    return serve(path, writes="true", token=TOKEN, writer_idle="0")


def command(name: str, debian: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"needs {name} (Debian package {debian})")
    return found


def run(*words: str, cwd: Path | None = None, timeout: float = 120, **environment: str) -> str:
    environment = {**os.environ, **environment}
    done = subprocess.run(words, capture_output=True, text=True, timeout=timeout, check=False, cwd=cwd, env=environment)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def test_rdflib(server: Running) -> None:
    for method in ("GET", "POST", "POST_FORM"):
        graph = Graph(SPARQLStore(f"{server.url}/sparql", method=method))
        rows = [(str(row[0]), str(row[1])) for row in graph.query(ROWS)]  # type: ignore[index]
        assert rows == [(SPACE + name, f'{name} é, "x"') for name in "abc"]
        assert (URIRef(SPACE + "a"), None, None) in graph
        assert len(list(graph.triples((None, URIRef(SPACE + "p"), None)))) == 3


def test_rdflib_writes(server: Running) -> None:
    store = SPARQLUpdateStore(
        f"{server.url}/sparql", f"{server.url}/sparql", headers={"Authorization": f"Bearer {TOKEN}"}
    )
    graph = Graph(store, identifier=DATASET_DEFAULT_GRAPH_ID)
    triple = (URIRef(SPACE + "new"), URIRef(SPACE + "q"), Literal("new"))
    graph.add(triple)
    assert triple in graph
    graph.remove(triple)
    assert triple not in graph


def test_sparqlwrapper(server: Running) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper", reason="needs SPARQLWrapper (the test extra)")
    client = wrapper.SPARQLWrapper(f"{server.url}/sparql")
    client.setQuery(ROWS)
    for form in (wrapper.JSON, wrapper.XML, wrapper.CSV, wrapper.TSV):
        client.setReturnFormat(form)
        answer = client.query().convert()
        assert "a é" in (
            answer.toxml() if hasattr(answer, "toxml") else str(answer if form == wrapper.JSON else answer.decode())
        )
    client.setQuery("CONSTRUCT WHERE { ?s ?p ?o }")
    client.setReturnFormat(wrapper.TURTLE)
    assert len(Graph().parse(data=client.query().convert(), format="turtle")) == 3


def test_pandas(server: Running) -> None:
    pandas = pytest.importorskip("pandas", reason="needs pandas (the test extra)")
    parameters = urllib.parse.urlencode({"query": ROWS, "format": "csv"})
    table = pandas.read_csv(f"{server.url}/sparql?{parameters}")
    assert list(table.columns) == ["s", "o"]
    assert list(table["o"]) == [f'{name} é, "x"' for name in "abc"]
    tsv = pandas.read_csv(io.BytesIO(server.query(ROWS, accept="text/tab-separated-values").body), sep="\t", quoting=3)
    assert list(tsv.columns) == ["?s", "?o"]


def test_curl(server: Running) -> None:
    curl = command("curl", "curl")
    sent = ("--data-urlencode", f"query={ROWS}", f"{server.url}/sparql")
    assert run(curl, "-sfG", "-H", "Accept: text/csv", *sent).splitlines()[0] == "s,o"
    assert run(curl, "-sf", "--compressed", "-H", "Accept: text/csv", *sent).splitlines()[0] == "s,o"
    assert "Content-Length" in run(curl, "-sfI", f"{server.url}/sparql?query=ASK%7B%7D").title()


def test_roqet(server: Running) -> None:
    roqet = command("roqet", "rasqal-utils")
    output = run(roqet, "-q", "-p", f"{server.url}/sparql", "-e", ROWS, "-r", "csv")
    assert [line.partition(",")[0] for line in output.splitlines()] == ["s", f"{SPACE}a", f"{SPACE}b", f"{SPACE}c"]


def test_rapper_and_rdflib_read_the_same_triples_in_the_turtle(server: Running, tmp_path: Path) -> None:
    rapper = command("rapper", "raptor2-utils")
    odd = [
        "a.b",
        "a-b",
        "c%20d",
        "(e)",
        "f~g",
        "h/i",
        "ü",
        "j'k",
        "l,m",
        "n.",
        "-o",
        "1p",
        "q:r",
        "@s",
        "t&u",
        "v=w",
        "x+y",
        "z!",
    ]
    terms = [ox.NamedNode(f"https://w3id.org/pressgraph/entity/{name}") for name in odd]
    with Store(tmp_path / "store") as store:
        texts = ["plain", "line\nbreak\ttab", 'quo"te', "back\\slash", "snow ☃ 𝄞", "", "\u200b", "'''", '"""']
        triples = [
            ox.Triple(term, ox.NamedNode("https://schema.org/name"), ox.Literal(text, language="en"))
            for term in terms
            for text in texts
        ]
        triples += [
            ox.Triple(term, ox.NamedNode("http://www.w3.org/2002/07/owl#sameAs"), other)
            for term in terms
            for other in terms
        ]
        store.put_graph(None, triples)
        store.publish()
        for format in ("ttl", "nt", "rdf"):
            store.dump(format, tmp_path / f"graph.{format}")
    kinds = {"ttl": "turtle", "nt": "ntriples", "rdf": "rdfxml"}
    base = "https://example.org/base"
    for format, kind in kinds.items():
        path = tmp_path / f"graph.{format}"
        read = run(rapper, "-q", "-i", kind, "-o", "ntriples", str(path), base)
        theirs = Graph().parse(data=read, format="nt")
        ours = Graph().parse(path, format={"rdf": "xml"}.get(format, kind.replace("ntriples", "nt")))
        assert len(ours) == len(set(triples)), format
        assert set(theirs) == set(ours), format


def test_comunica_joins_two_endpoints(server: Running, serve: Serve, tmp_path: Path) -> None:
    """Comunica 4: `npm install @comunica/query-sparql@4` in the project, or PRESSGRAPH_COMUNICA names its command."""
    comunica = os.environ.get("PRESSGRAPH_COMUNICA") or str(ROOT / "node_modules" / ".bin" / "comunica-sparql")
    if not Path(comunica).exists():
        pytest.skip(f"needs Comunica, which is not at {comunica} (npm install @comunica/query-sparql@4)")
    fill(tmp_path / "store", "bcd", about="q")
    second = serve(tmp_path / "store")
    query = f"SELECT ?s WHERE {{ ?s <{SPACE}p> ?o . ?s <{SPACE}q> ?r }} ORDER BY ?s"
    sources = [f"sparql@{server.url}/sparql", f"sparql@{second.url}/sparql"]
    output = run(comunica, *sources, "-q", query, "-t", "text/csv")
    assert output.split() == ["s", f"<{SPACE}b>", f"<{SPACE}c>"]


def test_schemathesis_finds_no_server_error(server: Running, tmp_path: Path) -> None:
    """What OpenAPI says can be sent, at its borders and beyond: never is the answer a status of 5xx."""
    schemathesis = shutil.which("schemathesis") or shutil.which("st")
    if schemathesis is None:
        pytest.skip("needs schemathesis (the test extra)")
    words = ["run", f"{server.url}/openapi.json", "--checks", "not_a_server_error", "--phases", "examples,coverage"]
    hooks = {"SCHEMATHESIS_HOOKS": "tests.server.schemathesis_hooks", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [schemathesis, *words, "--no-color", "--seed", "1"],
        capture_output=True, text=True, timeout=600, check=False, cwd=tmp_path, env={**os.environ, **hooks},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_two_thousand_requests_of_schemathesis(server: Running, tmp_path: Path) -> None:
    """Made by its strategies, right and wrong by the description; without its reports, which cost the most."""
    pytest.importorskip("schemathesis", reason="needs schemathesis (the test extra)")
    words = [sys.executable, "-W", "ignore", "-m", "tests.server.schemathesis_hooks", server.url]
    done = run(*words, cwd=tmp_path, timeout=900, PYTHONPATH=str(ROOT))
    statuses = {int(status): count for status, count in json.loads(done).items()}
    assert sum(statuses.values()) >= 2000
    assert {status for status in statuses if status >= 500} == set()
    assert statuses[200] > 100


def test_every_download_is_listed() -> None:
    assert set(dump.DOWNLOADS) == {"ttl", "trig", "nt", "nq", "jsonld", "rdf"}
