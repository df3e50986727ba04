"""The quick engine for SHACL Core. If another is to take its place, this module is what changes."""
from __future__ import annotations

import re

import shacl

from kg.errors import VocabularyError
from kg.namespaces import SH
from kg.validation.finding import Finding
from kg.validation.shapes import ShapesGraph

_LANGUAGE = re.compile(r'(?<=")@[A-Za-z0-9-]+$')


class QuickEngine:
    """Shapes compiled once; judges N-Quads of any number of graphs as one graph. Safe to share between threads; it lets other threads run meanwhile."""

    def __init__(self, shapes: ShapesGraph):
        self._graph = shapes
        try:
            self._shapes = shacl.Shapes.from_text(shapes.core, "ntriples")
        except ValueError as error:
            raise VocabularyError(f"The shapes are not well-formed: {' '.join(str(error).removeprefix('invalid shapes graph: ').split())}.") from error

    def findings(self, nquads: str) -> list[Finding]:
        """What the Core constraints find, in no order. Raises SyntaxError for what is no N-Quads."""
        try:
            results = self._shapes.validate_text(nquads, "nquads").results
        except ValueError as error:
            raise SyntaxError(str(error)) from error
        return [self._finding(result) for result in results]

    def _finding(self, result: shacl.Result) -> Finding:
        shape = result.source_shape if result.source_shape and result.source_shape.startswith("<") else None
        messages = self._graph.messages(shape) if shape else ()
        return Finding(result.focus_node, result.path, normal(result.value), result.component_iri.removeprefix(SH), shape, result.severity_iri.removeprefix(SH),
                       messages or tuple(("", text) for text in result.messages))


def normal(term: str | None) -> str | None:
    """An N-Triples term with its language tag in lower case, as the store has it."""
    return _LANGUAGE.sub(lambda tag: tag[0].lower(), term) if term is not None and term.startswith('"') else term
