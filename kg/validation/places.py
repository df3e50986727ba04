"""Where in a file the things of a graph stand: from an address to lines, columns and the sentence, so that a curator sees the words and not the triples."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg import identifiers
from kg.model import Article, Reading, Span
from kg.namespaces import SCHEMA

_BREAKS = re.compile(r"[。！？\n]|[.!?](?=\s)")
_REACH = 90
_HEADERS = {SCHEMA + "datePublished": "Date", SCHEMA + "pagination": "Page", SCHEMA + "author": "Author", SCHEMA + "headline": "Title",
            SCHEMA + "articleSection": "专栏"}
"""The header line that says what a property of an article tells."""



@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a file. Lines and columns count from 1, columns in code points; ``sentence[mark[0]:mark[1]]`` are the words in question."""

    line: int
    column: int
    end_line: int
    end_column: int
    lang: str | None = None
    sentence: str = ""
    mark: tuple[int, int] = (0, 0)


START = Place(1, 1, 1, 1)


def place(source: str, start: int, end: int, lang: str | None = None) -> Place:
    """The place of ``source[start:end]``, with the sentence that it stands in, shortened where it is long."""
    line, column = source.count("\n", 0, start) + 1, start - source.rfind("\n", 0, start)
    end_line, end_column = source.count("\n", 0, end) + 1, end - source.rfind("\n", 0, end)
    first = max([start - _REACH, 0, *(found.end() for found in _BREAKS.finditer(source, max(0, start - _REACH), start))])
    after = _BREAKS.search(source, max(end - 1, start), end + _REACH)
    last = min(len(source), end + _REACH) if after is None else after.end() if after[0] != "\n" else after.start()
    sentence = source[first:max(last, end)]
    lead = len(sentence) - len(sentence.lstrip())
    stop = min(end, start + 2 * _REACH) - first - lead
    return Place(line, column, end_line, end_column, lang, sentence.strip()[:4 * _REACH], (max(0, start - first - lead), stop))


class SeedPlaces:
    """The places of all that was read from one article."""

    def __init__(self, reading: Reading):
        self._article = reading.article
        self._spans: dict[str, tuple[Span, ...]] = {}
        for path, spans in _told(reading):
            self._spans.setdefault(f"<{identifiers.iri(path)}>", spans)

    def of(self, focus: str, path: str | None, value: str | None) -> tuple[Place, ...]:
        """Where a finding's focus node stands, the original first, then the figure it is held against; else a header's line, else line 1."""
        against = value if value is not None and "/figure/" in value else None
        found = dict.fromkeys(span for term in (focus, against) if term is not None for span in self._spans_of(term))
        return tuple(self._place(span) for span in found) or (self._header(path),)

    def _spans_of(self, term: str) -> tuple[Span, ...]:
        spans = self._spans.get(re.sub(r"#[^>]*>$", ">", term), ())
        lang = re.search(r"#(zh|en)", term)
        return tuple(span for span in spans if lang is None or span.lang == lang[1]) or spans

    def _place(self, span: Span) -> Place:
        return place(self._article.source, span.start, span.end, span.lang)

    def _header(self, path: str | None) -> Place:
        name = _HEADERS.get((path or "").strip("<>"))
        found = re.search(rf"^{name}[:：].*$", self._article.source, re.MULTILINE) if name else None
        return place(self._article.source, found.start(), found.end()) if found else START


def _told(reading: Reading) -> Iterator[tuple[str, tuple[Span, ...]]]:
    article, key = reading.article, reading.article.key
    for figure in reading.figures:
        yield f"figure/{key}/{figure.key}", figure.evidence
    for event in reading.events:
        yield f"event/{key}/{event.key}", event.evidence
    for correction in reading.corrections:
        spans = {f"figure/{one.key}": one.evidence for one in reading.figures} | {f"numeral/{one.key}": (one.span,) for one in reading.numerals}
        yield f"correction/{key}/{correction.key}", spans.get(correction.path, ())
    for numeral in reading.numerals:
        yield f"numeral/{key}/{numeral.key}", (numeral.span,)
    for dispatch in reading.dispatches:
        opening = tuple(_opening(article, span) for span in dispatch.spans)
        yield f"dispatch/{key}/{dispatch.n}", opening
        for statement in dispatch.statements:
            yield f"statement/{key}/{dispatch.n}.{statement.key}", statement.evidence or opening
    for version in article.versions:
        yield f"text/{key}/{version.lang}", (_opening(article, version.body),)
    for mention in reading.mentions:
        yield _mention_path(article, mention.span), (mention.span,)
        yield mention.thing.path, (mention.span,)


def _mention_path(article: Article, span: Span) -> str:
    version = article.version(span.lang)
    return f"mention/{article.key}/{span.lang}{version.offset(span.start) if version else span.start}"


def _opening(article: Article, span: Span) -> Span:
    """The first line of a long stretch: where a dispatch begins."""
    start = span.start
    while start < span.end and article.source[start].isspace():
        start += 1
    end = article.source.find("\n", start, span.end)
    return Span(span.lang, start, min(span.end if end < 0 else end, start + _REACH))
