"""What the endpoint says beside results: its description, and the page with the editor."""
from __future__ import annotations

from kg.server import description, overview
from kg.server.cache import Answer
from kg.server.negotiation import GRAPHS, HTML, choose, named
from kg.server.problem import Problem
from kg.server.protocol import Operation
from kg.server.reply import Reply, of_problem
from kg.server.sites import Site

ROWS_SHOWN = 1000     # of a result on a page


class EndpointPages:
    """Answers of the endpoint that are no results."""

    def __init__(self, site: Site, updates: bool = False):
        self._site = site
        self._updates = updates

    async def describe(self, accept: str | None, endpoint: str, name: str | None) -> Reply:
        """What the endpoint answers without a query: its description, or the editor for a browser. Raises Problem."""
        form = named(name, (*GRAPHS, HTML)) if name else choose(accept, (*GRAPHS, HTML))
        if form is None:
            told = f"{name or accept!r} names no form that the description can be given in."
            raise Problem("not-acceptable", told, {"formats": [one.media for one in GRAPHS]})
        if form is HTML:
            return Reply(200, HTML.content_type, self._editor(overview.examples()[0].text), [("Vary", "Accept")])
        return description.of_service(self._site.current().release, endpoint, form, self._updates)

    async def show(self, operation: Operation, found: Answer | Problem) -> Reply:
        """A query with its answer as a page."""
        if isinstance(found, Problem):
            reply = of_problem(found)
            reply.body = self._editor(operation.text, problem=found)
        else:
            reply = Reply(200, body=self._editor(operation.text, result=overview.result(found)), headers=[("Cache-Control", "public, no-cache")])
        reply.content_type = HTML.content_type
        reply.headers.append(("Vary", "Accept"))
        return reply

    def _editor(self, query: str, result: overview.Shown | None = None, problem: Problem | None = None) -> bytes:
        told = problem.document() if problem else None
        return self._site.render("sparql.html", query=query, result=result, problem=told, examples=overview.examples(), limit=ROWS_SHOWN)
