"""Names as the text has them, and numbers that are no figures."""
from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

from kg.mapping.graph import Graph
from kg.mapping.properties import IN_ARTICLE, MENTION, MENTIONED, NUMERAL, REASON, A
from kg.mapping.terms import iri
from kg.model import ZH, Mention, Numeral


def put_numeral(graph: Graph, numeral: Numeral) -> None:
    path = f"numeral/{graph.at}/{numeral.key}"
    subject = iri(path)
    graph.put(subject, A, NUMERAL)
    graph.put(subject, IN_ARTICLE, iri(f"article/{graph.at}"))
    graph.put(subject, REASON, iri(f"reason/{numeral.reason}"))
    graph.put_place(path, numeral.span)


def put_mentions(graph: Graph, mentions: Iterable[Mention]) -> None:
    """A mention's address is where its name begins; a longer name comes before one that begins at the same place."""
    article = iri(f"article/{graph.at}")
    counted: dict[str, int] = {}
    places = {(mention.span.lang != ZH, mention.span.start, -mention.span.end, mention.thing.path): mention for mention in mentions}
    for _, mention in sorted(places.items(), key=itemgetter(0)):
        key = graph.key(mention.span)
        counted[key] = nth = counted.get(key, 0) + 1
        path = f"mention/{graph.at}/{key}{f'-{nth}' if nth > 1 else ''}"
        subject = iri(path)
        graph.put(subject, A, MENTION)
        graph.put(subject, IN_ARTICLE, article)
        graph.put(subject, MENTIONED, iri(mention.thing.path))
        graph.put_place(path, mention.span)
