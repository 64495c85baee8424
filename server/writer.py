"""The writing process: takes one write at a time from the server, puts it into the store, publishes, and says so.

Started as `python -m server.writer FD STORE KEEP GRACE` when something is written, and ended when nothing has been for
a while, for only one process may write to a store. It dies without harm: readers are served from snapshots.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

import pyoxigraph as ox

from server import frames, messages, negotiate, sandbox
from server.frames import Failure
from server.store import Store, StoreBusyError, StoreError

LENGTH = struct.Struct("!I")
STACK = 256 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """A document of RDF that comes with a write: its format's name and its bytes."""

    format: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Write:
    """What is to be written: an update's text, or a graph (None: the default graph) and the documents for it."""

    verb: Literal["update", "put", "post", "delete", "replace", "remove"]
    graph: str | None = None
    update: str = ""
    base: str | None = None
    parts: tuple[Part, ...] = field(default=())

    def pack(self) -> bytes:
        """The write as one frame's body: JSON with its length, then the documents."""
        head = {"verb": self.verb, "graph": self.graph, "update": self.update, "base": self.base}
        sizes = [[part.format, len(part.content)] for part in self.parts]
        text = json.dumps({**head, "parts": sizes}).encode()
        return LENGTH.pack(len(text)) + text + b"".join(part.content for part in self.parts)

    @classmethod
    def unpack(cls, body: bytes) -> Write:
        """The write that `pack` packed."""
        (length,) = LENGTH.unpack_from(body)
        start = LENGTH.size + length
        head = json.loads(body[LENGTH.size : start])
        parts = []
        for name, size in head.pop("parts"):
            parts.append(Part(name, body[start : start + size]))
            start += size
        return cls(**head, parts=tuple(parts))


@dataclass(frozen=True, slots=True)
class Written:
    """How a write went: the snapshot that shows it, and whether the graph was there before."""

    snapshot: str
    existed: bool = True


class RefusedWriteError(Exception):
    """A write that cannot be done, with what to tell the client."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def do(store: Store, write: Write) -> Written:
    """Do a write and publish it; raises RefusedWriteError, and then the store is as it was."""
    existed = store.has_graph(write.graph)
    if write.verb == "update":
        _update(store, write)
    elif write.verb in ("replace", "remove"):
        assert write.graph is not None
        existed = write.graph in store
        if write.verb == "remove" and not existed:
            raise RefusedWriteError(Failure(404, f"There is no article <{write.graph}>."))
        store.replace(write.graph, list(_quads(write)))
    elif write.verb == "delete":
        if not existed:
            raise RefusedWriteError(Failure(404, f"There is no graph <{write.graph}>."))
        store.delete_graph(write.graph)
    else:
        triples = [quad.triple for quad in _quads(write)]
        (store.put_graph if write.verb == "put" else store.add_to_graph)(write.graph, triples)
    return Written(store.publish(), existed)


def _update(store: Store, write: Write) -> None:
    try:
        store.update(write.update, base_iri=write.base)
    except SyntaxError as error:
        found = messages.place(str(error))
        line, column, rest = found or (None, None, str(error))
        raise RefusedWriteError(Failure(400, messages.plain(rest), line, column)) from error
    except (ValueError, RuntimeError, OSError) as error:
        raise RefusedWriteError(Failure(400, f"The update was not done, none of it: {error}")) from error


def _quads(write: Write) -> Iterator[ox.Quad]:
    """The quads of the documents; blank nodes of two documents are never the same."""
    for part in write.parts:
        engine = negotiate.BY_NAME[part.format].engine
        assert isinstance(engine, ox.RdfFormat)
        try:
            yield from ox.parse(part.content, engine, base_iri=write.base, rename_blank_nodes=write.verb != "replace")
        except (SyntaxError, ValueError) as error:
            raise RefusedWriteError(Failure(400, f"The {part.format} document is not well-formed: {error}")) from error


def serve(channel: socket.socket, store: Store) -> None:
    """Answer writes until the server closes the socket."""
    stream = channel.makefile("rb", buffering=frames.FRAME)
    while prefix := stream.read(frames.PREFIX.size):
        _, length = frames.PREFIX.unpack(prefix)
        try:
            written = do(store, Write.unpack(stream.read(length)))
            answer = frames.pack(frames.END, json.dumps(asdict(written)).encode())
        except RefusedWriteError as refused:
            answer = _failed(refused.failure)
        except ValueError as error:
            answer = _failed(Failure(400, str(error)))
        channel.sendall(answer)


def _failed(failure: Failure) -> bytes:
    return frames.pack(frames.ERROR, json.dumps(asdict(failure)).encode())


def main(arguments: list[str]) -> None:
    """Open the store, lock the process in, and serve."""
    channel = socket.socket(fileno=int(arguments[0]))
    sandbox.die_with_parent()
    os.environ.clear()
    threading.stack_size(STACK)

    def run() -> None:
        try:
            store = Store(Path(arguments[1]), keep=int(arguments[2]), grace=float(arguments[3]))
        except StoreBusyError as error:
            channel.sendall(_failed(Failure(503, str(error))))
            return
        except StoreError as error:
            channel.sendall(_failed(Failure(500, str(error))))
            return
        sandbox.close_network()
        channel.sendall(frames.pack(frames.READY, b""))
        with store:
            serve(channel, store)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


if __name__ == "__main__":
    main(sys.argv[1:])
