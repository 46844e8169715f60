"""Page of all the locations of a record: the nearest to a town, or those of a département."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from index.locations.nearest import REACH_KM, NearLocation
from index.maps.boundaries import Boundaries
from index.places.models import Place
from index.search.query import MAX_PLACE_CHARS
from index.search.retriever import Retriever
from service.presentation.i18n import to
from service.presentation.location_card import LocationCard, location_card
from service.presentation.result_card import places_in_words
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentSearch
from service.runtime.services import services_of

PAGE_SIZE = 25
"""Locations on a page."""
MAX_PAGE = 1_000
"""Largest number of a page."""
COLLECTIVITIES = {
    "975": "Saint-Pierre-et-Miquelon", "977": "Saint-Barthélemy", "978": "Saint-Martin",
    "986": "Wallis-et-Futuna", "987": "Polynésie française", "988": "Nouvelle-Calédonie",
}  # fmt: skip
"""Code of an overseas collectivity that the map does not show -> its name."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True)
class Departement:
    """A département where a record has locations: its code, its name and how many it has there."""

    code: str
    name: str
    count: int


@dataclass(frozen=True)
class LocationList:
    """Page of a list of locations: its cards, its number from 1, and how many pages there are."""

    cards: Sequence[LocationCard]
    number: int
    pages: int


@page_at(router, "/fiches/{identifier}/lieux")
def locations(
    identifier: str,
    request: Request,
    searcher: CurrentSearch,
    lieu: str = "",
    departement: str = "",
) -> HTMLResponse:
    """Render the locations of a record: those near a town, or of a département.

    Without either, they are all listed when they fit one page; otherwise the départements are, to
    choose one. lieu: town, as typed; departement: code of a département.
    """
    retriever = searcher.retriever
    record, typed = retriever.record(identifier), lieu[:MAX_PLACE_CHARS]
    place = retriever.place_named(typed)
    departements = _departements(retriever, identifier, services_of(request).get(Boundaries))
    chosen = next((each for each in departements if each.code == departement), None)
    total = sum(each.count for each in departements)
    shown: Sequence[NearLocation] = ()
    if place is not None:
        shown = retriever.whole.nearest(place).of(retriever.rows[identifier], total)
    elif chosen is not None or total <= PAGE_SIZE:
        shown = _inside(retriever, identifier, chosen)
    listed = _page_of(retriever, shown, request.query_params.get("page", ""), place)
    fields = {"lieu": typed, "departement": chosen.code if chosen and place is None else ""}
    return page(
        "record_locations.html",
        record=record,
        total=total,
        places=places_in_words(total),
        shown=len(shown),
        listed=listed,
        departements=departements,
        chosen=chosen,
        town=place,
        place=typed,
        reach_km=round(REACH_KM),
        before=_address(identifier, fields | {"page": listed.number - 1}),
        after=_address(identifier, fields | {"page": listed.number + 1}),
    )


def _departements(
    retriever: Retriever, identifier: str, outlines: Boundaries
) -> Sequence[Departement]:
    """Return the départements where a record has locations, by code."""
    rows = retriever.locations.of_record(retriever.rows[identifier])
    counts = Counter(retriever.locations.facts["departement"][rows].tolist())
    names = {code: shape.name for code, shape in outlines.shapes.items()} | COLLECTIVITIES
    return [Departement(code, names.get(code, code), counts[code]) for code in sorted(counts)]


def _inside(
    retriever: Retriever, identifier: str, departement: Departement | None
) -> Sequence[NearLocation]:
    """Return the locations of a record in a département, by commune; None for all."""
    facts = retriever.locations.facts
    rows = retriever.locations.of_record(retriever.rows[identifier]).tolist()
    if departement is not None:
        rows = [row for row in rows if facts["departement"][row] == departement.code]
    rows.sort(key=lambda row: (str(facts["departement"][row]), str(facts["commune"][row])))
    return [NearLocation(row, float("nan")) for row in rows]


def _page_of(
    retriever: Retriever, shown: Sequence[NearLocation], number: str, place: Place | None
) -> LocationList:
    """Return the requested page of a list, the first one for a number that is not one."""
    pages = max(ceil(len(shown) / PAGE_SIZE), 1)
    wanted = int(number) if number.isdecimal() and len(number) <= len(str(MAX_PAGE)) else 1
    current = min(max(wanted, 1), pages)
    start, moment = (current - 1) * PAGE_SIZE, datetime.now(UTC)
    cards = [
        location_card(retriever, near, moment, place)
        for near in retriever.nearby(shown[start : start + PAGE_SIZE])
    ]
    return LocationList(cards, current, pages)


def _address(identifier: str, fields: Mapping[str, object]) -> str:
    """Return the URL of the page with some parameters; those that are empty are left out."""
    query = urlencode({name: value for name, value in fields.items() if value})
    return to(f"/fiches/{identifier}/lieux") + (f"?{query}" if query else "")
