"""Articles that are held out: a reader is developed on some and measured on others, so that a rule that fits one sentence wins nothing."""
from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from pathlib import Path

from kg.errors import CallError

_SHARE = re.compile(r"(\d{1,4})/(\d{1,4})", re.ASCII)


def held_out(given: str, names: Collection[str]) -> frozenset[str]:
    """The names, out of these, that are held out: a share of them (``1/3``), or those in a file, one a line; ``#`` begins a comment.

    A share goes by a hash of each name: the same articles on every machine, whatever others come or go. Raises CallError where a name of the file is none of
    these, so that a slip of the pen moves no article to the other part.
    """
    if share := _SHARE.fullmatch(given):
        part, whole = map(int, share.groups())
        if not 0 < part < whole:
            raise CallError(f"--held-out {given}: a share lies between 0 and 1, as 1/3 does.")
        return frozenset(name for name in names if int.from_bytes(hashlib.sha256(name.encode()).digest()[:8]) % whole < part)
    return _listed(Path(given), names)


def _listed(path: Path, names: Collection[str]) -> frozenset[str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CallError(f"--held-out {path}: the list cannot be read: {reason}. Name a file of names, one a line, or a share such as 1/3.") from error
    listed = {number: name for number, line in enumerate(lines, 1) if (name := line.partition("#")[0].strip().removesuffix(".txt"))}
    for number, name in listed.items():
        if name not in names:
            raise CallError(f"{path}:{number}: no article is named {name!r}. Names are those of the annotations, without .json.")
    return frozenset(listed.values())
