"""What ontology/ says of the things that a graph refers to: shapes that reach a code, a place or a source have to see what it is."""
from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from kg import identifiers, vocabulary
from kg.namespaces import FOAF, GEO, KG, OA, ORG, OWL, RDF, RDFS, SCHEMA, SKOS
from kg.validation.quads import Quads

_RULED = frozenset({SKOS + "broader", KG + "appliesTo", KG + "unitOf"})
"""What rules ask of a code, and no Core shape does; the scheme of a code is asked by those."""

_TYPES = frozenset({KG + "Source", KG + "UnnamedSource", KG + "ArmedForce", ORG + "Organization", SCHEMA + "Place", GEO + "Feature", SCHEMA + "Newspaper",
                    FOAF + "Group", SKOS + "ConceptScheme", OWL + "Ontology"})
"""The classes that the shapes ask of what an article refers to."""


LENT = frozenset(f"<{iri}>" for iri in {RDF + "type", RDFS + "subClassOf", SKOS + "prefLabel", SKOS + "definition", SKOS + "inScheme", *_RULED})
"""The properties that a graph can have by its context alone."""

_PARTS = frozenset(f"<{iri}>" for iri in (RDF + "type", KG + "evidence", *(OA + name for name in ("hasSource", "hasSelector", "start", "end", "exact"))))
"""Properties whose values are classes, numbers, words and parts of the article, the bulk of a graph: none of them refers to what ontology/ describes."""


@dataclass(frozen=True, slots=True)
class Lent:
    """What a graph is lent, as N-Triples: what every shape may ask, and what rules alone do; and the things, as terms, that this speaks of."""

    common: str
    for_rules: str
    things: frozenset[str]

    @property
    def whole(self) -> str:
        """All that is lent."""
        return self.common + self.for_rules


NOTHING = Lent("", "", frozenset())


class Context:
    """N-Triples about what ontology/ knows, by address; made when first asked for."""

    def __init__(self) -> None:
        subjects = vocabulary.subjects()
        self._known = frozenset(f"<{iri}>" for iri in subjects if iri.startswith(identifiers.BASE) and not iri.startswith(KG))
        self._lent: dict[str, tuple[str, str, frozenset[str]]] = {}
        self._classes = "".join(line for iri in subjects if iri.startswith(KG) for line in _told(iri, RDFS + "subClassOf") if f"> <{KG}" in line)

    def of(self, quads: Quads) -> Lent:
        """What a graph is lent beside itself."""
        found: dict[str, tuple[str, str, frozenset[str]]] = {}
        waiting = sorted(term[1:-1] for term in quads.told_of(_PARTS) & self._known)
        while waiting:
            iri = waiting.pop()
            if iri not in found:
                found[iri] = self._about(iri)
                waiting.extend(sorted(found[iri][2]))
        common = "".join(told for told, _, _ in found.values())
        for_rules = "".join(told for _, told, _ in found.values())
        return Lent(self._classes + common, for_rules, frozenset(f"<{iri}>" for iri in found))

    def _about(self, iri: str) -> tuple[str, str, frozenset[str]]:
        """What is lent of a thing to all shapes and to rules, and the things that this leads to."""
        if iri not in self._lent:
            self._lent[iri] = "".join(_lines(iri)), "".join(_told(iri, *sorted(_RULED))), frozenset(o for o in _linked(iri) if f"<{o}>" in self._known)
        return self._lent[iri]


def _told(iri: str, *predicates: str) -> list[str]:
    about = vocabulary.properties(iri)
    return [f"<{iri}> <{predicate}> {o} .\n" for predicate in predicates for o in about.get(predicate, [])]


def _lines(iri: str) -> list[str]:
    """What is lent of a thing. One that has a class is lent its names as well: shapes with that class as their target would miss them, to no purpose."""
    types = [line for line in _told(iri, RDF + "type") if line.split("<")[-1].split(">")[0] in _TYPES]
    names = _told(iri, SKOS + "prefLabel", SKOS + "definition") if types else []
    return types + names + _told(iri, SKOS + "inScheme")


def _linked(iri: str) -> frozenset[str]:
    about = vocabulary.properties(iri)
    return frozenset(o.value for name in _RULED for o in about.get(name, []) if isinstance(o, ox.NamedNode))


@cache
def published() -> Context:
    """The context that ontology/ gives."""
    return Context()
