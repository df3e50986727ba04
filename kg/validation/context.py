"""What ontology/ says of the things that a graph refers to: shapes that reach a code, a place or a source have to see what it is."""
from __future__ import annotations

import re
from functools import cache

import pyoxigraph as ox

from kg import identifiers, vocabulary
from kg.namespaces import GEO, KG, ORG, OWL, RDF, RDFS, SCHEMA, SKOS

_TOLD = frozenset({SKOS + "inScheme", SKOS + "broader", KG + "appliesTo", KG + "unitOf"})
"""What the shapes ask of a code; of the forms that name it they ask nothing."""

_TYPES = frozenset({KG + "Source", KG + "UnnamedSource", KG + "ArmedForce", ORG + "Organization", SCHEMA + "Place", GEO + "Feature", SCHEMA + "Newspaper",
                    SKOS + "ConceptScheme", OWL + "Ontology"})
"""The classes that the shapes ask of what an article refers to."""


class Context:
    """Ready-made N-Triples about everything that ontology/ knows, by address."""

    def __init__(self) -> None:
        about = {iri: "".join(_lines(iri)) for iri in vocabulary.subjects()}
        self._lines = {iri: lines for iri, lines in about.items() if lines}
        self._links = {iri: _linked(iri) & self._lines.keys() for iri in self._lines}
        self._classes = "".join(line for iri in vocabulary.subjects() if iri.startswith(KG) for line in _told(iri, RDFS + "subClassOf") if f"> <{KG}" in line)
        kinds = sorted({re.split("[/#]", iri.removeprefix(identifiers.BASE))[0] for iri in self._lines if iri.startswith(identifiers.BASE)})
        self._known = re.compile(f"<({re.escape(identifiers.BASE)}(?:{'|'.join(kinds)})(?:/[^>#]+)?)>")

    def of(self, nquads: str) -> tuple[str, frozenset[str]]:
        """The lines that a graph needs beside itself, and the addresses (as terms) that they speak of."""
        found: dict[str, None] = {}
        waiting = sorted(set(self._known.findall(nquads)) & self._lines.keys())
        while waiting:
            iri = waiting.pop()
            if iri not in found:
                found[iri] = None
                waiting.extend(sorted(self._links[iri]))
        return self._classes + "".join(self._lines[iri] for iri in found), frozenset(f"<{iri}>" for iri in found)


def _told(iri: str, *predicates: str) -> list[str]:
    about = vocabulary.properties(iri)
    return [f"<{iri}> <{predicate}> {o} .\n" for predicate in predicates for o in about.get(predicate, [])]


def _lines(iri: str) -> list[str]:
    """What is lent of a thing. One that has a class is lent its names as well: shapes with that class as their target would miss them, to no purpose."""
    types = [line for line in _told(iri, RDF + "type") if line.split("<")[-1].split(">")[0] in _TYPES]
    names = _told(iri, SKOS + "prefLabel", SKOS + "definition") if types else []
    return types + names + _told(iri, *sorted(_TOLD))


def _linked(iri: str) -> frozenset[str]:
    about = vocabulary.properties(iri)
    return frozenset(o.value for name in _TOLD for o in about.get(name, []) if isinstance(o, ox.NamedNode))


@cache
def published() -> Context:
    """The context that ontology/ gives."""
    return Context()
