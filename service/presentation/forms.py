"""Protection of the forms that people send: their origin, their cost in quotas, and retries."""

from __future__ import annotations

import time
from math import ceil

from fastapi import Depends, Request
from starlette.responses import HTMLResponse

from index.errors import SentFromElsewhere
from index.messages import Sentence
from service.auth.access import charge
from service.presentation.templating import page

CROSS_SITE = Sentence(
    "Cet envoi vient d'un autre site. Ouvrez la page ici, puis envoyez de nouveau."
)
FORM_COST = 20
"""Cost of a form in a quota, in requests: what is stored has a daily limit for all clients."""
STORE_RETRY_S = 300
"""Seconds before a form may be sent again when the database failed."""


async def refuse_cross_site(request: Request) -> None:
    """Refuse a form sent from a page of another site; a dependency of routes.

    Browsers send the header Sec-Fetch-Site (https://www.w3.org/TR/fetch-metadata/). Older ones do
    not, and are trusted: no form acts on behalf of an account.

    Args:
        request: the request that sends the form.

    Raises:
        SentFromElsewhere: when the header says cross-site.
    """
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise SentFromElsewhere(CROSS_SITE)


async def charge_form(request: Request) -> None:
    """Charge a form to the quota of the client, at `FORM_COST`; a dependency of routes.

    Args:
        request: the request that sends the form.

    Raises:
        QuotaSpent: when the quota has less than that left.
    """
    await charge(request, FORM_COST)


FORM = (Depends(refuse_cross_site), Depends(charge_form))
"""Dependencies of a route that receives a form."""


def until_tomorrow_s(now: float | None = None) -> int:
    """Return the time until midnight, local time, when daily limits start again.

    Args:
        now: seconds since 1970; None for the current time.

    Returns:
        Seconds, rounded up.
    """
    moment = time.time() if now is None else now
    local = time.localtime(moment)
    # days have 23 hours or 25 when clocks change
    midnight = time.mktime((local.tm_year, local.tm_mon, local.tm_mday + 1, 0, 0, 0, 0, 0, -1))
    return ceil(midnight - moment)


def submission_page(template: str, status: int, /, **values: object) -> HTMLResponse:
    """Render the page that follows a form, with Retry-After when the form was not stored.

    template: file name; status: HTTP status, 429 at the daily limit, 503 when the database failed;
    values: the values that the template shows.
    """
    response = page(template, status, **values)
    if status == 429:
        response.headers["Retry-After"] = str(until_tomorrow_s())
    elif status == 503:
        response.headers["Retry-After"] = str(STORE_RETRY_S)
    return response
