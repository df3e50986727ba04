"""One seed made ready for publication: read, mapped and judged. What comes of it is plain, so that it can be kept and handed between processes."""
from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from kg.errors import KgError, SeedError
from kg.flat import Row, rows
from kg.mapping import nquads
from kg.model import Reading
from kg.reading import read
from kg.seeds import content, read_article
from kg.validation import VIOLATION, Finding, judge_nquads


@dataclass(frozen=True, slots=True)
class Source:
    """A seed as a build meets it: where it lies, and the name that it is published under (its place below the folder that was named)."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What one article adds to a release."""

    file: str
    key: str
    sha256: str
    date: str
    nquads: str
    rows: list[Row]
    counts: dict[str, int]
    reasons: dict[str, int]       # numerals that are no figures, by reason
    warnings: list[list[str | int]]       # code, line, message
    findings: list[dict[str, str | None]]     # of the shapes, none of them a violation


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a seed is not published: the message for its curator, and the exit code that it calls for (1 does not conform, 2 cannot be read)."""

    file: str
    message: str
    exit_code: int


def make(source: Source) -> Entry | Refusal:
    """The entry of a seed, or why there is none."""
    try:
        reading = read(read_article(source.name, content(source.path)))
        text = nquads(reading)
        findings = judge_nquads(text).findings
    except SeedError as error:
        return Refusal(source.name, str(SeedError(str(source.path), error.faults)), error.exit_code)
    except KgError as error:
        return Refusal(source.name, f"{source.path}: {error}", error.exit_code)
    violations = [finding for finding in findings if finding.severity == VIOLATION]
    if violations:
        return Refusal(source.name, "\n".join(f"{source.path}: {finding.message()} [{finding.name}, {finding.focus}]" for finding in violations), 1)
    return entry(reading, text, findings)


def entry(reading: Reading, text: str, findings: tuple[Finding, ...]) -> Entry:
    """The entry of a reading whose graph was judged."""
    article = reading.article
    counts = {"articles": 1, "dispatches": len(reading.dispatches), "statements": sum(len(dispatch.statements) for dispatch in reading.dispatches),
              "figures": len(reading.figures), "numerals": len(reading.numerals), "events": len(reading.events), "mentions": len(reading.mentions)}
    return Entry(article.file, article.key, article.sha256, article.date, text, rows(reading), counts,
                 dict(sorted(Counter(numeral.reason for numeral in reading.numerals).items())),
                 [[warning.code, warning.line, warning.message] for warning in reading.warnings], [_plain(finding) for finding in findings])


def dump(made: Entry) -> bytes:
    """The entry as JSON."""
    return json.dumps(asdict(made), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def load(data: bytes) -> Entry:
    """The entry that ``dump`` wrote."""
    return Entry(**json.loads(data.decode("utf-8", "surrogatepass")))


def _plain(finding: Finding) -> dict[str, str | None]:
    return {"focus": finding.focus, "path": finding.path, "value": finding.value, "component": finding.component, "shape": finding.shape,
            "severity": finding.severity, "name": finding.name, "message_en": finding.message("en"), "message_zh": finding.message("zh")}
