"""What is being served at a moment: one release and the workers that have it open."""
from __future__ import annotations

from dataclasses import dataclass

from kg.server import keeping
from kg.server.pool import Pool
from kg.store import Release


@dataclass(slots=True, eq=False)
class Serving:
    """A release and its pool; both are replaced together, and then no longer ``open``."""

    release: Release
    pool: Pool
    open: bool = True

    def let_go(self) -> None:
        """Gives up the release's files, once its workers have ended."""
        keeping.let_go(self.release.path)
