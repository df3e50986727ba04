"""What validation finds: one value a finding, comparable across engines, and the report that holds them."""
from __future__ import annotations

import re
from dataclasses import dataclass, field

VIOLATION = "Violation"
WARNING = "Warning"
INFO = "Info"
SEVERITIES = (VIOLATION, WARNING, INFO)
"""Gravest first: a violation is not publishable, a warning is to be looked at, an info is told."""


def at_least(severity: str, least: str) -> bool:
    """Whether a severity is as grave as another, or graver. A severity that a foreign shapes graph made up counts as a violation."""
    rank = SEVERITIES.index(severity) if severity in SEVERITIES else 0
    return rank <= SEVERITIES.index(least)


@dataclass(frozen=True, slots=True)
class Finding:
    """One validation result. Terms are in N-Triples syntax, the path in SPARQL's path syntax; ``component`` and ``severity`` are local names in SHACL."""

    focus: str
    path: str | None
    value: str | None
    component: str
    shape: str | None             # None for a shape without an address
    severity: str
    messages: tuple[tuple[str, str], ...] = ()    # (language, text), placeholders filled in
    rule: str | None = None       # the SPARQL constraint of the shape that found it

    @property
    def key(self) -> tuple[str, str, str, str, str, str]:
        """What two engines have to agree on; findings sort by it."""
        return (self.focus, self.path or "", self.value or "", self.component, self.shape or "", self.severity)

    @property
    def name(self) -> str:
        """The short name of the rule or shape: ``Figure-unit``."""
        return re.split(r"[/#]", (self.rule or self.shape or self.component).strip("<>"))[-1]

    def message(self, lang: str = "en") -> str:
        """The message in a language, else in any, else the bare name of the constraint."""
        by_lang = dict(self.messages)
        return by_lang.get(lang) or next(iter(by_lang.values()), f"The constraint {self.component} is not met.")


@dataclass(frozen=True, slots=True)
class Report:
    """All findings on one graph, in the order of their keys, and how many focus nodes each shape had."""

    findings: tuple[Finding, ...]
    focus_nodes: dict[str, int] = field(default_factory=dict)

    def conforms(self, least: str = VIOLATION) -> bool:
        """Whether nothing of this severity or graver was found."""
        return not any(at_least(finding.severity, least) for finding in self.findings)


def sorted_findings(findings: list[Finding]) -> tuple[Finding, ...]:
    """The findings in the order of their keys, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: finding.key))
