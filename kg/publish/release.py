"""Builds a release: judged entries go in, a directory comes out that is whole or not there at all. The same seeds give the same bytes."""
from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import ReleaseError
from kg.layout import DUMPS, MANIFEST
from kg.publish import withdrawn
from kg.publish.cache import Cache
from kg.publish.dataset import Dataset, described
from kg.publish.entry import Refusal
from kg.publish.gather import Gathered, gather
from kg.publish.sources import fingerprint, sources
from kg.publish.swap import put_in_place, sweep
from kg.publish.writing import Tell, Writing

CACHE = ".kg-cache"
"""The folder beside a release that holds what was read for it."""


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build. ``id`` is None where nothing was published."""

    path: Path
    id: str | None
    refusals: tuple[Refusal, ...]
    read: int                     # seeds that had to be read
    unchanged: int                # seeds whose entries were there
    counts: dict[str, int] = field(default_factory=dict)
    warnings: dict[str, int] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0 where every seed is published, 1 where one does not conform, 2 where one cannot be read."""
        return min((refusal.exit_code for refusal in self.refusals), default=0)


def build(paths: Iterable[Path], out: Path, *, jobs: int | None = None, keep_going: bool = False, fresh: bool = False, tell: Tell = lambda _: None) -> Built:
    """Reads, judges and publishes seeds into the directory ``out``, which is replaced as one when all is done.

    A seed that cannot be read or does not conform keeps the whole release back, unless ``keep_going`` leaves it out and says so in the description. ``fresh``
    reads every seed again. Raises ReleaseError where ``out`` is something else than a release, or the counts fall below the minimums.
    """
    paths, out = list(paths), out.resolve()
    _check_place(out)
    taken = sources(paths)
    sweep(out)
    dataset = described(paths[0] if len(paths) == 1 and paths[0].is_dir() else None)
    kept_at = out.parent / CACHE / f"{out.name}.sqlite"
    if fresh:
        kept_at.unlink(missing_ok=True)
    try:
        cache = Cache(kept_at, fingerprint())
        try:
            found = gather(taken, cache, jobs, lambda done, of: tell(f"reading {done} of {of}"))
            built = _publish(found, dataset, cache, out, jobs, tell) if found.kept and (keep_going or not found.refusals) else None
            cache.keep_only((kept.name, kept.sha256) for kept in found.kept)
        finally:
            cache.close()
    except BrokenProcessPool as error:
        raise ReleaseError(f"{out}: a process of the build ended without a word; memory may have run out. Build again with --jobs 1.") from error
    except (OSError, sqlite3.Error) as error:
        raise ReleaseError(f"{out}: the release cannot be written: {error}. Check the room and the rights there, and that no other build runs.") from error
    return built or Built(out, None, tuple(found.refusals), found.read, found.unchanged)


def _check_place(out: Path) -> None:
    if out.exists() and not (out / MANIFEST).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise ReleaseError(f"{out}: this is no release, and a build would replace it. Name another place with --out.")


def _publish(found: Gathered, dataset: Dataset, cache: Cache, out: Path, jobs: int | None, tell: Tell) -> Built:
    new = out.with_name(f".{out.name}.new-{os.getpid()}")
    shutil.rmtree(new, ignore_errors=True)
    (new / DUMPS).mkdir(parents=True)
    try:
        writing = Writing(new, dataset, found, cache)
        metadata = writing.write(jobs, tell)
        withdrawn.write(new, out)
        put_in_place(new, out)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return Built(out, metadata["id"], tuple(found.refusals), found.read, found.unchanged, metadata["counts"], metadata["warnings"])
