"""Names as the text has them, and numbers that are no figures."""
from __future__ import annotations

from collections.abc import Iterable

from kg.mapping.evidence import put_evidence
from kg.mapping.properties import IN_ARTICLE, MENTION, MENTIONED, NUMERAL, REASON, A, Put
from kg.mapping.terms import iri
from kg.model import ZH, Article, Mention, Numeral


def put_numeral(put: Put, article: Article, numeral: Numeral) -> None:
    path = f"numeral/{article.key}/{numeral.key}"
    subject = iri(path)
    put(subject, A, NUMERAL)
    put(subject, IN_ARTICLE, iri(f"article/{article.key}"))
    put(subject, REASON, iri(f"reason/{numeral.reason}"))
    put_evidence(put, article, path, (numeral.span,))



def put_mentions(put: Put, article: Article, mentions: Iterable[Mention]) -> None:
    """A mention's address is where its name begins; a longer name comes before one that begins at the same place."""
    counted: dict[str, int] = {}
    for mention in sorted(dict.fromkeys(mentions), key=lambda one: (one.span.lang != ZH, one.span.start, -one.span.end, one.thing.path)):
        version = article.version(mention.span.lang)
        key = f"{mention.span.lang}{version.offset(mention.span.start) if version else mention.span.start}"
        counted[key] = nth = counted.get(key, 0) + 1
        path = f"mention/{article.key}/{key}{f'-{nth}' if nth > 1 else ''}"
        put(iri(path), A, MENTION)
        put(iri(path), IN_ARTICLE, iri(f"article/{article.key}"))
        put(iri(path), MENTIONED, iri(mention.thing.path))
        put_evidence(put, article, path, (mention.span,))
