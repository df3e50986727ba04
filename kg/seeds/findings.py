"""Collects what is found wrong or odd in one file, so that all of it is told at once."""
from __future__ import annotations

from dataclasses import dataclass, field

from kg.errors import Fault, SeedError
from kg.model import Warning

MOST_OF_A_KIND = 20
WARNING = "warning:"


@dataclass(slots=True)
class Findings:
    """The faults and warnings of one file. ``text`` is the file as decoded: positions become lines and columns by it."""

    file: str
    text: str = ""
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def line(self, position: int) -> int:
        return self.text.count("\n", 0, position) + 1

    def column(self, position: int) -> int:
        return position - self.text.rfind("\n", 0, position)

    def fault(self, code: str, position: int, message: str, remedy: str) -> None:
        """Notes a fault at a position of the text."""
        if self._counted(code):
            self.faults.append(Fault(code, message, remedy, self.line(position), self.column(position)))

    def add(self, fault: Fault) -> None:
        """Notes a fault whose place is known."""
        if self._counted(fault.code):
            self.faults.append(fault)

    def warn(self, code: str, position: int, message: str) -> None:
        """Notes a warning at a position of the text."""
        if self._counted(WARNING + code):
            self.warnings.append(Warning(code, self.line(position), message))

    def _counted(self, kind: str) -> bool:
        """Whether this one is to be told: the first of a kind are, so that a file with a million of them makes no million lines."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return self.counts[kind] <= MOST_OF_A_KIND

    def refuse(self) -> SeedError:
        """The error that tells every fault, in the order of lines."""
        told = sorted(self.faults, key=lambda fault: (fault.line, fault.column, fault.code))
        for code, count in sorted(self.counts.items()):
            if count > MOST_OF_A_KIND and not code.startswith(WARNING):
                last = [fault for fault in told if fault.code == code][-1]
                told.append(Fault(code, f"{count - MOST_OF_A_KIND} more of the kind {code!r} follow.", "Mend those above first, then try again.", last.line))
        return SeedError(self.file, tuple(told))

    def warned(self) -> tuple[Warning, ...]:
        """The warnings, in the order of lines."""
        return tuple(sorted(self.warnings, key=lambda warning: (warning.line, warning.code, warning.message)))
