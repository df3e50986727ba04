"""The engines held to each other: the quick path and pySHACL find the same, to the last tuple, but for what is listed."""
from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import planting
import pyoxigraph as ox
import pytest
from test_shapes import EDITS, VALID, aimed, all_faults, edited, graph

from kg.namespaces import SH
from kg.validation import PYSHACL, context, judge
from kg.validation.finding import Finding
from kg.validation.quads import Quads
from kg.validation.reference import ReferenceEngine
from kg.validation.shacl_terms import TARGETS
from kg.validation.shapes import ShapesGraph, published

_TARGETS = {SH + name for name in TARGETS}


@cache
def reference(shape: str, rule: str | None = None) -> ReferenceEngine:
    """pySHACL with one shape and what it refers to: its Core constraints, or one rule of it alone. Judging by all shapes takes a second a graph."""
    by_subject: dict[str, list[ox.Triple]] = {}
    for triple in published().triples:
        by_subject.setdefault(str(triple.subject), []).append(triple)
    left_out = {SH + "sparql"} if rule is None else {SH + "property", SH + "or", SH + "sparql"}
    kept, waiting = dict[ox.Triple, None](), [shape]
    while waiting:
        for triple in by_subject.pop(waiting.pop(), ()):
            if triple.predicate.value not in left_out or str(triple.object) == rule:
                kept[triple] = None
                waiting.append(str(triple.object))
    aside = [t for t in kept if t.predicate.value in _TARGETS and str(t.subject) != shape]
    return ReferenceEngine(ShapesGraph((t for t in kept if t not in aside), own=False))


def keys(findings: Iterable[Finding]) -> set[tuple[str, ...]]:
    return {finding.key for finding in findings}


def around(nquads: str) -> str:
    """The graph with what ontology/ says of the things that it refers to."""
    return nquads + context.published().of(Quads.of_text(nquads)).whole


def neighbourhood(fault: planting.Fault) -> planting.Graph:
    """The focus node, what three steps reach from there, and what points to it: Core constraints see no farther, and pySHACL takes long to see at all."""
    reached = {t.subject for t in fault.graph if str(t.subject) == fault.focus}
    for _ in range(3):
        reached |= {t.object for t in fault.graph if t.subject in reached}
    near = reached | {t.subject for t in fault.graph if str(t.object) == fault.focus}
    return frozenset(t for t in fault.graph if t.subject in near)


def same_core(fault: planting.Fault) -> bool:
    nquads = planting.nquads(neighbourhood(fault))
    of = {fault.shape, *(str(o) for o in published().about(fault.shape, SH + "property"))}
    quick = [finding for finding in judge().report(nquads).findings if finding.rule is None and finding.shape in of]
    return keys(quick) == {key for key in keys(reference(fault.shape).findings(around(nquads))) if key[4] in of}


DIFFERING = {
    "rdflib reads the ill-formed boolean 'yes' as false, and tells that value":
        {"Figure-minExclusive-datatype-2", "Figure-maxExclusive-datatype-2", "Force-generic-datatype-2", "People-generic-datatype-2",
         "Concept-makesReport-datatype-2"},
    "pySHACL takes an ill-formed number or date for comparable with any, which the Recommendation (4.5.3) does not":
        {"Selector-end-datatype-2", "Temporal-start-datatype-2", "Temporal-end-datatype-2"}}


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """rdflib logs each ill-formed literal with a traceback."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.filterwarnings("ignore:Parsing weird boolean", "ignore:NotImplemented:DeprecationWarning")
def test_both_engines_find_the_same_of_every_planted_fault() -> None:
    assert {str(fault) for fault in all_faults() if not same_core(fault)} == set[str]().union(*DIFFERING.values())


@pytest.mark.parametrize("path", EDITS, ids=lambda path: path.stem)
def test_both_engines_find_the_same_of_every_edit(path: Path) -> None:
    nquads = planting.nquads(edited(path))
    quick = [finding for finding in judge().report(nquads).findings if finding.name == aimed(path)]
    rule = next((finding.rule for finding in quick if finding.rule), None)
    by = reference(shape_of(str(quick[0].shape)), rule)
    assert keys(quick) == keys(finding for finding in by.findings(around(nquads)) if finding.name == aimed(path)) != set()


def shape_of(node: str) -> str:
    """The shape with targets that a property shape belongs to."""
    return next((shape for shape in published().shapes if node in {str(o) for o in published().about(shape, SH + "property")}), node)


def test_both_engines_judge_a_valid_article_whole() -> None:
    nquads = planting.nquads(graph(VALID[0].name))
    assert keys(judge().report(nquads).findings) == keys(judge(PYSHACL).report(nquads).findings) == set()


def elsewhere(nquads: str, n: int) -> str:
    """The same graph of another article."""
    return nquads.replace("1953-10-22-p4-da0e10a2f3", f"1953-10-22-p4-{n:010}")


def test_graphs_that_are_judged_together_are_judged_as_each_by_itself() -> None:
    broken = [planting.nquads(edited(path)) for path in EDITS if "# article.ttl" in path.read_text()]
    graphs = [elsewhere(nquads, n) for n, nquads in enumerate((*broken, planting.nquads(graph("article.ttl"))))]
    together = judge().reports([Quads.of_text(nquads) for nquads in graphs])
    assert together == [judge().report(nquads) for nquads in graphs]
    assert [bool(report.findings) for report in together] == [True] * len(broken) + [False]


def test_two_graphs_of_one_article_hide_no_fault_from_each_other() -> None:
    broken, whole = planting.nquads(edited(next(path for path in EDITS if path.stem == "Period-agrees"))), planting.nquads(graph("article.ttl"))
    assert [bool(report.findings) for report in judge().reports([Quads.of_text(broken), Quads.of_text(whole)])] == [True, False]


@pytest.mark.parametrize("text", ["<http://a> <http://b>\n", "<http://a> <http://b> c .\n", "nothing of the kind\n"])
def test_what_is_no_n_quads_is_refused(text: str) -> None:
    with pytest.raises(SyntaxError):
        judge().report(text)
