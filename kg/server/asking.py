"""Small facts of a request, and how a reply goes back through the web framework."""
from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.responses import Response

from kg.server.negotiation import HTML, Format, choose, named
from kg.server.problem import Problem
from kg.server.reply import CORS, Reply, own_address
from kg.server.sites import Site

VARY: tuple[tuple[str, str], ...] = (("Vary", "Accept"), ("Cache-Control", "public, no-cache"))


def site_of(request: Request) -> Site:
    """What the routes share."""
    site: Site = request.app.state.site
    return site


AtSite = Annotated[Site, Depends(site_of)]


def base_url(request: Request) -> str:
    """Where the client sees this server: ``http://localhost:8000``."""
    return own_address(request.scope)


def client_of(request: Request) -> str:
    """Who asks, as the pool counts clients."""
    return request.client.host if request.client else ""


def chosen(request: Request, formats: tuple[Format, ...]) -> Format:
    """The format that a request asks for, by ``format=`` or ``Accept``. Raises Problem (406) where it takes none of them."""
    name = request.query_params.get("format")
    found = named(name, formats) if name else choose(request.headers.get("accept"), formats)
    if found is None:
        raise Problem("not-acceptable", f"This is given as {', '.join(form.media for form in formats)}.", {"formats": [form.media for form in formats]})
    return found


def respond(reply: Reply) -> Response:
    """A reply as the web framework sends it. One that is given gets an entity tag, made of its bytes where it has none."""
    if reply.status == 200 and not any(name == "ETag" for name, _ in reply.headers):
        reply.headers.append(("ETag", f'"{hashlib.blake2b(reply.body, digest_size=16).hexdigest()}"'))
    return Response(reply.body, reply.status, dict([*reply.headers, *CORS]), media_type=reply.content_type)


def page(site: Site, template: str, status: int = 200, **values: Any) -> Response:
    """A page, filled in."""
    return respond(Reply(status, HTML.content_type, site.render(template, **values), list(VARY)))
