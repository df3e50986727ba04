"""The characters that a thing was read from: selectors on the text versions of the article."""
from __future__ import annotations

from collections.abc import Iterable

from kg import identifiers
from kg.mapping.properties import END, EVIDENCE, EVIDENCE_CLASSES, EXACT, HAS_SELECTOR, HAS_SOURCE, SELECTOR_CLASSES, START, A, Put
from kg.mapping.terms import integer, iri, string
from kg.model import EN, ZH, Article, Span


def put_evidence(put: Put, article: Article, path: str, spans: Iterable[Span]) -> None:
    """A selector a span: position and quote on the text version (Web Annotation Data Model, 4.2.4 and 4.2.5)."""
    subject, counted = iri(path), dict.fromkeys((ZH, EN), 0)
    for span in dict.fromkeys(spans):
        counted[span.lang] = nth = counted.get(span.lang, 0) + 1
        version = article.version(span.lang)
        if version is None:
            raise ValueError(f"{path}: its evidence is in {span.lang!r}, a language that {article.file} has no text in.")
        start, end = version.offset(span.start), version.offset(span.end)
        name = f"{path}#{span.lang}{nth if nth > 1 else ''}"
        evidence, selector = iri(name), iri(f"{name}-selector")
        put(subject, EVIDENCE, evidence)
        for of in EVIDENCE_CLASSES:
            put(evidence, A, of)
        put(evidence, HAS_SOURCE, f"<{identifiers.text(article.key, span.lang)}>")
        put(evidence, HAS_SELECTOR, selector)
        for of in SELECTOR_CLASSES:
            put(selector, A, of)
        put(selector, START, integer(start))
        put(selector, END, integer(end))
        put(selector, EXACT, string(version.text[start:end]))
