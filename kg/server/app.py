"""The application: joins the endpoint, the documents and the pages. ``application`` makes one for a release."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from kg import __version__
from kg.errors import KgError
from kg.server import desk_routes, routes, things
from kg.server.access import AccessLog
from kg.server.cache import Cache
from kg.server.documents import Documents
from kg.server.endpoint import Endpoint
from kg.server.endpoint_pages import EndpointPages
from kg.server.graph_store import PATH, GraphStoreEndpoint
from kg.server.limits import DEFAULT, Limits
from kg.server.methods import READ, READ_AND_POST, everywhere
from kg.server.metrics import Metrics
from kg.server.observing import Observe, observed, observer
from kg.server.openapi import described
from kg.server.pool import Pool
from kg.server.problem import MEDIA, Problem, of_status
from kg.server.reply import App, Message, Receive, Scope, Send
from kg.server.scratch import MOST_QUADS
from kg.server.scratch_pool import ScratchPool
from kg.server.siblings import INTERVAL, Siblings
from kg.server.sites import Site
from kg.server.watch import Watch
from kg.store import Release

ENDPOINT_PATHS = frozenset({"/sparql", "/sparql/"})
PATIENCE = 20.0       # seconds that running queries have when the server is stopped


@dataclass(frozen=True, slots=True)
class Server:
    """The parts that the process joins: the application, and what the quick way to the endpoint needs."""

    application: App
    endpoint: Endpoint
    observe: Observe
    site: Site


def application(path: Path, limits: Limits = DEFAULT, token: str | None = None) -> App:
    """The ASGI application that serves the release in a directory. Raises ReleaseError where there is none."""
    return create(path, limits, token).application


def create(path: Path, limits: Limits = DEFAULT, token: str | None = None, log: AccessLog | None = None,
           siblings: Siblings | None = None) -> Server:
    """All that serves the release in a directory; with a token, a scratch store beside it. Raises ReleaseError where there is none."""
    release = Release.open(path.resolve())
    site = Site(limits, Cache(limits.cache), Pool({"kind": "desk"}, replace(limits, workers=2, slow=1, quantum=limits.max_time)), Metrics(),
                siblings=siblings)
    scratch = ScratchPool(copied(release), token, limits) if token else None
    watch = Watch(site, path.resolve())
    shown = EndpointPages(site, updates=scratch is not None)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with running(site, watch, scratch):
            yield

    web = FastAPI(title="Dispatch KG", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url="/openapi.json",
                  description="A knowledge graph of who claimed which number, through whom, about whom, where and when.")
    _handle_errors(web)
    web.state.site = site
    web.state.documents = Documents(site.current, site.last_release, things.page)
    for router in (desk_routes.routes, routes.routes, routes.things):
        web.include_router(router)
    web.openapi = described(web, scratch is not None)      # type: ignore[method-assign]
    endpoint = Endpoint(site.current, limits, site.cache, shown.show, shown.describe, scratch)
    observe = observer(site.metrics, log)
    return Server(_joined(endpoint, GraphStoreEndpoint(site, scratch), web, observe, site), endpoint, observe, site)


def _joined(endpoint: App, graph_store: App, web: App, observe: Observe, site: Site) -> App:
    """Each request goes where its path belongs."""
    pages = everywhere(web, allowed)

    def chosen(path: str) -> App:
        return endpoint if path in ENDPOINT_PATHS else graph_store if path == PATH or path.startswith(PATH + "/") else pages

    requests = observed(chosen, observe, lambda: site.serving.release.id if site.serving else None)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await requests(scope, receive, send)
            return

        async def telling(message: Message) -> None:
            if site.failure is not None:
                message.pop("message", None)      # a traceback, where whoever runs the server is told in a line
            await send(message)

        await web(scope, receive, telling)

    return app


def allowed(path: str) -> str:
    """The methods that a path of the web framework's takes."""
    return READ_AND_POST if path in desk_routes.PATHS else READ


@asynccontextmanager
async def running(site: Site, watch: Watch, scratch: ScratchPool | None) -> AsyncIterator[None]:
    """Everything started; and in the end, everything stopped, once what runs has come to an end."""
    pools = [site.desk, *([scratch.pool] if scratch else [])]
    try:
        await asyncio.gather(watch.begin(), *(pool.start() for pool in pools))
    except KgError as error:
        site.failure = error
        raise
    beside = [asyncio.create_task(watch.run()), asyncio.create_task(_telling(site))]
    try:
        yield
    finally:
        site.closing = True
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await watch.close()
        await asyncio.gather(*(pool.close(PATIENCE) for pool in (site.current().pool, *pools)))
        site.current().let_go()


async def _telling(site: Site) -> None:
    """Tells the processes beside this one what it counts, again and again."""
    while site.siblings is not None:
        site.siblings.tell(site.families())
        await asyncio.sleep(INTERVAL)


def copied(release: Release) -> str | None:
    """The N-Quads that the scratch store begins with: the release's, unless it is too large."""
    if release.metadata.get("counts", {}).get("quads", 0) > MOST_QUADS:
        return None
    return next((str(release.dump_path(dump.name)) for dump in release.dumps() if dump.name.endswith(".nq")), None)


def problem_response(problem: Problem) -> Response:
    """A problem as the web framework sends it."""
    headers = dict(problem.headers) | {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
    return Response(problem.body(), problem.status, headers, media_type=MEDIA)


def _handle_errors(web: FastAPI) -> None:
    @web.exception_handler(Problem)
    async def told(request: Request, error: Problem) -> Response:
        return problem_response(error)

    @web.exception_handler(HTTPException)
    async def turned_down(request: Request, error: HTTPException) -> Response:
        problem = of_status(error.status_code, _reason(request, error))
        refused = error.status_code == HTTPStatus.METHOD_NOT_ALLOWED
        problem.headers = (("Allow", allowed(request.url.path)),) if refused else tuple((error.headers or {}).items())
        return problem_response(problem)

    @web.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        faults = [{"parameter": str(one["loc"][-1]), "message": one["msg"]} for one in error.errors()]
        told = "; ".join(f"{fault['parameter']}: {fault['message']}" for fault in faults)
        return problem_response(Problem("unprocessable", told, {"faults": faults}))

    @web.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> Response:
        return problem_response(Problem("internal", "Something went wrong here. It has been noted."))


def _reason(request: Request, error: HTTPException) -> str:
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return f"{request.method} is not taken at {request.url.path}; {allowed(request.url.path)} are."
    return str(error.detail)


