"""What the service answers when it cannot do what is asked."""

from __future__ import annotations

from dataclasses import dataclass

import httpx


@dataclass(frozen=True)
class FieldFault:
    """One parameter at fault: its name, and what is expected, in French."""

    champ: str
    message: str


class OrientESSError(Exception):
    """A problem told by the service (RFC 9457), or an answer that is none.

    status: of HTTP; title, detail: in French; errors: the parameters at fault.
    """

    def __init__(
        self, status: int, title: str, detail: str, errors: tuple[FieldFault, ...] = ()
    ) -> None:
        self.status, self.title, self.detail, self.errors = status, title, detail, errors
        super().__init__(f"{title} ({status}) : {detail}")


def problem_of(response: httpx.Response) -> OrientESSError:
    """The error of a response that is no success; a proxy's may be no problem document."""
    try:
        told = response.json()
        faults = tuple(FieldFault(each["champ"], each["message"]) for each in told["errors"])
        return OrientESSError(response.status_code, told["title"], told["detail"], faults)
    except (ValueError, KeyError, TypeError):
        reason = response.reason_phrase or "Erreur"
        return OrientESSError(response.status_code, reason, "La réponse n'est pas du service.")
