"""What happens, counted for Prometheus and written down: one line of JSON for each query, with why it ended."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import IO

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

from server.cache import Cache
from server.pool import Pool
from server.settings import Settings

# Why a query ended, by the status of its answer where it has no reason of its own.
ENDS = {400: "malformed", 403: "refused", 413: "refused", 429: "rate", 499: "left", 503: "time", 507: "limit"}
SECONDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


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
        self._counts = Counts()
        self.registry.register(self._counts)
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
        self._counts.add(end, seconds, record)
        if self._log is not None:
            self._write(record, end, seconds)

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


class Counts(Collector):
    """What was asked since the start, in plain numbers: prometheus-client's own counters lock, for every query."""

    def __init__(self) -> None:
        self._ends: dict[str, int] = {}
        self._buckets = [0] * (len(SECONDS) + 1)
        self._seconds = self._cpu = 0.0
        self._rows = 0

    def add(self, end: str, seconds: float, record: Record) -> None:
        """Count a query that ended for the reason `end` after so many seconds."""
        self._ends[end] = self._ends.get(end, 0) + 1
        self._buckets[bisect_left(SECONDS, seconds)] += 1
        self._seconds += seconds
        self._cpu += record.cpu or 0.0
        self._rows += record.rows or 0

    def collect(self) -> list[Metric]:
        ends = CounterMetricFamily("pressgraph_queries", "Queries, by why they ended.", labels=["end"])
        for end, count in self._ends.items():
            ends.add_metric([end], count)
        times = zip([*map(str, SECONDS), "+Inf"], accumulate(self._buckets), strict=True)
        seconds = HistogramMetricFamily("pressgraph_query_seconds", "Seconds that queries took.")
        seconds.add_metric([], [(bound, float(count)) for bound, count in times], self._seconds)
        cpu = CounterMetricFamily("pressgraph_query_cpu_seconds", "Processor time of query processes.", self._cpu)
        return [ends, seconds, cpu, CounterMetricFamily("pressgraph_rows", "Rows and triples answered.", self._rows)]


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
