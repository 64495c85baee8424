"""Hostile requests by the dozen, while somebody polite asks on: nobody else must notice, nothing may be left behind."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest

from server.store import Store
from tests.server import hostile
from tests.server.conftest import Running, Serve

WORKERS = 2
FULL = WORKERS + 1  # and the spare
SETTINGS = {
    "workers": "2",
    "timeout": "0.5",
    "body_timeout": "2",
    "send_timeout": "1",
    "busy_timeout": "0.4",
    "memory": "512",
}


@pytest.fixture(scope="module")
def server(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Running:
    path = tmp_path_factory.mktemp("abuse") / "store"
    graph = ox.NamedNode("https://example.org/article/a")
    predicate = ox.NamedNode("https://example.org/p")
    with Store(path) as store:
        nodes = [(ox.NamedNode(f"https://example.org/s{number}"), ox.Literal(str(number))) for number in range(3000)]
        quads = [
            ox.Quad(node, predicate, value, place) for node, value in nodes for place in (graph, ox.DefaultGraph())
        ]
        store.replace(graph.value, quads)
        store.publish()
    running = serve(path, **SETTINGS)
    assert hostile.ask(running.port, "ASK {}")[0] == 200
    return running


class Polite:
    """Somebody who asks quick questions, in a process of their own: what keeps this one busy must not count."""

    def __init__(self, port: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.server.hostile", str(port)],
            cwd=Path(__file__).parent.parent.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def stop(self) -> tuple[list[float], list[str]]:
        """The seconds that each question took, the longest last, and what went wrong."""
        output, _ = self.process.communicate()
        times, failures = json.loads(output)
        return sorted(times), failures


def p99(times: list[float]) -> float:
    return times[int(len(times) * 0.99)]


@pytest.fixture
def polite(server: Running) -> Iterator[Polite]:
    """Asks on during the test. On a machine that is busy with other things, what it waits for those is allowed for."""
    alone = Polite(server.port)
    time.sleep(1.2)
    before, _ = alone.stop()
    asking, began = Polite(server.port), time.monotonic()
    yield asking
    time.sleep(max(0.0, 1.2 - (time.monotonic() - began)))  # a quick attack may be over before a dozen questions are
    times, failures = asking.stop()
    assert failures == []
    assert len(times) > 10
    assert p99(times) < 0.25 + p99(before), (times[-5:], before[-5:])


def children(pid: int) -> list[int]:
    found = [path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for child in itertools.chain(*found)]


def workers(server: Running) -> list[int]:
    """The query processes: children of the server's one child, which forks them."""
    return [pid for nursery in children(server.process.pid) for pid in children(nursery)]


def descriptors(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def resident(pid: int) -> float:
    """MiB of memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 2**20


def settle(server: Running) -> None:
    """Wait until the pool is whole again, nothing runs, and what was killed is gone."""
    end = time.monotonic() + 10
    state, left = {}, []
    while time.monotonic() < end:
        state, left = server.ask("/health").json(), workers(server)
        if (state["processes"], state["running"], state["waiting"], len(left)) == (FULL, 0, 0, FULL):
            return
        time.sleep(0.05)
    pytest.fail(f"the pool is not whole: {state}, {left}")


def test_there_are_at_least_forty_hostile_requests() -> None:
    names = [name for name, _ in hostile.queries()]
    assert len(names) == len(set(names))
    assert len(names) + len(hostile.CONNECTIONS) >= 40


def test_hostile_queries(server: Running, polite: Polite) -> None:
    """Each is answered, refused with a sentence, or stopped in its time; four at a time."""

    def run(item: tuple[str, str]) -> tuple[str, int, bytes, float]:
        began = time.monotonic()
        status, body = hostile.ask(server.port, item[1])
        return item[0], status, body, time.monotonic() - began

    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(run, hostile.queries()))
    for name, status, body, seconds in results:
        assert status in (0, 200, 400, 403, 413, 503, 507), (name, status, body[:300])
        assert seconds < 3.0, (name, seconds)
        if status >= 400:
            assert body.decode().strip(), name
            assert len(body) < 1000, name
    statuses = {name: status for name, status, _, _ in results}
    assert statuses["another machine, in disguise"] == 403
    assert statuses["nested braces"] == 400
    assert statuses["a count of a cross product"] == 503
    settle(server)


def test_a_stump_is_not_ended_as_if_it_were_whole(server: Running) -> None:
    """The answer is cut in its midst; a machine that is busy with other things may need to be asked more than once."""
    endless = dict(hostile.queries())["a stream without end"]
    answers = (hostile.ask(server.port, endless)[0] for _ in range(10))
    assert next(status for status in answers if status != 503) == 0
    settle(server)


def test_hostile_connections(server: Running, polite: Polite) -> None:
    with ThreadPoolExecutor(6) as threads:
        results = list(threads.map(lambda attack: (attack, attack(server.port)), hostile.CONNECTIONS))
    assert {attack.__name__: status for attack, status in results if status not in hostile.CONNECTIONS[attack]} == {}
    settle(server)


def test_two_hundred_at_once(server: Running, polite: Polite) -> None:
    """The queue is for each client: whoever floods the server waits, and is told to, and others do not."""
    heavy = dict(hostile.queries())["a count of a cross product"]
    with ThreadPoolExecutor(200) as threads:
        results = list(threads.map(lambda _: hostile.ask(server.port, heavy), range(600)))
    assert {status for status, _ in results} <= {429, 503}
    assert all(body.strip() for _, body in results)
    settle(server)


def test_slow_readers_do_not_keep_others_waiting(server: Running, polite: Polite) -> None:
    with ThreadPoolExecutor(30) as threads:
        list(threads.map(lambda _: hostile.slow_reader(server.port), range(30)))
    settle(server)


def test_the_next_query_is_answered_at_once_after_a_kill(server: Running) -> None:
    heavy = dict(hostile.queries())["a sort of a cross product"]
    times = []
    for _ in range(5):
        assert hostile.ask(server.port, heavy)[0] in (503, 507)
        began = time.perf_counter()
        assert hostile.ask(server.port, hostile.QUESTION)[0] == 200
        times.append(time.perf_counter() - began)
    assert sorted(times)[2] < 0.05, times


def test_it_recovers_when_the_nursery_is_killed(server: Running) -> None:
    (nursery,) = children(server.process.pid)
    os.kill(nursery, signal.SIGKILL)
    end = time.monotonic() + 10
    while time.monotonic() < end and children(server.process.pid) in ([nursery], []):
        time.sleep(0.02)
    assert hostile.ask(server.port, hostile.QUESTION)[0] == 200
    settle(server)


def test_nothing_grows_over_two_thousand_cycles(server: Running) -> None:
    """Answers, errors, refusals, answers to nobody, and killed queries, over and over."""
    kinds = [
        hostile.QUESTION,
        "SELECT nonsense",
        "{" * 100,
        "ASK { SERVICE <x:y> {} }",
        "SELECT * { ?s ?p ?o } LIMIT 2000",
    ]
    heavy = dict(hostile.queries())["a count of a cross product"].encode()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)

    def cycle(number: int) -> None:
        if number % 100 == 0:
            with hostile.dial(server.port) as leaving:
                head = "POST /sparql?timeout=0.1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
                leaving.sendall(f"{head}Content-Length: {len(heavy)}\r\n\r\n".encode() + heavy)
        else:
            body = kinds[number % len(kinds)].encode()
            connection.request("POST", "/sparql", body, {"Content-Type": "application/sparql-query"})
            connection.getresponse().read()

    pid = server.process.pid
    for number in range(300):
        cycle(number)
    settle(server)
    before = descriptors(pid), resident(pid)
    for number in range(2000):
        cycle(number)
    connection.close()
    settle(server)
    time.sleep(0.2)
    assert descriptors(pid) <= before[0] + 3
    assert resident(pid) < before[1] + 12


def test_no_process_is_left_behind_when_the_server_is_killed(serve: Serve, tmp_path: Path) -> None:
    running = serve(tmp_path / "store")
    left = [*children(running.process.pid), *workers(running)]
    assert len(left) == FULL + 1
    running.process.kill()
    running.process.wait()
    end = time.monotonic() + 5
    while time.monotonic() < end and any(Path(f"/proc/{pid}").exists() for pid in left):
        time.sleep(0.02)
    assert [pid for pid in left if Path(f"/proc/{pid}").exists()] == []
