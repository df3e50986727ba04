"""Runs the server in this process until it is told to stop."""
from __future__ import annotations

from pathlib import Path

import uvicorn

from kg.server.app import application
from kg.server.limits import DEFAULT, Limits

STOPPING = 25         # seconds for what runs when the server is told to stop


def serve(path: Path, host: str, port: int, limits: Limits = DEFAULT, token: str | None = None) -> int:
    """Serves a release. Raises ReleaseError where it cannot be opened."""
    config = uvicorn.Config(application(path, limits, token), host=host, port=port, lifespan="on", access_log=False, server_header=False,
                            timeout_graceful_shutdown=STOPPING, log_level="warning")
    server = uvicorn.Server(config)
    server.run()
    return 0 if server.started else 2
