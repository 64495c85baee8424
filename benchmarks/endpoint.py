"""How fast the endpoint answers, beside others on the same machine and the same triples.

    python -m benchmarks.endpoint --size 1000000 --seconds 3 --connections 8 [--only "ours,oxigraph serve"]

Ours with and without its cache; `oxigraph serve` and rdflib-endpoint from the virtual environment that
PRESSGRAPH_BENCH_VENV names (`pip install oxigraph rdflib-endpoint uvicorn`), Virtuoso 7 (Debian
`virtuoso-opensource-7`) and pyoxigraph in this process. The load is made by wrk (Debian `wrk`). What is not installed
is left out, and said to be. Prints tables in Markdown and what the endpoint is to reach beside what it does. A million
triples take about eight minutes on two cores.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from benchmarks import newsgraph, peers
from benchmarks.peers import JSON, ROOT, System, address, ask, memory

QUERIES = {path.stem: path.read_text() for path in sorted((ROOT / "benchmarks" / "queries").glob("*.rq"))}
LOOK_UP, *_ = QUERIES
AGGREGATES = ("07_total", "08_classes", "09_predicates", "10_speakers")
PATIENCE = 20.0  # seconds after which a query is given up
Results = dict[str, dict[str, "Measure"]]


@dataclass(frozen=True)
class Measure:
    """One query against one system: milliseconds alone and under load, requests a second, processor ms a request, MiB.

    `least` where it was given up: it takes at least so long.
    """

    alone: float
    median: float
    p99: float
    rate: float
    cpu: float
    memory: float
    rows: int
    least: bool = False


def load(url: str, query: str, *, connections: int, seconds: float) -> dict[str, float]:
    """What wrk measures: median and p99 in milliseconds, requests a second, and the answers that were none."""
    words = ["wrk", "-t2", f"-c{connections}", f"-d{seconds:g}s", "--timeout", "300s", "--latency"]
    words += ["-H", f"Accept: {JSON}", address(url, query)]
    output = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    scale = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
    times = {
        name: float(number) * scale[unit]
        for name, number, unit in re.findall(r"(\d+)%\s+([\d.]+)(us|ms|s|m)\b", output)
    }
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    done = re.search(r"(\d+) requests in", output)
    assert rate is not None
    assert done is not None
    return {
        "median": times["50"],
        "p99": times["99"],
        "rate": float(rate[1]),
        "wrong": float(wrong[1]) if wrong else 0.0,
        "done": float(done[1]),
    }


def alone(url: str, query: str, seconds: float) -> float:
    """The median of milliseconds that an answer takes when there is nobody else, over one connection."""
    parts = urllib.parse.urlsplit(address(url, query))
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=300)
    times: list[float] = []
    end = time.perf_counter() + seconds
    while not times or time.perf_counter() < end:
        began = time.perf_counter()
        connection.request("GET", f"{parts.path}?{parts.query}", headers={"Accept": JSON})
        connection.getresponse().read()
        times.append(1000 * (time.perf_counter() - began))
    connection.close()
    return statistics.median(times)


def measure(system: System, query: str, *, connections: int, seconds: float) -> Measure:
    """One query against a system that has nothing else to do, before and after."""
    before, began = system.spent(), time.perf_counter()
    try:
        body = ask(system.url, query, timeout=PATIENCE)
    except TimeoutError:
        used = memory(system.pids())
        assert system.restart is not None, f"{system.url} took longer than {PATIENCE:g} s"
        system.restart()
        return Measure(*[1000 * PATIENCE] * 3, 1 / PATIENCE, 1000 * PATIENCE, used, -1, least=True)
    first = time.perf_counter() - began
    rows = len(json.loads(body)["results"]["bindings"])
    once = Measure(*[1000 * first] * 3, 1 / first, 1000 * system.spent().since(before), memory(system.pids()), rows)
    if first > seconds:  # so long that load would tell no more
        return once
    single = alone(system.url, query, seconds / 3)
    before = system.spent()
    found = load(system.url, query, connections=connections, seconds=seconds)
    used = 1000 * system.spent().since(before) / max(1.0, found["done"])
    if found["wrong"]:
        raise SystemExit(f"{system.url} answered {found['wrong']:.0f} requests with an error")
    settle(system)
    if not found["done"]:
        return once
    return Measure(single, found["median"], found["p99"], found["rate"], used, memory(system.pids()), rows)


def settle(system: System) -> None:
    """Wait until what was asked for under load, and no longer is, is done or ended."""
    for _ in range(40):
        before = system.spent()
        time.sleep(0.2)
        if system.spent().since(before) < 0.05:
            return
        if system.restart is not None:
            system.restart()


def in_process(store: Path, query: str, *, seconds: float) -> Measure:
    """pyoxigraph itself: one query after another, answered to the last byte of its JSON."""
    reader = ox.Store.read_only(str(store / "current" / "graph"))
    times: list[float] = []
    began, used = time.perf_counter(), time.process_time()
    while time.perf_counter() - began < seconds or len(times) < 3:
        start = time.perf_counter()
        body = reader.query(query).serialize(format=ox.QueryResultsFormat.JSON)  # type: ignore[union-attr]
        times.append(1000 * (time.perf_counter() - start))
    rows = len(json.loads(body or b"")["results"]["bindings"])
    spent = 1000 * (time.process_time() - used) / len(times)
    middle, late = statistics.median(times), sorted(times)[int(len(times) * 0.99)]
    return Measure(middle, middle, late, 1000 / statistics.mean(times), spent, memory([os.getpid()]), rows)


def streamed(system: System) -> tuple[int, float, float]:
    """Rows of one answer with everything, seconds that it took, and MiB by which the server itself grew meanwhile."""
    request = urllib.request.Request(address(system.url, "SELECT * { ?s ?p ?o }"), headers={"Accept": JSON})
    server = system.pids()[:1]
    before = most = memory(server)
    began, rows, tail = time.perf_counter(), 0, b""
    with urllib.request.urlopen(request, timeout=600) as reply:
        while piece := reply.read(1 << 20):
            rows += (tail + piece).count(b'{"s":{')
            tail = piece[-5:]
            most = max(most, memory(server))
    return rows, time.perf_counter() - began, most - before


def prepare(size: int, folder: Path) -> tuple[Path, Path]:
    """The triples as a file, and our store with them in its default graph."""
    from server.store import Store

    triples = folder / "triples" / "news.nt"
    triples.parent.mkdir()
    with triples.open("w") as stream:
        newsgraph.write(size, stream)
    with Store(folder / "store") as store:
        store.load(triples)
        store.publish()
    return triples, folder / "store"


def rate(found: Measure) -> str:
    """Requests a second, to three digits where there are fewer than a hundred."""
    return f"{found.rate:,.0f}" if found.rate >= 100 else f"{found.rate:.3g}"


def table(results: Results) -> None:
    """Every figure."""
    print("\n| query | system | rows | alone ms | median ms | p99 ms | requests/s | CPU ms/request | MiB |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for query in QUERIES:
        for system, measures in results.items():
            if (found := measures.get(query)) is not None:
                figures = f"{found.median:.2f} | {found.p99:.2f} | {rate(found)} | {found.cpu:.2f}"
                least = "≥ " if found.least else ""
                print(
                    f"| {query} | {system} | {found.rows} | {least}{found.alone:.2f} | {figures} | {found.memory:.0f} |"
                )


def matrix(results: Results) -> None:
    """Requests a second and processor milliseconds a request, a column for each system."""
    print("\n| query |" + "".join(f" {system} |" for system in results))
    print("| --- |" + " ---: |" * len(results))
    for query in QUERIES:
        cells = []
        for measures in results.values():
            found = measures.get(query)
            cells.append("" if found is None else f"{'< ' * found.least}{rate(found)} · {found.cpu:.2g}")
        print(f"| {query} | " + " | ".join(cells) + " |")


def targets(results: Results) -> None:
    """What the endpoint is to reach beside what it does, as far as there is somebody to compare it with."""

    def say(text: str, value: float, bound: float, *, most: bool = False) -> None:
        met = value <= bound if most else value >= bound
        print(f"- {'met' if met else 'MISSED'}: {text}: {value:,.2f} ({'at most' if most else 'at least'} {bound:g})")

    print()
    own, cached = results.get("ours", {}), results.get("ours, cached", {})
    rdflib, virtuoso, engine = (results.get(name, {}) for name in ("rdflib-endpoint", "Virtuoso", "in-process"))
    for query, found in own.items():
        if query == LOOK_UP:
            say(f"{query}, processor milliseconds a request", found.cpu, 0.35, most=True)
        if query in rdflib:
            bound = 1.5 if query == LOOK_UP else 3
            say(f"{query}, times rdflib-endpoint's requests/s", found.rate / rdflib[query].rate, bound)
        if query in engine and engine[query].alone > 20:
            say(f"{query}, times in-process pyoxigraph's time", found.alone / engine[query].alone, 1.1, most=True)
    if LOOK_UP in cached:
        say(f"{LOOK_UP} from the cache, requests/s", cached[LOOK_UP].rate, 5000)
    for query in AGGREGATES:
        if query in virtuoso and query in cached:
            say(f"{query} from the cache, times Virtuoso's requests/s", cached[query].rate / virtuoso[query].rate, 1)
            print(f"  - uncached: {own[query].rate / virtuoso[query].rate:.2f} times" if query in own else "")


def run(options: argparse.Namespace, folder: Path) -> Results:
    """Measure every system that is asked for, one after the other."""
    began = time.monotonic()
    triples, store = prepare(options.size, folder)
    systems = peers.systems(triples, store, folder)
    only = options.only.split(",") if options.only else ["in-process", *systems]
    results: Results = {}
    if "in-process" in only:
        results["in-process"] = {
            name: in_process(store, text, seconds=options.seconds) for name, text in QUERIES.items()
        }
    for name, start in systems.items():
        if name not in only:
            continue
        with start() as system:
            print(f"{time.monotonic() - began:.0f} s: {name} is ready", file=sys.stderr, flush=True)
            results[name] = {}
            for query, text in QUERIES.items():
                found = measure(system, text, connections=options.connections, seconds=options.seconds)
                results[name][query] = found
                expected = results.get("in-process", {}).get(query)
                if expected is not None and not found.least and found.rows != expected.rows:
                    print(f"{name} has {found.rows} rows for {query}, expected {expected.rows}", file=sys.stderr)
            if name == "ours":
                rows, seconds, grown = streamed(system)
                print(
                    f"\n{rows:,} rows as JSON in {seconds:.1f} s; the server itself grew by {grown:.1f} MiB", flush=True
                )
    print(f"{time.monotonic() - began:.0f} s in all", file=sys.stderr)
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1_000_000, help="triples")
    parser.add_argument("--seconds", type=int, default=3, help="of load for each query and system")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--only", default="", help="systems, parted by commas")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pressgraph-bench-") as name:
        results = run(options, Path(name))
        table(results)
        matrix(results)
        targets(results)


if __name__ == "__main__":
    main()
