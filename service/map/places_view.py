"""The places of a part of the map, without any search: the communes, then the places themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

import numpy as np
from numpy.typing import NDArray

from index.locations.models import Location, Precision
from index.locations.table import LocationTable
from index.places.models import Place, PlaceKind
from index.places.service_areas import departement_of
from service.map.addresses import ADDRESS
from service.map.drawing import km_across
from service.map.map_view import MapView
from service.map.pins import MapPoint, Pin
from service.presentation.i18n import to

LISTED = 50
"""Places in view up to which each is in the list, with a number; beyond, its commune is."""
LISTED_MOST = 200
"""Places of the list in the closest views, where communes would say nothing more."""
CLOSEST_KM = 10.0
"""Width, in kilometres, of those views."""
COMMUNES = 100
"""Communes listed, at most: those with the most places."""


@dataclass(frozen=True)
class CommuneCount:
    """A commune of the view, with the number of its places; address: URL of its page."""

    name: str
    count: int
    address: str


@dataclass(frozen=True, kw_only=True)
class PlacesView(MapView):
    """The places of a part of the map.

    place: département or commune that is looked at; table: all the places of the index.
    """

    place: Place
    table: LocationTable

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """Return the rows of the places in view: (n,) int64; those of the département looked at."""
        box, frame = self.view
        facts = self.table.facts
        inside = np.ones(len(facts), dtype=np.bool_)
        if frame is not None:
            north, west = frame.degrees((box.left, box.top))
            south, east = frame.degrees((box.right, box.bottom))
            inside = (facts["latitude"] >= south) & (facts["latitude"] <= north)
            inside &= (facts["longitude"] >= west) & (facts["longitude"] <= east)
        if self.place.kind is PlaceKind.DEPARTEMENT:
            inside &= facts["departement"] == self.place.departement
        return np.flatnonzero(inside)

    @property
    def total(self) -> int:
        """Return the number of places in view."""
        return len(self.rows)

    @property
    def is_listed(self) -> bool:
        """Return whether the list shows each place, and not the communes."""
        km = km_across(self.view)
        return self.total <= LISTED or (km is not None and km < CLOSEST_KM)

    @cached_property
    def locations(self) -> Sequence[Location]:
        """Return the places of the list, in order of their names; none when communes are listed."""
        if not self.is_listed:
            return ()
        read = [self.table[int(row)] for row in self.rows[:LISTED_MOST]]
        return sorted(read, key=lambda location: (location.commune, location.nom))

    @cached_property
    def points(self) -> Sequence[MapPoint]:
        """Return the places: with their number when they are listed, else with their commune."""
        if self.is_listed:
            return [
                MapPoint(
                    rank,
                    location.nom,
                    location.latitude,
                    location.longitude,
                    is_vague=location.precision is Precision.COMMUNE,
                    is_place=True,
                )
                for rank, location in enumerate(self.locations, 1)
            ]
        facts = self.table.facts[self.rows]
        columns = (facts[name].tolist() for name in ("commune", "latitude", "longitude"))
        return [
            MapPoint(0, self.atlas.landmarks.name(code), latitude, longitude, is_place=True)
            for code, latitude, longitude in zip(*columns, strict=True)
        ]

    @property
    def communes(self) -> Sequence[CommuneCount]:
        """Return the communes of the view with their places, the most first; at most 100."""
        codes, counts = np.unique(self.table.facts["commune"][self.rows], return_counts=True)
        most = sorted(zip((-counts).tolist(), codes.tolist(), strict=True))
        named = ((self.atlas.landmarks.name(code), code, -count) for count, code in most)
        return [
            CommuneCount(name, count, _commune_address(name, code))
            for name, code, count in named
            if name
        ][:COMMUNES]

    def pin_address(self, pin: Pin) -> str:
        """Return the URL that a pin links to: a row or a list of the page, or a closer view."""
        if not pin.rank:
            return self.closer_to(pin) or self.closer
        return f"#groupe-{pin.rank}" if pin.is_shared else f"#resultat-{pin.rank}"


def _commune_address(name: str, code: str) -> str:
    """Return the URL of the places of a commune."""
    return f"{to(ADDRESS)}?{urlencode({'lieu': f'{name} ({departement_of(code)})'})}"
