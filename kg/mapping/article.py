"""An article, its issue, its texts, and the reading that made its graph."""
from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from kg import __version__, identifiers
from kg.mapping.properties import (
    ABOUT,
    ASSOCIATED_WITH,
    AUTHOR,
    DATE_PUBLISHED,
    GENERATED_BY,
    HEADLINE,
    IDENTIFIER,
    IN_LANGUAGE,
    IS_PART_OF,
    MENTIONS,
    NEWSPAPER,
    PAGINATION,
    PREF_LABEL,
    SECTION,
    SEED_HASH,
    SOFTWARE,
    SOFTWARE_VERSION,
    TEXT,
    TEXT_VERSION,
    TRANSLATION_OF,
    VERSION,
    WARNING,
    A,
    Put,
    klass,
)
from kg.mapping.terms import date, iri, string, worded
from kg.model import EN, ZH, Article, Reading
from kg.namespaces import PROV, SCHEMA


def put_article(put: Put, article: Article, mentioned: Iterable[str]) -> None:
    subject, issue = iri(f"article/{article.key}"), iri(f"issue/{article.date}")
    put(subject, A, klass(SCHEMA, "NewsArticle"))
    for title, lang in ((article.title_zh, ZH), (article.title_en, EN)):
        if title:
            put(subject, HEADLINE, worded(title, lang))
    put(subject, DATE_PUBLISHED, date(article.date))
    for value, predicate in ((None if article.page is None else str(article.page), PAGINATION), (article.author, AUTHOR), (article.column, SECTION),
                             (PurePath(article.file).stem, IDENTIFIER)):
        if value:
            put(subject, predicate, string(value))
    put(subject, IS_PART_OF, issue)
    for path in mentioned:
        put(subject, MENTIONS, iri(path))
    put(issue, A, klass(SCHEMA, "PublicationIssue"))
    put(issue, DATE_PUBLISHED, date(article.date))
    put(issue, IS_PART_OF, NEWSPAPER)
    put_texts(put, article, subject)


def put_texts(put: Put, article: Article, subject: str) -> None:
    for version in article.versions:
        text = f"<{identifiers.text(article.key, version.lang)}>"
        put(subject, TEXT_VERSION, text)
        put(text, A, VERSION)
        put(text, IN_LANGUAGE, string(version.lang))
        put(text, TEXT, string(version.text))
        put(text, IS_PART_OF, subject)
        if version is not article.versions[0]:
            put(text, TRANSLATION_OF, f"<{identifiers.text(article.key, article.versions[0].lang)}>")


def put_provenance(put: Put, reading: Reading) -> None:
    article = reading.article
    graph, activity = iri(f"graph/{article.key}"), iri(f"reading/{article.key}")
    put(graph, A, klass(PROV, "Entity"))
    put(graph, GENERATED_BY, activity)
    put(graph, ABOUT, iri(f"article/{article.key}"))
    put(activity, A, klass(PROV, "Activity"))
    put(activity, ASSOCIATED_WITH, SOFTWARE)
    put(activity, SEED_HASH, string(article.sha256))
    for warning in dict.fromkeys(f"{warning.code}, line {warning.line}: {warning.message}" for warning in reading.warnings):
        put(activity, WARNING, string(warning))
    put(SOFTWARE, A, klass(PROV, "SoftwareAgent"))
    put(SOFTWARE, SOFTWARE_VERSION, string(__version__))
    put(SOFTWARE, PREF_LABEL, worded(f"Dispatch KG {__version__}", EN))
    put(SOFTWARE, PREF_LABEL, worded(f"电讯知识图谱 {__version__}", ZH))
