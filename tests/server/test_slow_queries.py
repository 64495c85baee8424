"""A slow query yields the processor to quick ones; what its process has read of the snapshot is not read again."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from server import frames, process, worker
from server.store import Store
from tests.server.conftest import ROOT, Running, Serve

SIZE = 1500
SLOW = "SELECT (COUNT(*) AS ?n) { ?a <x:p> ?b . ?c <x:p> ?d }"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("slow") / "store"
    with Store(path) as made:
        triples = (ox.Triple(ox.NamedNode(f"x:{n}"), ox.NamedNode("x:p"), ox.Literal(n)) for n in range(SIZE))
        made.put_graph(None, triples)
        made.publish()
    return path


def niceness(running: Running) -> list[tuple[int, int]]:
    """The threads that answer queries, each with its process and its niceness."""
    nursery = children(running.process.pid)
    found = []
    for pid in children(nursery[0]):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
                found += [(pid, nice(thread))] if thread.name != str(pid) else []
    return found


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def nice(thread: Path) -> int:
    return int((thread / "stat").read_text().rpartition(")")[2].split()[16])


def test_a_slow_query_is_nice_and_its_process_goes_on_as_it_was(serve: Serve, store: Path) -> None:
    running = serve(store, slow_after="0.05", cache="0", workers="1")
    before = {pid for pid, _ in niceness(running)}
    asking = threading.Thread(target=lambda: running.query(SLOW))
    asking.start()
    seen: set[tuple[int, int]] = set()
    while asking.is_alive():
        seen.update(niceness(running))
        time.sleep(0.01)
    slow = {pid for pid, nice in seen if nice == process.NICE}
    assert len(slow) == 1
    assert slow <= before
    for _ in range(50):
        if slow & {pid for pid, nice in niceness(running) if nice == worker.NICE}:
            break
        time.sleep(0.02)
    else:
        pytest.fail(f"{slow} among {niceness(running)}")
    assert running.query(SLOW).json()["results"]["bindings"][0]["n"]["value"] == str(SIZE**2)
    assert slow <= {pid for pid, _ in niceness(running)}


HOLDING = "worker.sandbox.give_back_memory = lambda held=[]: held.append(bytes(200 << 20)); "


@pytest.mark.parametrize(("change", "kind"), [("", frames.READY), (HOLDING, b"")], ids=["little", "much"])
def test_another_thread_goes_on_unless_much_memory_is_held(change: str, kind: bytes, store: Path) -> None:
    ours, theirs = socket.socketpair()
    words = [str(theirs.fileno()), "512", "8", os.path.realpath(store / "current")]
    program = f"from server import worker; {change}worker.main({words})"
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, pass_fds=[theirs.fileno()]) as running, ours:
        theirs.close()
        ours.settimeout(20)
        first = ours.recv(100)
        ours.sendall(frames.pack(frames.RENEW, b""))
        second = ours.recv(100)
        assert (first[:1], second[:1], second != first) == (frames.READY, kind, True)
        ours.shutdown(socket.SHUT_RDWR)
        assert running.wait(timeout=20) == 0
