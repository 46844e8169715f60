"""Content type of the bodies posted to the API: JSON, but CSV for files.

Without this check, FastAPI would report missing fields to a client that forgets the header (curl
sends a form by default), which would not tell it what is wrong.
"""

from __future__ import annotations

from email.message import Message

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from service.http.problems import ErrorResponse, FieldError
from service.http.routes import API, CSV_FILES

EXPECTED_CSV = "Envoyez du CSV, avec l'en-tête « Content-Type: text/csv »."
EXPECTED = "Envoyez du JSON, avec l'en-tête « Content-Type: application/json »."


class ContentType:
    """Middleware that answers 415 to a POST to the API whose body is not declared as it expects."""

    def __init__(self, app: ASGIApp) -> None:
        """app: the next ASGI application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 415 if it posts to the API a body declared otherwise."""
        if scope["type"] == "http" and scope["method"] == "POST":
            headers = Headers(scope=scope)
            posted = scope["path"].startswith(API) and _has_body(headers)
            refusal = _refusal(scope["path"], headers.get("content-type", "")) if posted else None
            if refusal is not None:
                await refusal.response()(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _refusal(path: str, content_type: str) -> ErrorResponse | None:
    """Return the refusal of a body that is not declared as a path expects; None without one."""
    in_csv = path in CSV_FILES
    if _is_csv(content_type) if in_csv else _is_json(content_type):
        return None
    expected, kind = (EXPECTED_CSV, "text/csv") if in_csv else (EXPECTED, "application/json")
    error = FieldError(champ="Content-Type", message=expected)
    return ErrorResponse(415, expected, [error], {"Accept-Post": kind})


def _has_body(headers: Headers) -> bool:
    """Return whether a request has a body; without one, validation reports what is missing."""
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def _is_csv(content_type: str) -> bool:
    """Return whether a content type is that of a CSV."""
    return content_type.partition(";")[0].strip().lower() == "text/csv"


def _is_json(content_type: str) -> bool:
    """Return whether FastAPI reads a content type as JSON."""
    message = Message()
    message["content-type"] = content_type
    kind, subtype = message.get_content_maintype(), message.get_content_subtype()
    return kind == "application" and (subtype == "json" or subtype.endswith("+json"))
