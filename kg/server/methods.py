"""What holds for every route of the web framework: HEAD is GET without the body, OPTIONS tells the methods, and a condition on the entity tag is heeded."""
from __future__ import annotations

from collections.abc import Callable

from kg.server.reply import CORS, App, Message, Receive, Reply, Scope, Send, send_reply

HEAD = "kg.head"      # in the scope of a request that asked by HEAD
READ = "GET, HEAD, OPTIONS"
READ_AND_POST = "GET, HEAD, POST, OPTIONS"
_HEADERS = (("Access-Control-Allow-Headers", "Accept, Content-Type, If-None-Match"), ("Access-Control-Max-Age", "86400"))
_OF_NO_BODY = frozenset({b"content-length", b"content-type", b"content-encoding", b"content-disposition", b"accept-ranges"})


def matches(condition: str, tag: str) -> bool:
    """Whether an If-None-Match header names an entity tag, given without quotes, under any content coding (weak comparison, RFC 9110, section 13.1.2)."""
    if condition.strip() == "*":
        return True
    names = [name.strip().removeprefix("W/").strip('"') for name in condition.split(",")]
    return any(name == tag or name.startswith(tag + "+") for name in names)


def everywhere(web: App, allowed: Callable[[str], str]) -> App:
    """The application with these manners. ``allowed`` gives the methods of a path."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"] if scope["type"] == "http" else ""
        if method == "OPTIONS":
            methods = allowed(scope["path"])
            fields = [("Allow", methods), ("Access-Control-Allow-Methods", methods), *_HEADERS, *CORS]
            await send_reply(Reply(204, headers=fields), send)
        elif method in ("GET", "HEAD"):
            head = method == "HEAD"
            await web({**scope, "method": "GET", HEAD: head}, receive, _Sender(send, _condition(scope), head))
        else:
            await web(scope, receive, send)

    return app


def _condition(scope: Scope) -> str | None:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"if-none-match"), None)


def held(reply: Reply, condition: str | None) -> Reply:
    """The reply, or 304 in its place where the client has it."""
    tag = dict(reply.headers).get("ETag")
    if condition is None or reply.status != 200 or tag is None or not matches(condition, tag.strip('"')):
        return reply
    return Reply(304, headers=reply.headers)


class _Sender:
    """Passes an answer on: without its body for HEAD, and as 304 where the client has it."""

    def __init__(self, send: Send, condition: str | None, head: bool):
        self._send = send
        self._condition = condition
        self._bodiless = head

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self._is_held(message):
            kept = [field for field in message["headers"] if field[0].lower() not in _OF_NO_BODY]
            message = {**message, "status": 304, "headers": kept}
            self._bodiless = True
        elif message["type"] == "http.response.body" and self._bodiless:
            if message.get("more_body"):
                return
            message = {"type": "http.response.body", "body": b""}
        await self._send(message)

    def _is_held(self, start: Message) -> bool:
        tag = dict(start["headers"]).get(b"etag")
        return self._condition is not None and start["status"] == 200 and tag is not None and matches(self._condition, tag.decode("latin-1").strip('"'))
