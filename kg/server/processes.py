"""The server's end of the processes that it starts: the nursery, and the workers that it forks."""
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
import weakref
from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import Any, Protocol, cast

from kg.errors import ReleaseError
from kg.server import frames
from kg.server.jobs import Job
from kg.server.problem import Problem
from kg.server.slots import Slots

OPENING = 60.0        # seconds that a worker may take to open the store
LOW = 10              # the priority of a slow process: beside a quick one it has a tenth of a core, beside nothing else all of it
MESSAGE = 4096
# The engine allocates much and little: together 7 in 100 of a cheap query's time.
ALLOCATION = "glibc.malloc.tcache_count=2000:glibc.malloc.mxfast=160:glibc.malloc.trim_threshold=33554432"
ENDED = Problem("engine-stopped", "The query engine was stopped.")


class Place(Enum):
    """How a worker runs: in the pool; beside it at a low priority; or not at all for now."""

    QUICK = "quick"
    SLOW = "slow"
    HALTED = "halted"


class Keeper(Protocol):
    """Who has workers is told when one has answered, and when one has ended."""

    def finished(self, worker: Worker, job: Job | None) -> None: ...
    def lost(self, worker: Worker) -> None: ...


class Worker(asyncio.Protocol):
    """The server's end of one worker process. Jobs may be sent ahead; they are answered in their order, the first of ``jobs`` is the one that runs.

    None stands for a job that was sent and is no longer wanted from here: its answer is let fall.
    """

    def __init__(self, keeper: Keeper, slots: Slots):
        self._keeper = keeper
        self._slots = slots
        self.answers = 0              # that have come
        self._worked = 0.0            # seconds that the process had worked when the job was first looked at
        self._orders: list[bytes] = []
        self.pid = 0
        self.handle = -1
        self.jobs: deque[Job | None] = deque()
        self.seen = 0                 # how often the job that runs was found running: a pause of the server itself must not count against it
        self.place = Place.QUICK
        self.client = ""              # whose job runs
        self.reason: Problem | None = None      # why it is being killed
        self._transport: asyncio.Transport | None = None
        self._reader = frames.Reader()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the loop."""
        self._transport = cast("asyncio.Transport", transport)      # uvloop's is one by its methods, not by its class

    def begin(self, job: Job) -> None:
        """Sends a job to the process."""
        assert self._transport is not None
        if not self.jobs:
            self.seen = 0
            self.client = job.client
        self.jobs.append(job)
        job.worker = self
        self._orders.append(job.order.packed())
        if len(self._orders) == 1:
            asyncio.get_running_loop().call_soon(self._send)

    def _send(self) -> None:
        """What was begun in one turn of the loop goes out at once."""
        assert self._transport is not None
        self._transport.write(b"".join(self._orders))
        self._orders.clear()

    def data_received(self, data: bytes) -> None:
        """Called by the loop: passes answers on to their sinks."""
        for kind, content in self._reader.feed(data):
            if not self.jobs or self.reason is not None:
                continue
            job = self.jobs[0]
            if kind == frames.DATA:
                if job is not None:
                    job.sink.data(content)
            elif kind == frames.HEAD:
                if job is not None:
                    job.sink.head(frames.unpack(content))
            elif kind == frames.SLOT:
                if job is not None:
                    job.sink.data(self._slots.read(self.answers, frames.unpack(content)))
            else:
                self._answered(job, kind, content)

    def _answered(self, job: Job | None, kind: bytes, content: bytes) -> None:
        self.jobs.popleft()
        self.answers += 1
        self.seen = 0
        if self.jobs and self.jobs[0] is not None:
            self.client = self.jobs[0].client
        if job is not None:
            job.worker = None
        self._keeper.finished(self, job)
        if job is None:
            return
        if kind == frames.WHOLE:
            job.sink.take(content[:frames.SUFFIX].decode().rstrip(), content[frames.SUFFIX:])
        elif kind == frames.END:
            job.sink.end()
        else:
            job.sink.fail(Problem(*frames.unpack(content)))

    def recall(self) -> list[Job]:
        """Takes back the jobs that were sent ahead and have not begun."""
        ahead = [job for job in list(self.jobs)[1:] if job is not None]
        for place in range(1, len(self.jobs)):
            self.jobs[place] = None
        for job in ahead:
            job.worker = None
        return ahead

    def drop(self, job: Job) -> bool:
        """Takes back one job that was sent ahead; False where it runs already."""
        if self.jobs and self.jobs[0] is job:
            return False
        self.jobs[self.jobs.index(job)] = None
        job.worker = None
        return True

    def connection_lost(self, error: Exception | None) -> None:
        """Called by the loop: the process has ended."""
        self._keeper.lost(self)

    def has_worked(self) -> float:
        """The seconds of CPU time that the process has taken since this was asked first of the job that runs."""
        try:
            now = time.clock_gettime(~self.pid << 3 | 2)      # clock_getcpuclockid(3), which Python does not offer
        except OSError:
            return 0.0
        if self.seen == 1:
            self._worked = now
        return now - self._worked

    def lower(self) -> None:
        """Puts the process behind the quick ones, and lets it go on where it was halted; there is no way back, so it takes no other job."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.setpriority(os.PRIO_PROCESS, self.pid, LOW)
        if self.place is Place.HALTED:
            self._signal(signal.SIGCONT)
        self.place = Place.SLOW

    def halt(self) -> None:
        """Halts the process until it is lowered, or killed."""
        self._signal(signal.SIGSTOP)
        self.place = Place.HALTED

    def _signal(self, number: signal.Signals) -> None:
        if self.handle >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.handle, number)

    def kill(self, reason: Problem | None = None) -> None:
        """Ends the process at once; the job that runs, if any, fails with the reason."""
        self.reason = reason or self.reason or ENDED
        self._signal(signal.SIGKILL)

    def hang_up(self) -> None:
        """Closes the socket at once; ``connection_lost`` follows in the loop's next turn."""
        if self._transport is not None:
            self._transport.abort()

    def forget(self) -> None:
        """Gives back what belonged to a process that has ended."""
        self._slots.close()
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1


class Nursery:
    """The process that forks workers. ``ended`` is told the number of each that has ended and the signal that ended it, 0 for none."""

    def __init__(self, ended: Callable[[int, int], None]):
        self._told = ended
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._workers: weakref.WeakSet[Worker] = weakref.WeakSet()

    def start(self) -> None:
        """Starts the process; the loop has to run."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen([sys.executable, "-m", "kg.server.nursery", str(theirs.fileno())], pass_fds=[theirs.fileno()],
                                             env={**os.environ, "GLIBC_TUNABLES": ALLOCATION})
        ours.setblocking(False)
        self._control = ours
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(ours.fileno(), self._heard)

    def _heard(self) -> None:
        assert self._control is not None
        with contextlib.suppress(BlockingIOError):
            while message := self._message():
                end = json.loads(message)
                self._told(end["pid"], end["signal"])
            self._hang_up()

    def _message(self) -> bytes:
        assert self._control is not None
        try:
            return self._control.recv(MESSAGE)
        except ConnectionResetError:
            return b""

    def _hang_up(self) -> None:
        if self._control is not None:
            self._loop.remove_reader(self._control.fileno())
            self._control.close()
            self._control = None

    async def fork(self, order: dict[str, Any], keeper: Keeper) -> Worker:
        """A new worker that has said that it is ready. Raises ReleaseError where it cannot open what it has to."""
        if self._control is None:       # killed from outside: another takes its place
            self.start()
        assert self._control is not None
        ours, theirs = socket.socketpair()
        shared = Slots.create()
        slots = Slots(shared)
        with theirs:
            socket.send_fds(self._control, [json.dumps(order).encode()], [theirs.fileno(), shared])
        os.close(shared)
        ours.setblocking(False)
        try:
            message, handle = await asyncio.wait_for(self._greeting(ours), OPENING)
        except TimeoutError:
            ours.close()
            raise ReleaseError(f"A worker did not start within {OPENING:g} seconds.") from None
        except BaseException:
            ours.close()
            raise
        _, worker = await self._loop.create_unix_connection(lambda: Worker(keeper, slots), sock=ours)
        worker.pid = frames.unpack(message[frames.HEADER.size:])
        worker.handle = handle
        self._workers.add(worker)
        return worker

    async def _greeting(self, channel: socket.socket) -> tuple[bytes, int]:
        ready = asyncio.Event()
        self._loop.add_reader(channel.fileno(), ready.set)
        try:
            await ready.wait()
        finally:
            self._loop.remove_reader(channel.fileno())
        message, handles = b"", [-1]
        with contextlib.suppress(ConnectionResetError):
            message, handles, _, _ = socket.recv_fds(channel, MESSAGE, 1)
        if not message:
            raise ReleaseError("A worker could not open the release.")
        return message, handles[0]

    async def close(self) -> None:
        """Ends the process, and with it every worker; no socket stays open behind it."""
        self._hang_up()
        if self._process is not None:
            await asyncio.to_thread(self._process.wait)
        for worker in list(self._workers):
            worker.hang_up()
        await asyncio.sleep(0)
