"""One reading as the N-Quads of its graph. Every statement of docs/model.md about an article has its line in this package, in the order of that page."""
from __future__ import annotations

from kg import identifiers
from kg.mapping.article import put_article, put_provenance
from kg.mapping.attribution import put_chain, put_dispatch
from kg.mapping.corrections import put_corrections
from kg.mapping.figures import put_event, put_figure
from kg.mapping.graph import Graph
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
    graph = Graph(reading.article)
    put_article(graph, mentioned(reading))
    put_provenance(graph, reading)
    for dispatch in reading.dispatches:
        put_dispatch(graph, dispatch)
        put_chain(graph, dispatch)
    for figure in reading.figures:
        put_figure(graph, figure)
    for numeral in reading.numerals:
        put_numeral(graph, numeral)
    for event in reading.events:
        put_event(graph, event)
    put_mentions(graph, reading.mentions)
    for named, speaks in unknown(reading):
        put_name(graph, named, speaks)
    put_corrections(graph.put, reading.article, reading.corrections)
    return graph.told
