"""The report of a release: what the shapes and the reader found in each article, how every numeral was accounted for, and what was left out."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
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


class Notes:
    """What was found in each article, kept in a file until the report is written: an archive has more than memory should hold."""

    def __init__(self, path: Path):
        self._path = path
        self._file = path.open("w", encoding="utf-8", newline="\n")

    def add(self, made: Entry) -> None:
        """Keeps what was found in an article, where anything was."""
        if made.warnings or made.findings:
            warnings = [{"code": code, "line": line, "message": message} for code, line, message in made.warnings]
            about = {"file": made.file, "article": identifiers.article(made.key), "warnings": warnings, "results": made.findings}
            self._file.write(json.dumps(about, ensure_ascii=False) + "\n")

    def lines(self) -> Iterator[str]:
        """What was kept, an article a line, as JSON."""
        self._file.flush()
        with self._path.open(encoding="utf-8", newline="\n") as file:
            yield from file

    def __enter__(self) -> Notes:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Ends the keeping; the file is removed."""
        self._file.close()
        self._path.unlink()


def write_json(path: Path, summary: dict[str, Any], notes: Notes) -> None:
    """Writes the report as JSON: the summary, then under ``articles`` each one in which something was found."""
    head = json.dumps(summary, ensure_ascii=False, indent=1).rstrip().removesuffix("}").rstrip()
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{head},\n "articles": [')
        file.writelines(("," if number else "") + f"\n{line.rstrip()}" for number, line in enumerate(notes.lines()))
        file.write("\n ]\n}\n")


def write_turtle(path: Path, conforms: bool, notes: Notes) -> None:
    """Writes the report as SHACL has it (https://www.w3.org/TR/shacl/#validation-report), without blank nodes. It conforms where nothing at all was found."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(turtle.header())
        block = Block("")
        for triple in (f"{iri('report')} <{RDF}type> <{SH}ValidationReport>", f'{iri("report")} <{SH}conforms> "{str(conforms).lower()}"^^<{XSD}boolean>'):
            block.add(triple)
        file.writelines(turtle.turtle(block))
        for line in notes.lines():
            about = json.loads(line)
            file.writelines(turtle.turtle(_results(about["article"].rpartition("/")[2], about["results"])))


def _results(key: str, findings: list[dict[str, str | None]]) -> Block:
    block = Block("")
    for number, finding in enumerate(findings, 1):
        for triple in _result(iri(f"report/{key}/{number}"), finding):
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
