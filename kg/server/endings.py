"""What is told of a query that did not come to its answer."""
from __future__ import annotations

import signal

from kg.server.jobs import Job
from kg.server.problem import Problem

SIGNALS = {signal.SIGABRT: ("memory-limit", "The query needed more memory than it may have."),
           signal.SIGSEGV: ("engine-stopped", "The query engine stopped: the query is nested too deeply.")}
STOPPED = ("engine-stopped", "The query engine stopped while answering.")
RESTART = Problem("overloaded", "The query waits to begin again.")
GONE = Problem("engine-stopped", "The client has gone.")
UNWANTED = Problem("engine-stopped", "The answer is no longer wanted.")


def by_signal(number: int) -> Problem:
    """What the end of a process means that nobody ended on purpose; 0 where no signal ended it."""
    return Problem(*(SIGNALS.get(signal.Signals(number), STOPPED) if number else STOPPED))


def stopping() -> Problem:
    """What is told while the server is being stopped."""
    return Problem("overloaded", "The server is being stopped.", headers=(("Retry-After", "5"),))


def crowded(waiting: int) -> Problem:
    """What is told where no more may wait."""
    return Problem("overloaded", f"{waiting} queries are waiting. Try again in a moment.", headers=(("Retry-After", "2"),))


def late(job: Job) -> Problem:
    """What a query past its time is told."""
    return Problem("time-limit", f"The query was stopped after {job.limit:g} seconds. Ask for less, or for more time with timeout=.", {"seconds": job.limit})
