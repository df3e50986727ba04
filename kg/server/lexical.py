"""What can be told of a SPARQL request from its words alone: string literals, IRIs, names and comments are stepped over."""
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# The terminals of SPARQL 1.1, section 19.8, as far as words can hide in them. The engine takes codepoint escapes only within IRIs and strings, so
# no keyword can be spelt with them.
_TOKEN = re.compile(
    r'''
      (?P<string> """(?:(?:"|"")?(?:[^"\\]|\\.))*""" | \'\'\'(?:(?:'|\'\')?(?:[^'\\]|\\.))*\'\'\' | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*' )
    | (?P<iri> <(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*> )
    | (?P<comment> \#[^\n\r]* )
    | (?P<variable> [?$]\w+ )
    | (?P<language> @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
    | (?P<name> (?:[^\W\d_](?:[\w.\-]*[\w\-])?|_)?:(?:[\w:.\-]|%[0-9A-Fa-f]{2}|\\.)* )
    | (?P<word> [A-Za-z_]\w* )
    | (?P<mark> [^\s] )
    ''', re.VERBOSE | re.DOTALL)

VOLATILE = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
_CALLS = frozenset({"SERVICE", "LOAD"})
_HINTS = ("from", "service", "load", "now", "rand", "uuid", "bnode", "construct")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a request says of itself: whether it names a dataset of its own, would fetch from elsewhere, or may differ from run to run over the same data."""

    names_dataset: bool
    calls_out: bool
    is_volatile: bool


_PLAIN = Facts(False, False, False)


def tokens(text: str) -> list[tuple[str, str, int]]:
    """(kind, surface, offset) of each token but white space and comments."""
    return [(match.lastgroup or "", match.group(), match.start()) for match in _TOKEN.finditer(text) if match.lastgroup != "comment"]


def words(text: str) -> frozenset[str]:
    """The bare words of a request, in upper case."""
    return frozenset(surface.upper() for kind, surface, _ in tokens(text) if kind == "word")


def facts(text: str) -> Facts:
    """The facts of a request. One without any word that could tell is not looked at twice."""
    folded = text.lower()
    for hint in _HINTS:
        if hint in folded:
            return _facts(text)
    return _PLAIN


@lru_cache(512)
def _facts(text: str) -> Facts:
    found = tokens(text)
    said = frozenset(surface.upper() for kind, surface, _ in found if kind == "word")
    fresh = "CONSTRUCT" in said and any(surface == "[" or (kind == "name" and surface.startswith("_:")) for kind, surface, _ in found)
    return Facts("FROM" in said, not said.isdisjoint(_CALLS), fresh or not said.isdisjoint(VOLATILE))
