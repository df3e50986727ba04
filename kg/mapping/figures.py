"""Figures and events: what is claimed."""
from __future__ import annotations

from decimal import Decimal

from kg import identifiers
from kg.mapping.attribution import statement_iri
from kg.mapping.graph import Graph
from kg.mapping.properties import (
    ACTOR,
    AFFECTED,
    AGREEMENT,
    COMPONENT_OF,
    DIFFERS,
    EVENT_TYPE,
    FIGURE,
    FROM,
    HAS_ACTOR,
    HAS_PLACE,
    IN_DISPATCH,
    MAX,
    MAX_EXCLUSIVE,
    MIN,
    MIN_EXCLUSIVE,
    OBJECT,
    OUTCOME,
    PERIOD,
    PLACE,
    QUALIFIER,
    RESTATES,
    STATED_IN,
    TO,
    TRANSLATED_QUALIFIER,
    TRANSLATED_VALUE,
    UNIT,
    UNIT_TEXT,
    UPPER,
    VALUE,
    VALUE_TEXT,
    A,
    klass,
)
from kg.mapping.terms import TRUE, edtf, first_day, iri, last_day, number, string
from kg.model import Event, Figure
from kg.namespaces import SEM


def put_told(graph: Graph, subject: str, told: Figure | Event) -> None:
    """What figures and events share: where they stand, whose words they are in, and their period."""
    graph.put(subject, IN_DISPATCH, iri(f"dispatch/{graph.at}/{told.dispatch}"))
    if told.statement is not None:
        graph.put(subject, STATED_IN, statement_iri(graph, told.dispatch, told.statement))
    if told.period_start or told.period_end:
        graph.put(subject, PERIOD, edtf(told.period_start, told.period_end))
    if told.period_start:
        graph.put(subject, FROM, first_day(told.period_start))
    if told.period_end:
        graph.put(subject, TO, last_day(told.period_end))


def put_figure(graph: Graph, figure: Figure) -> None:
    path = f"figure/{graph.at}/{figure.key}"
    subject = iri(path)
    graph.put(subject, A, FIGURE)
    put_told(graph, subject, figure)
    _magnitude(graph, subject, figure)
    for code, scheme, predicate in ((figure.qualifier, "qualifier", QUALIFIER), (figure.outcome, "outcome", OUTCOME), (figure.object, "object", OBJECT),
                                    (figure.unit, "unit", UNIT)):
        graph.put(subject, predicate, iri(f"{scheme}/{code}"))
    if figure.unit_text:
        graph.put(subject, UNIT_TEXT, string(figure.unit_text))
    for named, predicate in ((figure.actor, ACTOR), (figure.affected, AFFECTED), (figure.place, PLACE)):
        if named:
            graph.put(subject, predicate, iri(named.path))
    for key, predicate in ((figure.component_of, COMPONENT_OF), (figure.restates, RESTATES)):
        if key:
            graph.put(subject, predicate, f"<{identifiers.figure(graph.at, key)}>")
    _languages(graph, subject, figure)
    graph.put_evidence(path, figure.evidence)


def bounds(figure: Figure) -> tuple[Decimal | None, Decimal | None]:
    """The least and the greatest number that the words allow; None for a bound that they leave open."""
    low = figure.value if figure.qualifier in ("exact", "more_than", "at_least", "range") else None
    high = {"exact": figure.value, "nearly": figure.value, "up_to": figure.value, "range": figure.upper}.get(figure.qualifier)
    return low, high


def _magnitude(graph: Graph, subject: str, figure: Figure) -> None:
    """The number as written and as understood, and the bounds that its qualifier gives it."""
    low, high = bounds(figure)
    graph.put(subject, VALUE_TEXT, string(figure.value_text))
    for value, predicate in ((figure.value, VALUE), (figure.upper, UPPER), (low, MIN), (high, MAX)):
        if value is not None:
            graph.put(subject, predicate, number(value))
    if low is not None and figure.qualifier == "more_than":
        graph.put(subject, MIN_EXCLUSIVE, TRUE)
    if high is not None and figure.qualifier == "nearly":
        graph.put(subject, MAX_EXCLUSIVE, TRUE)


def _languages(graph: Graph, subject: str, figure: Figure) -> None:
    graph.put(subject, AGREEMENT, string(figure.agreement))
    if figure.agreement == "differ":
        graph.put(subject, DIFFERS, TRUE)
    if figure.translated_value is not None:
        graph.put(subject, TRANSLATED_VALUE, number(figure.translated_value))
    if figure.translated_qualifier:
        graph.put(subject, TRANSLATED_QUALIFIER, iri(f"qualifier/{figure.translated_qualifier}"))


def put_event(graph: Graph, event: Event) -> None:
    path = f"event/{graph.at}/{event.key}"
    subject = iri(path)
    graph.put(subject, A, klass(SEM, "Event"))
    graph.put(subject, EVENT_TYPE, iri(f"eventtype/{event.kind}"))
    put_told(graph, subject, event)
    for named, predicate in ((event.actor, HAS_ACTOR), (event.affected, AFFECTED), (event.place, HAS_PLACE)):
        if named:
            graph.put(subject, predicate, iri(named.path))
    graph.put_evidence(path, event.evidence)


