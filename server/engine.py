"""The read side: questions to the published snapshot, from the routes and from Python.

    rows = await engine.select(queries.text("facts_about"), {"entity": NamedNode(iri)})
    for row in rows:
        print(row["fact"].value)

Values are bound to the query's variables and never formatted into its text.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any, NamedTuple

import pyoxigraph as ox

from server import aggregates, magic, ranking, scanner, snapshot
from server.frames import Job
from server.pool import Pool
from server.process import Answer
from server.scanner import Limits, RefusedError, Scan
from server.settings import Settings
from server.snapshot import Snapshot

Term = ox.NamedNode | ox.BlankNode | ox.Literal
Bindings = Mapping[str, Term | str]

__all__ = ["Bindings", "Engine", "Prepared", "RefusedError", "Rows", "Term"]


@dataclass(frozen=True, slots=True)
class Rows(Sequence[Mapping[str, Term]]):
    """The answer to a SELECT query: the variables in order, and a mapping of the bound ones for each row."""

    variables: tuple[str, ...]
    rows: tuple[Mapping[str, Term], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, place):  # type: ignore[no-untyped-def]
        return self.rows[place]

    def __iter__(self) -> Iterator[Mapping[str, Term]]:
        return iter(self.rows)


class Prepared(NamedTuple):
    """A query as it was read, and how it is run: with tables of what words find, over counts, sorted in two steps."""

    scan: Scan
    searches: tuple[tuple[Any, ...], ...] = ()
    counted: tuple[str, ...] | None = None
    ranked: tuple[Any, ...] | None = None


def prepared(scan: Scan) -> Prepared:
    """What a query that was read needs to be run; raises RefusedError where it cannot be."""
    counted, ranked = aggregates.plan(scan), ranking.plan(scan)
    return Prepared(
        scan,
        tuple(map(astuple, magic.searches(scan))),
        None if counted is None else tuple(counted),
        None if ranked is None else tuple(ranked),
    )


class Engine:
    """Questions to the graph of one store, answered by processes of their own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.pool = Pool(settings)
        self._store = f"{settings.store.absolute()}/"
        self._link = self._store + snapshot.CURRENT
        self.limits = Limits(settings.max_query, settings.max_nesting, settings.max_tokens)

    async def start(self) -> None:
        """Start the processes and wait until a query can be answered."""
        await self.pool.start(self.snapshot_path())

    async def stop(self) -> None:
        """Let running queries end, within the time the settings give, and stop."""
        await self.pool.stop(self.settings.drain)

    def snapshot(self) -> Snapshot | None:
        """The snapshot that a query which arrives now is answered from."""
        return snapshot.current(self.settings.store)

    def snapshot_path(self) -> str:
        """Its path, as jobs name it; empty where nothing was published yet."""
        try:
            link = os.readlink(self._link)  # noqa: PTH115 (every query passes here)
        except OSError:
            return ""
        return self._store + link

    def prepare(self, query: str) -> Prepared:
        """What a query is; raises RefusedError where it is too large, too deep, or asks for another machine."""
        scan = scanner.scan(query, self.limits, services=bool(self.settings.services))
        return Prepared(scan) if scan.services else prepared(scan)

    async def run(self, job: Job, *, client: str = "", timeout: float | None = None) -> Answer:
        """The answer to a job, as it comes; raises QueryError where it cannot be begun."""
        seconds = min(timeout or self.settings.timeout, self.settings.timeout)
        if job.verb == "dump":
            seconds = self.settings.dump_timeout
        return await self.pool.run(job, client=client, deadline=time.monotonic() + seconds)

    async def select(
        self, query: str, bindings: Bindings | None = None, *, client: str = "", timeout: float | None = None
    ) -> Rows:
        """The rows of a SELECT query; strings among the bindings are IRIs. Raises QueryError and RefusedError."""
        found = ox.parse_query_results(await self._bytes(query, bindings, "json", client, timeout), _JSON)
        if not isinstance(found, ox.QuerySolutions):
            raise TypeError("this is an ASK query; expected SELECT")
        names = tuple(variable.value for variable in found.variables)
        return Rows(names, tuple({name: row[name] for name in names if row[name] is not None} for row in found))

    async def ask(
        self, query: str, bindings: Bindings | None = None, *, client: str = "", timeout: float | None = None
    ) -> bool:
        """The answer to an ASK query. Raises QueryError and RefusedError."""
        return bool(ox.parse_query_results(await self._bytes(query, bindings, "json", client, timeout), _JSON))

    async def construct(
        self, query: str, bindings: Bindings | None = None, *, client: str = "", timeout: float | None = None
    ) -> tuple[ox.Triple, ...]:
        """The triples of a CONSTRUCT or DESCRIBE query, each once. Raises QueryError and RefusedError."""
        found = ox.parse(await self._bytes(query, bindings, "nt", client, timeout), ox.RdfFormat.N_TRIPLES)
        return tuple(dict.fromkeys(quad.triple for quad in found))

    async def serialize(
        self,
        query: str,
        bindings: Bindings | None = None,
        *,
        format: str,
        client: str = "",
        timeout: float | None = None,
    ) -> bytes:
        """The answer to a query in a format of `server.negotiate` by its name. Raises QueryError and RefusedError."""
        return await self._bytes(query, bindings, format, client, timeout)

    async def _bytes(
        self, query: str, bindings: Bindings | None, format: str, client: str, timeout: float | None
    ) -> bytes:
        bound = {name: _text(value) for name, value in (bindings or {}).items()}
        searches = self.prepare(query).searches
        job = Job("query", self.snapshot_path(), query, format, bindings=bound, searches=searches)
        answer = await self.run(job, client=client, timeout=timeout)
        try:
            await answer.begun()
            return b"".join([chunk async for chunk in answer.chunks()])
        finally:
            answer.close()


_JSON = ox.QueryResultsFormat.JSON


def _text(value: Term | str) -> str:
    return str(ox.NamedNode(value) if isinstance(value, str) else value)
