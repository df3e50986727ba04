"""What curators changed, and who and when: a schema:CorrectionComment on what it concerns."""
from __future__ import annotations

from collections.abc import Iterable

from kg.mapping.properties import AUTHOR, A, Put, klass
from kg.mapping.terms import date, iri, string
from kg.model import Article, Correction
from kg.namespaces import SCHEMA

_CORRECTION, _TEXT, _CREATED = (f" <{SCHEMA}{name}> " for name in ("correction", "text", "dateCreated"))


def put_corrections(put: Put, article: Article, corrections: Iterable[Correction]) -> None:
    for correction in corrections:
        kind, key = correction.path.split("/")
        subject = iri(f"correction/{article.key}/{correction.key}")
        put(iri(f"{kind}/{article.key}/{key}"), _CORRECTION, subject)
        put(subject, A, klass(SCHEMA, "CorrectionComment"))
        put(subject, AUTHOR, string(correction.by))
        put(subject, _CREATED, date(correction.on))
        put(subject, _TEXT, string(f"{correction.change} ({correction.why})" if correction.why else correction.change))
