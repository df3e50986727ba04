"""Pre-binds $this in the query of a SPARQL constraint (SHACL 5.3.1 and appendix A): every occurrence stands for the focus node, in nested patterns too."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.errors import VocabularyError

_TOKEN = re.compile(r'''
    (?P<opaque> """(?:[^"\\]|\\.|"(?!""))*""" | \'\'\'(?:[^'\\]|\\.|'(?!''))*\'\'\'
              | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | <[^<>"{}|^`\\\s]*> | \#[^\n]* )
  | (?P<bound> \bbound\s*\(\s*[?$]this\s*\) )
  | (?P<this> [?$]this\b )
  | (?P<word> [A-Za-z][\w:-]* | [?$]\w+ )
  | (?P<sign> [{}] )
  | (?P<other> . )''', re.VERBOSE | re.IGNORECASE | re.DOTALL)

_UNSUPPORTED = {"minus": "MINUS", "service": "SERVICE", "values": "VALUES"}


@dataclass(slots=True)
class _Walk:
    """Where in a query a token stands."""

    selects: int = 0
    projecting: bool = False
    grouping: bool = False

    def word(self, word: str) -> None:
        if word == "select":
            self.selects += 1
            self.projecting = True
        elif word in ("where", "from"):
            self.projecting = False
        elif word == "by":
            self.grouping = True
        elif word in ("having", "limit", "offset"):
            self.grouping = False


def check(query: str, name: str) -> None:
    """Raises VocabularyError for what pre-binding does not allow, or what is not supported here; ``name`` is the constraint's."""
    words = [(kind, text.lower()) for kind, text in _tokens(query) if kind in ("word", "this", "sign") or text in "()*"]
    for kind, text in words:
        if kind == "word" and text in _UNSUPPORTED:
            raise VocabularyError(f"The query of the constraint {name} uses {_UNSUPPORTED[text]}, which SHACL does not allow there (appendix A).")
        if text.lstrip("?$") in ("shapesgraph", "currentshape") and text[0] in "?$":
            raise VocabularyError(f"The query of the constraint {name} uses {text}, which is not supported.")
    for n, (kind, text) in enumerate(words):
        if kind == "this" and n and words[n - 1][1] == "as":
            raise VocabularyError(f"The query of the constraint {name} assigns $this, which SHACL does not allow (appendix A).")
        if text == "select" and not _projects_this(words[n + 1:]):
            raise VocabularyError(f"The query of the constraint {name} has a SELECT that does not return $this (SHACL, appendix A).")


def _projects_this(words: list[tuple[str, str]]) -> bool:
    for kind, text in words:
        if text in ("{", "where"):
            return False
        if kind == "this":
            return True
    return False


def prebound(query: str, term: str) -> str:
    """The query with $this bound to an IRI or a literal, which it returns as ?this."""
    walk, parts = _Walk(), []
    for kind, text in _tokens(query):
        if kind == "word":
            walk.word(text.lower())
        elif kind == "sign":
            walk.projecting = walk.grouping = False
        parts.append(_replaced(kind, text, term, walk))
    return "".join(parts)


def _replaced(kind: str, text: str, term: str, walk: _Walk) -> str:
    if kind == "bound":
        return "(true)"
    if kind != "this":
        return text
    if walk.projecting:
        return f"({term} AS ?this)" if walk.selects == 1 else f"({term} AS ?this{walk.selects})"
    return f"({term})" if walk.grouping else term


def _tokens(query: str) -> Iterator[tuple[str, str]]:
    for found in _TOKEN.finditer(query):
        yield str(found.lastgroup), found[0]
