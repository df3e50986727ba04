"""The reference engine: pySHACL over rdflib, slow and well known. What it finds comes back in the same form as what the quick path finds."""
from __future__ import annotations

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.term import Node

from kg.namespaces import SH
from kg.validation.finding import Finding
from kg.validation.rules import COMPONENT
from kg.validation.shapes import ShapesGraph

_PATHS = (("inversePath", "^{}"), ("zeroOrMorePath", "{}*"), ("oneOrMorePath", "{}+"), ("zeroOrOnePath", "{}?"))


class ReferenceEngine:
    """The whole shapes graph, rules included, as pySHACL judges it."""

    def __init__(self, shapes: ShapesGraph):
        self._graph = shapes
        self._shapes = rdflib.Graph().parse(data=shapes.whole.encode(), format="ntriples")

    def findings(self, nquads: str) -> list[Finding]:
        """What every constraint finds, in no order."""
        data = rdflib.Graph()
        for subject, predicate, value, _ in rdflib.Dataset().parse(data=nquads.encode(), format="nquads").quads():
            data.add((subject, predicate, value))
        _, report, _ = pyshacl.validate(data, shacl_graph=self._shapes, inference="none", advanced=False, meta_shacl=False, do_owl_imports=False)
        return [self._finding(report, node) for node in report.objects(None, _sh("result"), unique=True)]

    def _finding(self, report: rdflib.Graph, node: Node) -> Finding:
        shape, path, focus, value = (report.value(node, _sh(name)) for name in ("sourceShape", "resultPath", "focusNode", "value"))
        component, severity = (str(report.value(node, _sh(name))).removeprefix(SH) for name in ("sourceConstraintComponent", "resultSeverity"))
        named, rule = (f"<{found}>" if isinstance(found, rdflib.URIRef) else None for found in (shape, report.value(node, _sh("sourceConstraint"))))
        told = [text for text in report.objects(node, _sh("resultMessage")) if isinstance(text, rdflib.Literal)]
        own = tuple(sorted((text.language or "", str(text)) for text in told))
        messages = own if component == COMPONENT or named is None else self._graph.messages(named) or own
        return Finding(_term(focus) if focus is not None else "", None if path is None else _path(report, path), None if value is None else _term(value),
                       component, named, severity, messages, rule)


def _sh(name: str) -> rdflib.URIRef:
    return rdflib.URIRef(SH + name)


def _term(node: Node) -> str:
    """A term in N-Triples syntax; rdflib would shorten numbers, and use long quotes."""
    if not isinstance(node, rdflib.Literal):
        return node.n3()
    if node.language:
        return str(ox.Literal(str(node), language=node.language))
    return str(ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype))) if node.datatype else ox.Literal(str(node)))


def _path(graph: rdflib.Graph, node: Node) -> str:
    """A property path in SPARQL's syntax."""
    if isinstance(node, rdflib.URIRef):
        return f"<{node}>"
    if graph.value(node, rdflib.RDF.first) is not None:
        return "/".join(_inner(graph, part) for part in graph.items(node))
    for name, form in _PATHS:
        inner = graph.value(node, _sh(name))
        if inner is not None:
            return form.format(_inner(graph, inner))
    options = graph.value(node, _sh("alternativePath"))
    return "" if options is None else "|".join(_inner(graph, part) for part in graph.items(options))


def _inner(graph: rdflib.Graph, node: Node) -> str:
    path = _path(graph, node)
    return path if isinstance(node, rdflib.URIRef) else f"({path})"
