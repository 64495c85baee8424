"""The small parts that need no server: negotiation, messages, rate, cache, rows, updates, RDF, settings."""

from __future__ import annotations

import io
import json

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from server import dump, jsonld, messages, negotiate, output, prefixes, rdf, settings, updates
from server.cache import OVERHEAD, Cache
from server.frames import End, Job
from server.negotiate import NotAcceptableError
from server.output import LimitError, Output
from server.rate import Buckets
from server.request import Request
from server.responses import HTTPProblem
from server.routes.sparql import ENCODINGS
from server.settings import Settings


class TestNegotiation:
    @pytest.mark.parametrize(
        ("accept", "shape", "name"),
        [
            ("text/csv", "rows", "csv"),
            ("text/csv;q=0.3, application/xml;q=0.4", "rows", "xml"),
            ("*/*", "graph", "ttl"),
            ("", "graph", "ttl"),
            ("application/*", "rows", "json"),
            ("text/turtle;q=0.5, */*;q=0.6", "graph", "nt"),
            ("TEXT/TURTLE", "graph", "ttl"),
            ("text/turtle;level=1;q=0.7, application/rdf+xml;q=0.2", "graph", "ttl"),
            ("application/sparql-results+json;q=2", "rows", "json"),
            ("nonsense, text/csv", "rows", "csv"),
            ("application/json", "graph", "jsonld"),
        ],
    )
    def test_choice(self, accept: str, shape: negotiate.Shape, name: str) -> None:
        assert negotiate.choose(accept, negotiate.formats(shape)).name == name

    @pytest.mark.parametrize("accept", ["image/png", "text/csv;q=0", "*/*;q=0", "text/csv;q=x"])
    def test_none(self, accept: str) -> None:
        with pytest.raises(NotAcceptableError, match=r"application/sparql-results\+json"):
            negotiate.choose(accept, negotiate.formats("rows"))

    @pytest.mark.parametrize(
        ("name", "shape", "found"),
        [
            ("ttl", "graph", "ttl"),
            (".nt", "graph", "nt"),
            ("turtle", "graph", "ttl"),
            ("xml", "graph", "rdf"),
            ("json", "graph", "jsonld"),
            ("xml", "rows", "xml"),
            ("text/csv", "rows", "csv"),
            ("ttl", "rows", None),
            ("doc", "graph", None),
        ],
    )
    def test_names(self, name: str, shape: negotiate.Shape, found: str | None) -> None:
        form = negotiate.named(name, negotiate.formats(shape))
        assert (form.name if form else None) == found

    @pytest.mark.parametrize(
        ("accepted", "coding"),
        [
            ("gzip", "gzip"),
            ("gzip, zstd", "zstd"),
            ("zstd;q=0, gzip", "gzip"),
            ("*", "zstd"),
            ("identity", None),
            (None, None),
            ("br", "br"),
            ("br, gzip", "br"),
            ("deflate", None),
            ("identity;q=1, gzip;q=0.5", None),
            ("gzip;q=0", None),
        ],
    )
    def test_codings(self, accepted: str | None, coding: str | None) -> None:
        assert negotiate.encoding(accepted, ENCODINGS) == coding


class TestMessages:
    @pytest.mark.parametrize(
        ("complaint", "sentence"),
        [
            ("expected one of DESCRIBE, [_]", "Expected DESCRIBE."),
            ("expected one of Prefix not found, ['%'], ['.']", "The prefix is not declared; add a PREFIX line for it."),
            ("expected one of The SELECT overrides a variable, [_]", "The SELECT overrides a variable."),
            ("expected one of GRAPH, MINUS, \"(\"", 'Expected one of GRAPH, MINUS, "(".'),
            ("expected one of [_]", "Something else was expected here; a quotation mark or bracket may be open."),
            ("the offset is wrong", "The offset is wrong."),
        ],
    )  # fmt: skip
    def test_plain(self, complaint: str, sentence: str) -> None:
        assert messages.plain(complaint) == sentence

    def test_what_the_engine_really_says(self) -> None:
        with pytest.raises(SyntaxError) as caught:
            ox.Store().query("SELECT ?x WHERE {\n ?x a foo:bar }")
        assert (found := messages.place(str(caught.value))) is not None
        assert found[0] == 2
        assert "prefix" in messages.plain(found[2])

    def test_a_long_line_is_shown_around_the_place(self) -> None:
        shown = messages.pointed("Wrong.", "a" * 5000 + "!" + "b" * 5000, 1, 5001).splitlines()
        assert len(shown[1]) <= 120
        assert shown[1][shown[2].index("^")] == "!"

    def test_a_place_as_line_and_column(self) -> None:
        assert messages.line_of("ab\ncd", 4) == (2, 2)


def test_rate() -> None:
    buckets = Buckets(rate=2.0, burst=3)
    assert [buckets.take("a", now=0.0) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert buckets.take("a", now=0.0) == pytest.approx(0.5)
    assert buckets.take("b", now=0.0) == 0.0
    assert buckets.take("a", now=0.6) == 0.0
    assert buckets.take("a", now=100.0) == 0.0
    assert all(not Buckets(0, 1).take("a", now=0.0) for _ in range(5))


class TestCache:
    def test_the_oldest_goes_first(self) -> None:
        cache = Cache(3 * (100 + OVERHEAD), 1000)
        for tag in "abc":
            assert cache.get(tag, "1") is None
            cache.put(tag, "1", [], b"x" * 100)
        assert cache.get("a", "1") is not None
        cache.put("d", "1", [], b"x" * 100)
        assert [tag for tag in "abcd" if cache.get(tag, "1")] == ["a", "c", "d"]
        assert cache.bytes == 3 * (100 + OVERHEAD)

    def test_a_new_snapshot_empties_it(self) -> None:
        cache = Cache(10_000, 10_000)
        cache.get("a", "1")
        cache.put("a", "1", [], b"x")
        assert cache.get("a", "1")
        assert cache.get("a", "2") is None
        cache.put("a", "1", [], b"late")
        assert (len(cache), cache.bytes) == (0, 0)

    def test_what_is_too_large_is_not_kept(self) -> None:
        cache = Cache(10_000, 1000)
        cache.get("a", "1")
        cache.put("a", "1", [], b"x" * 1000)
        assert len(cache) == 0


class TestRows:
    """Rows are counted in the bytes of the answer, whatever the values say and however the pieces are cut."""

    VALUES = ("plain", "", 'a "quoted" one', "two\nlines\r\n", "}},{", '}},{"x":{', "<result>", "\t\\", 'é,,"\n"')

    def answer(self, form: ox.QueryResultsFormat) -> tuple[bytes, int]:
        table = " ".join(f"({ox.Literal(value)} {ox.Literal(other)})" for value in self.VALUES for other in self.VALUES)
        found = ox.Store().query(f"SELECT ?x ?y ?none {{ VALUES (?x ?y) {{ {table} }} }}")
        return bytes(found.serialize(format=form)), len(self.VALUES) ** 2  # type: ignore[union-attr, arg-type]

    @pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
    @pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 100_000])
    def test_counting(self, name: str, size: int) -> None:
        engine = negotiate.BY_NAME[name].engine
        assert isinstance(engine, ox.QueryResultsFormat)
        body, rows = self.answer(engine)
        sent: list[bytes] = []
        out = Output(sent.append, Job("query", "", format=name))
        out.count_rows(name)
        for start in range(0, len(body), size):
            out.write(body[start : start + size])
        assert out.rows == rows

    def test_the_limit(self) -> None:
        out = Output(lambda _: None, Job("query", "", format="tsv", max_rows=2))
        out.count_rows("tsv")
        out.write(b"?x\n1\n2\n")
        with pytest.raises(LimitError, match="more than 2 rows"):
            out.write(b"3\n")

    def test_the_end_can_be_sent(self) -> None:
        for end in (End(None, 5, 0.25), End(7, 1 << 40, 0.0)):
            assert End.unpack(end.pack()) == end


class TestUpdates:
    ASKED = Request(update="", using_graphs=("x:a",), using_named_graphs=("x:b",))

    @pytest.mark.parametrize(
        ("text", "made"),
        [
            ("INSERT { } WHERE { ?s ?p ?o }", "INSERT { } USING <x:a> USING NAMED <x:b> WHERE { ?s ?p ?o }"),
            ("DELETE WHERE { ?s ?p ?o }", "DELETE { ?s ?p ?o } USING <x:a> USING NAMED <x:b> WHERE { ?s ?p ?o }"),
            ("INSERT DATA { <x:s> <x:p> 'WHERE' }", "INSERT DATA { <x:s> <x:p> 'WHERE' }"),
            ("CLEAR ALL", "CLEAR ALL"),
        ],
    )
    def test_the_protocols_dataset(self, text: str, made: str) -> None:
        assert updates.prepare(text, self.ASKED, Settings()) == made
        ox.Store().update(made)

    @pytest.mark.parametrize("text", ["WITH <x:g> DELETE {} WHERE {}", "INSERT {} USING <x:g> WHERE {}"])
    def test_two_datasets_are_one_too_many(self, text: str) -> None:
        with pytest.raises(HTTPProblem, match="expected one of them"):
            updates.prepare(text, self.ASKED, Settings())

    def test_an_iri_that_is_none(self) -> None:
        with pytest.raises(HTTPProblem, match="is no IRI"):
            updates.prepare("INSERT {} WHERE {}", Request(using_graphs=("x:a> } ; DROP ALL ; #",)), Settings())


class TestRDF:
    TURTLE = """
    @prefix pg: <https://w3id.org/pressgraph/ns#> . @prefix id: <https://w3id.org/pressgraph/entity/> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    id:Q1 a pg:Country, id:Other ; rdfs:label "one"@en, "un"@fr, "plain" ; pg:status id:Q2 ;
        pg:confidence 0.5, 1, true ; <http://purl.org/dc/terms/date> "2023-03-01"^^xsd:date ;
        <http://www.w3.org/2002/07/owl#sameAs> <http://www.wikidata.org/entity/Q1> ;
        <urn:odd:p> "x"^^<urn:odd:type>, [ rdfs:label "blank" ] , <urn:odd:o> ; pg:factuality "a literal" .
    """

    @pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's parser uses what rdflib has deprecated
    def test_jsonld_says_the_same(self) -> None:
        quads = list(ox.parse(self.TURTLE, ox.RdfFormat.TURTLE))
        stream = io.BytesIO()
        jsonld.write(quads, stream)
        assert json.loads(stream.getvalue())["@context"] == jsonld.context()
        theirs = Graph().parse(data=stream.getvalue(), format="json-ld")
        nt = ox.serialize([quad.triple for quad in quads], format=ox.RdfFormat.N_TRIPLES)
        ours = Graph().parse(data=nt, format="nt")
        assert isomorphic(theirs, ours)
        parsed = ox.Dataset(ox.parse(stream.getvalue(), ox.RdfFormat.JSON_LD))
        wanted = ox.Dataset(quads)
        for dataset in (parsed, wanted):
            dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        assert parsed == wanted

    def test_jsonld_uses_the_terms_of_the_context(self) -> None:
        stream = io.BytesIO()
        jsonld.write(ox.parse(self.TURTLE, ox.RdfFormat.TURTLE), stream)
        node = next(
            node
            for node in json.loads(stream.getvalue())["@graph"]
            if str(node.get("@id", node.get("id"))).endswith("Q1")
        )
        assert not [key for key in node if key.startswith(("https://w3id.org", "http://www.w3.org"))]

    @pytest.mark.parametrize("size", [1, 3, 10, 1000])
    def test_turtle_is_mended_however_it_is_cut(self, size: int) -> None:
        name = ox.NamedNode("http://dbpedia.org/resource/Foo_(x)_Inc.")
        text = ox.Literal("see dbr:Foo\\. now, dbr:Bar. and \\. \\")
        triples = [ox.Triple(name, name, name), ox.Triple(name, name, text)]

        def run(stream: rdf.Stream) -> None:
            body = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes.table())
            for start in range(0, len(body), size):
                stream.write(body[start : start + size])

        out = io.BytesIO()
        rdf.mend(run, out)
        assert {quad.triple for quad in ox.parse(out.getvalue(), ox.RdfFormat.TURTLE)} == set(triples)
        assert len(Graph().parse(data=out.getvalue(), format="turtle")) == 2
        assert b"<http://dbpedia.org/resource/Foo_(x)_Inc.>" in out.getvalue()
        head = [line for line in out.getvalue().splitlines() if line.startswith(b"@prefix")]
        assert head == sorted(head)
        assert len(head) == len(prefixes.table())

    def test_nothing_but_prefixes(self) -> None:
        out = io.BytesIO()
        rdf.write([], "ttl", out)
        assert output.without_unused_prefixes(out.getvalue()) == b""


class TestSettings:
    def test_each_has_a_default_and_a_line_of_help(self) -> None:
        lines = list(settings.lines())
        assert {line.name for line in lines} == set(Settings.model_fields)
        for line in lines:
            assert line.variable == f"PRESSGRAPH_{line.name.upper()}"
            assert line.help.endswith("."), line.name
            assert len(line.help) < 110, line.name

    def test_the_environment_sets_them(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PRESSGRAPH_TIMEOUT", "7")
        monkeypatch.setenv("PRESSGRAPH_SERVICES", "https://a.example/sparql https://b.example/sparql")
        monkeypatch.setenv("PRESSGRAPH_BASE", "https://c.example/")
        found = Settings()
        assert found.timeout == 7.0
        assert found.services == ("https://a.example/sparql", "https://b.example/sparql")
        assert found.base == "https://c.example"

    def test_the_token_is_not_shown(self) -> None:
        assert "secret" not in repr(Settings(token="secret"))


def test_the_downloads_are_formats() -> None:
    assert all(name in negotiate.BY_NAME for name in dump.DOWNLOADS)
