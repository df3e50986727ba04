"""Runs the server until it is told to stop: in this process, or in several that share the port."""
from __future__ import annotations

import ctypes
import gc
import logging
import os
import signal
import socket
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from kg.errors import CallError, KgError
from kg.server.access import AccessLog
from kg.server.app import Server, create
from kg.server.limits import DEFAULT, Limits
from kg.server.siblings import Siblings
from kg.server.watch import say

COLLECTING = (50_000, 20, 100)      # a full collection walks the whole cache, and holds everybody up meanwhile
STOPPING = 25         # seconds for what runs when the server is told to stop
WAITING = 2048        # connections that the system keeps for us to take
AGAIN = 1.0           # seconds until a process that ended is started once more
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be served, and how. ``access_log`` is a file's name or -, ``token`` opens a scratch store."""

    path: Path
    host: str = "127.0.0.1"
    port: int = 8000
    limits: Limits = DEFAULT
    token: str | None = None
    access_log: str | None = None
    log_queries: bool = False
    processes: int = 1


def listening(host: str, port: int, shared: bool = False) -> socket.socket:
    """A socket that listens there; ``shared``: one of several. Raises CallError where it cannot, with the reason."""
    found = _bound(host, port, shared)
    found.listen(WAITING)
    return found


def _bound(host: str, port: int, shared: bool) -> socket.socket:
    if not 0 <= port < 1 << 16:
        raise CallError(f"port {port}: ports go from 0 to 65535.")
    try:
        family, kind, transport, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        found = socket.socket(family, kind, transport)      # without it asyncio would not switch off Nagle's algorithm: 40 ms an answer
    except OSError as error:
        raise CallError(f"{host} port {port}: there is no such address: {error.strerror}.") from error
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT if shared else socket.SO_REUSEADDR, 1)
        found.bind(address)
    except OSError as error:
        found.close()
        raise CallError(f"{host} port {port}: the server cannot listen there: {error.strerror}. Choose another with --port or --host.") from error
    return found


def address_of(channel: socket.socket) -> str:
    """Where a socket listens, as a browser has it."""
    host, port, *_ = channel.getsockname()
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def serve(plan: Plan) -> int:
    """Serves a release. Raises ReleaseError where it cannot be opened, CallError where the address cannot be listened at."""
    if plan.processes > 1:
        return _Family(plan).serve()
    with listening(plan.host, plan.port) as channel:
        return _serve(plan, channel, None)


def _serve(plan: Plan, channel: socket.socket, siblings: Siblings | None) -> int:
    """Serves in this process."""
    log = AccessLog(plan.access_log, plan.log_queries) if plan.access_log else None
    try:
        made = create(plan.path, plan.limits, plan.token, log, siblings)
        logging.getLogger("uvicorn.error").addFilter(lambda record: "startup failed" not in record.getMessage())
        config = uvicorn.Config(made.application, http=_protocol(made), lifespan="on", access_log=False, server_header=False,
                                timeout_graceful_shutdown=STOPPING, log_level="warning")
        server = _Server(config)
        for asked in (signal.SIGTERM, signal.SIGINT):
            signal.signal(asked, lambda *_: None)      # uvicorn raises what it was stopped by once more when all is done: to be stopped is no failure
        gc.freeze()
        gc.set_threshold(*COLLECTING)
        with suppress(SystemExit):      # of a server that could not begin
            server.run(sockets=[channel])
        if made.site.failure is not None:
            raise made.site.failure
        return 0 if server.started else 2
    finally:
        if log is not None:
            log.close()


class _Server(uvicorn.Server):
    """Says where it listens once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Called once all that lies behind the address has begun, or has failed to."""
        await super().startup(sockets)
        if self.started:
            say(f"listening on {address_of((sockets or [])[0])}")


def _protocol(made: Server) -> Any:
    """The quick way to the endpoint where the parser that it builds on is installed, else uvicorn's choice."""
    try:
        from kg.server.quick import protocol_for
    except ImportError:
        return "auto"
    return protocol_for(made.endpoint, made.observe)


class _Family:
    """A parent that serves nothing itself, and its children, which each do: one that ends is started again."""

    def __init__(self, plan: Plan):
        self._plan = plan
        self._children: dict[int, int] = {}       # process → its number
        self._stopping = False

    def serve(self) -> int:
        """Serves until SIGTERM or SIGINT; 2 where a process ends before it has begun to serve."""
        plan = self._plan
        if plan.port:
            listening(plan.host, plan.port).close()      # sharing would not tell that another server has the port
        with _bound(plan.host, plan.port, shared=True) as held, tempfile.TemporaryDirectory(prefix="kg-serve-") as folder:
            for asked in (signal.SIGTERM, signal.SIGINT):
                signal.signal(asked, self._stop)
            say(f"starting {plan.processes} processes on {address_of(held)}")
            for number in range(plan.processes):
                self._start(number, held, Path(folder))
            return self._tend(held, Path(folder))

    def _stop(self, *_: object) -> None:
        self._stopping = True
        for pid in self._children:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)

    def _start(self, number: int, held: socket.socket, folder: Path) -> None:
        pid = os.fork()
        if pid:
            self._children[pid] = number
            return
        status = 2
        try:
            for asked in (signal.SIGTERM, signal.SIGINT):
                signal.signal(asked, signal.SIG_DFL)
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
            with listening(self._plan.host, held.getsockname()[1], shared=True) as channel:
                status = _serve(self._plan, channel, Siblings(folder, number))
        except KgError as error:
            print(f"kg: {error}", file=sys.stderr, flush=True)
        finally:
            os._exit(status)

    def _tend(self, held: socket.socket, folder: Path) -> int:
        """Waits for processes that end."""
        result = 0
        while self._children:
            pid, status = os.waitpid(-1, 0)
            number = self._children.pop(pid, None)
            if number is None or self._stopping:
                continue
            if os.waitstatus_to_exitcode(status) == 2:
                result = 2
                self._stop()
                continue
            say(f"process {number} ended ({os.waitstatus_to_exitcode(status)}) and is started again")
            time.sleep(AGAIN)
            self._start(number, held, folder)
        return result
