"""Dispatches, and who reports what through whom."""
from __future__ import annotations

from kg import identifiers
from kg.mapping.graph import Graph
from kg.mapping.properties import (
    AGENCY,
    ATTRIBUTED_TO,
    COVERED,
    CUE,
    DATELINE_PLACE,
    DERIVED_FROM,
    DISPATCH,
    DISPATCH_DATE,
    HOP,
    IN_DISPATCH,
    IS_PART_OF,
    OUTERMOST,
    POSITION,
    PRIMARY_SOURCE,
    STANCE,
    STATED_ON,
    STATEMENT,
    STATEMENT_DATE,
    TITLE,
    A,
    klass,
)
from kg.mapping.terms import date, edtf, integer, iri, worded
from kg.model import ZH, Dispatch, Statement
from kg.namespaces import SCHEMA


def put_dispatch(graph: Graph, dispatch: Dispatch) -> None:
    path = f"dispatch/{graph.at}/{dispatch.n}"
    subject = iri(path)
    graph.put(subject, A, DISPATCH if dispatch.n else TITLE)
    graph.put(subject, POSITION, integer(dispatch.n))
    graph.put(subject, IS_PART_OF, iri(f"article/{graph.at}"))
    for named, predicate in ((dispatch.agency, AGENCY), (dispatch.place, DATELINE_PLACE)):
        if named:
            graph.put(subject, predicate, iri(named.path))
    for day, predicate in ((dispatch.dispatch_date, DISPATCH_DATE), (dispatch.statement_date, STATEMENT_DATE)):
        if day:
            graph.put(subject, predicate, date(day))
    if dispatch.chain:
        graph.put(subject, OUTERMOST, statement_iri(graph, dispatch.n, dispatch.chain[0].key))
        graph.put(subject, PRIMARY_SOURCE, statement_iri(graph, dispatch.n, dispatch.chain[-1].key))
    graph.put_evidence(path, dispatch.spans)


def statement_iri(graph: Graph, n: int, key: str) -> str:
    return f"<{identifiers.statement(graph.at, n, key)}>"


def put_chain(graph: Graph, dispatch: Dispatch) -> None:
    """The statements of a dispatch. A statement derives from each that it passes on, and has its primary sources where these pass on no further."""
    inner: dict[str, list[str]] = {}
    for statement in dispatch.statements:
        if statement.carrier is not None:
            inner.setdefault(statement.carrier, []).append(statement.key)
    for statement in dispatch.statements:
        _statement(graph, dispatch, statement)
        subject = statement_iri(graph, dispatch.n, statement.key)
        for key in inner.get(statement.key, ()):
            graph.put(subject, DERIVED_FROM, statement_iri(graph, dispatch.n, key))
        for key in _innermost(inner, statement.key):
            graph.put(subject, PRIMARY_SOURCE, statement_iri(graph, dispatch.n, key))


def _innermost(inner: dict[str, list[str]], key: str) -> list[str]:
    """The ends of all lines that begin at a statement; none for one that is an end itself."""
    found: list[str] = []
    waiting, seen = list(inner.get(key, ())), {key}
    while waiting:
        current = waiting.pop(0)
        if current not in seen:
            seen.add(current)
            waiting.extend(inner.get(current, ()))
            if current not in inner:
                found.append(current)
    return found


def _statement(graph: Graph, dispatch: Dispatch, statement: Statement) -> None:
    path = f"statement/{graph.at}/{dispatch.n}.{statement.key}"
    subject = iri(path)
    graph.put(subject, A, STATEMENT)
    if statement.is_report:
        graph.put(subject, A, klass(SCHEMA, "Report"))
    graph.put(subject, IN_DISPATCH, iri(f"dispatch/{graph.at}/{dispatch.n}"))
    graph.put(subject, HOP, integer(len(dispatch.chain_of(statement.key))))
    graph.put(subject, ATTRIBUTED_TO, iri(statement.source.path))
    graph.put(subject, STANCE, iri(f"stance/{statement.stance}"))
    if statement.cue:
        graph.put(subject, CUE, worded(statement.cue, statement.cue_lang or ZH))
    if statement.date:
        graph.put(subject, STATED_ON, date(statement.date))
    if statement.period_start or statement.period_end:
        graph.put(subject, COVERED, edtf(statement.period_start, statement.period_end))
    graph.put_evidence(path, statement.evidence)
