"""Page of a record: its activity, audience, price, opening hours and contacts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from index.search.query import MAX_CHARS, MAX_PLACE_CHARS
from service.presentation.i18n import to
from service.presentation.location_card import location_card
from service.presentation.templating import page, page_at, site_address
from service.records.view import ADVICE, record_view
from service.runtime.dependencies import CurrentMatcher, CurrentSearch, CurrentThesaurus
from service.search.dependencies import back_address, searched_locations, searched_place
from service.search.view import NEED

NEAREST = 3
"""Most locations on the page of a record."""
EASY_SENTENCES = 5
"""Most sentences in easy French on the page of a record."""
PROFESSIONALS = "France services"
"""Search that finds who can refer people to a record that asks for it."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, "/fiches/{identifier}")
def sheet(
    identifier: str,
    matcher: CurrentMatcher,
    searcher: CurrentSearch,
    thesaurus: CurrentThesaurus,
    request: Request,
) -> HTMLResponse:
    """Render the page of a record (an organisation, a programme or a published need).

    It links back to the results when the URL holds the search that led to it, and shows the nearest
    locations of the record when that search has a place, or says that none is known near it.
    """
    address = site_address(request) + to(f"/fiches/{identifier}")
    need = request.query_params.get(NEED, "")
    moment, retriever = datetime.now(UTC), matcher.retriever
    view = record_view(identifier, matcher, thesaurus, address, moment)
    place, row = searched_place(request, retriever), retriever.rows[identifier]
    typed = request.query_params.get("lieu", "")[:MAX_PLACE_CHARS]
    found = searched_locations(request, searcher) if retriever.location_counts[row] else None
    nearest = [
        location_card(retriever, near, moment, place)
        for near in retriever.nearby(found.of(row, NEAREST) if found else ())
    ]
    return page(
        "record.html",
        view=view,
        advice=[ADVICE[name] for name in view.quality.lacking],
        easy_sentences=thesaurus.easy_sentences(view.record.besoins, (need,))[:EASY_SENTENCES],
        record=view.record,
        q=request.query_params.get("q", "")[:MAX_CHARS],
        need=need if need in thesaurus.needs else "",
        place=typed,
        total=int(retriever.location_counts[row]),
        nearest=nearest,
        professionals=_search_of(PROFESSIONALS, typed),
        none_near=place is not None and view.is_visited and not nearest,
        query_string=request.url.query,
        back=back_address(request),
        today=date.today(),
    )


def _search_of(text: str, place: str) -> str:
    """Return the URL of the search of a text, around a place as typed, "" for none."""
    fields = {"q": text, "lieu": place}
    query = urlencode({name: value for name, value in fields.items() if value})
    return f"{to('/recherche')}?{query}"
