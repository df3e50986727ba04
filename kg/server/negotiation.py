"""Content negotiation: media types as tables, and the choice among them as pure functions (RFC 9110, section 12.5)."""
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write an answer: its canonical media type, what goes into ``Content-Type``, its suffix, other types and names it goes by."""

    media: str
    suffix: str
    aliases: tuple[str, ...] = ()     # other media types that a client may ask for it by
    names: tuple[str, ...] = ()       # values of format= and output=
    parameters: str = ""

    @property
    def content_type(self) -> str:
        return self.media + self.parameters


UTF8 = "; charset=utf-8"
JSON = Format("application/sparql-results+json", "srj", ("application/json", "text/json"), ("json", "srj"))
XML = Format("application/sparql-results+xml", "srx", ("application/xml", "text/xml"), ("xml", "srx"))
CSV = Format("text/csv", "csv", (), ("csv",), "; charset=utf-8; header=present")
TSV = Format("text/tab-separated-values", "tsv", (), ("tsv",), UTF8)
TURTLE = Format("text/turtle", "ttl", ("application/x-turtle", "text/n3"), ("turtle", "ttl"), UTF8)
N_TRIPLES = Format("application/n-triples", "nt", ("text/plain",), ("ntriples", "n-triples", "nt"), UTF8)
JSON_LD = Format("application/ld+json", "jsonld", ("application/json",), ("jsonld", "json-ld", "json"))
RDF_XML = Format("application/rdf+xml", "rdf", ("application/xml", "text/xml"), ("rdfxml", "rdf", "xml"))
TRIG = Format("application/trig", "trig", (), ("trig",), UTF8)
N_QUADS = Format("application/n-quads", "nq", (), ("nquads", "n-quads", "nq"), UTF8)
HTML = Format("text/html", "html", ("application/xhtml+xml",), ("html",), UTF8)
PLAIN_JSON = Format("application/json", "json", (), ("json",))

# In the server's order of preference, which decides between types that a client likes equally well.
RESULTS = (JSON, XML, CSV, TSV)
GRAPHS = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML, TRIG, N_QUADS)
DOCUMENTS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML, HTML)
TABLES = (HTML, CSV, PLAIN_JSON)


def named(name: str, formats: tuple[Format, ...]) -> Format | None:
    """The format of that name (``ttl``) or media type, or None."""
    wanted = name.strip().lower()
    for form in formats:
        if wanted in form.names or wanted == form.suffix or wanted == form.media:
            return form
    return next((form for form in formats if wanted in form.aliases), None)


@dataclass(frozen=True, slots=True)
class Range:
    """One element of an Accept header: ``text/*;q=0.5``."""

    kind: str
    subtype: str
    q: float

    def precision(self, media: str) -> int:
        """How closely the range names a media type: 3 exactly, 2 its kind, 1 anything, 0 not at all."""
        kind, _, subtype = media.partition("/")
        if self.kind == "*" and self.subtype == "*":
            return 1
        if self.kind != kind:
            return 0
        return 3 if self.subtype == subtype else 2 if self.subtype == "*" else 0


_ELEMENT = re.compile(r"""([^\s/,;"]+)/([^\s/,;"]+)((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s,;"]*))?)*)""")
_Q = re.compile(r";\s*q\s*=\s*(\d(?:\.\d{0,3})?|\.\d{1,3})", re.IGNORECASE)


@lru_cache(1024)
def ranges(accept: str) -> tuple[Range, ...]:
    """The elements of an Accept header; what is not well formed is left out, and a q-value out of bounds counts as 0 or 1."""
    found = []
    for kind, subtype, parameters in _ELEMENT.findall(accept):
        q = _Q.search(parameters)
        found.append(Range(kind.lower(), subtype.lower(), min(1.0, float(q.group(1))) if q else 1.0))
    return tuple(found)


def quality(media: str, accepted: tuple[Range, ...]) -> float:
    """The weight that the most specific matching range gives a media type; 0 where none matches."""
    best = max(((element.precision(media), element.q) for element in accepted), default=(0, 0.0))
    return best[1] if best[0] else 0.0


def _weight(form: Format, accepted: tuple[Range, ...]) -> float:
    """A format is worth its own media type's weight, or that of another name of it that the client spells out."""
    spelt = [element.q for element in accepted if f"{element.kind}/{element.subtype}" in form.aliases]
    return max([quality(form.media, accepted), *spelt])


@lru_cache(4096)
def choose(accept: str | None, formats: tuple[Format, ...]) -> Format | None:
    """The format that an Accept header likes best, the first of equals; None where it takes none. No header takes anything."""
    accepted = ranges(accept) if accept is not None else ()
    if not accepted:
        return formats[0]
    weights = [(_weight(form, accepted), -place, form) for place, form in enumerate(formats)]
    weight, _, form = max(weights, key=lambda entry: entry[:2])
    return form if weight > 0 else None


@lru_cache(256)
def choose_encoding(accept_encoding: str | None, available: tuple[str, ...]) -> str | None:
    """The content coding to use, the first of equals in ``available``, or None for none (RFC 9110, section 12.5.3)."""
    if not accept_encoding:
        return None
    weights: dict[str, float] = {}
    for element in accept_encoding.lower().split(","):
        name, *parameters = (part.strip() for part in element.split(";"))
        q = _Q.search(";" + parameters[0]) if parameters else None
        weights[name] = float(q.group(1)) if q else 1.0
    rest = weights.get("*", 0.0)
    worth = [(weights.get(name, rest), -place, name) for place, name in enumerate(available)]
    best = max(worth, default=(0.0, 0, ""))
    return best[2] if best[0] > 0 and best[0] >= weights.get("identity", 0.0) else None
