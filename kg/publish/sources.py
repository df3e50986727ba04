"""Which seeds a build takes in, and what besides the seeds its result depends on."""
from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

import kg
from kg import identifiers, locations
from kg.errors import CallError
from kg.publish.entry import Source
from kg.seeds import SEED_SUFFIX, files

_LIBRARIES = ("ahocorasick-rs", "opencc", "pyoxigraph", "shacl")
_AFTER_THE_ENTRY = ("cli", "publish", "server")
"""Packages that cannot change what is read from an article."""


def sources(paths: Iterable[Path]) -> list[Source]:
    """The seeds that are named, and those in the folders that are named, in the order of their names. Raises CallError where a folder holds none."""
    found: dict[Path, Source] = {}
    for path in paths:
        below = [file for file in files([path]) if not path.is_dir() or file.suffix.lower() == SEED_SUFFIX or file.is_dir()]
        if not below:
            raise CallError(f"{path}: there is no seed ({SEED_SUFFIX}) in this folder. Name a folder of articles, or the articles themselves.")
        for file in below:
            name = file.relative_to(path).as_posix() if path.is_dir() else file.name
            found.setdefault(file.absolute(), Source(file, name))
    return sorted(found.values(), key=lambda source: (source.name, str(source.path)))


@cache
def fingerprint() -> str:
    """A hash of all that decides what is read from a seed: the program, ontology/, shapes/, the base IRI and the libraries' versions."""
    seen = hashlib.sha256(identifiers.BASE.encode())
    for library in _LIBRARIES:
        seen.update(f"{library} {version(library)}\n".encode())
    program = Path(kg.__file__).parent
    for root, pattern in ((program, "*.py"), (locations.folder("ontology"), "*.ttl"), (locations.folder("shapes"), "*.tt*")):
        for path in sorted(root.rglob(pattern)):
            place = path.relative_to(root)
            if root != program or place.parts[0] not in _AFTER_THE_ENTRY:
                seen.update(f"{place.as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return seen.hexdigest()
