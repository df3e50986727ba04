"""Turtle and TriG that people can read (https://www.w3.org/TR/turtle/, https://www.w3.org/TR/trig/), from N-Quads text: prefixes for the vocabularies,
addresses below the base as relative references, what is said of a thing in one place."""
from __future__ import annotations

import re
from collections.abc import Iterator

from kg import identifiers
from kg.namespaces import RDF, VOCABULARIES, XSD
from kg.publish.blocks import Block, Objects

_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_RELATIVE = re.compile(r"[a-z]+(/|#|$)")
_PREFIXES = {namespace: f"{prefix}:" for prefix, namespace in VOCABULARIES.items()}
_TYPE = f"<{RDF}type>"
_BARE = {f"<{XSD}integer>": re.compile(r"[+-]?[0-9]+"), f"<{XSD}decimal>": re.compile(r"[+-]?[0-9]*\.[0-9]+"), f"<{XSD}boolean>": re.compile("true|false")}
"""The datatypes whose literals Turtle writes bare, and the forms in which it can."""


def header() -> str:
    """Base and prefixes."""
    return "".join([f"@base <{identifiers.BASE}> .\n", *(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in VOCABULARIES.items())])


def turtle(block: Block) -> Iterator[str]:
    """A paragraph a subject."""
    for subject, said in block.subjects.items():
        yield f"\n{term(subject)} {_said(said, '  ')} .\n"


def trig(block: Block) -> Iterator[str]:
    """The graph in braces, a paragraph a subject."""
    yield f"\n{term(block.graph)} {{\n"
    for subject, said in block.subjects.items():
        yield f"  {term(subject)} {_said(said, '    ')} .\n"
    yield "}\n"


def _said(said: Objects, indent: str) -> str:
    ordered = [_TYPE, *(predicate for predicate in said if predicate != _TYPE)] if _TYPE in said else said
    return f" ;\n{indent}".join(f"{'a' if predicate == _TYPE else term(predicate)} {', '.join(term(obj) for obj in said[predicate])}" for predicate in ordered)


def term(text: str) -> str:
    """A term of N-Quads as Turtle writes it shortest, under the header's base and prefixes."""
    if text.startswith("<"):
        return _iri(text)
    if text.endswith(">"):
        literal, _, datatype = text.rpartition("^^")
        bare = _BARE.get(datatype)
        return literal[1:-1] if bare and bare.fullmatch(literal[1:-1]) else f"{literal}^^{_iri(datatype)}"
    return text


_SHORT: dict[str, str] = {}
"""Terms of the vocabularies, once shortened: there are a few hundred of them."""


def _iri(text: str) -> str:
    if (known := _SHORT.get(text)) is not None:
        return known
    iri = text[1:-1]
    at = max(iri.rfind("#"), iri.rfind("/")) + 1
    prefix = _PREFIXES.get(iri[:at])
    if prefix is not None and _LOCAL.fullmatch(iri, at):
        return _SHORT.setdefault(text, prefix + iri[at:])
    rest = iri.removeprefix(identifiers.BASE)
    return f"<{rest}>" if len(rest) < len(iri) and _RELATIVE.match(rest) and "/." not in rest else text
