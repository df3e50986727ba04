"""What a process and all that it started take of the machine, as Linux tells it (proc(5))."""
from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

_PSS = re.compile(r"^Pss: +(\d+) kB", re.MULTILINE)
_TICKS = os.sysconf("SC_CLK_TCK")


def _fields(pid: int) -> list[str]:
    """The fields of ``stat`` from the third on, the process's state; none where it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def tree(pid: int) -> Iterator[int]:
    """A process and its descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        if fields := _fields(int(entry.name)):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [pid]
    while found:
        yield (one := found.pop())
        found.extend(children.get(one, ()))


def memory(pid: int) -> int:
    """The proportional set size of a process and its descendants, in bytes: what is shared counts once in all."""
    total = 0
    for one in tree(pid):
        try:
            told = _PSS.search(Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii"))
        except OSError:
            continue
        total += int(told[1]) << 10 if told else 0
    return total


def seconds(pid: int) -> float:
    """The CPU time that a process and its descendants have taken, in seconds, those among them that have ended and been waited for."""
    return sum(sum(map(int, fields[11:15])) for one in tree(pid) if (fields := _fields(one))) / _TICKS


def handles(pid: int) -> int:
    """The open handles of a process and its descendants."""
    total = 0
    for one in tree(pid):
        try:
            total += sum(1 for _ in Path(f"/proc/{one}/fd").iterdir())
        except OSError:
            continue
    return total
