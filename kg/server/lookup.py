"""What the server itself asks of the graph, through the same workers and limits as everybody."""
from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from kg.server.collecting import waiting
from kg.server.jobs import Job, Order
from kg.server.pool import Pool
from kg.server.worker import Task

SECONDS = 20.0
LIMIT = 32 << 20      # bytes of an answer
OWN = ""              # the client under which the server's own queries run


@dataclass(frozen=True, slots=True)
class Value:
    """A term of an answer: ``kind`` is ``uri``, ``literal`` or ``bnode``."""

    text: str
    kind: str = "literal"
    lang: str = ""
    datatype: str = ""


Row = dict[str, Value]


async def ask(pool: Pool, order: Order, client: str = OWN, seconds: float = SECONDS) -> bytes:
    """The whole answer to an order. Raises Problem."""
    collector, settled = waiting(LIMIT)
    job = collector.job = Job(order, collector, client, seconds)
    pool.submit(job)
    try:
        await settled
    except BaseException:
        pool.cancel(job)
        raise
    if collector.problem is not None:
        raise collector.problem
    return collector.body()


async def rows(pool: Pool, query: str, client: str = OWN) -> list[Row]:
    """The solutions of a SELECT query over the union of all graphs; a variable that is not bound is missing from its row. Raises Problem."""
    return parse(await ask(pool, Task(query, True, limit=LIMIT), client))


def parse(answer: bytes) -> list[Row]:
    """The rows of a SELECT's answer in JSON."""
    bindings = json.loads(answer).get("results", {}).get("bindings", [])
    return [{name: Value(term["value"], term["type"], term.get("xml:lang", ""), term.get("datatype", "")) for name, term in row.items()} for row in bindings]


async def holds(pool: Pool, query: str, client: str = OWN) -> bool:
    """The answer to an ASK query. Raises Problem."""
    return bool(json.loads(await ask(pool, Task(query, True, limit=LIMIT), client))["boolean"])


async def triples(pool: Pool, query: str, client: str = OWN) -> str:
    """The triples of a CONSTRUCT query, as N-Triples. Raises Problem."""
    return (await ask(pool, Task(query, True, graphs="nt", limit=LIMIT), client)).decode("utf-8", "surrogatepass")


def values(iris: Iterable[str]) -> str:
    """Addresses as the inside of a VALUES block; what is no address is left out."""
    return " ".join(f"<{iri}>" for iri in iris if not set(iri) & set("<>\"{}|^`\\ \n\r\t"))
