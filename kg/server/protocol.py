"""The SPARQL 1.1 Protocol: from an HTTP request to the operation that it asks for. Knows no web framework and no store."""
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote

from kg.server import lexical
from kg.server.negotiation import GRAPHS, HTML, RESULTS, Format, choose, named
from kg.server.problem import Problem

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
ALLOW = "GET, HEAD, POST, OPTIONS"

_QUERY_ONLY = frozenset({"query", "default-graph-uri", "named-graph-uri"})
_UPDATE_ONLY = frozenset({"update", "using-graph-uri", "using-named-graph-uri"})
_ONCE = ("query", "update", "timeout", "format", "output", "release")
_MAX_FIELDS = 1000
SHORTEST = 0.5        # seconds that may be asked for as a time limit: below, a busy machine would answer what is easy with a time-limit, too
NOT_UTF8 = "The parameters are not UTF-8 once their percent signs are decoded."
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`]*\Z")


@dataclass(frozen=True, slots=True)
class Dataset:
    """The RDF dataset that a request names; None where it leaves a part to the service (section 2.1.4)."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default or self.named)


UNNAMED = Dataset()


@dataclass(frozen=True, slots=True)
class Operation:
    """What a request asks for: a query, or an update. ``name`` is what format= or output= says."""

    text: str
    update: bool
    dataset: Dataset
    timeout: float | None
    name: str | None
    release: str | None


def pairs_of(data: str) -> list[tuple[str, str]]:
    """The parameters of a request, decoded. Raises Problem where they are no UTF-8, or too many."""
    try:
        return parse_qsl(data, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except UnicodeDecodeError as error:
        raise Problem("bad-request", NOT_UTF8) from error
    except ValueError as error:
        raise Problem("bad-request", f"A request may have at most {_MAX_FIELDS} parameters.") from error


def _unquoted(text: str) -> str:
    try:
        return unquote(text.replace("+", " "), errors="strict")
    except UnicodeDecodeError as error:
        raise Problem("bad-request", NOT_UTF8) from error


def _grouped(pairs: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        found[name] = (*found.get(name, ()), value)
    for name in _ONCE:
        if len(found.get(name, ())) > 1:
            raise Problem("bad-request", f"The parameter {name!r} may be given once, and was given {len(found[name])} times.")
    return found


def _iris(found: dict[str, tuple[str, ...]], name: str) -> tuple[str, ...]:
    for value in found.get(name, ()):
        if not _IRI.match(value):
            raise Problem("bad-request", f"The parameter {name!r} has to be an absolute IRI, and is {value!r}.")
    return found.get(name, ())


def _timeout(found: dict[str, tuple[str, ...]]) -> float | None:
    if "timeout" not in found:
        return None
    try:
        seconds = float(found["timeout"][0])
    except ValueError:
        seconds = -1.0
    if not SHORTEST <= seconds < float("inf"):
        raise Problem("bad-request", f"The parameter 'timeout' has to be a number of seconds from {SHORTEST:g} on, and is {found['timeout'][0]!r}.")
    return seconds


def _operation(found: dict[str, tuple[str, ...]], text: str, update: bool) -> Operation:
    foreign = (_QUERY_ONLY if update else _UPDATE_ONLY) & found.keys()
    if foreign:
        raise Problem("bad-request", f"A {'SPARQL update' if update else 'query'} does not take the parameter {sorted(foreign)[0]!r}.")
    kinds = ("using-graph-uri", "using-named-graph-uri") if update else ("default-graph-uri", "named-graph-uri")
    name = found.get("format", found.get("output", (None,)))[0]
    return Operation(text, update, Dataset(_iris(found, kinds[0]), _iris(found, kinds[1])), _timeout(found), name or None,
                     found.get("release", (None,))[0] or None)


def media_type(content_type: str | None) -> tuple[str, str]:
    """(media type, charset) of a Content-Type header, both in lower case and "" where it has none."""
    media, *parameters = (content_type or "").split(";")
    charset = ""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
    return media.strip().lower(), charset


def _decoded(body: bytes, charset: str) -> str:
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise Problem("unsupported-media-type", f"The body has to be UTF-8, and says that it is {charset}.")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem("bad-request", f"The body is not UTF-8: byte {error.start} cannot be decoded.") from error


def of_get(query_string: str) -> Operation | None:
    """The operation of a GET or HEAD request, or None where it asks for the service description. Raises Problem."""
    if query_string.startswith("query=") and "&" not in query_string and ";" not in query_string:
        return Operation(_unquoted(query_string[6:]), False, UNNAMED, None, None, None)      # what most clients send
    found = _grouped(pairs_of(query_string))
    if "update" in found:
        raise Problem("bad-request", "An update has to be sent by POST.")
    if "query" not in found:
        if _QUERY_ONLY & found.keys():
            raise Problem("bad-request", "The parameter 'query' is missing.")
        return None
    return _operation(found, found["query"][0], update=False)


def format_name(query_string: str) -> str | None:
    """What format= or output= says beside no query. Raises Problem."""
    found = _grouped(pairs_of(query_string))
    return found.get("format", found.get("output", (None,)))[0] or None


def of_post(query_string: str, content_type: str | None, body: bytes) -> Operation:
    """The operation of a POST request: a form, or a query or update as the body itself. Raises Problem."""
    media, charset = media_type(content_type)
    pairs = pairs_of(query_string)
    if media == FORM:
        found = _grouped(pairs + pairs_of(_decoded(body, charset)))
        kinds = [kind for kind in ("query", "update") if kind in found]
        if len(kinds) != 1:
            raise Problem("bad-request", "A form has to have the parameter 'query' or 'update', and not both.")
        return _operation(found, found[kinds[0]][0], update=kinds[0] == "update")
    if media not in (QUERY, UPDATE):
        told = f"not {media}" if media else "and a POST has to say which"
        raise Problem("unsupported-media-type", f"This address takes {FORM}, {QUERY} and {UPDATE}, {told}.",
                      headers=(("Accept-Post", f"{FORM}, {QUERY}, {UPDATE}"),))
    found = _grouped(pairs)
    if "query" in found or "update" in found:
        raise Problem("bad-request", "The request has an operation both in its address and as its body.")
    return _operation(found, _decoded(body, charset), update=media == UPDATE)


@dataclass(frozen=True, slots=True)
class Forms:
    """The formats that an answer may take: one for results (SELECT, ASK), one for graphs (CONSTRUCT, DESCRIBE). ``page``: shown to a person."""

    results: Format | None
    graphs: Format | None
    page: bool = False


@lru_cache(1024)
def forms(accept: str | None, name: str | None) -> Forms:
    """What ``Accept`` and format= leave to choose from; format= wins. Raises Problem where nothing is left."""
    if name is not None:
        if name.lower() in HTML.names or name.lower() == HTML.media:
            return Forms(RESULTS[0], GRAPHS[0], page=True)
        found = Forms(named(name, RESULTS), named(name, GRAPHS))
    elif accept is not None and choose(accept, (*RESULTS, *GRAPHS, HTML)) is HTML:
        return Forms(RESULTS[0], GRAPHS[0], page=True)
    else:
        found = Forms(choose(accept, RESULTS), choose(accept, GRAPHS))
    if found.results is None and found.graphs is None:
        raise Problem("not-acceptable", f"{name or accept!r} names no format that can be given.", available())
    return found


def available() -> dict[str, object]:
    """The formats that can be asked for, as members of a problem document."""
    return {"results": [form.media for form in RESULTS], "graphs": [form.media for form in GRAPHS]}


def refuse_calls(facts: lexical.Facts) -> None:
    """Raises Problem where a request would make the server call another."""
    if facts.calls_out:
        raise Problem("federation-refused", "SERVICE and LOAD are switched off. Ask the other endpoint yourself and pass its answers in by VALUES.")


def refuse_nothing(text: str) -> None:
    """Raises Problem where a query is empty."""
    if not text or text.isspace():
        raise Problem("malformed-query", "The query is empty.")
