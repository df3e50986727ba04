"""Judges shapes as data: by the shapes that SHACL gives for shapes (Recommendation, appendix C), and by asking each query once of nothing."""
from __future__ import annotations

from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from kg.errors import VocabularyError
from kg.namespaces import SH
from kg.validation import rules
from kg.validation.finding import Finding
from kg.validation.quick import QuickEngine
from kg.validation.shapes import ShapesGraph

_OF_NO_KIND = ("is neither a node shape nor a property shape: a property shape has one sh:path, and a node shape none, nor sh:minCount, sh:maxCount, "
               "sh:uniqueLang, sh:lessThan, sh:lessThanOrEquals or sh:qualifiedValueShape")

_KEPT = "urn:blank:"
"""Begins the address that a blank node is given while it is judged: the engine would name it anew."""


def check(shapes: ShapesGraph) -> None:
    """Raises VocabularyError where the shapes are ill-formed: engines pass over much of that, and find nothing where they should."""
    found = _of_shapes().findings("".join(f"{_kept(t.subject)} {t.predicate} {_kept(t.object)} .\n" for t in shapes.triples))
    if found:
        told = min(found, key=lambda finding: (finding.path is None, finding.key))
        node = told.focus if not told.focus.startswith(f"<{_KEPT}") else "_:" + told.focus.strip("<>").removeprefix(_KEPT)
        raise VocabularyError(f"The shapes are not well-formed: {shapes.named(node)} {_wrong(told)}.")
    for node in shapes.nodes():
        if shapes.about(node, SH + "qualifiedValueShape") and not any(shapes.about(node, SH + name) for name in ("qualifiedMinCount", "qualifiedMaxCount")):
            raise VocabularyError(f"The shapes are not well-formed: {shapes.named(node)} has sh:qualifiedValueShape and neither sh:qualifiedMinCount nor "
                                  "sh:qualifiedMaxCount: it would judge nothing.")


def check_queries(shapes: ShapesGraph) -> None:
    """Raises VocabularyError where the query of a rule cannot be asked."""
    nothing, nobody = ox.Store(), ox.NamedNode("urn:nobody")
    for rule in shapes.rules:
        try:
            list(rules.rows(nothing, rule, nobody))
        except VocabularyError as error:
            raise VocabularyError(str(error).replace(rule.iri, shapes.named(rule.iri))) from error


def _kept(node: object) -> str:
    return f"<{_KEPT}{node.value}>" if isinstance(node, ox.BlankNode) else str(node)


def _wrong(finding: Finding) -> str:
    if finding.path is None:
        return _OF_NO_KIND
    term = "sh:" + finding.path.strip("<>()*").rpartition("#")[2]
    wrong = {"MaxCountConstraintComponent": f"has more than one {term}", "MinCountConstraintComponent": f"has no {term}"}
    return wrong.get(finding.component, f"has {(finding.value or '').replace(_KEPT, '_:')} for {term}, where that cannot stand")


@cache
def _of_shapes() -> QuickEngine:
    text = files("pyshacl.assets").joinpath("shacl-shacl.ttl").read_bytes()
    return QuickEngine(ShapesGraph((quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)), own=False))
