"""What stands between a worker and a client: holds an answer until it is whole, or lets it flow where it is too large to be held.

A worker never waits for a client: what a slow client has not taken yet lies in a file, so that the worker is free as soon as the query is answered.
"""
from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from typing import IO

from kg.server.jobs import Job
from kg.server.problem import Problem

HOLD = 1 << 20        # bytes that are held back before an answer begins to flow
MEMORY = 4 << 20      # bytes of a flowing answer that lie in memory
PART = 1 << 18


class Collector:
    """The sink of one query. ``settled`` is called once: when the answer is whole, or flows, or has failed."""

    __slots__ = ("_file", "_filed", "_flowing", "_held", "_hold", "_news", "_parts", "_settled", "job", "problem", "suffix", "whole")

    def __init__(self, settled: Callable[[], None], hold: int = HOLD) -> None:
        self.suffix = ""
        self.whole = False
        self.problem: Problem | None = None
        self.job: Job | None = None
        self._settled: Callable[[], None] | None = settled
        self._hold = hold
        self._parts: list[bytes] = []
        self._held = 0
        self._flowing = False
        self._news: asyncio.Event | None = None
        self._file: IO[bytes] | None = None
        self._filed = 0               # bytes in the file that have not been taken

    def restart(self) -> bool:
        """Forgets what was collected, unless it flows already."""
        if self._flowing:
            return False
        self._parts, self._held = [], 0
        return True

    def take(self, suffix: str, body: bytes) -> None:
        """The whole answer."""
        self.suffix = suffix
        self._parts.append(body)
        self.end()

    def head(self, suffix: str) -> None:
        """The format of what follows."""
        self.suffix = suffix

    def data(self, part: bytes) -> None:
        """A part of the answer."""
        if self._filed or self._held > max(MEMORY, self._hold):
            self._put_by(part)
        else:
            self._parts.append(part)
            self._held += len(part)
        if self._held > self._hold and not self._flowing:
            self._flowing = True
            self._settle()
        if self._news is not None:
            self._news.set()

    def end(self) -> None:
        """The answer is whole."""
        self.whole = True
        self.job = None               # which holds this collector: a ring of the two would keep the answer until the garbage collector comes by
        self._settle()

    def fail(self, problem: Problem) -> None:
        """There is no answer, or no rest of it."""
        self.problem = problem
        self.job = None
        self._settle()

    def _settle(self) -> None:
        if self._news is not None:
            self._news.set()
        settled, self._settled = self._settled, None
        if settled is not None:
            settled()

    def _put_by(self, part: bytes) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile()      # noqa: SIM115 -- closed by close(), when the client has it all or has gone
        self._file.seek(0, 2)
        self._file.write(part)
        self._filed += len(part)

    def body(self) -> bytes:
        """What has been collected."""
        return self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)

    def _take(self) -> bytes:
        """What comes next: from memory, then from the file."""
        if self._parts:
            taken, self._parts, self._held = b"".join(self._parts), [], 0
            return taken
        if self._file is None or not self._filed:
            return b""
        self._file.seek(-self._filed, 2)
        taken = self._file.read(min(PART, self._filed))
        self._filed -= len(taken)
        if not self._filed:
            self._file.seek(0)
            self._file.truncate()
        return taken

    async def flow(self) -> AsyncIterator[bytes]:
        """The answer part by part. Raises Problem where it fails on the way."""
        self._news = asyncio.Event()
        while True:
            if self.problem is not None:
                raise self.problem
            part = self._take()
            if part:
                yield part
            elif self.whole:
                return
            else:
                self._news.clear()
                await self._news.wait()

    def close(self) -> None:
        """Gives the file back."""
        if self._file is not None:
            self._file.close()
            self._file = None
            self._filed = 0


def waiting(hold: int = HOLD) -> tuple[Collector, asyncio.Future[None]]:
    """A collector, and a future that is done once it has settled."""
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def settled() -> None:
        if not future.done():
            future.set_result(None)

    return Collector(settled, hold), future
