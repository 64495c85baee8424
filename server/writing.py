"""The server's hold on the writing process: one write after another, ended when idle, killed when it takes too long."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import subprocess
import sys

from server import frames
from server.frames import Failure
from server.process import ROOT, QueryError
from server.settings import Settings
from server.writer import Write, Written

DIED = Failure(500, "The writing process ended while it wrote; the graph that is served is as it was before.")


class Writing:
    """The one way by which this server writes to its store."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = asyncio.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._idle: asyncio.TimerHandle | None = None

    async def do(self, write: Write) -> Written:
        """Do a write; when this returns, every query that comes is answered with it done. Raises QueryError."""
        async with self._lock:
            if self._idle is not None:
                self._idle.cancel()
            try:
                async with asyncio.timeout(self._settings.write_timeout):
                    return await self._exchange(write)
            except TimeoutError:
                self._kill()
                seconds = self._settings.write_timeout
                raise QueryError(
                    Failure(503, f"The write was stopped after {seconds:g} s; nothing of it is served.")
                ) from None
            except (asyncio.IncompleteReadError, ConnectionError):
                self._kill()
                raise QueryError(DIED) from None
            except asyncio.CancelledError:
                self._kill()
                raise
            finally:
                self._idle = asyncio.get_running_loop().call_later(self._settings.writer_idle, self._rest)

    async def stop(self) -> None:
        """Let the write in progress end, then the process."""
        async with self._lock:
            if self._idle is not None:
                self._idle.cancel()
            await self._end()

    async def _exchange(self, write: Write) -> Written:
        if self._writer is None:
            await self._start()
        assert self._writer is not None
        self._writer.write(frames.pack(frames.JOB, write.pack()))
        await self._writer.drain()
        answer = await self._read(frames.END)
        return Written(str(answer["snapshot"]), bool(answer["existed"]))

    async def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            settings = self._settings
            numbers = [str(settings.keep_snapshots), str(settings.snapshot_grace)]
            self._child = subprocess.Popen(
                [sys.executable, "-m", "server.writer", str(theirs.fileno()), str(settings.store.absolute()), *numbers],
                pass_fds=[theirs.fileno()],
                env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._reader, self._writer = await asyncio.open_connection(sock=ours)
        try:
            await self._read(frames.READY)
        except QueryError:
            await self._end()
            raise

    async def _read(self, expected: bytes) -> dict[str, object]:
        assert self._reader is not None
        kind, length = frames.PREFIX.unpack(await self._reader.readexactly(frames.PREFIX.size))
        body = json.loads(await self._reader.readexactly(length) or b"{}")
        if kind != expected:
            raise QueryError(Failure(**body), retry_after=5 if body["status"] == 503 else None)
        return dict(body)

    def _rest(self) -> None:
        task = asyncio.get_running_loop().create_task(self.stop())
        self._resting = task  # the loop keeps only a weak hold on tasks

    async def _end(self) -> None:
        child, writer = self._child, self._writer
        self._child = self._reader = self._writer = None
        if writer is not None:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
        if child is not None:
            await asyncio.get_running_loop().run_in_executor(None, child.wait)

    def _kill(self) -> None:
        if self._child is not None:
            self._child.kill()
            asyncio.get_running_loop().run_in_executor(None, self._child.wait)
        if self._writer is not None:
            self._writer.close()
        self._child = self._reader = self._writer = None
