"""``/sparql``: joins the protocol, the choice of a format, the cache and the pool.

``prepare`` and ``whole`` do all that needs no waiting, so that the quick way through (kg.server.quick) and the ASGI application here share them.
"""
from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import NamedTuple

from kg.server import encoding, lexical, negotiation, protocol, updates
from kg.server.access import Noted
from kg.server.cache import Answer, Cache
from kg.server.collecting import Collector, waiting
from kg.server.jobs import Job
from kg.server.limits import Limits
from kg.server.methods import held, matches
from kg.server.observing import NOTED
from kg.server.problem import Problem
from kg.server.protocol import Forms, Operation
from kg.server.reply import CORS, Receive, Reply, Scope, Send, of_problem, own_address, read_body, send_reply
from kg.server.scratch import Query, Update
from kg.server.scratch_pool import ScratchPool, check_token
from kg.server.serving import Serving
from kg.server.worker import Task

CONTENT_TYPES = {form.suffix: form.content_type for form in (*negotiation.RESULTS, *negotiation.GRAPHS)}
PATIENCE = 0.02       # seconds before it is worth watching for a client that hangs up
OTHER_CODING = 1 << 16      # bytes from which compressing is left to a thread
PREFLIGHT = (("Access-Control-Allow-Methods", protocol.ALLOW), ("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, If-None-Match"),
             ("Access-Control-Max-Age", "86400"))

Page = Callable[[Operation, Answer | Problem], Awaitable[Reply]]
Describe = Callable[[str | None, str, str | None], Awaitable[Reply]]


class Asked(NamedTuple):
    """A query ready to be answered: by which release, as what task, under which content coding, with which entity tag (None: it may not be kept).

    The tag is the answer's key in the cache, too.
    """

    serving: Serving
    task: Task
    seconds: float
    tag: str | None
    coding: str | None
    pinned: bool


def task_of(operation: Operation, facts: lexical.Facts, forms: Forms, limits: Limits) -> Task:
    """An operation as a worker takes it. Where the request names no dataset, the default graph is the union, unless the query has FROM."""
    results = forms.results.suffix if forms.results else None
    graphs = forms.graphs.suffix if forms.graphs else None
    dataset = operation.dataset
    if dataset:
        return Task(operation.text, False, dataset.default, dataset.named, results, graphs, limits.result)
    return Task(operation.text, not facts.names_dataset, None, None, results, graphs, limits.result)


def entity_tag(release: str, task: Task) -> str:
    """What the answer's strong entity tag is made of: the release and everything that the answer depends on."""
    digest = hashlib.blake2b(repr(tuple(task)).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return f"{release[:12]}-{digest}"


class Gone(Exception):
    """The client has hung up: nobody waits for an answer."""


class Endpoint:
    """The SPARQL endpoint of whatever release is being served."""

    def __init__(self, serving: Callable[[], Serving], limits: Limits, cache: Cache, page: Page, describe: Describe, scratch: ScratchPool | None = None):
        self.cache = cache
        self.limits = limits
        self.scratch = scratch
        self._serving = serving
        self._page = page
        self._describe = describe
        self._heads: dict[tuple[str, str | None, bool, bool], str] = {}

    # What needs no waiting

    def prepare(self, operation: Operation, forms: Forms, headers: Mapping[bytes, str], method: str) -> Asked | Reply:
        """A query made ready, or the answer that it needs no worker for. Raises Problem."""
        serving = self._serving()
        release = serving.release.id
        if operation.release is not None and operation.release != release:
            raise Problem("release-gone", f"The release {operation.release!r} is not served here; {release!r} is.", {"release": release})
        protocol.refuse_nothing(operation.text)
        facts = lexical.facts(operation.text)
        protocol.refuse_calls(facts)
        task = task_of(operation, facts, forms, self.limits)
        tag = None if facts.is_volatile else entity_tag(release, task)
        coding = negotiation.choose_encoding(headers.get(b"accept-encoding"), encoding.CODINGS)
        asked = Asked(serving, task, self.seconds(operation), tag, coding, operation.release is not None)
        if tag is not None and method != "POST" and not forms.page and b"if-none-match" in headers and matches(headers[b"if-none-match"], tag):
            return Reply(304, headers=_validators(asked, None))
        return asked

    def seconds(self, operation: Operation) -> float:
        """How long an operation may take."""
        return min(operation.timeout or self.limits.time, self.limits.max_time)

    def kept(self, asked: Asked) -> Answer | None:
        """The finished answer, where it is there."""
        return self.cache.get(asked.tag) if asked.tag is not None else None

    def keep(self, asked: Asked, collector: Collector, seconds: float) -> Answer:
        """A whole answer that took so long, kept for whoever asks the same."""
        answer = Answer(collector.suffix, collector.body())
        if asked.tag is not None and self.cache.is_worth(asked.tag, seconds):
            self.cache.put(asked.tag, answer)
        return answer

    def whole(self, asked: Asked, answer: Answer) -> Reply:
        """A finished answer as a response."""
        body, coding = self.coded(asked, answer)
        return Reply(200, CONTENT_TYPES[answer.suffix], body, _validators(asked, coding))

    def coded(self, asked: Asked, answer: Answer) -> tuple[bytes, str | None]:
        """A finished answer's bytes under the content coding that it goes out with, and that coding."""
        if asked.coding is None or len(answer.body) < encoding.SMALLEST:
            return answer.body, None
        if asked.coding not in answer.encoded:
            answer.encoded[asked.coding] = encoding.compress(answer.body, asked.coding)
            if asked.tag is not None and answer.counted:
                self.cache.put(asked.tag, answer)
        return answer.encoded[asked.coding], asked.coding

    def head(self, suffix: str, asked: Asked, coding: str | None) -> str:
        """The header fields that all whole answers of a kind share, but for the entity tag and the length."""
        key = (suffix, coding, asked.tag is None, asked.pinned)
        found = self._heads.get(key)
        if found is None:
            fields = [field for field in (*_validators(asked, coding), *CORS, ("Content-Type", CONTENT_TYPES[suffix])) if field[0] != "ETag"]
            found = self._heads[key] = "".join(f"{name}: {value}\r\n" for name, value in fields)
        return found

    def flowing(self, asked: Asked, collector: Collector) -> Reply:
        """An answer that flows as a response."""
        stream = _stream(collector, asked)
        return Reply(200, CONTENT_TYPES[collector.suffix], headers=_validators(asked, asked.coding, flowing=True), stream=stream)

    # The ASGI application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers any request."""
        try:
            reply = await self._reply(scope, receive)
        except Problem as problem:
            reply = of_problem(problem)
        except Gone:
            return
        reply.headers.extend(CORS)
        if reply.stream is None:
            await send_reply(reply, send, scope["method"] == "HEAD")
            return
        async with aclosing(reply.stream):      # type: ignore[type-var]
            await send_reply(reply, send, scope["method"] == "HEAD")

    async def _reply(self, scope: Scope, receive: Receive) -> Reply:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        query_string = scope["query_string"].decode("latin-1")
        accept = headers.get(b"accept")
        match scope["method"]:
            case "GET" | "HEAD":
                operation = protocol.of_get(query_string)
                if operation is None:
                    description = await self._describe(accept, own_address(scope) + scope["path"], protocol.format_name(query_string))
                    return held(description, headers.get(b"if-none-match"))
            case "POST":
                body = await read_body(receive, self.limits.request)
                operation = protocol.of_post(query_string, headers.get(b"content-type"), body)
            case "OPTIONS":
                return Reply(204, headers=[("Allow", protocol.ALLOW), *PREFLIGHT])
            case method:
                raise Problem("method-not-allowed", f"{method} is not one of {protocol.ALLOW}.", headers=(("Allow", protocol.ALLOW),))
        if operation.update:
            return await self._update(operation, headers.get(b"authorization"))
        forms = protocol.forms(accept, operation.name)
        if self.scratch is not None and operation.release is None:
            return await self._scratch_query(self.scratch, operation, forms)
        if not forms.page:
            return await self._query(operation, forms, headers, scope, receive)
        return await self._query_page(operation, forms, headers, scope, receive)

    async def _query(self, operation: Operation, forms: Forms, headers: dict[bytes, str], scope: Scope, receive: Receive) -> Reply:
        asked = self.prepare(operation, forms, headers, scope["method"])
        if isinstance(asked, Reply):
            return asked
        found = await self._answer(asked, scope, receive)
        if isinstance(found, Collector):
            return self.flowing(asked, found)
        if asked.coding is not None and asked.coding not in found.encoded and len(found.body) >= OTHER_CODING:
            return await asyncio.to_thread(self.whole, asked, found)
        return self.whole(asked, found)

    async def _query_page(self, operation: Operation, forms: Forms, headers: dict[bytes, str], scope: Scope, receive: Receive) -> Reply:
        """The answer, or what is wrong with the query, as a page."""
        try:
            asked = self.prepare(operation, forms, headers, scope["method"])
            assert isinstance(asked, Asked)
            found = await self._answer(asked, scope, receive)
        except Problem as problem:
            return await self._page(operation, problem)
        if isinstance(found, Answer):
            return await self._page(operation, found)
        asked.serving.pool.cancel(_job(found))
        found.close()
        return await self._page(operation, TOO_LONG_FOR_A_PAGE)

    async def _answer(self, asked: Asked, scope: Scope, receive: Receive) -> Answer | Collector:
        """The answer, or a collector that it flows from. Raises Problem, and Gone where the client does not wait for it."""
        kept = self.kept(asked)
        _note(scope, asked, kept is not None)
        if kept is not None:
            return kept
        began = time.perf_counter()
        collector, settled = waiting()
        job = collector.job = Job(asked.task, collector, _client(scope), asked.seconds)
        asked.serving.pool.submit(job)
        await settle(asked.serving, job, settled, receive)
        if collector.problem is not None:
            raise collector.problem
        return self.keep(asked, collector, time.perf_counter() - began) if collector.whole else collector

    # The scratch store

    async def _update(self, operation: Operation, authorization: str | None) -> Reply:
        if self.scratch is None:
            raise Problem("read-only", "A release is never written. Start the server with --scratch to have a store that can be.")
        check_token(self.scratch.token, authorization)
        protocol.refuse_calls(lexical.facts(operation.text))
        text = updates.with_dataset(operation.text, operation.dataset.default, operation.dataset.named)
        await self.scratch.ask(Update(text, self.seconds(operation)))
        return Reply(204)

    async def _scratch_query(self, scratch: ScratchPool, operation: Operation, forms: Forms) -> Reply:
        protocol.refuse_nothing(operation.text)
        protocol.refuse_calls(lexical.facts(operation.text))
        try:
            suffix, body = await scratch.ask(Query(task_of(operation, lexical.facts(operation.text), forms, self.limits), self.seconds(operation)))
        except Problem as problem:
            if not forms.page:
                raise
            return await self._page(operation, problem)
        if forms.page:
            return await self._page(operation, Answer(suffix, body))
        return Reply(200, CONTENT_TYPES[suffix], body, [("Vary", "Accept"), ("Cache-Control", "no-store")])


TOO_LONG_FOR_A_PAGE = Problem("result-limit", "The result is too long to be shown as a page. Add a LIMIT, or ask for it as a file.")


def _job(collector: Collector) -> Job:
    assert collector.job is not None
    return collector.job


async def _stream(collector: Collector, asked: Asked) -> AsyncIterator[bytes]:
    """An answer that flows, under a content coding. When the client leaves, the query is stopped."""
    compressor = encoding.COMPRESSORS[asked.coding]() if asked.coding else None
    try:
        async for part in collector.flow():
            data = await asyncio.to_thread(compressor.part, part) if compressor else part
            if data:
                yield data
        if compressor:
            yield compressor.rest()
    finally:
        collector.close()
        if not collector.whole and collector.problem is None:
            asked.serving.pool.cancel(_job(collector))


async def settle(serving: Serving, job: Job, settled: asyncio.Future[None], receive: Receive) -> None:
    """Waits until an answer is there, and stops the query when the client hangs up first."""
    if settled.done():
        return
    await asyncio.wait((settled,), timeout=PATIENCE)
    if settled.done():
        return
    hung_up = asyncio.ensure_future(_hung_up(receive))
    try:
        await asyncio.wait((settled, hung_up), return_when=asyncio.FIRST_COMPLETED)
        if not settled.done():
            serving.pool.cancel(job)
            raise Gone
    except asyncio.CancelledError:
        serving.pool.cancel(job)
        raise
    finally:
        hung_up.cancel()


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _validators(asked: Asked, coding: str | None, flowing: bool = False) -> list[tuple[str, str]]:
    """The header fields by which an answer is kept and asked for again."""
    found = [("Vary", "Accept, Accept-Encoding")]
    if coding:
        found.append(("Content-Encoding", coding))
    if asked.tag is None:
        found.append(("Cache-Control", "no-store"))
        return found
    weak = "W/" if flowing and coding else ""      # how a flow is compressed depends on the parts that it comes in
    found.append(("ETag", f'{weak}"{asked.tag}+{coding}"' if coding else f'"{asked.tag}"'))
    found.append(("Cache-Control", "public, max-age=31536000, immutable" if asked.pinned else "public, no-cache"))
    return found


def _note(scope: Scope, asked: Asked, cached: bool) -> None:
    noted: Noted | None = scope.get(NOTED)
    if noted is not None:
        noted.query, noted.cached, noted.release = asked.task.query, cached, asked.serving.release.id


def _client(scope: Scope) -> str:
    return scope["client"][0] if scope.get("client") else ""


