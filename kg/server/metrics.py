"""Counts and timings in the text format of Prometheus (exposition format 0.0.4)."""
from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

MEDIA = "text/plain; version=0.0.4; charset=utf-8"
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
Labels = tuple[tuple[str, str], ...]


class Metrics:
    """What is counted while the server runs: answers by route, method and status, how long they took, and how queries ended."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str, int], int] = defaultdict(int)
        self.seconds: dict[str, list[int]] = {}
        self.sums: dict[str, float] = defaultdict(float)
        self.faults: dict[str, int] = defaultdict(int)

    def observe(self, route: str, method: str, status: int, seconds: float) -> None:
        """Notes an answer."""
        self.answers[route, method, status] += 1
        self.sums[route] += seconds
        buckets = self.seconds.get(route)
        if buckets is None:
            buckets = self.seconds[route] = [0] * (len(BOUNDS) + 1)
        buckets[bisect_left(BOUNDS, seconds)] += 1

    def lines(self) -> Iterable[str]:
        """What was counted, line by line."""
        answers = [((("route", route), ("method", method), ("status", str(status))), count) for (route, method, status), count in sorted(self.answers.items())]
        yield from _family("kg_http_responses_total", "counter", "Answers by route, method and status.", answers)
        yield "# HELP kg_http_response_seconds How long answers took, from the request's head to the answer's end."
        yield "# TYPE kg_http_response_seconds histogram"
        for route, buckets in sorted(self.seconds.items()):
            total = 0
            for bound, count in zip((*map(str, BOUNDS), "+Inf"), buckets, strict=True):
                total += count
                yield f'kg_http_response_seconds_bucket{{route="{route}",le="{bound}"}} {total}'
            yield f'kg_http_response_seconds_sum{{route="{route}"}} {self.sums[route]:.6f}'
            yield f'kg_http_response_seconds_count{{route="{route}"}} {total}'
        faults = [((("kind", kind),), count) for kind, count in sorted(self.faults.items())]
        yield from _family("kg_problems_total", "counter", "Problems told, by kind.", faults)


def _family(name: str, kind: str, told: str, samples: Iterable[tuple[Labels, float]]) -> Iterable[str]:
    yield f"# HELP {name} {told}"
    yield f"# TYPE {name} {kind}"
    for labels, value in samples:
        shown = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels)
        yield f"{name}{{{shown}}} {value:g}" if shown else f"{name} {value:g}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def gauges(values: dict[str, tuple[str, str, float]]) -> Iterable[str]:
    """Single samples: name → (kind, what it is, value)."""
    for name, (kind, told, value) in values.items():
        yield from _family(name, kind, told, [((), value)])
