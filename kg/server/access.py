"""The access log: a line of JSON for every answer. It is written beside the serving, so that a slow disk or a full pipe holds nobody up.

The address of a request is told without its parameters, and a query by its hash, so that a log tells no more of people than it has to; the text of a query
stands in it only where that is asked for.
"""
from __future__ import annotations

import hashlib
import json
import os
import queue
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kg.errors import CallError

MOST = 50_000         # lines that wait to be written; past it they are counted and let fall
TOGETHER = 1000       # lines written at once


@dataclass(slots=True)
class Noted:
    """What is known of a request and its answer. ``cached`` is None where it was no query; ``size`` is the bytes of the body as they went out."""

    method: str
    path: str
    status: int
    size: int
    seconds: float
    client: str = ""
    query: str | None = None
    cached: bool | None = None
    release: str | None = None


def query_hash(text: str) -> str:
    """What a query goes by in the log: sixteen hexadecimal digits of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def line(noted: Noted, now: datetime, with_query: bool) -> str:
    """A line of the log, without its end. What is not known of a request is left out."""
    told: dict[str, object] = {"time": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"), "client": noted.client, "method": noted.method,
                               "path": noted.path, "status": noted.status, "bytes": noted.size, "seconds": round(noted.seconds, 6)}
    if noted.query is not None:
        told["query_hash"] = query_hash(noted.query)
        if with_query:
            told["query"] = noted.query
    if noted.cached is not None:
        told["cached"] = noted.cached
    if noted.release is not None:
        told["release"] = noted.release
    return json.dumps(told, ensure_ascii=True)


class AccessLog:
    """Writes lines to a file, or to standard output for ``-``, from a thread of its own. Lines go out whole, so that several processes may share a file."""

    def __init__(self, name: str, with_query: bool = False):
        self._with_query = with_query
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._lost = 0
        self._handle = _opened(name)
        self._own = name != "-"
        self._thread = threading.Thread(target=self._write_all, name="access log", daemon=True)
        self._thread.start()

    def note(self, noted: Noted) -> None:
        """Takes a line."""
        if self._lines.qsize() >= MOST:
            self._lost += 1
            return
        self._lines.put(line(noted, datetime.now(UTC), self._with_query))

    def _write_all(self) -> None:
        ended = False
        while not ended:
            found = [self._lines.get()]
            while len(found) < TOGETHER and not self._lines.empty():
                found.append(self._lines.get())
            ended = None in found
            self._write([text for text in found if text is not None])

    def _write(self, found: list[str]) -> None:
        if self._lost:
            lost, self._lost = self._lost, 0
            found.append(json.dumps({"lost": lost}))
        data = "".join(f"{text}\n" for text in found).encode("ascii")
        try:
            while data:
                data = data[os.write(self._handle, data):]
        except OSError as error:
            print(f"kg serve: the access log cannot be written: {error}", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Writes what is left."""
        self._lines.put(None)
        self._thread.join(5)
        if self._own:
            os.close(self._handle)


def _opened(name: str) -> int:
    if name == "-":
        return sys.stdout.fileno()
    try:
        return os.open(Path(name), os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
    except OSError as error:
        raise CallError(f"{name}: the access log cannot be written: {error.strerror}.") from error
