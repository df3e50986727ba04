"""Plants faults: breaks each Core constraint of each shape in a graph, one at a time, so that what an engine passes over comes to light."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from kg import identifiers
from kg.namespaces import RDF, SH, XSD
from kg.validation.shacl_terms import CONSTRAINTS
from kg.validation.shapes import ShapesGraph

Graph = frozenset[ox.Triple]
NOWHERE = ox.NamedNode("https://w3id.org/dispatch-kg/nowhere/else")
_TYPE = ox.NamedNode(RDF + "type")


@dataclass(frozen=True)
class Fault:
    """A graph with one planted fault, and what has to be found there."""

    shape: str                    # the shape with the target
    part: str                     # the property shape that is broken
    constraint: str               # the local name of the parameter
    variant: int                  # one constraint can be broken in several ways
    focus: str
    graph: Graph

    @property
    def component(self) -> str:
        name = "qualifiedMinCount" if self.constraint == "qualifiedValueShape" else self.constraint
        return f"{name[0].upper()}{name[1:]}ConstraintComponent"

    def __str__(self) -> str:
        return f"{short(self.part)}-{self.constraint}{f'-{self.variant}' if self.variant > 1 else ''}"


def short(node: str) -> str:
    return node.strip("<>").split("#")[-1]


def nquads(graph: Graph) -> str:
    return "".join(sorted(f"{triple} .\n" for triple in graph))


def faults(shapes: ShapesGraph, graph: Graph, only: str | None = None) -> Iterator[Fault]:
    """Every fault that can be planted in the graph, in the order of shapes; those of one shape, where it is named."""
    for shape in shapes.shapes if only is None else (only,):
        focus = _focus(shapes, shape, graph)
        for part in sorted(str(o) for o in shapes.about(shape, SH + "property")):
            for constraint in sorted(_BREAKERS):
                broken = ((site, found) for limit in shapes.about(part, SH + constraint)[:1] for steps in paths(shapes, part)
                          for site in _sites(shapes, part, steps, _having(focus, limit, graph), graph) for found in _BREAKERS[constraint](site, limit))
                for variant, (site, found) in enumerate(broken, 1):
                    yield Fault(shape, part, constraint, variant, str(site.focus), found)


def constraints(shapes: ShapesGraph) -> set[tuple[str, str]]:
    """Every constraint of every property shape of a shape with targets: the part, and the local name of the parameter."""
    told = CONSTRAINTS - {"property", "sparql", "flags", "ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount"}
    parts = {str(o) for shape in shapes.shapes for o in shapes.about(shape, SH + "property")}
    return {(part, name) for part in parts for name in told if shapes.about(part, SH + name)}


def _focus(shapes: ShapesGraph, shape: str, graph: Graph) -> list[ox.NamedNode]:
    found = set()
    for kind, target in shapes.targets(shape):
        node = ox.NamedNode(target.strip("<>"))
        pairs = _by_predicate(graph).get(_TYPE if kind == "targetClass" else node, ())
        found |= {subject for subject, value in pairs if kind == "targetSubjectsOf" or value == node}
    return sorted(found, key=str)


Step = tuple[ox.NamedNode, bool]
"""A predicate, and whether it is walked backwards."""


def paths(shapes: ShapesGraph, part: str) -> list[tuple[Step, ...]]:
    """The ways in which a property shape reaches its values, an alternative each."""
    node = shapes.about(part, SH + "path")[0]
    options = shapes.about(str(node), SH + "alternativePath")
    return [_steps(shapes, option) for option in (shapes.list(options[0]) if options else [node])]


def _steps(shapes: ShapesGraph, node: object) -> tuple[Step, ...]:
    if isinstance(node, ox.NamedNode):
        return ((node, False),)
    if inverse := shapes.about(str(node), SH + "inversePath"):
        return ((inverse[0], True),)
    return tuple(step for part in shapes.list(node) for step in _steps(shapes, part))


@lru_cache(maxsize=8)
def _by_predicate(graph: Graph) -> dict[ox.NamedNode, list[tuple[object, object]]]:
    found: dict[ox.NamedNode, list[tuple[object, object]]] = {}
    for triple in graph:
        found.setdefault(triple.predicate, []).append((triple.subject, triple.object))
    return found


def _walked(steps: tuple[Step, ...], start: object, graph: Graph) -> list:
    found = [start]
    for predicate, inverse in steps:
        told = _by_predicate(graph).get(predicate, ())
        found = sorted({begin for begin, end in told if end in found} if inverse else {end for begin, end in told if begin in found}, key=str)
    return found


def _having(focus: list[ox.NamedNode], limit: object, graph: Graph) -> list[ox.NamedNode]:
    """The focus nodes, first those that have the property that a constraint compares with, where it compares with one."""
    having = {subject for subject, _ in _by_predicate(graph).get(limit, ())}
    return sorted(focus, key=lambda node: node not in having)


def _sites(shapes: ShapesGraph, part: str, steps: tuple[Step, ...], focus: list[ox.NamedNode], graph: Graph) -> Iterator[_Site]:
    """Where a way can be broken: at the first focus node that has a value there, else at the first that it leads somewhere from."""
    reached = [(node, holders) for node in focus if (holders := _walked(steps[:-1], node, graph))]
    chosen = next(((node, holders) for node, holders in reached if _walked(steps, node, graph)), next(iter(reached), None))
    if chosen is not None:
        yield _Site(shapes, part, chosen[0], chosen[1][0], steps[-1], graph)


class _Site:
    """A property of one node, the focus node or one that it leads to, to be set to something else."""

    def __init__(self, shapes: ShapesGraph, part: str, focus: ox.NamedNode, holder: ox.NamedNode, step: Step, graph: Graph):
        self.shapes, self.part, self.focus, self.holder, self.graph = shapes, part, focus, holder, graph
        self.predicate, self.inverse = step
        self.values = _walked((step,), holder, graph)

    def to(self, *values: object) -> Iterator[Graph]:
        """The graph with these values in place of those that there are."""
        without = {t for t in self.graph if not (t.predicate == self.predicate and (t.object if self.inverse else t.subject) == self.holder)}
        pairs = [(value, self.holder) if self.inverse else (self.holder, value) for value in values]
        yield frozenset(without | {ox.Triple(subject, self.predicate, value) for subject, value in pairs})

    def like(self, text: str) -> ox.Literal:
        """A literal of the kind that stands here, with another text."""
        value = next((v for v in self.values if isinstance(v, ox.Literal)), None)
        language = value.language if value is not None else None
        datatype = value.datatype if value is not None else next((o for o in self.shapes.about(self.part, SH + "datatype")), None)
        if language or (datatype is not None and datatype.value == RDF + "langString"):
            return ox.Literal(text, language=language or "en")
        return ox.Literal(text, datatype=datatype) if datatype is not None else ox.Literal(text)

    def other(self, predicate: ox.NamedNode) -> Iterator[ox.Literal]:
        yield from (t.object for t in self.graph if t.subject == self.focus and t.predicate == predicate)


_MORE = {"date": "1950-01-0{}", "integer": "10{}", "decimal": "10{}.5", "boolean": "{}", "EDTF": "195{}", "gYear": "195{}", "wktLiteral": "POINT(1{} 1)"}


def _too_many(site: _Site, limit: ox.Literal) -> Iterator[Graph]:
    first = site.values[0] if site.values else site.like("true")
    yield from site.to(*site.values, *(_further(first, n) for n in range(1, int(limit.value) + 2 - len(site.values))))


def _further(value: object, n: int) -> object:
    """Another value of the same kind."""
    if not isinstance(value, ox.Literal):
        return ox.NamedNode(f"{NOWHERE.value}{n}")
    if value.language:
        return ox.Literal(f"{value.value}{n}", language=value.language)
    form = _MORE.get(value.datatype.value.split("#")[-1].split("/")[-1], value.value + "{}")
    text = ("true" if (value.value == "true") == (n % 2 == 0) else "false") if form == "{}" else form.format(n)
    return ox.Literal(text, datatype=value.datatype)


def _too_few(site: _Site, limit: ox.Literal) -> Iterator[Graph]:
    yield from site.to(*site.values[:int(limit.value) - 1])


def _other_datatype(site: _Site, datatype: ox.NamedNode) -> Iterator[Graph]:
    yield from site.to(ox.Literal("x", datatype=ox.NamedNode(XSD + ("token" if datatype.value == XSD + "string" else "string"))))


def _ill_formed(site: _Site, datatype: ox.NamedNode) -> Iterator[Graph]:
    bad = {XSD + "date": "1953-02-30", XSD + "integer": "five", XSD + "boolean": "yes", XSD + "decimal": "1,5"}.get(datatype.value)
    if bad:
        yield from site.to(ox.Literal(bad, datatype=datatype))


def _both_datatypes(site: _Site, datatype: ox.NamedNode) -> Iterator[Graph]:
    yield from _other_datatype(site, datatype)
    yield from _ill_formed(site, datatype)


def _nowhere(site: _Site, _: object) -> Iterator[Graph]:
    yield from site.to(NOWHERE)


def _another(site: _Site, required: object) -> Iterator[Graph]:
    yield from site.to(*(value for value in site.values if value != required), NOWHERE)


def _text(site: _Site, _: object) -> Iterator[Graph]:
    yield from site.to(ox.Literal("§"))


def _of_another_kind(site: _Site, shape: ox.NamedNode) -> Iterator[Graph]:
    """A text, the focus node itself, and for a code one of another scheme."""
    yield from _text(site, shape)
    yield from site.to(site.focus)
    if shape.value.endswith("Code"):
        yield from site.to(ox.NamedNode(identifiers.iri("outcome/killed" if "Unit" in shape.value else "unit/person")))


def _pattern(site: _Site, _: object) -> Iterator[Graph]:
    yield from site.to(site.like("§"))


def _empty(site: _Site, _: object) -> Iterator[Graph]:
    yield from site.to(site.like(""))


def _below(site: _Site, limit: ox.Literal) -> Iterator[Graph]:
    yield from site.to(ox.Literal("1900-01-01" if "date" in limit.datatype.value else str(int(limit.value) - 1), datatype=limit.datatype))


def _at(site: _Site, limit: ox.Literal) -> Iterator[Graph]:
    yield from site.to(limit)


def _french(site: _Site, _: object) -> Iterator[Graph]:
    yield from site.to(*site.values, ox.Literal("autre", language="fr"))


def _twice(site: _Site, _: object) -> Iterator[Graph]:
    yield from site.to(*site.values, ox.Literal("one", language="en"), ox.Literal("two", language="en"))


def _above(site: _Site, predicate: ox.NamedNode) -> Iterator[Graph]:
    for other in site.other(predicate):
        yield from site.to(ox.Literal("2999-12-31" if "date" in other.datatype.value else "999999999", datatype=other.datatype))


def _the_same(site: _Site, predicate: ox.NamedNode) -> Iterator[Graph]:
    value = next(iter(site.other(predicate)), NOWHERE)
    for broken in site.to(value):
        yield frozenset(broken | {ox.Triple(site.focus, predicate, value)})


def _without_type(site: _Site, _: object) -> Iterator[Graph]:
    gone = {t for t in site.graph if t.predicate == _TYPE and t.subject in site.values}
    yield frozenset(site.graph - {t for t in gone if "Dispatch" in str(t.object)})


_BREAKERS = {
    "minCount": _too_few, "maxCount": _too_many, "datatype": _both_datatypes, "nodeKind": _text, "class": _nowhere, "node": _of_another_kind, "in": _text,
    "hasValue": _another, "pattern": _pattern, "minLength": _empty, "minInclusive": _below, "minExclusive": _at, "languageIn": _french, "uniqueLang": _twice,
    "lessThan": _above, "lessThanOrEquals": _above, "disjoint": _the_same, "or": _nowhere, "qualifiedValueShape": _without_type}
