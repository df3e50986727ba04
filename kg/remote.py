"""Asks a SPARQL endpoint over HTTP (https://www.w3.org/TR/sparql11-protocol/, query by direct POST)."""
from __future__ import annotations

import json
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pyoxigraph as ox

from kg import __version__
from kg.errors import CallError, QueryError
from kg.store import Results

_ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9"
_TIMEOUT = 300.0


def query(endpoint: str, text: str) -> Results | list[ox.Triple]:
    """What an endpoint answers, in the values that a store gives; of CONSTRUCT and DESCRIBE the triples.

    Raises QueryError with the endpoint's own words where it refuses, cannot be reached, or answers in no form that was asked for.
    """
    if not endpoint.startswith(("http://", "https://")):
        raise CallError(f"{endpoint!r} is no address of an endpoint. Write it as http://localhost:8000/sparql.")
    headers = {"Content-Type": "application/sparql-query; charset=utf-8", "Accept": _ACCEPT, "User-Agent": f"dispatch-kg/{__version__}"}
    try:
        with urlopen(Request(endpoint, data=text.encode(), headers=headers, method="POST"), timeout=_TIMEOUT) as response:
            return _parsed(endpoint, response.headers.get_content_type(), response.read())
    except HTTPError as error:
        with error:
            raise QueryError(f"{endpoint} refuses the query ({error.code}): {_told(error.headers.get_content_type(), error.read())}") from None
    except (URLError, OSError) as error:
        raise QueryError(f"{endpoint} cannot be reached: {getattr(error, 'reason', error)}. Check the address, and that the server runs.") from error


def _parsed(endpoint: str, media_type: str, body: bytes) -> Results | list[ox.Triple]:
    try:
        if media_type in ("application/sparql-results+json", "application/json"):
            return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        if media_type in ("application/n-triples", "text/plain"):
            return [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)]
    except (SyntaxError, ValueError) as error:
        raise QueryError(f"{endpoint} answers with what is no {media_type}: {error}.") from error
    raise QueryError(f"{endpoint} answers as {media_type}, which was not asked for. Check that the address is that of a SPARQL endpoint.")


def _told(media_type: str, body: bytes) -> str:
    """What an error's body says: the detail of a problem document (RFC 9457), else the first lines of its text."""
    text = body.decode("utf-8", "replace").strip()
    if media_type in ("application/problem+json", "application/json"):
        try:
            said = json.loads(text)
            return str(said.get("detail") or said.get("title") or text)
        except (ValueError, AttributeError):
            return text
    return "\n".join(text.splitlines()[:10])
