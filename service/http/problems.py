"""Errors to answers: HTTP status and RFC 9457 problem details, decided here and nowhere else."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import (
    ArtefactError,
    EncoderUnavailable,
    EngineError,
    InvalidQuery,
    KeyForbidden,
    KeyRequired,
    OrientessError,
    QuotaSpent,
    SentFromElsewhere,
    ServiceBusy,
    StoreError,
    UnknownNeed,
    UnknownOccupation,
    UnknownRecord,
)
from index.messages import counted
from service.http.routes import API, Routes

LOG = logging.getLogger("orientess")
MEDIA_TYPE = "application/problem+json"

STATUS: Mapping[type[OrientessError], HTTPStatus] = {
    InvalidQuery: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownRecord: HTTPStatus.NOT_FOUND,
    UnknownNeed: HTTPStatus.NOT_FOUND,
    UnknownOccupation: HTTPStatus.NOT_FOUND,
    KeyRequired: HTTPStatus.UNAUTHORIZED,
    KeyForbidden: HTTPStatus.FORBIDDEN,
    QuotaSpent: HTTPStatus.TOO_MANY_REQUESTS,
    SentFromElsewhere: HTTPStatus.FORBIDDEN,
    EncoderUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    ArtefactError: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
    ServiceBusy: HTTPStatus.SERVICE_UNAVAILABLE,
    EngineError: HTTPStatus.INTERNAL_SERVER_ERROR,
    OrientessError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
TITLES: Mapping[int, str] = {
    400: "Requête illisible",
    401: "Clé nécessaire",
    403: "Accès refusé",
    404: "Introuvable",
    405: "Méthode non permise",
    413: "Requête trop longue",
    415: "Format non pris en charge",
    422: "Paramètre invalide",
    429: "Trop de demandes",
    500: "Erreur interne",
    503: "Service indisponible",
}
DETAILS: Mapping[int, str] = {
    400: "Le corps de la requête est illisible.",
    401: "Cette adresse demande une clé valide.",
    403: "Votre clé ne permet pas cette action.",
    404: "Rien ne se trouve à cette adresse.",
    405: "Cette adresse ne répond pas à cette méthode.",
    429: "Trop de demandes en une minute : réessayez plus tard.",
}
_MESSAGES: Mapping[str, str] = {
    "missing": "Ce paramètre est obligatoire.",
    "extra_forbidden": "Ce paramètre n'existe pas.",
    "json_invalid": "Le corps n'est pas du JSON valide.",
    "int_parsing": "Un nombre entier est attendu.",
    "int_type": "Un nombre entier est attendu.",
    "float_parsing": "Un nombre est attendu.",
    "float_type": "Un nombre est attendu.",
    "finite_number": "Un nombre fini est attendu.",
    "bool_parsing": "« true » ou « false » est attendu.",
    "bool_type": "« true » ou « false » est attendu.",
    "string_type": "Un texte est attendu.",
    "greater_than_equal": "Au moins {ge:g}.",
    "less_than_equal": "Au plus {le:g}.",
    "model_attributes_type": "Un objet JSON est attendu.",
    "dict_type": "Un objet JSON est attendu.",
    "list_type": "Une liste est attendue.",
    "enum": "Valeurs possibles : {expected}.",
    "literal_error": "Valeurs possibles : {expected}.",
}


_BOUNDS: Mapping[str, tuple[str, str, str]] = {
    "string_too_short": ("Au moins", "min_length", "caractère"),
    "string_too_long": ("Au plus", "max_length", "caractère"),
    "too_short": ("Au moins", "min_length", "valeur"),
    "too_long": ("Au plus", "max_length", "valeur"),
}
"""Fault of length -> how it is told, the bound it goes beyond, what is counted."""
_QUOTED = re.compile(r"'([^']*)'")
"""A value as pydantic tells those that it expects: "'json', 'geojson' or 'csv'"."""


class FieldError(BaseModel):
    """One parameter at fault."""

    champ: str = Field(description="Nom du paramètre", examples=["q"])
    message: str = Field(description="Ce qui est attendu", examples=["Au plus 300 caractères."])


class Problem(BaseModel):
    """An error, after RFC 9457."""

    type: str = Field("about:blank", description="Toujours « about:blank »")
    title: str = Field(description="Nature de l'erreur", examples=["Paramètre invalide"])
    status: int = Field(description="Code HTTP", examples=[422])
    detail: str = Field(description="Ce qui s'est passé", examples=["Le besoin est vide."])
    errors: list[FieldError] = Field(default=[], description="Paramètres en cause")


Page = Callable[[Request, Problem], Response]
"""Renders, for a browser, the problem of a request."""


@dataclass(frozen=True)
class Answer:
    """How an error is answered."""

    status: int
    detail: str | None = None
    errors: Sequence[FieldError] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def problem(self) -> Problem:
        """The problem details."""
        title = TITLES.get(self.status, "Erreur")
        detail = self.detail or DETAILS.get(self.status, title)
        return Problem(title=title, status=self.status, detail=detail, errors=list(self.errors))

    def response(self) -> Response:
        """The answer as `application/problem+json`."""
        return JSONResponse(self.problem.model_dump(), self.status, self.headers, MEDIA_TYPE)


def status_of(error: OrientessError) -> HTTPStatus:
    """The HTTP status of an error of the library: that of the nearest class above it."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def orientess_problem(error: Exception) -> Answer:
    """An error of the library."""
    if not isinstance(error, OrientessError):
        raise error
    status = status_of(error)
    if status is HTTPStatus.INTERNAL_SERVER_ERROR:
        LOG.error("erreur interne", exc_info=error)
        return Answer(status)
    if isinstance(error, InvalidQuery):
        return Answer(status, str(error), [FieldError(champ=error.field, message=str(error))])
    return Answer(status, str(error), headers=_headers(error, status))


def _headers(error: OrientessError, status: HTTPStatus) -> Mapping[str, str]:
    """What to do next, for programs: when to come back, or how to present a key."""
    if isinstance(error, QuotaSpent):
        return {"Retry-After": str(error.wait_s)}
    if status is HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": 'Bearer realm="OrientESS"'}
    return {"Retry-After": "5"} if status is HTTPStatus.SERVICE_UNAVAILABLE else {}


def http_problem(error: Exception) -> Answer:
    """An error of the framework: unknown address, wrong method."""
    if not isinstance(error, HTTPException):
        raise error
    # what the framework says is in English: our own words for the status stand for it
    return Answer(error.status_code, headers=error.headers or {})


def _field_name(error: Mapping[str, Any], skipped: int) -> str:
    """The parameter at fault; the whole body when it could not be read."""
    parts = () if error["type"] == "json_invalid" else error["loc"][skipped:]
    return ".".join(str(part) for part in parts) or "corps"


def _message(kind: str, context: Mapping[str, Any]) -> str:
    """What is expected, in French."""
    if kind in _BOUNDS:
        said, bound, noun = _BOUNDS[kind]
        return f"{said} {counted(context[bound], noun, f'{noun}s')}."
    expected = _or(_QUOTED.findall(str(context.get("expected", ""))))
    return _MESSAGES.get(kind, "Valeur refusée.").format(**{**context, "expected": expected})


def _or(values: Sequence[str]) -> str:
    """Values to choose from, in French; an empty one is told so."""
    *first, last = [each or "vide" for each in values] or [""]
    return f"{', '.join(first)} ou {last}" if first else last


def field_errors(errors: Iterable[Mapping[str, Any]], skipped: int) -> list[FieldError]:
    """Faults found by pydantic, in French; `skipped` parts of their location are not names."""
    return [
        FieldError(
            champ=_field_name(each, skipped),
            message=_message(each["type"], each.get("ctx", {})),
        )
        for each in errors
    ]


def validation_problem(error: Exception) -> Answer:
    """Parameters of the wrong type or out of bounds, or a body that is no JSON."""
    if not isinstance(error, RequestValidationError):
        raise error
    errors = field_errors(error.errors(), 1)
    if any(each["type"] == "json_invalid" for each in error.errors()):
        return Answer(400, errors[0].message, errors)
    return Answer(422, " ".join(f"{each.champ} : {each.message}" for each in errors), errors)


HANDLERS: Mapping[type[Exception], Callable[[Exception], Answer]] = {
    OrientessError: orientess_problem,
    HTTPException: http_problem,
    RequestValidationError: validation_problem,
}


class LastResort:
    """Answers what nobody foresaw: logged whole, told without detail.

    It stands inside the other middlewares, so that this answer too carries their headers.
    """

    def __init__(self, app: ASGIApp, page: Page) -> None:
        """page: renders a problem for a browser."""
        self._app = app
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; answer 500 if that fails before anything was sent."""
        started = False

        async def note(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, note)
        except Exception as error:
            if scope["type"] != "http" or started:
                raise
            LOG.error("erreur imprévue", exc_info=error)
            response = answered(Request(scope), Answer(500), self._page)
            await response(scope, receive, send)


def install(app: FastAPI, page: Page) -> None:
    """Have an application answer every error this way: as a page where pages are, else as JSON."""
    routes = Routes(app)

    def handler(told: Callable[[Exception], Answer]) -> Callable[[Request, Exception], Response]:
        return lambda request, error: answered(request, told(error), page)

    def wrong_method(request: Request, error: Exception) -> Response:
        answer = http_problem(error)
        # over all the routes of the address: the framework tells the methods of the first one
        allowed = ", ".join(sorted(routes.methods(request.url.path)))
        headers = {**answer.headers, "Allow": allowed}
        return answered(request, replace(answer, headers=headers), page)

    for kind, told in HANDLERS.items():
        app.add_exception_handler(kind, handler(told))
    app.add_exception_handler(HTTPStatus.METHOD_NOT_ALLOWED, wrong_method)
    app.add_middleware(LastResort, page=page)


def answered(request: Request, answer: Answer, page: Page) -> Response:
    """A problem as a page if a person's browser asked for one, else as JSON."""
    accepted = request.headers.get("accept", "")
    if "text/html" not in accepted or request.url.path.startswith(API):
        return answer.response()
    response = page(request, answer.problem)
    response.headers.update(answer.headers)
    return response
