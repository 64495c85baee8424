"""What happens, counted for Prometheus and written down: one line of JSON for each query, with why it ended."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from server.cache import Cache
from server.pool import Pool
from server.settings import Settings

# Why a query ended, by the status of its answer where it has no reason of its own.
ENDS = {400: "malformed", 403: "refused", 413: "refused", 429: "rate", 499: "left", 503: "time", 507: "limit"}
SECONDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)


@dataclass(slots=True)
class Record:
    """One query as it goes."""

    query: str = ""
    client: str = ""
    form: str = ""
    status: int = 200
    end: str = ""
    rows: int | None = None
    bytes: int | None = None
    cpu: float | None = None
    began: float = field(default_factory=time.perf_counter)


class Observed:
    """The counters and the log of one server."""

    def __init__(self, settings: Settings, pool: Pool, cache: Cache) -> None:
        self.registry = CollectorRegistry()
        self._ends = Counter("pressgraph_queries", "Queries, by why they ended.", ["end"], registry=self.registry)
        self._counters: dict[str, Counter] = {}
        self._seconds = Histogram(
            "pressgraph_query_seconds", "Seconds that queries took.", buckets=SECONDS, registry=self.registry
        )
        self._cpu = Counter(
            "pressgraph_query_cpu_seconds", "Processor time of query processes.", registry=self.registry
        )
        self._rows = Counter("pressgraph_rows", "Rows and triples answered.", registry=self.registry)
        self.registry.register(_State(pool, cache))
        self._log = _stream(settings.query_log)
        self._texts = settings.log_queries

    def close(self) -> None:
        """Close the log."""
        if self._log is not None and self._log is not sys.stderr:
            self._log.close()

    def page(self) -> bytes:
        """The counters as Prometheus reads them."""
        return generate_latest(self.registry)

    def ended(self, record: Record) -> None:
        """Count a query, and write it down."""
        seconds = time.perf_counter() - record.began
        end = record.end or ENDS.get(record.status, "answered" if record.status < 400 else "error")
        self._count(end)
        self._seconds.observe(seconds)
        if record.cpu:
            self._cpu.inc(record.cpu)
        if record.rows:
            self._rows.inc(record.rows)
        if self._log is not None:
            self._write(record, end, seconds)

    def _count(self, end: str) -> None:
        counter = self._counters.get(end)
        if counter is None:
            counter = self._counters[end] = self._ends.labels(end)
        counter.inc()

    def _write(self, record: Record, end: str, seconds: float) -> None:
        line = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "query": hashlib.sha256(record.query.encode("utf-8", "surrogatepass")).hexdigest()[:16],
            "form": record.form,
            "status": record.status,
            "end": end,
            "seconds": round(seconds, 6),
            "cpu": record.cpu,
            "rows": record.rows,
            "bytes": record.bytes,
            "client": record.client,
        }
        if self._texts:
            line["text"] = record.query
        assert self._log is not None
        self._log.write(json.dumps(line) + "\n")
        self._log.flush()


class _State(Collector):
    """What is true at the moment of asking."""

    def __init__(self, pool: Pool, cache: Cache) -> None:
        self._pool, self._cache = pool, cache

    def collect(self) -> list[GaugeMetricFamily]:
        pool, cache = self._pool, self._cache
        values = {
            "processes": ("Query processes that are ready.", pool.strength),
            "running": ("Queries that run now.", pool.running),
            "waiting": ("Queries that wait for a process.", pool.waiting),
            "process_restarts": ("Query processes replaced since the start.", pool.restarts),
            "cache_bytes": ("Bytes of answers kept.", cache.bytes),
            "cache_entries": ("Answers kept.", len(cache)),
            "cache_hits": ("Answers given from the cache since the start.", cache.hits),
            "cache_misses": ("Answers that were not in the cache since the start.", cache.misses),
        }
        return [GaugeMetricFamily(f"pressgraph_{name}", help, value=value) for name, (help, value) in values.items()]


def _stream(path: str) -> IO[str] | None:
    if not path:
        return None
    return sys.stderr if path == "-" else Path(path).open("a", encoding="utf-8")
