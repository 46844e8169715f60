"""The page of the map: results on a drawing of ours, and the same in a list.

Nothing is asked of another site by default. The detailed map, of OpenStreetMap, is shown to who
asks for it; the policy of that answer alone lets images come from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from index.errors import InvalidQuery
from index.places.boundaries import Box, Frame, Outlines, Spot
from index.places.models import PlaceKind
from index.places.service_areas import seat_only
from index.records.models import AnyRecord
from index.search.results import Hit, SearchResult
from service.http.security import CONTENT_SECURITY_POLICY
from service.map.drawing import (
    SMALLEST_KM,
    Drawing,
    Located,
    Pin,
    asked_view,
    draw,
    framed,
    widened,
)
from service.presentation.i18n import to
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentSearch
from service.search.dependencies import page_parameters, parse_query, what_to_mend
from service.search.parameters import SearchParameters
from service.search.schemas import pages_of
from service.search.view import asked, chips, distance_told, need_of, search_address, usual_size

ADDRESS = "/carte"
TILES = "https://tile.openstreetmap.org"
IMAGES = "img-src 'self' data:"
DETAILED_POLICY = CONTENT_SECURITY_POLICY.replace(IMAGES, f"{IMAGES} {TILES}")
"""Of the answers that show the detailed map, and of them alone."""
SIZE = 50
"""Results a page."""
ALONE_KM = 15.0
"""Half of the width of what is seen around a record alone."""
ELSEWHERE = frozenset(
    {"autres-outre-mer", "belgique", "canada", "europe", "luxembourg", "monde", "suisse"}
)
"""Territories that the drawing does not show."""
SAME_PLACE = 0.002
"""Degrees under which two places are one: 200 m."""
KM_PER_DEGREE = 111.0

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True)
class Shown:
    """A result as the list tells it; distance: in words, empty when it means nothing."""

    rank: int
    record: AnyRecord
    distance: str = ""
    near: bool = False

    @property
    def located(self) -> Located | None:
        """Its place, or None; the seat of who serves the whole country is not one."""
        record = self.record
        if record.latitude is None or record.longitude is None or self.is_seat:
            return None
        return Located(self.rank, record.nom, record.latitude, record.longitude)

    @property
    def is_seat(self) -> bool:
        """Whether its commune is but that of a seat."""
        return seat_only(self.record)

    @property
    def is_away(self) -> bool:
        """Whether nothing but lands out of the drawing is told of where it is."""
        record = self.record
        told = set(record.territoires)
        if record.latitude is not None or record.code_insee or not told <= ELSEWHERE:
            return False
        return bool(record.commune) if self.is_seat else bool(told)

    @property
    def is_anywhere(self) -> bool:
        """Whether one need not be near it."""
        return self.is_seat or "a-distance" in self.record.modes_accueil


@dataclass(frozen=True)
class Looking:
    """What is looked at: the address of the page says it whole.

    address: of the page with neither of the two others; view: "", "france", or latitude, longitude
    and kilometres; detailed: whether the map of OpenStreetMap was asked for.
    """

    address: str
    view: str = ""
    detailed: bool = False

    def to(self, view: str | None = None, detailed: bool | None = None) -> str:
        """The address of the page, looked at otherwise."""
        asked_view = self.view if view is None else view
        asked_detail = self.detailed if detailed is None else detailed
        told = {"vue": asked_view, "fond": "osm" if asked_detail else ""}
        query = urlencode({name: value for name, value in told.items() if value})
        joint = "&" if "?" in self.address else "?"
        return self.address + (joint + query if query else "")


@dataclass(frozen=True)
class Map:
    """A page of the map: its results, and what is seen of them.

    asked: the query string that links to sheets carry, to come back.
    """

    outlines: Outlines
    looking: Looking
    results: Sequence[Shown]
    home: tuple[Box, Frame | None]
    asked: str = ""

    @cached_property
    def drawing(self) -> Drawing:
        """The drawing, seen as asked for, or else from where it begins."""
        box, frame = asked_view(self.outlines, self.looking.view) or self.home
        located = [each.located for each in self.results]
        return draw(self.outlines, box, frame, [each for each in located if each is not None])

    @property
    def placed(self) -> list[Shown]:
        """The results that have a place."""
        return [each for each in self.results if each.located is not None]

    @property
    def groups(self) -> dict[str, list[Shown]]:
        """The results of the list: where they are -> those that are there, when there are any."""
        groups: dict[str, list[Shown]] = {
            each: [] for each in ("seen", "unseen", "anywhere", "unplaced", "away")
        }
        for each in self.results:
            groups[self._group(each)].append(each)
        return {group: shown for group, shown in groups.items() if shown}

    def _group(self, shown: Shown) -> str:
        """Where a result is."""
        place = shown.located
        if place and self.outlines.frame_at(place.latitude, place.longitude):
            return "unseen" if shown.rank in self.drawing.unseen else "seen"
        if place or shown.is_away:
            return "away"
        return "anywhere" if shown.is_anywhere else "unplaced"

    @property
    def is_whole(self) -> bool:
        """Whether all of France is seen."""
        return self.drawing.box == self.outlines.box

    def pin_address(self, pin: Pin) -> str:
        """Where a pin leads: its record, a closer view of several, or their place in the list."""
        first = pin.results[0]
        if len(pin.results) == 1:
            (record,) = (each.record for each in self.results if each.rank == first.rank)
            return to(f"/fiches/{record.id}" + (f"?{self.asked}" if self.asked else ""))
        if pin.spread < SAME_PLACE:
            return f"#resultat-{first.rank}"
        km = max(SMALLEST_KM, 1.5 * pin.spread * KM_PER_DEGREE)
        view = f"{first.latitude:.3f},{first.longitude:.3f},{km:.0f}"
        return self.looking.to(view=view)


@page_at(router, ADDRESS)
def show_map(request: Request, searcher: CurrentSearch) -> HTMLResponse:
    """Results on a map, a record alone, or what to mend in the need."""
    given = request.query_params
    outlines: Outlines = request.app.state.outlines
    looking = Looking(to(ADDRESS), given.get("vue", ""), given.get("fond") == "osm")
    if "fiche" in given:
        return _record_page(searcher.record(given["fiche"]), outlines, looking)
    if "q" not in given:
        return _page(None, q="", place="")
    try:
        parameters = usual_size(page_parameters(request))
        result = searcher.search(parse_query(parameters.model_copy(update={"size": SIZE})))
    except InvalidQuery as error:
        return _page(None, 422, **what_to_mend(request, error))
    return _results_page(parameters, result, outlines, looking)


def _page(shown: Map | None, status: int = 200, /, **values: object) -> HTMLResponse:
    """The page, under the policy that lets it show what was asked for, and no more."""
    defaults = {
        "sheet_query": "",
        "result": None,
        "record": None,
        "back": "",
        "pages": 1,
        "tiles": TILES,
    }
    answer = page("map.html", status, map=shown, **(defaults | values))
    if shown is not None and shown.looking.detailed and shown.placed:
        answer.headers["Content-Security-Policy"] = DETAILED_POLICY
    return answer


def _record_page(record: AnyRecord, outlines: Outlines, looking: Looking) -> HTMLResponse:
    alone = Shown(1, record, near=True)
    place = alone.located
    box = place and outlines.around(place.latitude, place.longitude, ALONE_KM)
    looking = replace(looking, address=f"{looking.address}?{urlencode({'fiche': record.id})}")
    shown = Map(outlines, looking, [alone], framed(outlines, box or None))
    return _page(shown, record=record, back=to(f"/fiches/{record.id}"))


def _results_page(
    parameters: SearchParameters, result: SearchResult, outlines: Outlines, looking: Looking
) -> HTMLResponse:
    place = result.understood.place
    results = [_shown(hit, place is not None and place.is_area) for hit in result.hits]
    looking = replace(looking, address=search_address(parameters, ADDRESS))
    home = framed(outlines, _home(outlines, parameters, result, results))
    query = asked(parameters, need_of(result), "carte")

    def at_page(number: int) -> str:
        return replace(looking, address=search_address(parameters, ADDRESS, page=number)).to()

    return _page(
        Map(outlines, looking, results, home, query),
        q=parameters.q,
        place=parameters.lieu,
        searched=result.searched,
        result=result,
        pages=pages_of(result.total, result.query.size),
        at_page=at_page,
        as_typed=search_address(parameters, ADDRESS, exact=True, page=1),
        chips=list(chips(parameters, result, ADDRESS)),
        sheet_query=query,
        back=search_address(parameters, page=1),
    )


def _shown(hit: Hit, in_area: bool) -> Shown:
    """A hit; its distance means nothing from the middle of an area."""
    words = "" if in_area else distance_told(hit)
    return Shown(hit.rank, hit.record, words, hit.distance_km is not None)


def _home(
    outlines: Outlines,
    parameters: SearchParameters,
    result: SearchResult,
    results: Sequence[Shown],
) -> Box | None:
    """What is seen first: the place asked for and who is near it; None for all of France."""
    place = result.understood.place
    if place is None or place.point is None or place.kind is PlaceKind.COUNTRY:
        return None
    box = outlines.around(place.point.latitude, place.point.longitude, parameters.distance)
    if box is None:
        return None
    if place.kind is PlaceKind.DEPARTEMENT and place.departement in outlines.shapes:
        box = outlines.shapes[place.departement].bounds
    frame = outlines.frame_at(place.point.latitude, place.point.longitude)
    spots = [(each.near, spot) for each in results if (spot := _spot_in(outlines, frame, each))]
    if not any(near or box.holds(spot) for near, spot in spots):
        return widened(box, [spot for _, spot in spots])
    for near, spot in spots:
        box = box.joined(Box.around([spot])) if near else box
    return box


def _spot_in(outlines: Outlines, frame: Frame | None, shown: Shown) -> Spot | None:
    """Where a result is in a frame, or None."""
    place = shown.located
    if place is None or outlines.frame_at(place.latitude, place.longitude) != frame:
        return None
    return outlines.point(place.latitude, place.longitude)
