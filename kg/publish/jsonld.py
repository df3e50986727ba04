"""JSON-LD 1.1 that people can read (https://www.w3.org/TR/json-ld11/): under ontology/context.jsonld, an article's things nested in it.

An article holds its dispatches, these their statements, figures and events, these their evidence with its selectors. Every node is described in one place;
elsewhere its address stands for it.
"""
from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg import identifiers, locations
from kg.namespaces import KG, RDF, SCHEMA, SEM, XSD
from kg.publish.blocks import Block

_EMBEDDED = frozenset({"isPartOf", "textVersion", "evidence", "hasSelector", "hasGeometry", "wasGeneratedBy"})
"""Properties whose object is described where it is first named."""

_CHILDREN = {
    f"<{KG}Dispatch>": "dispatches", f"<{KG}Headline>": "dispatches", f"<{KG}Statement>": "statements", f"<{KG}ReportedFigure>": "figures",
    f"<{SEM}Event>": "events", f"<{KG}UncountedNumeral>": "uncountedNumerals", f"<{KG}Mention>": "names"}
"""Classes whose members are described inside what they belong to, and the term of the context that says so."""

_TYPE = f"<{RDF}type>"
_ARTICLE = f"<{SCHEMA}NewsArticle>"
_ESCAPE = re.compile(r"""\\(?:[tbnrf"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})""")
_ESCAPED = {"\\t": "\t", "\\b": "\b", "\\n": "\n", "\\r": "\r", "\\f": "\f", '\\"': '"', "\\'": "'", "\\\\": "\\"}
_EXACT = 2 ** 53
"""Whole numbers from here on are written as text: a reader of JSON may hold numbers as doubles (RFC 8259, 6)."""

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Term:
    """A property as the context names it. ``coercion`` is the type of its values: ``@id``, a datatype's term, or None."""

    name: str
    coercion: str | None = None
    by_language: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """The published context, and what a writer needs of it."""

    document: Node
    terms: dict[str, Term]        # by property
    classes: dict[str, str]       # by class
    reverse: dict[str, str]       # name of a reverse term → its property
    prefixes: dict[str, str]      # namespace → prefix


@cache
def context() -> Context:
    """ontology/context.jsonld under the base IRI that is set, which stands in it as ``@base``."""
    text = (locations.folder("ontology") / "context.jsonld").read_text(encoding="utf-8").replace(identifiers.DEFAULT_BASE, identifiers.BASE)
    document: Node = {"@base": identifiers.BASE, **json.loads(text)["@context"]}
    prefixes = {space: name for name, space in document.items() if isinstance(space, str) and space.startswith("http") and not name.startswith("@")}
    spaces = {name: space for space, name in prefixes.items()}

    def whole(short: str) -> str:
        prefix, _, local = short.partition(":")
        return f"<{spaces[prefix]}{local}>"

    terms: dict[str, Term] = {}
    classes: dict[str, str] = {}
    reverse: dict[str, str] = {}
    for name, said in document.items():
        if isinstance(said, dict) and "@reverse" in said:
            reverse[name] = whole(said["@reverse"])
        elif isinstance(said, dict):
            coercion = said.get("@type")
            terms[whole(said["@id"])] = Term(name, whole(coercion) if coercion and coercion != "@id" else coercion, said.get("@container") == "@language")
        elif isinstance(said, str) and said.partition(":")[0] in spaces and not name.startswith("@"):
            if name[0].isupper():
                classes[whole(said)] = name
            else:
                terms[whole(said)] = Term(name)
    return Context(document, terms, classes, reverse, prefixes)


def header() -> str:
    """The opening of a document whose graphs follow, separated by commas, before ``footer``."""
    lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(said)}" for name, said in context().document.items())
    return f'{{\n  "@context": {{\n{lines}\n  }},\n  "@graph": ['


FOOTER = "\n  ]\n}\n"


def graph(block: Block) -> str:
    """One named graph."""
    nodes = _Nest(block, context()).nodes()
    inner = ",\n".join(json.dumps(node, ensure_ascii=False, indent=1) for node in nodes)
    return f'\n{{\n"id": {json.dumps(shortened(block.graph))},\n"@graph": [\n{inner}\n]\n}}'


class _Nest:
    """The nodes of one graph, nested."""

    def __init__(self, block: Block, known: Context):
        self._subjects = block.subjects
        self._context = known
        self._written: set[str] = set()
        self._children = self._by_parent()

    def nodes(self) -> Iterator[Node]:
        """The nodes that nest in no other, an article first."""
        articles = [subject for subject, said in self._subjects.items() if _ARTICLE in said.get(_TYPE, ())]
        nested = {child for children in self._children.values() for found in children.values() for child in found}
        for subject in (*articles, *(subject for subject in self._subjects if subject not in nested), *self._subjects):
            if subject not in self._written:
                yield self._node(subject, None)

    def _by_parent(self) -> dict[str, dict[str, list[str]]]:
        """Parent → name of a reverse term → children."""
        found: dict[str, dict[str, list[str]]] = {}
        for subject, said in self._subjects.items():
            name = next((_CHILDREN[of] for of in said.get(_TYPE, ()) if of in _CHILDREN), None)
            for parent in said.get(self._context.reverse[name], ())[:1] if name else ():
                if parent in self._subjects and parent != subject:
                    found.setdefault(parent, {}).setdefault(name or "", []).append(subject)
        return found

    def _node(self, subject: str, inside: str | None) -> Node:
        """A node with all that nests in it; ``inside`` is the reverse term under which it stands, which says one of its links already."""
        self._written.add(subject)
        said = self._subjects[subject]
        node: Node = {"id": shortened(subject)}
        if _TYPE in said:
            node["type"] = _one([self._class(of) for of in said[_TYPE]])
        told = self._context.reverse.get(inside) if inside else None
        for predicate, objects in said.items():
            rest = objects[1:] if predicate == told else objects
            if predicate != _TYPE and rest:
                term = self._context.terms.get(predicate) or Term(self._compact(predicate))
                node[term.name] = _by_language(rest) if term.by_language and _all_worded(rest) else _one([self._value(obj, term) for obj in rest])
        for name, children in self._children.get(subject, {}).items():
            node[name] = [self._node(child, name) for child in children if child not in self._written]
        return node

    def _value(self, obj: str, term: Term) -> Any:
        if obj.startswith("<"):
            if term.name in _EMBEDDED and obj in self._subjects and obj not in self._written:
                return self._node(obj, None)
            return shortened(obj) if term.coercion == "@id" else {"id": shortened(obj)}
        lexical, lang, datatype = parts(obj)
        if lang:
            return {"@language": lang, "@value": lexical}
        if datatype is None:
            return lexical if term.coercion is None else {"@value": lexical}
        if datatype == term.coercion:
            return lexical
        native = _native(lexical, datatype) if term.coercion is None else None
        return {"@type": self._compact(datatype), "@value": lexical} if native is None else native

    def _class(self, of: str) -> str:
        return self._context.classes.get(of) or self._compact(of)

    def _compact(self, iri: str) -> str:
        at = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = self._context.prefixes.get(iri[1:at])
        return f"{prefix}:{iri[at:-1]}" if prefix else iri[1:-1]


def parts(literal: str) -> tuple[str, str | None, str | None]:
    """A literal's text, its language, and its datatype's term; None for what it has not (an xsd:string has no datatype here)."""
    at = literal.rindex('"')
    text, rest = literal[1:at], literal[at + 1:]
    if "\\" in text:
        text = _ESCAPE.sub(lambda found: _ESCAPED.get(found[0]) or chr(int(found[0][2:], 16)), text)
    if rest.startswith("@"):
        return text, rest[1:], None
    return text, None, rest[2:] if rest else None


def _native(lexical: str, datatype: str) -> int | bool | None:
    """The value as JSON has it, where that says the same literal again."""
    if datatype == f"<{XSD}boolean>" and lexical in ("true", "false"):
        return lexical == "true"
    if datatype == f"<{XSD}integer>" and re.fullmatch("0|-?[1-9][0-9]*", lexical) and abs(int(lexical)) < _EXACT:
        return int(lexical)
    return None


def _all_worded(objects: list[str]) -> bool:
    return all(not obj.startswith("<") and obj[obj.rindex('"') + 1:].startswith("@") for obj in objects)


def _by_language(objects: list[str]) -> dict[str, str | list[str]]:
    found: dict[str, list[str]] = {}
    for obj in objects:
        text, lang, _ = parts(obj)
        found.setdefault(lang or "", []).append(text)
    return {lang: _one(texts) for lang, texts in found.items()}


def _one(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def shortened(term: str) -> str:
    """An address, relative to the base where it lies below it."""
    iri = term[1:-1]
    rest = iri.removeprefix(identifiers.BASE)
    return rest if len(rest) < len(iri) and re.match(r"[a-z]+(/|#|$)", rest) and "/." not in rest else iri
