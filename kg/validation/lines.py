"""The lines of triples in a file of RDF: exact for N-Triples and N-Quads, the node's own place in Turtle, TriG, JSON-LD and RDF/XML."""
from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

import pyoxigraph as ox

from kg.validation.finding import Finding
from kg.validation.places import START, Place

_Key = tuple[str, str, str, str, str, str]
_PREFIX = re.compile(r'(?:@prefix|PREFIX)\s+([\w.-]*):\s*<([^>]*)>|"([\w.-]+)"\s*:\s*"(https?://[^"]*[/#])"', re.IGNORECASE)
_BASE = re.compile(r'(?:@base|BASE)\s+<([^>]*)>|"@base"\s*:\s*"([^"]*)"|xml:base="([^"]*)"', re.IGNORECASE)
_NAME = re.compile(r'<([^<>"\s]*)>|"([^"\s]*)"|(?<![\w"<])[\w.-]*:[\w.%/~-]*[\w%/~-]')
_ALIAS = re.compile(r'"([^"@:]+)"\s*:\s*(?:\{\s*"@id"\s*:\s*)?"([^"\s]+)"')
_DESCRIBES = re.compile(r'"@?id"\s*:|rdf:about=')
_ENDS = re.compile(r"\.\s*(#.*)?$")
_CLOSES = re.compile(r"[;.\]}>]\s*,?\s*(#.*)?$")
_REACH = 200
"""Lines below a subject among which its property is looked for."""

_VALUES = 50
"""Lines below a property among which one of its values is looked for."""


def triple_places(text: str, rdf_format: ox.RdfFormat, findings: Collection[Finding]) -> dict[_Key, Place]:
    """A place for each finding, by its key; line 1 where the format does not tell."""
    lines = text.split("\n")
    if rdf_format in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS):
        return _by_line(lines, findings)
    names = _Names(text)
    spoken = names.lines(lines, {finding.focus[1:-1] for finding in findings if finding.focus.startswith("<")})
    return {finding.key: _by_name(lines, spoken.get(finding.focus[1:-1], []), names, finding) for finding in findings}


def _by_line(lines: list[str], findings: Iterable[Finding]) -> dict[_Key, Place]:
    about: dict[str, list[int]] = {}
    for n, line in enumerate(lines, 1):
        about.setdefault(line.split(" ", 1)[0].lstrip("\ufeff"), []).append(n)
    found: dict[_Key, Place] = {}
    for finding in findings:
        own = about.get(finding.focus, [])
        told = [n for n in own if finding.path and lines[n - 1].startswith(f"{finding.focus} {finding.path} ")]
        exact = [n for n in told if finding.value and f" {finding.value} " in lines[n - 1]]
        found[finding.key] = _whole_line(lines, next(iter(exact or told or own), 1))
    return found


def _whole_line(lines: list[str], n: int) -> Place:
    return Place(n, 1, n, len(lines[n - 1]) + 1, None, lines[n - 1].strip()[:360], (0, 0))


class _Names:
    """How a file of Turtle, JSON-LD or XML may write an address: in full, with a prefix, or relative to its base."""

    def __init__(self, text: str):
        self._prefixes = {found[1] or found[3]: found[2] or found[4] for found in _PREFIX.finditer(text)}
        base = _BASE.search(text)
        self._base = next((found for found in base.groups() if found), "") if base else ""
        self._aliases: dict[str, list[str]] = {}
        for name, meant in _ALIAS.findall(text) if text.lstrip().startswith(("{", "[")) else ():
            self._aliases.setdefault(self._full(meant), []).append(name)

    def lines(self, lines: list[str], wanted: set[str]) -> dict[str, list[int]]:
        """The lines, counted from 0, on which each wanted address stands."""
        found: dict[str, list[int]] = {}
        for n, line in enumerate(lines):
            for token in _NAME.finditer(line):
                for iri in self._readings(token):
                    if iri in wanted:
                        found.setdefault(iri, []).append(n)
        return found

    def _readings(self, token: re.Match[str]) -> tuple[str, ...]:
        """The addresses that a token may stand for."""
        written = token[1] if token[1] is not None else token[2] if token[2] is not None else token[0]
        return (written, self._base + written, self._full(written) if token[1] is None else written)

    def _full(self, written: str) -> str:
        """A name with its prefix written out."""
        prefix, colon, local = written.partition(":")
        return self._prefixes[prefix] + local if colon and prefix in self._prefixes else written

    def property(self, iri: str) -> re.Pattern[str]:
        """What to look for below a subject where a property of it is written."""
        names = "|".join(re.escape(name) for name in (re.split(r"[/#]", iri)[-1], *self._aliases.get(iri, ())))
        return re.compile(f'<{re.escape(iri)}>|"(?:[^"]*[:/#])?(?:{names})"|[:<](?:{names})[ >]')


def _by_name(lines: list[str], hits: list[int], names: _Names, finding: Finding) -> Place:
    """The line of the node as a subject, or its first; then the line of the property below it."""
    if not hits:
        return START
    start = next((n for n in hits if _opens(lines, n)), hits[0])
    if finding.path and finding.path.startswith("<"):
        spoken = names.property(finding.path.strip("<>"))
        told = [n for n in _of_node(lines, start) if spoken.search(lines[n])]
        exact = (found for n in told if (found := _value_below(lines, n, finding.value)) is not None)
        return _whole_line(lines, next(exact, told[0] if told else start) + 1)
    return _whole_line(lines, start + 1)


def _of_node(lines: list[str], start: int) -> Iterator[int]:
    """The lines on which a node is described that begins on a line."""
    for n in range(start, min(len(lines), start + _REACH)):
        if n > start and "rdf:about=" in lines[n]:
            return
        yield n
        if _ENDS.search(lines[n]):
            return


def _value_below(lines: list[str], n: int, value: str | None) -> int | None:
    """The line of a value among those that a property has from a line on."""
    literal = re.match(r'"((?:[^"\\]|\\.)*)"', value or "")
    written = literal[1] if literal else re.split(r"[/#]", (value or "").strip("<>"))[-1]
    for m in range(n, min(len(lines), n + _VALUES)) if written else ():
        if written in lines[m]:
            return m
        if _CLOSES.search(lines[m]):
            break
    return None


def _opens(lines: list[str], n: int) -> bool:
    """Whether a node is described from this line on: it opens a line after a full stop, or stands behind @id (id) or rdf:about."""
    if _DESCRIBES.search(lines[n]):
        return True
    above = next((lines[m] for m in range(n - 1, -1, -1) if lines[m].strip() and not lines[m].lstrip().startswith("#")), ".")
    return not lines[n][:1].isspace() and (bool(_ENDS.search(above)) or "{" in above or above.lstrip().upper().startswith(("PREFIX", "BASE")))
