"""One query process as the server sees it: started, given a job, read from as fast as the client reads, killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import cast

from server import frames
from server.frames import End, Failure, Job

ROOT = Path(__file__).resolve().parent.parent
AHEAD = 1 << 20  # bytes read from a process before the client has taken them
NICE = 15
# glibc reserves 64 MiB of address space for each thread's own heap, which would count against a query's memory.
MALLOC = {"MALLOC_ARENA_MAX": "2"}

CRASHED = Failure(
    507,
    "The engine stopped while it worked on the query: it needs more memory than one query may use here,"
    " or is nested too deeply.",
)
GONE = Failure(499, "The client went away.")


class QueryError(Exception):
    """A query that was not answered: the HTTP status, a sentence, and where in the query."""

    def __init__(self, failure: Failure, *, retry_after: float | None = None) -> None:
        super().__init__(failure.message)
        self.failure = failure
        self.retry_after = retry_after


class Answer:
    """What a process answers to one job: chunks, then an end; or a failure at any point."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._chunks: deque[bytes] = deque()
        self._queued = 0
        self._waiter: asyncio.Future[None] | None = None
        self.started = False
        self.end: End | None = None
        self.failure: Failure | None = None

    @property
    def done(self) -> bool:
        return self.end is not None or self.failure is not None

    @property
    def stalled(self) -> bool:
        """Whether the process waits for the client to read."""
        return self._queued > AHEAD

    async def begun(self) -> None:
        """Return as soon as the first frame (or, of a short answer, all of it) is there; raises QueryError."""
        while not self.started and not self.done:
            await self._wait()
        if not self.started:
            assert self.failure is not None
            raise QueryError(self.failure)

    def whole(self) -> bytes | None:
        """All of the answer where it is here already, else None."""
        return b"".join(self._chunks) if self.end is not None else None

    async def chunks(self) -> AsyncIterator[bytes]:
        """The answer piece by piece; raises QueryError where it breaks off."""
        while True:
            while self._chunks:
                chunk = self._chunks.popleft()
                self._queued -= len(chunk)
                if self._queued <= AHEAD:
                    self._process.resume()
                yield chunk
            if self.failure is not None:
                raise QueryError(self.failure)
            if self.end is not None:
                return
            await self._wait()

    def close(self, failure: Failure = GONE) -> None:
        """Stop the process if it still works on this; nobody waits for the answer any more."""
        if not self.done:
            self._process.stop(failure)
        self._chunks.clear()

    async def _wait(self) -> None:
        self._waiter = asyncio.get_running_loop().create_future()
        await self._waiter

    def take(self, kind: bytes, body: bytes) -> None:
        """Take a frame of the process."""
        if kind == frames.WHOLE:
            self.started = True
            self.end = End.unpack(body)
            self._chunks.append(body[frames.END_SIZE :])
        elif kind == frames.CHUNK:
            self._chunks.append(body)
            self._queued += len(body)
            if self._queued > AHEAD:
                self._process.pause()
        elif kind == frames.HEAD:
            self.started = True
            return  # what follows is in the same write: wake the reader once
        elif kind == frames.END:
            self.end = End.unpack(body)
        else:
            self.failure = Failure(**json.loads(body))
        self.wake()

    def break_off(self, failure: Failure) -> None:
        """End with a failure, for the process is no more."""
        if not self.done:
            self.failure = failure
            self.wake()

    def wake(self) -> None:
        """Let whoever waits look again."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class Nursery:
    """The process that forks the workers, and the socket to it. It must be started in the thread of the event loop."""

    def __init__(self) -> None:
        self._waiting: deque[Process] = deque()
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "server.nursery", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8", **MALLOC},
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C in a terminal is for the server, which ends its processes itself
            )
        self._channel.setblocking(False)
        asyncio.get_running_loop().add_reader(self._channel, self._born)

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def alive(self) -> bool:
        return self._child.poll() is None

    def bear(self, process: Process, theirs: socket.socket, arguments: list[str]) -> None:
        """Have a worker made that talks through `theirs`."""
        self._waiting.append(process)
        socket.send_fds(self._channel, [json.dumps(arguments).encode()], [theirs.fileno()])

    def _born(self) -> None:
        message, descriptors, _, _ = socket.recv_fds(self._channel, frames.PREFIX.size, 1)
        if not message:  # the nursery is dead; the pool starts another
            self.close()
            return
        process = self._waiting.popleft()
        process.born(int.from_bytes(message, "big"), descriptors[0])

    def close(self) -> None:
        """End the nursery; the workers end with it."""
        asyncio.get_running_loop().remove_reader(self._channel)
        self._channel.close()
        self._child.kill()
        self._child.wait()


class Process(asyncio.Protocol):
    """A worker and its socket. `finished` is called when it is ready and after each job, `ended` when it is gone."""

    def __init__(
        self,
        nursery: Nursery,
        arguments: list[str],
        *,
        finished: Callable[[Process], None],
        ended: Callable[[Process], None],
    ) -> None:
        self.ready = False
        self.answer: Answer | None = None
        self.client = ""
        self.since = self.deadline = 0.0
        self.slow = False
        self.niced = False
        self.pid = self.thread = 0
        self._handle = -1
        self._finished, self._ended = finished, ended
        self._reason: Failure | None = None
        self._buffer = bytearray()
        self._paused = self._gone = False
        self._transport: asyncio.Transport | None = None
        self._socket, theirs = socket.socketpair()
        with theirs:
            nursery.bear(self, theirs, arguments)

    def born(self, pid: int, handle: int) -> None:
        """Know the process, and how to end it."""
        self.pid, self._handle = pid, handle
        if self._gone or self._reason is not None:
            self._kill()
        if self._gone:
            self._close_handle()

    def _kill(self) -> None:
        if self._handle >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def _close_handle(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    @property
    def busy(self) -> bool:
        return self.answer is not None

    async def connect(self) -> None:
        """Begin to listen to the process."""
        self._socket.setblocking(False)
        await asyncio.get_running_loop().create_connection(lambda: self, sock=self._socket)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by class
        if self._reason is not None:
            self._transport.abort()

    def run(self, job: Job) -> Answer:
        """Give the process a job; it must be ready and not busy."""
        assert self._transport is not None
        assert self.answer is None
        self.answer = Answer(self)
        self._transport.write(frames.pack(frames.JOB, job.pack()))
        return self.answer

    def yield_processor(self) -> None:
        """Let quicker queries go first, as the operating system sees it; Linux knows niceness of threads only."""
        self.niced = True
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.thread, NICE)

    def renew(self) -> None:
        """Have the process go on in another thread, for one that was made nice cannot be made normal again.

        What it has read of the snapshot stays with it: a new process would have to read that again.
        """
        assert self._transport is not None
        self.niced = self.slow = False
        self._transport.write(frames.pack(frames.RENEW, b""))

    def stop(self, failure: Failure) -> None:
        """Kill the process; who waits for its answer is told why."""
        if self._reason is None:
            self._reason = failure
            self._kill()
            if self._transport is not None:
                self._transport.abort()

    def pause(self) -> None:
        """Read no more until `resume`: the process then waits, too."""
        if not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()

    def resume(self) -> None:
        """Read again."""
        if self._paused and self._transport is not None and not self._transport.is_closing():
            self._paused = False
            self._transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        if self._buffer:
            self._buffer += data
            data = bytes(self._buffer)
        start, most = 0, len(data)
        while most - start >= frames.PREFIX.size:
            kind, length = frames.PREFIX.unpack_from(data, start)
            stop = start + frames.PREFIX.size + length
            if most < stop:
                break
            self._take(kind, data[start + frames.PREFIX.size : stop])
            start = stop
        self._buffer[:] = data[start:]

    def _take(self, kind: bytes, body: bytes) -> None:
        if kind == frames.READY:
            self.ready = True
            (self.thread,) = frames.THREAD.unpack(body)
            self._finished(self)
        elif self.answer is not None:
            self.answer.take(kind, body)
            if self.answer.done:
                self.answer = None
                self.resume()
                self._finished(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._gone = True
        self._kill()
        self._close_handle()
        answer, self.answer = self.answer, None
        if answer is not None:
            answer.break_off(self._reason or CRASHED)
        self._ended(self)
