"""The systems that `benchmarks.endpoint` measures: how each is given the triples, started, asked, and started again."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("PRESSGRAPH_BENCH_VENV", "bench-venv")).absolute()
GRAPH = "https://example.org/news"
JSON = "application/sparql-results+json"


@dataclass(frozen=True)
class Spent:
    """Seconds of processor time so far: of the processes that live, and as the system itself reports it."""

    pids: frozenset[int]
    living: float
    reported: float

    def since(self, before: Spent) -> float:
        """What was spent since then; as it was reported, where processes were replaced."""
        return self.living - before.living if self.pids == before.pids else self.reported - before.reported


@dataclass(frozen=True)
class System:
    """A system that runs: where it is asked, its processes, and how it is begun afresh, if it can be."""

    url: str
    pids: Callable[[], list[int]]
    restart: Callable[[], None] | None = None
    reported: Callable[[], float] | None = None

    def spent(self) -> Spent:
        """Its processor time so far."""
        pids = self.pids()
        living = cpu(pids)
        return Spent(frozenset(pids), living, self.reported() if self.reported else living)


Start = Callable[[], AbstractContextManager[System]]


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
    """Seconds of processor time that the processes took so far."""
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


def address(url: str, query: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urllib.parse.urlencode({'query': query})}"


def ask(url: str, query: str, *, timeout: float = 600) -> bytes:
    """The answer, as JSON; raises OSError (TimeoutError) where there is none."""
    request = urllib.request.Request(address(url, query), headers={"Accept": JSON})
    with urllib.request.urlopen(request, timeout=timeout) as reply:
        return bytes(reply.read())


def wait(url: str, process: subprocess.Popen[bytes], seconds: float = 600) -> None:
    """Return when the system answers."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            ask(url, "ASK {}", timeout=5)
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{process.args!r} does not answer at {url}")


class Server:
    """A process that answers at `url`."""

    def __init__(self, words: list[str], url: str, **environment: str) -> None:
        self.url, self._words, self._environment = url, words, {**os.environ, **environment}
        self.start()

    def start(self) -> None:
        """Return when it answers."""
        self.process = subprocess.Popen(
            self._words, cwd=ROOT, env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait(self.url, self.process)

    def stop(self) -> None:
        """Return when it has ended."""
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def restart(self) -> None:
        """Have it forget what it works on."""
        self.process.kill()
        self.process.wait()
        self.start()

    def pids(self) -> list[int]:
        """It, and all processes below it."""
        return tree(self.process.pid)


@contextmanager
def running(words: list[str], url: str, **environment: str) -> Iterator[Server]:
    """A server, from when it answers to when it is no longer needed."""
    server = Server(words, url, **environment)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def ours(store: Path, *, cache: bool) -> Iterator[System]:
    port = free_port()
    settings = {"STORE": str(store), "PORT": str(port), "RATE": "0", "TIMEOUT": "300", "BUSY_TIMEOUT": "300"}
    environment = {f"PRESSGRAPH_{name}": value for name, value in settings.items()}
    environment |= {} if cache else {"PRESSGRAPH_CACHE": "0"}
    url = f"http://127.0.0.1:{port}/sparql"
    with running([sys.executable, "-m", "server.serve"], url, **environment) as server:

        def reported() -> float:
            """The server, what forks its query processes, and those themselves, which are in /metrics."""
            return cpu(server.pids()[:2]) + used_by_queries(port)

        yield System(url, server.pids, reported=reported)


def used_by_queries(port: int) -> float:
    """Seconds of processor time of our query processes, those that are no more included."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as reply:
        lines = reply.read().decode().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("pressgraph_query_cpu_seconds_total"))


@contextmanager
def oxigraph(triples: Path, folder: Path) -> Iterator[System]:
    port, command = free_port(), str(VENV / "bin" / "oxigraph")
    subprocess.run(
        [command, "load", "-l", str(folder / "oxigraph"), "-f", str(triples)], check=True, capture_output=True
    )
    words = [command, "serve-read-only", "-l", str(folder / "oxigraph"), "-b", f"127.0.0.1:{port}"]
    with running(words, f"http://127.0.0.1:{port}/query") as server:
        yield System(server.url, server.pids, server.restart)


@contextmanager
def rdflib_endpoint(triples: Path, folder: Path) -> Iterator[System]:
    port = free_port()
    words = [str(VENV / "bin" / "python"), str(ROOT / "benchmarks" / "rdflib_peer.py"), str(port), str(triples)]
    with running(words, f"http://127.0.0.1:{port}/") as server:

        def restart() -> None:
            """End the one that answers; the one that has the triples forks another."""
            os.kill(server.pids()[1], signal.SIGKILL)
            wait(server.url, server.process)

        yield System(server.url, server.pids, restart)


@contextmanager
def virtuoso(triples: Path, folder: Path) -> Iterator[System]:
    home, sql, port = folder / "virtuoso", free_port(), free_port()
    home.mkdir()
    (home / "virtuoso.ini").write_text(VIRTUOSO.format(home=home, data=triples.parent, sql=sql, port=port))
    words = ["virtuoso-t", "+foreground", "+configfile", str(home / "virtuoso.ini")]
    with running(words, f"http://127.0.0.1:{port}/sparql") as server:
        commands = (
            f"ld_dir('{triples.parent}', '{triples.name}', '{GRAPH}'); rdf_loader_run(); checkpoint; "
            "update DB.DBA.SYS_USERS set U_SQL_ENABLE=1 where U_NAME='SPARQL';"
        )
        subprocess.run(["isql-vt", str(sql), "dba", "dba", f"exec={commands}"], check=True, capture_output=True)
        asked = f"{server.url}?{urllib.parse.urlencode({'default-graph-uri': GRAPH})}"  # else it adds graphs of its own
        yield System(asked, server.pids)


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
ResultSetMaxRows = 10000000
"""


def systems(triples: Path, store: Path, folder: Path) -> dict[str, Start]:
    """How each system is started; those that are not installed are left out, and said to be."""
    found: dict[str, Start] = {
        "ours": lambda: ours(store, cache=False),
        "ours, cached": lambda: ours(store, cache=True),
    }
    if (VENV / "bin" / "oxigraph").exists():
        found["oxigraph serve"] = lambda: oxigraph(triples, folder)
    if shutil.which("virtuoso-t") and shutil.which("isql-vt"):
        found["Virtuoso"] = lambda: virtuoso(triples, folder)
    if (VENV / "bin" / "rdflib-endpoint").exists():
        found["rdflib-endpoint"] = lambda: rdflib_endpoint(triples, folder)
    for name in ("oxigraph serve", "Virtuoso", "rdflib-endpoint"):
        if name not in found:
            print(f"{name} is not installed here", file=sys.stderr)
    return found
