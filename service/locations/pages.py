"""Page of a location: its address, hours, contacts, network, source and how to go there."""

from __future__ import annotations

from datetime import UTC, date, datetime

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from index.search.query import MAX_CHARS, MAX_PLACE_CHARS
from service.locations.api import PERMANENT
from service.locations.schemas import needs_of
from service.locations.view import location_view
from service.presentation.i18n import to
from service.presentation.templating import page, page_at, site_address
from service.runtime.dependencies import CurrentSearch, CurrentThesaurus
from service.runtime.services import services_of
from service.search.dependencies import back_address, searched_place
from service.search.view import NEED
from service.settings import Settings

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, "/lieux/{identifier}")
def location(
    identifier: str, request: Request, searcher: CurrentSearch, thesaurus: CurrentThesaurus
) -> Response:
    """Render the page of a location; the identifier of a merged one redirects to it.

    It links back to the results when the URL holds the search that led to it.
    """
    retriever = searcher.retriever
    near = retriever.location(identifier)
    if near.location.id != identifier:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(to(f"/lieux/{near.location.id}") + query, PERMANENT)
    received = request.query_params
    place = received.get("lieu", "")[:MAX_PLACE_CHARS]
    needs = needs_of(near.location, retriever)
    view = location_view(
        near,
        retriever,
        thesaurus,
        address=site_address(request) + to(f"/lieux/{identifier}"),
        lists=services_of(request).get(Settings).location_lists,
        place=searched_place(request, retriever),
        moment=datetime.now(UTC),
    )
    return page(
        "location.html",
        view=view,
        location=near.location,
        easy_sentences=thesaurus.easy_sentences(needs, (received.get(NEED, ""),)),
        q=received.get("q", "")[:MAX_CHARS],
        place=place,
        query_string=request.url.query,
        back=back_address(request),
        today=date.today(),
    )
