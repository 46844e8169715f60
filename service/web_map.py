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
from index.geography import distance_in_words
from index.outlines import Box, Frame, Outlines
from index.place import PlaceKind
from index.query import MAX_CHARS, MAX_PLACE_CHARS
from index.records import AnyRecord
from index.result import Hit, SearchResult
from service.dependencies import CurrentSearch, page_parameters, parse_query
from service.drawing import Drawing, Located, Pin, draw
from service.language import said, to
from service.pages import page, page_at
from service.parameters import SearchParameters
from service.results import everywhere, search_address
from service.schemas import pages_of
from service.security import CONTENT_SECURITY_POLICY

ADDRESS = "/carte"
TILES = "https://tile.openstreetmap.org"
IMAGES = "img-src 'self' data:"
DETAILED_POLICY = CONTENT_SECURITY_POLICY.replace(IMAGES, f"{IMAGES} {TILES}")
"""Of the answers that show the detailed map, and of them alone."""
SIZE = 50
"""Results a page."""
WHOLE = "france"
SMALLEST_KM, LARGEST_KM, ALONE_KM = 3.0, 500.0, 15.0
"""Half of the width of what may be seen, and around a record alone."""
MARGIN, RATIO = 0.12, 1.1
"""Around what must be seen, as a share of it; and width over height of what is seen."""
SAME_PLACE = 0.002
"""Degrees under which two places are one: 200 m."""
KM_PER_DEGREE = 111.0
CENTRE_KM = 5.0
"""A record without an address is at the centre of its commune: nearer than that means nothing."""

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
        """Its place, or None."""
        record = self.record
        if record.latitude is None or record.longitude is None:
            return None
        return Located(self.rank, record.nom, record.latitude, record.longitude)


@dataclass(frozen=True)
class Looking:
    """What is looked at: the address of the page says it whole.

    address: of the page with neither of the two others; view: "", WHOLE, or latitude, longitude
    and kilometres; detailed: whether the map of OpenStreetMap was asked for.
    """

    address: str
    view: str = ""
    detailed: bool = False

    def to(self, **changes: object) -> str:
        """The address of the page, looked at otherwise."""
        other = replace(self, **changes)  # type: ignore[arg-type]
        told = {"vue": other.view, "fond": "osm" if other.detailed else ""}
        query = urlencode({name: value for name, value in told.items() if value})
        joint = "&" if "?" in other.address else "?"
        return other.address + (joint + query if query else "")


@dataclass(frozen=True)
class Map:
    """A page of the map: its results, and what is seen of them."""

    outlines: Outlines
    looking: Looking
    results: Sequence[Shown]
    home: tuple[Box, Frame | None]

    @cached_property
    def drawing(self) -> Drawing:
        """The drawing, seen as asked for, or else from where it begins."""
        box, frame = _asked(self.outlines, self.looking.view) or self.home
        located = [each.located for each in self.results]
        return draw(self.outlines, box, frame, [each for each in located if each is not None])

    @property
    def seen(self) -> list[Shown]:
        """The results that the drawing shows."""
        return [each for each in self.placed if each.rank not in self.drawing.unseen]

    @property
    def unseen(self) -> list[Shown]:
        """The results that have a place out of the drawing."""
        return [each for each in self.placed if each.rank in self.drawing.unseen]

    @property
    def placed(self) -> list[Shown]:
        """The results that have a place."""
        return [each for each in self.results if each.located is not None]

    @property
    def apart(self) -> list[Shown]:
        """The results that have none."""
        return [each for each in self.results if each.located is None]

    @property
    def is_whole(self) -> bool:
        """Whether all of France is seen."""
        return self.drawing.box == self.outlines.box

    def pin_address(self, pin: Pin) -> str:
        """Where a pin leads: its record, a closer view of several, or their place in the list."""
        first = pin.results[0]
        if len(pin.results) == 1:
            (record,) = (each.record for each in self.results if each.rank == first.rank)
            return to(f"/fiches/{record.id}")
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
        parameters = page_parameters(request)
        if "size" not in given:
            parameters = parameters.model_copy(update={"size": SIZE})
        result = searcher.search(parse_query(parameters))
    except InvalidQuery as error:
        place = given.get("lieu", "")[:MAX_PLACE_CHARS]
        at_fault = "lieu" if error.field == "lieu" else "q"
        typed = given["q"][:MAX_CHARS]
        return _page(None, 422, error=error.message, q=typed, place=place, at_fault=at_fault)
    return _results_page(parameters, result, outlines, looking)


def _page(shown: Map | None, status: int = 200, /, **values: object) -> HTMLResponse:
    """The page, under the policy that lets it show what was asked for, and no more."""
    defaults = {"result": None, "record": None, "back": "", "pages": 1, "tiles": TILES}
    answer = page("map.html", status, map=shown, **(defaults | values))
    if shown is not None and shown.looking.detailed and shown.placed:
        answer.headers["Content-Security-Policy"] = DETAILED_POLICY
    return answer


def _record_page(record: AnyRecord, outlines: Outlines, looking: Looking) -> HTMLResponse:
    alone = Shown(1, record, near=True)
    place = alone.located
    box = place and outlines.around(place.latitude, place.longitude, ALONE_KM)
    looking = replace(looking, address=f"{looking.address}?{urlencode({'fiche': record.id})}")
    shown = Map(outlines, looking, [alone], _seen(outlines, box or None))
    return _page(shown, record=record, back=to(f"/fiches/{record.id}"))


def _results_page(
    parameters: SearchParameters, result: SearchResult, outlines: Outlines, looking: Looking
) -> HTMLResponse:
    place = result.understood.place
    results = [_shown(hit, place is not None and place.is_area) for hit in result.hits]
    looking = replace(looking, address=_address(parameters))
    home = _seen(outlines, _home(outlines, parameters, result, results))
    correction = result.correction
    return _page(
        Map(outlines, looking, results, home),
        q=parameters.q,
        place=parameters.lieu,
        searched=result.query.text if correction is None else correction.text,
        result=result,
        pages=pages_of(result.total, result.query.size),
        at_page=lambda number: replace(looking, address=_address(parameters, page=number)).to(),
        as_typed=_address(parameters, exact=True, page=1),
        everywhere=_shortened(everywhere(parameters, ADDRESS)),
        back=search_address(parameters, page=1, size=10),
    )


def _address(parameters: SearchParameters, **changes: object) -> str:
    """The address of the map of a search, with changes."""
    return _shortened(search_address(parameters, ADDRESS, **changes))


def _shortened(address: str) -> str:
    """An address that does not say the usual size of a page."""
    return address.replace(f"&size={SIZE}", "")


def _shown(hit: Hit, in_area: bool) -> Shown:
    """A hit; a distance is left out when it is that of the centre of a commune or of an area."""
    km, record = hit.distance_km, hit.record
    apart = km is not None and (bool(record.adresse) or km >= CENTRE_KM or not record.commune)
    words = said(distance_in_words(km)) if km is not None and apart and not in_area else ""
    return Shown(hit.rank, record, words, km is not None)


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
    for each in results:
        located = each.located if each.near else None
        if located and outlines.frame_at(located.latitude, located.longitude) == frame:
            spot = outlines.point(located.latitude, located.longitude)
            box = box.joined(Box.around([spot])) if spot else box
    return box


def _seen(outlines: Outlines, box: Box | None) -> tuple[Box, Frame | None]:
    """What is seen around a box, and in which frame; all of France without one."""
    if box is None:
        return outlines.box, None
    middle = box.left + box.width / 2, box.top + box.height / 2
    frame = next((each for each in outlines.frames if each.box.holds(middle)), None)
    return box.widened(MARGIN, RATIO), frame


def _asked(outlines: Outlines, view: str) -> tuple[Box, Frame | None] | None:
    """What a view asks to see, or None when it says nothing that can be shown."""
    if view == WHOLE:
        return _seen(outlines, None)
    try:
        latitude, longitude, km = (float(each) for each in view.split(","))
    except ValueError:
        return None
    if not (-85 <= latitude <= 85 and -180 <= longitude <= 180 and km > 0):
        return None
    reach = min(max(km, SMALLEST_KM), LARGEST_KM)
    box = outlines.around(latitude, longitude, reach)
    return None if box is None else _seen(outlines, box)
