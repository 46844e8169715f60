"""Page of a record: its activity, audience, price, opening hours and contacts."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from index.search.query import MAX_CHARS, MAX_PLACE_CHARS
from service.presentation.i18n import to
from service.presentation.templating import page, page_at, site_address
from service.records.view import record_view
from service.runtime.dependencies import CurrentMatcher, CurrentThesaurus
from service.search.dependencies import back_address
from service.search.view import NEED

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, "/fiches/{identifier}")
def sheet(
    identifier: str, matcher: CurrentMatcher, thesaurus: CurrentThesaurus, request: Request
) -> HTMLResponse:
    """Render the page of a record (an organisation, a programme or a published need).

    It links back to the results when the URL holds the search that led to it.
    """
    address = site_address(request) + to(f"/fiches/{identifier}")
    need = request.query_params.get(NEED, "")
    view = record_view(identifier, matcher, thesaurus, address, datetime.now(UTC))
    return page(
        "record.html",
        view=view,
        record=view.record,
        q=request.query_params.get("q", "")[:MAX_CHARS],
        need=need if need in thesaurus.needs else "",
        place=request.query_params.get("lieu", "")[:MAX_PLACE_CHARS],
        back=back_address(request),
    )
