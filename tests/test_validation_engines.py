"""The engines held to each other: the quick path and pySHACL find the same, to the last tuple, but for what is listed."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import planting
import pyoxigraph as ox
import pytest
from test_shapes import RULES, VALID, all_faults, graph

from kg.namespaces import PREFIXES, SH
from kg.validation import PYSHACL, context, judge
from kg.validation.finding import Finding
from kg.validation.reference import ReferenceEngine
from kg.validation.shacl_terms import TARGETS
from kg.validation.shapes import ShapesGraph, published

_TARGETS = {SH + name for name in TARGETS}


@cache
def core_of(shape: str) -> ReferenceEngine:
    """pySHACL with the targets of one shape, without its rules: judging by all shapes takes a second a graph."""
    return reference(lambda t: t.predicate.value != SH + "sparql" and (t.predicate.value not in _TARGETS or str(t.subject) == shape))


@cache
def rule_of(shape: str, rule: str) -> ReferenceEngine:
    """pySHACL with one rule alone."""
    of_shape = {SH + "property", SH + "sparql", *_TARGETS}
    return reference(lambda t: t.predicate.value not in of_shape or (str(t.subject) == shape and (t.predicate.value in _TARGETS or str(t.object) == rule)))


def reference(kept: Callable[[ox.Triple], bool]) -> ReferenceEngine:
    return ReferenceEngine(ShapesGraph((t for t in published().triples if kept(t)), own=False))


def keys(findings: Iterable[Finding]) -> set[tuple[str, ...]]:
    return {finding.key for finding in findings}


def around(nquads: str) -> str:
    """The graph with what ontology/ says of the things that it refers to."""
    return nquads + context.published().of(nquads)[0]


def neighbourhood(fault: planting.Fault) -> planting.Graph:
    """The focus nodes of the shape, what points to them, and what they point to: Core constraints see no farther, and pySHACL takes long to see at all."""
    targets = {target for kind, target in published().targets(fault.shape)}
    near = {t.subject for t in fault.graph if targets & {str(t.object), str(t.predicate)}}
    near |= {t.object for t in fault.graph if t.subject in near} | {t.subject for t in fault.graph if t.object in near}
    return frozenset(t for t in fault.graph if t.subject in near)


def same_core(fault: planting.Fault) -> bool:
    nquads = planting.nquads(neighbourhood(fault))
    of = {fault.shape, *(str(o) for o in published().about(fault.shape, SH + "property"))}
    quick = [finding for finding in judge().report(nquads).findings if finding.rule is None and finding.shape in of]
    return keys(quick) == {key for key in keys(core_of(fault.shape).findings(around(nquads))) if key[4] in of}


DIFFERING = {
    "Figure-minExclusive-datatype": "rdflib reads the ill-formed boolean 'yes' as false, and tells that value",
    "Figure-maxExclusive-datatype": "rdflib reads the ill-formed boolean 'yes' as false, and tells that value"}


@pytest.mark.filterwarnings("ignore:Parsing weird boolean")
def test_both_engines_find_the_same_of_every_planted_fault() -> None:
    assert {str(fault) for fault in all_faults() if not same_core(fault)} == set(DIFFERING)


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_both_engines_ask_the_rules_alike(path: Path) -> None:
    home, update = path.read_text().split("\n", 1)
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in graph(home.removeprefix("# ")))
    store.update(update, prefixes=PREFIXES)
    rule = next(rule for rule in published().rules if rule.iri.endswith(f"#{path.stem}>"))
    nquads = "".join(f"{quad} .\n" for quad in sorted(store, key=str))
    quick = [finding for finding in judge().report(nquads).findings if finding.rule == rule.iri]
    assert keys(quick) == keys(rule_of(rule.shape, rule.iri).findings(around(nquads))) != set()


def test_both_engines_judge_a_valid_article_whole() -> None:
    nquads = planting.nquads(graph(VALID[0].name))
    assert keys(judge().report(nquads).findings) == keys(judge(PYSHACL).report(nquads).findings) == set()
