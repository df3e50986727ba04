"""Judges a seed: what keeps it from being read, what the reader warns of, and what the shapes find in its graph, each at its place in the file."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from kg.corrections import read_seed, sidecar
from kg.errors import SeedError
from kg.mapping import nquads
from kg.model import Reading, Warning
from kg.namespaces import KG
from kg.reading import read
from kg.seeds import content, read_article
from kg.validation.advice import ADVICE
from kg.validation.files import FileReport, Notice, of_fault, of_finding
from kg.validation.finding import WARNING, Finding
from kg.validation.judge import Judge, judge
from kg.validation.places import SeedPlaces, place
from kg.validation.shapes import ShapesGraph

UNREADABLE = frozenset({"empty", "encoding", "not_text", "too_large", "unreadable"})
"""Faults of a file that is no text: there is nothing to judge."""


def judge_seed(file: str, data: bytes, by: Judge | None = None) -> FileReport:
    """The judgement on a seed's bytes; never raises for what is wrong with them."""
    try:
        reading = read(read_article(file, data))
    except SeedError as error:
        return refused(error, data)
    return judge_reading(reading, by)


def judge_seed_file(path: Path, by: Judge | None = None) -> FileReport:
    """The judgement on a seed and on the corrections that stand beside it. Raises SeedError where there is no such file."""
    data = content(path)
    try:
        reading = read_seed(path)
    except SeedError as error:
        return refused(error, data if error.file == str(path) else content(sidecar(path)))
    return judge_reading(reading, by)


def refused(error: SeedError, data: bytes = b"") -> FileReport:
    """The judgement on a file that could not be read as an article."""
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\r\n")
    readable = not any(fault.code in UNREADABLE for fault in error.faults)
    return FileReport(error.file, tuple(of_fault(fault, text if readable else "") for fault in error.faults), readable)


def judge_reading(reading: Reading, by: Judge | None = None) -> FileReport:
    """The judgement on what was read from a seed."""
    by = by or judge()
    report = by.report(nquads(reading))
    places = SeedPlaces(reading) if report.findings else None
    found = [_notice(finding, places, by.shapes) for finding in report.findings] if places else []
    counts = {"dispatches": sum(dispatch.n > 0 for dispatch in reading.dispatches), "figures": len(reading.figures)}
    return FileReport(reading.article.file, tuple(_joined(found, reading, by.shapes)), counts=counts, article=reading.article.key)


def _notice(finding: Finding, places: SeedPlaces, shapes: ShapesGraph) -> Notice:
    return of_finding(finding, places.of(finding.focus, finding.path, finding.value), _severity(finding, shapes))


def _severity(finding: Finding, shapes: ShapesGraph) -> str:
    """In a seed a finding can be graver than in a published graph: here somebody can mend it."""
    for node in (finding.rule, finding.shape):
        raised = shapes.about(node, KG + "seedSeverity") if node else []
        if raised and isinstance(raised[0], ox.NamedNode):
            return raised[0].value.split("#")[-1]
    return finding.severity


def _joined(found: list[Notice], reading: Reading, shapes: ShapesGraph) -> Iterator[Notice]:
    """The shapes' notices and the reader's warnings. Where both tell of one fault there is one notice, in the reader's words: they show the numbers."""
    waiting = list(reading.warnings)
    for notice in found:
        covered = _covers(notice.finding, shapes)
        same = next((w for w in waiting if w.code in covered and any(w.line == where.line for where in notice.places)), None)
        if same is not None:
            waiting.remove(same)
            notice = replace(notice, messages={**notice.messages, "en": same.message})
        yield notice
    yield from (_warned(warning, reading) for warning in waiting)


def _covers(finding: Finding | None, shapes: ShapesGraph) -> frozenset[str]:
    nodes = (finding.rule, finding.shape) if finding else ()
    return frozenset(o.value for node in nodes if node for o in shapes.about(node, KG + "coversWarning"))


def _warned(warning: Warning, reading: Reading) -> Notice:
    source = reading.article.source
    start = 0
    for _ in range(warning.line - 1):
        start = source.find("\n", start) + 1
    end = source.find("\n", start)
    return Notice(warning.code, WARNING, {"en": warning.message}, ADVICE.get(warning.code, {}), (place(source, start, start if end < 0 else end),))
