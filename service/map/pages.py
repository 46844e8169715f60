"""Page of the map: results as pins on an SVG drawing, and the same results as a list.

By default the page loads nothing from another site. The detailed map, with tiles of OpenStreetMap,
is shown on request; only that response has a Content-Security-Policy that allows those images.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from index.errors import InvalidQuery
from index.maps.base_map import BaseMap
from index.maps.boundaries import Boundaries, Box, Frame, Spot
from index.messages import Sentence
from index.places.models import KM_PER_DEGREE, Place, PlaceKind
from index.records.models import AnyRecord
from index.search.results import SearchResult
from index.taxonomy.thesaurus import Thesaurus
from service.http.security import CONTENT_SECURITY_POLICY
from service.map.drawing import Drawing, Here, Pin, draw
from service.map.results import MapResult, map_result
from service.map.views import SMALLEST_KM, frame_view, parse_view, widen
from service.presentation import messages
from service.presentation.distances import town_name
from service.presentation.emergency import emergency_blocks
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
    record_query,
    search_address,
    searched_text,
    with_default_size,
    without_filters,
)

ADDRESS = "/carte"
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
YOU = Sentence("Vous")
SAME_PLACE = 0.002
"""Degrees of latitude or longitude (about 200 m) under which two results are at one place."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True)
class MapAddress:
    """URL of the page of the map, which holds the search, the part shown and the background.

    address: URL of the page for this search, without the two parameters that follow; view: part of
    the map to show: "" (chosen from the results), "france" (the whole country), or latitude,
    longitude and kilometres around: "45.76,4.84,20"; detailed: whether images of OpenStreetMap are
    requested as background.
    """

    address: str
    view: str = ""
    detailed: bool = False

    def to(self, view: str | None = None, detailed: bool | None = None) -> str:
        """Return the URL of the same page with another part of the map or another background.

        view: part of the map to show: "" (chosen from the results), "france" or "45.76,4.84,20";
        None keeps it. detailed: whether the background is OpenStreetMap; None keeps it.
        """
        view = self.view if view is None else view
        detailed = self.detailed if detailed is None else detailed
        parameters = {"vue": view, "fond": "osm" if detailed else ""}
        query = urlencode({name: value for name, value in parameters.items() if value})
        separator = "&" if "?" in self.address else "?"
        return self.address + (separator + query if query else "")


@dataclass(frozen=True)
class Atlas:
    """What maps are drawn from.

    outlines: the départements and towns that can be drawn; base: what is around and under them;
    thesaurus: gives the theme of each record, whose pictogram is drawn.
    """

    outlines: Boundaries
    base: BaseMap
    thesaurus: Thesaurus


@dataclass(frozen=True)
class MapView:
    """Content of the page of the map.

    atlas: what it is drawn from; address: URL of the page; results: search results of this page;
    default_view: (rectangle of the map, part of the map with its own scale or None for all), drawn
    when the URL requests none; query_string: parameters added to the links to records, so that the
    page of a record links back to this one; here: the place searched, None for none.
    """

    atlas: Atlas
    address: MapAddress
    results: Sequence[MapResult]
    default_view: tuple[Box, Frame | None]
    query_string: str = ""
    here: Here | None = None

    @cached_property
    def drawing(self) -> Drawing:
        """Return the part of the map that the URL requests, drawn.

        It is the default part when the URL requests none, or one that is not valid.
        """
        view = parse_view(self.atlas.outlines, self.address.view) or self.default_view
        points = [result.point for result in self.results]
        shown = [point for point in points if point is not None]
        return draw(self.atlas.outlines, self.atlas.base, view, shown, self.here)

    @property
    def placed(self) -> list[MapResult]:
        """Return the results that have coordinates of their own, in order of rank."""
        return [result for result in self.results if result.point is not None]

    @property
    def groups(self) -> dict[str, list[MapResult]]:
        """Group the results of the list by location: name of a group -> its results.

        seen: on the part of the map that is shown; unseen: on the map, out of that part; anywhere:
        without coordinates, usable at a distance or in the whole country; unplaced: without
        coordinates, the others; away: outside the map of France. The three last have no mark on
        the map, wherever it is looked at. Empty groups are left out.
        """
        groups: dict[str, list[MapResult]] = {
            group: [] for group in ("seen", "unseen", "anywhere", "unplaced", "away")
        }
        for result in self.results:
            groups[self._group(result)].append(result)
        return {group: members for group, members in groups.items() if members}

    def _group(self, result: MapResult) -> str:
        """Return the key of the group of a result, see `groups`."""
        point = result.point
        if point and self.atlas.outlines.frame_at(point.latitude, point.longitude):
            return "unseen" if result.rank in self.drawing.unseen else "seen"
        if point or result.is_away:
            return "away"
        return "anywhere" if result.is_anywhere else "unplaced"

    @property
    def themes(self) -> dict[str, str]:
        """Return the themes of the results: identifier -> name, in the order of the thesaurus."""
        used = {result.theme for result in self.results}
        themes = self.atlas.thesaurus.themes.values()
        return {theme.id: theme.libelle for theme in themes if theme.id in used}

    @property
    def legend(self) -> dict[str, str]:
        """Return the themes of the pins that are drawn: identifier -> name."""
        drawn = {point.theme for pin in self.drawing.pins for point in pin.results}
        return {theme: name for theme, name in self.themes.items() if theme in drawn}

    @property
    def is_whole(self) -> bool:
        """Return whether the map shows the whole country."""
        return self.drawing.box == self.atlas.outlines.box

    def pin_address(self, pin: Pin) -> str:
        """Return the URL that a pin (mark on the map) links to.

        It is the page of its record. A pin of several records links to a closer view of the map or,
        when they are at the same place (about 200 m), to the first of them in the list.
        """
        first = pin.results[0]
        if len(pin.results) == 1:
            (record,) = (result.record for result in self.results if result.rank == first.rank)
            return to(
                f"/fiches/{record.id}" + (f"?{self.query_string}" if self.query_string else "")
            )
        if pin.spread < SAME_PLACE:
            return f"#resultat-{first.rank}"
        km = max(SMALLEST_KM, 1.5 * pin.spread * KM_PER_DEGREE)
        view = f"{first.latitude:.3f},{first.longitude:.3f},{km:.0f}"
        return self.address.to(view=view)


@page_at(router, ADDRESS)
def show_map(request: Request, searcher: CurrentSearch, search: ObservedSearch) -> HTMLResponse:
    """Render the page of the map, from the parameters of its URL.

    It shows the record named by "fiche", else the results of the search "q", else an empty form. A
    search that is not valid gives the form with the error, HTTP 422.
    """
    url_parameters = request.query_params
    services = services_of(request)
    atlas = Atlas(services.get(Boundaries), services.get(BaseMap), services.get(Thesaurus))
    address = MapAddress(
        to(ADDRESS), url_parameters.get("vue", ""), url_parameters.get("fond") == "osm"
    )
    if "fiche" in url_parameters:
        return _record_page(searcher.retriever.record(url_parameters["fiche"]), atlas, address)
    if "q" not in url_parameters:
        return _page(None, q="", place="")
    try:
        parameters = with_default_size(page_parameters(request))
        result = search(parse_query(parameters.model_copy(update={"size": SIZE})))
    except InvalidQuery as error:
        return _page(None, 422, **invalid_form(request, error))
    form = filter_form(parameters, result, searcher.retriever, ADDRESS)
    return _results_page(parameters, result, atlas, address, form)


def _page(view: MapView | None, status: int = 200, /, **values: object) -> HTMLResponse:
    """Render the page; its security policy allows the tiles only when they are requested."""
    defaults = {
        "sheet_query": "",
        "result": None,
        "record": None,
        "back": "",
        "pages": 1,
        "tiles": TILES,
    }
    response = page("map.html", status, map=view, **(defaults | values))
    if view is not None and view.address.detailed and view.placed:
        response.headers["Content-Security-Policy"] = DETAILED_POLICY
    return response


def _record_page(record: AnyRecord, atlas: Atlas, address: MapAddress) -> HTMLResponse:
    alone = MapResult(1, record, near=True, theme=atlas.thesaurus.theme_of(record.besoins))
    point, outlines = alone.point, atlas.outlines
    box = point and outlines.around(point.latitude, point.longitude, ALONE_KM)
    address = replace(address, address=f"{address.address}?{urlencode({'fiche': record.id})}")
    view = MapView(atlas, address, [alone], frame_view(outlines, box or None))
    return _page(view, record=record, back=to(f"/fiches/{record.id}"))


def _results_page(
    parameters: SearchParameters,
    result: SearchResult,
    atlas: Atlas,
    address: MapAddress,
    form: Mapping[str, object],
) -> HTMLResponse:
    place, outlines = result.understood.place, atlas.outlines
    results = [map_result(hit, place, atlas.thesaurus) for hit in result.hits]
    address = replace(address, address=search_address(parameters, ADDRESS))
    default_view = frame_view(outlines, _default_box(outlines, parameters, result, results))
    query = record_query(parameters, result.need, "carte")

    def at_page(number: int) -> str:
        return replace(address, address=search_address(parameters, ADDRESS, page=number)).to()

    return _page(
        MapView(atlas, address, results, default_view, query, _here(place)),
        q=parameters.q,
        place=parameters.lieu,
        searched=searched_text(parameters, result),
        result=result,
        emergency=emergency_blocks(result.emergency),
        pages=pages_of(result.total, result.query.size),
        at_page=at_page,
        as_typed=search_address(parameters, ADDRESS, exact=True, page=1),
        chips=[
            each
            for each in chips(parameters, result, ADDRESS)
            if each.kind != messages.PLACE or not parameters.lieu  # the form says the place typed
        ],
        without_filters=without_filters(parameters, ADDRESS),
        sheet_query=query,
        back=search_address(parameters, page=1),
        **form,
    )


def _here(place: Place | None) -> Here | None:
    """Return the mark of the place searched: a town, or the point of a person; None for an area."""
    if place is None or place.is_area or place.point is None:
        return None
    is_town = place.kind is not PlaceKind.POINT
    name = town_name(place) if is_town else translated(YOU)
    return Here(name, place.point.latitude, place.point.longitude, is_town)


def _default_box(
    outlines: Boundaries,
    parameters: SearchParameters,
    result: SearchResult,
    results: Sequence[MapResult],
) -> Box | None:
    """Return the box of the place of the query and the results near it; None: the whole country."""
    place = result.understood.place
    if place is None or place.point is None or place.kind is PlaceKind.COUNTRY:
        return None
    box = outlines.around(place.point.latitude, place.point.longitude, parameters.distance)
    if box is None:
        return None
    if place.kind is PlaceKind.DEPARTEMENT and place.departement in outlines.shapes:
        box = outlines.shapes[place.departement].bounds
    frame = outlines.frame_at(place.point.latitude, place.point.longitude)
    spots = [
        (result.near, spot) for result in results if (spot := _spot_in(outlines, frame, result))
    ]
    if not any(near or box.holds(spot) for near, spot in spots):
        return widen(box, [spot for _, spot in spots])
    for near, spot in spots:
        box = box.joined(Box.around([spot])) if near else box
    return box


def _spot_in(outlines: Boundaries, frame: Frame | None, result: MapResult) -> Spot | None:
    """Return the coordinates of a result on the drawing; None when it is in another frame."""
    point = result.point
    if point is None or outlines.frame_at(point.latitude, point.longitude) != frame:
        return None
    return outlines.point(point.latitude, point.longitude)
