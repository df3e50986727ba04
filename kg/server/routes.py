"""The ordinary routes: front page, descriptions, figures, dumps, liveness, and every address below the base."""
from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import FileResponse
from starlette.responses import Response

from kg import identifiers
from kg.errors import ReleaseError
from kg.server import description, lookup, overview, pages, tables
from kg.server.asking import VARY, AtSite, base_url, chosen, client_of, page, respond
from kg.server.desk import FIGURES, Errand
from kg.server.documents import Documents
from kg.server.methods import HEAD
from kg.server.metrics import MEDIA as METRICS
from kg.server.metrics import exposition
from kg.server.negotiation import GRAPHS, HTML, PLAIN_JSON, TABLES, choose
from kg.server.problem import KINDS, Problem
from kg.server.reply import Receive, Reply, Scope, Send
from kg.server.worker import Task
from kg.store import Release

FOR_EVER = "public, max-age=31536000, immutable"
routes = APIRouter()


@routes.get("/", summary="The data set: what it is, counts, examples, dumps", response_class=Response)
async def front(request: Request, site: AtSite) -> Response:
    """As HTML, or its description in any form of RDF."""
    form = chosen(request, (HTML, *GRAPHS))
    release = site.current().release
    if form is not HTML:
        return respond(description.of_dataset(release, form))
    return page(site, "front.html", **overview.front(release))


@routes.get("/.well-known/void", summary="The data set's description (VoID, DCAT)", response_class=Response)
async def void(request: Request, site: AtSite) -> Response:
    """In any form of RDF; Turtle where a client takes none of them."""
    accept = request.headers.get("accept")
    browser = choose(accept, (*GRAPHS, HTML)) is HTML
    return respond(description.of_dataset(site.current().release, GRAPHS[0] if browser else chosen(request, GRAPHS)))


@routes.get("/figures", summary="The table of figures, filtered", response_class=Response)
async def figures(request: Request, site: AtSite, limit: Annotated[int | None, Query(ge=1, le=tables.MOST, description="rows to show")] = None,
                  offset: Annotated[int, Query(ge=0, le=2**53, description="rows to pass over")] = 0,
                  format: Annotated[Literal["html", "csv", "json"] | None, Query(description="wins over Accept")] = None) -> Response:
    """Filters add up: outcome, object, unit, qualifier (codes), force, place, source (names), from, to (dates), min, max, agreement, article."""
    form = chosen(request, TABLES)
    asked = {name: value.strip() for name, value in request.query_params.items() if name in tables.FIELDS and value.strip()}
    order = tables.order(site.current().release, tables.Request(asked, limit, offset), form)
    body = await lookup.ask(site.desk, Errand(FIGURES, order), client_of(request), site.limits.time)
    return respond(Reply(200, form.content_type, body, list(VARY)))


@routes.get("/dumps/", summary="The release's files: sizes, checksums, licence", response_class=Response)
async def dumps(request: Request, site: AtSite) -> Response:
    """As HTML or JSON."""
    release = site.current().release
    listed = [_listed(dump) for dump in release.dumps()]
    if chosen(request, (HTML, PLAIN_JSON)) is HTML:
        return page(site, "dumps.html", dumps=listed, metadata=release.metadata)
    content = {"release": release.id, "license": release.metadata.get("license"), "dumps": listed}
    return respond(Reply(200, PLAIN_JSON.media, overview.json_bytes(content), list(VARY)))


def _listed(dump: Any) -> dict[str, object]:
    return {"name": dump.name, "media_type": dump.media_type, "bytes": dump.bytes, "sha256": dump.sha256, "title": dump.title}


@routes.get("/dumps/{name}", summary="One file of the release", response_class=Response)
async def dump(name: Annotated[str, Path(description="a name that /dumps/ lists")], site: AtSite) -> Response:
    """The file, in parts where they are asked for."""
    return _file(site.current().release, name)


def _file(release: Release, name: str) -> Response:
    try:
        path = release.dump_path(name)
    except ReleaseError:
        raise Problem("not-found", f"The release has no file {name!r}; /dumps/ lists those that it has.") from None
    found = next(one for one in release.dumps() if one.name == name)
    headers = {"ETag": f'"{found.sha256[:32]}"', "Access-Control-Allow-Origin": "*", "Cache-Control": "public, no-cache"}
    return _File(path, media_type=found.media_type, headers=headers, filename=name)


class _File(FileResponse):
    """A file that is not read where its head alone is asked for."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await super().__call__({**scope, "method": "HEAD"} if scope.get(HEAD) else scope, receive, send)


@routes.get("/health", summary="Whether the server lives")
async def health() -> dict[str, str]:
    """Always the same while it does."""
    return {"status": "alive"}


@routes.get("/ready", summary="Whether the server can answer queries")
async def ready(site: AtSite) -> dict[str, str]:
    """Asks a worker; 503 while the release is being opened, and once the server is being stopped."""
    if site.closing:
        raise Problem("overloaded", "The server is being stopped.", headers=(("Retry-After", "5"),))
    serving = site.current()
    await lookup.ask(serving.pool, Task("ASK {}", True))
    return {"status": "ready", "release": serving.release.id}


@routes.get("/metrics", summary="What is counted, for Prometheus", response_class=Response)
async def metrics(site: AtSite) -> Response:
    """In the text format; where several processes serve, of all of them."""
    families = site.families() if site.siblings is None else site.siblings.joined(site.families())
    return Response(exposition(families), media_type=METRICS)


@routes.get("/problem/{kind}", summary="What a kind of problem means", response_class=Response)
async def problem(kind: Annotated[str, Path(description="the last part of a problem document's type")], request: Request, site: AtSite) -> Response:
    """As HTML or JSON."""
    if kind not in KINDS:
        raise Problem("not-found", f"There is no kind of problem {kind!r}.")
    status, title = KINDS[kind]
    if chosen(request, (PLAIN_JSON, HTML)) is HTML:
        return page(site, "problem.html", kind=kind, title=title, code=status)
    content = {"type": identifiers.iri(f"problem/{kind}"), "title": title, "status": status}
    return respond(Reply(200, PLAIN_JSON.media, overview.json_bytes(content), list(VARY)))


@routes.get("/docs", include_in_schema=False)
async def docs(request: Request, site: AtSite) -> Response:
    """The OpenAPI document as a page."""
    return page(site, "docs.html", api=request.app.openapi())


@routes.get("/static/{name}", include_in_schema=False)
async def static(name: str) -> Response:
    """A file that the pages use."""
    path = pages.STATIC / name
    if path.parent != pages.STATIC or not path.is_file():
        raise Problem("not-found", f"There is no file {name!r}.")
    return FileResponse(path, headers={"Cache-Control": FOR_EVER, "X-Content-Type-Options": "nosniff"})


things = APIRouter()


@things.get("/{path:path}", summary="A thing, or a document about it", response_class=Response)
async def linked(path: str, request: Request, site: AtSite) -> Response:
    """303 to a document for a thing, by Accept; the document itself by suffix: .html .ttl .jsonld .nt .rdf."""
    documents: Documents = request.app.state.documents
    headers = request.headers
    return respond(await documents.reply(path, headers.get("accept"), headers.get("if-none-match"), base_url(request), client_of(request)))
