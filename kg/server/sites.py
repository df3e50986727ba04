"""Where releases are served from: the state that the parts of the server share."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kg import __version__, identifiers
from kg.errors import KgError
from kg.server import pages
from kg.server.cache import Cache
from kg.server.limits import Limits
from kg.server.metrics import Family, Metrics, of_process, one
from kg.server.pool import Pool
from kg.server.problem import Problem
from kg.server.serving import Serving
from kg.server.siblings import Siblings


@dataclass(slots=True)
class Site:
    """What is being served now. ``desk`` reads and judges. ``withdrawn`` is what the release tells of earlier ones, address → the last release that had it;
    ``replaced`` the same by the keys of articles, as seen while this server ran."""

    limits: Limits
    cache: Cache
    desk: Pool
    metrics: Metrics
    serving: Serving | None = None
    withdrawn: dict[str, str] = field(default_factory=dict)
    replaced: dict[str, str] = field(default_factory=dict)
    closing: bool = False
    changes: int = 0
    failure: KgError | None = None      # why it could not begin
    siblings: Siblings | None = None

    def current(self) -> Serving:
        """The release being served. Raises Problem where there is none yet."""
        if self.serving is None:
            raise Problem("starting", "The release is being opened. Try again in a moment.", headers=(("Retry-After", "2"),))
        return self.serving

    def take(self, serving: Serving) -> None:
        """Serves another release from now on. What was kept of the old one is forgotten."""
        old, self.serving = self.serving, serving
        self.cache.clear()
        self.changes += 1
        if old is not None:
            old.open = False

    def withdraw(self, articles: set[str], release: str) -> None:
        """Notes articles that are no more, with the last release that had them."""
        self.replaced |= {path.removeprefix("article/"): release for path in articles}

    def restore(self, articles: set[str]) -> None:
        """Articles that are there again are no longer withdrawn."""
        for path in articles:
            self.replaced.pop(path.removeprefix("article/"), None)

    def last_release(self, path: str) -> str | None:
        """The last release that had what stood at a path; None where none is known."""
        parts = path.split("/")
        return self.withdrawn.get(identifiers.iri(path)) or (self.replaced.get(parts[1]) if len(parts) > 1 else None)

    def render(self, template: str, **values: Any) -> bytes:
        """A page in UTF-8, told which release it speaks of."""
        release = self.serving.release.id if self.serving else ""
        return pages.render(template, release=release, **values).encode("utf-8", "replace")

    def families(self) -> list[Family]:
        """All that /metrics tells."""
        release = self.serving.release.id if self.serving else ""
        found = [*self.metrics.families(), *of_process(),
                 one("kg_build_info", "gauge", "The software's version and the release being served.", 1, (("version", __version__), ("release", release))),
                 one("kg_cache_hits_total", "counter", "Answers that were found in the cache.", self.cache.hits),
                 one("kg_cache_misses_total", "counter", "Answers that were not.", self.cache.misses),
                 one("kg_cache_bytes", "gauge", "Bytes of the answers kept.", self.cache.size),
                 one("kg_release_changes_total", "counter", "Releases that have taken the place of another.", self.changes)]
        if self.serving is None:
            return found
        pool = self.serving.pool
        ends = tuple(("", (("kind", kind),), float(count)) for kind, count in sorted(pool.ends.items()))
        return [*found, one("kg_queries_running", "gauge", "Queries that are being answered.", pool.running),
                one("kg_queries_slow", "gauge", "Those of them that have run for long.", len(pool.slow) + len(pool.halted)),
                one("kg_queries_waiting", "gauge", "Queries that wait.", pool.queued),
                Family("kg_workers_ended_total", "counter", "Workers of this release that were ended with their query, by the kind of problem told.", ends)]
