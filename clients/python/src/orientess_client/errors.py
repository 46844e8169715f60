"""Errors that an OrientESS service returns, as exceptions."""

from __future__ import annotations

from dataclasses import dataclass

import httpx


@dataclass(frozen=True)
class FieldFault:
    """An error in one parameter of a request.

    champ: name of the parameter, such as "lieu"; message: what is wrong, or which value is
    expected, in French.
    """

    champ: str
    message: str


class OrientESSError(Exception):
    """An error response to a request.

    It is a problem document (RFC 9457) of the service, or a response of a server in between, such
    as a proxy.

    status: HTTP status, such as 422; title: kind of error, detail: what happened, both in French;
    errors: one per wrong parameter of the request, empty when none is wrong.
    """

    def __init__(
        self, status: int, title: str, detail: str, errors: tuple[FieldFault, ...] = ()
    ) -> None:
        self.status, self.title, self.detail, self.errors = status, title, detail, errors
        super().__init__(f"{title} ({status}) : {detail}")


def problem_of(response: httpx.Response) -> OrientESSError:
    """Return, without raising it, the exception that describes an error response.

    A response that is not a problem document (RFC 9457) of the service, such as that of a proxy,
    gives an exception with its status and a general detail.
    """
    try:
        problem = response.json()
        errors = tuple(FieldFault(error["champ"], error["message"]) for error in problem["errors"])
        return OrientESSError(response.status_code, problem["title"], problem["detail"], errors)
    except (ValueError, KeyError, TypeError):
        reason = response.reason_phrase or "Erreur"
        return OrientESSError(response.status_code, reason, "La réponse n'est pas du service.")
