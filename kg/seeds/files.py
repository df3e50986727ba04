"""Which files a call means, and their bytes."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.errors import Fault, SeedError
from kg.model import Article
from kg.seeds.article import read_article
from kg.seeds.decoding import SIZE_LIMIT

SEED_SUFFIX = ".txt"
RDF_SUFFIXES = frozenset({".ttl", ".nt", ".nq", ".trig", ".jsonld", ".rdf"})


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that are named, and the seeds and RDF files below the folders that are named, each once.

    A folder's files come in the order of their paths; hidden ones (.git, .~lock) are left out. A file that is named comes whatever its suffix, and even
    where it does not exist: reading it says so, and the others are not held up.
    """
    seen: set[Path] = set()
    for path in paths:
        for file in _below(path) if path.is_dir() else (path,):
            place = file.absolute()
            if place not in seen:
                seen.add(place)
                yield file


def _below(folder: Path) -> Iterator[Path]:
    known = {SEED_SUFFIX, *RDF_SUFFIXES}
    for file in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if not hidden and file.suffix.lower() in known and file.is_file():
            yield file


def content(path: Path, limit: int = SIZE_LIMIT) -> bytes:
    """A file's bytes. Raises SeedError where there is no such file, it cannot be opened, is no ordinary file, or has more bytes than the limit."""
    try:
        if not path.exists():
            raise _unreadable(path, "There is no such file.", "Check the path.")
        if not path.is_file():
            raise _unreadable(path, "This is no ordinary file.", "Name a file of text.")
        if (size := path.stat().st_size) > limit:
            raise SeedError(str(path), (Fault("too_large", f"The file has {size:,} bytes; at most {limit:,} are read.", "Split it into one file an article."),))
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise _unreadable(path, f"The file cannot be read: {getattr(error, 'strerror', None) or error}.", "Check the path and its permissions.") from error


def _unreadable(path: Path, message: str, remedy: str) -> SeedError:
    return SeedError(str(path), (Fault("unreadable", message, remedy),))


def load(path: Path) -> Article:
    """The article in a file. Raises SeedError with all that is wrong with it."""
    return read_article(str(path), content(path))
