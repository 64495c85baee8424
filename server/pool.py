"""Which query runs next, and on which process: fair between clients, quick queries first, never without a spare.

`workers` queries run at a time. A query that has run `slow_after` seconds yields the processor and moves to the
`slow_workers`, so that its place is free again. A client that has nothing running gets one place more than `workers`,
and clients take turns, so that nobody waits for another's queue. Where all that is full and somebody waits, the longest
query that has run `busy_timeout` seconds is stopped.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import OrderedDict, deque

from server.frames import Failure, Job
from server.process import Answer, Nursery, Process, QueryError
from server.settings import Settings

TICK = 0.05
LINGER = 5.0  # seconds that a process which stood in for a slow one stays, for the next slow one
STARTUP, DEATHS = 60.0, 12  # seconds, and processes, after which it is plain that none will come up


class PoolError(Exception):
    """Why no query can be answered at all."""


class _Waiting:
    """A query that waits for a process."""

    __slots__ = ("client", "deadline", "future", "since")

    def __init__(self, client: str, deadline: float) -> None:
        self.client, self.deadline = client, deadline
        self.since = time.monotonic()
        self.future: asyncio.Future[Process] = asyncio.get_running_loop().create_future()


class Pool:
    """The query processes of one server."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._idle: deque[Process] = deque()
        self._all: set[Process] = set()
        self._running: set[Process] = set()
        self._per_client: dict[str, int] = {}  # queries running
        self._waiting: OrderedDict[str, deque[_Waiting]] = OrderedDict()  # no queue in it is empty
        self._length = 0
        self._snapshot = ""
        self._nursery: Nursery | None = None
        self._closing = False
        self._ticker: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._early_deaths = 0
        self.restarts = 0

    # What is asked of it

    async def start(self, snapshot: str) -> None:
        """Start the processes, and wait until one is ready; raises PoolError where none comes up."""
        self._snapshot = snapshot
        self._fill()
        self._ticker = asyncio.create_task(self._tick())
        end = time.monotonic() + STARTUP
        while not self._idle and not self._closing:
            if time.monotonic() > end or self._early_deaths > DEATHS:
                await self.stop(0)
                raise PoolError(
                    f"no query process came up to read {snapshot or 'the empty store'}; what they said is above."
                    f" PRESSGRAPH_MEMORY is {self._settings.memory} MiB: is that enough?"
                )
            await asyncio.sleep(0.005)

    async def stop(self, drain: float) -> None:
        """Take no more queries, give running ones `drain` seconds, then end every process."""
        self._closing = True
        end = time.monotonic() + drain
        while self._running and time.monotonic() < end:
            await asyncio.sleep(0.02)
        if self._ticker is not None:
            self._ticker.cancel()
        for process in list(self._all):
            process.stop(Failure(503, "The server is stopping."))
        while self._all:
            await asyncio.sleep(0.005)
        if self._nursery is not None:
            self._nursery.close()

    async def run(self, job: Job, *, client: str, deadline: float) -> Answer:
        """An answer, as soon as a process has begun with the job; raises QueryError where none can."""
        self._snapshot = job.snapshot
        while (process := self._take(client) or await self._wait(client, deadline)) not in self._all:
            pass  # it died in the moment between being chosen and being used
        process.deadline = deadline
        return process.run(job)

    @property
    def ready(self) -> bool:
        """Whether a query can be answered now or soon."""
        return not self._closing and any(process.ready for process in self._all)

    @property
    def strength(self) -> int:
        """The processes that are ready, idle or running."""
        return sum(process.ready for process in self._all)

    @property
    def running(self) -> int:
        return len(self._running)

    @property
    def waiting(self) -> int:
        return self._length

    @property
    def pids(self) -> list[int]:
        return [process.pid for process in self._all if process.pid]

    # Who runs

    @property
    def _quick(self) -> int:
        """The running queries that count against `workers`."""
        return sum(not process.slow for process in self._running)

    def _may_start(self, client: str) -> bool:
        """Whether there is a place and a process; the last process is for a client that has nothing running."""
        if client in self._per_client:
            return self._quick < self._settings.workers and len(self._idle) > 1
        return self._quick < self._settings.workers + 1 and bool(self._idle)

    def _take(self, client: str) -> Process | None:
        if self._waiting.get(client) or not self._may_start(client):
            return None
        return self._begin(client)

    def _begin(self, client: str) -> Process:
        process = self._idle.pop()  # who worked last has the most of the snapshot at hand
        self._running.add(process)
        self._per_client[client] = self._per_client.get(client, 0) + 1
        process.client, process.since, process.deadline = client, time.monotonic(), float("inf")
        return process

    async def _wait(self, client: str, deadline: float) -> Process:
        queue = self._waiting.get(client)
        if self._closing:
            raise QueryError(Failure(503, "The server is stopping."), retry_after=5)
        if self._length >= self._settings.queue:
            raise QueryError(
                Failure(503, "The server is busy: too many queries are waiting. Try again."), retry_after=2
            )
        if queue is not None and len(queue) >= self._settings.queue_per_client:
            raise QueryError(
                Failure(429, "Too many of your queries are waiting. Ask them one after the other."), retry_after=2
            )
        waiting = _Waiting(client, deadline)
        self._waiting.setdefault(client, deque()).append(waiting)
        self._length += 1
        try:
            return await waiting.future
        except BaseException:
            if waiting.future.done() and not waiting.future.cancelled() and waiting.future.exception() is None:
                self._finished(waiting.future.result())  # the client went away in the moment its turn came
            self._forget(waiting)
            raise

    def _forget(self, waiting: _Waiting) -> None:
        queue = self._waiting.get(waiting.client, deque())
        if waiting in queue:
            queue.remove(waiting)
            self._length -= 1
        if not queue:
            self._waiting.pop(waiting.client, None)

    def _give_up(self, now: float) -> None:
        """Tell those whose time is over before their turn came."""
        message = "The server is busy: no process was free within the query's time. Try again."
        for waiting in [each for queue in self._waiting.values() for each in queue]:
            if now > waiting.deadline and not waiting.future.done():
                waiting.future.set_exception(QueryError(Failure(503, message), retry_after=5))

    def _dispatch(self) -> None:
        """Give idle processes to those who wait, clients in turn."""
        if not self._waiting:
            return
        for client in list(self._waiting):
            if not self._idle:
                return
            if not self._may_start(client):
                continue
            queue = self._waiting[client]
            while queue and queue[0].future.done():
                queue.popleft()
                self._length -= 1
            if queue:
                waiting = queue.popleft()
                self._length -= 1
                waiting.future.set_result(self._begin(client))
            if queue:
                self._waiting.move_to_end(client)
            else:
                del self._waiting[client]

    # Their lives

    @property
    def _wanted(self) -> int:
        return self._settings.workers + 1 + sum(process.slow for process in self._running)

    def _fill(self) -> None:
        """Start processes until `workers` and a spare are there beside the slow ones."""
        if self._closing:
            return
        if self._nursery is None or not self._nursery.alive:
            self._nursery = Nursery()
        arguments = [str(self._settings.memory), str(self._settings.stack), self._snapshot]
        while len(self._all) < self._wanted:
            process = Process(self._nursery, arguments, finished=self._finished, ended=self._ended)
            self._all.add(process)
            task = asyncio.get_running_loop().create_task(process.connect())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _leave(self, process: Process) -> None:
        if process in self._running:
            self._running.discard(process)
            left = self._per_client.pop(process.client) - 1
            if left:
                self._per_client[process.client] = left

    def _finished(self, process: Process) -> None:
        """A process is ready for a job: the first, or the next."""
        self._leave(process)
        self._early_deaths = 0
        if process not in self._all:
            return
        if process.niced:
            process.renew()  # it says that it is ready once more
        else:
            (self._idle.append if process.since else self._idle.appendleft)(process)
            process.since = time.monotonic()
        self._dispatch()

    def _ended(self, process: Process) -> None:
        self._leave(process)
        self._all.discard(process)
        with contextlib.suppress(ValueError):
            self._idle.remove(process)
        if self._closing:
            return
        self.restarts += 1
        if process.ready:
            self._fill()
        else:  # it died before it was ready: something is wrong with the machine or the snapshot; do not spin
            self._early_deaths += 1
            asyncio.get_running_loop().call_later(min(5.0, 0.1 * 2**self._early_deaths), self._fill)
        self._dispatch()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            now = time.monotonic()
            self._dismiss(now)
            for process in sorted(self._running, key=lambda process: process.since):
                self._look(process, now)
            if self._waiting:
                self._give_up(now)
                self._relieve(now)
                self._dispatch()

    def _dismiss(self, now: float) -> None:
        """End processes that stood in for slow ones and have had nothing to do for a while."""
        for process in list(self._idle)[: max(0, len(self._all) - self._wanted)]:
            if now - process.since > LINGER:
                self._idle.remove(process)
                process.stop(Failure(503, "The process is no longer needed."))

    def _look(self, process: Process, now: float) -> None:
        if now > process.deadline:
            seconds = process.deadline - process.since
            process.stop(
                Failure(
                    503, f"The query was stopped after {seconds:.3g} s, the most it may take. Ask for less at once."
                )
            )
        elif not process.slow and now - process.since > self._settings.slow_after:
            if not process.niced:
                process.yield_processor()
            if sum(other.slow for other in self._running) < self._settings.slow_workers:
                process.slow = True
                self._fill()

    def _relieve(self, now: float) -> None:
        """Stop one long query where somebody has waited as long as a quick query takes, and no place is free."""
        oldest = min(queue[0].since for queue in self._waiting.values() if queue)
        if now - oldest < self._settings.slow_after or (self._idle and self._quick < self._settings.workers):
            return
        long = [process for process in self._running if now - process.since > self._settings.busy_timeout]
        if not long:
            return
        victim = max(long, key=lambda process: (self._per_client.get(process.client, 0), now - process.since))
        victim.stop(
            Failure(
                503,
                f"The query was stopped after {now - victim.since:.3g} s, because the server is busy and others wait."
                " Try again later, or ask for less at once.",
            )
        )
