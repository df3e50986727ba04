"""An article, its issue, its texts, and the reading that made its graph."""
from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from kg import __version__, identifiers
from kg.mapping.graph import Graph
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
    klass,
)
from kg.mapping.terms import date, iri, string, worded
from kg.model import EN, ZH, Reading
from kg.namespaces import PROV, SCHEMA


def put_article(graph: Graph, mentioned: Iterable[str]) -> None:
    article = graph.article
    subject, issue = iri(f"article/{graph.at}"), iri(f"issue/{article.date}")
    graph.put(subject, A, klass(SCHEMA, "NewsArticle"))
    for title, lang in ((article.title_zh, ZH), (article.title_en, EN)):
        if title:
            graph.put(subject, HEADLINE, worded(title, lang))
    graph.put(subject, DATE_PUBLISHED, date(article.date))
    for value, predicate in ((None if article.page is None else str(article.page), PAGINATION), (article.author, AUTHOR), (article.column, SECTION),
                             (PurePath(article.file).stem, IDENTIFIER)):
        if value:
            graph.put(subject, predicate, string(value))
    graph.put(subject, IS_PART_OF, issue)
    for path in mentioned:
        graph.put(subject, MENTIONS, iri(path))
    graph.put(issue, A, klass(SCHEMA, "PublicationIssue"))
    graph.put(issue, DATE_PUBLISHED, date(article.date))
    graph.put(issue, IS_PART_OF, NEWSPAPER)
    put_texts(graph, subject)


def put_texts(graph: Graph, subject: str) -> None:
    versions = graph.article.versions
    for version in versions:
        text = f"<{identifiers.text(graph.at, version.lang)}>"
        graph.put(subject, TEXT_VERSION, text)
        graph.put(text, A, VERSION)
        graph.put(text, IN_LANGUAGE, string(version.lang))
        graph.put(text, TEXT, string(version.text))
        graph.put(text, IS_PART_OF, subject)
        if version is not versions[0]:
            graph.put(text, TRANSLATION_OF, f"<{identifiers.text(graph.at, versions[0].lang)}>")


def put_provenance(graph: Graph, reading: Reading) -> None:
    subject, activity = iri(f"graph/{graph.at}"), iri(f"reading/{graph.at}")
    graph.put(subject, A, klass(PROV, "Entity"))
    graph.put(subject, GENERATED_BY, activity)
    graph.put(subject, ABOUT, iri(f"article/{graph.at}"))
    graph.put(activity, A, klass(PROV, "Activity"))
    graph.put(activity, ASSOCIATED_WITH, SOFTWARE)
    graph.put(activity, SEED_HASH, string(graph.article.sha256))
    for warning in dict.fromkeys(f"{warning.code}, line {warning.line}: {warning.message}" for warning in reading.warnings):
        graph.put(activity, WARNING, string(warning))
    graph.put(SOFTWARE, A, klass(PROV, "SoftwareAgent"))
    graph.put(SOFTWARE, SOFTWARE_VERSION, string(__version__))
    graph.put(SOFTWARE, PREF_LABEL, worded(f"Dispatch KG {__version__}", EN))
    graph.put(SOFTWARE, PREF_LABEL, worded(f"电讯知识图谱 {__version__}", ZH))
