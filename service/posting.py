"""What forms that people send have in common: who may send them, and when to try again."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from starlette.responses import HTMLResponse

from index.french import Sentence
from service.language import said
from service.pages import page
from service.problems import Problem

ELSEWHERE = Problem(
    title=Sentence("Envoi refusé"),
    status=403,
    detail=Sentence(
        "Cet envoi vient d'un autre site. Ouvrez la page ici, puis envoyez de nouveau."
    ),
)
RETRY_AFTER_S: Mapping[int, str] = {429: "86400", 503: "300"}
"""Status of HTTP -> seconds before it is worth sending again."""


def from_elsewhere(request: Request) -> HTMLResponse | None:
    """What is answered to a form sent from another site; None when it comes from ours.

    Browsers say where a request comes from (https://www.w3.org/TR/fetch-metadata/); the old ones
    that do not are trusted: nothing here depends on who sends.
    """
    if request.headers.get("sec-fetch-site") != "cross-site":
        return None
    return page("problem.html", ELSEWHERE.status, problem=ELSEWHERE, detail=said(ELSEWHERE.detail))


def sent_page(template: str, status: int, /, **values: object) -> HTMLResponse:
    """A page about what was sent, which says when to try again if it was not kept.

    template: its name; status: of HTTP; values: what it shows.
    """
    response = page(template, status, **values)
    if status in RETRY_AFTER_S:
        response.headers["Retry-After"] = RETRY_AFTER_S[status]
    return response
