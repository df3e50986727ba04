"""The rule that a quote equals its text at its offsets, asked without SUBSTR: an engine counts code points from the beginning of the text for every quote,
which takes minutes where a text has millions. What is found is what ``shape:Selector-quote`` finds; tests hold the two together."""
from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg import identifiers
from kg.namespaces import KG, OA, SCHEMA, XSD

RULE = f"<{identifiers.iri('shapes#Selector-quote')}>"

_SELECTORS = f"""SELECT ?this ?value ?source (<{XSD}integer>(STR(?start)) AS ?from) (<{XSD}integer>(STR(?end)) AS ?to) WHERE {{
  ?this a <{OA}TextPositionSelector> ; <{OA}start> ?start ; <{OA}end> ?end ; <{OA}exact> ?value .
  ?evidence <{OA}hasSelector> ?this ; <{OA}hasSource> ?source }}"""

_TEXTS = f"SELECT ?source ?text WHERE {{ ?source a <{KG}TextVersion> ; <{SCHEMA}text> ?text }}"


def misquoted(store: ox.Store) -> Iterator[ox.QuerySolution]:
    """The selectors whose quote is not what stands there, as solutions with ?this and ?value."""
    texts: dict[str, list[str]] = {}
    for row in _rows(store, _TEXTS):
        texts.setdefault(str(row["source"]), []).append(_text(row["text"]))
    for row in _rows(store, _SELECTORS):
        start, end = row["from"], row["to"]
        if isinstance(start, ox.Literal) and isinstance(end, ox.Literal) and int(start.value) >= 0:
            first, last = int(start.value), max(int(start.value), int(end.value))
            if any(text[first:last] != _text(row["value"]) for text in texts.get(str(row["source"]), [])):
                yield row


def _rows(store: ox.Store, query: str) -> Iterator[ox.QuerySolution]:
    solutions = store.query(query, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    yield from solutions


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.Literal) else str(term).strip("<>")
