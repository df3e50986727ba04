"""``/read`` and ``/validate``: what is read from an article, and how an article or a graph is judged; for programs, and a form for people."""
from __future__ import annotations

import json
from collections.abc import Awaitable
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from starlette.responses import Response

from kg.seeds import SIZE_LIMIT
from kg.server import frames, lookup, multipart
from kg.server.asking import AtSite, chosen, client_of, page, respond
from kg.server.desk import READ, READ_MANY, SUFFIXES, VALIDATE, VALIDATE_MANY, Errand
from kg.server.negotiation import CSV, HTML, PLAIN_JSON, TURTLE, UTF8, Format
from kg.server.problem import Problem
from kg.server.protocol import FORM, media_type
from kg.server.reply import Reply, read_body
from kg.server.sites import Site
from kg.server.things import Marked

SARIF = Format("application/sarif+json", "sarif", (), ("sarif",))
TEXT = Format("text/plain", "txt", (), ("text",), UTF8)
JUNIT = Format("application/xml", "xml", ("text/xml",), ("junit", "xml"))
READ_FORMATS = (PLAIN_JSON, CSV, HTML)
REPORT_FORMATS = (PLAIN_JSON, TEXT, TURTLE, SARIF, JUNIT, HTML)
_REPORTS = {"json": "json", "txt": "text", "ttl": "turtle", "sarif": "sarif", "xml": "junit"}
SECONDS = 30.0
MULTIPART = "multipart/form-data"
MOST_AT_ONCE = 3 * SIZE_LIMIT
"""Bytes of several files that are sent at once."""
PATHS = frozenset({"/read", "/validate"})


def _body(types: tuple[str, ...], formats: tuple[Format, ...]) -> dict[str, Any]:
    """What OpenAPI says of a body that is taken as it comes."""
    return {"requestBody": {"required": True, "content": {kind: {"schema": {"type": "string", "maxLength": SIZE_LIMIT}} for kind in types}},
            "parameters": [{"name": "format", "in": "query", "required": False, "schema": {"type": "string", "enum": [form.names[0] for form in formats]}}]}


def _form_text(body: bytes) -> bytes:
    """What a browser's form sends as ``text``."""
    try:
        found = parse_qs(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise Problem("bad-request", "The form is not well formed.") from error
    if len(found.get("text", [])) != 1:
        raise Problem("bad-request", "The form has to have the field 'text' once.")
    return found["text"][0].encode("utf-8", "surrogatepass")


async def _received(request: Request) -> tuple[bytes, str]:
    """What was sent, and the suffix that tells what it is. Raises Problem for a media type that is not taken."""
    body = await read_body(request.receive, 3 * SIZE_LIMIT)
    media, _ = media_type(request.headers.get("content-type"))
    text, suffix = body, SUFFIXES.get(media, ".txt")
    if media == FORM:
        text, suffix = _form_text(body), _guessed(body)
    elif media not in ("", "application/octet-stream", *SUFFIXES):
        raise Problem("unsupported-media-type", f"{media} is not taken; an article is text/plain, RDF one of {', '.join(sorted(SUFFIXES))}.")
    if len(text) > SIZE_LIMIT:
        raise Problem("too-large", f"The text may have {SIZE_LIMIT:,} bytes.", {"limit": SIZE_LIMIT})
    return text, suffix


async def _many(request: Request, site: AtSite, kind: str, formats: tuple[Format, ...]) -> Response | None:
    """What comes of several files sent as multipart/form-data, each named by its file name; None where the body is no such thing."""
    content_type = request.headers.get("content-type") or ""
    if media_type(content_type)[0] != MULTIPART:
        return None
    form = chosen(request, tuple(form for form in formats if form is not HTML))
    body = await read_body(request.receive, MOST_AT_ONCE)
    files = [(_named(name, media), data) for name, media, data in multipart.files(content_type, body)]
    errand = Errand(kind, frames.dumps(files), "", form.suffix if kind == READ_MANY else _REPORTS[form.suffix])
    return respond(Reply(200, form.content_type, await _run(site, request, errand), [("Vary", "Accept")]))


def _named(name: str, media: str) -> str:
    """A file's name with the suffix that its media type calls for, where the name has none that is known."""
    known = name.lower().endswith(tuple(SUFFIXES.values()))
    return name if known else name + SUFFIXES.get(media, ".txt")


def _guessed(body: bytes) -> str:
    """What a form says that its text is."""
    kind = parse_qs(body.decode("ascii"), max_num_fields=100).get("kind", [".txt"])[0]
    return kind if kind in SUFFIXES.values() else ".txt"


routes = APIRouter()


async def _run(site: Site, request: Request, errand: Errand) -> bytes:
    return await lookup.ask(site.desk, errand, client_of(request), SECONDS)


@routes.get("/read", summary="A form to read an article with", response_class=Response)
async def read_form(site: AtSite) -> Response:
    """A page."""
    return page(site, "read.html", text="", found=None, pieces=None, problem=None)


@routes.post("/read", summary="What is read from an article: its chains of sources, its figures with their words, its places and forces",
             response_class=Response, openapi_extra=_body(("text/plain", "application/octet-stream"), READ_FORMATS))
async def read(request: Request, site: AtSite) -> Response:
    """As JSON, CSV (one figure a row) or a page. Several articles, sent as multipart/form-data, give a list, with the faults of those that cannot be read."""
    if (many := await _many(request, site, READ_MANY, READ_FORMATS)) is not None:
        return many
    form = chosen(request, READ_FORMATS)
    data, _ = await _received(request)
    errand = Errand(READ, data, ".txt", "page" if form is HTML else form.suffix)
    if form is HTML:
        return await _page(site, "read.html", data, _run(site, request, errand))
    return respond(Reply(200, form.content_type, await _run(site, request, errand), [("Vary", "Accept")]))


@routes.get("/validate", summary="A form to judge an article or a graph with", response_class=Response)
async def validate_form(site: AtSite) -> Response:
    """A page."""
    return page(site, "validate.html", text="", report=None, problem=None)


@routes.post("/validate", summary="How an article, or a graph in any form of RDF, is judged by the shapes",
             response_class=Response, openapi_extra=_body((*SUFFIXES, "application/octet-stream"), REPORT_FORMATS))
async def validate(request: Request, site: AtSite) -> Response:
    """As JSON, text, a SHACL report in Turtle, SARIF, JUnit or a page. Several files, sent as multipart/form-data, give one report."""
    if (many := await _many(request, site, VALIDATE_MANY, REPORT_FORMATS)) is not None:
        return many
    form = chosen(request, REPORT_FORMATS)
    data, suffix = await _received(request)
    errand = Errand(VALIDATE, data, suffix, "text" if form is HTML else _REPORTS[form.suffix])
    if form is HTML:
        return await _page(site, "validate.html", data, _run(site, request, errand))
    return respond(Reply(200, form.content_type, await _run(site, request, errand), [("Vary", "Accept")]))


async def _page(site: Site, template: str, data: bytes, doing: Awaitable[bytes]) -> Response:
    """The form again, with what came of it below; a problem keeps its status."""
    status, problem, came = 200, None, ""
    try:
        came = (await doing).decode("utf-8", "replace")
    except Problem as told:
        status, problem = told.status, told.document()
    text = data.decode("utf-8", "replace")
    if template == "validate.html":
        return page(site, template, status, text=text, report=came or None, problem=problem)
    found = json.loads(came) if came else None
    return page(site, template, status, text=text, found=found, pieces=_pieces(found) if found else None, problem=problem)


def _pieces(found: dict[str, Any]) -> list[Marked]:
    """The file with its figures and its other numbers marked."""
    source: str = found["source"]
    marks = [(span["start"], span["end"], "figure", f"{figure['value'] or figure['value_text']} {figure['outcome']}")
             for figure in found["figures"] for span in figure["evidence"]]
    marks += [(span["start"], span["end"], "numeral", span["reason"]) for span in found["not_figures"]]
    pieces, at = [], 0
    for start, end, kind, title in sorted(marks, key=lambda mark: (mark[0], mark[2], -mark[1])):
        if start >= at:
            pieces += [Marked(source[at:start]), Marked(source[start:end], kind, "", title.replace("_", " "))]
            at = end
    return [piece for piece in (*pieces, Marked(source[at:])) if piece.text]
