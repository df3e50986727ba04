"""The reference engine: pySHACL over rdflib, slow and well known. What it finds comes back in the same form as what the quick path finds."""
from __future__ import annotations

import pyoxigraph as ox
import pyshacl
import rdflib

from kg.errors import CallError
from kg.namespaces import SH
from kg.validation.described import Described
from kg.validation.finding import Finding
from kg.validation.rules import COMPONENT
from kg.validation.shapes import ShapesGraph


class ReferenceEngine:
    """The whole shapes graph, rules included, as pySHACL judges it."""

    def __init__(self, shapes: ShapesGraph):
        self._graph = shapes
        self._shapes = rdflib.Graph().parse(data=shapes.whole.encode(), format="ntriples")

    def findings(self, nquads: str) -> list[Finding]:
        """What every constraint finds, in no order. Raises CallError where pySHACL breaks off, as it does over some ill-formed numbers."""
        triples = "".join(f"{quad.triple} .\n" for quad in ox.parse(nquads.encode(), format=ox.RdfFormat.N_QUADS))
        data = rdflib.Graph().parse(data=triples.encode(), format="ntriples")
        try:
            _, report, _ = pyshacl.validate(data, shacl_graph=self._shapes, inference="none", advanced=False, meta_shacl=False, do_owl_imports=False)
        except Exception as error:    # rdflib raises bare exceptions, and of ill-formed numbers TypeError or RecursionError
            raise CallError(f"pySHACL broke off: {error}. Judge by the quick engine; it tells what is wrong with the values.") from error
        if isinstance(report, Exception):
            raise CallError(f"pySHACL cannot judge by these shapes: {report}.")
        return self.told(report, self._graph)

    @staticmethod
    def told(report: rdflib.Graph, shapes: ShapesGraph) -> list[Finding]:
        """The findings of a report, with the messages of the shapes."""
        about = Described(quad.triple for quad in ox.parse(report.serialize(format="ntriples", encoding="utf-8"), format=ox.RdfFormat.N_TRIPLES))
        return [_finding(about, str(node), shapes) for home in about.nodes() for node in about.about(home, SH + "result")]


def _finding(report: Described, node: str, shapes: ShapesGraph) -> Finding:
    shape, path, focus, value, rule, component, severity = (report.one(node, SH + name) for name in (
        "sourceShape", "resultPath", "focusNode", "value", "sourceConstraint", "sourceConstraintComponent", "resultSeverity"))
    name = component.value.removeprefix(SH) if component is not None else ""
    named, by = (str(found) if isinstance(found, ox.NamedNode) else None for found in (shape, rule))
    own = tuple(sorted((text.language or "", text.value) for text in report.about(node, SH + "resultMessage") if isinstance(text, ox.Literal)))
    messages = own if name == COMPONENT or named is None else shapes.messages(named) or own
    return Finding(str(focus), None if path is None else report.path(path), None if value is None else str(value), name, named,
                   severity.value.removeprefix(SH) if severity is not None else "", messages, by)
