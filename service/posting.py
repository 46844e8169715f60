"""What forms that people send have in common: who may send them, and when to try again."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Depends, Request
from starlette.responses import HTMLResponse

from index.errors import SentFromElsewhere
from index.french import Sentence
from service.pages import page

ELSEWHERE = Sentence(
    "Cet envoi vient d'un autre site. Ouvrez la page ici, puis envoyez de nouveau."
)
RETRY_AFTER_S: Mapping[int, str] = {429: "86400", 503: "300"}
"""Status of HTTP -> seconds before it is worth sending again."""


async def refuse_elsewhere(request: Request) -> None:
    """What a form depends on to be sent from our own pages alone.

    Browsers say where a request comes from (https://www.w3.org/TR/fetch-metadata/); the old ones
    that do not are trusted: nothing here depends on who sends.

    Args:
        request: that sends the form.

    Raises:
        SentFromElsewhere: when it comes from a page of another site.
    """
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise SentFromElsewhere(ELSEWHERE)


OURS_ALONE = (Depends(refuse_elsewhere),)
"""Dependencies of a route that takes a form."""


def sent_page(template: str, status: int, /, **values: object) -> HTMLResponse:
    """A page about what was sent, which says when to try again if it was not kept.

    template: its name; status: of HTTP; values: what it shows.
    """
    response = page(template, status, **values)
    if status in RETRY_AFTER_S:
        response.headers["Retry-After"] = RETRY_AFTER_S[status]
    return response
