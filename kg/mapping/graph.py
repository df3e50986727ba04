"""An article's graph on its way to N-Quads: the triples so far, and the selectors on its texts, which make up two thirds of them."""
from __future__ import annotations

from collections.abc import Iterable

from kg import identifiers
from kg.mapping.properties import END, EVIDENCE, EVIDENCE_CLASSES, EXACT, HAS_SELECTOR, HAS_SOURCE, SELECTOR_CLASSES, START, A
from kg.mapping.terms import integer, iri, string
from kg.model import Article, Span, TextVersion

_EVIDENCE, _RESOURCE = EVIDENCE_CLASSES
_POSITION, _QUOTE = SELECTOR_CLASSES


class Graph:
    """The triples of one article. ``at`` is the article's key, with which the addresses of all that belongs to it begin."""

    def __init__(self, article: Article):
        self.article = article
        self.at = article.key
        self.told: list[str] = []
        self._texts = {version.lang: (version, f"<{identifiers.text(article.key, version.lang)}>") for version in article.versions}

    def put(self, subject: str, predicate: str, obj: str) -> None:
        """Writes a triple."""
        self.told.append(f"{subject}{predicate}{obj}")

    def put_evidence(self, path: str, spans: Iterable[Span]) -> None:
        """A selector a span: position and quote on the text version (Web Annotation Data Model, 4.2.4 and 4.2.5)."""
        counted: dict[str, int] = {}
        for span in dict.fromkeys(spans):
            counted[span.lang] = nth = counted.get(span.lang, 0) + 1
            self._select(path, f"{path}#{span.lang}{nth if nth > 1 else ''}", span)

    def put_place(self, path: str, span: Span) -> None:
        """As ``put_evidence``, for what has one span."""
        self._select(path, f"{path}#{span.lang}", span)

    def key(self, span: Span) -> str:
        """The language of a span and its beginning in the text version: ``zh412``; what an article has but once is told by it."""
        found = self._texts.get(span.lang)
        return f"{span.lang}{found[0].offset(span.start) if found else span.start}"

    def _select(self, path: str, name: str, span: Span) -> None:
        version, text = self._text(path, span)
        start, end = version.offset(span.start), version.offset(span.end)
        subject, evidence, selector = iri(path), iri(name), iri(f"{name}-selector")
        self.told += (
            f"{subject}{EVIDENCE}{evidence}",
            f"{evidence}{A}{_EVIDENCE}",
            f"{evidence}{A}{_RESOURCE}",
            f"{evidence}{HAS_SOURCE}{text}",
            f"{evidence}{HAS_SELECTOR}{selector}",
            f"{selector}{A}{_POSITION}",
            f"{selector}{A}{_QUOTE}",
            f"{selector}{START}{integer(start)}",
            f"{selector}{END}{integer(end)}",
            f"{selector}{EXACT}{string(version.text[start:end])}")

    def _text(self, path: str, span: Span) -> tuple[TextVersion, str]:
        found = self._texts.get(span.lang)
        if found is None:
            raise ValueError(f"{path}: its evidence is in {span.lang!r}, a language that {self.article.file} has no text in.")
        return found
