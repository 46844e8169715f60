"""Parameters in the URL of the API that nobody would read: refused, so that none is lost silently.

FastAPI ignores a parameter that a route does not declare, and all but the last value of one that is
given twice: a partner who mistypes the name of a filter, gives one that another route has, or two
needs at once, would believe that all were applied.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from service.http.problems import (
    UNKNOWN,
    ErrorResponse,
    FieldError,
    Page,
    answered,
    first_errors,
    shortened_name,
)
from service.http.routes import API_V1, DOCUMENTED_PROBES, Routes

NONE = "Cette adresse n'a aucun paramètre."
ONCE = "Ce paramètre se donne une seule fois."


class KnownParameters:
    """Middleware that answers 422 to parameters of the API that a route lacks, or takes once.

    Pages ignore them: links to them are given parameters by other sites, such as "utm_source".
    """

    def __init__(self, app: ASGIApp, routes: Routes, page: Page) -> None:
        """routes: of the application; page: renders an error as HTML for a browser."""
        self._app = app
        self._routes = routes
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 422 if its URL has parameters that would not be read."""
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        if refusal is None:
            await self._app(scope, receive, send)
            return
        await answered(Request(scope), refusal, self._page)(scope, receive, send)

    def _refusal(self, scope: Scope) -> ErrorResponse | None:
        path: str = scope["path"]
        if not scope["query_string"] or not is_strict(path):
            return None
        known = self._routes.parameters(scope["method"], path)
        if known is None:
            return None  # not found, or not by this method
        received = Request(scope).query_params
        unknown = [name for name in received if name not in known]
        again = [
            name
            for name in received
            if known.get(name) is False and len(received.getlist(name)) > 1
        ]
        if not unknown and not again:
            return None
        errors = [
            *(FieldError(champ=shortened_name(name), message=UNKNOWN) for name in unknown),
            *(FieldError(champ=name, message=ONCE) for name in again),
        ]
        shown = first_errors(errors, len(errors))
        names = f"Paramètres de cette adresse : {', '.join(known)}." if known else NONE
        told = " ".join(f"{each.champ} : {each.message}" for each in shown)
        return ErrorResponse(422, f"{told} {names}", shown)


def is_strict(path: str) -> bool:
    """Return whether unknown parameters are refused at a path: that of a documented route."""
    return path.startswith(API_V1) or path in DOCUMENTED_PROBES
