"""The pool: hands queries to worker processes, and sees to it that none takes more than its share.

A query starts on one of a few quick workers, of which no client may have all. When it has run for a quantum, or for less while others wait, it is slow: its
worker goes on at a low priority beside the pool, and a fresh one takes its place, so that quick queries never wait behind slow ones. When too many are
slow, the worker is halted where it is until there is room; when too many are halted, the query is stopped and waits to begin again. A query past its time,
its client gone, or past its memory ends with its process; nobody else notices. Waiting is bounded, fair by client, and part of a query's time.

Where all workers are busy, a few jobs are sent ahead, so that a worker has the next one at hand; as soon as one turns out not to be quick, those behind it
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

from kg.server.endings import GONE, RESTART, UNWANTED, by_signal, crowded, late, stopping
from kg.server.jobs import Job, Queue
from kg.server.limits import Limits
from kg.server.problem import Problem
from kg.server.processes import Nursery, Place, Worker
from kg.server.slots import COUNT

TICK = 0.02
AHEAD = COUNT         # jobs that a quick worker may have, the one that runs among them
GRACE = 0.05          # a query whose client is gone may still end by itself for so long
SHORTEST = 0.05       # of a quantum, after which jobs that were sent ahead are taken back
SHORT = 0.15          # of a quantum, after which a query counts as slow while others wait
LONG = 5              # seconds that count as one of work
HALTED = 16           # workers that may be halted at once
MOST = 50_000         # answers of a worker before another takes its place: what it holds grows a little with each, up to 200 bytes
UNTOLD = 2.0          # seconds to wait for word of how a process ended
AGAIN = 1.0           # seconds until a worker that could not start is tried once more


class Pool:
    """The workers of one kind; ``order`` is what the nursery is told to start, ``spare`` the number of workers kept to take the place of others.

    ``start`` it before use and ``close`` it after.
    """

    def __init__(self, order: dict[str, Any], limits: Limits, spare: int = 0):
        self.limits = limits
        self.quick: list[Worker] = []
        self._spare: list[Worker] = []
        self._to_spare = spare
        self.slow: set[Worker | Job] = set()      # a job stands for a worker that is being started for it
        self.halted: list[Worker] = []            # slow ones for which there is no room now
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
            forks = (self._nursery.fork(self._order, self) for _ in range(self.limits.workers + self._to_spare))
            for worker in await asyncio.gather(*forks):
                self._opened(worker)
        except BaseException:
            await self.close(0)
            raise

    @property
    def running(self) -> int:
        """Queries that are being answered."""
        return sum(bool(worker.jobs) for worker in self.quick) + len(self.slow) + len(self.halted)

    @property
    def queued(self) -> int:
        """Queries that wait to begin, or to begin again."""
        return len(self.waiting) + len(self.later)

    # What a client does

    def submit(self, job: Job) -> None:
        """Takes a job up, or fails it at once where too many wait."""
        if self._closing:
            job.sink.fail(stopping())
            return
        worker = self._free(job.client)
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
        if worker.jobs and worker.jobs[0] is job and worker.reason is None:
            self._give_up(worker, job, GONE)

    # How jobs and workers meet

    def _free(self, client: str) -> Worker | None:
        """Where a client's next job can go: to an idle quick worker, as long as another is left to others; else ahead, behind its own jobs, or behind
        another's where it has none. A worker whose job has run for a tick gets no other.
        """
        jobs = self._quick_of.get(client, 0)
        if jobs >= self._most_quick:
            return None
        idle, found, least, taken = None, None, AHEAD, 0
        for worker in self.quick:
            depth = len(worker.jobs)
            open_ = worker.reason is None and worker.answers < MOST
            if not depth:
                if open_:
                    idle = worker
                continue
            own = worker.client == client
            taken += own
            if depth < least and (own or not jobs) and not worker.seen and open_:
                found, least = worker, depth
        return idle if idle is not None and (taken < len(self.quick) - 1 or self.limits.workers == 1) else found

    def _begin(self, worker: Worker, job: Job) -> None:
        self._quick_of[job.client] = self._quick_of.get(job.client, 0) + 1
        worker.begin(job)
        if self._ticker is None:
            self._tick_soon()

    def _may_be_slow(self, client: str) -> bool:
        return len(self.slow) < self.limits.slow and self._slow_of.get(client, 0) < max(1, self.limits.slow - 1)

    def finished(self, worker: Worker, job: Job | None) -> None:
        """A worker has answered."""
        if job is not None:
            self._release(worker, job)
        if worker.place is not Place.QUICK or (worker.answers >= MOST and not worker.jobs):
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

    def _release(self, worker: Worker, job: Job) -> None:
        """A job no longer counts for its client."""
        if worker.place is Place.QUICK:
            self._discount(self._quick_of, job)
        elif worker.place is Place.SLOW:
            self._discount(self._slow_of, job)

    def _settle(self) -> None:
        """Quick workers take up what waits."""
        while (next_ := self.waiting.take(self._free)) is not None:
            self._begin(next_[1], next_[0])
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
        for workers in (self.quick, self._spare, self.halted):
            if worker in workers:
                workers.remove(worker)
        self._requeue(worker.recall())
        job = worker.jobs[0] if worker.jobs else None
        worker.jobs.clear()
        if worker.place is Place.QUICK:
            self._replace()
        if job is not None:
            job.worker = None
            self._release(worker, job)
            self._tell(job, worker, ended_by)
        self._settle()
        self._resume()

    def _tell(self, job: Job, worker: Worker, ended_by: int) -> None:
        """What a job learns of its worker's end."""
        if worker.reason is RESTART:
            self.later.put(job)
            return
        problem = worker.reason or by_signal(ended_by)
        self.ends[problem.kind] += 1
        job.sink.fail(problem)

    def _give_up(self, worker: Worker, job: Job, problem: Problem) -> None:
        """Ends a worker, and tells its job at once: a process that has taken much needs a while to be gone."""
        self._release(worker, job)
        worker.jobs[0] = job.worker = None
        worker.kill(problem)
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

    def _replace(self) -> None:
        """Another worker takes the place of one that is gone from the pool: a spare one, or else the next to be started."""
        if self._spare and len(self.quick) < self.limits.workers:
            self.quick.append(self._spare.pop())
        self._spawn(self._opened)

    def _opened(self, worker: Worker) -> None:
        (self.quick if len(self.quick) < self.limits.workers else self._spare).append(worker)
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
        for worker in (*self.quick, *self.slow, *self.halted):
            if isinstance(worker, Worker) and worker.jobs and worker.reason is None:
                self._watch(worker, now)
        if len(self.waiting):
            self._settle()
        if self.running or self.queued:
            self._tick_soon()

    def _watch(self, worker: Worker, now: float) -> None:
        """Looks after a worker that is busy."""
        worker.seen += 1
        spent = self._spent(worker)
        if spent > SHORTEST and len(worker.jobs) > 1:
            self._requeue(worker.recall())
        job = worker.jobs[0]
        if job is None:
            if spent > SHORTEST:
                worker.kill(UNWANTED)
        elif job.deadline <= now:
            self._give_up(worker, job, late(job))
        elif worker.place is Place.QUICK and spent > (SHORT if len(self.waiting) else 1):
            self._put_aside(worker, job)

    def _spent(self, worker: Worker) -> float:
        """The share of its quantum that a job has spent: by what its worker has worked, not by how long a busy machine let it wait; but where it waits for
        the disk, by the time that has passed, at a lower rate.
        """
        return max(worker.has_worked(), (worker.seen - 1) * TICK / LONG) / self.limits.quantum

    def _put_aside(self, worker: Worker, job: Job) -> None:
        """A job is slow: it goes on beside the pool, or is halted, or begins again later, or has to be given up."""
        if self._may_be_slow(job.client):
            self._take_out(worker, job)
            self._let_go_on(worker, job)
        elif len(self.halted) < HALTED:
            self._take_out(worker, job)
            worker.halt()
            self.halted.append(worker)
        elif not self.later.full_for(job.client) and job.sink.restart():
            worker.kill(RESTART)
        else:
            self._give_up(worker, job, crowded(self.queued + len(self.halted)))

    def _take_out(self, worker: Worker, job: Job) -> None:
        """The worker is no longer one of the quick ones, and another takes its place."""
        self._release(worker, job)
        self.quick.remove(worker)
        self._replace()
        self._settle()

    def _let_go_on(self, worker: Worker, job: Job) -> None:
        """The worker goes on at a low priority."""
        worker.lower()
        self.slow.add(worker)
        self._slow_of[job.client] = self._slow_of.get(job.client, 0) + 1

    def _resume(self) -> None:
        """Where there is room, slow queries that were halted go on, and those that were stopped begin again."""
        for worker in list(self.halted):
            job = worker.jobs[0] if worker.jobs else None
            if job is not None and worker.reason is None and self._may_be_slow(job.client):
                self.halted.remove(worker)
                self._let_go_on(worker, job)
        while not self._closing and (next_ := self.later.take(lambda client: self._may_be_slow(client) or None)) is not None:
            job = next_[0]
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
        while time.monotonic() < until and (self.running or self.queued):
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
        for place in (*self.quick, *self.slow, *self.halted):
            for left in place.jobs if isinstance(place, Worker) else [place]:
                if left is not None:
                    left.sink.fail(stopping())
        await self._nursery.close()

    def _check_drained(self) -> None:
        if self._closing and not self.running:
            self._drained.set()

