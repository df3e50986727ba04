"""Where releases are served from: the state that the parts of the server share."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kg.server import pages
from kg.server.cache import Cache
from kg.server.limits import Limits
from kg.server.metrics import Metrics
from kg.server.pool import Pool
from kg.server.problem import Problem
from kg.server.serving import Serving


@dataclass(slots=True)
class Site:
    """What is being served now. ``desk`` reads and judges; ``withdrawn`` is path → the last release that had it."""

    limits: Limits
    cache: Cache
    desk: Pool
    metrics: Metrics
    serving: Serving | None = None
    withdrawn: dict[str, str] = field(default_factory=dict)
    closing: bool = False

    def current(self) -> Serving:
        """The release being served. Raises Problem where there is none yet."""
        if self.serving is None:
            raise Problem("starting", "The release is being opened. Try again in a moment.", headers=(("Retry-After", "2"),))
        return self.serving

    def render(self, template: str, **values: Any) -> bytes:
        """A page in UTF-8, told which release it speaks of."""
        release = self.serving.release.id if self.serving else ""
        return pages.render(template, release=release, **values).encode("utf-8", "replace")

    def gauges(self) -> dict[str, tuple[str, str, float]]:
        """How things stand, for /metrics: name → (kind, what it is, value)."""
        found: dict[str, tuple[str, str, float]] = {
            "kg_cache_hits_total": ("counter", "Answers that were found in the cache.", self.cache.hits),
            "kg_cache_misses_total": ("counter", "Answers that were not.", self.cache.misses),
            "kg_cache_bytes": ("gauge", "Bytes of the answers kept.", self.cache.size)}
        if self.serving is None:
            return found
        pool = self.serving.pool
        return found | {"kg_queries_running": ("gauge", "Queries that are being answered.", pool.running),
                        "kg_queries_slow": ("gauge", "Those of them that have run for long.", len(pool.slow)),
                        "kg_queries_waiting": ("gauge", "Queries that wait.", len(pool.waiting) + len(pool.later)),
                        "kg_workers_killed_total": ("counter", "Workers that ended before their time.", pool.ends.total())}
