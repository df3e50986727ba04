"""A response as a plain value, and how it goes out over ASGI."""
from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from kg.server.problem import MEDIA, Problem

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

CORS: tuple[tuple[str, str], ...] = (("Access-Control-Allow-Origin", "*"),
                                     ("Access-Control-Expose-Headers", "ETag, Link, Location, Retry-After, WWW-Authenticate"))


_HOST = re.compile(r"[A-Za-z0-9.:\[\]_-]+")


def own_address(scope: Scope) -> str:
    """Where the client sees this server: ``http://localhost:8000``. A Host that is none is not passed on."""
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    host = host or ":".join(map(str, scope.get("server") or ("localhost",)))
    return f"{scope.get('scheme', 'http')}://{host if _HOST.fullmatch(host) else 'localhost'}"


@dataclass(slots=True)
class Reply:
    """A response. ``stream`` takes the place of ``body`` where the answer is too large to be held."""

    status: int = 200
    content_type: str | None = None
    body: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)
    stream: AsyncIterator[bytes] | None = None

    def raw_headers(self) -> list[tuple[bytes, bytes]]:
        """The header fields as ASGI has them."""
        found = list(self.headers)
        if self.content_type is not None:
            found.append(("Content-Type", self.content_type))
        if self.stream is None and self.status not in (204, 304):
            found.append(("Content-Length", str(len(self.body))))
        return [(name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in found]


def of_problem(problem: Problem) -> Reply:
    """A problem as a response."""
    return Reply(problem.status, MEDIA, problem.body(), [*problem.headers, ("Cache-Control", "no-store")])


async def send_reply(reply: Reply, send: Send, head_only: bool = False) -> None:
    """Sends a response. A stream that fails is not ended, so that the connection is cut and the client can tell."""
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.raw_headers()})
    if reply.stream is None or head_only:
        await send({"type": "http.response.body", "body": b"" if head_only else reply.body})
        return
    async for part in reply.stream:
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def read_body(receive: Receive, limit: int) -> bytes:
    """The body of a request. Raises Problem where it is longer than ``limit`` bytes."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Problem("bad-request", "The request ended before its body did.")
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise Problem("too-large", f"The body may have {limit:,} bytes.", {"limit": limit})
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)
