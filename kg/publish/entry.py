"""One seed made ready for publication: read, mapped and judged. What comes of it is plain, so that it can be kept and handed between processes."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from kg.corrections import read_seed, seed_hash
from kg.errors import SeedError
from kg.flat import Row, rows
from kg.mapping import in_graph, triples
from kg.model import Reading
from kg.seeds import content
from kg.validation import VIOLATION, FileReport, Finding, Report, judge_reading, judge_triples, refused
from kg.validation.output import FORMATS, Options


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
    sha256: str                   # of the seed, with its corrections where it has some
    date: str
    nquads: str
    rows: list[Row]
    counts: dict[str, int]
    reasons: dict[str, int]       # numerals that are no figures, by reason
    warnings: list[list[str | int]]       # code, line, message
    findings: list[dict[str, str | None]]     # of the shapes, none of them a violation


_FIELDS = tuple(field.name for field in fields(Entry))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a seed is not published: the report for its curator, the same in a sentence for the dataset's description, and the exit code that it calls for
    (1 does not conform, 2 cannot be read)."""

    file: str
    message: str
    why: str
    exit_code: int


def make(sources: Sequence[Source]) -> list[Entry | Refusal]:
    """The entry of each seed, or why there is none; many at once are judged quicker. It takes a violation of the shapes to keep an article out, or that no
    dispatch is read from it; whatever is less stands in the report."""
    readings = [_read(source) for source in sources]
    read = [reading for reading in readings if isinstance(reading, Reading)]
    told = [triples(reading) for reading in read]
    judged = iter(zip(told, judge_triples(told), strict=True))
    return [_judged(source, one, *next(judged)) if isinstance(one, Reading) else one for source, one in zip(sources, readings, strict=True)]


def _read(source: Source) -> Reading | Refusal:
    try:
        data = content(source.path)
    except SeedError as error:
        return refusal(source, refused(error))
    try:
        return read_seed(source.path, source.name)
    except SeedError as error:
        return refusal(source, refused(error, data if error.file == source.name else b""))


def _judged(source: Source, reading: Reading, told: list[str], report: Report) -> Entry | Refusal:
    if not report.conforms() or not any(dispatch.n for dispatch in reading.dispatches):
        return refusal(source, judge_reading(reading))
    return replace(entry(reading, in_graph(reading, told), report.findings), sha256=seed_hash(source.path))


def refusal(source: Source, report: FileReport) -> Refusal:
    """Why a seed is not published, from the judgement on it."""
    place = str(source.path) if report.file == source.name else report.file      # the seed's, or that of the corrections beside it
    message = FORMATS["text"]([replace(report, file=place)], Options(severity=VIOLATION)).rstrip()
    why = " ".join(f"Line {notice.place.line}: {notice.message()}" for notice in report.at_least(VIOLATION))
    return Refusal(source.name, message, why, 1 if report.readable else 2)


def entry(reading: Reading, text: str, findings: tuple[Finding, ...]) -> Entry:
    """The entry of a reading whose graph was judged."""
    article = reading.article
    return Entry(article.file, article.key, article.sha256, article.date, text, rows(reading), _counts(reading),
                 dict(sorted(Counter(numeral.reason for numeral in reading.numerals).items())),
                 [[warning.code, warning.line, warning.message] for warning in reading.warnings], [_plain(finding) for finding in findings])


def _counts(reading: Reading) -> dict[str, int]:
    """How much was read. A fall in any of these from one build to the next is a sign that something was lost."""
    figures = reading.figures
    return {"articles": 1, "dispatches": sum(dispatch.n > 0 for dispatch in reading.dispatches),
            "statements": sum(len(dispatch.statements) for dispatch in reading.dispatches), "figures": len(figures), "numerals": len(reading.numerals),
            "events": len(reading.events), "mentions": len(reading.mentions), "figures_with_actor": sum(figure.actor is not None for figure in figures),
            "figures_with_affected": sum(figure.affected is not None for figure in figures),
            "figures_with_place": sum(figure.place is not None for figure in figures),
            "figures_with_period": sum(bool(figure.period_start or figure.period_end) for figure in figures),
            "figures_in_two_languages": sum(figure.agreement in ("agree", "differ") for figure in figures)}


def dump(made: Entry) -> bytes:
    """The entry as JSON."""
    return json.dumps({name: getattr(made, name) for name in _FIELDS}, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def load(data: bytes) -> Entry:
    """The entry that ``dump`` wrote."""
    return Entry(**json.loads(data.decode("utf-8", "surrogatepass")))


def _plain(finding: Finding) -> dict[str, str | None]:
    return {"focus": finding.focus, "path": finding.path, "value": finding.value, "component": finding.component, "shape": finding.shape,
            "severity": finding.severity, "name": finding.name, "message_en": finding.message("en"), "message_zh": finding.message("zh")}
