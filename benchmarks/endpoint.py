"""How fast the endpoint answers, beside others on the same machine and the same triples.

    python -m benchmarks.endpoint --size 1000000 --seconds 5 --connections 8 [--only ours,ours-cached,oxigraph ...]

Ours with and without its cache; `oxigraph serve` and `rdflib-endpoint` from the virtual environment that
PRESSGRAPH_BENCH_VENV names (`pip install oxigraph rdflib-endpoint`), Virtuoso 7 (Debian `virtuoso-opensource-7`) and
pyoxigraph in this process. The load is made by wrk (Debian `wrk`). What is not installed is left out, and said to be.
Prints a table in Markdown; every answer is first compared with pyoxigraph's number of rows.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from benchmarks import newsgraph

ROOT = Path(__file__).resolve().parent.parent
QUERIES = {path.stem: path.read_text() for path in sorted((ROOT / "benchmarks" / "queries").glob("*.rq"))}
VENV = Path(os.environ.get("PRESSGRAPH_BENCH_VENV", "bench-venv"))
GRAPH = "https://example.org/news"


@dataclass(frozen=True)
class Measure:
    """One query against one system: milliseconds, requests a second, processor milliseconds a request, MiB."""

    median: float
    p99: float
    rate: float
    cpu: float
    memory: float
    rows: int


@dataclass(frozen=True)
class System:
    """A system that runs: where it is asked, and the processes that it is."""

    url: str
    pids: Callable[[], list[int]]
    ended: Callable[[], float] = lambda: 0.0  # seconds of processor time of processes that are no more

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        return cpu(self.pids()) + self.ended()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # a thread that has just ended
            for child in path.read_text().split():
                found += tree(int(child))
    return found


def cpu(pids: list[int]) -> float:
    """Seconds of processor time that the processes took so far, children that ended included."""
    total = 0
    for pid in pids:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, fields[11:13]))
    return total / os.sysconf("SC_CLK_TCK")


def memory(pids: list[int]) -> float:
    """MiB of memory, what is shared counted once."""
    total = 0
    for pid in pids:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024


@contextmanager
def running(words: list[str], url: str, **environment: str) -> Iterator[System]:
    """A server, from when it answers to when it is no longer needed."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(words, cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log)
        try:
            wait(url, process)
            yield System(url, lambda: tree(process.pid))
        finally:
            process.terminate()
            process.wait(timeout=60)


def wait(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 600
    while time.monotonic() < end and process.poll() is None:
        try:
            ask(url, "ASK {}")
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{process.args!r} does not answer at {url}")


def address(url: str, query: str) -> str:
    return f"{url}?{urllib.parse.urlencode({'query': query})}"


def ask(url: str, query: str) -> bytes:
    request = urllib.request.Request(address(url, query), headers={"Accept": "application/sparql-results+json"})
    with urllib.request.urlopen(request, timeout=900) as reply:
        return bytes(reply.read())


@contextmanager
def ours(store: Path, *, cache: bool) -> Iterator[System]:
    port = free_port()
    settings = {"STORE": str(store), "PORT": str(port), "RATE": "0", "TIMEOUT": "300", "BUSY_TIMEOUT": "300"}
    environment = {f"PRESSGRAPH_{name}": value for name, value in settings.items()}
    environment |= {} if cache else {"PRESSGRAPH_CACHE": "0"}
    with running([sys.executable, "-m", "server.serve"], f"http://127.0.0.1:{port}/sparql", **environment) as system:
        server = system.pids()[0]

        def outlasting() -> list[int]:
            """The server and what forks its query processes; those may be replaced, and are in /metrics."""
            return tree(server)[:2]

        yield System(system.url, outlasting, lambda: used_by_queries(port))


def used_by_queries(port: int) -> float:
    """Seconds of processor time of our query processes, those that are no more included."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as reply:
        lines = reply.read().decode().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("pressgraph_query_cpu_seconds_total"))


@contextmanager
def oxigraph(triples: Path, folder: Path) -> Iterator[System]:
    port, command = free_port(), str(VENV.absolute() / "bin" / "oxigraph")
    subprocess.run(
        [command, "load", "-l", str(folder / "oxigraph"), "-f", str(triples)], check=True, capture_output=True
    )
    words = [command, "serve-read-only", "-l", str(folder / "oxigraph"), "-b", f"127.0.0.1:{port}"]
    with running(words, f"http://127.0.0.1:{port}/query") as system:
        yield system


@contextmanager
def rdflib_endpoint(triples: Path, folder: Path) -> Iterator[System]:
    port = free_port()
    words = [str(VENV.absolute() / "bin" / "rdflib-endpoint"), "serve", "--port", str(port), str(triples)]
    with running(words, f"http://127.0.0.1:{port}/") as system:
        yield system


@contextmanager
def virtuoso(triples: Path, folder: Path) -> Iterator[System]:
    home, sql, port = folder / "virtuoso", free_port(), free_port()
    home.mkdir()
    (home / "virtuoso.ini").write_text(VIRTUOSO.format(home=home, data=triples.parent, sql=sql, port=port))
    words = ["virtuoso-t", "+foreground", "+configfile", str(home / "virtuoso.ini")]
    with running(words, f"http://127.0.0.1:{port}/sparql") as system:
        commands = (
            f"ld_dir('{triples.parent}', '{triples.name}', '{GRAPH}'); rdf_loader_run(); checkpoint; "
            "update DB.DBA.SYS_USERS set U_SQL_ENABLE=1 where U_NAME='SPARQL';"
        )
        subprocess.run(["isql-vt", str(sql), "dba", "dba", f"exec={commands}"], check=True, capture_output=True)
        yield system


VIRTUOSO = """[Database]
DatabaseFile = {home}/virtuoso.db
ErrorLogFile = {home}/virtuoso.log
LockFile = {home}/virtuoso.lck
TransactionFile = {home}/virtuoso.trx
xa_persistent_file = {home}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {home}/temp.db
TransactionFile = {home}/temp.trx
[Parameters]
ServerPort = {sql}
DirsAllowed = {data}, {home}
NumberOfBuffers = 340000
MaxDirtyBuffers = 250000
ServerThreads = 20
[HTTPServer]
ServerPort = {port}
ServerThreads = 20
[SPARQL]
DefaultGraph = https://example.org/news
ResultSetMaxRows = 10000000
"""


def load(url: str, query: str, *, connections: int, seconds: float) -> dict[str, float]:
    """What wrk measures: median and p99 in milliseconds, requests a second, and the answers that were none."""
    words = ["wrk", "-t2", f"-c{connections}", f"-d{seconds:g}s", "--timeout", "300s", "--latency"]
    words += ["-H", "Accept: application/sparql-results+json", address(url, query)]
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


def measure(system: System, query: str, *, connections: int, seconds: float) -> Measure:
    rows = len(json.loads(ask(system.url, query))["results"]["bindings"])
    before = system.cpu()
    found = load(system.url, query, connections=connections, seconds=seconds)
    after = system.cpu()
    if not found["done"]:  # not one answer in that time: one request is timed to its end
        began = time.perf_counter()
        ask(system.url, query)
        spent = 1000 * (time.perf_counter() - began)
        used = 1000 * (system.cpu() - after)
        return Measure(spent, spent, 1000 / spent, used, memory(tree(system.pids()[0])), rows)
    if found["wrong"]:
        raise SystemExit(f"{system.url} answered {found['wrong']:.0f} requests with an error")
    used = 1000 * (after - before) / max(1.0, found["done"])
    return Measure(found["median"], found["p99"], found["rate"], used, memory(tree(system.pids()[0])), rows)


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
    ordered = sorted(times)
    return Measure(
        statistics.median(times),
        ordered[int(len(times) * 0.99)],
        1000 / statistics.mean(times),
        spent,
        memory([os.getpid()]),
        rows,
    )


def streamed(system: System, server: int) -> tuple[int, float, float]:
    """Rows of one answer with everything, seconds that it took, and MiB by which the server itself grew meanwhile."""
    request = urllib.request.Request(
        address(system.url, "SELECT * { ?s ?p ?o }"), headers={"Accept": "application/sparql-results+json"}
    )
    before = most = memory([server])
    began, rows, tail = time.perf_counter(), 0, b""
    with urllib.request.urlopen(request, timeout=600) as reply:
        while piece := reply.read(1 << 20):
            rows += (tail + piece).count(b'{"s":{')
            tail = piece[-5:]
            most = max(most, memory([server]))
    return rows, time.perf_counter() - began, most - before


def systems(triples: Path, store: Path, folder: Path) -> dict[str, Callable[[], object]]:
    """How each system is started; those that are not installed are left out, and said to be."""
    found: dict[str, Callable[[], object]] = {
        "ours": lambda: ours(store, cache=False),
        "ours-cached": lambda: ours(store, cache=True),
    }
    if (VENV / "bin" / "oxigraph").exists():
        found["oxigraph"] = lambda: oxigraph(triples, folder)
    if shutil.which("virtuoso-t"):
        found["virtuoso"] = lambda: virtuoso(triples, folder)
    if (VENV / "bin" / "rdflib-endpoint").exists():
        found["rdflib-endpoint"] = lambda: rdflib_endpoint(triples, folder)
    for name in {"oxigraph", "virtuoso", "rdflib-endpoint"} - found.keys():
        print(f"{name} is not installed here", file=sys.stderr)
    return found


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


def report(results: dict[str, dict[str, Measure]]) -> None:
    print("\n| query | system | rows | median ms | p99 ms | requests/s | CPU ms/request | MiB |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for query in QUERIES:
        for system, measures in results.items():
            if (found := measures.get(query)) is not None:
                print(
                    f"| {query} | {system} | {found.rows} | {found.median:.2f} | {found.p99:.2f} | {found.rate:,.0f} |"
                    f" {found.cpu:.2f} | {found.memory:.0f} |",
                    flush=True,
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1_000_000, help="triples")
    parser.add_argument("--seconds", type=float, default=5.0, help="of load for each query and system")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--only", default="", help="systems, parted by commas")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pressgraph-bench-") as name:
        folder = Path(name)
        triples, store = prepare(options.size, folder)
        only = options.only.split(",") if options.only else None
        results: dict[str, dict[str, Measure]] = {}
        if only is None or "in-process" in only:
            results["in-process"] = {
                name: in_process(store, text, seconds=options.seconds) for name, text in QUERIES.items()
            }
            report({"in-process": results["in-process"]})
        for name, start in systems(triples, store, folder).items():
            if only is not None and name not in only:
                continue
            with start() as system:  # type: ignore[attr-defined]
                results[name] = {}
                for query, text in QUERIES.items():
                    results[name][query] = measure(
                        system, text, connections=options.connections, seconds=options.seconds
                    )
                    print(name, query, results[name][query], file=sys.stderr, flush=True)
                if name == "ours":
                    rows, seconds, grown = streamed(system, system.pids()[0])
                    print(
                        f"\n{rows:,} rows as JSON in {seconds:.1f} s; the server itself grew by {grown:.1f} MiB",
                        flush=True,
                    )
        report(results)


if __name__ == "__main__":
    main()
