"""The quick way to the endpoint: a plain query that has arrived whole is answered from within the connection, past the web framework.

Whatever is not plain (a request in pieces, an unusual header, an update, a page) takes the ordinary way, where the same endpoint answers the same.
"""
from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kg.server import protocol
from kg.server.access import Noted
from kg.server.cache import Answer
from kg.server.collecting import Collector
from kg.server.endpoint import OTHER_CODING, Asked, Endpoint
from kg.server.jobs import Job
from kg.server.observing import GONE
from kg.server.problem import Problem
from kg.server.reply import CORS, Reply, of_problem

KNOWN = 2048          # requests whose meaning is remembered by their bytes
LONGEST = 4096        # bytes of such a request
AHEAD = 1 << 16       # bytes that a client may send ahead of its answer
_STATUS = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus}
# RFC 9112, section 5, and what of RFC 9110, section 5.5 can stand in a field's value.
_REQUEST = re.compile(rb"(GET|POST) /sparql/?(?:\?([!-~]*))? HTTP/1\.1\r\n((?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[^\x00-\x08\x0a-\x1f\x7f]*\r\n)+)\r\n")
_FIELD = re.compile(rb"([^:\r\n]+):[ \t]*([^\r\n]*?)[ \t]*\r\n")
_UNUSUAL = frozenset({b"transfer-encoding", b"expect", b"upgrade", b"te", b"trailer", b"forwarded", b"x-forwarded-for"})
_CORS = "".join(f"{name}: {value}\r\n" for name, value in CORS)

Observe = Callable[[Noted], None]


@dataclass(frozen=True, slots=True)
class Plain:
    """A plain request: one that this module can answer."""

    method: str
    query_string: str
    headers: dict[bytes, str]
    body: bytes


def parse(data: bytes) -> Plain | None:
    """The request, where it is whole, alone and plain."""
    found = _REQUEST.match(data)
    if found is None:
        return None
    fields = _FIELD.findall(found[3])
    headers = {name.lower(): value.decode("latin-1") for name, value in fields}
    if len(headers) != len(fields) or b"host" not in headers or not _UNUSUAL.isdisjoint(headers):
        return None
    if headers.get(b"connection", "keep-alive").lower() != "keep-alive":
        return None
    body = data[found.end():]
    if headers.get(b"content-length", "0") != str(len(body)) or (found[1] == b"GET" and body):
        return None
    return Plain(found[1].decode(), (found[2] or b"").decode("ascii"), headers, body)


class QuickProtocol(HttpToolsProtocol):
    """One connection. ``endpoint`` and ``observe`` are set on the class by ``protocol_for``."""

    endpoint: Endpoint
    observe: Observe
    known: dict[bytes, Asked]
    dated: list[Any]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._collector: Collector | None = None      # of the query that is being answered
        self._streaming: asyncio.Task[None] | None = None
        self._ahead = b""
        self._in_message = False
        self._closing = False
        self._asked: Asked | None = None
        self._began = 0.0
        self._idle_since = 0.0
        self._method = "GET"
        self._size = 0                # bytes of the answer's body as it went out
        self._cached = False

    # What the transport tells

    def data_received(self, data: bytes) -> None:
        """A plain query is taken up; anything else goes the ordinary way."""
        if self._collector is not None:
            self._ahead += data
            if len(self._ahead) > AHEAD:
                self.flow.pause_reading()
        elif self._in_message or (self.cycle is not None and not self.cycle.response_complete) or not self._take(data):
            super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone, and its query with it."""
        if self._streaming is not None:
            self._streaming.cancel()
        elif self._collector is not None and self._collector.job is not None and self._asked is not None:
            self._asked.serving.pool.cancel(self._collector.job)
        if self._collector is not None:
            self._note(GONE)
        self._collector = None
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """The server is being stopped: the answer that is being made is still given."""
        if self._collector is not None:
            self._closing = True
        else:
            super().shutdown()

    def on_message_begin(self) -> None:
        """Called by the parser."""
        self._in_message = True
        super().on_message_begin()

    def on_message_complete(self) -> None:
        """Called by the parser."""
        self._in_message = False
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP gets a problem document, too."""
        self.transport.write(self._bytes(of_problem(Problem("bad-request", msg)), close=True))
        self.transport.close()

    def timeout_keep_alive_handler(self) -> None:
        """Closes a connection that has been idle for long. One timer runs on over many queries, since to set one for each is dear."""
        self.timeout_keep_alive_task = None
        idle = time.perf_counter() - self._idle_since
        if self._collector is None and not self._in_message and idle >= self.timeout_keep_alive:
            super().timeout_keep_alive_handler()
        elif self._idle_since:
            wait = max(0.1, self.timeout_keep_alive - idle) if self._collector is None else self.timeout_keep_alive
            self.timeout_keep_alive_task = self.loop.call_later(wait, self.timeout_keep_alive_handler)

    # A query

    def _take(self, data: bytes) -> bool:
        """Whether the data is a plain query; if so, it is on its way."""
        self._began = time.perf_counter()
        asked = self.known.get(data)
        if asked is None or not asked.serving.open:
            request = parse(data)
            if request is None:
                return False
            self._method = request.method
            try:
                found = self._prepare(request)
            except Problem as problem:
                self._send(of_problem(problem))
                return True
            if found is None:
                return False
            if isinstance(found, Reply):
                self._send(found)
                return True
            asked = found
            if request.method == "GET" and len(data) <= LONGEST:
                self._remember(data, asked)
        else:
            self._method = "GET"
        self._answer(asked)
        return True

    def _remember(self, data: bytes, asked: Asked) -> None:
        if len(self.known) >= KNOWN:
            self.known.clear()
        self.known[data] = asked

    def _prepare(self, request: Plain) -> Asked | Reply | None:
        """The query made ready; None for what is not plain after all. Raises Problem."""
        if request.method == "GET":
            operation = protocol.of_get(request.query_string)
        else:
            operation = protocol.of_post(request.query_string, request.headers.get(b"content-type"), request.body)
        if operation is None or operation.update or self.endpoint.scratch is not None:
            return None
        forms = protocol.forms(request.headers.get(b"accept"), operation.name)
        return None if forms.page else self.endpoint.prepare(operation, forms, request.headers, request.method)

    def _answer(self, asked: Asked) -> None:
        self._asked = asked
        kept = self.endpoint.kept(asked)
        self._cached = kept is not None
        if kept is not None:
            self._give(asked, kept)
            return
        collector = self._collector = Collector(self._settled)
        collector.job = Job(asked.task, collector, self.client[0] if self.client else "", asked.seconds)
        asked.serving.pool.submit(collector.job)

    def _settled(self) -> None:
        """The answer is whole, or flows, or has failed."""
        collector, asked = self._collector, self._asked
        if collector is None or asked is None:
            return
        if collector.problem is not None:
            self._send(of_problem(collector.problem))
        elif collector.whole:
            self._give(asked, self.endpoint.keep(asked, collector, time.perf_counter() - self._began))
        else:
            self._streaming = self.loop.create_task(self._flow(self.endpoint.flowing(asked, collector)))

    def _give(self, asked: Asked, answer: Answer) -> None:
        """Sends a whole answer; one that has yet to be compressed, and is large, goes through a thread."""
        if asked.coding is None or asked.coding in answer.encoded or len(answer.body) < OTHER_CODING:
            self._send_whole(asked, answer)
            return
        if self._collector is None:
            self._collector = Collector(lambda: None)
        self._streaming = self.loop.create_task(self._compress(asked, answer))

    async def _compress(self, asked: Asked, answer: Answer) -> None:
        await asyncio.to_thread(self.endpoint.coded, asked, answer)
        self._send_whole(asked, answer)

    async def _flow(self, reply: Reply) -> None:
        """Sends an answer in chunks. One that fails is not ended: the connection is cut, so that the client can tell."""
        assert reply.stream is not None
        reply.headers.append(("Transfer-Encoding", "chunked"))
        self.transport.write(self._bytes(reply))
        self._size = 0
        try:
            async with aclosing(reply.stream) as parts:      # type: ignore[type-var]
                async for part in parts:
                    self._size += len(part)
                    self.transport.write(b"%x\r\n%b\r\n" % (len(part), part))
                    await self.flow.drain()
        except Problem:
            self._note(200)
            self._collector = None
            self.transport.abort()
            return
        self.transport.write(b"0\r\n\r\n")
        self._finish(200)

    # The answer

    def _bytes(self, reply: Reply, close: bool = False) -> bytes:
        fields = "".join([f"{name}: {value}\r\n" for name, value in reply.headers])
        kind = f"Content-Type: {reply.content_type}\r\n" if reply.content_type is not None else ""
        length = f"Content-Length: {len(reply.body)}\r\n" if reply.stream is None and reply.status not in (204, 304) else ""
        end = "Connection: close\r\n\r\n" if close else "\r\n"
        return b"".join((_STATUS[reply.status], self._date(), f"{fields}{kind}{_CORS}{length}{end}".encode("latin-1", "replace"), reply.body))

    def _send_whole(self, asked: Asked, answer: Answer) -> None:
        """What most answers go through: no more is put together than differs from answer to answer."""
        if self.transport.is_closing():
            self._collector = None
            return
        body, coding = self.endpoint.coded(asked, answer)
        head = self.endpoint.head(answer.suffix, asked, coding)
        tag = "" if asked.tag is None else f'ETag: "{asked.tag}+{coding}"\r\n' if coding else f'ETag: "{asked.tag}"\r\n'
        end = "Connection: close\r\n\r\n" if self._closing else "\r\n"
        self._size = len(body)
        self.transport.write(b"".join((_STATUS[200], self._date(), f"{head}{tag}Content-Length: {len(body)}\r\n{end}".encode("latin-1"), body)))
        self._finish(200)

    def _date(self) -> bytes:
        """The fields that the server itself adds, which change once a second."""
        fields = self.server_state.default_headers
        if self.dated[0] is not fields:
            self.dated[:] = fields, b"".join(b"%b: %b\r\n" % field for field in fields)
        return cast(bytes, self.dated[1])

    def _send(self, reply: Reply) -> None:
        if self.transport.is_closing():
            self._collector = None
            return
        self._size = len(reply.body)
        self.transport.write(self._bytes(reply, self._closing))
        self._finish(reply.status)

    def _note(self, status: int) -> None:
        self.server_state.total_requests += 1
        noted = Noted(self._method, "/sparql", status, self._size, time.perf_counter() - self._began, self.client[0] if self.client else "")
        if self._asked is not None:
            noted.query, noted.cached, noted.release = self._asked.task.query, self._cached, self._asked.serving.release.id
        self.observe(noted)

    def _finish(self, status: int) -> None:
        """The next request may come."""
        self._note(status)
        self._collector = self._streaming = self._asked = None
        if self._closing:
            self.transport.close()
            return
        self._idle_since = self._began
        if self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)
        if self._ahead:
            data, self._ahead = self._ahead, b""
            self.flow.resume_reading()
            self.data_received(data)


def protocol_for(endpoint: Endpoint, observe: Observe) -> type[QuickProtocol]:
    """The protocol class of a server."""
    members = {"endpoint": endpoint, "observe": staticmethod(observe), "known": {}, "dated": [None, b""]}
    return type("EndpointProtocol", (QuickProtocol,), members)


