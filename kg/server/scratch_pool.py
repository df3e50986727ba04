"""The server's side of the scratch store: orders to its process, and the token that writing needs."""
from __future__ import annotations

import hmac
from dataclasses import replace

from kg.server.collecting import waiting
from kg.server.jobs import Job
from kg.server.limits import Limits
from kg.server.lookup import LIMIT, OWN
from kg.server.pool import Pool
from kg.server.problem import Problem
from kg.server.scratch import GraphStore, Query, Update

SPARE = 30.0          # seconds that an order may wait and be written beside its own time


def check_token(token: str, authorization: str | None) -> None:
    """Raises Problem unless an Authorization header bears the token (RFC 6750)."""
    scheme, _, given = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode("utf-8", "replace"), token.encode()):
        raise Problem("unauthorized", "Writing needs the token that the server was started with: Authorization: Bearer TOKEN.",
                      headers=(("WWW-Authenticate", 'Bearer realm="scratch"'),))


class ScratchPool:
    """The process that keeps the scratch store, and its token. Orders are carried out one after the other."""

    def __init__(self, path: str | None, token: str, limits: Limits):
        self.token = token
        self.pool = Pool({"kind": "scratch", "path": path}, replace(limits, workers=1, slow=0, quantum=float("inf")))
        self._limits = limits

    async def ask(self, order: Query | Update | GraphStore) -> tuple[str, bytes]:
        """(what the answer's head says, its bytes). Raises Problem."""
        collector, settled = waiting(max(LIMIT, self._limits.result))
        job = collector.job = Job(order, collector, OWN, self._limits.max_time + SPARE)
        self.pool.submit(job)
        await settled
        if collector.problem is not None:
            raise collector.problem
        return collector.suffix, collector.body()
