"""Every answer is counted, and told to the access log where there is one."""
from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from functools import lru_cache

from kg.server.access import AccessLog, Noted
from kg.server.metrics import Metrics
from kg.server.problem import Problem
from kg.server.reply import App, Message, Receive, Scope, Send, of_problem, send_reply

ROUTES = frozenset({"", "sparql", "rdf-graphs", "figures", "dumps", "static", "read", "validate", "health", "ready", "metrics", "docs", "openapi.json",
                    "problem", ".well-known"})
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
NOTED = "kg.noted"    # where the scope of a request holds what is noted of it
GONE = 499            # what is noted of a client that left before its answer began

Observe = Callable[[Noted], None]


def observer(metrics: Metrics, log: AccessLog | None = None) -> Observe:
    """What takes note of every answer."""
    def observe(noted: Noted) -> None:
        metrics.observe(route_of(noted.path), noted.method if noted.method in METHODS else "other", noted.status, noted.seconds)
        if log is not None:
            log.note(noted)
    return observe


def observed(chosen: Callable[[str], App], observe: Observe, release: Callable[[], str | None]) -> App:
    """Sends each HTTP request to the application that its path belongs to, and notes the answer."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        client = scope["client"][0] if scope.get("client") else ""
        noted = scope[NOTED] = Noted(scope["method"], scope["path"], 0, 0, 0.0, client, release=release())

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                noted.status = message["status"]
            else:
                noted.size += len(message.get("body", b""))
            await send(message)

        try:
            await chosen(scope["path"])(scope, receive, noting)
        except Exception:            # whatever it is, the client gets a problem document, and the operator the whole trace
            if noted.status:         # begun with another status: the server cuts the answer off, so that the client can tell
                raise
            traceback.print_exc()
            await send_reply(of_problem(Problem("internal", "Something went wrong here. It has been noted.")), noting)
        finally:
            noted.seconds = time.perf_counter() - began
            noted.status = noted.status or GONE
            observe(noted)

    return app


@lru_cache(1024)
def route_of(path: str) -> str:
    """The first part of a path where it is a route of ours, else ``thing``: few enough to count by."""
    first = path.strip("/").partition("/")[0]
    return first or "front" if first in ROUTES else "thing"
