"""The lines of triples in a file of RDF: exact for N-Triples and N-Quads, the node's own place in Turtle, TriG, JSON-LD and RDF/XML."""
from __future__ import annotations

import re
from collections.abc import Iterable

import pyoxigraph as ox

from kg.validation.finding import Finding
from kg.validation.places import START, Place

_Key = tuple[str, str, str, str, str, str]
_PREFIX = re.compile(r"(?:@prefix|PREFIX)\s+([\w.-]*):\s*<([^>]*)>", re.IGNORECASE)
_BASE = re.compile(r"(?:@base|BASE)\s+<([^>]*)>", re.IGNORECASE)


def triple_places(text: str, rdf_format: ox.RdfFormat, findings: Iterable[Finding]) -> dict[_Key, Place]:
    """A place for each finding, by its key; line 1 where the format does not tell."""
    lines = text.split("\n")
    if rdf_format in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS):
        return _by_line(lines, findings)
    names = _Names(text)
    return {finding.key: _by_name(lines, names, finding) for finding in findings}


def _by_line(lines: list[str], findings: Iterable[Finding]) -> dict[_Key, Place]:
    about: dict[str, list[int]] = {}
    for n, line in enumerate(lines, 1):
        about.setdefault(line.split(" ", 1)[0].lstrip("\ufeff"), []).append(n)
    found: dict[_Key, Place] = {}
    for finding in findings:
        own = about.get(finding.focus, [])
        told = [n for n in own if finding.path and lines[n - 1].startswith(f"{finding.focus} {finding.path} ")]
        exact = [n for n in told if finding.value and f" {finding.value} " in lines[n - 1]]
        n = next(iter(exact or told or own), 1)
        found[finding.key] = Place(n, 1, n, len(lines[n - 1]) + 1, None, lines[n - 1][:360].strip(), (0, 0))
    return found


class _Names:
    """How a file of Turtle, JSON-LD or XML may write an address: in full, with a prefix, or relative to its base."""

    def __init__(self, text: str):
        self._prefixes = _PREFIX.findall(text)
        self._base = next(iter(_BASE.findall(text)), None)

    def pattern(self, term: str) -> re.Pattern[str] | None:
        """What to look for in the text; None for a blank node or a literal."""
        if not term.startswith("<"):
            return None
        iri = term[1:-1]
        forms = [rf"<{re.escape(iri)}>", rf'"{re.escape(iri)}"']
        short = [(prefix, iri[len(home):]) for prefix, home in self._prefixes if home and iri.startswith(home)]
        forms += [rf"(?<![\w:<\"]){re.escape(prefix)}:{re.escape(local)}(?![\w-])" for prefix, local in short]
        if self._base and iri.startswith(self._base):
            forms.append(rf"<{re.escape(iri[len(self._base):])}>")
        return re.compile("|".join(forms))


def _by_name(lines: list[str], names: _Names, finding: Finding) -> Place:
    """The line of the node as a subject (it opens a line, or stands behind @id or rdf:about), or its first; then the line of the property below it."""
    pattern = names.pattern(finding.focus)
    hits = [n for n, line in enumerate(lines) if pattern.search(line)] if pattern else []
    if not hits:
        return START
    start = next((n for n in hits if pattern and _opens(lines, n, pattern)), hits[0])
    at = start
    if finding.path and (predicate := names.pattern(finding.path)):
        local = re.split(r"[/#]", finding.path.strip("<>"))[-1]
        spoken = re.compile(f'{predicate.pattern}|"{re.escape(local)}"|[:<]{re.escape(local)}[ >]')
        at = next((n for n in range(start, min(len(lines), start + 200)) if spoken.search(lines[n]) and (n == start or not _ends(lines[start:n]))), start)
    return Place(at + 1, 1, at + 1, len(lines[at]) + 1, None, lines[at].strip()[:360], (0, 0))


def _opens(lines: list[str], n: int, pattern: re.Pattern[str]) -> bool:
    """Whether a node is described from this line on: it opens a line after a full stop, or stands behind @id or rdf:about."""
    line = lines[n]
    if "@id" in line or "rdf:about" in line:
        return True
    before = next((above for above in reversed(lines[:n]) if above.strip() and not above.lstrip().startswith("#")), ".")
    return bool(pattern.match(line.lstrip())) and (_ends([before]) or "{" in before or before.lstrip().upper().startswith(("PREFIX", "BASE")))


def _ends(lines: list[str]) -> bool:
    """Whether the description that begins on the first of these lines is over by the last: a full stop ends a line of Turtle."""
    return any(re.search(r"\.\s*(#.*)?$", line) for line in lines)
