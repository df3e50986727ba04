"""The rules that SHACL Core cannot say, as the SPARQL constraints of the shapes, asked of a store."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import pyoxigraph as ox

from kg import query_faults
from kg.errors import VocabularyError
from kg.namespaces import RDF, RDFS, XSD
from kg.validation.described import Node
from kg.validation.finding import Finding
from kg.validation.prebinding import prebound
from kg.validation.shapes import Rule

COMPONENT = "SPARQLConstraintComponent"
_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")
_NUMBERS = {XSD + "integer", XSD + "decimal"}
_THIS = ox.Variable("this")
_TYPE = ox.NamedNode(RDF + "type")
_SUBCLASS = ox.NamedNode(RDFS + "subClassOf")


def loaded(nquads: str) -> ox.Store:
    """The quads of any number of graphs as one graph, in a store of its own."""
    store = ox.Store()
    store.load(nquads, format=ox.RdfFormat.N_QUADS, lenient=True)    # as text: its encoding is kept with it, and the other engine takes it again
    return store


def findings(store: ox.Store, rules: Iterable[Rule]) -> Iterator[Finding]:
    """What the rules find, in no order."""
    for rule in rules:
        yield from _asked(store, rule) if rule.batched else _asked_of_each(store, rule)


def _asked(store: ox.Store, rule: Rule) -> Iterator[Finding]:
    for row, names in rows(store, rule, None):
        yield _finding(rule, row, names)


def _asked_of_each(store: ox.Store, rule: Rule) -> Iterator[Finding]:
    """As the Recommendation has it (5.3.1): the query with $this bound to one focus node after the other."""
    for node in focus_nodes(store, rule.targets):
        for row, names in rows(store, rule, node):
            yield _finding(rule, row, names)


def rows(store: ox.Store, rule: Rule, this: Node | None) -> Iterator[tuple[ox.QuerySolution, frozenset[str]]]:
    """The solutions of a rule's query for one focus node, or for all, and the names of their variables. Raises VocabularyError where it cannot be asked."""
    query = rule.query.replace("$PATH", rule.path) if rule.path else rule.query
    substitutions: dict[ox.Variable, Node | ox.Triple] | None = None
    if isinstance(this, ox.BlankNode):
        substitutions = {_THIS: this}
    elif this is not None:
        query = prebound(query, str(this))
    try:
        solutions = store.query(query, use_default_graph_as_union=True, substitutions=substitutions)
    except (SyntaxError, RuntimeError) as error:
        unknown = "a prefix is not declared." if "Prefix not found" in str(error) else str(error)
        why = query_faults.find(query) or unknown
        raise VocabularyError(f"The query of the constraint {rule.iri} cannot be asked. {why}") from error
    if not isinstance(solutions, ox.QuerySolutions):
        raise VocabularyError(f"The query of the constraint {rule.iri} is no SELECT query.")
    names = frozenset(variable.value for variable in solutions.variables)
    for row in solutions:
        if row["this"] is not None:
            yield row, names


def _finding(rule: Rule, row: ox.QuerySolution, names: frozenset[str]) -> Finding:
    """A solution as a result (5.3.2): the value is ?value, for a node shape without it the focus node; the path is ?path, else the shape's."""
    def bound(name: str) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None:
        return row[name] if name in names else None
    value = bound("value") or (bound("this") if rule.path is None else None)
    path, own = bound("path"), bound("message")
    messages = ((own.language or "", own.value),) if isinstance(own, ox.Literal) else _filled(rule, bound)
    return Finding(str(row["this"]), rule.path if path is None else str(path), None if value is None else str(value), COMPONENT, rule.shape, rule.severity,
                   messages, rule.iri)


def found(rule: Rule, focus: str, value: str) -> Finding:
    """A finding of a rule of a node shape that was asked without a store: its focus node and ?value, as terms."""
    terms = {"this": parsed_term(focus), "value": parsed_term(value)}
    return Finding(focus, None, str(terms["value"]), COMPONENT, rule.shape, rule.severity, _filled(rule, terms.get), rule.iri)


def _filled(rule: Rule, bound: Callable[[str], object]) -> tuple[tuple[str, str], ...]:
    """The messages of a rule with what a solution binds in place of its placeholders."""
    def shown(name: re.Match[str]) -> str:
        term = bound(name[1])
        return name[0] if term is None else plain(term)
    return tuple((lang, _PLACEHOLDER.sub(shown, text)) for lang, text in rule.messages)


def plain(term: object) -> str:
    """A term as a message shows it: the text of a literal, large numbers in groups of three, the last part of an IRI."""
    if isinstance(term, ox.NamedNode):
        return re.split(r"[/#]", term.value.rstrip("/#"))[-1]
    if isinstance(term, ox.Literal):
        return f"{int(term.value):,}" if term.datatype.value in _NUMBERS and re.fullmatch(r"-?\d{5,30}", term.value) else term.value
    return str(term)


def focus_nodes(store: ox.Store, targets: Iterable[tuple[str, str]]) -> list[Node]:
    """The nodes that targets select in a store, in the order of their terms."""
    found: dict[str, Node] = {}
    for kind, target in targets:
        for node in _selected(store, kind, target):
            found[str(node)] = node
    return [found[name] for name in sorted(found)]


def parsed_term(term: str) -> Node:
    """The term that N-Triples syntax writes so. Raises SyntaxError where it is none."""
    quad = next(iter(ox.parse(f"<urn:s> <urn:p> {term} .".encode(), format=ox.RdfFormat.N_TRIPLES)))
    return next(_nodes(quad.object))


def _selected(store: ox.Store, kind: str, target: str) -> Iterator[Node]:
    node = parsed_term(target)
    if kind == "targetNode":
        yield from _nodes(node)
    elif kind == "targetClass":
        for klass in _subclasses(store, node):
            for quad in store.quads_for_pattern(None, _TYPE, klass):
                yield from _nodes(quad.subject)
    elif isinstance(node, ox.NamedNode):
        for quad in store.quads_for_pattern(None, node, None):
            yield from _nodes(quad.subject if kind == "targetSubjectsOf" else quad.object)


def _nodes(term: object) -> Iterator[Node]:
    if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal):
        yield term


def _subclasses(store: ox.Store, klass: object) -> list[ox.NamedNode | ox.BlankNode]:
    found: list[ox.NamedNode | ox.BlankNode] = []
    waiting = [klass]
    while waiting:
        current = waiting.pop()
        if isinstance(current, ox.NamedNode | ox.BlankNode) and current not in found:
            found.append(current)
            waiting.extend(quad.subject for quad in store.quads_for_pattern(None, _SUBCLASS, current))
    return found
