"""Everything that is published has a shape that speaks of it: no property is let through because nobody thought of it."""
from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pyoxigraph as ox
from releases import release

from kg.namespaces import RDF, SH
from kg.validation import judge
from kg.validation.asking import Needs
from kg.validation.shacl_terms import TARGETS
from kg.validation.shapes import published

TYPE = f"<{RDF}type>"
_TARGETS = {SH + name for name in TARGETS}


@cache
def told() -> tuple[ox.Triple, ...]:
    """All that a release publishes: every graph, and the description of the dataset."""
    files = ((release() / "dumps" / "dispatch-kg.nq", ox.RdfFormat.N_QUADS), (release() / "dataset.ttl", ox.RdfFormat.TURTLE))
    return tuple(quad.triple for path, rdf_format in files for quad in ox.parse(path.read_bytes(), format=rdf_format))


def spoken_of(shape: str) -> Iterator[str]:
    """Every term in a shape, in the parts that it is made of, and in the queries of its rules."""
    shapes, seen, waiting = published(), set[str](), [shape]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(str(o) for predicate, objects in shapes.all_about(node).items() if predicate not in _TARGETS for o in objects)
    yield from seen
    for rule in shapes.rules:
        if rule.iri in seen:
            yield from Needs(rule).terms


@cache
def by_target() -> dict[tuple[str, str], frozenset[str]]:
    """(kind of target, class or property) → the terms that the shapes with that target speak of."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for shape in published().shapes:
        for target in published().targets(shape):
            found[target] = found.get(target, frozenset()) | frozenset(spoken_of(shape))
    return found


@cache
def things() -> dict[frozenset[tuple[str, str]], set[str]]:
    """What shapes could target a thing by (its classes, its properties) → all properties of the things that are alike in that."""
    said: dict[str, set[tuple[str, str]]] = {}
    for triple in told():
        target = ("targetClass", str(triple.object)) if str(triple.predicate) == TYPE else ("targetSubjectsOf", str(triple.predicate))
        said.setdefault(str(triple.subject), set()).add(target)
    return {frozenset(targets): {term for kind, term in targets if kind == "targetSubjectsOf"} for targets in said.values()}


def test_every_property_that_is_published_has_a_shape_that_speaks_of_it() -> None:
    passed_over = {(predicate, *sorted(term for kind, term in targets if kind == "targetClass")) for targets, predicates in things().items()
                   for predicate in predicates - frozenset[str]().union(*(by_target().get(target, frozenset()) for target in targets))}
    assert passed_over == set()


def test_every_thing_that_is_published_has_a_shape() -> None:
    assert [sorted(targets) for targets in things() if not targets & by_target().keys()] == []


def test_a_release_conforms_whole_with_its_ontology_and_its_authority() -> None:
    report = judge().report("".join(f"{triple} .\n" for triple in told()))
    assert [finding.key for finding in report.findings if finding.severity != "Info"] == []
    assert sum(report.focus_nodes.values()) > 10_000
