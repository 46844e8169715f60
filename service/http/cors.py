"""Cross-origin requests (CORS): pages of any site may call the API and the MCP endpoint.

Cookies and credentials are never accepted. Responses are public and the same for all clients; a
key, if any, is in a header that the calling page itself writes. Other sites cannot read the pages
of this one.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from service.http.problems import ErrorResponse
from service.http.routes import FOR_PROGRAMS

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
ACCEPTED = (
    "Authorization",
    "X-API-Key",
    "Content-Type",
    "If-None-Match",
    "Last-Event-ID",
    "Mcp-Method",
    "Mcp-Name",
    "Mcp-Session-Id",
    "MCP-Protocol-Version",
)
"""Request headers that a page may send; the last five are those of MCP."""
EXPOSED = (
    "ETag",
    "X-Index-Date",
    "X-Index-Version",
    "X-Request-Id",
    "Retry-After",
    "RateLimit",
    "RateLimit-Policy",
    "Link",
    "Content-Disposition",
    "Deprecation",
    "Sunset",
    "WWW-Authenticate",
    "Mcp-Session-Id",
    "MCP-Protocol-Version",
)
"""Response headers that a page may read, besides those that browsers always allow."""
PREFLIGHT_S = 86_400
"""Time a browser may cache the permission, in seconds; some cap it at two hours."""


class CrossOriginApi:
    """Middleware that lets scripts in pages of any other site call the API and the MCP endpoint.

    It adds CORS headers to responses under /api/ and /mcp only. It must enclose the middlewares
    that refuse requests, so that scripts can read refusals too.
    """

    def __init__(self, app: ASGIApp) -> None:
        """app: the next ASGI application."""
        self._app = app
        self._shared = _Cors(
            app,
            allow_origins=("*",),
            allow_methods=METHODS,
            allow_headers=ACCEPTED,
            expose_headers=EXPOSED,
            max_age=PREFLIGHT_S,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add CORS headers to the response under /api/ and /mcp."""
        shared = scope["type"] == "http" and scope["path"].startswith(FOR_PROGRAMS)
        await (self._shared if shared else self._app)(scope, receive, send)


class _Cors(CORSMiddleware):
    """Starlette's CORS middleware, with refusals in French (RFC 9457)."""

    def preflight_response(self, request_headers: Headers) -> Response:
        """Return the response to a preflight request, by which a browser asks what is allowed.

        It is 204 when the request is allowed, 400 with the allowed methods and headers otherwise.
        """
        response = super().preflight_response(request_headers)
        if response.status_code == 200:
            return Response(status_code=204, headers=self.preflight_headers)
        detail = (
            f"Depuis une page d'un autre site : méthodes {', '.join(METHODS)} ; "
            f"en-têtes {', '.join(ACCEPTED)}."
        )
        return ErrorResponse(400, detail, headers=self.preflight_headers).response()
