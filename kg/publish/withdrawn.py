"""What earlier releases at the same place had, and this one has not: an address that was published once is told from one that never was.

It is no part of what a release says, and of none of its checksums: it depends on what stood there before.
"""
from __future__ import annotations

import csv
import json
from pathlib import Path

from kg import identifiers
from kg.flat import csv_line
from kg.layout import DUMPS, MANIFEST, WITHDRAWN
from kg.publish.dumps import NQUADS

COLUMNS = ("iri", "last_release")


def write(new: Path, place: Path) -> None:
    """Writes ``withdrawn.csv`` into a release that is about to take another's place: every address that the other had, or told as withdrawn, and the new one
    has not. Nothing is written where there is none."""
    try:
        release = str(json.loads((place / MANIFEST).read_bytes())["id"])
    except (OSError, ValueError, TypeError, KeyError):
        return
    had = dict.fromkeys(_subjects(place), release)
    gone = read(place) | had
    for iri in _subjects(new):
        gone.pop(iri, None)
    if gone:
        with (new / WITHDRAWN).open("w", encoding="utf-8", newline="\n") as file:
            file.write(csv_line(COLUMNS))
            file.writelines(csv_line(row) for row in sorted(gone.items()))


def read(release: Path) -> dict[str, str]:
    """The addresses that are withdrawn, each with the last release that had it; none where the release has no such file."""
    if not (release / WITHDRAWN).is_file():
        return {}
    with (release / WITHDRAWN).open(encoding="utf-8", newline="") as file:
        return {row["iri"]: row["last_release"] for row in csv.DictReader(file)}


def _subjects(release: Path) -> set[str]:
    """The addresses of our own that a release says something of, without those of parts of a document (#…)."""
    ours, found, last = f"<{identifiers.BASE}".encode(), set(), b""
    path = release / DUMPS / NQUADS
    if not path.is_file():
        return set()
    with path.open("rb") as quads:
        for line in quads:
            subject = line[:line.index(b" ")]
            if subject != last:
                last = subject
                if subject.startswith(ours):
                    found.add(subject[1:-1].partition(b"#")[0])
    return {iri.decode() for iri in found}
