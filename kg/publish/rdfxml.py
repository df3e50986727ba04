"""RDF/XML (https://www.w3.org/TR/rdf-syntax-grammar/) from N-Quads text: an element a node, named by its first class, addresses relative to ``xml:base``.

A carriage return is written as a character reference: an XML parser turns a bare one into a line feed (XML 1.0, 2.11).
"""
from __future__ import annotations

import re
from collections.abc import Iterator

from kg import identifiers
from kg.errors import ReleaseError
from kg.namespaces import RDF, VOCABULARIES
from kg.publish.blocks import Block, Objects
from kg.publish.jsonld import parts, shortened

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")
_PREFIXES = {namespace: prefix for prefix, namespace in VOCABULARIES.items()}
_TYPE = f"<{RDF}type>"

FOOTER = "</rdf:RDF>\n"


def header() -> str:
    """The opening of the document."""
    spaces = "".join(f'\n  xmlns:{prefix}="{_attribute(namespace)}"' for prefix, namespace in VOCABULARIES.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xml:base="{_attribute(identifiers.BASE)}"{spaces}>\n'


def nodes(block: Block) -> Iterator[str]:
    """An element a subject. Raises ReleaseError for a property that is no XML name."""
    for subject, said in block.subjects.items():
        yield _node(subject, said)


def _node(subject: str, said: Objects) -> str:
    types = said.get(_TYPE, [])
    element = next((name for name in map(_qualified, types[:1]) if name), None) or "rdf:Description"
    rest = types if element == "rdf:Description" else types[1:]
    lines = [_property(predicate, obj) for predicate, objects in said.items() for obj in (rest if predicate == _TYPE else objects)]
    return f'  <{element} rdf:about="{_attribute(shortened(subject))}">\n{"".join(lines)}  </{element}>\n'


def _property(predicate: str, obj: str) -> str:
    name, declared = _qualified(predicate) or "", ""
    if not name:
        at = max(predicate.rfind("#"), predicate.rfind("/")) + 1
        name, declared = f"ns:{predicate[at:-1]}", f' xmlns:ns="{_attribute(predicate[1:at])}"'
        if not _NAME.fullmatch(name, 3):
            raise ReleaseError(f"The property {predicate} has no name that XML allows, so that RDF/XML cannot hold it. Rename it in ontology/.")
    if obj.startswith("<"):
        return f'    <{name}{declared} rdf:resource="{_attribute(shortened(obj))}"/>\n'
    text, lang, datatype = parts(obj)
    said = f' xml:lang="{lang}"' if lang else f' rdf:datatype="{_attribute(datatype[1:-1])}"' if datatype else ""
    return f"    <{name}{declared}{said}>{_escaped(text)}</{name}>\n"


def _qualified(iri: str) -> str | None:
    """The name under the prefixes of the header; None where none of them fits."""
    at = max(iri.rfind("#"), iri.rfind("/")) + 1
    prefix = _PREFIXES.get(iri[1:at])
    return f"{prefix}:{iri[at:-1]}" if prefix and _NAME.fullmatch(iri, at, len(iri) - 1) else None


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _attribute(text: str) -> str:
    return _escaped(text).replace('"', "&quot;")
