"""The figures as tables: CSV, Parquet, the index that filters, and the map of their places."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from kg import vocabulary
from kg.flat import COLUMNS, INTEGERS, NUMBERS, Row, write_csv
from kg.namespaces import GEO

_BATCH = 50_000
_PRECISION, _SCALE = 38, 10


def csv_file(path: Path, rows: Iterable[Row]) -> None:
    """Writes the table as CSV in UTF-8."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(write_csv(rows))


def parquet_available() -> bool:
    """Whether pyarrow is installed, which Parquet needs (``pip install dispatch-kg[parquet]``)."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        return False
    return True


def parquet_file(path: Path, rows: Iterable[Row]) -> None:
    """Writes the table as Parquet: numbers as decimal(38, 10), exactly as claimed; positions as int64; all else as text."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    types = {column: pa.int64() if column in INTEGERS else pa.decimal128(_PRECISION, _SCALE) if column in NUMBERS else pa.string() for column in COLUMNS}
    schema = pa.schema(list(types.items()))
    waiting = iter(rows)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch := list(islice(waiting, _BATCH)):
            writer.write_table(pa.table({column: pa.array([_exact(column, row) for row in batch], types[column]) for column in COLUMNS}, schema=schema))


def _exact(column: str, row: Row) -> object:
    value = row[column]
    return Decimal(str(value)) if column in NUMBERS and value is not None else value


@dataclass(slots=True)
class _Place:
    """What figures say of one place."""

    label_en: str | None
    label_zh: str | None
    reference: str | None         # the place that a relative one is told by
    figures: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    articles: set[str] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)


def _place(row: Row) -> _Place:
    return _Place(_text(row, "place_label_en"), _text(row, "place_label_zh"), _text(row, "place_reference_iri"))


def geojson_file(path: Path, rows: Iterable[Row]) -> None:
    """Writes a feature for each place that figures name and whose position ontology/ knows (RFC 7946), in the order of addresses.

    A relative place (50 miles south of Hanoi) lies where the place does that it is told by, and names it as ``relative_to``.
    """
    places: dict[str, _Place] = {}
    for row in rows:
        if row["place_iri"] is not None:
            place = places.setdefault(str(row["place_iri"]), _place(row))
            place.figures += 1
            place.outcomes[str(row["outcome"])] += 1
            place.articles.add(str(row["article_iri"]))
            place.dates.add(str(row["article_date"]))
    features = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in _features(places))
    path.write_text(f'{{"type": "FeatureCollection", "features": [\n{features}\n]}}\n', encoding="utf-8")


def _features(places: dict[str, _Place]) -> Iterator[dict[str, Any]]:
    for iri, place in sorted(places.items()):
        point = position(place.reference or iri)
        if point is not None:
            yield {"type": "Feature", "id": iri, "geometry": {"type": "Point", "coordinates": list(point)},
                   "properties": {"iri": iri, "label_en": place.label_en, "label_zh": place.label_zh, "figures": place.figures, "articles": len(place.articles),
                                  "first": min(place.dates), "last": max(place.dates), "outcomes": dict(sorted(place.outcomes.items()))}
                   | ({"relative_to": place.reference} if place.reference is not None else {})}


def position(place: str) -> tuple[float, float] | None:
    """Longitude and latitude of a place that ontology/ has a point for, else None."""
    for geometry in vocabulary.properties(place).get(GEO + "hasGeometry", ()):
        for wkt in vocabulary.properties(geometry.value).get(GEO + "asWKT", ()):
            kind, _, rest = wkt.value.partition("(")
            if kind.strip().upper().endswith("POINT"):
                east, north = (float(number) for number in rest.rstrip(") ").split())
                return east, north
    return None


def _text(row: Row, column: str) -> str | None:
    value = row[column]
    return None if value is None else str(value)
