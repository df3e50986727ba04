"""A load generator: one process, any number of keep-alive connections on loopback, each with one request in flight.

What it takes itself is the same for every server.
"""
from __future__ import annotations

import re
import select
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

LONGEST = 60.0        # seconds that nothing may come
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


def get(path: str, query: str, accept: str = "application/sparql-results+json") -> bytes:
    """A query as the bytes of a GET request."""
    return f"GET {path}?query={quote(query, safe='')} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\n\r\n".encode()


@dataclass(slots=True)
class Result:
    """What came of a run: seconds it took, seconds of each answer, and answers that were not 200."""

    seconds: float
    times: list[float] = field(default_factory=list)
    failed: int = 0

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return (len(self.times) - self.failed) / self.seconds

    def percentile(self, share: float) -> float:
        """The time within which this share of the answers came, in milliseconds."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else float("nan")


class Connection:
    """One client."""

    __slots__ = ("data", "need", "sent", "socket")

    def __init__(self, port: int, host: str = "127.0.0.1", source: str = "127.0.0.1"):
        self.socket = socket.create_connection((host, port), timeout=10, source_address=(source, 0))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.data = b""
        self.need = 0                 # bytes of the answer, once its head is there
        self.sent = 0.0

    def send(self, request: bytes) -> None:
        self.data, self.need, self.sent = b"", 0, time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Takes what is there; whether the answer is whole. Raises ConnectionError where the server hangs up."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the server hung up")
        self.data = self.data + part if self.data else part
        if not self.need:
            end = self.data.find(b"\r\n\r\n")
            if end >= 0:
                found = LENGTH.search(self.data, 0, end + 2)
                self.need = end + 4 + int(found[1]) if found else -1
        if self.need == -1:
            return self.data.endswith(b"\r\n0\r\n\r\n")
        return bool(self.need) and len(self.data) >= self.need


def run(port: int, requests: Iterator[bytes], connections: int, seconds: float, source: str = "127.0.0.1") -> Result:
    """Keeps every connection busy for so long, or until the requests are at an end and answered."""
    clients = {one.socket.fileno(): one for one in (Connection(port, source=source) for _ in range(connections))}
    poll = select.epoll()
    result = Result(seconds)
    began = time.perf_counter()
    until = began + seconds
    busy = 0
    for handle, client in clients.items():
        if (request := next(requests, None)) is not None:
            poll.register(handle, select.EPOLLIN)
            client.send(request)
            busy += 1
    while busy and (now := time.perf_counter()) < until:
        for handle, _ in poll.poll(min(until - now, LONGEST)):
            client = clients[handle]
            if client.receive():
                result.times.append(time.perf_counter() - client.sent)
                result.failed += not client.data.startswith(b"HTTP/1.1 200")
                if (request := next(requests, None)) is not None:
                    client.send(request)
                else:
                    busy -= 1
    result.seconds = time.perf_counter() - began
    for client in clients.values():
        client.socket.close()
    return result
