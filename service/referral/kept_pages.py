"""Pages of the sheets that a person keeps: their list, its short codes, and the worker of copies.

A browser alone knows what it keeps: the list is filled by a script, and nothing is sent. Its codes
are asked for by a link, whose address names the sheets and nothing of the person.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from index.codes.short_code import MAX_CODES
from service.presentation.templating import STATIC, page, page_at
from service.referral.codes import Codes
from service.runtime.services import services_of

KEPT_PATH = "/mes-fiches"
"""Path of the list of the sheets that a browser keeps."""
SEE_OTHER = 303

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, KEPT_PATH)
def kept() -> HTMLResponse:
    """Render the page on which a script lists the sheets that this browser keeps."""
    return page("kept.html", uncoded=False)


@page_at(router, KEPT_PATH + "/codes")
def kept_codes(request: Request) -> Response:
    """Redirect to the list of the short codes of some sheets, to note it down or to print it.

    The URL has `f`, repeated: the identifier of a record or of a location; the first `MAX_CODES`
    are read. When one of them has no code, or when there are none, a page says so.
    """
    identifiers = list(dict.fromkeys(request.query_params.getlist("f")))[:MAX_CODES]
    address = services_of(request).get(Codes).address(identifiers)
    if not address:
        return page("kept.html", uncoded=True)
    return RedirectResponse(address, SEE_OTHER)


@page_at(router, "/sw.js", FileResponse)
def worker() -> FileResponse:
    """Return the service worker that shows kept sheets without a network.

    Its address is at the root, for it to see the pages of the whole site; browsers ask for it anew.
    """
    headers = {"cache-control": "no-cache"}
    return FileResponse(STATIC / "sw.js", media_type="text/javascript", headers=headers)
