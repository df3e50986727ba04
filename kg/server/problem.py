"""Errors over HTTP, in one form everywhere: problem documents (RFC 9457)."""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from kg import identifiers

MEDIA = "application/problem+json"

# The kinds of problem, each with the status it is told with and its title. The address of a kind is documented in docs/serving.md.
KINDS: dict[str, tuple[int, str]] = {
    "bad-request": (400, "The request is not well formed"),
    "malformed-query": (400, "The query is not well formed SPARQL"),
    "federation-refused": (400, "Queries may not call other endpoints"),
    "unauthorized": (401, "This needs a token"),
    "read-only": (403, "This endpoint is read-only"),
    "not-found": (404, "Nothing is known under this address"),
    "method-not-allowed": (405, "This address does not take that method"),
    "not-acceptable": (406, "None of the accepted media types can be given"),
    "withdrawn": (410, "This was published and has been withdrawn"),
    "release-gone": (410, "That release is no longer served"),
    "precondition-failed": (412, "The condition of the request does not hold"),
    "too-large": (413, "The request is too large"),
    "unsupported-media-type": (415, "This media type is not taken here"),
    "unprocessable": (422, "The content cannot be processed"),
    "internal": (500, "The server failed"),
    "engine-stopped": (500, "The query engine stopped while answering"),
    "overloaded": (503, "Too many queries are waiting"),
    "starting": (503, "No release is being served yet"),
    "time-limit": (504, "The query took longer than its time limit"),
    "memory-limit": (507, "The query needs more memory than it may have"),
    "result-limit": (507, "The result is larger than it may be"),
}


@dataclass(eq=False)
class Problem(Exception):
    """One thing that went wrong with a request: its kind (a key of KINDS), what happened, and further members of the document."""

    kind: str
    detail: str
    extra: Mapping[str, object] = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.detail

    @property
    def status(self) -> int:
        return KINDS[self.kind][0]

    def document(self) -> dict[str, object]:
        """The members of the problem document."""
        return {"type": f"{identifiers.BASE}problem/{self.kind}", "title": KINDS[self.kind][1], "status": self.status, "detail": self.detail, **self.extra}

    def body(self) -> bytes:
        """The document as JSON, in UTF-8."""
        return json.dumps(self.document(), ensure_ascii=False).encode("utf-8", "replace")


def of_status(status: int, detail: str) -> Problem:
    """The problem that a bare HTTP status of the web framework stands for."""
    for kind, (code, _) in KINDS.items():
        if code == status:
            return Problem(kind, detail)
    return Problem("bad-request" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "internal", detail)
