"""``/rdf-graphs``: the SPARQL 1.1 Graph Store HTTP Protocol. Reads everywhere, writes on the scratch store alone."""
from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from kg import identifiers
from kg.server import lookup, multipart, negotiation
from kg.server.documents import is_address
from kg.server.negotiation import GRAPHS, Format
from kg.server.problem import Problem
from kg.server.protocol import media_type, pairs_of
from kg.server.reply import CORS, Receive, Reply, Scope, Send, of_problem, own_address, read_body, send_reply
from kg.server.scratch import DONE, MADE, MISSING, GraphStore
from kg.server.scratch_pool import ScratchPool, check_token
from kg.server.sites import Site
from kg.server.worker import Task

PATH = "/rdf-graphs"
READ_ALLOW = "GET, HEAD, OPTIONS"
ALLOW = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Target:
    """The graph that a request is about; ``iri`` None is the default graph. ``fresh``: it is to be named by the server."""

    iri: str | None
    fresh: bool = False


def target(path: str, query_string: str, base_url: str, default_base: Callable[[str], str] = identifiers.iri) -> Target:
    """Which graph is meant: ?default, ?graph=IRI, or the address itself (sections 4.1 and 4.2). Raises Problem."""
    pairs = pairs_of(query_string)
    named = [value for name, value in pairs if name == "graph"]
    default = any(name == DEFAULT for name, _ in pairs)
    direct = path.removeprefix(PATH).strip("/")
    if default + len(named) + bool(direct) > 1:
        raise Problem("bad-request", "A request names one graph: by ?graph=, by ?default, or by its address.")
    if default:
        return Target(None)
    if named:
        return Target(_iri(named[0], default_base))
    return Target(f"{base_url}{quote(path, safe='/:@!$&()*+,;=~-._%')}", fresh=not direct)


def _iri(text: str, default_base: Callable[[str], str]) -> str:
    found = text if ":" in text else default_base(text)
    if not text or not is_address(found):
        raise Problem("bad-request", f"The parameter 'graph' has to be an IRI, and is {text!r}.")
    return found


class GraphStoreEndpoint:
    """The protocol over whatever is being served."""

    def __init__(self, site: Site, scratch: ScratchPool | None):
        self._site = site
        self._scratch = scratch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            reply = await self._reply(scope, receive)
        except Problem as problem:
            reply = of_problem(problem)
        reply.headers.extend(CORS)
        await send_reply(reply, send, scope["method"] == "HEAD")

    async def _reply(self, scope: Scope, receive: Receive) -> Reply:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        allow = ALLOW if self._scratch else READ_ALLOW
        base = own_address(scope)
        match scope["method"]:
            case "OPTIONS":
                return Reply(204, headers=[("Allow", allow), ("Access-Control-Allow-Methods", allow),
                                           ("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type")])
            case "GET" | "HEAD":
                return await self._read(target(scope["path"], _text(scope), base), headers.get(b"accept"))
            case "PUT" | "POST" | "DELETE" if self._scratch is not None:
                check_token(self._scratch.token, headers.get(b"authorization"))
                return await self._write(scope["method"], target(scope["path"], _text(scope), base), headers, receive)
            case "PUT" | "POST" | "DELETE":
                raise Problem("read-only", "A release is never written. Start the server with --scratch to have a store that can be.")
            case method:
                raise Problem("method-not-allowed", f"{method} is not one of {allow}.", headers=(("Allow", allow),))

    async def _read(self, wanted: Target, accept: str | None) -> Reply:
        form = negotiation.choose(accept, GRAPHS)
        if form is None:
            raise Problem("not-acceptable", f"{accept!r} names no format of RDF that can be given.", {"formats": [one.media for one in GRAPHS]})
        if wanted.fresh:
            raise Problem("bad-request", "Name a graph: by ?graph=, by ?default, or by its address.")
        if wanted.iri is None and self._scratch is None:
            return self._union(form)
        body = await (self._of_release(wanted, form) if self._scratch is None else self._of_scratch(self._scratch, wanted, form))
        return Reply(200, form.content_type, body, [("Vary", "Accept"), ("Cache-Control", "public, no-cache" if self._scratch is None else "no-store")])

    def _union(self, form: Format) -> Reply:
        """The default graph of a release is the union of all its graphs: a file lies ready in most forms. Raises Problem where it does not."""
        listed = {dump.name: dump for dump in self._site.current().release.dumps()}
        found = next((name for name, dump in listed.items() if dump.media_type == form.media and name.endswith(f".{form.suffix}")), None)
        if found is None:
            raise Problem("unprocessable", "The default graph is the union of all, and too large to be given here in this form; /dumps/ has it in others.")
        return Reply(307, headers=[("Location", f"/dumps/{found}"), ("Vary", "Accept")])

    async def _of_release(self, wanted: Target, form: Format) -> bytes:
        pool = self._site.current().pool
        if not await lookup.holds(pool, f"ASK {{ GRAPH <{wanted.iri}> {{ ?s ?p ?o }} }}"):
            raise Problem("not-found", f"There is no graph {wanted.iri}.")
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{wanted.iri}> {{ ?s ?p ?o }} }}"
        return await lookup.ask(pool, Task(query, False, graphs=form.suffix, limit=self._site.limits.result))

    async def _of_scratch(self, scratch: ScratchPool, wanted: Target, form: Format) -> bytes:
        status, body = await scratch.ask(GraphStore("GET", wanted.iri, suffix=form.suffix))
        if status == MISSING:
            raise Problem("not-found", f"There is no graph {wanted.iri}.")
        return body

    async def _write(self, method: str, wanted: Target, headers: dict[bytes, str], receive: Receive) -> Reply:
        assert self._scratch is not None
        made: list[tuple[str, str]] = []
        if wanted.fresh:
            if method != "POST":
                raise Problem("bad-request", "Name a graph: by ?graph=, by ?default, or by its address.")
            wanted = Target(f"{wanted.iri}/{uuid.uuid4()}")
            made = [("Location", str(wanted.iri))]
        parts = () if method == "DELETE" else _parts(headers.get(b"content-type"), await read_body(receive, self._site.limits.request))
        status, _ = await self._scratch.ask(GraphStore(method, wanted.iri, parts, base=wanted.iri or identifiers.iri("sparql")))
        if status == MISSING:
            raise Problem("not-found", f"There is no graph {wanted.iri}.")
        return Reply(201 if status == MADE else 204 if status == DONE else 200, headers=made)


def _parts(content_type: str | None, body: bytes) -> tuple[tuple[str, bytes], ...]:
    """The data of a body, with the suffix of each part's format. Raises Problem for a media type that is not RDF."""
    media, _ = media_type(content_type)
    if media == "multipart/form-data":
        return tuple((_suffix(kind), data) for kind, data in multipart.parts(content_type or "", body))
    return ((_suffix(media), body),)


def _suffix(media: str) -> str:
    form = negotiation.named(media, GRAPHS)
    if form is None or "/" not in media:
        accepted = ", ".join(one.media for one in GRAPHS)
        raise Problem("unsupported-media-type", f"{media or 'No media type'} is not RDF; {accepted} are.", headers=(("Accept-Post", accepted),))
    return form.suffix


def _text(scope: Scope) -> str:
    query: bytes = scope["query_string"]
    return query.decode("utf-8", "replace")
