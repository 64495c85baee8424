"""A query process: takes one job at a time over its socket, answers it from a snapshot, may be killed at any moment.

Forked by `server.nursery`, with the words FD MEMORY STACK SNAPSHOT. It does not import the web server.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

from server import aggregates, dump, frames, magic, messages, negotiate, ranking, rdf, sandbox, wordindex
from server.aggregates import Plan
from server.counts import Counts
from server.frames import Failure, Job
from server.magic import Search
from server.output import LimitError, Output
from server.snapshot import Snapshot
from server.wordindex import WordsError

NICE = 4  # the server, which talks to everybody, goes before any one query
KEPT = 4  # a process that still holds a fourth of a query's memory after a slow query is replaced


class _Refused(Exception):
    """A job that cannot be done, with what to tell the client."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class Worker:
    """Answers jobs from the snapshot that each names; keeps the last one open."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._stream = channel.makefile("rb", buffering=frames.FRAME)
        self._snapshot: Snapshot | None = None
        self._store = ox.Store()
        self._counts: Counts | None = None
        self.serving = False

    def begin(self, path: str) -> None:
        """Open the first snapshot; only then can it be `serving`."""
        self.open(path)
        self.serving = True

    def open(self, path: str) -> ox.Store:
        """The store of the snapshot at `path`; an empty one where nothing was published yet."""
        if self._snapshot is None or str(self._snapshot.path) != path:
            self._store, self._counts = ox.Store(), None
            gc.collect()
            self._snapshot = Snapshot(Path(path)) if path else None
            self._store = self._snapshot.open() if self._snapshot else ox.Store()
        return self._store

    def serve(self) -> None:
        """Answer jobs until the server closes the socket or wants another thread: only then it goes on `serving`."""
        self.serving = False
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the server is gone
            self._channel.sendall(frames.pack(frames.READY, frames.THREAD.pack(threading.get_native_id())))
            while prefix := self._stream.read(frames.PREFIX.size):
                kind, length = frames.PREFIX.unpack(prefix)
                if kind == frames.RENEW:
                    self.serving = True
                    return
                self._answer(Job.unpack(self._stream.read(length)))

    def _answer(self, job: Job) -> None:
        began = time.process_time()
        out = Output(self._channel.sendall, job)
        try:
            self._do(job, out)
            out.finish(began)
        except _Refused as refused:
            self._fail(refused.failure)
        except SyntaxError as error:
            self._fail(_syntax(str(error)))
        except LimitError as error:
            self._fail(Failure(507, str(error)))
        except MemoryError:
            self._fail(Failure(507, "The query needs more memory than one query may use here; ask for less at once."))
        except (ValueError, OSError, RuntimeError) as error:
            if out.stopped is not None:
                self._fail(Failure(507, str(out.stopped)))
            else:
                self._fail(Failure(400 if isinstance(error, ValueError) else 500, str(error)))

    def _fail(self, failure: Failure) -> None:
        self._channel.sendall(frames.pack(frames.ERROR, json.dumps(frames.fields(failure)).encode()))

    def _searched(self, job: Job) -> str:
        """The query, with a table in place of each search for words."""
        if not job.searches:
            return job.query
        found = [Search(*fields) for fields in job.searches]
        index = self._snapshot.text if self._snapshot is not None else None
        try:
            return magic.rewritten(job.query, found, lambda words: wordindex.find(index, words) if index else ())
        except WordsError as error:
            line, column = messages.line_of(job.query, found[0].start)
            raise _Refused(Failure(400, messages.sentence(str(error)), line, column)) from error

    def _counted(self, _: ox.Store, job: Job) -> str | None:
        """The query over the counts of the snapshot, where those answer it."""
        if job.counted is None or self._snapshot is None:
            return None
        if self._counts is None:
            self._counts = Counts.read(self._snapshot.counts)
        return None if self._counts is None else aggregates.rewritten(Plan(*job.counted), self._counts)

    def _ranked(self, store: ox.Store, job: Job) -> str | None:
        """The query over those of its rows that may be among the first, where few are asked for."""
        if job.ranked is None:
            return None
        return ranking.rewritten(ranking.Plan(*job.ranked), self._searched(job), store, job.base)

    def _query(self, store: ox.Store, job: Job, out: Output) -> None:
        for way in (self._counted, self._ranked):
            with contextlib.suppress(SyntaxError):  # what is wrong is said of the query as it was asked
                if (text := way(store, job)) is not None:
                    query(store, job, out, text=text)
                    return
        query(store, job, out, text=self._searched(job))

    def _do(self, job: Job, out: Output) -> None:
        store = self.open(job.snapshot)
        if job.verb == "query":
            self._query(store, job, out)
        elif job.verb == "dump":
            dump.write(store, job.format, out)
        else:
            _graph(store, job, out)


def query(store: ox.Store, job: Job, out: Output, *, text: str = "") -> None:
    """Answer a query from a store, with the dataset, the columns and in the format that the job asks for.

    `text` is the query as it is to be run, where that is not as it was asked.
    """
    store, options = _dataset(store, job)
    text = text or job.query
    found = _run(store, text, job, options)
    if isinstance(found, ox.QuerySolutions) and job.star is not None:
        names = [variable.value for variable in found.variables]
        places = {name: place for place, name in enumerate(job.columns)}
        ordered = sorted(names, key=lambda name: places.get(name, len(places)))
        if ordered != names:  # the engine has the columns of SELECT * in alphabetical order
            text = text[: job.star] + " ".join(f"?{name}" for name in ordered) + text[job.star + 1 :]
            found = _run(store, text, job, options)
    _write(found, job, out)


def _run(
    store: ox.Store, text: str, job: Job, options: dict[str, object]
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    bound = {ox.Variable(name): _term(term) for name, term in job.bindings.items()}
    return store.query(text, base_iri=job.base, substitutions=bound or None, **options)  # type: ignore[arg-type]


def _term(text: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """The term that N-Triples text stands for."""
    triple = next(iter(ox.parse(f"<x:x> <x:x> {text} .", ox.RdfFormat.N_TRIPLES)))
    node = triple.object
    assert isinstance(node, ox.NamedNode | ox.BlankNode | ox.Literal)
    return node


def _dataset(store: ox.Store, job: Job) -> tuple[ox.Store, dict[str, object]]:
    """The store to ask and the options that give it the job's dataset.

    The engine counts a triple once per graph where the default graph is made of several (its issue 1919), so that such
    a default graph is merged first; a merge that is too large ends at the memory or time limit.
    """
    if job.default_graphs is None:
        return store, {}
    default = [ox.NamedNode(iri) for iri in job.default_graphs]
    named = [ox.NamedNode(iri) for iri in job.named_graphs or ()]
    if len(default) > 1:
        merged = ox.Store()
        for graph in default:
            quads = store.quads_for_pattern(None, None, None, graph)
            merged.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
        for graph in named:
            merged.extend(store.quads_for_pattern(None, None, None, graph))
        return merged, {"default_graph": ox.DefaultGraph(), "named_graphs": named}
    return store, {"default_graph": default, "named_graphs": named}


def _write(found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, job: Job, out: Output) -> None:
    form = negotiate.BY_NAME[job.format]
    if isinstance(found, ox.QueryTriples):
        out.rows = 0
        rdf.write(out.counted(found), job.format, out)
        return
    assert isinstance(form.engine, ox.QueryResultsFormat)
    if isinstance(found, ox.QuerySolutions):
        out.count_rows(job.format)
    found.serialize(out, form.engine)  # type: ignore[arg-type]


def _graph(store: ox.Store, job: Job, out: Output) -> None:
    """One graph as it is stored, for the Graph Store Protocol; the query is its IRI, empty for the default graph."""
    graph = ox.NamedNode(job.query) if job.query else ox.DefaultGraph()
    if isinstance(graph, ox.NamedNode) and not store.contains_named_graph(graph):
        raise _Refused(Failure(404, f"There is no graph <{job.query}>."))
    quads = store.quads_for_pattern(None, None, None, graph)
    rdf.write((ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads), job.format, out)


def _syntax(error: str) -> Failure:
    found = messages.place(error)
    if found is None:
        return Failure(400, messages.plain(error))
    line, column, rest = found
    return Failure(400, messages.plain(rest), line, column)


def main(arguments: list[str]) -> None:
    """Lock the process in and serve, in threads, for a thread's stack can be made as large as wanted.

    A thread that was made nice stays so, and another follows it; what was read of the snapshot is theirs together.
    """
    channel = socket.socket(fileno=int(arguments[0]))
    memory, stack = int(arguments[1]), int(arguments[2])
    sandbox.die_with_parent()
    os.environ.clear()
    threading.stack_size(stack << 20)
    worker = Worker(channel)
    _in_thread(worker.begin, arguments[3])
    most = sandbox.address_space() + (memory << 20) // KEPT
    sandbox.limit_memory(memory + stack)  # beyond what the open store takes, which is not the query's doing
    sandbox.close_network()
    os.nice(NICE)
    while worker.serving and sandbox.address_space() <= most:
        _in_thread(worker.serve)
        sandbox.give_back_memory()


def _in_thread(do: Callable[..., None], *arguments: str) -> None:
    thread = threading.Thread(target=do, args=arguments)
    thread.start()
    thread.join()
