"""Releases change while the server runs: a new one is opened beside the old, tried, and put in its place; nobody waits, and no request is dropped."""
from __future__ import annotations

import asyncio
import contextlib
import csv
import sys
from collections.abc import Callable
from pathlib import Path

from kg.errors import KgError, ReleaseError
from kg.layout import ARTICLES, MANIFEST
from kg.publish import withdrawn
from kg.server import keeping, lookup
from kg.server.limits import Limits
from kg.server.pool import Pool
from kg.server.problem import Problem
from kg.server.serving import Serving
from kg.server.sites import Site
from kg.server.worker import Task
from kg.store import Release

INTERVAL = 0.5        # seconds between two looks
GRACE = 5.0           # seconds that requests have, which began with the old release, to ask it more
SPARE = 2             # workers that have it open and take the place of those that end
COUNTING = 600.0      # seconds that it may take to count a new release's statements
_COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"

Tell = Callable[[str], None]
Stamp = tuple[int, int, int]


def say(text: str) -> None:
    """A line for whoever runs the server."""
    sys.stderr.write(f"kg serve: {text}\n")


def stamp(path: Path) -> Stamp | None:
    """What tells one manifest from another; None where there is none."""
    try:
        found = (path / MANIFEST).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


async def opened(path: Path, limits: Limits, number: int = 0) -> Serving:
    """The release in a directory, with workers that have it open. Raises ReleaseError."""
    kept = await asyncio.to_thread(keeping.keep, path, number)
    try:
        release = Release.open(kept)
        pool = Pool({"kind": "release", "path": str(kept), "release": release.id}, limits)
        await pool.start()
    except ReleaseError as error:
        keeping.let_go(kept)
        told = str(error).replace(str(kept), str(path))
        whole = told if told.startswith(str(path)) else f"{path}: the release cannot be opened; the lines before say why. Build it again with `kg build`."
        raise ReleaseError(whole) from error
    return Serving(release, pool)


async def tried(serving: Serving, path: Path) -> None:
    """Counts what a release holds. Raises ReleaseError where it is less than its manifest says, or cannot be read."""
    expected = int(serving.release.metadata.get("counts", {}).get("quads", 0))
    try:
        answer = await lookup.ask(serving.pool, Task(_COUNT, False), seconds=COUNTING)
    except Problem as problem:
        raise ReleaseError(f"{path}: the store cannot be read through: {problem}") from problem
    held = int(lookup.parse(answer)[0]["n"].text)
    if held < expected:
        raise ReleaseError(f"{path}: the store holds {held:,} statements, and its manifest says {expected:,}.")


def published(release: Release) -> set[str]:
    """The paths of the articles of a release, as far as its table tells."""
    found: set[str] = set()
    with contextlib.suppress(OSError, KeyError), (release.path / ARTICLES).open(encoding="utf-8", newline="") as table:
        found = {row["article_iri"] for row in csv.DictReader(table)}
    base = str(release.metadata.get("base", ""))
    return {iri.removeprefix(base) for iri in found}


class Watch:
    """Looks after the directory that is served."""

    def __init__(self, site: Site, path: Path, tell: Tell = say):
        self._site = site
        self._path = path
        self._tell = tell
        self._seen = stamp(path)
        self._articles: set[str] = set()
        self._opened = 0              # releases since the server began
        self._retiring: set[asyncio.Task[None]] = set()

    async def begin(self) -> None:
        """Opens the release that is there. Raises ReleaseError."""
        self._seen = stamp(self._path)
        await asyncio.to_thread(keeping.sweep, self._path)
        self._site.serving = await opened(self._path, self._site.limits)
        self._articles = await asyncio.to_thread(published, self._site.serving.release)
        self._site.withdrawn = await asyncio.to_thread(withdrawn.read, self._path)

    async def run(self) -> None:
        """Looks again and again."""
        while True:
            await asyncio.sleep(INTERVAL)
            await self.look()

    async def look(self) -> None:
        """Takes up what has changed. A release that cannot be served is told of, once, and the old one stays."""
        now = stamp(self._path)
        if now is None or now == self._seen:
            return
        self._seen = now
        try:
            await self._change()
        except (KgError, OSError) as error:
            serving = self._site.serving
            self._tell(f"the new release is refused, {serving.release.id if serving else 'none'} stays: {error}")

    async def _change(self) -> None:
        old = self._site.serving
        release = Release.open(self._path)
        if old is not None and release.id == old.release.id and old.release.metadata == release.metadata:
            self._site.withdrawn = await asyncio.to_thread(withdrawn.read, self._path)
            return
        self._opened += 1
        serving = await opened(self._path, self._site.limits, self._opened)
        try:
            await tried(serving, self._path)
        except BaseException:
            await serving.pool.close(0)
            serving.let_go()
            raise
        articles = await asyncio.to_thread(published, serving.release)
        gone = await asyncio.to_thread(withdrawn.read, self._path)
        self._site.take(serving)
        self._site.withdrawn = gone
        if old is not None:
            self._site.withdraw(self._articles - articles, old.release.id)
            self._site.restore(articles)
            task = asyncio.create_task(self._retire(old))
            self._retiring.add(task)
            task.add_done_callback(self._retiring.discard)
        self._articles = articles
        self._tell(f"release {serving.release.id} is being served")

    async def _retire(self, old: Serving) -> None:
        """Lets what began with the old release end with it."""
        try:
            await asyncio.sleep(GRACE)
            await old.pool.retire(self._site.limits.max_time)
        finally:
            old.let_go()

    async def close(self) -> None:
        """Ends what is left of old releases."""
        for task in self._retiring:
            task.cancel()
        await asyncio.gather(*self._retiring, return_exceptions=True)
