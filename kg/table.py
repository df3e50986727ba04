"""The table of figures of a release as an index that filters and counts quickly: what ``kg figures`` and the figures' page ask."""
from __future__ import annotations

import datetime
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg import identifiers, vocabulary
from kg.errors import CallError, ReleaseError, nearest
from kg.flat import COLUMNS, INTEGERS, NUMBERS, Cell, Row
from kg.mapping.terms import first_day, last_day
from kg.namespaces import ORG, SCHEMA, SKOS

_LABELS = (SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel")
_AGREEMENTS = ("agree", "differ", "zh_only", "en_only")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_WITHIN = {"place": SCHEMA + "containedInPlace", "force": ORG + "subOrganizationOf"}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which figures are asked for; None asks for nothing. Codes take narrower ones in; dates are of any precision.

    ``start`` and ``end``: the figure's period meets that time; a figure without a period does not. ``least`` and ``most``: its number (of a range the high and
    the low end) is that or more, that or less. ``force`` (acting or affected), ``place`` and ``source`` (anywhere in the chain): a name in any language or
    spelling that ontology/ has, a part of a name, or an address; a force's units, what lies in a place and what is
    told by it (south of Hanoi) are taken in.
    """

    outcome: str | None = None
    object: str | None = None
    unit: str | None = None
    qualifier: str | None = None
    start: str | None = None
    end: str | None = None
    force: str | None = None
    place: str | None = None
    source: str | None = None
    article: str | None = None
    least: float | None = None
    most: float | None = None
    agreement: str | None = None


class FigureTable:
    """A release's figures, opened for reading."""

    def __init__(self, path: Path):
        """Raises ReleaseError where the file is missing or damaged."""
        try:
            self._connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
            self._connection.create_function("folded", 1, _folded, deterministic=True)
            self._connection.execute("SELECT 1 FROM figure LIMIT 1")
        except sqlite3.DatabaseError as error:
            raise ReleaseError(f"{path}: the table of figures cannot be read: {error}. Build the release again with `kg build`.") from error

    def select(self, of: Filter, limit: int | None = None, offset: int = 0) -> Iterator[Row]:
        """The figures that pass, in the order of dates and texts. Raises CallError for a code that its scheme lacks."""
        where, values = _where(of)
        found = self._connection.execute(f"SELECT {', '.join(COLUMNS)} FROM figure{where} ORDER BY rowid LIMIT ? OFFSET ?",
                                         (*values, -1 if limit is None else limit, offset))
        for cells in found:
            yield dict(zip(COLUMNS, cells, strict=True))

    def count(self, of: Filter) -> int:
        """How many figures pass."""
        where, values = _where(of)
        return int(self._connection.execute(f"SELECT COUNT(*) FROM figure{where}", values).fetchone()[0])

    def close(self) -> None:
        self._connection.close()


def _where(of: Filter) -> tuple[str, list[Cell | float]]:
    """The condition of a filter, and the values for its question marks."""
    tests: list[tuple[str, list[Cell | float]]] = []
    for scheme, code in (("outcome", of.outcome), ("object", of.object), ("unit", of.unit), ("qualifier", of.qualifier)):
        if code is not None:
            codes = _narrower(scheme, code)
            tests.append((f"{scheme} IN ({_marks(codes)})", list(codes)))
    if of.agreement is not None and of.agreement not in _AGREEMENTS:
        raise CallError(f"There is no agreement {of.agreement!r}.{nearest(of.agreement, _AGREEMENTS)} There are: {', '.join(_AGREEMENTS)}.")
    for kind, columns, name in (("force", ("actor", "affected"), of.force), ("place", ("place", "place_reference"), of.place)):
        if name is not None:
            tests.append(_named(kind, columns, name))
    if of.source is not None:
        tests.append(_in_chain(of.source))
    for test, value in (("last_day >= ?", None if of.start is None else first_day(_dated(of.start))[1:11]),
                        ("first_day <= ?", None if of.end is None else last_day(_dated(of.end))[1:11]),
                        ("CAST(COALESCE(upper, value) AS REAL) >= ?", of.least), ("CAST(value AS REAL) <= ?", of.most),
                        ("agreement = ?", of.agreement), ("article_iri = ?", None if of.article is None else _address("article", of.article))):
        if value is not None:
            tests.append((test, [value]))
    return (" WHERE " + " AND ".join(f"({test})" for test, _ in tests) if tests else ""), [value for _, values in tests for value in values]


def _dated(text: str) -> str:
    """A year, month or day as a filter has it. Raises CallError for anything else."""
    try:
        valid = _DATE.fullmatch(text) is not None and bool(datetime.date.fromisoformat((text + "-01-01")[:10]))
    except ValueError:
        valid = False
    if not valid:
        raise CallError(f"{text!r} is no date. Write it as 1952, 1952-07 or 1952-07-31.")
    return text


def _narrower(scheme: str, code: str) -> tuple[str, ...]:
    """A code and all that are narrower than it."""
    codes = vocabulary.scheme(scheme)
    if code not in codes:
        raise CallError(f"There is no {scheme} {code!r}.{nearest(code, codes.concepts)} There are: {', '.join(sorted(codes.concepts))}.")
    return tuple(concept.code for concept in codes if code in codes.broader(concept.code))


def _named(kind: str, columns: tuple[str, ...], name: str) -> tuple[str, list[Cell | float]]:
    """Whether what a column names is meant by a name."""
    addresses = sorted({_address(kind, name), *_within(kind, _known(kind, name))})
    tests: list[str] = []
    values: list[Cell | float] = []
    for column in columns:
        tests.append(f"{column}_iri IN ({_marks(addresses)}) OR instr(folded({column}_label_en), ?) OR instr(folded({column}_label_zh), ?)")
        values += [*addresses, _folded(name), _folded(name)]
    return " OR ".join(tests), values


def _in_chain(name: str) -> tuple[str, list[Cell | float]]:
    """Whether a chain has a source of this name, under any name that it goes by."""
    labels = {text for iri in (*_known("source", name), *_known("force", name)) for text, _ in vocabulary.literals(iri, SKOS + "prefLabel")}
    wanted = sorted({_folded(name), *map(_folded, labels)} - {None}, key=str)
    return " OR ".join("instr(folded(chain), ?)" for _ in wanted), list(wanted)


def _known(kind: str, name: str) -> list[str]:
    """The addresses of the things of a kind that go by a name, in any language or spelling."""
    home, wanted = identifiers.iri(f"{kind}/"), _folded(name)
    return [iri for iri in vocabulary.subjects() if iri.startswith(home) and any(_folded(text) == wanted for text, _ in vocabulary.literals(iri, *_LABELS))]


def _within(kind: str, addresses: list[str]) -> set[str]:
    """These things, and those that lie in them or belong to them."""
    found = set(addresses)
    home = identifiers.iri(f"{kind}/")
    children: dict[str, list[str]] = {}
    for iri in vocabulary.subjects() if found else ():
        if iri.startswith(home):
            for parent in vocabulary.properties(iri).get(_WITHIN[kind], ()):
                children.setdefault(parent.value, []).append(iri)
    waiting = list(found)
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found


def _address(kind: str, name: str) -> str:
    return name if name.startswith(("http://", "https://")) else identifiers.iri(f"{kind}/{name}")


def _marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)


def _folded(text: str | None) -> str | None:
    return None if text is None else text.casefold().replace("’", "'")


NUMERIC = NUMBERS | INTEGERS
"""The columns that a table shows flush right."""
