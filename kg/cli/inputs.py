"""The files that a call means."""
from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from kg.errors import CallError
from kg.seeds import files


def inputs(paths: Sequence[Path], suffixes: Collection[str]) -> list[Path]:
    """The files that are named, and those of these suffixes below the folders that are named. Raises CallError where a folder holds none."""
    found: dict[Path, None] = {}
    for path in paths:
        below = [file for file in files([path]) if not path.is_dir() or file.suffix.lower() in suffixes or file.is_dir()]
        if not below:
            raise CallError(f"{path}: this folder holds no file that is read here ({' '.join(sorted(suffixes))}). Name another, or the files themselves.")
        found.update(dict.fromkeys(below))
    return list(found)
