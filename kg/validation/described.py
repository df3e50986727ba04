"""Triples by subject and property, and the property paths among them: what reading shapes and reports needs."""
from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kg.errors import VocabularyError
from kg.namespaces import RDF, SH

Node = ox.NamedNode | ox.BlankNode | ox.Literal

_QUANTIFIED = (("zeroOrMorePath", "*"), ("oneOrMorePath", "+"), ("zeroOrOnePath", "?"))


class Described:
    """Triples, to be asked what they say of a node; nodes are named by their N-Triples terms."""

    def __init__(self, triples: Iterable[ox.Triple]):
        self.triples = tuple(triples)
        self._about: dict[str, dict[str, list[Node]]] = {}
        for triple in self.triples:
            if not isinstance(triple.object, ox.Triple):
                self._about.setdefault(str(triple.subject), {}).setdefault(triple.predicate.value, []).append(triple.object)

    def nodes(self) -> list[str]:
        """Everything that is spoken of, sorted."""
        return sorted(self._about)

    def about(self, node: str, predicate: str) -> list[Node]:
        """The values of a property of a node."""
        return self._about.get(node, {}).get(predicate, [])

    def all_about(self, node: str) -> dict[str, list[Node]]:
        """Property → its values, of a node."""
        return self._about.get(node, {})

    def one(self, node: str, predicate: str) -> Node | None:
        """The first value of a property of a node."""
        return next(iter(self.about(node, predicate)), None)

    def path(self, node: Node) -> str:
        """A property path in SPARQL's syntax, as the quick engine writes it. Raises VocabularyError where it is none (SHACL 2.3.1)."""
        name = str(node)
        if isinstance(node, ox.NamedNode):
            return name
        if self.about(name, RDF + "first"):
            return f"({'/'.join(self.path(part) for part in self.list(node))})"
        if inverse := self.one(name, SH + "inversePath"):
            return f"^{self.path(inverse)}"
        if options := self.one(name, SH + "alternativePath"):
            return f"({'|'.join(self.path(part) for part in self.list(options))})"
        for predicate, sign in _QUANTIFIED:
            if inner := self.one(name, SH + predicate):
                return f"({self.path(inner)}){sign}"
        raise VocabularyError(f"The shapes graph has a path that is none: {node}.")

    def list(self, node: Node) -> list[Node]:
        """The members of an RDF list."""
        found: list[Node] = []
        while (first := self.one(str(node), RDF + "first")) is not None:
            found.append(first)
            rest = self.one(str(node), RDF + "rest")
            if rest is None:
                raise VocabularyError(f"The list at {node} has no end.")
            node = rest
        return found
