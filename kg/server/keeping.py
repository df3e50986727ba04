"""A release that is being served keeps its files, whatever is put in its place: they have a second name beside it, by hard links.

So a worker can be replaced, and a dump be read, of a release that has given way, or whose successor was refused. Where nothing can be written beside a
release it is served from where it lies; then that holds for what is open already.
"""
from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path


def keep(place: Path, number: int) -> Path:
    """A second name of a release's directory, which nobody else replaces: the so-manieth of this process. The place itself where there can be none."""
    kept = place.with_name(f".{place.name}.served-{os.getpid()}-{number}")
    try:
        kept.mkdir()
    except OSError:
        return place
    try:
        handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)      # of the directory as it is now: its name may change hands meanwhile
        try:
            _link(handle, kept)
        finally:
            os.close(handle)
    except OSError:
        let_go(kept)
        return place
    return kept


def _link(source: int, target: Path) -> None:
    """Links every file of a directory into another."""
    with os.scandir(source) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                (target / entry.name).mkdir()
                inner = os.open(entry.name, os.O_RDONLY | os.O_DIRECTORY, dir_fd=source)
                try:
                    _link(inner, target / entry.name)
                finally:
                    os.close(inner)
            elif entry.is_file(follow_symlinks=False):
                os.link(entry.name, target / entry.name, src_dir_fd=source)


def let_go(kept: Path) -> None:
    """Removes a second name; no place of a release is ever removed."""
    if ".served-" in kept.name:
        shutil.rmtree(kept, ignore_errors=True)


def sweep(place: Path) -> None:
    """Removes what processes left that were killed."""
    for left in place.parent.glob(f".{place.name}.served-*"):
        pid = left.name.rpartition(".served-")[2].partition("-")[0]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            with contextlib.suppress(OSError):
                let_go(left)
