"""W3C's SHACL test suite, run against both engines. What is not passed is listed with its reason, and fails here when it begins to pass."""
from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import KgError
from kg.namespaces import RDF, SH
from kg.validation import PYSHACL, QUICK, Judge
from kg.validation.described import Described
from kg.validation.shapes import ShapesGraph, published

SUITE = Path(__file__).parent.parent.parent / "shared" / "conformance" / "shacl"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="W3C's SHACL test suite is not beside the project (../shared/conformance/shacl)")

_COMPONENTS = "constraint components by SPARQL are not supported by the quick path, and refused"
_NO_SUCH_TERM = "the test's data uses sh:nodeShape, which does not exist; shapes with such a term are refused"

NOT_PASSED: dict[str, dict[str, str]] = {
    QUICK: {
        "core/property/qualifiedValueShape-001": _NO_SUCH_TERM,
        "sparql/component/optional-001": _COMPONENTS, "sparql/component/validator-001": _COMPONENTS,
        "sparql/component/propertyValidator-select-001": _COMPONENTS,
        "sparql/pre-binding/shapesGraph-001": "$shapesGraph is not supported, and refused"},
    PYSHACL: {
        "core/property/qualifiedValueShape-001": _NO_SUCH_TERM,
        "core/property/datatype-001": "rdflib rewrites the ill-formed dateTime that the result names",
        "core/property/or-datatypes-001": "rdflib rewrites the ill-formed boolean that the result names",
        "core/property/uniqueLang-002": "pySHACL takes \"1\"^^xsd:boolean for true, which the suite does not",
        "sparql/node/prefixes-001": "pySHACL does not follow owl:imports to declared prefixes",
        "sparql/pre-binding/shapesGraph-001": "$shapesGraph is not supported, and refused"}}


@cache
def read(path: Path) -> Described:
    return Described(quad.triple for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=path.as_uri()))


def entries(manifest: Path) -> Iterator[tuple[str, Path, str]]:
    """(name, file, the entry's node) of every test below a manifest."""
    told = read(manifest)
    for included in sorted(o.value for node in told.nodes() for o in told.about(node, MF + "include")):
        yield from entries(Path(included.removeprefix("file://")))
    for node in told.nodes():
        if any(o.value == SHT + "Validate" for o in told.about(node, RDF + "type")):
            yield f"{manifest.parent.relative_to(SUITE)}/{manifest.stem}", manifest, node


TESTS = sorted(entries(SUITE / "manifest.ttl")) if SUITE.is_dir() else []


def plain(term: object) -> str:
    """A term, blank nodes all alike: their names are no part of a report."""
    return "_:" if term is None or str(term).startswith("_:") else str(term)


def expected(told: Described, node: str) -> set[tuple[str, ...]] | None:
    """The results that the suite wants; None where it wants a refusal."""
    report = told.one(node, MF + "result")
    if str(report) == f"<{SHT}Failure>":
        return None
    found: set[tuple[str, ...]] = set()
    for result in told.about(str(report), SH + "result"):
        path = told.one(str(result), SH + "resultPath")
        one = {name: told.one(str(result), SH + name) for name in ("focusNode", "value", "sourceConstraintComponent", "sourceShape", "resultSeverity")}
        component, severity = (str(one[name]).strip("<>").removeprefix(SH) for name in ("sourceConstraintComponent", "resultSeverity"))
        found.add((plain(one["focusNode"]), "" if path is None else told.path(path), "" if one["value"] is None else plain(one["value"]), component,
                   plain(one["sourceShape"]), severity))
    return found


def passes(engine: str, path: Path, node: str) -> bool:
    told = read(path)
    action = str(told.one(node, MF + "action"))
    data, shapes = (Path(told.one(action, SHT + name).value.removeprefix("file://")) for name in ("dataGraph", "shapesGraph"))
    wanted = expected(told, node)
    try:
        judge = Judge(ShapesGraph(read(shapes).triples, own=False), engine)
        findings = judge.report("".join(f"{triple} .\n" for triple in read(data).triples)).findings
    except KgError:
        return wanted is None
    given = {(plain(f.focus), f.path or "", "" if f.value is None else plain(f.value), f.component, f.shape or "_:", f.severity) for f in findings}
    return wanted is not None and given == wanted


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning")
@pytest.mark.parametrize("engine", [QUICK, PYSHACL])
def test_the_suite_but_for_what_is_listed(engine: str) -> None:
    failed = {name for name, path, node in TESTS if not passes(engine, path, node)}
    assert failed == set(NOT_PASSED[engine])
    assert len(TESTS) == 120


def test_our_shapes_are_well_formed_by_the_shapes_of_shacl_itself() -> None:
    """Appendix C of the Recommendation, which says in SHACL what a shapes graph is."""
    of_shapes = Judge(ShapesGraph(read(SUITE / "core" / "complex" / "shacl-shacl-data-shapes.ttl").triples, own=False))
    report = of_shapes.report(published().whole)
    assert report.focus_nodes
    assert report.findings == ()
    ill_formed = f'<https://example.org/s> <{RDF}type> <{SH}PropertyShape> .\n<https://example.org/s> <{SH}minCount> "one" .\n'
    assert {finding.focus for finding in of_shapes.report(published().whole + ill_formed).findings} == {"<https://example.org/s>"}
