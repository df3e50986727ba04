"""One reading as the N-Quads of its graph. Every statement of docs/model.md about an article has its line in this package, in the order of that page."""
from __future__ import annotations

from kg import identifiers
from kg.mapping.article import put_article, put_provenance
from kg.mapping.attribution import put_chain, put_dispatch
from kg.mapping.corrections import put_corrections
from kg.mapping.figures import put_event, put_figure
from kg.mapping.mentions import put_mentions, put_numeral
from kg.mapping.names import mentioned, put_name, unknown
from kg.model import Reading


def nquads(reading: Reading) -> str:
    """The graph of an article as N-Quads, a quad a line, each once; no blank nodes. The same reading gives the same text."""
    return in_graph(reading, triples(reading))


def in_graph(reading: Reading, told: list[str]) -> str:
    """The triples of a reading as the N-Quads of its graph."""
    return f" <{identifiers.graph(reading.article.key)}> .\n".join((*told, ""))


def triples(reading: Reading) -> list[str]:
    """What the graph of an article says, each triple once, as ``subject predicate object`` in N-Triples syntax."""
    article = reading.article
    told: list[str] = []
    append = told.append

    def put(subject: str, predicate: str, obj: str) -> None:
        append(f"{subject}{predicate}{obj}")

    put_article(put, article, mentioned(reading))
    put_provenance(put, reading)
    for dispatch in reading.dispatches:
        put_dispatch(put, article, dispatch)
        put_chain(put, article, dispatch)
    for figure in reading.figures:
        put_figure(put, article, figure)
    for numeral in reading.numerals:
        put_numeral(put, article, numeral)
    for event in reading.events:
        put_event(put, article, event)
    put_mentions(put, article, reading.mentions)
    for named, speaks in unknown(reading):
        put_name(put, named, speaks)
    put_corrections(put, article, reading.corrections)
    return told
