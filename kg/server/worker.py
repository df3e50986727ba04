"""A worker: one process that opens a release read-only and answers one query at a time, within a limit of memory.

It has no other duty, so that it can be killed.
"""
from __future__ import annotations

import gc
import os
import resource
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol, cast

import pyoxigraph as ox

from kg import identifiers, query_faults
from kg.errors import ReleaseError
from kg.namespaces import PREFIXES
from kg.server import frames
from kg.server.slots import SIZE as SLOT_SIZE
from kg.server.slots import SMALLEST as SLOT_WORTH
from kg.server.slots import Slots
from kg.store import Release

END = frames.frame(frames.END)
BASE = identifiers.iri("sparql")      # of relative IRIs in a query: the address of the endpoint (RFC 3986, section 5.1.3)
RESULTS = {"srj": ox.QueryResultsFormat.JSON, "srx": ox.QueryResultsFormat.XML, "csv": ox.QueryResultsFormat.CSV, "tsv": ox.QueryResultsFormat.TSV}
GRAPHS = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD, "rdf": ox.RdfFormat.RDF_XML,
          "trig": ox.RdfFormat.TRIG, "nq": ox.RdfFormat.N_QUADS}


class Task(NamedTuple):
    """A query as a worker takes it. ``results`` and ``graphs`` are suffixes of formats, None where the client takes none of that kind.

    A named tuple, because one is made for every query, and a frozen dataclass takes four times as long to make.
    """

    query: str
    union: bool                               # whether the default graph is the union of all
    default: tuple[str, ...] | None = None    # the default graph's parts; None leaves it to the query and ``union``
    named: tuple[str, ...] | None = None
    results: str | None = "srj"
    graphs: str | None = "ttl"
    limit: int = 1 << 28                      # bytes of the answer

    def packed(self) -> bytes:
        """The task as a frame."""
        return frames.pack(frames.ASK, tuple(self))


class Refused(Exception):
    """The answer cannot be given; holds the kind of problem."""

    def __init__(self, kind: str, detail: str):
        self.kind = kind
        super().__init__(detail)


class Channel(Protocol):
    """Where frames go: a socket, or a buffer."""

    def sendall(self, data: bytes, /) -> object: ...


class Outlet:
    """Takes what the engine serializes and passes it on, up to a limit: through a slot of shared memory where it fits into one, else in large parts."""

    def __init__(self, channel: Channel, suffix: str, limit: int, slots: Slots | None = None, number: int = 0):
        self._channel = channel
        self._suffix = suffix
        self._begun = False
        self._waiting: list[bytes] = []
        self._held = 0
        self._left = limit
        self._limit = limit
        self._slots = slots
        self._number = number

    def write(self, data: bytes) -> int:
        """Called by the engine, about every 8 KiB. Raises Refused past the limit, which ends the query."""
        size = len(data)
        self._left -= size
        if self._left < 0:
            raise Refused("result-limit", f"The result is larger than {self._limit:,} bytes. "
                                          "Ask for less, with LIMIT or a narrower pattern, or take the dumps.")
        if self._held + size > SLOT_SIZE:
            self._pass_on()
        self._waiting.append(data)
        self._held += size
        return size

    def flush(self) -> None:
        """The engine has nothing to say here: what waits is passed on by size."""

    def _pass_on(self) -> None:
        """A part of an answer that is larger than a slot."""
        head = b"" if self._begun else frames.pack(frames.HEAD, self._suffix)
        self._channel.sendall(b"".join((head, frames.HEADER.pack(frames.DATA, self._held), *self._waiting)))
        self._begun, self._waiting, self._held = True, [], 0

    def close(self) -> None:
        """Passes on what is left, and that the answer is whole."""
        if self._begun:
            self._pass_on()
            self._channel.sendall(END)
        elif self._slots is not None and self._held >= SLOT_WORTH:
            self._slots.write(self._number, self._waiting)
            self._channel.sendall(frames.pack(frames.HEAD, self._suffix) + frames.pack(frames.SLOT, self._held) + END)
        else:
            head = frames.HEADER.pack(frames.WHOLE, frames.SUFFIX + self._held)
            self._channel.sendall(b"".join((head, self._suffix.encode().ljust(frames.SUFFIX), *self._waiting)))


def _graphs(names: tuple[str, ...] | None) -> list[Any] | None:
    return None if names is None else [ox.NamedNode(name) for name in names]


def _query(store: ox.Store, task: Task) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Begins a query. The project's prefixes are declared for one that cannot be parsed without: declaring them costs as much as parsing it."""
    default, named = _graphs(task.default), _graphs(task.named)
    try:
        return store.query(task.query, use_default_graph_as_union=task.union, default_graph=default, named_graphs=named, base_iri=BASE)
    except SyntaxError:
        return store.query(task.query, use_default_graph_as_union=task.union, default_graph=default, named_graphs=named, base_iri=BASE, prefixes=PREFIXES)


def evaluate(store: ox.Store, task: Task, channel: Channel, slots: Slots | None = None, number: int = 0) -> None:
    """Answers a task into a channel. Raises SyntaxError, Refused, MemoryError and what the engine raises."""
    found = _query(store, task)
    suffix = task.graphs if isinstance(found, ox.QueryTriples) else task.results
    if suffix is None:
        kind = "a graph" if isinstance(found, ox.QueryTriples) else "a table of results"
        raise Refused("not-acceptable", f"The query gives {kind}, and the request accepts no format of that kind.")
    outlet = Outlet(channel, suffix, task.limit, slots, number)
    sink = cast("IO[bytes]", outlet)      # the engine calls nothing but write
    if isinstance(found, ox.QueryTriples):
        found.serialize(sink, format=GRAPHS[suffix])
    else:
        found.serialize(sink, format=RESULTS[suffix])
    outlet.close()


def fault_of(error: Exception, query: str = "") -> tuple[str, str]:
    """An error as a fault: the kind of problem, and what happened. Raises what is no fault of a request."""
    match error:
        case SyntaxError():
            return "malformed-query", str((query_faults.find(query) if query else None) or error)
        case Refused():
            return error.kind, str(error)
        case MemoryError():
            return "memory-limit", "The query needs more memory than it may have."
        case ValueError():
            return "malformed-query", str(error)
        case OSError() | RuntimeError():
            return "engine-stopped", f"The engine could not answer: {error}"
    raise error


def answer(store: ox.Store, task: Task, channel: socket.socket, slots: Slots | None = None, number: int = 0) -> None:
    """Evaluates a task, the so-manieth of this worker, and tells every failure of it as a fault."""
    try:
        evaluate(store, task, channel, slots, number)
    except (BrokenPipeError, ConnectionResetError):
        raise
    except Exception as error:
        channel.sendall(frames.pack(frames.FAULT, fault_of(error, task.query)))


def address_space() -> int:
    """The bytes of address space that this process has taken."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()


def limit_memory(size: int) -> None:
    """From here on this process may take ``size`` bytes of address space more than it has: past it, allocation fails."""
    highest = address_space() + size
    resource.setrlimit(resource.RLIMIT_AS, (highest, highest))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def orders(channel: socket.socket) -> Iterator[tuple[Any, ...]]:
    """The fields of each order as it comes, until the server hangs up."""
    reader = frames.Reader()
    while data := channel.recv(1 << 16):
        for _, content in reader.feed(data):
            yield frames.unpack(content)


def greet(channel: socket.socket) -> None:
    """Tells the server that this process is ready, with its number and a handle by which it can be killed and no other in its place."""
    handle = os.pidfd_open(os.getpid())
    socket.send_fds(channel, [frames.pack(frames.READY, os.getpid())], [handle])
    os.close(handle)


def serve(channel: socket.socket, path: str, release: str, memory: int, shared: int) -> None:
    """Opens a release, tells that it is ready, and answers until the server hangs up. Raises ReleaseError where it cannot be opened, or is another by now."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    opened = Release.open(path)
    if opened.id != release:
        raise ReleaseError(f"{path}: the release {release} has given way to {opened.id}.")
    store = opened.store
    gc.freeze()
    limit_memory(memory)
    slots = Slots(shared)
    os.close(shared)
    with channel:
        greet(channel)
        for number, fields in enumerate(orders(channel)):
            answer(store, Task(*fields), channel, slots, number)
