"""The pool: hands queries to worker processes, and sees to it that none takes more than its share.

A query starts on one of a few quick workers. When it has run for a quantum it is slow: its worker goes on at the lowest priority beside the pool, and a
fresh one takes its place, so that quick queries never wait behind slow ones. When too many are slow, the query is stopped and waits to begin again. A query
past its time, its client gone, or past its memory ends with its process; nobody else notices. Waiting is bounded, fair by client, and part of a query's time.
"""
from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from kg.server.jobs import Job, Queue
from kg.server.limits import Limits
from kg.server.problem import Problem
from kg.server.processes import Nursery, Worker

TICK = 0.05
GRACE = 0.05          # a query whose client is gone may still end by itself for so long
UNTOLD = 2.0          # seconds to wait for word of how a process ended
AGAIN = 1.0           # seconds until a worker that could not start is tried once more
SIGNALS = {signal.SIGABRT: ("memory-limit", "The query needed more memory than it may have."),
           signal.SIGSEGV: ("engine-stopped", "The query engine stopped: the query is nested too deeply.")}
RESTART = Problem("overloaded", "The query waits to begin again.")
GONE = Problem("engine-stopped", "The client has gone.")


class Pool:
    """The workers of one kind; ``order`` is what the nursery is told to start. ``start`` it before use and ``close`` it after."""

    def __init__(self, order: dict[str, Any], limits: Limits):
        self.limits = limits
        self.idle: list[Worker] = []
        self.busy: set[Worker] = set()
        self.slow: set[Worker | Job] = set()      # a job stands for a worker that is being started for it
        self.waiting = Queue(limits.queue)
        self.later = Queue(limits.queue)          # slow queries that were stopped and will begin again
        self.ends: Counter[str] = Counter()       # workers ended before their time, by the kind of problem
        self._order = {**order, "memory": limits.memory}
        self._quick_of: Counter[str] = Counter()  # jobs on quick workers, by client
        self._slow_of: Counter[str] = Counter()   # and on slow ones
        self._leaving: dict[int, Worker] = {}     # workers whose socket is closed and whose end is not yet told
        self._early: dict[int, int] = {}          # and the other way about
        self._ticker: asyncio.TimerHandle | None = None
        self._nursery = Nursery(self._told)
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False
        self._drained = asyncio.Event()

    async def start(self) -> None:
        """Starts the nursery and the quick workers. Raises ReleaseError where the release cannot be opened."""
        self._loop = asyncio.get_running_loop()
        self._nursery.start()
        try:
            self.idle.extend(await asyncio.gather(*(self._nursery.fork(self._order, self) for _ in range(self.limits.workers))))
        except BaseException:
            await self.close(0)
            raise

    # What a client does

    def submit(self, job: Job) -> None:
        """Takes a job up, or fails it at once where too many wait."""
        if self._closing:
            job.sink.fail(stopping())
        elif self.idle and self._may(job.client):
            self._begin(self.idle.pop(), job)
        elif self.waiting.full_for(job.client):
            job.sink.fail(crowded(len(self.waiting)))
        else:
            self.waiting.put(job)
            self._tick_soon()

    def cancel(self, job: Job) -> None:
        """The client is gone: what waits is dropped, what runs is stopped unless it ends in a moment."""
        if job.worker is not None:
            self._loop.call_later(GRACE, self._stop, job.worker, job)
        elif not self.waiting.remove(job) and not self.later.remove(job):
            job.deadline = 0.0        # a worker is being started for it

    def _stop(self, worker: Worker, job: Job) -> None:
        if worker.job is job:
            worker.kill(GONE)

    # How jobs and workers meet

    def _may(self, client: str) -> bool:
        return self._quick_of[client] < max(1, self.limits.workers - 1)

    def _may_be_slow(self, client: str) -> bool:
        return len(self.slow) < self.limits.slow and self._slow_of[client] < max(1, self.limits.slow - 1)

    def _begin(self, worker: Worker, job: Job) -> None:
        self.busy.add(worker)
        self._quick_of[job.client] += 1
        worker.begin(job)
        if self._ticker is None:
            self._tick_soon()

    def finished(self, worker: Worker, job: Job) -> None:
        """A worker has answered, and is free."""
        self._discount(worker, job)
        if worker.slow:
            worker.kill()
        else:
            self.busy.discard(worker)
            self._settle(worker)

    def _discount(self, worker: Worker, job: Job) -> None:
        counts = self._slow_of if worker.slow else self._quick_of
        counts[job.client] -= 1
        if counts[job.client] <= 0:
            del counts[job.client]

    def _settle(self, worker: Worker) -> None:
        """A quick worker takes up what waits, or rests."""
        job = self.waiting.take(self._may)
        if job is None:
            self.idle.append(worker)
        else:
            self._begin(worker, job)
        self._check_drained()

    # How workers end

    def lost(self, worker: Worker) -> None:
        """A worker's socket is closed: the nursery will tell how it ended."""
        if worker.pid in self._early:
            self._ended(worker, self._early.pop(worker.pid))
            return
        if worker in self.idle:
            self.idle.remove(worker)
        self._leaving[worker.pid] = worker
        self._loop.call_later(UNTOLD, self._unheard, worker)

    def _told(self, pid: int, ended_by: int) -> None:
        worker = self._leaving.pop(pid, None)
        if worker is not None:
            self._ended(worker, ended_by)
        else:
            self._early[pid] = ended_by

    def _unheard(self, worker: Worker) -> None:
        if self._leaving.pop(worker.pid, None) is worker:
            self._ended(worker, signal.SIGKILL)

    def _ended(self, worker: Worker, ended_by: int) -> None:
        worker.forget()
        job, worker.job = worker.job, None
        if job is not None:
            job.worker = None
            self._discount(worker, job)
        self.slow.discard(worker)
        self.busy.discard(worker)
        if worker in self.idle:
            self.idle.remove(worker)
        if not worker.slow:
            self._spawn(self._opened)
        if job is not None:
            self._tell(job, worker, ended_by)
        self._resume()
        self._check_drained()

    def _tell(self, job: Job, worker: Worker, ended_by: int) -> None:
        """What a job learns of its worker's end."""
        if worker.reason is RESTART:
            self.later.put(job)
            return
        kind, detail = SIGNALS.get(signal.Signals(ended_by) if ended_by else signal.SIGKILL, ("engine-stopped", "The query engine stopped while answering."))
        problem = worker.reason or Problem(kind, detail)
        self.ends[problem.kind] += 1
        job.sink.fail(problem)

    def _spawn(self, use: Callable[[Worker], None], otherwise: Callable[[Problem], None] | None = None) -> None:
        """Starts a worker in the background. One that cannot start fails what waits for it, or is tried again."""
        async def opening() -> None:
            try:
                use(await self._nursery.fork(self._order, self))
            except Exception as error:
                if otherwise is not None:
                    otherwise(Problem("engine-stopped", f"The query engine could not be started: {error}"))
                elif not self._closing:
                    self._loop.call_later(AGAIN, self._spawn, use)
        if self._closing:
            return
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
            job.sink.fail(late(job))
        for worker in (*self.busy, *self.slow):
            if isinstance(worker, Worker) and worker.job is not None and worker.reason is None:
                self._watch(worker, worker.job, now)
        if self.busy or self.slow or len(self.waiting) or len(self.later):
            self._tick_soon()

    def _watch(self, worker: Worker, job: Job, now: float) -> None:
        if job.deadline <= now:
            worker.kill(late(job))
        elif not worker.slow and now - job.started >= self.limits.quantum:
            if self._may_be_slow(job.client):
                self._demote(worker, job)
            elif not self.later.full_for(job.client) and job.sink.restart():
                worker.kill(RESTART)
            else:
                worker.kill(crowded(len(self.later)))

    def _demote(self, worker: Worker, job: Job) -> None:
        """The worker goes on at the lowest priority, and another takes its place."""
        self._discount(worker, job)
        worker.lower()
        self.busy.discard(worker)
        self.slow.add(worker)
        self._slow_of[job.client] += 1
        self._spawn(self._opened)

    def _resume(self) -> None:
        """Slow queries that were stopped begin again where there is room."""
        while not self._closing and (job := self.later.take(self._may_be_slow)) is not None:
            self._slow_of[job.client] += 1
            self.slow.add(job)
            self._resume_one(job)

    def _resume_one(self, job: Job) -> None:
        def begin(worker: Worker) -> None:
            self.slow.discard(job)
            self.slow.add(worker)
            worker.lower()
            if self._closing:
                worker.kill(stopping())
            worker.begin(job)
            self._tick_soon()

        def fail(problem: Problem) -> None:
            self.slow.discard(job)
            self._slow_of[job.client] -= 1
            job.sink.fail(problem)

        self._spawn(begin, fail)

    # The end

    async def close(self, patience: float) -> None:
        """Takes no more jobs, lets those that run end for ``patience`` seconds, and ends every process."""
        self._closing = True
        for job in (*self.waiting.expired(float("inf")), *self.later.expired(float("inf"))):
            job.sink.fail(stopping())
        self._check_drained()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._drained.wait(), patience)
        if self._ticker is not None:
            self._ticker.cancel()
        for task in self._tasks:
            task.cancel()
        for worker in (*self.busy, *self.slow):
            if isinstance(worker, Worker) and worker.job is not None:
                worker.job.sink.fail(stopping())
                worker.job = None
        await self._nursery.close()

    def _check_drained(self) -> None:
        if self._closing and not self.busy and not self.slow:
            self._drained.set()


def stopping() -> Problem:
    """What is told while the server is being stopped."""
    return Problem("overloaded", "The server is being stopped.", headers=(("Retry-After", "5"),))


def crowded(waiting: int) -> Problem:
    """What is told where no more may wait."""
    return Problem("overloaded", f"{waiting} queries are waiting. Try again in a moment.", headers=(("Retry-After", "2"),))


def late(job: Job) -> Problem:
    """What a query past its time is told."""
    return Problem("time-limit", f"The query was stopped after {job.limit:g} seconds. Ask for less, or for more time with timeout=.", {"seconds": job.limit})
