"""Dispatches, and who reports what through whom."""
from __future__ import annotations

from kg import identifiers
from kg.mapping.evidence import put_evidence
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
    Put,
    klass,
)
from kg.mapping.terms import date, edtf, integer, iri, worded
from kg.model import ZH, Article, Dispatch, Statement
from kg.namespaces import SCHEMA


def put_dispatch(put: Put, article: Article, dispatch: Dispatch) -> None:
    path = f"dispatch/{article.key}/{dispatch.n}"
    subject = iri(path)
    put(subject, A, DISPATCH if dispatch.n else TITLE)
    put(subject, POSITION, integer(dispatch.n))
    put(subject, IS_PART_OF, iri(f"article/{article.key}"))
    for named, predicate in ((dispatch.agency, AGENCY), (dispatch.place, DATELINE_PLACE)):
        if named:
            put(subject, predicate, iri(named.path))
    for day, predicate in ((dispatch.dispatch_date, DISPATCH_DATE), (dispatch.statement_date, STATEMENT_DATE)):
        if day:
            put(subject, predicate, date(day))
    if dispatch.chain:
        put(subject, OUTERMOST, statement_iri(article, dispatch.n, dispatch.chain[0].key))
        put(subject, PRIMARY_SOURCE, statement_iri(article, dispatch.n, dispatch.chain[-1].key))
    put_evidence(put, article, path, dispatch.spans)


def statement_iri(article: Article, n: int, key: str) -> str:
    return f"<{identifiers.statement(article.key, n, key)}>"


def put_chain(put: Put, article: Article, dispatch: Dispatch) -> None:
    """The statements of a dispatch. A statement derives from each that it passes on, and has its primary sources where these pass on no further."""
    inner: dict[str, list[str]] = {}
    for statement in dispatch.statements:
        if statement.carrier is not None:
            inner.setdefault(statement.carrier, []).append(statement.key)
    for statement in dispatch.statements:
        _statement(put, article, dispatch, statement)
        subject = statement_iri(article, dispatch.n, statement.key)
        for key in inner.get(statement.key, ()):
            put(subject, DERIVED_FROM, statement_iri(article, dispatch.n, key))
        for key in _innermost(inner, statement.key):
            put(subject, PRIMARY_SOURCE, statement_iri(article, dispatch.n, key))


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


def _statement(put: Put, article: Article, dispatch: Dispatch, statement: Statement) -> None:
    path = f"statement/{article.key}/{dispatch.n}.{statement.key}"
    subject = iri(path)
    put(subject, A, STATEMENT)
    if statement.is_report:
        put(subject, A, klass(SCHEMA, "Report"))
    put(subject, IN_DISPATCH, iri(f"dispatch/{article.key}/{dispatch.n}"))
    put(subject, HOP, integer(len(dispatch.chain_of(statement.key))))
    put(subject, ATTRIBUTED_TO, iri(statement.source.path))
    put(subject, STANCE, iri(f"stance/{statement.stance}"))
    if statement.cue:
        put(subject, CUE, worded(statement.cue, statement.cue_lang or ZH))
    if statement.date:
        put(subject, STATED_ON, date(statement.date))
    if statement.period_start or statement.period_end:
        put(subject, COVERED, edtf(statement.period_start, statement.period_end))
    put_evidence(put, article, path, statement.evidence)
