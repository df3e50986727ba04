"""A reading as JSON values: what ``kg read`` prints and ``/read`` answers. Positions are code points of the file's text; addresses are whole IRIs."""
from __future__ import annotations

from typing import Any

from kg import identifiers
from kg.calling import as_called
from kg.mapping.terms import plain
from kg.model import Article, Dispatch, Event, Figure, Named, Numeral, Reading, Span, Statement

Json = dict[str, Any]


def as_json(reading: Reading) -> Json:
    """The reading as values for ``json.dumps``. Numbers are strings, so that they stay exact; what the text does not say is null.

    Things are labelled as the article calls them (蒋军, 高棉解放军), their addresses being those of the graph, where their other names stand.
    """
    reading = as_called(reading)
    article = reading.article
    dispatches = {dispatch.n: dispatch for dispatch in reading.dispatches}
    return {
        "file": article.file,
        "article": _article(article),
        "dispatches": [_dispatch(article, dispatch) for dispatch in reading.dispatches],
        "figures": [_figure(article, dispatches.get(figure.dispatch), figure) for figure in reading.figures],
        "not_figures": [_numeral(article, numeral) for numeral in reading.numerals],
        "places": [named(place) for place in reading.places],
        "forces": [named(force) for force in reading.forces],
        "events": [_event(article, event) for event in reading.events],
        "mentions": [{**_span(article, mention.span), "thing": identifiers.iri(mention.thing.path)} for mention in reading.mentions],
        "warnings": [{"code": warning.code, "line": warning.line, "message": warning.message} for warning in reading.warnings],
    }


def named(thing: Named) -> Json:
    """A place, force or source. One that ontology/ does not know says so, and a relative place tells what it is relative to."""
    found: Json = {"iri": identifiers.iri(thing.path), "label_en": thing.label_en, "label_zh": thing.label_zh}
    if not thing.known:
        found["known_by_name_alone"] = True
    if thing.relative:
        distance = thing.relative.distance
        found["relative_to"] = {**named(thing.relative.reference), "direction": thing.relative.direction,
                                "distance": None if distance is None else plain(distance), "unit": thing.relative.unit}
    return found


def chain(dispatch: Dispatch | None, statement: str | None) -> list[Named]:
    """The sources of a statement, from the outermost carrier to itself; empty for a headline."""
    return [] if dispatch is None else [one.source for one in dispatch.chain_of(statement)]


def _maybe(thing: Named | None) -> Json | None:
    return None if thing is None else named(thing)


def _span(article: Article, span: Span) -> Json:
    return {"lang": span.lang, "start": span.start, "end": span.end, "quote": article.source[span.start:span.end]}


def _article(article: Article) -> Json:
    return {"iri": identifiers.article(article.key), "title_en": article.title_en, "title_zh": article.title_zh, "date": article.date, "page": article.page,
            "author": article.author, "column": article.column, "sha256": article.sha256}


def _dispatch(article: Article, dispatch: Dispatch) -> Json:
    return {"n": dispatch.n, "iri": identifiers.dispatch(article.key, dispatch.n), "dispatch_date": dispatch.dispatch_date,
            "statement_date": dispatch.statement_date, "chain": [_statement(article, dispatch, statement) for statement in dispatch.chain],
            "agency": _maybe(dispatch.agency), "place": _maybe(dispatch.place),
            "asides": [_statement(article, dispatch, statement) for statement in dispatch.asides], "text": [_span(article, span) for span in dispatch.spans]}


def _statement(article: Article, dispatch: Dispatch, statement: Statement) -> Json:
    """A hop of a chain: its source, and in ``statement`` what the text tells of its speaking."""
    told = {"iri": identifiers.statement(article.key, dispatch.n, statement.key), "stance": statement.stance, "cue": statement.cue, "date": statement.date,
            "report": statement.is_report, "period_start": statement.period_start, "period_end": statement.period_end,
            "carrier": None if statement.carrier is None else identifiers.statement(article.key, dispatch.n, statement.carrier)}
    return {**named(statement.source), "statement": told}


def _figure(article: Article, dispatch: Dispatch | None, figure: Figure) -> Json:
    whole, again = ((key and identifiers.figure(article.key, key)) or None for key in (figure.component_of, figure.restates))
    return {
        "iri": identifiers.figure(article.key, figure.key), "dispatch": figure.dispatch, "value": figure.value if figure.value is None else plain(figure.value),
        "upper": figure.upper if figure.upper is None else plain(figure.upper), "qualifier": figure.qualifier, "outcome": figure.outcome,
        "object": figure.object, "unit": figure.unit, "actor": _maybe(figure.actor), "affected": _maybe(figure.affected), "place": _maybe(figure.place),
        "period_start": figure.period_start, "period_end": figure.period_end, "component_of": whole,
        "evidence": [_span(article, span) for span in figure.evidence], "agreement": figure.agreement,
        "restates": again, "value_text": figure.value_text, "unit_text": figure.unit_text,
        "translated_value": None if figure.translated_value is None else plain(figure.translated_value), "translated_qualifier": figure.translated_qualifier,
        "statement": None if figure.statement is None else identifiers.statement(article.key, figure.dispatch, figure.statement),
        "chain": [named(source) for source in chain(dispatch, figure.statement)],
        "line": article.line(figure.evidence[0].start) if figure.evidence else None}


def _numeral(article: Article, numeral: Numeral) -> Json:
    return {**_span(article, numeral.span), "reason": numeral.reason}


def _event(article: Article, event: Event) -> Json:
    return {"iri": identifiers.event(article.key, event.key), "dispatch": event.dispatch, "kind": event.kind, "actor": _maybe(event.actor),
            "affected": _maybe(event.affected), "place": _maybe(event.place), "period_start": event.period_start, "period_end": event.period_end,
            "evidence": [_span(article, span) for span in event.evidence]}
