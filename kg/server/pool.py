"""The pool: hands queries to worker processes, and sees to it that none takes more than its share.

A query starts on one of a few quick workers. When it has run for a quantum it is slow: its worker goes on at the lowest priority beside the pool, and a
fresh one takes its place, so that quick queries never wait behind slow ones. When too many are slow, the query is stopped and waits to begin again. A query
past its time, its client gone, or past its memory ends with its process; nobody else notices. Waiting is bounded, fair by client, and part of a query's time.
"""
from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Protocol, cast

from kg.errors import ReleaseError
from kg.server import frames
from kg.server.limits import Limits
from kg.server.problem import Problem

TICK = 0.05
GRACE = 0.05          # a query whose client is gone may still end by itself for so long
OPENING = 60.0        # seconds that a worker may take to open the store
LOWEST = 19
SIGNALS = {signal.SIGABRT: ("memory-limit", "The query needed more memory than it may have."),
           signal.SIGSEGV: ("engine-stopped", "The query engine stopped: the query is nested too deeply.")}


class Order(Protocol):
    """What a worker is asked, as a frame."""

    def packed(self) -> bytes: ...


class Sink(Protocol):
    """Where an answer goes, called in order: head once, data any number of times, then end or fail once; or fail alone."""

    def restart(self) -> bool:
        """Asked before a query begins again: forgets what it was given and says yes, or no where some of it has left already."""

    def head(self, suffix: str) -> None: ...
    def data(self, part: bytes) -> None: ...
    def end(self) -> None: ...
    def fail(self, problem: Problem) -> None: ...


class Job:
    """A query on its way through the pool."""

    __slots__ = ("arrived", "client", "deadline", "limit", "sink", "started", "task", "worker")

    def __init__(self, task: Order, sink: Sink, client: str, limit: float):
        self.task = task
        self.sink = sink
        self.client = client
        self.limit = limit
        self.arrived = time.monotonic()
        self.deadline = self.arrived + limit
        self.started = 0.0            # when a worker took it up, the last time
        self.worker: Worker | None = None


class Worker(asyncio.Protocol):
    """The server's end of one worker process."""

    def __init__(self, pool: Pool):
        self.pool = pool
        self.pid = 0
        self.handle = -1
        self.job: Job | None = None
        self.slow = False
        self.reason: Problem | None = None      # why it is being killed
        self.transport: asyncio.Transport | None = None
        self._reader = frames.Reader()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)      # uvloop's is one by its methods, not by its class

    def begin(self, job: Job) -> None:
        """Sends a job to the process."""
        assert self.transport is not None
        self.job, job.worker, job.started = job, self, time.monotonic()
        self.transport.write(job.task.packed())

    def data_received(self, data: bytes) -> None:
        for kind, content in self._reader.feed(data):
            job = self.job
            if job is None or self.reason is not None:
                continue
            if kind == frames.HEAD:
                job.sink.head(frames.unpack(content))
            elif kind == frames.DATA:
                job.sink.data(content)
            else:
                self.job = None
                self.pool.finished(self, job)
                if kind == frames.END:
                    job.sink.end()
                else:
                    job.sink.fail(Problem(*frames.unpack(content)))

    def connection_lost(self, error: Exception | None) -> None:
        self.pool.lost(self)

    def kill(self, reason: Problem | None = None) -> None:
        """Ends the process at once; its job, if any, fails with the reason."""
        self.reason = reason or self.reason
        if self.handle >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)


class Queue:
    """Jobs that wait, bounded, taken from the clients in turn."""

    def __init__(self, limit: int):
        self._limit = limit
        self._by_client: OrderedDict[str, deque[Job]] = OrderedDict()
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def full_for(self, client: str) -> bool:
        """Whether no more fits: at all, or of this client, who may take no more than half of the places."""
        return self._size >= self._limit or len(self._by_client.get(client, ())) >= max(1, self._limit // 2)

    def put(self, job: Job) -> None:
        self._by_client.setdefault(job.client, deque()).append(job)
        self._size += 1

    def take(self, may: Callable[[str], bool]) -> Job | None:
        """The next job of the next client who may have one."""
        for client, waiting in self._by_client.items():
            if may(client):
                job = waiting.popleft()
                self._size -= 1
                del self._by_client[client]
                if waiting:
                    self._by_client[client] = waiting     # to the end of the row
                return job
        return None

    def remove(self, job: Job) -> bool:
        """Takes a job out; whether it was there."""
        waiting = self._by_client.get(job.client)
        if not waiting or job not in waiting:
            return False
        waiting.remove(job)
        self._size -= 1
        if not waiting:
            del self._by_client[job.client]
        return True

    def expired(self, now: float) -> list[Job]:
        """Takes out the jobs whose time is over."""
        late = [job for waiting in self._by_client.values() for job in waiting if job.deadline <= now]
        for job in late:
            self.remove(job)
        return late


class Pool:
    """The workers of one release, or of the desk where ``path`` is None. ``start`` it before use and ``close`` it after."""

    def __init__(self, path: str | None, limits: Limits):
        self.path = path
        self.limits = limits
        self.idle: list[Worker] = []
        self.busy: set[Worker] = set()
        self.slow: set[Worker] = set()
        self.waiting = Queue(limits.queue)
        self.later = Queue(limits.queue)          # slow queries that were stopped and will begin again
        self.killed = 0
        self._running: dict[str, int] = {}        # jobs on quick workers, by client
        self._slow_running: dict[str, int] = {}   # and on slow ones
        self._opening = 0
        self._ends: dict[int, Worker] = {}        # workers whose socket is closed and whose end is not yet told
        self._early: dict[int, int] = {}          # and the other way about
        self._ticker: asyncio.TimerHandle | None = None
        self._control: socket.socket | None = None
        self._nursery: subprocess.Popen[bytes] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False
        self._drained = asyncio.Event()

    async def start(self) -> None:
        """Starts the nursery and the quick workers. Raises OSError where the store cannot be opened."""
        self._loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._nursery = subprocess.Popen([sys.executable, "-m", "kg.server.nursery", str(theirs.fileno())], pass_fds=[theirs.fileno()])
        ours.setblocking(False)
        self._control = ours
        self._loop.add_reader(ours.fileno(), self._told)
        try:
            for worker in await asyncio.gather(*(self._open() for _ in range(self.limits.workers))):
                self.idle.append(worker)
        except BaseException:
            await self.close(0)
            raise

    async def _open(self) -> Worker:
        """Forks a worker and waits until it has opened the store."""
        assert self._control is not None
        ours, theirs = socket.socketpair()
        with theirs:
            order = json.dumps({"path": self.path, "memory": self.limits.memory}).encode()
            socket.send_fds(self._control, [order], [theirs.fileno()])
        ours.setblocking(False)
        try:
            message, handles = await asyncio.wait_for(self._greeting(ours), OPENING)
        except BaseException:
            ours.close()
            raise
        _, worker = await self._loop.create_unix_connection(lambda: Worker(self), sock=ours)
        worker.pid = frames.unpack(message[frames.HEADER.size:])
        worker.handle = handles[0]
        return worker

    async def _greeting(self, channel: socket.socket) -> tuple[bytes, list[int]]:
        ready = self._loop.create_future()

        def wake() -> None:
            if not ready.done():
                ready.set_result(None)

        self._loop.add_reader(channel.fileno(), wake)
        try:
            await ready
        finally:
            self._loop.remove_reader(channel.fileno())
        try:
            message, handles, _, _ = socket.recv_fds(channel, 4096, 1)
        except ConnectionResetError:
            message, handles = b"", []
        if not message:
            raise ReleaseError(f"{self.path}: a worker could not open the release.")
        return message, list(handles)

    def _told(self) -> None:
        """The nursery tells how workers ended."""
        assert self._control is not None
        with contextlib.suppress(BlockingIOError, ConnectionResetError):
            while message := self._control.recv(4096):
                end = json.loads(message)
                worker = self._ends.pop(end["pid"], None)
                if worker is not None:
                    self._ended(worker, end["signal"])
                else:
                    self._early[end["pid"]] = end["signal"]
            self._loop.remove_reader(self._control.fileno())

    # What a client does

    def submit(self, job: Job) -> None:
        """Takes a job up, or fails it at once where too many wait."""
        if self._closing:
            job.sink.fail(Problem("overloaded", "The server is being stopped.", headers=(("Retry-After", "5"),)))
        elif self.idle and self._may(job.client):
            self._begin(self.idle.pop(), job)
        elif self.waiting.full_for(job.client):
            job.sink.fail(_crowded(len(self.waiting)))
        else:
            self.waiting.put(job)
            self._tick_soon()

    def cancel(self, job: Job) -> None:
        """The client is gone: what waits is dropped, what runs is stopped unless it ends in a moment."""
        if job.worker is None:
            _ = self.waiting.remove(job) or self.later.remove(job)
        else:
            self._loop.call_later(GRACE, self._stop, job.worker, job, Problem("engine-stopped", "The client has gone."))

    def _stop(self, worker: Worker, job: Job, reason: Problem) -> None:
        if worker.job is job:
            worker.kill(reason)

    # How jobs and workers meet

    def _may(self, client: str) -> bool:
        return self._running.get(client, 0) < max(1, self.limits.workers - 1)

    def _begin(self, worker: Worker, job: Job) -> None:
        self.busy.add(worker)
        self._running[job.client] = self._running.get(job.client, 0) + 1
        worker.begin(job)
        if self._ticker is None:
            self._tick_soon()

    def _release(self, counts: dict[str, int], client: str) -> None:
        left = counts.get(client, 0) - 1
        if left > 0:
            counts[client] = left
        else:
            counts.pop(client, None)

    def finished(self, worker: Worker, job: Job) -> None:
        """A worker has answered, and is free."""
        if worker.slow:
            self._release(self._slow_running, job.client)
            worker.kill()
        else:
            self._release(self._running, job.client)
            self.busy.discard(worker)
            self._settle(worker)

    def _settle(self, worker: Worker) -> None:
        """A quick worker takes up what waits, or rests."""
        job = self.waiting.take(self._may)
        if job is None:
            self.idle.append(worker)
        else:
            self._begin(worker, job)

    def lost(self, worker: Worker) -> None:
        """A worker's socket is closed: the nursery will tell how it ended."""
        if worker.pid in self._early:
            self._ended(worker, self._early.pop(worker.pid))
        else:
            self._ends[worker.pid] = worker

    def _ended(self, worker: Worker, ended_by: int) -> None:
        if worker.handle >= 0:
            os.close(worker.handle)
            worker.handle = -1
        job, worker.job = worker.job, None
        if job is not None:
            job.worker = None
            self._release(self._slow_running if worker.slow else self._running, job.client)
        self.slow.discard(worker)
        self.busy.discard(worker)
        if worker in self.idle:
            self.idle.remove(worker)
        if not worker.slow:
            self._replace()
        self._resume()
        if job is not None:
            self._told_why(job, worker, ended_by)
        self._check_drained()

    def _told_why(self, job: Job, worker: Worker, ended_by: int) -> None:
        if worker.reason is RESTART:
            self.later.put(job)
            self._resume()
            return
        kind, detail = SIGNALS.get(signal.Signals(ended_by) if ended_by else signal.SIGKILL, ("engine-stopped", "The query engine stopped while answering."))
        job.sink.fail(worker.reason or Problem(kind, detail))

    def _replace(self) -> None:
        if not self._closing:
            self._spawn(self._opened)

    def _spawn(self, use: Callable[[Worker], None]) -> None:
        async def opening() -> None:
            self._opening += 1
            try:
                use(await self._open())
            finally:
                self._opening -= 1
        task = self._loop.create_task(opening())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _opened(self, worker: Worker) -> None:
        if self._closing:
            worker.kill()
        else:
            self._settle(worker)

    # What time does

    def _tick_soon(self) -> None:
        if self._ticker is None:
            self._ticker = self._loop.call_later(TICK, self._tick)

    def _tick(self) -> None:
        self._ticker = None
        now = time.monotonic()
        for job in (*self.waiting.expired(now), *self.later.expired(now)):
            job.sink.fail(_late(job))
        for worker in (*self.busy, *self.slow):
            job_running = worker.job
            if job_running is not None and worker.reason is None:
                self._watch(worker, job_running, now)
        if self.busy or self.slow or len(self.waiting) or len(self.later):
            self._tick_soon()

    def _watch(self, worker: Worker, job: Job, now: float) -> None:
        if job.deadline <= now:
            self.killed += 1
            worker.kill(_late(job))
        elif not worker.slow and now - job.started >= self.limits.quantum:
            if self._may_be_slow(job.client):
                self._demote(worker, job)
            elif not self.later.full_for(job.client) and job.sink.restart():
                worker.kill(RESTART)
            else:
                worker.kill(_crowded(len(self.later)))

    def _may_be_slow(self, client: str) -> bool:
        return len(self.slow) < self.limits.slow and self._slow_running.get(client, 0) < max(1, self.limits.slow - 1)

    def _demote(self, worker: Worker, job: Job) -> None:
        """The worker goes on at the lowest priority, and another takes its place."""
        worker.slow = True
        self.busy.discard(worker)
        self.slow.add(worker)
        self._release(self._running, job.client)
        self._slow_running[job.client] = self._slow_running.get(job.client, 0) + 1
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.setpriority(os.PRIO_PROCESS, worker.pid, LOWEST)
        self._replace()

    def _resume(self) -> None:
        """Slow queries that were stopped begin again where there is room."""
        while not self._closing and (job := self.later.take(self._may_be_slow)) is not None:
            self._slow_running[job.client] = self._slow_running.get(job.client, 0) + 1
            reserved = Worker(self)
            self.slow.add(reserved)
            self._spawn(lambda worker, job=job, reserved=reserved: self._begin_slow(worker, job, reserved))    # type: ignore[misc]

    def _begin_slow(self, worker: Worker, job: Job, reserved: Worker) -> None:
        self.slow.discard(reserved)
        self.slow.add(worker)
        worker.slow = True
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.setpriority(os.PRIO_PROCESS, worker.pid, LOWEST)
        worker.begin(job)
        self._tick_soon()

    # The end

    async def close(self, patience: float) -> None:
        """Takes no more jobs, lets those that run end for ``patience`` seconds, and ends every process."""
        self._closing = True
        for job in (*self.waiting.expired(float("inf")), *self.later.expired(float("inf"))):
            job.sink.fail(Problem("overloaded", "The server is being stopped.", headers=(("Retry-After", "5"),)))
        self._check_drained()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._drained.wait(), patience)
        if self._ticker is not None:
            self._ticker.cancel()
        if self._control is not None:
            self._loop.remove_reader(self._control.fileno())
            self._control.close()
        if self._nursery is not None:
            await asyncio.to_thread(self._nursery.wait)

    def _check_drained(self) -> None:
        if self._closing and not self.busy and not self.slow:
            self._drained.set()


RESTART = Problem("overloaded", "The query waits to begin again.")


def _crowded(waiting: int) -> Problem:
    return Problem("overloaded", f"{waiting} queries are waiting. Try again in a moment.", headers=(("Retry-After", "2"),))


def _late(job: Job) -> Problem:
    return Problem("time-limit", f"The query was stopped after {job.limit:g} seconds. Ask for less, or for more time with timeout=.", {"seconds": job.limit})
