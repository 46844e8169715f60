"""What forms that people send have in common: who may send them, how many, and when again."""

from __future__ import annotations

import time
from math import ceil

from fastapi import Depends, Request
from starlette.responses import HTMLResponse

from index.errors import SentFromElsewhere
from index.messages import Sentence
from service.auth.access import charge
from service.presentation.templating import page

ELSEWHERE = Sentence(
    "Cet envoi vient d'un autre site. Ouvrez la page ici, puis envoyez de nouveau."
)
FORM_COST = 20
"""What a form counts for in a quota: what is kept has a limit of the day, for everybody."""
STORE_RETRY_S = 300
"""Before it is worth sending again what a store that fails did not keep."""


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


async def charge_form(request: Request) -> None:
    """What a form depends on to count for more than a page.

    Args:
        request: that sends the form.

    Raises:
        QuotaSpent: when less than that is left.
    """
    await charge(request, FORM_COST)


FORM = (Depends(refuse_elsewhere), Depends(charge_form))
"""Dependencies of a route that takes a form."""


def until_tomorrow_s(now: float | None = None) -> int:
    """How long the limits of a day hold, which is a day here, as `date.today` tells it.

    Args:
        now: seconds since 1970; None for the time that it is.

    Returns:
        Seconds, until midnight.
    """
    moment = time.time() if now is None else now
    here = time.localtime(moment)
    # days have 23 hours or 25 when clocks change
    midnight = time.mktime((here.tm_year, here.tm_mon, here.tm_mday + 1, 0, 0, 0, 0, 0, -1))
    return ceil(midnight - moment)


def sent_page(template: str, status: int, /, **values: object) -> HTMLResponse:
    """A page about what was sent, which says when to try again if it was not kept.

    template: its name; status: of HTTP; values: what it shows.
    """
    response = page(template, status, **values)
    if status == 429:
        response.headers["Retry-After"] = str(until_tomorrow_s())
    elif status == 503:
        response.headers["Retry-After"] = str(STORE_RETRY_S)
    return response
