"""The limits under which queries run."""
from __future__ import annotations

import os
from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Times in seconds, sizes in bytes. Every one can be set by flag, environment or file (kg.server.settings)."""

    time: float = 30.0            # of a query that asks for no other
    max_time: float = 120.0       # that a query may ask for
    memory: int = 1024 * MIB      # of a query, beyond what the open store takes
    result: int = 256 * MIB       # of an answer, before compression
    request: int = 4 * MIB        # of a request's body
    workers: int = max(3, (os.cpu_count() or 1) + 1)      # that take new queries
    slow: int = 4                 # that may go on beyond ``quantum`` beside them
    quantum: float = 0.2          # of work, after which a query counts as slow
    queue: int = 128              # queries that may wait
    cache: int = 64 * MIB         # of finished answers


DEFAULT = Limits()
