"""Queries on their way through the pool, and the queue in which they wait."""
from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from kg.server.problem import Problem

if TYPE_CHECKING:
    from kg.server.processes import Worker

T = TypeVar("T")


class Order(Protocol):
    """What a worker is asked, as a frame."""

    def packed(self) -> bytes: ...


class Sink(Protocol):
    """Where an answer goes: at once by ``take``; or head once, data any number of times, then end or fail; or fail alone."""

    def restart(self) -> bool:
        """Asked before a query begins again: forgets what it was given and says yes, or no where some of it has left already."""

    def take(self, suffix: str, body: bytes) -> None: ...
    def head(self, suffix: str) -> None: ...
    def data(self, part: bytes) -> None: ...
    def end(self) -> None: ...
    def fail(self, problem: Problem) -> None: ...


class Job:
    """An order, who gave it, where its answer goes, and how long that may take in all (seconds)."""

    __slots__ = ("client", "deadline", "limit", "order", "sink", "worker")

    def __init__(self, order: Order, sink: Sink, client: str, limit: float):
        self.order = order
        self.sink = sink
        self.client = client
        self.limit = limit
        self.deadline = time.monotonic() + limit
        self.worker: Worker | None = None


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
        """Takes a job in, behind those of its client."""
        self._by_client.setdefault(job.client, deque()).append(job)
        self._size += 1

    def put_first(self, job: Job) -> None:
        """Takes a job in again that has waited before, ahead of all."""
        self._by_client.setdefault(job.client, deque()).appendleft(job)
        self._by_client.move_to_end(job.client, last=False)
        self._size += 1

    def take(self, place: Callable[[str], T | None]) -> tuple[Job, T] | None:
        """The next job of the next client for whom there is a place, and that place; None where there is none for any."""
        if not self._size:
            return None
        for client, waiting in self._by_client.items():
            found = place(client)
            if found is not None:
                job = waiting.popleft()
                self._size -= 1
                del self._by_client[client]
                if waiting:
                    self._by_client[client] = waiting     # to the end of the row
                return job, found
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
