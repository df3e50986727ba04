"""The index of figures: an SQLite table that ``kg figures`` and the figures' page filter."""
from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from kg.flat import COLUMNS, INTEGERS, Cell, Row
from kg.layout import PERIOD_COLUMNS
from kg.mapping.terms import first_day, last_day

_INDEXED = ("iri", "article_iri", "outcome", "object", "first_day", "last_day", "actor_iri", "affected_iri", "place_iri", "place_reference_iri")


def write_index(path: Path, rows: Iterable[Row]) -> None:
    """Writes the index anew; the same rows in the same order give the same table."""
    types = [f"{column} {'INTEGER' if column in INTEGERS else 'TEXT'}" for column in COLUMNS] + [f"{column} TEXT" for column in PERIOD_COLUMNS]
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"CREATE TABLE figure ({', '.join(types)})")
        connection.executemany(f"INSERT INTO figure VALUES ({', '.join('?' * len(types))})", (_cells(row) for row in rows))
        for column in _INDEXED:
            connection.execute(f"CREATE INDEX figure_{column} ON figure ({column})")
        connection.execute("ANALYZE")
        connection.commit()


def _cells(row: Row) -> list[Cell]:
    """A row with the first and the last day of its period; an end that is open lies before or after every day."""
    start, end = row["period_start"], row["period_end"]
    known = start is not None or end is not None
    days = [first_day(str(start))[1:11] if start else "0000-01-01", last_day(str(end))[1:11] if end else "9999-12-31"]
    return [*(row[column] for column in COLUMNS), *(days if known else (None, None))]
