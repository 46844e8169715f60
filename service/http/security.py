"""What every answer carries, and what no request may exceed."""

from __future__ import annotations

from typing import TypeVar

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.problems import Answer, Page, answered
from service.http.routes import STATIC

Answered = TypeVar("Answered", bound=Response)
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
ANYBODY = "*"
"""As an ancestor: for what does nothing, and would be blank in a frame otherwise."""
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
DEFAULT_CACHE = "private, no-store"
"""Answers repeat what a person typed: no cache keeps them."""
STATIC_CACHE = "public, max-age=31536000, immutable"
"""The address of a static file holds its digest, so that it never changes."""
HSTS = "max-age=31536000; includeSubDomains"


def framed(answer: Answered, *ancestors: str) -> Answered:
    """An answer that some sites may frame, which is refused otherwise.

    answer: whose policy is set; ancestors: sources as CSP writes them.
    """
    allowed = f"frame-ancestors {' '.join(ancestors)}"
    answer.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
        "frame-ancestors 'none'", allowed
    )
    return answer


class SecurityHeaders:
    """Adds the headers above to every answer; one that an answer sets itself is kept."""

    def __init__(self, app: ASGIApp, hsts: bool) -> None:
        """hsts: whether to announce that HTTPS is compulsory."""
        self._app = app
        self._headers = HEADERS | ({"Strict-Transport-Security": HSTS} if hsts else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and complete the headers of its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                found = scope["path"].startswith(STATIC) and message["status"] < 400
                headers.setdefault("Cache-Control", STATIC_CACHE if found else DEFAULT_CACHE)
            await send(message)

        await self._app(scope, receive, complete)


class BodyLimit:
    """Refuses a body larger than a limit, whether its length is announced or not."""

    def __init__(self, app: ASGIApp, max_bytes: int, page: Page) -> None:
        """max_bytes: of the whole body; page: renders a problem for a browser."""
        self._app = app
        self._max_bytes = max_bytes
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body up to the limit, then pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _announced_bytes(scope) > self._max_bytes:
            await self._refuse(scope, receive, send)
            return
        messages: list[Message] = []
        size = 0
        while True:
            message = await receive()
            messages.append(message)
            size += len(message.get("body", b""))
            if size > self._max_bytes:
                await self._refuse(scope, receive, send)
                return
            if message["type"] != "http.request" or not message.get("more_body", False):
                break
        await self._app(scope, replay(messages, receive), send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        detail = f"Le corps de la requête dépasse {self._max_bytes} octets."
        response = answered(Request(scope), Answer(413, detail), self._page)
        await response(scope, receive, send)


def _announced_bytes(scope: Scope) -> int:
    """The length that a request announces, 0 when it says nothing sensible: bytes are counted."""
    try:
        return int(Headers(scope=scope).get("content-length", "0"))
    except ValueError:
        return 0


def replay(messages: list[Message], receive: Receive) -> Receive:
    """A `receive` that gives the messages already read, then the rest."""

    async def again() -> Message:
        return messages.pop(0) if messages else await receive()

    return again
