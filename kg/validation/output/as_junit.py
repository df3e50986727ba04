"""A report as JUnit XML, which CI servers read: a suite a file, a case a rule that found something, one passing case for a file without."""
from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree

from kg.validation.files import FileReport, Notice
from kg.validation.finding import at_least
from kg.validation.output.options import Options
from kg.validation.output.printable import printable


def as_junit(reports: Sequence[FileReport], options: Options) -> str:
    """What makes a file not conform is a failure, what cannot be read an error; what is less grave stands in ``system-out``."""
    root = ElementTree.Element("testsuites", name="kg validate")
    for report in reports:
        root.append(_suite(report, options))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _suite(report: FileReport, options: Options) -> ElementTree.Element:
    notices = report.at_least(options.severity)
    failing = [notice for notice in notices if at_least(notice.severity, options.fail_on)]
    groups = [(code, list(group)) for code, group in groupby(sorted(failing, key=lambda notice: notice.code), key=lambda notice: notice.code)]
    failures, errors = (len(groups), 0) if report.readable else (0, len(groups))
    suite = ElementTree.Element("testsuite", name=printable(report.file), tests=str(max(1, len(groups))), failures=str(failures), errors=str(errors))
    for code, group in groups:
        case = ElementTree.SubElement(suite, "testcase", classname=printable(report.file), name=code)
        problem = ElementTree.SubElement(case, "failure" if report.readable else "error", message=printable(group[0].message(options.lang)), type=code)
        problem.text = "\n".join(_line(report.file, notice, options) for notice in group)
    if not groups:
        ElementTree.SubElement(suite, "testcase", classname=printable(report.file), name="conforms")
    rest = [_line(report.file, notice, options) for notice in notices if notice not in failing]
    if rest:
        ElementTree.SubElement(suite, "system-out").text = "\n".join(rest)
    return suite


def _line(file: str, notice: Notice, options: Options) -> str:
    text = f"{file}:{notice.place.line}:{notice.place.column}: {notice.severity.lower()}: {notice.message(options.lang)} {notice.remedy(options.lang)}".rstrip()
    return printable(text)
