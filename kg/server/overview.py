"""What the front page and the query page show: counts, charts, examples, results as rows."""
from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyoxigraph as ox

from kg import locations
from kg.errors import VocabularyError
from kg.server.cache import Answer
from kg.server.lookup import Value
from kg.store import Release

FALLBACK = """PREFIX kg: <https://w3id.org/dispatch-kg/ontology#>
SELECT ?value ?outcome ?affected WHERE {
  ?figure a kg:ReportedFigure ; kg:value ?value ; kg:outcome ?outcome .
  OPTIONAL { ?figure kg:affected ?affected }
} ORDER BY DESC(?value) LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A query that can be tried: its file's name, what it asks, and its text."""

    name: str
    title: str
    text: str


@cache
def examples() -> tuple[Example, ...]:
    """The queries of queries/, in the order of their names; the first line of each says what it asks."""
    try:
        found = sorted(locations.folder("queries").glob("*.rq"))
    except VocabularyError:
        found = []
    read = [(path.stem, path.read_text(encoding="utf-8")) for path in found]
    return tuple(Example(name, _title(name, text), text) for name, text in read) or (Example("figures", "The largest figures", FALLBACK),)


def _title(name: str, text: str) -> str:
    first = re.match(r"#+\s*(?:\d+\.?\s*)?(.+)", text)
    return first.group(1).strip() if first else name.replace("-", " ")


@dataclass(frozen=True, slots=True)
class Shown:
    """A result as a page shows it: a table, a yes or no, or a graph as text."""

    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Value | None, ...], ...] = ()
    boolean: bool | None = None
    graph: str | None = None


def result(answer: Answer) -> Shown:
    """An answer in JSON or Turtle as rows or text."""
    if answer.suffix != "srj":
        return Shown(graph=answer.body.decode("utf-8", "replace"))
    found = json.loads(answer.body)
    if "boolean" in found:
        return Shown(boolean=found["boolean"])
    variables = tuple(found["head"]["vars"])
    rows = tuple(tuple(_value(row.get(name)) for name in variables) for row in found["results"]["bindings"])
    return Shown(variables, rows)


def _value(term: dict[str, Any] | None) -> Value | None:
    if term is None:
        return None
    text = term["value"] if isinstance(term["value"], str) else str(ox.Literal(json.dumps(term["value"])))
    return Value(text, term["type"], term.get("xml:lang", ""), term.get("datatype", ""))


def json_bytes(content: object) -> bytes:
    """JSON for people and programs, in UTF-8."""
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def front(release: Release) -> dict[str, Any]:
    """What the front page shows."""
    metadata = release.metadata
    return {"metadata": metadata, "counts": metadata.get("counts", {}), "dumps": release.dumps(), "examples": examples()}
