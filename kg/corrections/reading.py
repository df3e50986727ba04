"""Seeds read together with the corrections that stand beside them."""
from __future__ import annotations

import hashlib
from pathlib import Path

from kg.corrections.applying import corrected
from kg.corrections.sidecar import entries, sidecar
from kg.model import Reading
from kg.reading import read
from kg.seeds import content, read_article


def read_seed(path: Path, name: str | None = None) -> Reading:
    """What is read from a seed, its corrections applied; ``name`` is the file's name in the article where it is not its path.

    Raises SeedError with what is wrong with the seed, or with its corrections (the error's ``file`` tells which).
    """
    reading = read(read_article(name or str(path), content(path)))
    beside = sidecar(path)
    if not beside.exists():
        return reading
    return corrected(reading, str(beside), entries(str(beside), content(beside)))


def seed_hash(path: Path) -> str:
    """The SHA-256 of a seed, and of its corrections where it has some: what it is read as depends on both. Raises SeedError where it cannot be read."""
    found = hashlib.sha256(content(path))
    beside = sidecar(path)
    if beside.exists():
        found.update(b"\0")
        found.update(content(beside))
    return found.hexdigest()
