"""Which files a call means, and their bytes."""
from __future__ import annotations

import os
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

    A folder's files come in the order of their paths; hidden ones (.git, .~lock) are left out. Links to folders are followed, each folder once. What cannot
    be read comes too, be it a folder that is closed or a link that leads nowhere, and so does a file that is named, whatever its suffix, even where it does
    not exist: reading it says so, and the others are not held up.
    """
    seen: set[Path] = set()
    for path in paths:
        for file in _below(path) if path.is_dir() else (path,):
            place = file.absolute()
            if place not in seen:
                seen.add(place)
                yield file


def _below(folder: Path) -> list[Path]:
    known = {SEED_SUFFIX, *RDF_SUFFIXES}
    found: list[Path] = []
    closed: list[Path] = []
    walked: set[tuple[int, int]] = set()
    _is_new(folder, walked)
    for place, folders, names in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename)), followlinks=True):
        here = Path(place)
        folders[:] = [name for name in folders if not name.startswith(".") and _is_new(here / name, walked)]
        found += [here / name for name in names if not name.startswith(".") and Path(name).suffix.lower() in known]
    return sorted((*found, *closed))


def _is_new(folder: Path, walked: set[tuple[int, int]]) -> bool:
    """Whether a folder was not met before under another name; links may lead round in a circle."""
    told = folder.stat()
    key = (told.st_dev, told.st_ino)
    new = key not in walked
    walked.add(key)
    return new


def content(path: Path, limit: int = SIZE_LIMIT) -> bytes:
    """A file's bytes. Raises SeedError where there is no such file, it cannot be opened, is no ordinary file, its name is not in UTF-8, or it has more bytes
    than the limit."""
    try:
        str(path).encode("utf-8")
        if not path.exists():
            if path.is_symlink():
                raise _unreadable(path, "This link leads to nothing, or round in a circle.", "Mend the link, or delete it.")
            raise _unreadable(path, "There is no such file.", "Check the path.")
        if path.is_dir():
            raise _unreadable(path, "The folder cannot be read." if not os.access(path, os.R_OK | os.X_OK) else "This is a folder.", "Name a file of text.")
        if not path.is_file():
            raise _unreadable(path, "This is no ordinary file.", "Name a file of text.")
        if (size := path.stat().st_size) > limit:
            raise SeedError(str(path), (Fault("too_large", f"The file has {size:,} bytes; at most {limit:,} are read.", "Split it into one file an article."),))
        return path.read_bytes()
    except UnicodeEncodeError as error:
        raise _unreadable(path, "The name of the file is not in UTF-8.", "Rename it: the name stands in the graph.") from error
    except (OSError, ValueError) as error:
        raise _unreadable(path, f"The file cannot be read: {getattr(error, 'strerror', None) or error}.", "Check the path and its permissions.") from error


def _unreadable(path: Path, message: str, remedy: str) -> SeedError:
    return SeedError(str(path), (Fault("unreadable", message, remedy),))


def load(path: Path) -> Article:
    """The article in a file. Raises SeedError with all that is wrong with it."""
    return read_article(str(path), content(path))
