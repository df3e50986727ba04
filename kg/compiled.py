"""What was compiled from ontology/, kept on disk so that the next process need not compile it again.

It lies in the user's cache folder (``$XDG_CACHE_HOME/dispatch-kg``, else ``~/.cache/dispatch-kg``); ``KG_CACHE`` names another, and where it is empty nothing
is kept. What is kept goes by a hash of all that it is made from: the bytes of ontology/, the program's own, the base IRI. So it is never out of date, and may
be deleted at any time. Only JSON is kept, behind its own hash, and only in a folder that nobody else can write: a file that is damaged is made again, and one
that another user could have written is not used.
"""
from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from kg import __version__, identifiers, locations

_VARIABLE = "KG_CACHE"
_KEPT = 4                     # of each name: a few checkouts or versions side by side
_LIBRARY = "opencc"           # its tables decide how forms are folded


def kept(name: str, make: Callable[[], Any]) -> Any:
    """What ``make`` gives, as JSON has it (tuples are lists): from disk where it was made before of the same sources, else made now and kept.

    Whatever is wrong with the cache is passed over; what ``make`` raises is raised.
    """
    folder = _folder()
    place = folder / f"{name}-{_sources()}.json" if folder is not None else None
    if place is not None and (data := _read(place)) is not None:
        return json.loads(data)
    data = json.dumps(make(), ensure_ascii=False, separators=(",", ":")).encode()
    if place is not None:
        _write(place, data)
    return json.loads(data)


def _folder() -> Path | None:
    """The folder that things are kept in, made where it is missing; None where there is none that is safe."""
    given = os.environ.get(_VARIABLE)
    if given == "":
        return None
    try:
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        folder = Path(given) if given is not None else Path(home) / "dispatch-kg"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _own(folder.stat()) else None
    except (OSError, RuntimeError, ValueError):       # RuntimeError: no home
        return None


def _own(found: os.stat_result) -> bool:
    """Whether it is the user's, and nobody else can write to it. Windows keeps a user's folders apart by itself."""
    return os.name != "posix" or (found.st_uid == os.geteuid() and not found.st_mode & 0o022)


@cache
def _sources() -> str:
    """A hash of what compiling depends on."""
    seen = hashlib.sha256(f"{__version__}\n{identifiers.BASE}\n".encode())
    program = Path(__file__).parent
    for root, paths in ((locations.folder("ontology"), locations.folder("ontology").rglob("*.ttl")), (program, program.glob("*.py")),
                        (program, (program / "text").rglob("*.py"))):
        for path in sorted(paths):
            seen.update(f"{path.relative_to(root).as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    seen.update(_library().encode())
    return seen.hexdigest()[:32]


def _library() -> str:
    """Which copy of the library that forms are folded with is installed, told without loading it."""
    from importlib.util import find_spec

    found = find_spec(_LIBRARY)
    if found is None or found.origin is None:
        return ""
    state = Path(found.origin).stat()
    return f"{found.origin} {state.st_size} {state.st_mtime_ns}"


def _read(place: Path) -> bytes | None:
    """What is kept in a file; None where there is none, or it is not as it was written."""
    try:
        with place.open("rb") as file:
            if not _own(os.fstat(file.fileno())):
                return None
            digest, _, data = file.read().partition(b"\n")
    except OSError:
        return None
    return data if digest == hashlib.sha256(data).hexdigest().encode() else None


def _write(place: Path, data: bytes) -> None:
    """Keeps it: written aside and moved into place, so that no reader sees half of it; older ones of the name are dropped."""
    aside = None
    try:
        handle, aside = tempfile.mkstemp(dir=place.parent, prefix=".aside-")
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(data).hexdigest().encode() + b"\n" + data)
        Path(aside).replace(place)
        name = place.name.rpartition("-")[0]
        others = sorted(place.parent.glob(f"{name}-{'?' * 32}.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for old in others[_KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        if aside is not None:
            Path(aside).unlink(missing_ok=True)
