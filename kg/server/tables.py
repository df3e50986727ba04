"""``/figures``: the table of figures with its filters, as HTML, CSV and JSON."""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from kg import vocabulary
from kg.errors import CallError
from kg.flat import COLUMNS, Row, write_csv
from kg.server import pages
from kg.server.negotiation import CSV, HTML, PLAIN_JSON, TABLES, Format
from kg.server.problem import Problem
from kg.store import Release
from kg.table import Filter

FIELDS = {"outcome": "outcome", "object": "object", "unit": "unit", "qualifier": "qualifier", "from": "start", "to": "end", "force": "force", "place": "place",
          "source": "source", "article": "article", "min": "least", "max": "most", "agreement": "agreement"}
SCHEMES = ("outcome", "object", "qualifier")
AGREEMENTS = ("agree", "differ", "zh_only", "en_only")
PAGE = 100
MOST = 100_000        # rows of one CSV or JSON answer
_SIGNS = {"exact": "{}", "more_than": "> {}", "at_least": "≥ {}", "nearly": "< {}", "about": "≈ {}", "up_to": "≤ {}"}


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the table: the filters as given, and the part of it."""

    asked: Mapping[str, str]
    limit: int | None
    offset: int

    def filter(self) -> Filter:
        """The filters as the table takes them. Raises Problem for a number that is none."""
        values: dict[str, Any] = {FIELDS[name]: value for name, value in self.asked.items()}
        for name in ("min", "max"):
            if name in self.asked:
                values[FIELDS[name]] = _number(name, self.asked[name])
        return Filter(**values)

    def link(self, **more: int | str) -> str:
        """The address of the same question about another part."""
        return "/figures?" + urlencode({**self.asked, **more})


def _number(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not -1e18 < value < 1e18:
        raise Problem("bad-request", f"The parameter {name!r} has to be a number, and is {text!r}.")
    return value


def answer(release: Release, request: Request, form: Format) -> bytes:
    """The rows that pass, in a format. Raises Problem for what the table cannot be asked."""
    try:
        if form is HTML:
            return _page(release, request)
        rows = list(release.figures.select(request.filter(), MOST if request.limit is None else request.limit, request.offset))
    except CallError as error:
        raise Problem("bad-request", str(error)) from error
    if form is CSV:
        return "".join(write_csv(rows, COLUMNS)).encode()
    assert form is PLAIN_JSON
    return json.dumps(rows, ensure_ascii=False).encode()


def run(data: bytes) -> bytes:
    """What the desk does for ``/figures``: the order as ``order`` made it, to an answer. Raises Problem, ReleaseError."""
    path, release_id, asked, limit, offset, suffix = json.loads(data)
    form = next(one for one in TABLES if one.suffix == suffix)
    return answer(_opened(path, release_id), Request(asked, limit, offset), form)


def order(release: Release, request: Request, form: Format) -> bytes:
    """The order for the desk."""
    return json.dumps([str(release.path), release.id, dict(request.asked), request.limit, request.offset, form.suffix]).encode()


@lru_cache(2)
def _opened(path: str, release_id: str) -> Release:
    """The release at a path. Where another has just taken its place it is that one: the table of the old is no more, and to wait would be to fail."""
    return Release.open(path)


def _page(release: Release, request: Request) -> bytes:
    of = request.filter()
    limit = PAGE if request.limit is None else max(1, min(request.limit, 1000))
    rows = list(release.figures.select(of, limit, request.offset))
    total = release.figures.count(of)
    earlier = request.link(limit=limit, offset=max(0, request.offset - limit)) if request.offset else None
    later = request.link(limit=limit, offset=request.offset + limit) if request.offset + len(rows) < total else None
    page = pages.render("figures.html", rows=rows, total=total, first=request.offset + 1, earlier=earlier, later=later, asked=dict(request.asked),
                        choices=choices(), csv=request.link(format="csv"), json=request.link(format="json"), number=number, release=release.id)
    return page.encode("utf-8", "replace")


def choices() -> dict[str, list[tuple[str, str]]]:
    """For each filter that has few values: the codes and their labels."""
    found = {name: [(concept.code, concept.labels.get("en", concept.code)) for concept in vocabulary.scheme(name)] for name in SCHEMES}
    return found | {"agreement": [(code, pages.spoken(code)) for code in AGREEMENTS]}


def number(row: Row) -> str:
    """A figure's number with its qualifier as a sign; the words where the text gives a magnitude only."""
    if row["value"] is None:
        return str(row["value_text"])
    value = f"{Decimal(str(row['value'])):,}"
    return f"{value}–{Decimal(str(row['upper'])):,}" if row["upper"] is not None else _SIGNS.get(str(row["qualifier"]), "{}").format(value)
