"""Where a malformed SPARQL query is malformed, and why, for the person who wrote it.

The engine's parser tries a keyword by taking as many characters as the keyword has, and so reports a place up to fourteen characters too far. Parsed again
with its tokens spread well apart, the reported place falls behind the token that is at fault and before the next.
"""
from __future__ import annotations

import re
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import nearest
from kg.namespaces import PREFIXES

_GAP = " " * 24
_STRING = r"""'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*\""""
_TOKEN = re.compile(rf"""#[^\n]*|(?:{_STRING}|<[^<>\n]*>|[^\s{{}}()\[\],;"'<>#])+|[^\s]""", re.DOTALL)
_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(.*)", re.DOTALL)
_KEYWORDS = re.findall(r"\w+", """SELECT ASK CONSTRUCT DESCRIBE WHERE FROM NAMED PREFIX BASE DISTINCT REDUCED FILTER OPTIONAL UNION MINUS GRAPH SERVICE
BIND VALUES EXISTS GROUP HAVING ORDER LIMIT OFFSET COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT REGEX CONTAINS LANG DATATYPE BOUND COALESCE CONCAT""")
_REASONS = {
    "Prefix not found": "{token} uses a prefix that is not declared; declare it with PREFIX",
    "IRI parsing failed": "{token} is no IRI",
    "The SELECT contains a variable that is unbound": "SELECT asks for a variable that is neither grouped by nor bound",
}


@dataclass(frozen=True, slots=True)
class QueryFault:
    """What is wrong with a query: line and column count from 1, in characters."""

    line: int
    column: int
    reason: str
    text: str                     # the line itself
    meant: str = ""               # a question that names what was probably meant

    def __str__(self) -> str:
        return f"The query is malformed at line {self.line}, column {self.column}: {self.reason}.{self.meant}\n  {self.text}\n  {' ' * (self.column - 1)}^"


def find(query: str) -> QueryFault | None:
    """The first fault of a query, or None where the engine parses it."""
    tokens = [token for token in _TOKEN.finditer(query) if not token[0].startswith("#")]
    message = _refusal(_GAP.join(["", *(token[0] for token in tokens), ""]))
    if message is None:
        return None
    opened = next((token for token in tokens if token[0] in ("'", '"')), None)
    if opened is not None:
        return _fault(query, opened.start(), "this string is never closed")
    found = _PLACE.match(message)
    return _fault(query, len(query.rstrip()), message) if found is None else _at(query, tokens, int(found[1]), int(found[2]), found[3])


def _refusal(query: str) -> str | None:
    try:
        ox.Store().query(query, prefixes=PREFIXES)
    except SyntaxError as error:
        return str(error)
    return None


def _at(query: str, tokens: list[re.Match[str]], line: int, column: int, expected: str) -> QueryFault:
    """The fault at the token that holds a place of the spread query. A string of several lines makes that query have as many."""
    template = next((template for known, template in _REASONS.items() if known in expected), None)
    row, start, last = 1, 1, None
    for token in tokens:
        start += len(_GAP)
        if (row, start) > (line, column):
            break
        last = token
        *above, end = token[0].split("\n")
        row, start = (row + len(above), len(end) + 1) if above else (row, start + len(end))
    if template is not None and last is not None:
        return _fault(query, last.start(), template.format(token=last[0]), nearest(last[0].partition(":")[0], PREFIXES) if ":" in last[0] else "")
    if last is None or (last is tokens[-1] and column - start >= len(_GAP)):
        return _fault(query, len(query.rstrip()), "it ends too early")
    return _fault(query, last.start(), f"{last[0]} was not expected here", nearest(last[0].upper(), _KEYWORDS) if last[0].isalpha() else "")


def _fault(query: str, position: int, reason: str, meant: str = "") -> QueryFault:
    line = query.count("\n", 0, position) + 1
    column = position - (query.rfind("\n", 0, position) + 1) + 1
    return QueryFault(line, column, reason, query.split("\n")[line - 1], meant)
