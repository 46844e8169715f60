"""The records that an address names, and what else it says: the need, and where the person is.

Addresses hold all of a short-list, of a comparison and of a sheet, so that nothing is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request

from index.errors import InvalidQuery
from index.places.models import Point
from index.places.proximity import WIDER_RADII_KM, distance_km
from index.records.models import AnyRecord
from index.search.query import MAX_PLACE_CHARS, Query, clean
from index.search.searcher import Searcher
from service.presentation.i18n import to
from service.referral.facts import ROOMS, Facts, facts_of, fits_one_page

PATH = "/aidant"
MAX_COMPARED, MAX_ON_SHEET, MAX_KEPT = 4, 3, 12
"""Records side by side, on one sheet of A4, and in a short-list."""
MAX_READ = 100
"""Identifiers read of an address: beyond, it was not made by these pages."""


@dataclass(frozen=True)
class Selection:
    """What an address asks for.

    records: those that exist, in its order; unknown: how many exist no more; beyond: how many were
    left out; need: as typed, empty when it is missing or unreadable; place: where the person is, as
    typed.
    """

    records: Sequence[AnyRecord]
    unknown: int
    beyond: int
    need: str
    place: str

    @classmethod
    def of(cls, request: Request, searcher: Searcher, most: int) -> Selection:
        """What the address of a request asks for.

        Args:
            request: of the page.
            searcher: the index in use.
            most: records shown.

        Returns:
            The selection, of `most` records at most.
        """
        given = request.query_params
        asked = list(dict.fromkeys(given.getlist("f")))[:MAX_READ]
        known = [searcher.record(each) for each in asked if each in searcher.rows]
        return cls(
            records=known[:most],
            unknown=len(asked) - len(known),
            beyond=max(len(known) - most, 0),
            need=_cleaned(given.get("q", "")),
            place=given.get("lieu", "")[:MAX_PLACE_CHARS],
        )

    @property
    def identifiers(self) -> list[str]:
        """Of the records."""
        return [each.id for each in self.records]

    @property
    def status(self) -> int:
        """Of HTTP: what is asked for is not found when none of it exists."""
        return 404 if self.unknown and not self.records else 200

    @property
    def back(self) -> str:
        """The address of the results that one comes from, else of the space."""
        told = {"q": self.need} if self.need else {}
        if self.need and self.place:
            told["lieu"] = self.place
        return to(PATH) + ("?" + urlencode(told) if told else "")

    def facts(self, searcher: Searcher, room: int) -> list[Facts]:
        """The facts of the records, in texts of `room` characters, and how far each is."""
        point = _point(searcher, self.place)
        return [facts_of(each, room, _km(each, point)) for each in self.records]

    def sheet(self, searcher: Searcher) -> list[Facts]:
        """The facts of the records, as long as one page of A4 can hold them."""
        *most, least = ROOMS
        told = (self.facts(searcher, room) for room in most)
        return next(filter(fits_one_page, told), None) or self.facts(searcher, least)


def address(path: str, identifiers: Sequence[str], need: str = "", place: str = "") -> str:
    """The address of a page about some records.

    Args:
        path: after that of the space.
        identifiers: of the records.
        need: as typed, or empty.
        place: where the person is, or empty.

    Returns:
        The address, in the language of the page; without records, others can be added at its end.
    """
    fields = [("f", each) for each in identifiers]
    fields += [(name, value) for name, value in (("q", need), ("lieu", place)) if value]
    return to(f"{PATH}/{path}?{urlencode(fields)}")


def _cleaned(text: str) -> str:
    try:
        return clean(text)
    except InvalidQuery:
        return ""


def _point(searcher: Searcher, place: str) -> Point | None:
    """Where a person is, from the name of a place; None when it is not understood, or an area."""
    try:
        found = searcher.understand(Query(place, place=place, exact=True)).place
    except InvalidQuery:
        return None
    return None if found is None or found.is_area else found.point


def _km(record: AnyRecord, point: Point | None) -> float | None:
    """How far a record is, None when unknown or so far that nobody would go."""
    if point is None or record.latitude is None or record.longitude is None:
        return None
    km = distance_km(point, Point(record.latitude, record.longitude))
    return km if km <= WIDER_RADII_KM[-1] else None
