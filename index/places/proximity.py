"""Proximity of the records to the place of a query: distance, service area and nearness.

A record matches a place when it is within a radius or when its service area holds the place.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.arrays import Mask
from index.places.models import EARTH_RADIUS_KM, FRANCE, Place, PlaceKind, Point
from index.places.service_areas import ServiceAreas, seat_only
from index.records.models import AnyRecord

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

DEFAULT_RADIUS_KM = 20.0
"""Radius, in kilometres, of a query that gives none."""
WIDER_RADII_KM = (50.0, 100.0)
"""Radii, in kilometres, tried in turn when no local record answers within that of the query."""
SERVING_NEARNESS = 0.5
"""Least nearness, in [0, 1], of a record that serves the place in particular (its commune, group of
communes, département or région), however far it is."""


class Widening(StrEnum):
    """How the area of a query was widened, or not understood; the value is its name in the API.

    UNKNOWN_PLACE: the place requested was not recognized; RADIUS: the radius was widened; COUNTRY,
    ABROAD: nothing local, so that what serves the whole country, or Europe and the world, is shown
    (abroad, what serves the country is local); NOTHING_NEAR: what is shown serves the place, and
    nothing of it is near.
    """

    UNKNOWN_PLACE = "lieu-inconnu"
    RADIUS = "rayon-elargi"
    COUNTRY = "france-entiere"
    ABROAD = "europe-ou-monde"
    NOTHING_NEAR = "rien-de-proche"


@dataclass(frozen=True)
class Widened:
    """How the area of a query was widened around its place.

    asked_km, reach_km: kilometres of the radius asked for and of the wider one, 0 for another code
    than RADIUS.
    """

    code: Widening
    place: Place
    asked_km: float = 0.0
    reach_km: float = 0.0


@dataclass(frozen=True)
class LocationDistances:
    """Distances of the records that have locations: those of their nearest one that serves a need.

    located: (n records,) bool, the records that have locations, whose seat then counts no more;
    distances: (n records,) float64, kilometres, NaN where no location is near; inside: (n records,)
    bool, those with a location inside the commune or the area searched.
    """

    located: Mask
    distances: NDArray[np.float64]
    inside: Mask

    @classmethod
    def none(cls, size: int) -> LocationDistances:
        """Return the distances of `size` records, none of which has locations."""
        nowhere = np.zeros(size, dtype=np.bool_)
        return cls(nowhere, np.full(size, np.nan), nowhere)


@dataclass(frozen=True)
class Proximity:
    """Distance and nearness of each record (organisation or programme) to the place of a query.

    allowed: (n records,) bool, True for a record that is near enough or that serves the place;
    distances: (n records,) float64, kilometres, NaN if unknown, or None when the place has no
    point; nearness: (n records,) float32 in [0, 1], 1 at the place, 0 at the search radius and
    beyond, and at least 0.5 for a record that serves the place in particular; widened: how the
    area was, when nothing was near, None when something was; local: (n records,) bool, those within
    the radius, or inside the area; regional: (n records,) bool, those that sit in the région of the
    place, or serve it in particular.
    """

    allowed: Mask
    distances: NDArray[np.float64] | None
    nearness: NDArray[np.float32]
    widened: Widened | None = None
    local: Mask | None = None
    regional: Mask | None = None

    @classmethod
    def anywhere(cls, size: int) -> Proximity:
        """Return the proximity of `size` records for a query without a place: all are allowed."""
        return cls(np.ones(size, dtype=np.bool_), None, np.zeros(size, dtype=np.float32))

    def shown_km(self, row: int) -> float | None:
        """Return the distance to show for the record at index `row`, in kilometres, or None.

        None when it is unknown or when nearness is 0: how far the seat of a national record is says
        nothing of a visit.
        """
        return self.distance_km(row) if self.nearness[row] > 0 else None

    def shown_distances(self) -> NDArray[np.float64]:
        """Return the distance to show for each record: (n records,) float64, kilometres.

        It is infinite where none is shown: unknown, or beyond the search radius (nearness 0).
        """
        if self.distances is None:
            return np.full(len(self.nearness), np.inf)
        shown = (self.nearness > 0) & ~np.isnan(self.distances)
        return np.where(shown, self.distances, np.inf)

    def distance_km(self, row: int) -> float | None:
        """Return the distance of the record at index `row`, in kilometres, or None if unknown."""
        if self.distances is None or np.isnan(self.distances[row]):
            return None
        return float(self.distances[row])


def haversine_km(
    latitudes: NDArray[np.float64],
    longitudes: NDArray[np.float64],
    latitude: float,
    longitude: float,
) -> NDArray[np.float64]:
    """Return the great-circle distances from one point of the Earth to others (haversine formula).

    Args:
        latitudes: of the others, (n,) float64, in radians.
        longitudes: of the others, (n,) float64, in radians.
        latitude: of the one point, in radians.
        longitude: of the one point, in radians.

    Returns:
        (n,) float64, kilometres on a sphere of the mean radius of the Earth; NaN where a coordinate
        is NaN.
    """
    half_chord = (
        np.sin((latitudes - latitude) / 2) ** 2
        + np.cos(latitude) * np.cos(latitudes) * np.sin((longitudes - longitude) / 2) ** 2
    )
    return km_of_chords(2 * np.sqrt(half_chord))


def km_of_chords(chords: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return the great-circle kilometres between points, from chords of the sphere of radius 1."""
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(chords / 2, 1)), dtype=np.float64)


def on_sphere(
    latitudes: NDArray[np.float64] | float, longitudes: NDArray[np.float64] | float
) -> NDArray[np.float64]:
    """Return points of the Earth, in radians, on the sphere of radius 1: (..., 3) float64."""
    around = np.cos(latitudes)
    east, north = around * np.cos(longitudes), around * np.sin(longitudes)
    return np.stack((east, north, np.sin(latitudes)), axis=-1)


def distance_km(one: Point, other: Point) -> float:
    """Return the great-circle distance between two points of the Earth, in kilometres."""
    latitudes, longitudes = np.radians([other.latitude]), np.radians([other.longitude])
    return float(haversine_km(latitudes, longitudes, *radians_of(one))[0])


def radians_of(point: Point) -> tuple[float, float]:
    """Return the latitude and the longitude of a point, in radians."""
    return math.radians(point.latitude), math.radians(point.longitude)


def points_of(
    records: Sequence[AnyRecord],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the latitudes and the longitudes that people can go to: (n records,) float64 each.

    Degrees, NaN for a record without a point, or with only a registered seat.
    """
    nowhere = (np.nan, np.nan)
    pairs = [
        nowhere
        if record.latitude is None or record.longitude is None or seat_only(record)
        else (record.latitude, record.longitude)
        for record in records
    ]
    latitudes, longitudes = np.array(pairs, dtype=np.float64).reshape(-1, 2).T
    return latitudes, longitudes


class RecordPlaces:
    """Points and service areas of all records, to measure how near each is to a place.

    A record is an organisation or a programme; its service area is where it accepts people from.
    """

    def __init__(
        self, latitudes: NDArray[np.float64], longitudes: NDArray[np.float64], areas: ServiceAreas
    ) -> None:
        """Hold the places of some records.

        latitudes, longitudes: (n records,) float64, degrees, NaN for a record without a point or
        with only a registered seat; areas: that they serve.
        """
        self._latitude, self._longitude = np.radians(latitudes), np.radians(longitudes)
        self._areas = areas

    @classmethod
    def of(cls, records: Sequence[AnyRecord]) -> RecordPlaces:
        """Read the places of records; the arrays of the result are in the same order."""
        return cls(*points_of(records), ServiceAreas.of(records))

    def among(self, rows: NDArray[np.int64]) -> RecordPlaces:
        """Return the places of the records at some rows only, in increasing order."""
        places = copy(self)
        places._latitude, places._longitude = self._latitude[rows], self._longitude[rows]
        places._areas = self._areas.among(rows)
        return places

    @property
    def abroad(self) -> Mask:
        """Records that serve only other countries than France: (n records,) bool."""
        return self._areas.abroad

    def local_rows(self, place: Place) -> NDArray[np.int64]:
        """Return the rows of the records that are near a place, sit in it or serve it: (k,) int64.

        Near is within the default radius of a point or a commune. Rows are in increasing order, and
        those of all the records of the index.
        """
        own = self._areas.local_rows(place)
        if place.is_area or place.point is None:
            return own
        chord = 2 * math.sin(DEFAULT_RADIUS_KM / EARTH_RADIUS_KM / 2)
        rows, tree = self._tree
        near = rows[tree.query_ball_point(on_sphere(*radians_of(place.point)), chord)]
        return np.union1d(own, near)

    @cached_property
    def _tree(self) -> tuple[NDArray[np.int64], cKDTree]:
        """Rows of the records with a point, and a k-d tree of these on the sphere of radius 1."""
        rows = np.flatnonzero(~np.isnan(self._latitude))
        points = on_sphere(self._latitude[rows], self._longitude[rows])
        from scipy.spatial import cKDTree  # slow to load: only a search near a place needs it

        return rows, cKDTree(points.reshape(-1, 3))

    def distances(self, point: Point) -> NDArray[np.float64]:
        """Return the kilometres from a point of the Earth to each record.

        The result is (n records,) float64; NaN when the record has no point, or only a registered
        seat.
        """
        return haversine_km(self._latitude, self._longitude, *radians_of(point))

    def locate(
        self,
        place: Place,
        radius_km: float,
        answering: Mask,
        locations: LocationDistances | None = None,
    ) -> Proximity:
        """Measure how near each record is to the place of a query, within a radius.

        A record that has locations is where its nearest one is, and not at its seat.

        The radius widens, to 50 then 100 km, until a record within it, or that serves the place,
        matches what the query is about; if none does, it stays as it was.

        Args:
            place: the place of the query.
            radius_km: kilometres around it; an area (département, région, country) is searched
                whole instead.
            answering: (n records,) bool, True for the records that match the query, wherever they
                are.
            locations: distances of the records that have locations; None when none has.

        Returns:
            The proximity of each record; its `widened` says how the radius was widened.
        """
        if place.kind is PlaceKind.COUNTRY:
            within = self._areas.in_country(place.country)
            return Proximity(within, None, np.zeros(len(within), dtype=np.float32))
        locations = locations or LocationDistances.none(len(answering))
        inside = np.where(locations.located, locations.inside, self._areas.inside(place))
        distances = np.where(locations.located, locations.distances, self._distances_from(place))
        serving = self._areas.serving(place)
        narrowly = self._areas.narrowly(place)
        in_commune = inside & (place.kind is PlaceKind.COMMUNE)
        # half the radius for a record of the commune without a point
        reached = np.where(np.isnan(distances) & in_commune, radius_km / 2, distances)
        search = _Around(place, inside, reached, locations.located)
        reach, local, widened = self._widened(search, radius_km, answering)
        nearness = self._nearness(local, reached, reach, place)
        nearness[narrowly] = np.maximum(nearness[narrowly], SERVING_NEARNESS)
        measured = distances if place.point is not None else None
        regional = narrowly | self._areas.inside(place.whole_region())
        return Proximity(local | serving, measured, nearness, widened, local, regional)

    def _widened(
        self, around: _Around, radius_km: float, answering: Mask
    ) -> tuple[float, Mask, Widened | None]:
        """Widen the radius until a local record answers the query.

        Return the radius in kilometres, the records within it, and how it was widened.
        """
        areas, place, distances = self._areas, around.place, around.distances
        # a record with a service area does not apply outside it, however near
        applies = areas.serving(place) | ~areas.zoned | (place.kind is PlaceKind.POINT)
        applies |= around.located
        if place.is_area:
            inside = around.inside & (applies | areas.grouped)
        else:
            inside = applies & (distances <= radius_km)
        if ((inside | areas.narrowly(place)) & answering).any():
            return radius_km, inside, None
        for reach in (wider for wider in WIDER_RADII_KM if wider > radius_km):
            local = applies & (distances <= reach)
            if (local & answering).any():
                return reach, inside | local, Widened(Widening.RADIUS, place, radius_km, reach)
        code = Widening.COUNTRY if place.country == FRANCE else Widening.ABROAD
        return radius_km, inside, Widened(code, place)

    def _distances_from(self, place: Place) -> NDArray[np.float64]:
        """Return the kilometres from a place to each record, NaN for a place without a point."""
        if place.point is None:
            return np.full(len(self._latitude), np.nan)
        return self.distances(place.point)

    @staticmethod
    def _nearness(
        local: Mask, distances: NDArray[np.float64], reach: float, place: Place
    ) -> NDArray[np.float32]:
        """Return 1 at the place (anywhere inside an area), 0 at the radius `reach` and beyond."""
        near = (
            np.ones(len(local))
            if place.is_area
            else 1 - np.nan_to_num(distances, nan=reach) / reach
        )
        return np.where(local, near, 0).astype(np.float32)


@dataclass(frozen=True)
class _Around:
    """A place, the records inside it, their distances in kilometres, and those with locations."""

    place: Place
    inside: Mask
    distances: NDArray[np.float64]
    located: Mask
