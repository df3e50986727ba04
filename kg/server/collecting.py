"""What stands between a worker and a client: holds an answer until it is whole, or lets it flow where it is too large to be held."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from kg.server.problem import Problem

if TYPE_CHECKING:
    from kg.server.pool import Job

HOLD = 1 << 20        # bytes that are held back before an answer begins to flow
HIGH = 8 << 20        # bytes held for a slow client, past which the worker has to wait
LOW = 1 << 20


class Collector:
    """The sink of one query. ``settled`` is done once the answer is whole, or flows, or has failed."""

    def __init__(self, hold: int = HOLD) -> None:
        self._hold = hold
        self.suffix = ""
        self.parts: list[bytes] = []
        self.held = 0
        self.whole = False
        self.problem: Problem | None = None
        self.settled: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.job: Job | None = None
        self._flowing = False
        self._paused = False
        self._news = asyncio.Event()

    def restart(self) -> bool:
        if self._flowing:
            return False
        self.parts, self.held = [], 0
        return True

    def head(self, suffix: str) -> None:
        self.suffix = suffix

    def data(self, part: bytes) -> None:
        self.parts.append(part)
        self.held += len(part)
        if self.held > self._hold and not self._flowing:
            self._flowing = True
            self._settle()
        if self._flowing and self.held > HIGH and not self._paused:
            self._pause(True)
        self._news.set()

    def end(self) -> None:
        self.whole = True
        self._settle()

    def fail(self, problem: Problem) -> None:
        self.problem = problem
        self._settle()

    def _settle(self) -> None:
        self._news.set()
        if not self.settled.done():
            self.settled.set_result(None)

    def _pause(self, paused: bool) -> None:
        worker = self.job.worker if self.job else None
        if worker is not None and worker.transport is not None:
            self._paused = paused
            if paused:
                worker.transport.pause_reading()
            else:
                worker.transport.resume_reading()

    def body(self) -> bytes:
        """What has been collected."""
        return self.parts[0] if len(self.parts) == 1 else b"".join(self.parts)

    async def flow(self) -> AsyncIterator[bytes]:
        """The answer part by part. Raises Problem where it fails on the way."""
        while True:
            await self._news.wait()
            self._news.clear()
            if self.problem is not None:
                raise self.problem
            parts, self.parts, self.held = self.parts, [], 0
            if parts:
                yield b"".join(parts)
            if self._paused and self.held < LOW:
                self._pause(False)
            if self.whole and not self.parts:
                return
