"""Who may call the API, and the tools of assistants, from a page of another site: everyone.

Neither cookies nor credentials travel.

Answers are public and the same for all; a key, when there is one, is in a header that the page
itself writes. Pages of the site are not shared.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from service.http.problems import Answer
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
"""Headers that a page may send; the last five are those of assistants (MCP)."""
EXPOSED = (
    "ETag",
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
"""Headers that a page may read, besides those that browsers always show."""
PREFLIGHT_S = 86_400
"""How long a browser may remember that it is allowed; some keep it for two hours at most."""


class SharedApi:
    """Opens the addresses of programs, and no other, to pages of other sites.

    It stands outside what refuses a request, so that those answers can be read too.
    """

    def __init__(self, app: ASGIApp) -> None:
        """app: what answers."""
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
        """Pass a request on."""
        shared = scope["type"] == "http" and scope["path"].startswith(FOR_PROGRAMS)
        await (self._shared if shared else self._app)(scope, receive, send)


class _Cors(CORSMiddleware):
    """Starlette's own, whose refusals are problems in French."""

    def preflight_response(self, request_headers: Headers) -> Response:
        """What a browser may do: nothing, or what it asks."""
        told = super().preflight_response(request_headers)
        if told.status_code == 200:
            return Response(status_code=204, headers=self.preflight_headers)
        detail = (
            f"Depuis une page d'un autre site : méthodes {', '.join(METHODS)} ; "
            f"en-têtes {', '.join(ACCEPTED)}."
        )
        return Answer(400, detail, headers=self.preflight_headers).response()
