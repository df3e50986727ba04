"""Figures and events: what is claimed."""
from __future__ import annotations

from decimal import Decimal

from kg import identifiers
from kg.mapping.attribution import statement_iri
from kg.mapping.evidence import put_evidence
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
    Put,
    klass,
)
from kg.mapping.terms import TRUE, edtf, first_day, iri, last_day, number, string
from kg.model import Article, Event, Figure
from kg.namespaces import SEM


def put_told(put: Put, article: Article, subject: str, told: Figure | Event) -> None:
    """What figures and events share: where they stand, whose words they are in, and their period."""
    put(subject, IN_DISPATCH, iri(f"dispatch/{article.key}/{told.dispatch}"))
    if told.statement is not None:
        put(subject, STATED_IN, statement_iri(article, told.dispatch, told.statement))
    if told.period_start or told.period_end:
        put(subject, PERIOD, edtf(told.period_start, told.period_end))
    if told.period_start:
        put(subject, FROM, first_day(told.period_start))
    if told.period_end:
        put(subject, TO, last_day(told.period_end))


def put_figure(put: Put, article: Article, figure: Figure) -> None:
    path = f"figure/{article.key}/{figure.key}"
    subject = iri(path)
    put(subject, A, FIGURE)
    put_told(put, article, subject, figure)
    _magnitude(put, subject, figure)
    for code, scheme, predicate in ((figure.qualifier, "qualifier", QUALIFIER), (figure.outcome, "outcome", OUTCOME), (figure.object, "object", OBJECT),
                                    (figure.unit, "unit", UNIT)):
        put(subject, predicate, iri(f"{scheme}/{code}"))
    if figure.unit_text:
        put(subject, UNIT_TEXT, string(figure.unit_text))
    for named, predicate in ((figure.actor, ACTOR), (figure.affected, AFFECTED), (figure.place, PLACE)):
        if named:
            put(subject, predicate, iri(named.path))
    for key, predicate in ((figure.component_of, COMPONENT_OF), (figure.restates, RESTATES)):
        if key:
            put(subject, predicate, f"<{identifiers.figure(article.key, key)}>")
    _languages(put, subject, figure)
    put_evidence(put, article, path, figure.evidence)


def bounds(figure: Figure) -> tuple[Decimal | None, Decimal | None]:
    """The least and the greatest number that the words allow; None for a bound that they leave open."""
    low = figure.value if figure.qualifier in ("exact", "more_than", "at_least", "range") else None
    high = {"exact": figure.value, "nearly": figure.value, "up_to": figure.value, "range": figure.upper}.get(figure.qualifier)
    return low, high


def _magnitude(put: Put, subject: str, figure: Figure) -> None:
    """The number as written and as understood, and the bounds that its qualifier gives it."""
    low, high = bounds(figure)
    put(subject, VALUE_TEXT, string(figure.value_text))
    for value, predicate in ((figure.value, VALUE), (figure.upper, UPPER), (low, MIN), (high, MAX)):
        if value is not None:
            put(subject, predicate, number(value))
    if low is not None and figure.qualifier == "more_than":
        put(subject, MIN_EXCLUSIVE, TRUE)
    if high is not None and figure.qualifier == "nearly":
        put(subject, MAX_EXCLUSIVE, TRUE)


def _languages(put: Put, subject: str, figure: Figure) -> None:
    put(subject, AGREEMENT, string(figure.agreement))
    if figure.agreement == "differ":
        put(subject, DIFFERS, TRUE)
    if figure.translated_value is not None:
        put(subject, TRANSLATED_VALUE, number(figure.translated_value))
    if figure.translated_qualifier:
        put(subject, TRANSLATED_QUALIFIER, iri(f"qualifier/{figure.translated_qualifier}"))


def put_event(put: Put, article: Article, event: Event) -> None:
    path = f"event/{article.key}/{event.key}"
    subject = iri(path)
    put(subject, A, klass(SEM, "Event"))
    put(subject, EVENT_TYPE, iri(f"eventtype/{event.kind}"))
    put_told(put, article, subject, event)
    for named, predicate in ((event.actor, HAS_ACTOR), (event.affected, AFFECTED), (event.place, HAS_PLACE)):
        if named:
            put(subject, predicate, iri(named.path))
    put_evidence(put, article, path, event.evidence)


