"""The shapes graph: read once, checked for terms that do not exist, and taken apart into what the quick engine judges and what the rules ask by SPARQL."""
from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pyoxigraph as ox

from kg import identifiers, locations, vocabulary
from kg.errors import VocabularyError
from kg.namespaces import KG, OWL, RDF, RDFS, SCHEMA, SH
from kg.validation import prebinding, shacl_terms
from kg.validation.described import Described
from kg.validation.finding import VIOLATION

_CLASSES_OF_SHAPES = {SH + "NodeShape", SH + "PropertyShape"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One sh:sparql constraint of a shape: its query with the prefixes declared, and what to say where it finds something."""

    iri: str                      # of the constraint, as an N-Triples term
    shape: str                    # of the shape that holds it
    path: str | None              # of a property shape
    query: str
    severity: str
    messages: tuple[tuple[str, str], ...]
    targets: tuple[tuple[str, str], ...]      # (kind of target, IRI)
    batched: bool                 # the query binds $this by itself, so that one run serves every focus node


class ShapesGraph(Described):
    """The triples of a shapes graph, and what can be asked of them. Raises VocabularyError where a term in it does not exist or a part is missing."""

    def __init__(self, triples: Iterable[ox.Triple], *, own: bool):
        super().__init__(triples)
        self.own = own
        self._check_terms()
        self._check_parts()

    def messages(self, node: str) -> tuple[tuple[str, str], ...]:
        """The messages of a shape, by language; "" for one without."""
        return tuple(sorted((o.language or "", o.value) for o in self.about(node, SH + "message") if isinstance(o, ox.Literal)))

    def severity(self, node: str) -> str:
        """The local name of the severity of a shape."""
        found = self.one(node, SH + "severity")
        return found.value.removeprefix(SH) if isinstance(found, ox.NamedNode) else VIOLATION

    def targets(self, node: str) -> tuple[tuple[str, str], ...]:
        """What a shape targets: (targetClass, <IRI>) and the like; a shape that is a class targets its instances."""
        found = [(name, str(o)) for name in sorted(shacl_terms.TARGETS) for o in self.about(node, SH + name)]
        types = {str(o) for o in self.about(node, RDF + "type")}
        if f"<{RDFS}Class>" in types and types & {f"<{iri}>" for iri in _CLASSES_OF_SHAPES}:
            found.append(("targetClass", node))
        return tuple(found)

    @cached_property
    def shapes(self) -> tuple[str, ...]:
        """Every shape that has targets of its own, sorted."""
        return tuple(sorted(node for node in self._about if self.targets(node)))

    @cached_property
    def core(self) -> str:
        """The shapes graph without its SPARQL constraints, as N-Triples: what is left to an engine for Core."""
        left_out = {rule.iri for rule in self.rules}
        kept = [t for t in self.triples if t.predicate.value != SH + "sparql" and str(t.subject) not in left_out]
        return "".join(f"{triple} .\n" for triple in kept)

    @cached_property
    def whole(self) -> str:
        """The whole shapes graph as N-Triples."""
        return "".join(f"{triple} .\n" for triple in self.triples)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The SPARQL constraints of all shapes that have targets, those of their property shapes included, sorted by address."""
        return tuple(sorted(self._rules(), key=lambda rule: (rule.iri, rule.shape)))

    def _rules(self) -> Iterator[Rule]:
        self._check_supported()
        reached: set[str] = set()
        for root in self.shapes:
            for node in (root, *(str(o) for o in self.about(root, SH + "property"))):
                reached.add(node)
                for constraint in self.about(node, SH + "sparql"):
                    if not self._deactivated(root, node, str(constraint)):
                        yield self._rule(root, node, str(constraint))
        for node in self.nodes():
            if self.about(node, SH + "sparql") and node not in reached:
                raise VocabularyError(f"{self.named(node)} has a SPARQL constraint and no target. The quick engine asks only the rules of shapes that have "
                                      "targets and of their property shapes: choose --engine pyshacl.")

    def _deactivated(self, *nodes: str) -> bool:
        return any(isinstance(o, ox.Literal) and o.value == "true" for node in nodes for o in self.about(node, SH + "deactivated"))

    def _rule(self, root: str, node: str, constraint: str) -> Rule:
        select = self.about(constraint, SH + "select")
        if len(select) != 1 or not isinstance(select[0], ox.Literal):
            raise VocabularyError(f"The SPARQL constraint {self.named(constraint)} has to have one sh:select, and has {len(select)}.")
        prebinding.check(select[0].value, self.named(constraint))
        query = f"{self._prologue(constraint, select[0].value)}{select[0].value}"
        path = self.one(node, SH + "path")
        return Rule(constraint, node, None if path is None else self.path(path), query, self.severity(node),
                    self.messages(constraint) or self.messages(node), self.targets(root), self.own)

    def _prologue(self, constraint: str, query: str) -> str:
        """The declared prefixes that the query uses: each line of a prologue is read again whenever the query is asked."""
        lines, seen = set(), set()
        waiting = [str(home) for home in self.about(constraint, SH + "prefixes")]
        while waiting:
            home = waiting.pop()
            seen.add(home)
            waiting.extend(str(other) for other in self.about(home, OWL + "imports") if str(other) not in seen)
            for declaration in self.about(home, SH + "declare"):
                prefix, namespace = (self.one(str(declaration), SH + name) for name in ("prefix", "namespace"))
                if prefix is not None and namespace is not None and f"{prefix.value}:" in query:
                    lines.add(f"PREFIX {prefix.value}: <{namespace.value}>\n")
        return "".join(sorted(lines))

    def _check_supported(self) -> None:
        unsupported = {SH + name for name in shacl_terms.UNSUPPORTED}
        for triple in self.triples:
            if triple.predicate.value in unsupported:
                raise VocabularyError(f"{self.named(str(triple.subject))} uses sh:{triple.predicate.value.removeprefix(SH)}, which the quick engine "
                                      "does not know: choose --engine pyshacl.")

    def named(self, node: str) -> str:
        """A node in words: a blank node by the nearest node with an address that leads to it, and by its path."""
        if not node.startswith("_:"):
            return node
        path, home, seen = self.one(node, SH + "path"), node, {node}
        while home.startswith("_:"):
            above = next((str(t.subject) for t in self.triples if str(t.object) == home and str(t.subject) not in seen), None)
            if above is None:
                return "a blank node" + (f" with the path {path}" if path is not None else "")
            seen.add(above)
            home = above
        return (f"the property shape for {path}" if path is not None else "a blank node") + f" below {home}"

    def _check_terms(self) -> None:
        """Every term of SHACL and of our ontology that the shapes use has to exist: engines pass over what they do not know."""
        for triple in self.triples:
            predicate = triple.predicate.value
            if predicate.startswith(SH) and predicate.removeprefix(SH) not in shacl_terms.PROPERTIES:
                raise VocabularyError(self._unknown("sh:" + predicate.removeprefix(SH), triple, shacl_terms.PROPERTIES))
            named = triple.object.value if isinstance(triple.object, ox.NamedNode) else ""
            if named.startswith(SH) and named.removeprefix(SH) not in shacl_terms.KNOWN:
                raise VocabularyError(self._unknown("sh:" + named.removeprefix(SH), triple, shacl_terms.KNOWN))
            for iri in (predicate, named):
                if iri.startswith(KG) and not vocabulary.properties(iri):
                    raise VocabularyError(self._unknown("kg:" + iri.removeprefix(KG), triple, _own_terms()))
                if iri.startswith(SCHEMA.replace("https:", "http:")):
                    raise VocabularyError(f"{self.named(str(triple.subject))} speaks of <{iri}>; the graph uses {SCHEMA} throughout. Write https.")

    def _unknown(self, term: str, triple: ox.Triple, known: Iterable[str]) -> str:
        prefix, local = term.split(":", 1)
        near = difflib.get_close_matches(local, sorted(known), n=1, cutoff=0.6) or [name for name in sorted(known) if name.lower() == local.lower()]
        hint = f" Is {prefix}:{near[0]} meant?" if near else " It is misspelt, or not supported here."
        return f"The shapes graph uses {term}, which does not exist, on {self.named(str(triple.subject))}.{hint}"

    def _check_parts(self) -> None:
        """A shape that is referred to has to be described, and one that stands alone has to have a target: neither would be judged otherwise."""
        referred = {str(o) for about in self._about.values() for name in ("property", "node", "qualifiedValueShape", "not") for o in about.get(SH + name, [])}
        lists = [members for about in self._about.values() for name in ("and", "or", "xone") for members in about.get(SH + name, [])]
        referred |= {str(o) for members in lists for o in self.list(members)}
        for node in sorted(referred):
            if node not in self._about:
                raise VocabularyError(f"The shapes graph refers to the shape {self.named(node)}, and does not describe it.")
        for node, about in sorted(self._about.items()):
            types = {str(o) for o in about.get(RDF + "type", [])}
            if f"<{SH}PropertyShape>" in types and SH + "path" not in about:
                raise VocabularyError(f"The property shape {self.named(node)} has no sh:path.")
            if SH + "select" in about and SH + "severity" in about and f"<{SH}NodeShape>" not in types:
                raise VocabularyError(f"The constraint {self.named(node)} has a severity. In SHACL (2.1.4) shapes alone have one: give it to the shape.")
            if self.own and f"<{SH}NodeShape>" in types and not self.targets(node) and node not in referred:
                raise VocabularyError(f"{self.named(node)} has no target, and no shape refers to it.")


def _own_terms() -> list[str]:
    return [iri.removeprefix(KG) for iri in vocabulary.subjects() if iri.startswith(KG)]


def parse(data: bytes, name: str, rdf_format: ox.RdfFormat = ox.RdfFormat.TURTLE) -> list[ox.Triple]:
    """The triples of a file of shapes. Raises VocabularyError with the file and the place on bad syntax."""
    try:
        return [quad.triple for quad in ox.parse(data, format=rdf_format, base_iri=identifiers.BASE)]
    except (SyntaxError, ValueError) as error:
        raise VocabularyError(f"{name}: {error}") from error


@cache
def published() -> ShapesGraph:
    """The shapes of the project, under the base IRI that is set."""
    paths = sorted(locations.folder("shapes").glob("*.ttl"))
    if not paths:
        raise VocabularyError("The folder shapes/ holds no shapes. Install dispatch-kg again.")
    return ShapesGraph((t for path in paths for t in parse(vocabulary.turtle(path), path.name)), own=True)


def foreign(paths: Iterable[Path]) -> ShapesGraph:
    """The shapes in files of the caller's. Raises VocabularyError where they hold none."""
    triples: list[ox.Triple] = []
    for path in paths:
        rdf_format = ox.RdfFormat.from_extension(path.suffix.lstrip("."))
        if rdf_format is None:
            raise VocabularyError(f"{path}: The suffix tells no RDF format. Name a file that ends in .ttl, .nt, .nq, .trig, .jsonld or .rdf.")
        try:
            triples.extend(parse(path.read_bytes(), str(path), rdf_format))
        except OSError as error:
            raise VocabularyError(f"{path}: The file cannot be read: {error.strerror}.") from error
    graph = ShapesGraph(triples, own=False)
    if not graph.shapes:
        raise VocabularyError(f"No shape with a target stands in {', '.join(str(path) for path in paths)}. Nothing would be judged.")
    return graph
