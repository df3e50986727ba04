"""``/sparql``: joins the protocol, the choice of a format, the cache and the pool. A bare ASGI application, because every microsecond is asked for here."""
from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from functools import lru_cache
from typing import Any

from kg.server import encoding, lexical, negotiation, protocol, updates
from kg.server.cache import Answer, Cache
from kg.server.collecting import Collector
from kg.server.jobs import Job
from kg.server.limits import Limits
from kg.server.pool import Pool
from kg.server.problem import Problem
from kg.server.protocol import Forms, Operation
from kg.server.reply import CORS, Receive, Reply, Scope, Send, of_problem, read_body, send_reply
from kg.server.scratch import Query, Update
from kg.server.scratch_pool import ScratchPool, check_token
from kg.server.serving import Serving
from kg.server.worker import Task

CONTENT_TYPES = {form.suffix: form.content_type for form in (*negotiation.RESULTS, *negotiation.GRAPHS)}
PATIENCE = 0.02       # seconds before it is worth watching for a client that hangs up
_HOST = re.compile(r"[A-Za-z0-9.:\[\]_-]+")
PREFLIGHT = (("Access-Control-Allow-Methods", protocol.ALLOW), ("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, If-None-Match"),
             ("Access-Control-Max-Age", "86400"))

Page = Callable[[Operation, Answer | Problem], Awaitable[Reply]]
Describe = Callable[[str | None, str, str | None], Awaitable[Reply]]


def task_of(operation: Operation, forms: Forms, limits: Limits) -> Task:
    """An operation as a worker takes it. Where the request names no dataset, the default graph is the union, unless the query has FROM."""
    results = forms.results.suffix if forms.results else None
    graphs = forms.graphs.suffix if forms.graphs else None
    dataset = operation.dataset
    if dataset:
        return Task(operation.text, False, dataset.default, dataset.named, results, graphs, limits.result)
    return Task(operation.text, not lexical.names_dataset(operation.text), None, None, results, graphs, limits.result)


@lru_cache(2048)
def entity_tag(release: str, task: Task) -> str:
    """What the answer's strong entity tag is made of: the release and everything that the answer depends on."""
    digest = hashlib.blake2b(repr((release, task)).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    return f"{release[:12]}-{digest}"


def matches(condition: str, tag: str) -> bool:
    """Whether an If-None-Match header names an entity tag, under any content coding (weak comparison, RFC 9110, section 13.1.2)."""
    if condition.strip() == "*":
        return True
    names = [name.strip().removeprefix("W/").strip('"') for name in condition.split(",")]
    return any(name == tag or name.startswith(tag + "+") for name in names)


class Endpoint:
    """The SPARQL endpoint of whatever release is being served."""

    def __init__(self, serving: Callable[[], Serving], limits: Limits, cache: Cache, page: Page, describe: Describe,
                 scratch: ScratchPool | None = None):
        self._serving = serving
        self._limits = limits
        self._cache = cache
        self._page = page
        self._describe = describe
        self._scratch = scratch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            reply = await self._reply(scope, receive)
        except Problem as problem:
            reply = of_problem(problem)
        reply.headers.extend(CORS)
        if reply.stream is None:
            await send_reply(reply, send, scope["method"] == "HEAD")
            return
        async with aclosing(reply.stream):      # type: ignore[type-var]
            await send_reply(reply, send, scope["method"] == "HEAD")

    async def _reply(self, scope: Scope, receive: Receive) -> Reply:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        query_string = _ascii(scope["query_string"])
        accept = headers.get(b"accept")
        match scope["method"]:
            case "GET" | "HEAD":
                operation = protocol.of_get(query_string)
                if operation is None:
                    return await self._describe(accept, _own_address(scope, headers), protocol.format_name(query_string))
            case "POST":
                body = await read_body(receive, self._limits.request)
                operation = protocol.of_post(query_string, headers.get(b"content-type"), body)
            case "OPTIONS":
                return Reply(204, headers=[("Allow", protocol.ALLOW), *PREFLIGHT])
            case method:
                raise Problem("method-not-allowed", f"{method} is not one of {protocol.ALLOW}.", headers=(("Allow", protocol.ALLOW),))
        if operation.update:
            return await self._update(operation, headers.get(b"authorization"))
        if self._scratch is not None and operation.release is None:
            return await self._scratch_query(self._scratch, operation, protocol.forms(accept, operation.name), headers)
        return await self._query(operation, protocol.forms(accept, operation.name), headers, scope, receive)

    async def _update(self, operation: Operation, authorization: str | None) -> Reply:
        if self._scratch is None:
            raise Problem("read-only", "A release is never written. Start the server with --scratch to have a store that can be.")
        check_token(self._scratch.token, authorization)
        protocol.refuse_calls(operation.text)
        text = updates.with_dataset(operation.text, operation.dataset.default, operation.dataset.named)
        await self._scratch.ask(Update(text, self._seconds(operation)))
        return Reply(204)

    async def _scratch_query(self, scratch: ScratchPool, operation: Operation, forms: Forms, headers: dict[bytes, str]) -> Reply:
        protocol.refuse_calls(operation.text)
        try:
            suffix, body = await scratch.ask(Query(task_of(operation, forms, self._limits), self._seconds(operation)))
        except Problem as problem:
            if not forms.page:
                raise
            return await self._page(operation, problem)
        if forms.page:
            return await self._page(operation, Answer(suffix, body))
        return Reply(200, CONTENT_TYPES[suffix], body, [("Vary", "Accept"), ("Cache-Control", "no-store")])

    def _seconds(self, operation: Operation) -> float:
        return min(operation.timeout or self._limits.time, self._limits.max_time)

    async def _query(self, operation: Operation, forms: Forms, headers: dict[bytes, str], scope: Scope, receive: Receive) -> Reply:
        serving = self._serving()
        if operation.release is not None and operation.release != serving.release.id:
            raise Problem("release-gone", f"The release {operation.release!r} is not served here; {serving.release.id!r} is.", {"release": serving.release.id})
        task = task_of(operation, forms, self._limits)
        volatile = lexical.is_volatile(operation.text)
        tag = None if volatile or forms.page or scope["method"] == "POST" else entity_tag(serving.release.id, task)
        if tag and b"if-none-match" in headers and matches(headers[b"if-none-match"], tag):
            return Reply(304, headers=_validators(tag, None, operation))
        try:
            found = await self._answer(serving, operation, task, volatile, _client(scope), receive)
        except Problem as problem:
            if not forms.page:
                raise
            return await self._page(operation, problem)
        if forms.page:
            return await self._page(operation, found if isinstance(found, Answer) else TOO_LONG_FOR_A_PAGE)
        coding = negotiation.choose_encoding(headers.get(b"accept-encoding"), encoding.CODINGS)
        if isinstance(found, Collector):
            return self._flowing(found, serving.pool, coding, operation, volatile)
        return self._whole(found, (serving.release.id, task), coding, tag, operation, volatile)

    async def _answer(self, serving: Serving, operation: Operation, task: Task, volatile: bool, client: str, receive: Receive) -> Answer | Collector:
        """The answer, or a collector that it flows from. Raises Problem."""
        key = (serving.release.id, task)
        if not volatile and (kept := self._cache.get(key)) is not None:
            return kept
        protocol.refuse_calls(operation.text)
        collector = Collector()
        job = collector.job = Job(task, collector, client, self._seconds(operation))
        serving.pool.submit(job)
        await settle(serving.pool, job, collector, receive)
        if collector.problem is not None:
            raise collector.problem
        if not collector.whole:
            return collector
        answer = Answer(collector.suffix, collector.body())
        if not volatile:
            self._cache.put(key, answer)
        return answer

    def _whole(self, answer: Answer, key: Any, coding: str | None, tag: str | None, operation: Operation, volatile: bool) -> Reply:
        body, headers = answer.body, _validators(tag, None, operation, volatile)
        if coding is not None and len(body) >= encoding.SMALLEST:
            if coding not in answer.encoded:
                answer.encoded[coding] = encoding.compress(body, coding)
                if not volatile:
                    self._cache.put(key, answer)
            body, headers = answer.encoded[coding], [*_validators(tag, coding, operation, volatile), ("Content-Encoding", coding)]
        return Reply(200, CONTENT_TYPES[answer.suffix], body, headers)

    def _flowing(self, collector: Collector, pool: Pool, coding: str | None, operation: Operation, volatile: bool) -> Reply:
        headers = _validators(None, coding, operation, volatile)
        if coding is not None:
            headers.append(("Content-Encoding", coding))
        return Reply(200, CONTENT_TYPES[collector.suffix], headers=headers, stream=_stream(collector, pool, coding))


TOO_LONG_FOR_A_PAGE = Problem("result-limit", "The result is too long to be shown as a page. Add a LIMIT, or ask for it as a file.")


async def _stream(collector: Collector, pool: Pool, coding: str | None) -> AsyncIterator[bytes]:
    """An answer that flows, under a content coding. When the client leaves, the query is stopped."""
    compressor = encoding.COMPRESSORS[coding]() if coding else None
    try:
        async for part in collector.flow():
            data = await asyncio.to_thread(compressor.part, part) if compressor else part
            if data:
                yield data
        if compressor:
            yield compressor.rest()
    finally:
        collector.close()
        if not collector.whole and collector.job is not None:
            pool.cancel(collector.job)


async def settle(pool: Pool, job: Job, collector: Collector, receive: Receive) -> None:
    """Waits until an answer is there, and stops the query when the client hangs up first."""
    if collector.settled.done():
        return
    await asyncio.wait((collector.settled,), timeout=PATIENCE)
    if collector.settled.done():
        return
    hung_up = asyncio.ensure_future(_hung_up(receive))
    try:
        await asyncio.wait((collector.settled, hung_up), return_when=asyncio.FIRST_COMPLETED)
        if not collector.settled.done():
            pool.cancel(job)
            raise Problem("engine-stopped", "The client has gone.")
    except asyncio.CancelledError:
        pool.cancel(job)
        raise
    finally:
        hung_up.cancel()


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _validators(tag: str | None, coding: str | None, operation: Operation, volatile: bool = False) -> list[tuple[str, str]]:
    found = [("Vary", "Accept, Accept-Encoding")]
    if volatile:
        return [*found, ("Cache-Control", "no-store")]
    if tag is not None:
        found.append(("ETag", f'"{tag}+{coding}"' if coding else f'"{tag}"'))
    found.append(("Cache-Control", "public, max-age=31536000, immutable" if operation.release else "public, no-cache"))
    return found


def _ascii(query_string: bytes) -> str:
    try:
        return query_string.decode("ascii")
    except UnicodeDecodeError:
        return query_string.decode("utf-8", "surrogateescape")


def _own_address(scope: Scope, headers: dict[bytes, str]) -> str:
    """The endpoint's address as the client has it."""
    host = headers.get(b"host") or ":".join(map(str, scope.get("server") or ("localhost",)))
    return f"{scope.get('scheme', 'http')}://{host if _HOST.fullmatch(host) else 'localhost'}{scope['path']}"


def _client(scope: Scope) -> str:
    return scope["client"][0] if scope.get("client") else ""
