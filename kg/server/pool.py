"""The pool: hands queries to worker processes, and sees to it that none takes more than its share.

A query starts on one of a few quick workers. When it has run for a quantum it is slow: its worker goes on at the lowest priority beside the pool, and a
fresh one takes its place, so that quick queries never wait behind slow ones. When too many are slow, the query is stopped and waits to begin again. A query
past its time, its client gone, or past its memory ends with its process; nobody else notices. Waiting is bounded, fair by client, and part of a query's time.

Where all workers are busy, a few jobs are sent ahead, so that a worker has the next one at hand; as soon as one runs for longer than a tick, those behind it
are taken back and go elsewhere.
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
from kg.server.slots import COUNT

TICK = 0.02
AHEAD = COUNT         # jobs that a quick worker may have, the one that runs among them
GRACE = 0.05          # a query whose client is gone may still end by itself for so long
UNTOLD = 2.0          # seconds to wait for word of how a process ended
AGAIN = 1.0           # seconds until a worker that could not start is tried once more
SIGNALS = {signal.SIGABRT: ("memory-limit", "The query needed more memory than it may have."),
           signal.SIGSEGV: ("engine-stopped", "The query engine stopped: the query is nested too deeply.")}
RESTART = Problem("overloaded", "The query waits to begin again.")
GONE = Problem("engine-stopped", "The client has gone.")
UNWANTED = Problem("engine-stopped", "The answer is no longer wanted.")


class Pool:
    """The workers of one kind; ``order`` is what the nursery is told to start. ``start`` it before use and ``close`` it after."""

    def __init__(self, order: dict[str, Any], limits: Limits):
        self.limits = limits
        self.quick: list[Worker] = []
        self.slow: set[Worker | Job] = set()      # a job stands for a worker that is being started for it
        self.waiting = Queue(limits.queue)
        self.later = Queue(limits.queue)          # slow queries that were stopped and will begin again
        self.ends: Counter[str] = Counter()       # workers ended before their time, by the kind of problem
        self._order = {**order, "memory": limits.memory}
        self._most_quick = max(1, (limits.workers - 1) * AHEAD)
        self._quick_of: dict[str, int] = {}       # jobs with quick workers, by client
        self._slow_of: dict[str, int] = {}        # and with slow ones
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
            self.quick.extend(await asyncio.gather(*(self._nursery.fork(self._order, self) for _ in range(self.limits.workers))))
        except BaseException:
            await self.close(0)
            raise

    @property
    def running(self) -> int:
        """Queries that are being answered."""
        return sum(bool(worker.jobs) for worker in self.quick) + len(self.slow)

    # What a client does

    def submit(self, job: Job) -> None:
        """Takes a job up, or fails it at once where too many wait."""
        if self._closing:
            job.sink.fail(stopping())
            return
        worker = self._free() if self._quick_of.get(job.client, 0) < self._most_quick else None
        if worker is not None:
            self._begin(worker, job)
        elif self.waiting.full_for(job.client):
            job.sink.fail(crowded(len(self.waiting)))
        else:
            self.waiting.put(job)
            self._tick_soon()

    def cancel(self, job: Job) -> None:
        """The client is gone: what waits is dropped, what runs is stopped unless it ends in a moment."""
        worker = job.worker
        if worker is None:
            if not self.waiting.remove(job) and not self.later.remove(job):
                job.deadline = 0.0        # a worker is being started for it
        elif worker.drop(job):
            self._discount(self._quick_of, job)
        else:
            self._loop.call_later(GRACE, self._stop, worker, job)

    def _stop(self, worker: Worker, job: Job) -> None:
        if worker.jobs and worker.jobs[0] is job:
            worker.kill(GONE)

    # How jobs and workers meet

    def _free(self) -> Worker | None:
        """The quick worker with the least to do, where there is room; one whose job has run for a tick gets no other."""
        found, least = None, AHEAD
        for worker in self.quick:
            depth = len(worker.jobs)
            if depth < least and not worker.seen and worker.reason is None:
                if not depth:
                    return worker
                found, least = worker, depth
        return found

    def _begin(self, worker: Worker, job: Job) -> None:
        self._quick_of[job.client] = self._quick_of.get(job.client, 0) + 1
        worker.begin(job)
        if self._ticker is None:
            self._tick_soon()

    def _may(self, client: str) -> bool:
        return self._quick_of.get(client, 0) < self._most_quick

    def _may_be_slow(self, client: str) -> bool:
        return len(self.slow) < self.limits.slow and self._slow_of.get(client, 0) < max(1, self.limits.slow - 1)

    def finished(self, worker: Worker, job: Job | None) -> None:
        """A worker has answered."""
        if job is not None:
            self._discount(self._slow_of if worker.slow else self._quick_of, job)
        if worker.slow:
            worker.kill()
        elif self.waiting:
            self._settle()
        elif self._closing:
            self._check_drained()

    def _discount(self, counts: dict[str, int], job: Job) -> None:
        left = counts.get(job.client, 0) - 1
        if left > 0:
            counts[job.client] = left
        else:
            counts.pop(job.client, None)

    def _settle(self) -> None:
        """Quick workers take up what waits."""
        while (worker := self._free()) is not None and (job := self.waiting.take(self._may)) is not None:
            self._begin(worker, job)
        self._check_drained()

    def _requeue(self, jobs: list[Job]) -> None:
        """Jobs that were sent ahead wait again, before all others."""
        for job in reversed(jobs):
            self._discount(self._quick_of, job)
            self.waiting.put_first(job)

    # How workers end

    def lost(self, worker: Worker) -> None:
        """A worker's socket is closed: the nursery will tell how it ended."""
        if worker.pid in self._early:
            self._ended(worker, self._early.pop(worker.pid))
            return
        worker.seen = max(worker.seen, 1)      # nothing more is sent to it
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
        self.slow.discard(worker)
        if worker in self.quick:
            self.quick.remove(worker)
        self._requeue(worker.recall())
        job = worker.jobs[0] if worker.jobs else None
        worker.jobs.clear()
        if not worker.slow:
            self._spawn(self._opened)
        if job is not None:
            job.worker = None
            self._discount(self._slow_of if worker.slow else self._quick_of, job)
            self._tell(job, worker, ended_by)
        self._settle()
        self._resume()

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
        self.quick.append(worker)
        self._settle()

    # What time does

    def _tick_soon(self) -> None:
        if self._ticker is None:
            self._ticker = self._loop.call_later(TICK, self._tick)

    def _tick(self) -> None:
        self._ticker = None
        now = time.monotonic()
        for job in (*self.waiting.expired(now), *self.later.expired(now)):
            job.sink.fail(late(job))
        for worker in (*self.quick, *self.slow):
            if isinstance(worker, Worker) and worker.jobs and worker.reason is None:
                self._watch(worker, now)
        if len(self.waiting):
            self._settle()
        if self.running or len(self.waiting) or len(self.later):
            self._tick_soon()

    def _watch(self, worker: Worker, now: float) -> None:
        """Looks after a worker that is busy."""
        worker.seen += 1
        if worker.seen > 1 and len(worker.jobs) > 1:
            self._requeue(worker.recall())
        job = worker.jobs[0]
        if job is None:
            if worker.seen > 1:
                worker.kill(UNWANTED)
        elif job.deadline <= now:
            worker.kill(late(job))
        elif not worker.slow and worker.seen * TICK > self.limits.quantum:
            self._put_aside(worker, job)

    def _put_aside(self, worker: Worker, job: Job) -> None:
        """A job is slow: it goes on beside the pool, or begins again later, or has to be given up."""
        if self._may_be_slow(job.client):
            self._demote(worker, job)
        elif not self.later.full_for(job.client) and job.sink.restart():
            worker.kill(RESTART)
        else:
            worker.kill(crowded(len(self.later)))

    def _demote(self, worker: Worker, job: Job) -> None:
        """The worker goes on at the lowest priority, and another takes its place."""
        self._discount(self._quick_of, job)
        worker.lower()
        self.quick.remove(worker)
        self.slow.add(worker)
        self._slow_of[job.client] = self._slow_of.get(job.client, 0) + 1
        self._spawn(self._opened)

    def _resume(self) -> None:
        """Slow queries that were stopped begin again where there is room."""
        while not self._closing and (job := self.later.take(self._may_be_slow)) is not None:
            self._slow_of[job.client] = self._slow_of.get(job.client, 0) + 1
            self.slow.add(job)
            self._resume_one(job)

    def _resume_one(self, job: Job) -> None:
        def begin(worker: Worker) -> None:
            self.slow.discard(job)
            self.slow.add(worker)
            worker.lower()
            worker.begin(job)
            self._tick_soon()

        def fail(problem: Problem) -> None:
            self.slow.discard(job)
            self._discount(self._slow_of, job)
            job.sink.fail(problem)

        self._spawn(begin, fail)

    # The end

    async def retire(self, patience: float) -> None:
        """Ends every process once nothing runs or waits any more, or patience (seconds) is at an end."""
        until = time.monotonic() + patience
        while time.monotonic() < until and (self.running or len(self.waiting) or len(self.later)):
            await asyncio.sleep(TICK)
        await self.close(0)

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
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for place in (*self.quick, *self.slow):
            for left in place.jobs if isinstance(place, Worker) else [place]:
                if left is not None:
                    left.sink.fail(stopping())
        await self._nursery.close()

    def _check_drained(self) -> None:
        if self._closing and not self.running:
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
