"""Runs the server in the foreground, and says what to open once it answers."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pyoxigraph as ox
import uvicorn

from extract.errors import PressgraphError
from ontology.iris import Iris
from server import prefixes, questions, snapshot
from server.cli.console import say
from server.serve import config
from server.settings import Settings

Announce = Callable[[Settings, str], None]
SHOWN = ("members", "said", "sanctions")  # the questions that the demonstration suggests


def serve(settings: Settings, announce: Announce) -> None:
    """Serves until it is interrupted; `announce` is called with the server's address when it answers."""
    listening = _listen(settings)
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    server = _Server(config(settings), lambda: announce(settings, f"http://{shown}:{port}"))
    server.run(sockets=[listening])


class _Server(uvicorn.Server):
    """A server that calls back when it has started."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        reason = f"cannot listen on {settings.host} port {settings.port}: {error.strerror or error}"
        raise PressgraphError(f"{reason}; choose another, for example --port {settings.port + 1 or 8001}") from error


def addresses(settings: Settings, root: str) -> None:
    """What a running server says of itself."""
    say(f"serving {settings.store} at {root}  (SPARQL: {root}/sparql); Ctrl-C ends it")


def tour(settings: Settings, root: str) -> None:
    """What the demonstration says: addresses to open, and questions to try."""
    entity = _busiest(settings)
    say("\n[bold]The graph is served.[/bold] Ctrl-C ends it. Open")
    say(f"  the SPARQL page      {root}/sparql")
    if entity:
        say(f"  an entity's page     {root}/entity/{entity}")
    say(f"  the Turtle dump      {root}/data/graph.ttl")
    say("\n[bold]Three questions to try[/bold], on the SPARQL page or in another terminal:")
    store = "" if settings.store == Settings.model_fields["store"].default else f" --store {settings.store}"
    for question in filter(None, map(questions.named, SHOWN)):
        say(f"  {question.title}")
        say(f"    {_command()} query {question.name}{store}")
    say("")


def _command() -> str:
    """How to call this program again from the folder one is in."""
    called = Path(sys.argv[0])
    if called.name != "pressgraph" or shutil.which("pressgraph") == str(called.resolve()):
        return "pressgraph"
    return os.path.relpath(called)


def _busiest(settings: Settings) -> str:
    """The key of the entity that most facts are about, "" where there is none."""
    found = snapshot.current(settings.store)
    if found is None:
        return ""
    text = resources.files("server").joinpath("queries", "busiest_entity.rq").read_text("utf8")
    rows = found.open().query(text, prefixes=prefixes.table())
    assert isinstance(rows, ox.QuerySolutions)
    parsed = next((Iris(settings.base).parse(row["entity"].value) for row in rows), None)
    return parsed.key if parsed else ""
