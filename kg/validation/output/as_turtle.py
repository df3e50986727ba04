"""A report as SHACL defines it, a graph of validation results, with the file, line and column of each."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from kg.namespaces import KG, RDF, SH, XSD
from kg.validation.files import FileReport, Notice
from kg.validation.output.options import Options
from kg.validation.rules import parsed_term

_DCTERMS_SOURCE = "http://purl.org/dc/terms/source"
_PREFIXES = {"sh": SH, "xsd": XSD, "kg": KG, "dcterms": "http://purl.org/dc/terms/"}


def as_turtle(reports: Sequence[FileReport], options: Options) -> str:
    """One sh:ValidationReport over all files. What is no finding of a shape (a fault, a warning of the reader) is a result with the file as its focus node."""
    triples = sorted(set(_triples(reports, options)), key=str)
    return (ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES) or b"").decode()


def _triples(reports: Sequence[FileReport], options: Options) -> Iterator[ox.Triple]:
    report_node = ox.BlankNode("report")
    yield ox.Triple(report_node, _rdf("type"), _sh("ValidationReport"))
    conforms = all(report.readable and not report.at_least(options.severity) for report in reports)
    yield ox.Triple(report_node, _sh("conforms"), ox.Literal(conforms))
    for f, report in enumerate(reports, 1):
        for n, notice in enumerate(report.at_least(options.severity), 1):
            node = ox.BlankNode(f"r{f}x{n}")
            yield ox.Triple(report_node, _sh("result"), node)
            yield from _result(node, report.file, notice)


def _result(node: ox.BlankNode, file: str, notice: Notice) -> Iterator[ox.Triple]:
    file_iri = ox.NamedNode(Path(file).absolute().as_uri())
    found = notice.finding
    yield ox.Triple(node, _rdf("type"), _sh("ValidationResult"))
    yield ox.Triple(node, _sh("focusNode"), parsed_term(found.focus) if found else file_iri)
    yield ox.Triple(node, _sh("resultSeverity"), _sh(notice.severity))
    yield ox.Triple(node, _sh("sourceConstraintComponent"), _sh(found.component) if found else ox.NamedNode(f"{KG}{notice.code}"))
    yield ox.Triple(node, ox.NamedNode(_DCTERMS_SOURCE), ox.NamedNode(f"{file_iri.value}#line={notice.place.line}"))
    if found and found.value:
        yield ox.Triple(node, _sh("value"), parsed_term(found.value))
    if found and found.path and found.path.startswith("<") and found.path.count("<") == 1:
        yield ox.Triple(node, _sh("resultPath"), parsed_term(found.path))
    if found and found.shape:
        yield ox.Triple(node, _sh("sourceShape"), parsed_term(found.shape))
    for lang, text in notice.messages.items():
        yield ox.Triple(node, _sh("resultMessage"), ox.Literal(" ".join(part for part in (text, notice.remedies.get(lang)) if part), language=lang))


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(SH + name)


def _rdf(name: str) -> ox.NamedNode:
    return ox.NamedNode(RDF + name)
