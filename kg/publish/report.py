"""The report of a release: what the shapes and the reader found in each article, how every numeral was accounted for, and what was left out."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg import identifiers
from kg.mapping.terms import iri, string, worded
from kg.namespaces import RDF, SH, XSD
from kg.publish import turtle
from kg.publish.blocks import Block
from kg.publish.entry import Entry
from kg.validation import SEVERITIES


@dataclass(slots=True)
class Totals:
    """Sums over the entries of a release."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)

    def add(self, made: Entry) -> None:
        """Counts an entry in."""
        self.counts.update(made.counts)
        self.reasons.update(made.reasons)
        self.warnings.update(str(code) for code, _, _ in made.warnings)
        self.findings.update(str(finding["name"]) for finding in made.findings)
        self.severities.update(str(finding["severity"]) for finding in made.findings)

    def summary(self, release: str, left_out: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """The head of the report. Numerals are those that became figures, and the others by reason."""
        others = dict(sorted(self.reasons.items()))
        return {"release": release, "counts": dict(sorted(self.counts.items())),
                "numerals": {"figures": self.counts["figures"], "no_figures": sum(others.values()), "reasons": others},
                "results": {severity: self.severities[severity] for severity in SEVERITIES}, "results_by_shape": dict(sorted(self.findings.items())),
                "warnings": dict(sorted(self.warnings.items())), "left_out": [{"file": file, "why": why} for file, why in left_out]}


def write_json(path: Path, summary: dict[str, Any], entries: Iterable[Entry]) -> None:
    """Writes the report as JSON: the summary, then under ``articles`` each one in which something was found."""
    head = json.dumps(summary, ensure_ascii=False, indent=1).rstrip().removesuffix("}").rstrip()
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{head},\n "articles": [')
        for number, made in enumerate(one for one in entries if one.warnings or one.findings):
            warnings = [{"code": code, "line": line, "message": message} for code, line, message in made.warnings]
            about = {"file": made.file, "article": identifiers.article(made.key), "warnings": warnings, "results": made.findings}
            file.write(("," if number else "") + "\n" + json.dumps(about, ensure_ascii=False))
        file.write("\n ]\n}\n")


def write_turtle(path: Path, conforms: bool, entries: Iterable[Entry]) -> None:
    """Writes the report as SHACL has it (https://www.w3.org/TR/shacl/#validation-report), without blank nodes. It conforms where nothing at all was found."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(turtle.header())
        block = Block("")
        for triple in (f"{iri('report')} <{RDF}type> <{SH}ValidationReport>", f'{iri("report")} <{SH}conforms> "{str(conforms).lower()}"^^<{XSD}boolean>'):
            block.add(triple)
        file.writelines(turtle.turtle(block))
        for made in entries:
            file.writelines(turtle.turtle(_results(made)))


def _results(made: Entry) -> Block:
    block = Block("")
    for number, finding in enumerate(made.findings, 1):
        for triple in _result(iri(f"report/{made.key}/{number}"), finding):
            block.add(triple)
    return block


def _result(node: str, finding: dict[str, str | None]) -> Iterator[str]:
    yield f"{iri('report')} <{SH}result> {node}"
    yield f"{node} <{RDF}type> <{SH}ValidationResult>"
    yield f"{node} <{SH}focusNode> {finding['focus']}"
    path = finding["path"]
    if path and path.startswith("<") and path.count("<") == 1:
        yield f"{node} <{SH}resultPath> {path}"
    if finding["value"]:
        yield f"{node} <{SH}value> {finding['value']}"
    if finding["shape"]:
        yield f"{node} <{SH}sourceShape> {finding['shape']}"
    yield f"{node} <{SH}sourceConstraintComponent> <{SH}{finding['component']}>"
    yield f"{node} <{SH}resultSeverity> <{SH}{finding['severity']}>"
    for lang in ("en", "zh"):
        message = finding[f"message_{lang}"]
        yield f"{node} <{SH}resultMessage> {worded(message, lang) if message else string('')}"
