"""What can be told of a SPARQL request from its words alone: string literals, IRIs, names and comments are stepped over."""
from __future__ import annotations

import re
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
_INTERESTING = re.compile(r"from|service|now|rand|uuid|bnode|construct|load|using|with", re.IGNORECASE)


def tokens(text: str) -> list[tuple[str, str, int]]:
    """(kind, surface, offset) of each token but white space and comments."""
    return [(match.lastgroup or "", match.group(), match.start()) for match in _TOKEN.finditer(text) if match.lastgroup != "comment"]


@lru_cache(1024)
def _scan(text: str) -> tuple[frozenset[str], bool]:
    found = tokens(text)
    words = frozenset(surface.upper() for kind, surface, _ in found if kind == "word")
    blank = any(surface == "[" or (kind == "name" and surface.startswith("_:")) for kind, surface, _ in found)
    return words, blank


def words(text: str) -> frozenset[str]:
    """The bare words of a request, in upper case."""
    return _scan(text)[0]


def names_dataset(text: str) -> bool:
    """Whether the query has a FROM clause of its own."""
    return bool(_INTERESTING.search(text)) and "FROM" in words(text)


def calls_out(text: str) -> bool:
    """Whether the request would fetch from elsewhere: SERVICE in a query, LOAD in an update."""
    return bool(_INTERESTING.search(text)) and not words(text).isdisjoint({"SERVICE", "LOAD"})


def is_volatile(text: str) -> bool:
    """Whether two runs over the same data may differ: a function that never answers the same, or fresh blank nodes."""
    if not _INTERESTING.search(text):
        return False
    found, blank = _scan(text)
    return not found.isdisjoint(VOLATILE) or ("CONSTRUCT" in found and blank)
