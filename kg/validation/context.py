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
    """N-Triples about what ontology/ knows, by address; made when first asked for."""

    def __init__(self) -> None:
        subjects = vocabulary.subjects()
        self._known = frozenset(iri for iri in subjects if iri.startswith(identifiers.BASE) and not iri.startswith(KG))
        self._lent: dict[str, tuple[str, frozenset[str]]] = {}
        self._classes = "".join(line for iri in subjects if iri.startswith(KG) for line in _told(iri, RDFS + "subClassOf") if f"> <{KG}" in line)
        kinds = sorted({re.split("[/#]", iri.removeprefix(identifiers.BASE))[0] for iri in self._known})
        self._named = re.compile(f"<({re.escape(identifiers.BASE)}(?:{'|'.join(kinds)})(?:/[^>#]+)?)>")

    def of(self, nquads: str) -> tuple[str, frozenset[str]]:
        """The lines that a graph needs beside itself, and the addresses (as terms) that they speak of."""
        found: dict[str, str] = {}
        waiting = sorted(set(self._named.findall(nquads)) & self._known)
        while waiting:
            iri = waiting.pop()
            if iri not in found:
                found[iri], links = self._about(iri)
                waiting.extend(sorted(links))
        return self._classes + "".join(found.values()), frozenset(f"<{iri}>" for iri in found)

    def _about(self, iri: str) -> tuple[str, frozenset[str]]:
        """What is lent of a thing, and the things that this leads to."""
        if iri not in self._lent:
            self._lent[iri] = "".join(_lines(iri)), _linked(iri) & self._known
        return self._lent[iri]


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
