"""The write side: put an article's graph in place of the old one, publish a snapshot, dump.

    STORE/live/         the writer's database; one process at a time
    STORE/merged/       who contributes which triple to the default graph: one graph per article
    STORE/words.sqlite  which texts have which words
    STORE/contradictions  by which rules the published graph's contradictions were found
    STORE/pending.nq    the change in progress; done again when a killed writer's store is opened next
    STORE/snapshots/    what was published, immutable; `STORE/current` names the one that is served

Readers see snapshots only, so that a writer killed at any point leaves the published graph whole.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import pyoxigraph as ox

from ontology import contradictions as declared
from server import contradictions, snapshot
from server.counts import Counts
from server.journal import Journal, Pending
from server.snapshot import Snapshot
from server.wordindex import WordIndex, is_text

DEFAULT = ox.DefaultGraph()


class StoreError(Exception):
    """What is wrong with a store, with its path and what to do."""


class StoreBusyError(StoreError):
    """Another process is writing to the store."""


@dataclass(frozen=True, slots=True)
class Change:
    """How many quads a write added and took away, in the article's graph and the default graph together."""

    added: int
    removed: int

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


class Store:
    """The one writer of the store at `path`, which is made where there is none.

    >>> with Store("store") as store:
    ...     store.replace(article, quads)
    ...     store.publish()
    """

    def __init__(self, path: Path | str, *, keep: int = 2, grace: float = 120.0) -> None:
        self.path = Path(path)
        self._keep, self._grace = keep, grace
        self._make_folders()
        self._live = _open(self.path / "live", self.path)
        self._merged = _open(self.path / "merged", self.path)
        self._words = WordIndex(self.path / "words.sqlite")
        self._counts = self._published_counts()
        self._journal = Journal(self.path / "pending.nq")
        self._touched: set[str] | None = set() if self._settled else None  # facts; None: any
        if (pending := self._journal.read()) is not None:
            self._do(pending)

    def _make_folders(self) -> None:
        if self.path.exists() and not self.path.is_dir():
            raise StoreError(f"{self.path} is a file; expected the folder of a store, or a path where none is yet")
        try:
            (self.path / snapshot.SNAPSHOTS).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{self.path}: {error.strerror}; a store needs a folder that can be written") from error

    def _published_counts(self) -> Counts | None:
        """The counts of the last snapshot, if the graph is as it was then; None where they must be counted anew."""
        now = snapshot.current(self.path)
        return None if now is None or self.unpublished else Counts.read(now.counts)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store, so that another process may write; what was not published stays unpublished."""
        if "_words" in self.__dict__ and "_live" in self.__dict__:
            self._words.commit(self._live)
            self._words.close()
            del self._words
        for name in ("_live", "_merged"):
            if name in self.__dict__:
                getattr(self, name).flush()
                delattr(self, name)

    # Articles

    def replace(self, article_iri: str, quads: Iterable[ox.Quad]) -> Change:
        """Put an article's graph in place of the one it had, and its part of the default graph likewise.

        `quads` are those of the graph `article_iri` and, in the default graph, the triples that the article contributes
        to the merged facts; a triple stays there as long as one article contributes it.
        """
        return self._run(Pending("replace", article_iri, ox.Store()), quads)

    def remove(self, article_iri: str) -> Change:
        """Take an article's graph away, and from the default graph what no other article contributes."""
        return self._run(Pending("replace", article_iri, ox.Store()), ())

    def articles(self) -> Iterator[str]:
        """The IRIs of the articles in the store, by their graphs, in order."""
        return iter(sorted(str(node.value) for node in self._live.named_graphs()))

    def __contains__(self, article_iri: object) -> bool:
        return isinstance(article_iri, str) and self._live.contains_named_graph(ox.NamedNode(article_iri))

    def has(self, quads: Iterable[ox.Quad]) -> bool:
        """Whether the store holds every one of these quads."""
        return all(quad in self._live for quad in quads)

    # Plain graphs and updates, as the SPARQL protocols write them

    def put_graph(self, graph: str | None, triples: Iterable[ox.Triple]) -> Change:
        """Make `triples` the whole of a graph (None: the default graph)."""
        return self._run(Pending("put", graph, ox.Store()), _in(graph, triples))

    def add_to_graph(self, graph: str | None, triples: Iterable[ox.Triple]) -> Change:
        """Add `triples` to a graph (None: the default graph), which is made where there is none."""
        return self._run(Pending("post", graph, ox.Store()), _in(graph, triples))

    def delete_graph(self, graph: str | None) -> Change:
        """Take a graph away; what articles contribute to the default graph is kept by `remove`, not by this."""
        return self._run(Pending("delete", graph, ox.Store()), ())

    def has_graph(self, graph: str | None) -> bool:
        """Whether there is such a graph; the default graph always is."""
        return graph is None or self._live.contains_named_graph(ox.NamedNode(graph))

    def load(self, path: Path) -> None:
        """Load a file of N-Triples, N-Quads, Turtle or TriG as it is: faster than `replace`, and nobody's article."""
        self._mark()
        self._forget()
        self._live.bulk_load(path=str(path))

    def update(self, update: str, *, base_iri: str | None = None) -> None:
        """Run SPARQL Update in one transaction: all of it or, with an error, nothing."""
        self._mark()
        self._forget()
        self._live.update(update, base_iri=base_iri)

    def _forget(self) -> None:
        """Know that the graph changes in a way that nobody tells."""
        self._words.forget()
        self._counts = None
        self._touched = None

    # Publishing

    @property
    def unpublished(self) -> bool:
        """Whether something was written since the last snapshot."""
        return (self.path / "unpublished").exists()

    def publish(self) -> str:
        """The id of the snapshot that is now served: a new one where something was written since the last."""
        now = snapshot.current(self.path)
        if now is not None and self._settled:
            return now.id
        self._contradict()
        made = self._make_snapshot()
        link = self.path / f".{snapshot.CURRENT}.{made.id}"
        link.symlink_to(Path(snapshot.SNAPSHOTS) / made.id)
        link.replace(self.path / snapshot.CURRENT)
        (self.path / "unpublished").unlink(missing_ok=True)
        self._prune(made)
        return made.id

    @property
    def _settled(self) -> bool:
        """Whether the contradictions in the graph are those of the last snapshot, found by the rules as they are."""
        rules = self.path / "contradictions"
        return not self.unpublished and rules.exists() and rules.read_text() == declared.load().digest

    def _contradict(self) -> None:
        """Bring what the graph says of contradictions to what it says otherwise; done again if it is interrupted."""
        rules = declared.load()
        gone, come = contradictions.difference(self._live, rules, self._touched)
        if gone or come:
            self._write(gone, come)
        (self.path / "contradictions").write_text(rules.digest)
        self._touched = set()

    def _make_snapshot(self) -> Snapshot:
        name = f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}.{time.time_ns() % 10**9:09d}-{secrets.token_hex(2)}"
        new = self.path / snapshot.SNAPSHOTS / f".new-{name}"
        new.mkdir()
        self._live.flush()
        self._live.backup(str(new / "graph"))
        self._publish_words(new / "text.sqlite")
        if self._counts is None:
            self._counts = Counts.count(self._live)
        self._counts.write(new / "counts.json")
        return Snapshot(new.rename(new.with_name(name)))

    def _publish_words(self, target: Path) -> None:
        """The index as it is now; the last snapshot's file again where no text has changed."""
        self._words.commit(self._live)
        last = snapshot.current(self.path)
        if last is not None and last.text.exists() and not self._words.changed:
            target.hardlink_to(last.text)
        else:
            shutil.copyfile(self._words.path, target)
        self._words.changed = False

    def _prune(self, served: Snapshot) -> None:
        """Drop snapshots that no query can still be reading, and what killed writers left."""
        folder = self.path / snapshot.SNAPSHOTS
        old = sorted(path for path in folder.iterdir() if path.name != served.id and not path.name.startswith("."))
        stale = [path for path in old[: -self._keep or None] if time.time() - path.stat().st_mtime > self._grace]
        left = [path for path in folder.iterdir() if path.name.startswith(".new-")]
        for path in [*stale, *left]:
            shutil.rmtree(path, ignore_errors=True)

    # Reading back

    def dump(self, format: str, out: Path | str) -> None:
        """Write the graph as it is being written, published or not; see `server.dump.write` for the formats."""
        from server import dump

        with Path(out).open("wb") as stream:
            dump.write(self._live, format, stream)

    def __len__(self) -> int:
        return len(self._live)

    # Doing it

    def _run(self, pending: Pending, quads: Iterable[ox.Quad]) -> Change:
        pending.quads.extend(quads)
        pending.check()
        self._journal.write(pending)
        return self._do(pending)

    def _do(self, pending: Pending) -> Change:
        """Bring both databases to the pending change; each step may be done twice with the same end."""
        change = self._apply(pending)
        if pending.verb == "replace":
            self._record(pending)
        elif pending.name is None:
            self._touched = None
        self._journal.clear()
        return change

    def _apply(self, pending: Pending) -> Change:
        graph = pending.graph
        new = set(pending.quads)
        old = set() if pending.verb == "post" else set(self._live.quads_for_pattern(None, None, None, graph))
        if pending.verb == "replace":
            old |= self._orphans(pending)
        gone = {quad for quad in old - new if quad in self._live}  # an update may have taken away what articles gave
        come = [quad for quad in new - old if quad not in self._live]
        if self._touched is not None:
            self._touched.update(contradictions.stated(old | new))
        made = pending.makes_graph and not self._live.contains_named_graph(graph)
        lost = pending.drops_graph and self._live.contains_named_graph(graph)
        if gone or come or made or lost:
            self._write(gone, come)
        if made:
            self._live.add_graph(graph)
        if lost:
            self._live.remove_graph(graph)
        return Change(len(come), len(gone))

    def _write(self, gone: Collection[ox.Quad], come: Collection[ox.Quad]) -> None:
        self._mark()
        self._words.begin()
        for quad in gone:
            self._live.remove(quad)
        self._live.extend(come)
        if self._counts is not None:
            self._counts.follow(come, gone)
        self._words.update(come, [quad for quad in gone if is_text(quad) and not self._said(quad)])

    def _said(self, quad: ox.Quad) -> bool:
        """Whether any graph still has the triple."""
        return next(self._live.quads_for_pattern(quad.subject, quad.predicate, quad.object, None), None) is not None

    def _orphans(self, pending: Pending) -> set[ox.Quad]:
        """The default graph's quads that this article contributed and no other does."""
        graph = pending.graph
        return {
            ox.Quad(quad.subject, quad.predicate, quad.object, DEFAULT)
            for quad in self._merged.quads_for_pattern(None, None, None, graph)
            if not any(
                other.graph_name != graph
                for other in self._merged.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
            )
        }

    def _record(self, pending: Pending) -> None:
        graph = pending.graph
        new = {
            ox.Quad(quad.subject, quad.predicate, quad.object, graph)
            for quad in pending.quads.quads_for_pattern(None, None, None, DEFAULT)
        }
        old = set(self._merged.quads_for_pattern(None, None, None, graph))
        self._merged.extend(new - old)
        for quad in old - new:
            self._merged.remove(quad)

    def _mark(self) -> None:
        (self.path / "unpublished").touch()


def _open(path: Path, store: Path) -> ox.Store:
    try:
        return ox.Store(str(path))
    except OSError as error:
        if "lock" in str(error).lower():
            raise StoreBusyError(
                f"{store}: another process is writing to this store; wait until it has ended (a server lets go of it a"
                " few seconds after a write)"
            ) from error
        raise StoreError(f"{store}: {error}; this is not a store, or a damaged one") from error


def _in(graph: str | None, triples: Iterable[ox.Triple]) -> Iterator[ox.Quad]:
    node = DEFAULT if graph is None else ox.NamedNode(graph)
    return (ox.Quad(triple.subject, triple.predicate, triple.object, node) for triple in triples)
