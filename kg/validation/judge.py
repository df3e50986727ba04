"""Judges a graph: the Core constraints by an engine, the rules by SPARQL, both beside what ontology/ says of the things that the graph refers to."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Protocol

import pyoxigraph as ox

from kg import locations, vocabulary
from kg.errors import VocabularyError
from kg.validation import context, wellformed
from kg.validation.asking import Asker
from kg.validation.context import Lent
from kg.validation.finding import Finding, Report, sorted_findings
from kg.validation.quads import Quads
from kg.validation.quick import QuickEngine
from kg.validation.shapes import Rule, ShapesGraph, published

QUICK = "quick"
PYSHACL = "pyshacl"
ENGINES = (QUICK, PYSHACL)


class Judge:
    """Shapes made ready once for any number of graphs; one object may serve several threads."""

    def __init__(self, shapes: ShapesGraph, engine: str = QUICK):
        self.shapes = shapes
        self.engine = engine
        if not shapes.own:
            wellformed.check(shapes)
        self._context = context.published()
        self._engine = _engine(shapes, engine)
        self._asker = Asker(shapes.rules, chosen=shapes.own) if engine == QUICK else None
        self._targets = {shape: shapes.targets(shape) for shape in shapes.shapes}
        if self._asker is not None:
            wellformed.check_queries(shapes)
        if shapes.own and engine == QUICK:
            check_canaries(shapes.rules)

    def report(self, graph: str | Quads) -> Report:
        """What the shapes find in one graph, or in several taken as one: N-Quads as the program and its store write them, a quad a line.
        Bad syntax raises SyntaxError."""
        return self.reports([Quads.of_text(graph) if isinstance(graph, str) else graph])[0]

    def reports(self, graphs: Sequence[Quads]) -> list[Report]:
        """What the shapes find in each of some graphs: quicker than one after the other, and the same."""
        lent = [self._context.of(graph) for graph in graphs]
        if self._asker is None:
            found = [self._engine.findings(graph.text + by.whole) for graph, by in zip(graphs, lent, strict=True)]
        else:
            found = self._asker.findings(list(zip(graphs, lent, strict=True)))
            for graph, by, findings in zip(graphs, lent, found, strict=True):
                findings.extend(self._engine.findings(graph.text + by.common))
        return [self._report(*one) for one in zip(graphs, lent, found, strict=True)]

    def _report(self, graph: Quads, lent: Lent, found: list[Finding]) -> Report:
        """The findings but for those on what a graph is lent and does not itself speak of."""
        strange = {focus for focus in {finding.focus for finding in found} & lent.things if not graph.speaks_of(focus)}
        return Report(sorted_findings([finding for finding in found if finding.focus not in strange]), self._counts(graph))

    def _counts(self, quads: Quads) -> dict[str, int]:
        """Focus nodes of each shape that targets classes, or subjects of properties, counted from what the graph states."""
        counted = {shape: sum(_selected(quads, kind, target) for kind, target in targets) for shape, targets in self._targets.items()}
        return {shape: count for shape, count in counted.items() if count}


def _selected(quads: Quads, kind: str, target: str) -> int:
    if kind == "targetClass":
        return len(quads.things.get(target, ()))
    return len(quads.values(target)) if kind == "targetSubjectsOf" else 0


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
        quads = store.quads_for_pattern(None, None, None, ox.NamedNode(rule.iri[1:-1]))
        planted = Quads.of_triples([str(quad.triple) for quad in quads])
        if not Asker((rule,), chosen=True).findings([(planted, context.NOTHING)])[0]:
            raise VocabularyError(f"The rule {rule.iri} does not find the fault that {path.name} plants for it: its query, or its canary, is wrong.")


@cache
def judge(engine: str = QUICK) -> Judge:
    """The judge by the shapes of the project; made once a process."""
    return Judge(published(), engine)


def judge_nquads(data: str | bytes, engine: str = QUICK) -> Report:
    """What the shapes find in N-Quads: an article's graph, or any other. Raises SyntaxError where it is no N-Quads."""
    return judge(engine).report(data if isinstance(data, str) else data.decode("utf-8"))


def judge_triples(graphs: Sequence[list[str]], engine: str = QUICK) -> list[Report]:
    """What the shapes find in each of some graphs, given as the triples that kg.mapping makes."""
    return judge(engine).reports([Quads.of_triples(triples) for triples in graphs])
