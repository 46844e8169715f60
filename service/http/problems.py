"""HTTP responses to errors: the only module that chooses their status and RFC 9457 details."""

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
    DayQuotaSpent,
    EncoderMissing,
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
    UnknownLocation,
    UnknownNeed,
    UnknownOccupation,
    UnknownRecord,
)
from index.messages import Sentence
from service.http.routes import API, Routes, example_of

LOG = logging.getLogger("orientess")
MEDIA_TYPE = "application/problem+json"

STATUS: Mapping[type[OrientessError], HTTPStatus] = {
    InvalidQuery: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownRecord: HTTPStatus.NOT_FOUND,
    UnknownLocation: HTTPStatus.NOT_FOUND,
    UnknownNeed: HTTPStatus.NOT_FOUND,
    UnknownOccupation: HTTPStatus.NOT_FOUND,
    KeyRequired: HTTPStatus.UNAUTHORIZED,
    KeyForbidden: HTTPStatus.FORBIDDEN,
    QuotaSpent: HTTPStatus.TOO_MANY_REQUESTS,
    DayQuotaSpent: HTTPStatus.TOO_MANY_REQUESTS,
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
    431: "En-têtes trop longs",
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
FAULTS: Mapping[str, str] = {
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
    "date_type": "Un jour est attendu, comme 2026-11-28.",
    "greater_than_equal": "Au moins %(ge)s.",
    "less_than_equal": "Au plus %(le)s.",
    "model_attributes_type": "Un objet JSON est attendu.",
    "dict_type": "Un objet JSON est attendu.",
    "list_type": "Une liste est attendue.",
    "enum": "Valeurs possibles : %(expected)s.",
    "literal_error": "Valeurs possibles : %(expected)s.",
}
"""Pydantic error -> pattern of its message: the value expected."""
UNKNOWN = FAULTS["extra_forbidden"]
MAX_ERRORS = 20
"""Most wrong parameters that an answer names: thousands of them would make it very long."""
MAX_NAME = 80
"""Most characters of the name of a wrong parameter that an answer repeats."""
REFUSED_VALUE = "Valeur refusée."
"""Message of the other errors of pydantic."""
BOUNDS: Mapping[str, tuple[str, str, str]] = {
    "string_too_short": (
        "min_length", "Au moins %(count)s caractère.", "Au moins %(count)s caractères.",
    ),
    "string_too_long": (
        "max_length", "Au plus %(count)s caractère.", "Au plus %(count)s caractères.",
    ),
    "too_short": ("min_length", "Au moins %(count)s valeur.", "Au moins %(count)s valeurs."),
    "too_long": ("max_length", "Au plus %(count)s valeur.", "Au plus %(count)s valeurs."),
}  # fmt: skip
"""Pydantic error of length -> the bound exceeded, pattern of its message for one, for several."""
_QUOTED = re.compile(r"'([^']*)'")
"""A value in the list of those that pydantic expects: "'json', 'geojson' or 'csv'"."""


class FieldError(BaseModel):
    """Error in one parameter of a request: champ, its name; message, what is expected of it."""

    champ: str = Field(description="Nom du paramètre", examples=["q"])
    message: str = Field(description="Ce qui est attendu", examples=["Au plus 300 caractères."])


class Problem(BaseModel):
    """Body of an error response, as RFC 9457 (problem details) defines it.

    type: always "about:blank"; title: nature of the error; status: HTTP status; detail: what
    happened, in French; errors: the parameters that are wrong, empty when there are none.
    """

    type: str = Field("about:blank", description="Toujours « about:blank »")
    title: str = Field(description="Nature de l'erreur", examples=["Paramètre invalide"])
    status: int = Field(description="Code HTTP", examples=[422])
    detail: str = Field(description="Ce qui s'est passé", examples=["Le besoin est vide."])
    errors: list[FieldError] = Field(default=[], description="Paramètres en cause")


Page = Callable[[Request, Problem], Response]
"""Function (request, problem) -> HTML page that shows this error in a browser."""


@dataclass(frozen=True)
class ErrorResponse:
    """Response to an error, before it is written as JSON or as a page.

    status: HTTP status; detail: message in French, None for the usual one of the status; errors:
    parameters of the request that are wrong; headers: HTTP headers to add, such as Retry-After.
    """

    status: int
    detail: str | None = None
    errors: Sequence[FieldError] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def problem(self) -> Problem:
        """Body of the response (RFC 9457): title and status, message, parameters that are wrong.

        Without `detail`, the message is the usual one of the status: 404 gives "Rien ne se trouve à
        cette adresse."
        """
        title = TITLES.get(self.status, "Erreur")
        detail = self.detail or DETAILS.get(self.status, title)
        return Problem(title=title, status=self.status, detail=detail, errors=list(self.errors))

    def response(self) -> Response:
        """Return the HTTP response, in JSON of the type `application/problem+json`."""
        return JSONResponse(self.problem.model_dump(), self.status, self.headers, MEDIA_TYPE)


def status_of(error: OrientessError) -> HTTPStatus:
    """Return the HTTP status with which to answer an error raised by the code of OrientESS.

    The table `STATUS` gives it, from the class of the error or its nearest parent class:
    `UnknownRecord` gives 404.
    """
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def orientess_problem(error: Exception) -> ErrorResponse:
    """Return the response to an exception raised by the code of OrientESS.

    An internal error (500) is logged, and its message is not sent to the client. Any exception that
    is not an `OrientessError` is raised again.
    """
    if not isinstance(error, OrientessError):
        raise error
    status = status_of(error)
    if status is HTTPStatus.INTERNAL_SERVER_ERROR:
        LOG.error("erreur interne", exc_info=error)
        return ErrorResponse(status)
    if isinstance(error, InvalidQuery):
        return ErrorResponse(
            status, str(error), [FieldError(champ=error.field, message=str(error))]
        )
    return ErrorResponse(status, str(error), headers=_headers(error, status))


def _headers(error: OrientessError, status: HTTPStatus) -> Mapping[str, str]:
    """Return the headers that tell a program when to retry, or how to present a key."""
    if isinstance(error, (QuotaSpent, DayQuotaSpent)):
        return {"Retry-After": str(error.wait_s)}
    if isinstance(error, EncoderMissing):
        return {}  # waiting would change nothing
    if status is HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": 'Bearer realm="OrientESS"'}
    return {"Retry-After": "5"} if status is HTTPStatus.SERVICE_UNAVAILABLE else {}


def http_problem(error: Exception) -> ErrorResponse:
    """Return the response, in French, to an error of Starlette, such as 404 for an unknown address.

    Any exception that is not an `HTTPException` is raised again.
    """
    if not isinstance(error, HTTPException):
        raise error
    # the message of the framework is in English: the French one of the status replaces it
    return ErrorResponse(error.status_code, headers=error.headers or {})


def _field_name(error: Mapping[str, Any], skipped: int) -> str:
    """Return the name of the parameter in error, "corps" when the body cannot be read."""
    parts = () if error["type"] == "json_invalid" else error["loc"][skipped:]
    return shortened_name(".".join(str(part) for part in parts)) or "corps"


def shortened_name(name: str) -> str:
    """Return the name of a parameter, cut after `MAX_NAME` characters: a client chooses it."""
    return name if len(name) <= MAX_NAME else f"{name[: MAX_NAME - 1]}…"


def first_errors(errors: Sequence[FieldError], number: int) -> Sequence[FieldError]:
    """Return the errors that an answer names: `MAX_ERRORS` at most, the last says how many more.

    errors: the first ones in the parameters of one request, `MAX_ERRORS` or all; number: of all.
    """
    if number <= MAX_ERRORS:
        return errors
    shown = errors[: MAX_ERRORS - 1]
    return [*shown, FieldError(champ="…", message=f"Et {number - len(shown)} autres erreurs.")]


def fault(error: Mapping[str, Any]) -> Sentence:
    """Return what a validation error of pydantic says was expected: "Au plus 300 caractères.".

    error: a dictionary that `ValidationError.errors()` returns.
    """
    kind, context = error["type"], error.get("ctx", {})
    if kind in BOUNDS:
        bound, one, several = BOUNDS[kind]
        number = context[bound]
        return Sentence(one if number < 2 else several, count=number)
    values = {name: f"{context[name]:g}" for name in ("ge", "le") if name in context}
    expected = _or(_QUOTED.findall(str(context.get("expected", ""))))
    return Sentence(FAULTS.get(kind, REFUSED_VALUE), **values, expected=expected)


def _or(values: Sequence[str]) -> str:
    """Join values to choose from in French ("a, b ou c"), "vide" for an empty one."""
    *first, last = [value or "vide" for value in values] or [""]
    return f"{', '.join(first)} ou {last}" if first else last


def field_errors(errors: Iterable[Mapping[str, Any]], skipped: int) -> list[FieldError]:
    """Translate the validation errors of pydantic to French.

    Args:
        errors: dictionaries that `ValidationError.errors()` returns.
        skipped: number of leading items of the key "loc" to leave out of the name of the parameter:
            1 for ("query", "q"), 0 for ("q",).

    Returns:
        One item for each error, in the same order: name of the parameter ("q", or "corps" for a
        body that is no JSON) and what is expected ("Au plus 300 caractères.").
    """
    return [FieldError(champ=_field_name(error, skipped), message=fault(error)) for error in errors]


def validation_problem(
    error: Exception, example: Callable[[str], str] = lambda _name: ""
) -> ErrorResponse:
    """Return the response to invalid parameters (422) or to a body that is no JSON (400).

    Any exception that is not a `RequestValidationError` is raised again. example: returns that of a
    parameter, which its error gives, "" for none.
    """
    if not isinstance(error, RequestValidationError):
        raise error
    found = error.errors()
    told = field_errors(found[:MAX_ERRORS], 1)  # thousands may be sent: no other is worded
    told = [_with_example(item, example(item.champ)) for item in told]
    errors = first_errors(told, len(found))
    if any(item["type"] == "json_invalid" for item in found[:MAX_ERRORS]):
        return ErrorResponse(400, errors[0].message, errors)
    return ErrorResponse(422, " ".join(f"{item.champ} : {item.message}" for item in errors), errors)


def _with_example(error: FieldError, example: str) -> FieldError:
    """Return an error that gives an example of what is expected, if there is one."""
    if not example:
        return error
    return error.model_copy(update={"message": f"{error.message} Par exemple : {example}"})


HANDLERS: Mapping[type[Exception], Callable[[Exception], ErrorResponse]] = {
    OrientessError: orientess_problem,
    HTTPException: http_problem,
}


class LastResort:
    """Middleware that answers 500 to an exception that nothing else caught.

    The exception is logged with its stack; the response gives no detail. It must be inside the
    other middlewares, so that they add their headers to this response too.
    """

    def __init__(self, app: ASGIApp, page: Page) -> None:
        """page: renders an error as HTML for a browser."""
        self._app = app
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; answer 500 if an exception comes before the response begins.

        An exception that comes later is raised again: part of the response is already sent.
        """
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
            response = answered(Request(scope), ErrorResponse(500), self._page)
            await response(scope, receive, send)


def install(app: FastAPI, page: Page) -> None:
    """Make an application answer every error with the responses of this module.

    app: the application, whose routes may be added later; page: function that renders an error as
    HTML for a browser.
    """
    routes = Routes(app)

    def handler(
        answer_of: Callable[[Exception], ErrorResponse],
    ) -> Callable[[Request, Exception], Response]:
        return lambda request, error: answered(request, answer_of(error), page)

    def wrong_method(request: Request, error: Exception) -> Response:
        answer = http_problem(error)
        # over all the routes of the address: the framework lists the methods of the first one
        allowed = ", ".join(sorted(routes.methods(request.url.path)))
        headers = {**answer.headers, "Allow": allowed}
        return answered(request, replace(answer, headers=headers), page)

    def invalid(request: Request, error: Exception) -> Response:
        problem = validation_problem(error, lambda name: example_of(request, name))
        return answered(request, problem, page)

    for kind, answer_of in HANDLERS.items():
        app.add_exception_handler(kind, handler(answer_of))
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPStatus.METHOD_NOT_ALLOWED, wrong_method)
    app.add_middleware(LastResort, page=page)


def answered(request: Request, answer: ErrorResponse, page: Page) -> Response:
    """Return the HTTP response to an error: an HTML page for a browser, JSON for a program.

    It is a page when the request accepts text/html and its path is not under /api/. answer: the
    error; its headers are in the response in both cases; page: function that renders an error as
    HTML.
    """
    accepted = request.headers.get("accept", "")
    if "text/html" not in accepted or request.url.path.startswith(API):
        return answer.response()
    response = page(request, answer.problem)
    response.headers.update(answer.headers)
    return response
