"""The scratch store: one process with a store in memory that may be written, for teaching and tests. It never touches a release.

Queries run in a fork, so that each sees the store as it is and can be stopped without harm. Updates are rehearsed in a fork first: only one that came to its
end there, within its limits, is carried out.
"""
from __future__ import annotations

import os
import select
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import identifiers
from kg.namespaces import PREFIXES
from kg.server import frames
from kg.server.worker import GRAPHS, Task, evaluate, fault_of, greet, limit_memory, orders

MOST_QUADS = 1_000_000
"""The largest release that the store begins as a copy of; above it begins empty."""

DONE, MADE, MISSING = "204", "201", "404"
Answer = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Query:
    """A query, and the seconds that it may take."""

    task: Task
    seconds: float

    def packed(self) -> bytes:
        """The order as a frame."""
        return frames.pack(frames.ASK, ("query", (tuple(self.task), self.seconds)))


@dataclass(frozen=True, slots=True)
class Update:
    """An update, ready to be carried out, and the seconds that its rehearsal may take."""

    text: str
    seconds: float

    def packed(self) -> bytes:
        """The order as a frame."""
        return frames.pack(frames.ASK, ("update", (self.text, self.seconds)))


@dataclass(frozen=True, slots=True)
class GraphStore:
    """An operation of the Graph Store Protocol. ``graph`` None is the default graph; ``parts`` are pairs of a format's suffix and the data."""

    method: str
    graph: str | None
    parts: tuple[tuple[str, bytes], ...] = ()
    suffix: str = "ttl"
    base: str = ""

    def packed(self) -> bytes:
        """The order as a frame."""
        return frames.pack(frames.ASK, ("graph", (self.method, self.graph, self.parts, self.suffix, self.base)))


class _Buffer:
    """Takes the frames that a worker would send."""

    def __init__(self) -> None:
        self.data = bytearray()

    def sendall(self, data: bytes) -> None:
        self.data += data


def forked(work: Callable[[], bytes], seconds: float) -> bytes:
    """What ``work`` returns in a copy of this process, as frames; a fault where it takes longer, or ends the copy."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        try:
            with os.fdopen(write, "wb") as out:
                out.write(work())
        finally:
            os._exit(0)
    os.close(write)
    data, whole = _drained(read, time.monotonic() + seconds)
    os.close(read)
    if not whole:
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    if not whole:
        return frames.pack(frames.FAULT, ("time-limit", f"The request was stopped after {seconds:g} seconds."))
    if os.WIFSIGNALED(status):
        kind = "memory-limit" if os.WTERMSIG(status) == signal.SIGABRT else "engine-stopped"
        return frames.pack(frames.FAULT, (kind, "The engine stopped at this request."))
    return data


def _drained(handle: int, deadline: float) -> tuple[bytes, bool]:
    """All that comes from a pipe, and whether it ended in time."""
    parts: list[bytes] = []
    while (left := deadline - time.monotonic()) > 0:
        if select.select([handle], [], [], left)[0]:
            part = os.read(handle, 1 << 20)
            if not part:
                return b"".join(parts), True
            parts.append(part)
    return b"", False


def _told(work: Callable[[], str]) -> bytes:
    """A result without content, or the fault that came of the work, as frames."""
    try:
        status = work()
    except Exception as error:
        return frames.pack(frames.FAULT, fault_of(error))
    return frames.pack(frames.HEAD, status) + frames.frame(frames.END)


class Scratch:
    """The store and what is done with it."""

    def __init__(self) -> None:
        self._store = ox.Store()

    def fill(self, path: Path) -> None:
        """Begins as a copy of a release's N-Quads."""
        self._store.bulk_load(path=path, format=ox.RdfFormat.N_QUADS)

    def query(self, fields: tuple[Any, ...], seconds: float) -> bytes:
        """Answers a query, as frames."""
        task = Task(*fields)

        def work() -> bytes:
            buffer = _Buffer()
            try:
                evaluate(self._store, task, buffer)
            except Exception as error:
                return frames.pack(frames.FAULT, fault_of(error, task.query))
            return bytes(buffer.data)

        return forked(work, seconds)

    def update(self, text: str, seconds: float) -> bytes:
        """Carries out an update that its rehearsal has shown to come to an end, as frames."""
        def work() -> str:
            self._store.update(text, base_iri=identifiers.iri("sparql"), prefixes=PREFIXES)
            return DONE

        rehearsed = forked(lambda: _told(work), seconds)
        return _told(work) if rehearsed.startswith(frames.HEAD) else rehearsed

    def graph(self, method: str, graph: str | None, parts: tuple[tuple[str, bytes], ...], suffix: str, base: str) -> bytes:
        """An operation on one graph, as frames."""
        name = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
        there = graph is None or self._store.contains_named_graph(name)
        if method == "GET":
            if not there:
                return _told(lambda: MISSING)
            data = self._store.dump(format=GRAPHS[suffix], from_graph=name, prefixes=PREFIXES if suffix in ("ttl", "trig") else None) or b""
            return frames.pack(frames.HEAD, suffix) + frames.frame(frames.DATA, data) + frames.frame(frames.END)
        if method == "DELETE":
            return _told(lambda: self._delete(name) if there else MISSING)
        return _told(lambda: self._write(name, parts, base, method == "PUT", DONE if there else MADE))

    def _delete(self, name: Any) -> str:
        self._store.remove_graph(name)
        return DONE

    def _write(self, name: Any, parts: tuple[tuple[str, bytes], ...], base: str, anew: bool, status: str) -> str:
        """Parses everything before anything is changed."""
        quads = [ox.Quad(quad.subject, quad.predicate, quad.object, name)
                 for suffix, data in parts for quad in ox.parse(data, format=GRAPHS[suffix], base_iri=base, without_named_graphs=True, rename_blank_nodes=True)]
        if anew:
            self._store.clear_graph(name) if isinstance(name, ox.DefaultGraph) else self._store.remove_graph(name)
        if isinstance(name, ox.NamedNode):
            self._store.add_graph(name)
        self._store.extend(quads)
        return status


def serve(channel: socket.socket, path: str | None, memory: int) -> None:
    """Keeps the store until the server hangs up. ``path`` is the N-Quads to begin with."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    scratch = Scratch()
    if path is not None:
        scratch.fill(Path(path))
    limit_memory(memory)
    with channel:
        greet(channel)
        carry_out: dict[str, Callable[..., bytes]] = {"query": scratch.query, "update": scratch.update, "graph": scratch.graph}
        for kind, fields in orders(channel):
            channel.sendall(carry_out[kind](*fields))


