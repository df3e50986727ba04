"""A third engine, that takes no shape with a term it does not know: it gates shapes/, and has to find what the others find."""
from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path

import planting
import pytest
import rdflib
from test_shapes import EDITS, HEAD, ILL_FORMED, all_faults, edited
from test_validation_engines import around, keys, neighbourhood, quiet

from kg.errors import VocabularyError
from kg.namespaces import SH
from kg.validation import Judge, judge
from kg.validation.finding import Finding
from kg.validation.reference import ReferenceEngine
from kg.validation.shapes import ShapesGraph, parse, published

__all__ = ["quiet"]      # a fixture of every test here

strict = pytest.importorskip("pyshacl_turbo", reason="the strict engine is not installed: pip install .[test]")

_REFUSALS = (ValueError, NotImplementedError, RuntimeError, strict.ValidationFailure)


def compiled(turtle: str) -> object:
    return strict.compile_shapes(rdflib.Graph().parse(data=turtle, format="turtle"))


@cache
def ours() -> object:
    return compiled(published().whole)


def findings(nquads: str, *shapes: str) -> list[Finding]:
    """What the strict engine finds by all shapes of ours, or by some."""
    data = rdflib.Graph().parse(data=around(nquads), format="nt")
    _, report, _ = ours().validate(data, use_shapes=[shape.strip("<>") for shape in shapes] or None)
    return ReferenceEngine.told(report, published())


def test_our_shapes_are_taken_without_a_word() -> None:
    assert ours()


TERMS = sorted({triple.predicate.value.removeprefix(SH) for triple in published().triples if triple.predicate.value.startswith(SH)})


def misspelling(term: str) -> str:
    """Our shapes, one use of a term misspelt."""
    return published().whole.replace(f" <{SH}{term}> ", f" <{SH}{term}x> ", 1)


@pytest.mark.parametrize("term", TERMS)
def test_each_term_misspelt_once_in_our_shapes_is_refused_by_both(term: str) -> None:
    shapes = misspelling(term)
    with pytest.raises(VocabularyError, match=f"sh:{term}x, which does not exist.*Is sh:") as refused:
        Judge(ShapesGraph(parse(shapes.encode(), "shapes.ttl"), own=True))
    assert difflib.SequenceMatcher(None, str(refused.value).rpartition(" Is sh:")[2].removesuffix(" meant?"), term).ratio() > 0.8
    with pytest.raises(_REFUSALS):
        compiled(shapes)


ILL_TYPED = {
    "a count that is no number": "sh:property [ sh:path kg:hop ; sh:minCount 'one' ]",
    "two counts": "sh:property [ sh:path kg:hop ; sh:minCount 1, 2 ]",
    "a count of a node shape": "sh:minCount 1",
    "two datatypes": "sh:property [ sh:path kg:hop ; sh:datatype ex:a, ex:b ]",
    "a datatype in quotes": "sh:property [ sh:path kg:hop ; sh:datatype 'xsd:string' ]",
    "a kind of node that is none": "sh:property [ sh:path kg:hop ; sh:nodeKind sh:Iri ]",
    "a path in quotes": "sh:property [ sh:path 'kg:hop' ; sh:minCount 1 ]",
    "two paths": "sh:property [ sh:path kg:hop, kg:value ; sh:minCount 1 ]",
    "a language for a list": "sh:property [ sh:path kg:hop ; sh:languageIn 'en' ]",
    "alternatives without a list": "sh:or ex:s",
    "a flag that is neither true nor false": "sh:property [ sh:path kg:hop ; sh:uniqueLang 'yes' ]",
    "a severity in quotes": "sh:severity 'Warning' ; sh:property [ sh:path kg:hop ; sh:minCount 1 ]",
    "a pattern that is none": "sh:property [ sh:path kg:hop ; sh:pattern '[' ]",
    "a query that is none": "sh:sparql [ sh:select 'SELECT $this { $this a ' ]",
    "a query with an unknown prefix": "sh:sparql [ sh:select 'SELECT $this { $this a foo:bar }' ]",
}


@pytest.mark.parametrize("constraint", ILL_TYPED.values(), ids=ILL_TYPED)
def test_ill_formed_shapes_of_others_are_refused_by_both(constraint: str) -> None:
    shapes = f"{HEAD} ex:s a sh:NodeShape ; sh:targetClass kg:Source ; {constraint} ."
    with pytest.raises(VocabularyError, match=r"ex|sh:pattern") as refused:
        Judge(ShapesGraph(parse(shapes.encode(), "shapes.ttl"), own=False))
    assert "_:" not in str(refused.value), "a blank node's name tells nobody where to look"
    with pytest.raises(_REFUSALS):
        compiled(shapes)


def test_what_it_refuses_of_the_misspelt_shapes_is_refused_here() -> None:
    """Our check knows more: the severities, the terms of our ontology, the shapes that judge nothing."""
    taken = {name for name, (shapes, _) in ILL_FORMED.items() if _taken(HEAD + shapes)}
    assert taken == {"a misspelt severity", "a misspelt path of ours", "a misspelt class of ours", "schema.org by http", "a shape without target"}


def _taken(shapes: str) -> bool:
    try:
        compiled(shapes)
    except _REFUSALS:
        return False
    return True


@pytest.mark.parametrize("path", EDITS, ids=lambda path: path.stem)
def test_it_finds_what_the_quick_engine_finds_of_every_edit(path: Path) -> None:
    nquads = planting.nquads(edited(path))
    assert keys(findings(nquads)) == keys(judge().report(nquads).findings)


def kinds() -> dict[str, planting.Fault]:
    """A fault of each way to break a constraint."""
    found: dict[str, planting.Fault] = {}
    for fault in all_faults():
        found.setdefault(f"{fault.constraint}-{fault.variant}", fault)
    return found


@pytest.mark.parametrize("fault", kinds().values(), ids=kinds())
def test_it_finds_what_the_quick_engine_finds_of_every_kind_of_fault(fault: planting.Fault) -> None:
    nquads = planting.nquads(neighbourhood(fault))
    of = {fault.shape, *(str(o) for o in published().about(fault.shape, SH + "property"))}
    quick = {finding.key for finding in judge().report(nquads).findings if finding.shape in of and finding.rule is None}
    assert quick == {finding.key for finding in findings(nquads, fault.shape) if finding.rule is None and finding.shape in of}
