"""The server: one ASGI application that joins the endpoint, the documents and the pages, made by ``application`` from a release."""
from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import fastapi
from fastapi import Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from kg import __version__
from kg.errors import CallError, SeedError
from kg.flat import COLUMNS, write_csv
from kg.reading import read
from kg.reading_json import as_json
from kg.seeds import SIZE_LIMIT, read_article
from kg.server import documents, pages
from kg.server.cache import Answer, Cache
from kg.server.endpoint import Endpoint
from kg.server.limits import Limits
from kg.server.negotiation import DOCUMENTS, GRAPHS, HTML, TABLES, Format, choose, named
from kg.server.pool import Pool
from kg.server.problem import MEDIA, Problem, of_status
from kg.server.protocol import Operation
from kg.server.reply import CORS, App, Receive, Reply, Scope, Send
from kg.server.serving import Serving
from kg.store import Release
from kg.table import Filter

_RDF_DOCUMENTS = tuple(form for form in DOCUMENTS if form is not HTML)
_PARAMETERS = {"outcome": "outcome", "object": "object", "unit": "unit", "qualifier": "qualifier", "from": "start", "to": "end",
               "force": "force", "place": "place", "source": "source", "article": "article", "min": "least", "max": "most", "agreement": "agreement"}
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
PATIENCE = 10.0                   # seconds that running queries have when the server stops


class Server:
    """What the routes share: the release that is being served, and the counts that /metrics tells."""

    def __init__(self, path: Path, limits: Limits):
        self.release = Release.open(path)
        self.pool = Pool(str(path), limits)
        self.cache = Cache(limits.cache)
        self.answers: Counter[int] = Counter()
        self.began = time.monotonic()

    def serving(self) -> Serving:
        """The release and its pool."""
        return Serving(self.release, self.pool)


def application(path: Path, limits: Limits | None = None) -> App:
    """The ASGI application that serves the release in a directory. Raises ReleaseError where there is none."""
    limits = limits or Limits()
    server = Server(path, limits)

    @asynccontextmanager
    async def lifespan(_: fastapi.FastAPI) -> AsyncIterator[None]:
        await server.pool.start()
        yield
        await server.pool.close(PATIENCE)

    site = fastapi.FastAPI(title="Dispatch KG", version=__version__, lifespan=lifespan, redoc_url=None,
                           description="Who claimed which number, through whom, about whom, where and when: the dataset over HTTP. "
                                       "/sparql speaks the SPARQL 1.1 Protocol.")
    _errors(site)
    _data(site, server)
    _things(site, server)
    endpoint = Endpoint(server.serving, limits, server.cache, lambda operation, found: _page(server, operation, found),
                        lambda accept, query: _describe(server, accept, query))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def counted(message: Any) -> None:
            if message["type"] == "http.response.start":
                server.answers[message["status"]] += 1
            await send(message)

        if scope["type"] == "http" and scope["path"] == "/sparql":
            await endpoint(scope, receive, counted)
        else:
            await site(scope, receive, counted)

    return app


def _errors(site: fastapi.FastAPI) -> None:
    @site.exception_handler(Problem)
    async def told(_: Request, problem: Problem) -> Response:
        return Response(problem.body(), problem.status, dict(problem.headers), MEDIA)

    @site.exception_handler(HTTPException)
    async def of_framework(_: Request, error: HTTPException) -> Response:
        problem = of_status(error.status_code, str(error.detail))
        return Response(problem.body(), error.status_code, error.headers, MEDIA)

    @site.exception_handler(Exception)
    async def failed(_: Request, error: Exception) -> Response:
        return Response(Problem("internal", "The server failed on this request; the failure is in its log.").body(), 500, media_type=MEDIA)


async def _page(server: Server, operation: Operation, found: Answer | Problem) -> Reply:
    """The answer to a query that a browser asked, as a page."""
    if isinstance(found, Problem):
        body = pages.render("sparql.html", server.release, query=operation.text, table=None, text=None, problem=found)
        return Reply(found.status, HTML.content_type, body, list(found.headers))
    return Reply(200, HTML.content_type, await run_in_threadpool(pages.results, server.release, operation.text, found.suffix, found.body))


async def _describe(server: Server, accept: str | None, _: str) -> Reply:
    """The service description (SPARQL 1.1 Service Description), or the editor for a browser."""
    form = choose(accept, (*GRAPHS[:4], HTML))
    if form is None:
        raise Problem("not-acceptable", f"The description is given as {', '.join(one.media for one in (*GRAPHS[:4], HTML))}.")
    if form is HTML:
        return Reply(200, HTML.content_type, pages.render("sparql.html", server.release, query="", table=None, text=None, problem=None))
    return Reply(200, form.content_type, await run_in_threadpool(documents.service_description, server.release, form), [("Vary", "Accept")])


def _data(site: fastapi.FastAPI, server: Server) -> None:
    """The dataset as a whole: its front page, figures, dumps, description, and what the server does for a text."""
    @site.get("/", response_class=Response)
    def home(request: Request) -> Response:
        form = _chosen(request, (HTML, *_RDF_DOCUMENTS))
        if form is not HTML:
            return _answer(documents.description(server.release, form), form)
        return _answer(pages.render("home.html", server.release, examples=documents.examples()), HTML)

    @site.get("/figures", response_class=Response)
    def figures(request: Request, limit: int = 100, offset: int = 0) -> Response:
        asked = {name: value for name, value in request.query_params.items() if name in _PARAMETERS and value}
        of = _filter(asked)
        form = _chosen(request, TABLES)
        limit, offset = max(1, min(limit, 1000)), max(0, offset)
        try:
            if form is HTML:
                return _answer(pages.figures(server.release, of, asked, limit, offset), form)
            rows = list(server.release.figures.select(of, limit, offset))
        except CallError as error:
            raise Problem("bad-request", str(error)) from error
        body = "".join(write_csv(rows, COLUMNS)) if form.suffix == "csv" else json.dumps(rows, ensure_ascii=False)
        return _answer(body.encode(), form)

    @site.get("/dumps/", response_class=Response)
    def dumps() -> Response:
        return _answer(pages.render("dumps.html", server.release), HTML)

    @site.get("/dumps/{name}", response_class=Response)
    def dump(name: str) -> Response:
        found = next((dump for dump in server.release.dumps() if dump.name == name), None)
        if found is None:
            raise Problem("not-found", f"The release has no dump {name!r}; /dumps/ lists them.")
        return FileResponse(server.release.dump_path(name), media_type=found.media_type, headers={**dict(CORS), "ETag": f'"{found.sha256}"'})

    @site.get("/.well-known/void", response_class=Response)
    def void(request: Request) -> Response:
        form = choose(request.headers.get("accept"), _RDF_DOCUMENTS) or _RDF_DOCUMENTS[0]
        return _answer(documents.description(server.release, form), form)

    @site.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok", "release": server.release.id, "version": __version__}

    @site.get("/metrics", response_class=Response)
    def metrics() -> Response:
        answers = (f'kg_http_responses_total{{status="{status}"}} {count}' for status, count in sorted(server.answers.items()))
        counts = {"kg_cache_hits_total": server.cache.hits, "kg_cache_misses_total": server.cache.misses}
        gauges = {"kg_cache_bytes": server.cache.size, "kg_uptime_seconds": int(time.monotonic() - server.began)}
        lines = ["# TYPE kg_http_responses_total counter", *answers]
        for kind, told in (("counter", counts), ("gauge", gauges)):
            lines += [line for name, value in told.items() for line in (f"# TYPE {name} {kind}", f"{name} {value}")]
        return Response("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4; charset=utf-8")

    @site.post("/read")
    async def read_seed(request: Request) -> Response:
        data = await _body(request)
        try:
            reading = await run_in_threadpool(lambda: read(read_article("article.txt", data)))
        except SeedError as error:
            raise Problem("unprocessable", str(error), {"faults": [fault.describe("article.txt") for fault in error.faults]}) from error
        return Response(json.dumps(as_json(reading), ensure_ascii=False), media_type="application/json")

    @site.post("/validate")
    async def validate(request: Request) -> Response:
        data = await _body(request)
        report = await run_in_threadpool(documents.validated, data, request.headers.get("content-type", "text/plain"))
        return Response(report, media_type="application/json")


async def _body(request: Request) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > SIZE_LIMIT:
            raise Problem("too-large", f"The body may have {SIZE_LIMIT:,} bytes.")
        parts.append(part)
    return b"".join(parts)


def _things(site: fastapi.FastAPI, server: Server) -> None:
    @site.api_route("/{path:path}", methods=["GET", "HEAD"], response_class=Response, include_in_schema=False)
    def thing(path: str, request: Request) -> Response:
        """A thing (303 to the document that suits), or a document about it (its suffix names the form)."""
        bare, form = documents.split_suffix(path)
        found = documents.about(server.release, bare)
        if not found:
            raise Problem("not-found", f"The release {server.release.id} has nothing under the address {found.iri}.")
        if form is None and path != "ontology":
            chosen = _chosen(request, (HTML, *_RDF_DOCUMENTS))
            return RedirectResponse(f"/{bare}.{chosen.suffix}", 303, {**dict(CORS), "Vary": "Accept"})
        form = form or _chosen(request, (HTML, *_RDF_DOCUMENTS))
        body = pages.thing(server.release, found) if form is HTML else documents.write(found, form)
        links = [f'</{bare}.{other.suffix}>; rel="alternate"; type="{other.media}"' for other in DOCUMENTS if other is not form]
        links += [f'<{found.iri}>; rel="describes"', f'<{_LICENCE}>; rel="license"']
        return _answer(body, form, {"Link": ", ".join(links)})


def _chosen(request: Request, formats: tuple[Format, ...]) -> Format:
    """The format that a request asks for, by ``format=`` or ``Accept``. Raises Problem (406) where it takes none of them."""
    name = request.query_params.get("format")
    found = named(name, formats) if name else choose(request.headers.get("accept"), formats)
    if found is None:
        raise Problem("not-acceptable", f"This is given as {', '.join(form.media for form in formats)}.")
    return found


def _answer(body: bytes, form: Format, headers: Mapping[str, str] | None = None) -> Response:
    return Response(body, 200, {**dict(CORS), "Vary": "Accept", "Cache-Control": "public, no-cache", **(headers or {})}, form.content_type)


def _filter(asked: Mapping[str, str]) -> Filter:
    values: dict[str, Any] = {_PARAMETERS[name]: value for name, value in asked.items()}
    for name in ("least", "most"):
        if name in values:
            try:
                values[name] = float(values[name])
            except ValueError:
                raise Problem("bad-request", f"min and max have to be numbers, and one is {values[name]!r}.") from None
    return Filter(**values)
