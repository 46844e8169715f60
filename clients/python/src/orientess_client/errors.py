"""Errors that the service returns."""

from __future__ import annotations

from dataclasses import dataclass

import httpx


@dataclass(frozen=True)
class FieldFault:
    """An error in one parameter: its name, and the expected value, in French."""

    champ: str
    message: str


class OrientESSError(Exception):
    """An error response: a problem of the service (RFC 9457), or a response of another server.

    status: HTTP status; title, detail: in French; errors: errors in parameters.
    """

    def __init__(
        self, status: int, title: str, detail: str, errors: tuple[FieldFault, ...] = ()
    ) -> None:
        self.status, self.title, self.detail, self.errors = status, title, detail, errors
        super().__init__(f"{title} ({status}) : {detail}")


def problem_of(response: httpx.Response) -> OrientESSError:
    """Return the error of a response; one of a proxy may not be a problem document."""
    try:
        problem = response.json()
        errors = tuple(FieldFault(error["champ"], error["message"]) for error in problem["errors"])
        return OrientESSError(response.status_code, problem["title"], problem["detail"], errors)
    except (ValueError, KeyError, TypeError):
        reason = response.reason_phrase or "Erreur"
        return OrientESSError(response.status_code, reason, "La réponse n'est pas du service.")
