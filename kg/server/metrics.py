"""Counts and timings in the text format of Prometheus (exposition format 0.0.4)."""
from __future__ import annotations

import os
import resource
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MEDIA = "text/plain; version=0.0.4; charset=utf-8"
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
Labels = tuple[tuple[str, str], ...]
STARTED = time.time()


@dataclass(frozen=True, slots=True)
class Family:
    """What is counted or measured under one name. A sample: (what its name has behind the family's, labels, value)."""

    name: str
    kind: str
    told: str
    samples: tuple[tuple[str, Labels, float], ...]

    def lines(self) -> Iterable[str]:
        """The family as the format has it."""
        yield f"# HELP {self.name} {self.told}"
        yield f"# TYPE {self.name} {self.kind}"
        for suffix, labels, value in self.samples:
            shown = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels)
            yield f"{self.name}{suffix}{{{shown}}} {value:.17g}" if shown else f"{self.name}{suffix} {value:.17g}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def one(name: str, kind: str, told: str, value: float, labels: Labels = ()) -> Family:
    """A family of one sample."""
    return Family(name, kind, told, (("", labels, value),))


class Metrics:
    """What is counted while the server runs: answers by route, method and status, and how long they took."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, str, int], int] = defaultdict(int)
        self._seconds: dict[str, list[int]] = {}
        self._sums: dict[str, float] = defaultdict(float)

    def observe(self, route: str, method: str, status: int, seconds: float) -> None:
        """Notes an answer."""
        self._answers[route, method, status] += 1
        self._sums[route] += seconds
        buckets = self._seconds.get(route)
        if buckets is None:
            buckets = self._seconds[route] = [0] * (len(BOUNDS) + 1)
        buckets[bisect_left(BOUNDS, seconds)] += 1

    def families(self) -> list[Family]:
        """What was counted."""
        answers = tuple(("", (("route", route), ("method", method), ("status", str(status))), float(count))
                        for (route, method, status), count in sorted(self._answers.items()))
        return [Family("kg_http_responses_total", "counter", "Answers by route, method and status (499: the client left before its answer).", answers),
                Family("kg_http_response_seconds", "histogram", "How long answers took, from the request's head to the answer's end.",
                       tuple(sample for route in sorted(self._seconds) for sample in self._histogram(route)))]

    def _histogram(self, route: str) -> Iterable[tuple[str, Labels, float]]:
        total = 0
        for bound, count in zip((*map(str, BOUNDS), "+Inf"), self._seconds[route], strict=True):
            total += count
            yield "_bucket", (("route", route), ("le", bound)), total
        yield "_sum", (("route", route),), self._sums[route]
        yield "_count", (("route", route),), total


def of_process() -> list[Family]:
    """How this process stands, under the names that Prometheus' own clients use; its workers are not among it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return [one("process_cpu_seconds_total", "counter", "Processor time of the server process.", used.ru_utime + used.ru_stime),
            one("process_resident_memory_bytes", "gauge", "Resident memory of the server process.", pages * resource.getpagesize()),
            one("process_open_fds", "gauge", "Open files of the server process.", len(os.listdir("/proc/self/fd"))),      # noqa: PTH208
            one("process_start_time_seconds", "gauge", "When the server process began, in seconds since 1970.", STARTED)]


def exposition(families: Iterable[Family]) -> str:
    """The text that Prometheus reads."""
    return "".join(f"{line}\n" for family in families for line in family.lines())
