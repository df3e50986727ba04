"""Linked data: an address of a thing answers 303 to a document about it; a document comes in every form, by suffix or by ``Accept``."""
from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from kg import identifiers
from kg.namespaces import KG
from kg.server import lookup, negotiation, writing
from kg.server.negotiation import DOCUMENTS, HTML, Format
from kg.server.problem import Problem
from kg.server.reply import Reply
from kg.server.serving import Serving

SAFE = "/:@!$&()*+,;=~-._"
MOST_LINKS = 200      # statements about a thing made elsewhere, in one document
_SUFFIXES = {form.suffix: form for form in (*DOCUMENTS, negotiation.TRIG, negotiation.N_QUADS)}
_SUFFIX = re.compile(r"\.(" + "|".join(_SUFFIXES) + r")\Z")

Page = Callable[["About", str], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class About:
    """What a page is to be made of: the thing's path below the base, and the release that tells of it."""

    serving: Serving
    path: str

    @property
    def iri(self) -> str:
        return identifiers.iri(self.path)


def split_path(path: str) -> tuple[str, Format | None]:
    """(path of the thing, format) of a document's path: ``place/haiphong.ttl``; no format where it has no suffix that is known."""
    found = _SUFFIX.search(path)
    return (path[:found.start()], _SUFFIXES[found.group(1)]) if found else (path, None)


def is_address(iri: str) -> bool:
    """Whether a text is an IRI, so that it can stand in a query as it is."""
    try:
        ox.NamedNode(iri)
    except ValueError:
        return False
    return True


def is_document(path: str) -> bool:
    """Whether the address names something that can come over the wire itself, so that it answers 200: a graph, the ontology, the dataset's description."""
    return path.startswith("graph/") or path in ("ontology", "dataset")


def exists_query(iri: str) -> str:
    """Whether anything is said of a thing, or a graph has this name."""
    return f"ASK {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?p2 <{iri}> }} UNION {{ GRAPH <{iri}> {{ ?s2 ?p3 ?o2 }} }} }}"


def description_query(iri: str) -> str:
    """What is said of a thing and of the parts that have its address with a fragment, and a bounded number of links to it."""
    return f"""CONSTRUCT {{ ?s ?p ?o . ?in ?q <{iri}> }} WHERE {{
  {{ BIND(<{iri}> AS ?s) ?s ?p ?o }}
  UNION {{ <{iri}> ?a ?s . FILTER(STRSTARTS(STR(?s), "{iri}#")) ?s ?p ?o }}
  UNION {{ <{iri}> ?a ?b . FILTER(STRSTARTS(STR(?b), "{iri}#")) ?b ?c ?s . FILTER(STRSTARTS(STR(?s), "{iri}#")) ?s ?p ?o }}
  UNION {{ SELECT ?in ?q WHERE {{ ?in ?q <{iri}> }} LIMIT {MOST_LINKS} }}
}}"""


def whole_query(path: str) -> str:
    """All that a document holds whose address names it itself."""
    iri = identifiers.iri(path)
    if path == "ontology":
        return (f'CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{identifiers.graph("ontology")}> {{ ?s ?p ?o '
                f'FILTER(STRSTARTS(STR(?s), "{KG}") || ?s = <{iri}>) }} }}')
    return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri if path.startswith('graph/') else identifiers.graph('dataset')}> {{ ?s ?p ?o }} }}"


class Documents:
    """Answers for every address below the base. ``page`` makes HTML; ``base_url`` is where the server stands, as its clients see it."""

    def __init__(self, serving: Callable[[], Serving], withdrawn: Callable[[str], str | None], page: Page):
        self._serving = serving
        self._withdrawn = withdrawn
        self._page = page

    async def reply(self, path: str, accept: str | None, condition: str | None, base_url: str, client: str) -> Reply:
        """The answer to a GET. Raises Problem: 404 for what never was, 410 for what is no more, 406."""
        thing, form = split_path(path)
        serving = self._serving()
        await self._check(serving, thing, client)
        if form is not None:
            return await self._document(About(serving, thing), form, condition, base_url, client)
        form = negotiation.choose(accept, DOCUMENTS)
        if form is None:
            raise Problem("not-acceptable", f"{accept!r} names no format that can be given.", {"formats": [one.media for one in DOCUMENTS]})
        if is_document(thing):
            return await self._document(About(serving, thing), form, condition, base_url, client)
        location = f"/{quote(thing, safe=SAFE)}.{form.suffix}"
        link = _links(thing, base_url, serving)
        return Reply(303, headers=[("Location", location), ("Vary", "Accept"), ("Cache-Control", "public, max-age=300"), ("Link", link)])

    async def _check(self, serving: Serving, thing: str, client: str) -> None:
        if thing and is_address(identifiers.iri(thing)) and await lookup.holds(serving.pool, exists_query(identifiers.iri(thing)), client):
            return
        last = self._withdrawn(thing)
        if last is not None:
            detail = f"{identifiers.iri(thing)} was published and has been withdrawn. The last release that had it is {last}."
            raise Problem("withdrawn", detail, {"release": last})
        raise Problem("not-found", f"Nothing is known of {identifiers.iri(thing)}.")

    async def _document(self, about: About, form: Format, condition: str | None, base_url: str, client: str) -> Reply:
        headers = [("Vary", "Accept"), ("Cache-Control", "public, no-cache"), ("Link", _links(about.path, base_url, about.serving))]
        tag = f'"{_tag(about, form)}"'
        headers.append(("ETag", tag))
        if condition is not None and tag in condition.replace("W/", ""):
            return Reply(304, headers=headers)
        if form is HTML:
            return Reply(200, HTML.content_type, await self._page(about, client), headers)
        query = whole_query(about.path) if is_document(about.path) else description_query(about.iri)
        text = await lookup.triples(about.serving.pool, query, client)
        return Reply(200, form.content_type, writing.write(writing.block(text), form.suffix), headers)


def _tag(about: About, form: Format) -> str:
    digest = hashlib.blake2b(f"{about.path}.{form.suffix}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f"{about.serving.release.id[:12]}-{digest}"


def _links(path: str, base_url: str, serving: Serving) -> str:
    """The Link header: the thing that is described, its other forms, the data set's description and the licence."""
    thing = quote(path, safe=SAFE)
    links = [f'<{identifiers.BASE}{thing}>; rel="describes"']
    links += [f'<{base_url}/{thing}.{form.suffix}>; rel="alternate"; type="{form.media}"' for form in DOCUMENTS]
    links.append(f'<{base_url}/.well-known/void>; rel="describedby"')
    licence: Any = serving.release.metadata.get("license")
    return ", ".join([*links, *([f'<{licence}>; rel="license"'] if licence else [])])

