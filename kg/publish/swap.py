"""Puts a finished directory where the old one stands, so that whoever opens it finds the one or the other whole."""
from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from pathlib import Path

from kg.errors import ReleaseError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def put_in_place(new: Path, place: Path) -> None:
    """Moves ``new`` to ``place``; what stood there is removed afterwards. Both have to lie on one file system. Raises ReleaseError where that fails."""
    try:
        if not place.exists():
            new.rename(place)
        elif _exchanged(new, place):
            shutil.rmtree(new)
        else:
            _renamed(new, place)
    except OSError as error:
        raise ReleaseError(f"{place}: the release cannot be put in place: {error.strerror or error}. It lies whole in {new}.") from error


def sweep(place: Path) -> None:
    """Removes what builds that were killed left beside a release; where one was killed between taking the old release away and putting the new one in its
    place, the old one is put back. What running processes work on is left alone."""
    for left in sorted(place.parent.glob(f".{place.name}.old-*")):
        if not _runs(left):
            if place.exists():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.rename(place)
    for left in sorted(place.parent.glob(f".{place.name}.new-*")):
        if not _runs(left):
            shutil.rmtree(left, ignore_errors=True)


def _runs(left: Path) -> bool:
    """Whether the process that a directory is named after still runs."""
    number = left.name.rpartition("-")[2]
    if not number.isdecimal():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True


def _exchanged(one: Path, other: Path) -> bool:
    """Swaps two directories in one step where the system can (Linux, renameat2); False where it cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(code, os.strerror(code))


def _renamed(new: Path, place: Path) -> None:
    old = place.with_name(f".{place.name}.old-{os.getpid()}")
    place.rename(old)
    try:
        new.rename(place)
    except OSError:
        old.rename(place)
        raise
    shutil.rmtree(old)
