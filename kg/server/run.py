"""Runs the server in this process until it is told to stop."""
from __future__ import annotations

import gc
import signal
import socket
from pathlib import Path
from typing import Any

import uvicorn

from kg.errors import CallError
from kg.server.access import AccessLog
from kg.server.app import Server, create
from kg.server.limits import DEFAULT, Limits
from kg.server.watch import say

COLLECTING = (50_000, 20, 100)      # a full collection walks the whole cache, and holds everybody up meanwhile
STOPPING = 25         # seconds for what runs when the server is told to stop
WAITING = 2048        # connections that the system keeps for us to take


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises CallError where it cannot, with the reason."""
    if not 0 <= port < 1 << 16:
        raise CallError(f"port {port}: ports go from 0 to 65535.")
    try:
        family, kind, transport, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        found = socket.socket(family, kind, transport)      # without it asyncio would not switch off Nagle's algorithm: 40 ms an answer
    except OSError as error:
        raise CallError(f"{host} port {port}: there is no such address: {error}.") from error
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(WAITING)
    except OSError as error:
        found.close()
        raise CallError(f"{host} port {port}: the server cannot listen there: {error.strerror}. Choose another with --port or --host.") from error
    return found


def address_of(channel: socket.socket) -> str:
    """Where a socket listens, as a browser has it."""
    host, port, *_ = channel.getsockname()
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def serve(path: Path, host: str, port: int, limits: Limits = DEFAULT, token: str | None = None, log: AccessLog | None = None) -> int:
    """Serves a release. Raises ReleaseError where it cannot be opened, CallError where the address cannot be listened at."""
    made = create(path, limits, token, log)
    config = uvicorn.Config(made.application, http=_protocol(made), lifespan="on", access_log=False, server_header=False,
                            timeout_graceful_shutdown=STOPPING, log_level="warning")
    server = uvicorn.Server(config)
    with listening(host, port) as channel:
        say(f"listening on {address_of(channel)}")
        for asked in (signal.SIGTERM, signal.SIGINT):
            signal.signal(asked, lambda *_: None)      # uvicorn raises what it was stopped by once more when all is done: to be stopped is no failure
        gc.freeze()
        gc.set_threshold(*COLLECTING)
        server.run(sockets=[channel])
    return 0 if server.started else 2


def _protocol(made: Server) -> Any:
    """The quick way to the endpoint where the parser that it builds on is installed, else uvicorn's choice."""
    try:
        from kg.server.quick import protocol_for
    except ImportError:
        return "auto"
    return protocol_for(made.endpoint, made.observe)
