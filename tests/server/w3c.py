"""Runs the W3C's SPARQL tests that need no HTTP: through the scanner and the worker's code, on a store in memory."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from server import frames, scanner, worker
from server.frames import Job
from server.output import Output
from server.scanner import Limits, RefusedError

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
ROW = ox.NamedNode("urn:x-test:row")
LIMITS = Limits()
RESULTS = {"srx": ox.QueryResultsFormat.XML, "srj": ox.QueryResultsFormat.JSON}
RESULTS |= {"tsv": ox.QueryResultsFormat.TSV}
SYNTAX = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
}
SYNTAX |= {"nq": ox.RdfFormat.N_QUADS}
Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True)
class Case:
    """One test: its local name after its manifest's folder, its kind, and its manifest."""

    name: str
    kind: str
    node: Node
    manifest: Manifest


class Manifest:
    """A manifest as triples, with what it takes to walk it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.store = ox.Store()
        self.store.load(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=path.as_uri())

    def values(self, subject: Node, predicate: str) -> list[Node]:
        return [quad.object for quad in self.store.quads_for_pattern(subject, ox.NamedNode(predicate), None)]  # type: ignore[arg-type]

    def value(self, subject: Node, predicate: str) -> Node | None:
        return next(iter(self.values(subject, predicate)), None)

    def listed(self, head: Node | None) -> Iterator[Node]:
        while head is not None and str(head) != f"<{RDF}nil>":
            first = self.value(head, RDF + "first")
            assert first is not None
            yield first
            head = self.value(head, RDF + "rest")

    def file(self, node: Node | None) -> Path:
        assert isinstance(node, ox.NamedNode)
        return Path(node.value.removeprefix("file://"))

    def cases(self) -> Iterator[Case]:
        """The tests of this manifest and of those that it includes."""
        for quad in list(self.store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(MF + "Manifest"))):
            for included in self.listed(self.value(quad.subject, MF + "include")):
                yield from Manifest(self.file(included)).cases()
            for node in self.listed(self.value(quad.subject, MF + "entries")):
                kind = self.value(node, RDF + "type")
                local = str(node.value).rpartition("#")[2]  # type: ignore[union-attr]
                yield Case(f"{self.path.parent.name}/{local}", str(kind.value).rpartition("#")[2], node, self)  # type: ignore[union-attr]


def run(case: Case) -> str | None:
    """None where the test passes, else what went wrong, in a few words."""
    try:
        if "Syntax" in case.kind:
            return _syntax(case)
        return _update(case) if "Update" in case.kind else _evaluation(case)
    except (SyntaxError, ValueError, OSError, RuntimeError, RefusedError, KeyError) as error:
        return f"{type(error).__name__}: {str(error)[:200]}"


def _syntax(case: Case) -> str | None:
    path = case.manifest.file(case.manifest.value(case.node, MF + "action"))
    text = path.read_bytes().decode()
    try:
        _looked_through(text)
        if "Update" in case.kind:
            ox.Store().update(text, base_iri=path.as_uri())
        else:
            ox.Store().query(text, base_iri=path.as_uri())
    except SyntaxError as error:
        return None if case.kind.startswith("Negative") else f"refused: {error}"
    except (OSError, RuntimeError):  # it was well-formed, and then there was nothing to LOAD
        pass
    return "accepted" if case.kind.startswith("Negative") else None


def _looked_through(text: str) -> None:
    """The scanner may refuse LOAD, which is a rule of ours; anything else that it refuses is a failure."""
    try:
        scanner.scan(text, LIMITS, services=True)
    except RefusedError as error:
        if error.status != 403:
            raise


def load(store: ox.Store, path: Path, graph: ox.NamedNode | None = None) -> None:
    store.load(path=str(path), format=SYNTAX[path.suffix[1:]], base_iri=path.as_uri(), to_graph=graph)


def answer(store: ox.Store, text: str, base: str, format: str) -> bytes:
    """What our worker writes for a query."""
    found = scanner.scan(text, LIMITS, base=base, services=True)
    graphs = {"default_graphs": found.default_graphs, "named_graphs": found.named_graphs}
    options = graphs if found.has_dataset else {}
    columns = found.variables() if found.star is not None else ()
    sent: list[bytes] = []
    job = Job("query", "", text, format, base=base, star=found.star, columns=columns, **options)
    out = Output(sent.append, job)
    worker.query(store, job, out)
    out.finish(0.0)
    return b"".join(content(kind, body) for kind, body in unpack(b"".join(sent)))


def content(kind: bytes, body: bytes) -> bytes:
    """What of the answer a frame has."""
    if kind == frames.WHOLE:
        return body[frames.END_SIZE :]
    return body if kind == frames.CHUNK else b""


def unpack(sent: bytes) -> Iterator[tuple[bytes, bytes]]:
    start = 0
    while start < len(sent):
        kind, length = frames.PREFIX.unpack_from(sent, start)
        start += frames.PREFIX.size
        yield kind, sent[start : start + length]
        start += length


def _evaluation(case: Case) -> str | None:
    manifest = case.manifest
    action = manifest.value(case.node, MF + "action")
    assert action is not None
    path = manifest.file(manifest.value(action, QT + "query"))
    store = ox.Store()
    for data in manifest.values(action, QT + "data"):
        load(store, manifest.file(data))
    for data in manifest.values(action, QT + "graphData"):
        assert isinstance(data, ox.NamedNode)
        store.add_graph(data)  # a graph may be there and empty
        load(store, manifest.file(data), data)
    text = path.read_text()
    if scanner.scan(text, LIMITS, base=path.as_uri(), services=True).has_dataset:
        for iri in [*(scan := scanner.scan(text, LIMITS, base=path.as_uri())).default_graphs, *scan.named_graphs]:
            load(store, Path(iri.removeprefix("file://")), ox.NamedNode(iri))
    result = manifest.file(manifest.value(case.node, MF + "result"))
    if result.suffix in (".csv", ".tsv"):
        got = answer(store, text, path.as_uri(), result.suffix[1:])
        return _compare_text(got, result)
    expected, wants_order = _expected(result)
    found = _answered(store, text, path.as_uri(), order=wants_order)
    return None if found == expected else f"got {len(found)}, expected {len(expected)} quads, or others"


def _answered(store: ox.Store, text: str, base: str, *, order: bool) -> ox.Dataset:
    if scanner.scan(text, LIMITS).form in ("CONSTRUCT", "DESCRIBE"):
        return canonical(ox.parse(answer(store, text, base, "nt"), ox.RdfFormat.N_TRIPLES))
    return rows(ox.parse_query_results(answer(store, text, base, "json"), ox.QueryResultsFormat.JSON), order=order)


def rows(found: ox.QuerySolutions | ox.QueryBoolean, *, order: bool) -> ox.Dataset:
    """Results as a dataset, so that they can be compared up to the names of blank nodes."""
    if isinstance(found, ox.QueryBoolean):
        return canonical([ox.Quad(ROW, ROW, ox.Literal(bool(found)))])
    names = [variable.value for variable in found.variables]
    quads = [ox.Quad(ROW, ROW, ox.Literal(" ".join(sorted(names))))]
    for place, row in enumerate(found):
        node = ox.BlankNode()
        quads.append(ox.Quad(ROW, ROW, node))
        if order:
            quads.append(ox.Quad(node, ROW, ox.Literal(place)))
        quads += [
            ox.Quad(node, ox.NamedNode(f"urn:x-test:{name}"), row[name]) for name in names if row[name] is not None
        ]
    return canonical(quads)


def canonical(quads: object) -> ox.Dataset:
    stored = ox.Store()
    stored.extend(quads)  # type: ignore[arg-type]
    made = ox.Dataset(stored)  # through a store, for it writes numbers its own way: what is compared is values
    made.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return made


def _expected(path: Path) -> tuple[ox.Dataset, bool]:
    if (form := RESULTS.get(path.suffix[1:])) is not None:
        return rows(ox.parse_query_results(path.read_bytes(), form), order=False), False
    store = ox.Store()
    load(store, path)
    if next(store.quads_for_pattern(None, None, ox.NamedNode(RS + "ResultSet")), None) is None:
        return canonical(store), False
    return _result_set(store)


def _result_set(store: ox.Store) -> tuple[ox.Dataset, bool]:
    """Results as the first test suites wrote them, in RDF."""

    def every(subject: Node | None, name: str) -> list[ox.Quad]:
        return list(store.quads_for_pattern(subject, ox.NamedNode(RS + name), None))  # type: ignore[arg-type]

    if truth := every(None, "boolean"):
        return canonical([ox.Quad(ROW, ROW, truth[0].object)]), False
    names = sorted(quad.object.value for quad in every(None, "resultVariable"))
    quads = [ox.Quad(ROW, ROW, ox.Literal(" ".join(names)))]
    order = bool(every(None, "index"))
    for quad in every(None, "solution"):
        node = ox.BlankNode()
        quads.append(ox.Quad(ROW, ROW, node))
        for index in every(quad.object, "index"):
            quads.append(ox.Quad(node, ROW, ox.Literal(int(index.object.value) - 1)))
        for binding in every(quad.object, "binding"):
            name = every(binding.object, "variable")[0].object.value
            quads.append(ox.Quad(node, ox.NamedNode(f"urn:x-test:{name}"), every(binding.object, "value")[0].object))
    return canonical(quads), order


def _compare_text(got: bytes, path: Path) -> str | None:
    """CSV and TSV, line by line; rows may stand in another order, and blank nodes have any name."""
    expected = path.read_text().replace("\r\n", "\n").splitlines()
    lines = got.decode().replace("\r\n", "\n").splitlines()
    if path.suffix == ".tsv":
        wanted = rows(ox.parse_query_results(path.read_bytes(), ox.QueryResultsFormat.TSV), order=False)
        found = rows(ox.parse_query_results(got, ox.QueryResultsFormat.TSV), order=False)
        return None if wanted == found else f"got {lines}, expected {expected}"
    same = lines[0] == expected[0] and sorted(map(_cells, lines[1:])) == sorted(map(_cells, expected[1:]))
    return None if same else f"got {lines}, expected {expected}"


def _cells(line: str) -> list[str]:
    """A row's cells, with numbers by value and blank nodes without their names."""
    return ["_:" if cell.startswith("_:") else _number(cell) for cell in next(csv.reader([line]))]


def _number(cell: str) -> str:
    try:
        return str(float(cell))
    except ValueError:
        return cell


def _update(case: Case) -> str | None:
    manifest = case.manifest
    action, result = manifest.value(case.node, MF + "action"), manifest.value(case.node, MF + "result")
    assert action is not None
    assert result is not None
    path = manifest.file(manifest.value(action, UT + "request"))
    store = _state(manifest, action)
    store.update(path.read_text(), base_iri=path.as_uri())
    return None if canonical(store) == canonical(_state(manifest, result)) else "another state than expected"


def _state(manifest: Manifest, node: Node) -> ox.Store:
    store = ox.Store()
    for data in manifest.values(node, UT + "data"):
        load(store, manifest.file(data))
    for named in manifest.values(node, UT + "graphData"):
        label = manifest.value(named, RDFS + "label")
        assert isinstance(label, ox.Literal)
        load(store, manifest.file(manifest.value(named, UT + "graph")), ox.NamedNode(label.value))
    return store
