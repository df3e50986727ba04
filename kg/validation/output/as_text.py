"""A report for a terminal: what compilers print, with the sentence and what to do below."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from kg.validation.files import FileReport, Notice
from kg.validation.finding import SEVERITIES
from kg.validation.output.options import Options
from kg.validation.output.printable import printable
from kg.validation.places import Place

_COLOURS = {"Violation": "31", "Warning": "33", "Info": "36"}


def as_text(reports: Sequence[FileReport], options: Options) -> str:
    """Each file's notices by rule, then one line that sums up."""
    lines = [line for report in reports for line in _file(report, options)]
    return "\n".join([*lines, *_sum(reports, options)]) + "\n"


def _file(report: FileReport, options: Options) -> Iterator[str]:
    notices = report.at_least(options.severity)
    yield f"{printable(report.file)}: {_verdict(report, notices, options)}"
    for _, group in groupby(sorted(notices, key=_by_rule), key=_by_rule):
        of_rule = list({(notice.place, notice.node, notice.message(options.lang)): notice for notice in group}.values())
        for notice in of_rule[:options.most]:
            yield from _notice(report.file, notice, options)
        if len(of_rule) > options.most:
            yield f"  … and {len(of_rule) - options.most} more of {of_rule[0].code}"


def _by_rule(notice: Notice) -> tuple[int, str]:
    return (SEVERITIES.index(notice.severity) if notice.severity in SEVERITIES else 0, notice.code)


def _verdict(report: FileReport, notices: Sequence[Notice], options: Options) -> str:
    if not report.readable:
        return "cannot be read"
    told = [f"{sum(n.severity == severity for n in notices)} {severity.lower()}{'' if sum(n.severity == severity for n in notices) == 1 else 's'}"
            for severity in SEVERITIES if any(n.severity == severity for n in notices)]
    judged = [f"{count:,} {name}" for name, count in report.counts.items()]
    return ", ".join(["conforms" if report.conforms(options.fail_on) else "does not conform", *told]) + (f" ({', '.join(judged)})" if judged else "")


def _notice(file: str, notice: Notice, options: Options) -> Iterator[str]:
    where = notice.place
    about = f" {notice.label}" if notice.label else f" <{notice.node}>" if notice.node and not where.mark[1] else ""
    severity = _painted(notice.severity.lower(), _COLOURS.get(notice.severity, "31"), options)
    yield f"{printable(file)}:{where.line}:{where.column}: {severity}: {printable(notice.message(options.lang))} [{notice.code}]{about}"
    for n, place in enumerate(notice.places):
        if place.sentence:
            yield f"    {_margin(place, n)}| {_marked(place, options)}"
    if remedy := notice.remedy(options.lang):
        yield f"    → {remedy}"


def _margin(place: Place, n: int) -> str:
    words = [f"line {place.line}" if n else "", place.lang or ""]
    return " ".join(word for word in words if word) + (" " if any(words) else "")


def _marked(place: Place, options: Options) -> str:
    start, end = place.mark
    text = place.sentence.replace("\r\n", "  ").replace("\n", " ")
    if end <= start or (start == 0 and end >= len(text)):
        return printable(text)
    return f"{printable(text[:start])}{_painted(f'⟦{printable(text[start:end])}⟧', '1', options)}{printable(text[end:])}"


def _painted(text: str, colour: str, options: Options) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m" if options.colour else text


def _sum(reports: Sequence[FileReport], options: Options) -> Iterator[str]:
    if len(reports) > 1:
        good = sum(report.conforms(options.fail_on) for report in reports)
        unread = sum(not report.readable for report in reports)
        yield f"{len(reports)} files: {good} conform, {len(reports) - good - unread} do not" + (f", {unread} cannot be read" if unread else "")
