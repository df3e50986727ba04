"""Brings the entries of all seeds together: from the cache where a seed did not change, else by reading it, in as many processes as are asked for."""
from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import chain

from kg.corrections import seed_hash
from kg.errors import SeedError
from kg.publish.cache import Cache
from kg.publish.entry import Entry, Refusal, Source, make, refusal
from kg.validation import FileReport
from kg.validation.files import same_article

_WORTH_A_PROCESS = 64
"""Seeds below which a second process costs more time than it saves: each compiles the vocabulary anew."""

_BATCH = 16
"""Seeds that are judged together: the cost of asking a rule is shared among them."""


@dataclass(frozen=True, slots=True, order=True)
class Kept:
    """An article that the cache holds the entry of; articles sort by their keys."""

    key: str
    name: str
    sha256: str


@dataclass(slots=True)
class Gathered:
    """All articles of a build in the order of their keys, and why others are not among them. ``read`` counts the seeds that had to be read, ``unchanged``
    those that did not."""

    kept: list[Kept] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    read: int = 0
    unchanged: int = 0


def gather(sources: list[Source], cache: Cache, jobs: int | None = None, tell: Callable[[int, int], None] | None = None) -> Gathered:
    """The entries of the sources, in the cache. ``tell`` is called with how many of the seeds are read, of how many."""
    found = Gathered()
    waiting: list[Source] = []
    for source in sources:
        kept = _unchanged(source, cache)
        if kept is None:
            waiting.append(source)
        else:
            found.kept.append(kept)
    for number, made in enumerate(_made(waiting, jobs), 1):
        if isinstance(made, Refusal):
            found.refusals.append(made)
        else:
            cache.put(made)
            found.kept.append(Kept(made.key, made.file, made.sha256))
        if tell:
            tell(number, len(waiting))
    found.read, found.unchanged = len(waiting), len(sources) - len(waiting)
    _refuse_repeats(found, {source.name: source for source in sources})
    return found


def _unchanged(source: Source, cache: Cache) -> Kept | None:
    try:
        sha256 = seed_hash(source.path)
    except SeedError:
        return None
    key = cache.article(source.name, sha256)
    return None if key is None else Kept(key, source.name, sha256)


def _made(sources: list[Source], jobs: int | None) -> Iterator[Entry | Refusal]:
    """What each source gives, in their order whatever the number of processes."""
    batches = [sources[n:n + _BATCH] for n in range(0, len(sources), _BATCH)]
    processes = min(jobs or max(1, min(os.cpu_count() or 1, len(sources) // _WORTH_A_PROCESS)), len(batches))
    if processes <= 1:
        yield from chain.from_iterable(map(make, batches))
        return
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from chain.from_iterable(pool.map(make, batches))


def _refuse_repeats(found: Gathered, sources: Mapping[str, Source]) -> None:
    """Of seeds that hold the same article, the first by name stays."""
    found.kept.sort()
    first: dict[str, Kept] = {}
    for kept in found.kept:
        other = first.setdefault(kept.key, kept)
        if other is not kept:
            found.refusals.append(refusal(sources[kept.name], FileReport(kept.name, (same_article(other.name),))))
    found.kept = list(first.values())
    found.refusals.sort(key=lambda refusal: refusal.file)
