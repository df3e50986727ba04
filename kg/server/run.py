"""Runs the server in this process until it is told to stop."""
from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import uvicorn

from kg.server.app import Server, create
from kg.server.limits import DEFAULT, Limits

COLLECTING = (50_000, 20, 100)      # a full collection walks the whole cache, and holds everybody up meanwhile
STOPPING = 25         # seconds for what runs when the server is told to stop


def serve(path: Path, host: str, port: int, limits: Limits = DEFAULT, token: str | None = None) -> int:
    """Serves a release. Raises ReleaseError where it cannot be opened."""
    made = create(path, limits, token)
    config = uvicorn.Config(made.application, http=_protocol(made), host=host, port=port, lifespan="on", access_log=False, server_header=False,
                            timeout_graceful_shutdown=STOPPING, log_level="warning")
    server = uvicorn.Server(config)
    gc.freeze()
    gc.set_threshold(*COLLECTING)
    server.run()
    return 0 if server.started else 2


def _protocol(made: Server) -> Any:
    """The quick way to the endpoint where the parser that it builds on is installed, else uvicorn's choice."""
    try:
        from kg.server.quick import protocol_for
    except ImportError:
        return "auto"
    return protocol_for(made.endpoint, lambda route, method, status, seconds, _: made.site.metrics.observe(route, method, status, seconds))
