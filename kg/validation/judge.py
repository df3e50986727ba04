"""Judges a graph: the Core constraints by an engine, the rules by SPARQL, both beside what ontology/ says of the things that the graph refers to."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Protocol

import pyoxigraph as ox

from kg import locations, vocabulary
from kg.errors import VocabularyError
from kg.namespaces import RDF
from kg.validation import context, rules
from kg.validation.finding import Finding, Report, sorted_findings
from kg.validation.quick import QuickEngine
from kg.validation.shapes import Rule, ShapesGraph, published

QUICK = "quick"
PYSHACL = "pyshacl"
ENGINES = (QUICK, PYSHACL)

_TYPED = re.compile(rf"<{re.escape(RDF)}type> (<[^>]*>)")


class Judge:
    """Shapes made ready once for any number of graphs; one object may serve several threads."""

    def __init__(self, shapes: ShapesGraph, engine: str = QUICK):
        self.shapes = shapes
        self.engine = engine
        self._context = context.published()
        self._engine = _engine(shapes, engine)
        self._rules: tuple[Rule, ...] = shapes.rules if engine == QUICK else ()
        if shapes.own and engine == QUICK:
            check_canaries(self._rules)

    def report(self, nquads: str) -> Report:
        """What the shapes find in the quads of one graph or of several, taken as one graph. Bad syntax raises SyntaxError."""
        around, described = self._context.of(nquads)
        whole = nquads + around
        found = list(self._engine.findings(whole))
        present = Counter(_TYPED.findall(nquads))
        if self._rules:
            asked = self._rules if not self.shapes.own else self._asked(present)
            if asked:
                found.extend(rules.findings(rules.loaded(whole), asked))
        lent = {focus for focus in {finding.focus for finding in found} & described if not _speaks_of(nquads, focus)}
        return Report(sorted_findings([finding for finding in found if finding.focus not in lent]), self._counts(present))

    def _asked(self, present: Counter[str]) -> tuple[Rule, ...]:
        return tuple(rule for rule in self._rules if any(kind != "targetClass" or target in present for kind, target in rule.targets))

    def _counts(self, present: Counter[str]) -> dict[str, int]:
        """Focus nodes of each shape that targets classes, counted from the types that the graph states."""
        return {shape: count for shape in self.shapes.shapes
                if (count := sum(present[target] for kind, target in self.shapes.targets(shape) if kind == "targetClass"))}


def _speaks_of(nquads: str, node: str) -> bool:
    return nquads.startswith(f"{node} ") or f"\n{node} " in nquads


class Engine(Protocol):
    """What judges by a whole shapes graph, or by its Core part."""

    def findings(self, nquads: str) -> list[Finding]: ...


def _engine(shapes: ShapesGraph, name: str) -> Engine:
    if name == QUICK:
        return QuickEngine(shapes)
    from kg.validation.reference import ReferenceEngine  # loading it takes as long as judging a hundred articles
    return ReferenceEngine(shapes)


def check_canaries(asked: Iterable[Rule]) -> None:
    """Asks every rule of the fault that shapes/canaries.trig plants for it. Raises VocabularyError where a rule has none, or passes over it."""
    path = locations.folder("shapes") / "canaries.trig"
    store = ox.Store()
    store.load(vocabulary.turtle(path), format=ox.RdfFormat.TRIG, base_iri=None)
    for rule in asked:
        graph = ox.NamedNode(rule.iri[1:-1])
        alone = ox.Store()
        alone.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in store.quads_for_pattern(None, None, None, graph))
        if not any(True for _ in rules.findings(alone, (rule,))):
            raise VocabularyError(f"The rule {rule.iri} does not find the fault that {path.name} plants for it: its query, or its canary, is wrong.")


@cache
def judge(engine: str = QUICK) -> Judge:
    """The judge by the shapes of the project; made once a process."""
    return Judge(published(), engine)


def judge_nquads(data: str | bytes, engine: str = QUICK) -> Report:
    """What the shapes find in N-Quads: an article's graph, or any other. Raises SyntaxError where it is no N-Quads."""
    return judge(engine).report(data if isinstance(data, str) else data.decode("utf-8"))
