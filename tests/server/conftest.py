"""A real server on loopback for the tests, in a process of its own, over a store of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TOKEN = "a-token-for-the-tests"


@dataclass(frozen=True)
class Reply:
    """What was answered, read to its end."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class Running:
    """A server that runs, and the two ways to ask it."""

    port: int
    process: subprocess.Popen[bytes]
    store: Path
    log: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, path: str, *, method: str = "GET", body: bytes | str | None = None, headers: dict[str, str] | None = None
    ) -> Reply:
        """One request, whatever its status."""
        sent = body.encode() if isinstance(body, str) else body
        request = urllib.request.Request(self.url + path, data=sent, method=method, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                return Reply(reply.status, _headers(reply), reply.read())
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, _headers(error), error.read())

    def query(
        self, text: str, *, accept: str = "application/sparql-results+json", parameters: str = "", **headers: str
    ) -> Reply:
        """One query, sent as such."""
        sent = {"Content-Type": "application/sparql-query", "Accept": accept}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask(f"/sparql{parameters}", method="POST", body=text, headers=sent)

    def update(self, text: str, *, token: str = TOKEN, parameters: str = "") -> Reply:
        """One update, sent as such."""
        headers = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {token}"}
        return self.ask(f"/sparql{parameters}", method="POST", body=text, headers=headers)


def _headers(reply: object) -> dict[str, str]:
    return {name.lower(): value for name, value in reply.headers.items()}  # type: ignore[attr-defined]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


Serve = Callable[..., Running]


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Starts servers: `serve(store, workers="2")`; all are ended with the tests."""
    started: list[Running] = []

    def start(store: Path, **settings: str) -> Running:
        port = free_port()
        log = tmp_path_factory.mktemp("server") / "log"
        given = {"workers": "2", "rate": "0", "drain": "1"} | settings
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PRESSGRAPH_")}
        environment |= {f"PRESSGRAPH_{name.upper()}": value for name, value in given.items()}
        environment |= {"PRESSGRAPH_STORE": str(store), "PRESSGRAPH_PORT": str(port)}
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, "-m", "server.serve"], cwd=ROOT, env=environment, stdout=stream, stderr=stream
            )
        running = Running(port, process, store, log, given)
        started.append(running)
        wait_ready(running)
        return running

    yield start
    for running in started:
        running.process.terminate()
    for running in started:
        running.process.wait(timeout=20)


def wait_ready(running: Running, seconds: float = 60) -> None:
    """Return when the server answers queries; fail with its log where it does not."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and running.process.poll() is None:
        try:
            if running.ask("/health").status == 200:
                return
        except (ConnectionError, urllib.error.URLError):
            pass
        time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{running.log.read_text()}")
