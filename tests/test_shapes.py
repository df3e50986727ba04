"""The shapes judged: what they say, that valid graphs pass, and that every constraint of every shape finds the fault that is planted for it."""
from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import planting
import pyoxigraph as ox
import pytest

from kg import vocabulary
from kg.errors import VocabularyError
from kg.namespaces import KG, PREFIXES, RDF, SH
from kg.validation import judge
from kg.validation.files import ARROW
from kg.validation.judge import check_canaries
from kg.validation.shapes import ShapesGraph, parse, published

CASES = Path(__file__).parent / "shapes"
VALID = sorted((CASES / "valid").glob("*.ttl"))
EDITS = sorted((CASES / "edits").glob("*.ru"))


@cache
def graph(name: str) -> planting.Graph:
    return frozenset(quad.triple for quad in ox.parse((CASES / "valid" / name).read_bytes(), format=ox.RdfFormat.TURTLE))


def parts(shapes: ShapesGraph) -> set[str]:
    """Every property shape that a shape with targets holds."""
    return {str(o) for shape in shapes.shapes for o in shapes.about(shape, SH + "property")}


def test_every_shape_and_rule_says_in_both_languages_what_is_wrong_and_what_to_do() -> None:
    shapes = published()
    speaking = parts(shapes) | {rule.iri for rule in shapes.rules}
    assert len(speaking) > 150
    for node in sorted(speaking):
        messages = dict(shapes.messages(node))
        assert sorted(messages) == ["en", "zh"], node
        assert all(text.count(ARROW.strip()) == 1 for text in messages.values()), node


def test_every_rule_finds_its_canary() -> None:
    check_canaries(published().rules)
    assert len(published().rules) > 20


def test_a_rule_that_misses_its_canary_is_told() -> None:
    rule = next(rule for rule in published().rules if rule.iri.endswith("#Dispatch-afterPaper>"))
    with pytest.raises(VocabularyError, match="does not find the fault"):
        check_canaries([replace(rule, query=rule.query.replace("schema:datePublished", "schema:dateOfIssue"))])


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_graph_passes(path: Path) -> None:
    report = judge().report(planting.nquads(graph(path.name)))
    assert [finding.key for finding in report.findings] == []


def test_the_valid_graphs_have_focus_nodes_for_every_shape() -> None:
    seen = {shape for path in VALID for shape in judge().report(planting.nquads(graph(path.name))).focus_nodes}
    by_class = {shape for shape in published().shapes if any(kind == "targetClass" for kind, _ in published().targets(shape))}
    assert by_class - seen == set()


@cache
def all_faults() -> tuple[planting.Fault, ...]:
    return tuple(fault for path in VALID for fault in planting.faults(published(), graph(path.name)))


def faults_by_shape() -> dict[str, list[planting.Fault]]:
    """The faults of each shape, under a name that counts their kinds."""
    by_shape: dict[str, list[planting.Fault]] = {}
    for fault in all_faults():
        by_shape.setdefault(planting.short(fault.shape), []).append(fault)
    return {f"{name}: {len({str(fault) for fault in found})} kinds": found for name, found in by_shape.items()}


def test_every_constraint_of_every_property_shape_has_a_planted_fault() -> None:
    assert planting.constraints(published()) == {(fault.part, fault.constraint) for fault in all_faults()}
    assert len({str(fault) for fault in all_faults()}) > 400


@pytest.mark.parametrize("planted", faults_by_shape().values(), ids=faults_by_shape())
def test_each_planted_fault_is_found_by_its_own_shape(planted: list[planting.Fault]) -> None:
    missed = [str(fault) for fault in planted if not any((finding.shape, finding.component, finding.focus) == (fault.part, fault.component, fault.focus)
                                                         for finding in judge().report(planting.nquads(fault.graph)).findings)]
    assert missed == []


def edited(path: Path) -> planting.Graph:
    """A valid graph after an edit: the file's first line names the graph, the rest is an update."""
    home, update = path.read_text().split("\n", 1)
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in graph(home.removeprefix("# ")))
    store.update(update, prefixes=PREFIXES)
    found = frozenset(quad.triple for quad in store.quads_for_pattern(None, None, None))
    assert found != graph(home.removeprefix("# ")), "the edit changes nothing"
    return found


def aimed(path: Path) -> str:
    """The rule or shape that an edit breaks: what its file is named after."""
    return path.name.split(".")[0]


@pytest.mark.parametrize("path", EDITS, ids=lambda path: path.stem)
def test_each_edit_of_a_valid_graph_is_found_by_what_it_is_named_after(path: Path) -> None:
    assert aimed(path) in {finding.name for finding in judge().report(planting.nquads(edited(path))).findings}


def test_every_rule_and_every_shape_that_constrains_a_node_has_an_edit() -> None:
    shapes = published()
    whole = {SH + name for name in ("or", "and", "xone", "not", "node", "nodeKind", "class", "closed")}
    constraining = {shape for shape in shapes.shapes if any(shapes.about(shape, name) for name in whole)}
    names = {node.strip("<>").split("#")[-1] for node in constraining | {rule.iri for rule in shapes.rules}}
    assert names - {aimed(path) for path in EDITS} == set()
    assert len(names) > 40


def test_the_ontology_uses_no_term_of_ours_that_it_does_not_define() -> None:
    used = {term for triple in vocabulary.quads() for term in (triple.predicate.value, getattr(triple.object, "value", "")) if term.startswith(KG)}
    used |= {o.datatype.value for triple in vocabulary.quads() if isinstance(o := triple.object, ox.Literal) and o.datatype.value.startswith(KG)}
    assert sorted(term for term in used if term != KG and RDF + "type" not in vocabulary.properties(term)) == []


HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix kg: <https://w3id.org/dispatch-kg/ontology#> . @prefix ex: <https://example.org/> . "

ILL_FORMED = {
    "a misspelt constraint": ("ex:s a sh:NodeShape ; sh:targetClass kg:Source ; sh:property [ sh:path kg:hop ; sh:dataType ex:d ] .",
                              "sh:dataType.*sh:datatype meant"),
    "a misspelt target": ("ex:s a sh:NodeShape ; sh:targetClas kg:Source .", "sh:targetClas.*sh:targetClass meant"),
    "a misspelt severity": ("ex:s a sh:NodeShape ; sh:targetClass kg:Source ; sh:severity sh:Waring .", "sh:Waring.*sh:Warning meant"),
    "a misspelt path of ours": ("ex:s a sh:NodeShape ; sh:targetClass kg:Source ; sh:property [ sh:path kg:outcom ] .", "kg:outcom,.*kg:outcome meant"),
    "a misspelt class of ours": ("ex:s a sh:NodeShape ; sh:targetClass kg:ReportedFigures .", "kg:ReportedFigures.*kg:ReportedFigure meant"),
    "schema.org by http": ("ex:s a sh:NodeShape ; sh:targetClass <http://schema.org/Place> .", "Write https"),
    "a property shape without path": ("ex:s a sh:PropertyShape ; sh:targetClass kg:Source ; sh:minCount 1 .", "has no sh:path"),
    "a shape nobody describes": ("ex:s a sh:NodeShape ; sh:targetClass kg:Source ; sh:property ex:p .", "does not describe it"),
    "a shape without target": ("ex:s a sh:NodeShape ; sh:property [ sh:path kg:hop ] .", "has no target"),
}


@pytest.mark.parametrize(("shapes", "told"), ILL_FORMED.values(), ids=ILL_FORMED)
def test_ill_formed_shapes_are_refused_with_the_term_that_is_meant(shapes: str, told: str) -> None:
    with pytest.raises(VocabularyError, match=told):
        ShapesGraph(parse((HEAD + shapes).encode(), "shapes.ttl"), own=True)


REFUSED = {
    "a rule without its query": ("sh:sparql [ sh:message 'x' ]", "one sh:select"),
    "a rule that takes away": ("sh:sparql [ sh:select 'SELECT $this { $this ?p ?o MINUS { $this ?p 1 } }' ]", "uses MINUS"),
    "a rule that assigns": ("sh:sparql [ sh:select 'SELECT ?this { BIND(1 AS ?this) }' ]", "assigns"),
    "a rule that asks within": ("sh:sparql [ sh:select 'SELECT $this { { SELECT ?x { ?x ?p ?o } } }' ]", "does not return"),
    "a rule about its shapes": ("sh:sparql [ sh:select 'SELECT $this { GRAPH $shapesGraph { $this ?p ?o } }' ]", "not supported"),
    "a rule below another shape": ("sh:node [ sh:sparql [ sh:select 'SELECT $this { $this ?p ?o }' ] ]", "choose --engine pyshacl"),
    "a script": ("sh:js ex:f", "choose --engine pyshacl"),
}


@pytest.mark.parametrize(("constraint", "told"), REFUSED.values(), ids=REFUSED)
def test_what_the_quick_engine_would_pass_over_is_refused(constraint: str, told: str) -> None:
    shapes = ShapesGraph(parse(f"{HEAD} ex:s a sh:NodeShape ; sh:targetClass kg:Source ; {constraint} .".encode(), "shapes.ttl"), own=True)
    with pytest.raises(VocabularyError, match=told):
        assert shapes.rules
