"""A report as SARIF 2.1.0 (OASIS), which code hosts show beside the lines of a pull request."""
from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kg import __version__
from kg.validation.files import FileReport, Notice
from kg.validation.output.options import Options
from kg.validation.places import Place

_LEVELS = {"Violation": "error", "Warning": "warning", "Info": "note"}


def as_sarif(reports: Sequence[FileReport], options: Options) -> str:
    """One run; a rule for every code that occurs. Columns count code points."""
    told = [(report, notice) for report in reports for notice in report.at_least(options.severity)]
    by_code = {notice.code: notice for _, notice in reversed(told)}
    codes = sorted(by_code)
    rules = [_rule(by_code[code], options) for code in codes]
    driver = {"name": "Dispatch KG", "version": __version__, "informationUri": "https://w3id.org/dispatch-kg/", "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": [_result(report.file, notice, codes, options) for report, notice in told]}
    document = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _rule(notice: Notice, options: Options) -> dict[str, Any]:
    help_text = notice.remedy(options.lang) or notice.message(options.lang)
    return {"id": notice.code, "shortDescription": {"text": notice.code.replace("-", " ")}, "help": {"text": help_text},
            "defaultConfiguration": {"level": _LEVELS.get(notice.severity, "error")}}


def _result(file: str, notice: Notice, codes: list[str], options: Options) -> dict[str, Any]:
    message = " ".join(part for part in (notice.message(options.lang), notice.remedy(options.lang)) if part)
    print_of = hashlib.sha256("\x1f".join((notice.code, notice.node or "", notice.place.sentence, message)).encode()).hexdigest()[:32]
    result: dict[str, Any] = {
        "ruleId": notice.code, "ruleIndex": codes.index(notice.code), "level": _LEVELS.get(notice.severity, "error"), "message": {"text": message},
        "locations": [_location(file, notice.place)], "partialFingerprints": {"finding/v1": print_of}}
    if len(notice.places) > 1:
        result["relatedLocations"] = [_location(file, place) for place in notice.places[1:]]
    return result


def _location(file: str, place: Place) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": place.line, "startColumn": place.column, "endLine": place.end_line, "endColumn": place.end_column}
    if place.end_line == place.line and place.end_column <= place.column:
        region["endColumn"] = place.column + 1
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(file)}, "region": region}}


def _uri(file: str) -> str:
    """A path as a relative reference, or as a file: address where it is absolute."""
    path = Path(file)
    return path.as_uri() if path.is_absolute() else (Path("/") / path).as_uri().removeprefix("file:///")
