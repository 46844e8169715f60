"""Security headers of every response, and the size limit of request bodies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.problems import ErrorResponse, Page, answered
from service.http.routes import STATIC

Answered = TypeVar("Answered", bound=Response)
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
ANYBODY = "*"
"""Any site, as one allowed to show a page in an HTML frame; for pages without any action."""
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=(self)",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
DEFAULT_CACHE = "private, no-store"
"""Responses repeat text typed by a person: no cache may store them."""
STATIC_CACHE = "public, max-age=31536000, immutable"
"""A static file never changes: its address contains its digest."""
HSTS, SUBDOMAINS = "max-age=31536000", "; includeSubDomains"
CLOSE = {"Connection": "close"}


def framed(answer: Answered, *ancestors: str) -> Answered:
    """Allow some sites to show a page inside a frame of their own pages; by default, none may.

    Args:
        answer: the response that holds the page; its Content-Security-Policy header is set.
        *ancestors: the sites, written as in that header: "https://exemple.fr", or "*" for any.

    Returns:
        The same response.
    """
    allowed = f"frame-ancestors {' '.join(ancestors)}"
    answer.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
        "frame-ancestors 'none'", allowed
    )
    return answer


class SecurityHeaders:
    """Middleware that adds security headers to every response that does not set them itself.

    They are those of `HEADERS`, Strict-Transport-Security when `hsts` is True, and a Cache-Control
    that forbids storage, except for static files.
    """

    def __init__(self, app: ASGIApp, hsts: bool, subdomains: bool = False) -> None:
        """Prepare the middleware.

        hsts: True to tell browsers to use HTTPS only, for one year; subdomains: True to tell it of
        all the subdomains of this site too, which may be other sites.
        """
        self._app = app
        policy = HSTS + (SUBDOMAINS if subdomains else "")
        self._headers = HEADERS | ({"Strict-Transport-Security": policy} if hsts else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and complete the headers of its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                static = scope["path"].startswith(STATIC) and message["status"] < 400
                headers.setdefault("Cache-Control", STATIC_CACHE if static else DEFAULT_CACHE)
            await send(message)

        await self._app(scope, receive, complete)


class HeaderLimit:
    """Middleware that refuses requests whose headers are too long, or contradict each other.

    The HTTP parser limits what it waits for: headers that come in one read escape its limit. It
    also takes Transfer-Encoding beside Content-Length, which proxies may understand otherwise:
    RFC 9112 (section 6.3) asks to close such a connection, on which an attacker could hide a
    request.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, page: Page) -> None:
        """max_bytes: longest first line and headers accepted; page: renders an error as HTML."""
        self._app = app
        self._max_bytes = max_bytes
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; answer 431 or 400 and close the connection if its headers are bad."""
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        if refusal is None:
            await self._app(scope, receive, send)
            return
        await answered(Request(scope), refusal, self._page)(scope, receive, send)

    def _refusal(self, scope: Scope) -> ErrorResponse | None:
        size = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        size += sum(len(name) + len(value) for name, value in scope["headers"])
        if size > self._max_bytes:
            return ErrorResponse(
                431, f"Les en-têtes dépassent {self._max_bytes} octets.", headers=CLOSE
            )
        names = {name for name, _ in scope["headers"]}
        if {b"content-length", b"transfer-encoding"} <= names:
            return ErrorResponse(
                400, "Content-Length et Transfer-Encoding se contredisent.", headers=CLOSE
            )
        return None


class BodyTooLong(HTTPException):
    """Raised when the route that reads a body as it comes meets its limit."""

    def __init__(self) -> None:
        super().__init__(413)


class BodyLimit:
    """Middleware that answers 413 to a request whose body is longer than a limit.

    Both the announced length (Content-Length) and the bytes received are checked. A body is read
    whole, so that a slow one takes no slot, except where its route reads it as it comes.
    """

    def __init__(
        self,
        app: ASGIApp,
        max_bytes: int,
        page: Page,
        others: Mapping[str, int] | None = None,
        streamed: Mapping[str, int] | None = None,
    ) -> None:
        """Set the limits.

        max_bytes: longest body accepted; page: renders an error as HTML for a browser; others:
        paths that have a limit of their own -> that limit; streamed: paths whose route reads the
        body as it comes -> the length at which `BodyTooLong` is raised there.
        """
        self._app = app
        self._max_bytes, self._others, self._streamed = max_bytes, others or {}, streamed or {}
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the whole body, then pass the request on; answer 413 as soon as it is too long."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope.get("path", "")
        if path in self._streamed:
            most = self._streamed[path]
            await self._app(scope, _bounded(receive, most, _announced_bytes(scope)), send)
            return
        most = self._others.get(path, self._max_bytes)
        if _announced_bytes(scope) > most:
            await self._refuse(most, scope, receive, send)
            return
        messages: list[Message] = []
        size = 0
        while True:
            message = await receive()
            messages.append(message)
            size += len(message.get("body", b""))
            if size > most:
                await self._refuse(most, scope, receive, send)
                return
            if message["type"] != "http.request" or not message.get("more_body", False):
                break
        await self._app(scope, replay(messages, receive), send)

    async def _refuse(self, most: int, scope: Scope, receive: Receive, send: Send) -> None:
        detail = f"Le corps de la requête dépasse {most} octets."
        response = answered(Request(scope), ErrorResponse(413, detail), self._page)
        await response(scope, receive, send)


def _bounded(receive: Receive, most: int, announced: int) -> Receive:
    """Return an ASGI `receive` that raises BodyTooLong beyond a length, announced or received."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = {"body": b""} if announced > most else await receive()
        size += len(message.get("body", b""))
        if max(size, announced) > most:
            raise BodyTooLong
        return message

    return counted


def _announced_bytes(scope: Scope) -> int:
    """Return the announced length in bytes, 0 when absent or invalid (bytes are then counted)."""
    try:
        return int(Headers(scope=scope).get("content-length", "0"))
    except ValueError:
        return 0


def replay(messages: list[Message], receive: Receive) -> Receive:
    """Return an ASGI `receive` function that first gives the messages already read, then new ones.

    messages: those already read from `receive`, the oldest first; each is removed from the list
    when it is given again.
    """

    async def again() -> Message:
        return messages.pop(0) if messages else await receive()

    return again
