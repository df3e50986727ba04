"""The nursery: a small process of one thread, with the engine loaded, that forks workers. A fork from here costs a few milliseconds and inherits no locks.

The server sends a message a worker, with the worker's end of a socket pair; the nursery tells when a worker has ended, and how. When the server is gone,
so are all workers.
"""
from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from kg.server import desk, scratch, worker

MESSAGE = 65536
SERVE: dict[str, Callable[[socket.socket, int, dict[str, Any]], None]] = {
    "release": lambda channel, shared, order: worker.serve(channel, order["path"], order["release"], order["memory"], shared),
    "scratch": lambda channel, _, order: scratch.serve(channel, order["path"], order["memory"]),
    "desk": lambda channel, _, order: desk.serve(channel, order["memory"]),
}


def _child(channel: socket.socket, shared: int, order: dict[str, Any]) -> None:
    status = 1
    try:
        SERVE[order["kind"]](channel, shared, order)
        status = 0
    except (BrokenPipeError, ConnectionResetError):
        status = 0
    except Exception as error:
        sys.stderr.write(f"kg serve: a worker could not start: {error}\n")      # at one go: several may tell at once
    finally:
        os._exit(status)


def _fork(control: socket.socket, inherited: tuple[int, ...], message: bytes, handles: list[int], children: set[int]) -> None:
    order = json.loads(message)
    pid = os.fork()
    if pid == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        control.close()
        for handle in inherited:
            os.close(handle)
        _child(socket.socket(fileno=handles[0]), handles[1], order)
    children.add(pid)
    for handle in handles:
        os.close(handle)


def _bury(control: socket.socket, children: set[int]) -> None:
    """Tells the server of every worker that has ended: its number and the signal that ended it, 0 for none."""
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        children.discard(pid)
        ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        control.send(json.dumps({"pid": pid, "signal": ended}).encode())


def tend(control: socket.socket) -> None:
    """Forks and buries until the server hangs up."""
    children: set[int] = set()
    bell, wake = os.pipe()
    for end in (bell, wake):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.set_wakeup_fd(wake)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        while True:
            watched: list[Any] = [control, bell]
            ready, _, _ = select.select(watched, [], [])
            if bell in ready:
                os.read(bell, MESSAGE)
                _bury(control, children)
            if control in ready:
                message, handles, _, _ = socket.recv_fds(control, MESSAGE, 4)
                if not message:
                    break
                _fork(control, (bell, wake), message, handles, children)
    for pid in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for pid in children:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)


if __name__ == "__main__":
    tend(socket.socket(fileno=int(sys.argv[1])))
