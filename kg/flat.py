"""The table of figures: one row a figure, the same fields as a reading's JSON, flat. It is what CSV, Parquet and ``kg figures`` show."""
from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from kg import identifiers
from kg.mapping.figures import bounds
from kg.mapping.terms import plain
from kg.model import EN, ZH, Article, Dispatch, Figure, Named, Reading
from kg.reading_json import chain

Cell = str | int | None
Row = dict[str, Cell]

INTEGERS = frozenset({"article_page", "dispatch", "zh_start", "zh_end", "en_start", "en_end", "line"})
"""The columns that hold whole numbers."""

NUMBERS = frozenset({"value", "upper", "low", "high", "translated_value"})
"""The columns that hold exact decimal numbers, as digits."""

COLUMNS: tuple[str, ...] = (
    "iri", "article_iri", "article_date", "article_page", "article_title_en", "article_title_zh", "file",
    "dispatch", "dispatch_date", "statement_date", "chain",
    "value", "upper", "low", "high", "qualifier", "outcome", "object", "unit", "unit_text", "value_text",
    "actor_iri", "actor_label_en", "actor_label_zh", "affected_iri", "affected_label_en", "affected_label_zh", "place_iri", "place_label_en", "place_label_zh",
    "place_reference_iri", "place_reference_label_en", "place_reference_label_zh",
    "period_start", "period_end", "component_of", "restates", "agreement", "translated_value", "translated_qualifier",
    "quote_zh", "zh_start", "zh_end", "quote_en", "en_start", "en_end", "line")


def rows(reading: Reading) -> list[Row]:
    """A row a figure, in the order of the reading. ``low`` and ``high`` are the bounds that the qualifier gives; null is a bound that stays open."""
    dispatches = {dispatch.n: dispatch for dispatch in reading.dispatches}
    return [_row(reading.article, dispatches.get(figure.dispatch), figure) for figure in reading.figures]


def write_csv(table: Iterable[Row], columns: Sequence[str] = COLUMNS) -> Iterator[str]:
    """The table as CSV (RFC 4180, but lines end in a line feed), a line at a time, the header first. Null is an empty cell."""
    yield csv_line(columns)
    for row in table:
        yield csv_line([row[column] for column in columns])


def csv_line(cells: Sequence[Cell]) -> str:
    """One line of CSV."""
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def read_csv(lines: Iterable[str]) -> Iterator[Row]:
    """The rows of a table that ``write_csv`` wrote. An empty cell is null."""
    for cells in csv.DictReader(lines):
        yield {column: _cell(column, cells[column]) for column in COLUMNS}


def label(thing: Named) -> str:
    """A name for people: English where there is one, else Chinese, else the end of the address."""
    return thing.label_en or thing.label_zh or thing.path.rpartition("/")[2]


def _cell(column: str, text: str) -> Cell:
    if text == "":
        return None
    return int(text) if column in INTEGERS else text


def _row(article: Article, dispatch: Dispatch | None, figure: Figure) -> Row:
    low, high = bounds(figure)
    cells: Row = {
        "iri": identifiers.figure(article.key, figure.key), "article_iri": identifiers.article(article.key), "article_date": article.date,
        "article_page": article.page, "article_title_en": article.title_en, "article_title_zh": article.title_zh, "file": article.file,
        "dispatch": figure.dispatch, "dispatch_date": dispatch.dispatch_date if dispatch else None,
        "statement_date": dispatch.statement_date if dispatch else None,
        "chain": " < ".join(label(source) for source in chain(dispatch, figure.statement)) or None,
        "value": _digits(figure.value), "upper": _digits(figure.upper), "low": _digits(low), "high": _digits(high),
        "qualifier": figure.qualifier, "outcome": figure.outcome, "object": figure.object, "unit": figure.unit, "unit_text": figure.unit_text,
        "value_text": figure.value_text, "period_start": figure.period_start, "period_end": figure.period_end,
        "component_of": figure.component_of and identifiers.figure(article.key, figure.component_of),
        "restates": figure.restates and identifiers.figure(article.key, figure.restates),
        "agreement": figure.agreement, "translated_value": _digits(figure.translated_value), "translated_qualifier": figure.translated_qualifier,
        "line": article.line(figure.evidence[0].start) if figure.evidence else None}
    return cells | _names(figure) | _quotes(article, figure)


def _digits(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _names(figure: Figure) -> Row:
    """What acted, what was affected, and where; of a relative place also the place that it is told by."""
    reference = figure.place.relative.reference if figure.place is not None and figure.place.relative is not None else None
    while reference is not None and reference.relative is not None:
        reference = reference.relative.reference
    cells: Row = {}
    for role, thing in (("actor", figure.actor), ("affected", figure.affected), ("place", figure.place), ("place_reference", reference)):
        cells[f"{role}_iri"] = identifiers.iri(thing.path) if thing else None
        cells[f"{role}_label_en"] = thing.label_en if thing else None
        cells[f"{role}_label_zh"] = thing.label_zh if thing else None
    return cells


def _quotes(article: Article, figure: Figure) -> Row:
    """The first quote of each language."""
    cells: Row = {}
    for lang in (ZH, EN):
        span = next((span for span in figure.evidence if span.lang == lang), None)
        cells[f"quote_{lang}"] = article.source[span.start:span.end] if span else None
        cells[f"{lang}_start"], cells[f"{lang}_end"] = (span.start, span.end) if span else (None, None)
    return cells
