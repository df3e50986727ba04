"""Reads ontology/: the code schemes with the surface forms that name them, and the terms of the ontology itself.

A scheme ``outcome`` holds concepts ``outcome/killed`` with the code as ``skos:notation``. What a text may call a concept stands as
``skos:altLabel`` (``skos:hiddenLabel`` for misspellings and variants); words that qualify a number stand as ``kg:formBefore`` or ``kg:formAfter``
by their side of it; verbs whose subject is the one that suffers (阵亡) stand again as ``kg:formOfSufferer``.
``skos:prefLabel`` is for people; a surface form that equals it is stated again as an ``skos:altLabel``.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import identifiers, locations
from kg.compiled import kept
from kg.errors import VocabularyError

SKOS = "http://www.w3.org/2004/02/skos/core#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"

LABEL = "label"
BEFORE = "before"
AFTER = "after"
SUFFERER = "sufferer"


@dataclass(frozen=True, slots=True)
class Form:
    """A word or phrase that names a concept in one language; ``role`` tells a name from a word before or after a number."""

    text: str
    lang: str
    code: str
    role: str


@dataclass(frozen=True, slots=True)
class Concept:
    """One code of a scheme. ``links`` are the codes that a property of ours points to, by the property's local name (``appliesTo``);
    ``flags`` the local names of our properties that are ``true`` of it (``makesReport``); ``values`` the other literals, likewise (``calendarNumber``)."""

    code: str
    labels: dict[str, str]
    definitions: dict[str, str]
    broader: tuple[str, ...]
    forms: tuple[Form, ...]
    links: dict[str, tuple[str, ...]]
    flags: frozenset[str] = frozenset()
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A code scheme: its concepts by code."""

    name: str
    concepts: dict[str, Concept] = field(default_factory=dict)

    def __getitem__(self, code: str) -> Concept:
        try:
            return self.concepts[code]
        except KeyError:
            raise VocabularyError(f"The scheme {self.name!r} has no code {code!r}; it has: {', '.join(sorted(self.concepts))}.") from None

    def __contains__(self, code: object) -> bool:
        return code in self.concepts

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts.values())

    def forms(self, lang: str, role: str = LABEL) -> tuple[Form, ...]:
        """Every surface form of the scheme in one language and role, in the order of codes."""
        return tuple(form for concept in self for form in concept.forms if form.lang == lang and form.role == role)

    def broader(self, code: str) -> tuple[str, ...]:
        """The code and all that are broader than it, nearest first."""
        found: list[str] = []
        waiting = [code]
        while waiting:
            current = waiting.pop(0)
            if current not in found:
                found.append(current)
                waiting.extend(self[current].broader)
        return tuple(found)


def turtle_files() -> tuple[Path, ...]:
    """The files of ontology/, in the order of their paths."""
    return tuple(sorted(locations.folder("ontology").rglob("*.ttl")))


def turtle(path: Path) -> bytes:
    """One file of Turtle as it is to be read: under the base IRI that is set."""
    data = path.read_bytes()
    if identifiers.BASE != identifiers.DEFAULT_BASE:
        data = data.replace(identifiers.DEFAULT_BASE.encode(), identifiers.BASE.encode())
    return data


@cache
def quads() -> tuple[ox.Triple, ...]:
    """All triples of ontology/, as pyoxigraph reads them. Raises VocabularyError with file and place on bad Turtle."""
    found: list[ox.Triple] = []
    for path in turtle_files():
        try:
            found.extend(quad.triple for quad in ox.parse(turtle(path), format=ox.RdfFormat.TURTLE, base_iri=identifiers.BASE))
        except SyntaxError as error:
            raise VocabularyError(f"{path}: {error}") from error
    return tuple(found)


@cache
def _index() -> dict[str, dict[str, list[ox.NamedNode | ox.Literal]]]:
    """Subject → property → objects, for named subjects."""
    found: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
    for triple in quads():
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
            found.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, []).append(triple.object)
    return found


def properties(iri: str) -> dict[str, list[ox.NamedNode | ox.Literal]]:
    """What ontology/ says of a thing: property → objects; empty where it says nothing."""
    return _index().get(iri, {})


def subjects() -> tuple[str, ...]:
    """Every IRI that ontology/ speaks of, sorted."""
    return tuple(sorted(_index()))


_ROLES = {SKOS + "altLabel": LABEL, SKOS + "hiddenLabel": LABEL, identifiers.ONTOLOGY + "formBefore": BEFORE, identifiers.ONTOLOGY + "formAfter": AFTER,
          identifiers.ONTOLOGY + "formOfSufferer": SUFFERER}


def literals(iri: str, *predicates: str) -> list[tuple[str, str]]:
    """(text, language) of the literals of some properties, in the order of text; the language in lower case, "" for none."""
    found = [o for predicate in predicates for o in properties(iri).get(predicate, []) if isinstance(o, ox.Literal)]
    return sorted((o.value, (o.language or "").lower()) for o in found)


def _local(iri: str) -> str:
    return re.split(r"[/#]", iri)[-1]


def _told(iri: str, code: str) -> list[Any]:
    """What ontology/ says of a concept, as the fields of a Concept in JSON; its forms as text, language and role."""
    own = {_local(predicate): (predicate, objects) for predicate, objects in properties(iri).items() if predicate.startswith(identifiers.ONTOLOGY)}
    links = {name: sorted(_local(o.value) for o in objects if isinstance(o, ox.NamedNode)) for name, (_, objects) in own.items()}
    said = {name: [text for text, _ in literals(iri, predicate)] for name, (predicate, _) in own.items() if predicate not in _ROLES}
    labels, definitions = ({lang: text for text, lang in literals(iri, SKOS + name)} for name in ("prefLabel", "definition"))
    return [code, labels, definitions, sorted(_local(o.value) for o in properties(iri).get(SKOS + "broader", [])),
            [(text, lang, role) for predicate, role in _ROLES.items() for text, lang in literals(iri, predicate)],
            {name: codes for name, codes in links.items() if codes}, sorted(name for name, texts in said.items() if "true" in texts),
            {name: texts for name, texts in said.items() if texts and "true" not in texts}]


def _concept(told: list[Any]) -> Concept:
    code, labels, definitions, broader, forms, links, flags, values = told
    return Concept(code, labels, definitions, tuple(broader), tuple(Form(text, lang, code, role) for text, lang, role in forms),
                   {name: tuple(codes) for name, codes in links.items()}, frozenset(flags), {name: tuple(texts) for name, texts in values.items()})


def _compiled() -> dict[str, list[list[Any]]]:
    """Every scheme's concepts, in the order of their addresses."""
    home = identifiers.iri("scheme/")
    found: dict[str, list[list[Any]]] = {}
    for iri, about in sorted(_index().items()):
        for name in {o.value.removeprefix(home) for o in about.get(SKOS + "inScheme", []) if isinstance(o, ox.NamedNode) and o.value.startswith(home)}:
            codes = literals(iri, SKOS + "notation")
            if len(codes) != 1:
                raise VocabularyError(f"{iri} has to have one skos:notation, and has {len(codes)}.")
            found.setdefault(name, []).append(_told(iri, codes[0][0]))
    return found


@cache
def _schemes() -> dict[str, list[list[Any]]]:
    found: dict[str, list[list[Any]]] = kept("schemes", _compiled)
    return found


@cache
def scheme(name: str) -> Scheme:
    """The code scheme of that name. Raises VocabularyError where ontology/ has none."""
    if name not in _schemes():
        raise VocabularyError(f"ontology/ has no scheme {name!r}: no concept is skos:inScheme <{identifiers.iri(f'scheme/{name}')}>.")
    return Scheme(name, {told[0]: _concept(told) for told in _schemes()[name]})
