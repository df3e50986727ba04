"""Several server processes on one port: each tells the others what it counts, so that whichever is asked for /metrics tells of all."""
from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path

from kg.server.metrics import Family, Labels

INTERVAL = 1.0        # seconds between two tellings


class Siblings:
    """A folder in which each process has a file with what it counts; ``number`` is this process's own."""

    def __init__(self, folder: Path, number: int):
        self._folder = folder
        self._number = number

    def tell(self, families: Iterable[Family]) -> None:
        """Puts down what this process counts."""
        content = [[family.name, family.kind, family.told, family.samples] for family in families]
        new = self._folder / f".{self._number}"
        new.write_text(json.dumps(content), encoding="utf-8")
        new.replace(self._folder / f"{self._number}.json")

    def joined(self, own: Iterable[Family]) -> list[Family]:
        """What all processes count, each sample labelled with its process: this one as it stands, the others as they last told."""
        found: dict[str, Family] = {}
        for number, families in [(self._number, list(own)), *self._others()]:
            for family in families:
                before = found[family.name].samples if family.name in found else ()
                found[family.name] = Family(family.name, family.kind, family.told, (*before, *_labelled(family, number)))
        return list(found.values())

    def _others(self) -> Iterable[tuple[int, list[Family]]]:
        for path in sorted(self._folder.glob("*.json")):
            if path.stem != str(self._number):
                with contextlib.suppress(OSError):
                    yield int(path.stem), [Family(name, kind, told, tuple((suffix, tuple(map(tuple, labels)), value) for suffix, labels, value in samples))
                                           for name, kind, told, samples in json.loads(path.read_bytes())]


def _labelled(family: Family, number: int) -> Iterable[tuple[str, Labels, float]]:
    return ((suffix, (("process", str(number)), *labels), value) for suffix, labels, value in family.samples)
