"""Page of the map: results as pins on an SVG drawing, and the same results as a list.

Without a search it shows the number of places of each département, then the places of one of them.
By default the page loads nothing from another site. The detailed map, with tiles of OpenStreetMap,
is shown on request; only that response has a Content-Security-Policy that allows those images.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from index.errors import InvalidQuery
from index.maps.base_map import BaseMap
from index.maps.boundaries import Boundaries
from index.maps.landmarks import Landmarks
from index.messages import Sentence
from index.places.models import Place, PlaceKind, Point
from index.search.query import MAX_PLACE_CHARS
from index.search.results import SearchResult
from index.search.retriever import Retriever
from index.taxonomy.thesaurus import Thesaurus
from service.http.security import CONTENT_SECURITY_POLICY
from service.map.addresses import ADDRESS, MapAddress
from service.map.drawing import Atlas, Here
from service.map.map_view import ResultsView
from service.map.overview import overview
from service.map.places_view import PlacesView
from service.map.results import MapResult, map_results, town_in_words
from service.map.views import SMALLEST_KM, WHOLE, first_box, frame_view
from service.presentation import messages
from service.presentation.distances import place_name, town_name
from service.presentation.emergency import emergency_shown
from service.presentation.i18n import to, translated
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentSearch
from service.runtime.services import services_of
from service.search.dependencies import ObservedSearch, invalid_form, page_parameters, parse_query
from service.search.parameters import SearchParameters
from service.search.schemas import pages_of
from service.search.view import (
    chips,
    filter_form,
    link_query,
    search_address,
    searched_text,
    with_default_size,
    without_filters,
)

TILES = "https://tile.openstreetmap.org"
IMAGES = "img-src 'self' data:"
DETAILED_POLICY = CONTENT_SECURITY_POLICY.replace(IMAGES, f"{IMAGES} {TILES}")
"""HTTP header Content-Security-Policy of the detailed map: it allows images of OpenStreetMap.

No other response has it.
"""
SIZE = 50
"""Results on one page."""
ALONE_KM = 15.0
"""Kilometres shown on each side of a record that is alone on the map."""
MOST_PLACES = 5000
"""Places drawn one by one, at most: beyond, they are counted by département."""
YOU = Sentence("Vous")

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, ADDRESS)
def show_map(request: Request, searcher: CurrentSearch, search: ObservedSearch) -> HTMLResponse:
    """Render the page of the map, from the parameters of its URL.

    It shows the record named by "fiche", else the results of the search "q"; without them, the
    places of the département or town "lieu", else those of France. A search that is not valid gives
    the form with the error, HTTP 422.
    """
    url_parameters = request.query_params
    services = services_of(request)
    atlas = Atlas(services.get(Boundaries), services.get(BaseMap), services.get(Landmarks))
    thesaurus = services.get(Thesaurus)
    address = MapAddress(
        to(ADDRESS), url_parameters.get("vue", ""), url_parameters.get("fond") == "osm"
    )
    if "fiche" in url_parameters:
        alone = _alone(searcher.retriever, url_parameters["fiche"], thesaurus)
        return _record_page(alone, atlas, thesaurus, address)
    if "q" not in url_parameters:
        place = url_parameters.get("lieu", "")[:MAX_PLACE_CHARS]
        return _places_page(searcher.retriever, place, atlas, address)
    try:
        parameters = with_default_size(page_parameters(request))
        result = search(parse_query(parameters.model_copy(update={"size": SIZE})))
    except InvalidQuery as error:
        return _page(None, 422, **invalid_form(request, error))
    form = filter_form(parameters, result, searcher.retriever, ADDRESS)
    results = map_results(result, searcher.retriever, datetime.now(UTC), thesaurus)
    view = _results_view(parameters, result, results, atlas, thesaurus, address)
    return _results_page(parameters, result, view, form)


def _page(view: ResultsView | None, status: int = 200, /, **values: object) -> HTMLResponse:
    """Render the page; its security policy allows the tiles only when they are requested."""
    detailed = view is not None and view.address.detailed and bool(view.addressed)
    defaults = {
        "sheet_query": "",
        "result": None,
        "record": None,
        "back": "",
        "pages": 1,
        "tiles": TILES,
        "detailed": detailed,
    }
    response = page("map.html", status, map=view, **(defaults | values))
    if detailed:
        response.headers["Content-Security-Policy"] = DETAILED_POLICY
    return response


def _places_page(
    retriever: Retriever, name: str, atlas: Atlas, address: MapAddress
) -> HTMLResponse:
    """Render the places of a département or of a town; of France when no place has that name."""
    place = retriever.place_named(name)
    outlines, table = atlas.outlines, retriever.locations
    point = None if place is None else place.point
    if place is None or point is None or not outlines.frame_at(point.latitude, point.longitude):
        return _france_page(retriever, name, name, atlas)
    box = outlines.around(point.latitude, point.longitude, SMALLEST_KM)
    if place.kind is PlaceKind.DEPARTEMENT and place.departement in outlines.shapes:
        box = outlines.shapes[place.departement].bounds
    view = PlacesView(
        atlas=atlas,
        address=replace(address, address=f"{address.address}?{urlencode({'lieu': name})}"),
        default_view=frame_view(outlines, box),
        here=_here(place),
        place=place,
        table=table,
    )
    if view.address.view == WHOLE or view.total > MOST_PLACES:
        return _france_page(retriever, translated(place_name(place)), "", atlas)
    return page("map_places.html", map=view, place=place_name(place), record=None)


def _france_page(retriever: Retriever, place: str, unknown: str, atlas: Atlas) -> HTMLResponse:
    """Render France with the number of places of each département.

    place: kept in the field of the form; unknown: place that was typed and is none, "" for none.
    """
    france = overview(atlas, retriever.locations.departement_counts)
    return page("map_france.html", france=france, atlas=atlas, place=place, unknown=unknown)


def _alone(retriever: Retriever, identifier: str, thesaurus: Thesaurus) -> MapResult:
    """Return the record that has an identifier, to be shown alone; UnknownRecord for none."""
    record = retriever.record(identifier)
    precision = retriever.precision(retriever.rows[record.id])
    theme = thesaurus.theme_of(record.besoins)
    return MapResult(1, record, town_in_words(record), near=True, theme=theme, precision=precision)


def _record_page(
    alone: MapResult, atlas: Atlas, thesaurus: Thesaurus, address: MapAddress
) -> HTMLResponse:
    """Render the map of one record."""
    point, outlines, identifier = alone.point, atlas.outlines, alone.record.id
    box = point and outlines.around(point.latitude, point.longitude, ALONE_KM)
    view = ResultsView(
        atlas=atlas,
        address=replace(address, address=f"{address.address}?{urlencode({'fiche': identifier})}"),
        default_view=frame_view(outlines, box or None),
        results=[alone],
        thesaurus=thesaurus,
        is_alone=True,
    )
    return _page(view, record=alone.record, back=to(f"/fiches/{identifier}"))


def _results_view(
    parameters: SearchParameters,
    result: SearchResult,
    results: list[MapResult],
    atlas: Atlas,
    thesaurus: Thesaurus,
    address: MapAddress,
) -> ResultsView:
    """Return the results of a search on the map, seen first around its place."""
    place, outlines = result.understood.place, atlas.outlines
    addressed = [each for each in results if each.point and not each.is_vague]
    points = [
        (Point(point.latitude, point.longitude), each.near)
        for each in (addressed if any(each.near for each in addressed) else results)
        if (point := each.point)
    ]
    return ResultsView(
        atlas=atlas,
        address=replace(address, address=search_address(parameters, ADDRESS)),
        default_view=frame_view(outlines, first_box(outlines, place, parameters.distance, points)),
        here=_here(place),
        results=results,
        thesaurus=thesaurus,
        query_string=link_query(parameters, result, "carte"),
    )


def _results_page(
    parameters: SearchParameters,
    result: SearchResult,
    view: ResultsView,
    form: Mapping[str, object],
) -> HTMLResponse:
    """Render the results of a search."""

    def at_page(number: int) -> str:
        moved = search_address(parameters, ADDRESS, page=number)
        return replace(view.address, address=moved).to()

    return _page(
        view,
        q=parameters.q,
        place=parameters.lieu,
        searched=searched_text(parameters, result),
        result=result,
        pages=pages_of(result.total, result.query.size),
        at_page=at_page,
        as_typed=search_address(parameters, ADDRESS, exact=True, page=1),
        chips=[
            each
            for each in chips(parameters, result, ADDRESS)
            if each.kind != messages.PLACE or not parameters.lieu  # the form says the place typed
        ],
        without_filters=without_filters(parameters, ADDRESS),
        sheet_query=view.query_string,
        back=search_address(parameters, page=1),
        **form,
        **emergency_shown(result.emergency),
    )


def _here(place: Place | None) -> Here | None:
    """Return the mark of the place searched: a town, or the point of a person; None for an area."""
    if place is None or place.is_area or place.point is None:
        return None
    is_town = place.kind is not PlaceKind.POINT
    name = town_name(place) if is_town else translated(YOU)
    return Here(name, place.point.latitude, place.point.longitude, is_town)
