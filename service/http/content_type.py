"""What is posted to the API is JSON and says so.

Otherwise a body is taken for something else and the fault is told as if its fields were wrong: who
forgets the header (curl's own default is a form) would look for a mistake where there is none.
"""

from __future__ import annotations

from email.message import Message

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from service.http.problems import Answer, FieldError
from service.http.routes import API

EXPECTED = "Envoyez du JSON, avec l'en-tête « Content-Type: application/json »."


class JsonOnly:
    """Refuses, with 415, what is posted to the API and is not JSON."""

    def __init__(self, app: ASGIApp) -> None:
        """app: what answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on when it has no body, or one that says it is JSON."""
        if scope["type"] == "http" and scope["method"] == "POST":
            headers = Headers(scope=scope)
            posted = scope["path"].startswith(API) and _has_body(headers)
            if posted and not _is_json(headers.get("content-type", "")):
                fault = FieldError(champ="Content-Type", message=EXPECTED)
                refusal = Answer(415, EXPECTED, [fault], {"Accept-Post": "application/json"})
                await refusal.response()(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _has_body(headers: Headers) -> bool:
    """Whether something is posted; who posts nothing is told what is missing instead."""
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def _is_json(told: str) -> bool:
    """Whether a media type is one that FastAPI reads as JSON."""
    message = Message()
    message["content-type"] = told
    kind, subtype = message.get_content_maintype(), message.get_content_subtype()
    return kind == "application" and (subtype == "json" or subtype.endswith("+json"))
