"""Entries kept from one build to the next, so that an article that did not change is not read again. It may be deleted at any time."""
from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable
from pathlib import Path

from kg.publish import entry
from kg.publish.entry import Entry

_SEED = "FROM entry WHERE name = ? AND sha256 = ? AND fingerprint = ?"
_TABLE = """CREATE TABLE IF NOT EXISTS entry
  (name TEXT, sha256 TEXT, fingerprint TEXT, article TEXT, data BLOB, PRIMARY KEY (name, sha256, fingerprint)) WITHOUT ROWID"""


class Cache:
    """A file of entries by the seed's name and hash, and the fingerprint of the program that read it. Only the process that builds writes it."""

    def __init__(self, path: Path, fingerprint: str):
        self._fingerprint = fingerprint
        self._connection = _opened(path)

    def article(self, name: str, sha256: str) -> str | None:
        """The key of the article that a seed holds, or None where its entry is not there."""
        row = self._connection.execute(f"SELECT article {_SEED}", (name, sha256, self._fingerprint)).fetchone()
        return None if row is None else str(row[0])

    def get(self, name: str, sha256: str) -> Entry:
        """The entry of a seed. Raises KeyError where there is none."""
        row = self._connection.execute(f"SELECT data {_SEED}", (name, sha256, self._fingerprint)).fetchone()
        if row is None:
            raise KeyError(name)
        return entry.load(zlib.decompress(row[0]))

    def put(self, made: Entry) -> None:
        """Keeps an entry."""
        data = zlib.compress(entry.dump(made), 1)
        self._connection.execute("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)", (made.file, made.sha256, self._fingerprint, made.key, data))

    def keep_only(self, seeds: Iterable[tuple[str, str]]) -> None:
        """Forgets every entry but those of these seeds (name, hash), read by this program."""
        self._connection.execute("CREATE TEMPORARY TABLE wanted (name TEXT, sha256 TEXT, PRIMARY KEY (name, sha256)) WITHOUT ROWID")
        self._connection.executemany("INSERT OR IGNORE INTO wanted VALUES (?, ?)", seeds)
        self._connection.execute("DELETE FROM entry WHERE fingerprint != ? OR (name, sha256) NOT IN (SELECT name, sha256 FROM wanted)", (self._fingerprint,))
        self._connection.execute("DROP TABLE wanted")

    def close(self) -> None:
        self._connection.commit()
        self._connection.close()


def _opened(path: Path) -> sqlite3.Connection:
    """The file, made anew where it is missing or no longer a database: what it holds can be made again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _connected(path)
    except sqlite3.DatabaseError:
        path.unlink()
        return _connected(path)


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=60)
    try:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(_TABLE)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection
