"""Protection of the forms that people send: their origin, their cost in quotas, and retries."""

from __future__ import annotations

import time
from math import ceil
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.responses import HTMLResponse

from index.errors import SentFromElsewhere
from index.messages import Sentence
from service.auth.access import charge, charge_day
from service.presentation.templating import page
from service.runtime.services import services_of
from service.settings import Settings

CROSS_SITE = Sentence(
    "Cet envoi vient d'un autre site. Ouvrez la page ici, puis envoyez de nouveau."
)
FORM_COST = 20
"""Requests that one form counts for in the quota of its client: few forms are stored in a day."""
FORMS_A_DAY = 100
"""Forms that an address may send in a day, all kinds together: a whole class may sit behind it."""
STORE_RETRY_S = 300
"""Seconds before a form may be sent again when the database failed."""


async def refuse_cross_site(request: Request) -> None:
    """Refuse a form that a page of another site made the browser send; a FastAPI dependency.

    Browsers send the header Sec-Fetch-Site (https://www.w3.org/TR/fetch-metadata/). Older ones
    (Safari before 16.4) send Origin alone, whose host must be that of the request or of the site. A
    request without either does not come from a page, and no form acts on behalf of an account.

    Args:
        request: the request that sends the form.

    Raises:
        SentFromElsewhere: when the header Sec-Fetch-Site is "cross-site" or, without this header,
            when the header Origin names another host.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site == "cross-site" or (site is None and origin and not _is_ours(request, origin)):
        raise SentFromElsewhere(CROSS_SITE)


def _is_ours(request: Request, origin: str) -> bool:
    """Return whether an origin ("https://exemple.fr") is this site, as its settings or Host say."""
    host = urlsplit(origin).netloc.lower()
    address = services_of(request).get(Settings).address
    ours = {request.headers.get("host", "").lower(), urlsplit(address).netloc.lower()}
    return bool(host) and host in ours


async def charge_form(request: Request) -> None:
    """Count a sent form as `FORM_COST` requests in the quota of its client; a FastAPI dependency.

    Args:
        request: the request that sends the form.

    Raises:
        QuotaSpent: when fewer requests than that are left to the client in this minute.
        DayQuotaSpent: when its address sent `FORMS_A_DAY` forms today.
    """
    await charge(request, FORM_COST)
    await charge_day(request, "formulaires", FORMS_A_DAY)


FORM = (Depends(refuse_cross_site), Depends(charge_form))
"""FastAPI dependencies of each route that receives a form: check its origin, count its cost."""


def until_tomorrow_s(now: float | None = None) -> int:
    """Return the seconds until the next midnight, local time, when daily limits start again.

    Args:
        now: moment to count from, in seconds since 1970; None for the current one.

    Returns:
        Seconds, rounded up.
    """
    moment = time.time() if now is None else now
    local = time.localtime(moment)
    # days have 23 hours or 25 when clocks change
    midnight = time.mktime((local.tm_year, local.tm_mon, local.tm_mday + 1, 0, 0, 0, 0, 0, -1))
    return ceil(midnight - moment)


def submission_page(template: str, status: int, /, **values: object) -> HTMLResponse:
    """Render the page shown after a form was sent.

    When the form could not be stored, the header Retry-After says in how many seconds to try again.
    template: file name of the template; status: HTTP status, 429 when the limit of the day is
    reached, 503 when the database failed; values: what the template shows, by name.
    """
    response = page(template, status, **values)
    if status == 429:
        response.headers["Retry-After"] = str(until_tomorrow_s())
    elif status == 503:
        response.headers["Retry-After"] = str(STORE_RETRY_S)
    return response
