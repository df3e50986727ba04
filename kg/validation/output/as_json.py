"""A report as JSON."""
from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kg.validation.files import FileReport, Notice
from kg.validation.output.options import Options
from kg.validation.places import Place


def as_json(reports: Sequence[FileReport], options: Options) -> str:
    """``{"conforms": …, "files": [{"file", "readable", "conforms", "counts", "findings": […]}]}``."""
    return json.dumps(document(reports, options), ensure_ascii=False, indent=1) + "\n"


def document(reports: Sequence[FileReport], options: Options) -> dict[str, Any]:
    """The report as plain values."""
    files = [{"file": report.file, "readable": report.readable, "conforms": report.conforms(options.fail_on), "counts": report.counts,
              "findings": [_notice(notice) for notice in report.at_least(options.severity)]} for report in reports]
    return {"conforms": all(file["conforms"] for file in files), "files": files}


def _notice(notice: Notice) -> dict[str, Any]:
    found = notice.finding
    return {"code": notice.code, "severity": notice.severity.lower(), "line": notice.place.line, "column": notice.place.column,
            "message": notice.messages, "remedy": notice.remedies, "places": [_place(place) for place in notice.places],
            "node": notice.node, "label": notice.label,
            "shape": found.shape.strip("<>") if found and found.shape else None, "path": found.path if found else None,
            "value": found.value if found else None, "component": found.component if found else None}


def _place(place: Place) -> dict[str, Any]:
    return {"line": place.line, "column": place.column, "end_line": place.end_line, "end_column": place.end_column, "lang": place.lang,
            "sentence": place.sentence, "mark": list(place.mark)}
