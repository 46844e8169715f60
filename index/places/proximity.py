"""Proximity of the records to the place of a query: distance, service area and nearness.

A record matches a place when it is within a radius or when its service area holds the place.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Mask
from index.messages import Sentence
from index.places.models import EARTH_RADIUS_KM, Place, PlaceKind, Point
from index.places.service_areas import ServiceAreas, seat_only
from index.records.models import AnyRecord

DEFAULT_RADIUS_KM = 20.0
"""Radius of a query that gives none."""
WIDER_RADII_KM = (50.0, 100.0)
"""Radii tried in turn when no local record answers within the radius of the query."""
SERVING_NEARNESS = 0.5
"""Nearness of a record that serves the département, région or EPCI of a place, wherever it is."""
CLOSE_KM, ROUND_FROM_KM = 1.0, 9.5
"""A shorter distance than the first reads "less than 1 km"; from the second on, round to 5 km."""
NOBODY_NEAR = Sentence("Rien de local : voici ceux qui servent toute la France, ou plus large.")
NOBODY_NEAR_ABROAD = Sentence("Rien de local : voici ceux qui servent l'Europe ou le monde.")
"""Sentence for a place abroad, where records that serve the country count as local."""


@dataclass(frozen=True)
class Proximity:
    """Proximity of each record to the place of a query.

    allowed: (n records,) bool, near enough or serving the place; distances: (n records,) float64,
    kilometres, NaN if unknown, or None for a place without a point; nearness: (n records,) float32,
    1 at the place, 0 at the radius and beyond; relaxed: sentences that say how the radius was
    widened.
    """

    allowed: Mask
    distances: NDArray[np.float64] | None
    nearness: NDArray[np.float32]
    relaxed: tuple[str, ...] = ()

    @classmethod
    def anywhere(cls, size: int) -> Proximity:
        """Allow every one of `size` records, for a query that names no place."""
        return cls(np.ones(size, dtype=np.bool_), None, np.zeros(size, dtype=np.float32))

    def shown_km(self, row: int) -> float | None:
        """Return the kilometres to a record, None when it is unknown or when nearness is 0.

        The seat of a record that serves the whole country says nothing of a visit.
        """
        return self.distance_km(row) if self.nearness[row] > 0 else None

    def shown_distances(self) -> NDArray[np.float64]:
        """Return `shown_km` of each record, (n records,) float64, infinite in place of None."""
        if self.distances is None:
            return np.full(len(self.nearness), np.inf)
        shown = (self.nearness > 0) & ~np.isnan(self.distances)
        return np.where(shown, self.distances, np.inf)

    def distance_km(self, row: int) -> float | None:
        """Return the kilometres to the record at a row, or None when unknown."""
        if self.distances is None or np.isnan(self.distances[row]):
            return None
        return float(self.distances[row])


def haversine_km(
    latitudes: NDArray[np.float64],
    longitudes: NDArray[np.float64],
    latitude: float,
    longitude: float,
) -> NDArray[np.float64]:
    """Return the great-circle kilometres from a point to others (haversine formula).

    Args:
        latitudes: of the others, (n,) float64, in radians.
        longitudes: of the others, (n,) float64, in radians.
        latitude: of the point, in radians.
        longitude: of the point, in radians.

    Returns:
        (n,) float64, kilometres on the sphere of mean radius, NaN where a coordinate is.
    """
    half_chord = (
        np.sin((latitudes - latitude) / 2) ** 2
        + np.cos(latitude) * np.cos(latitudes) * np.sin((longitudes - longitude) / 2) ** 2
    )
    kilometres: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half_chord))
    return kilometres


def distance_km(one: Point, other: Point) -> float:
    """Return the great-circle kilometres between two points."""
    latitudes, longitudes = np.radians([other.latitude]), np.radians([other.longitude])
    return float(haversine_km(latitudes, longitudes, *_radians(one))[0])


def _radians(point: Point) -> tuple[float, float]:
    """Return the latitude and the longitude of a point, in radians."""
    return math.radians(point.latitude), math.radians(point.longitude)


class RecordPlaces:
    """Points and service areas of the records, one row a record, to compare with a place."""

    def __init__(self, records: Sequence[AnyRecord]) -> None:
        """records: in the order of the artefact."""
        pairs = [
            (np.nan, np.nan)
            if record.latitude is None or record.longitude is None or seat_only(record)
            else (record.latitude, record.longitude)
            for record in records
        ]
        degrees = np.array(pairs, dtype=np.float64).reshape(-1, 2)
        self._latitude, self._longitude = np.radians(degrees).T
        self._areas = ServiceAreas(records)

    def distances(self, point: Point) -> NDArray[np.float64]:
        """Return the kilometres from a point to each record: (n,) float64, NaN if unknown."""
        return haversine_km(self._latitude, self._longitude, *_radians(point))

    def locate(self, place: Place, radius_km: float, answering: Mask) -> Proximity:
        """Measure the proximity of the records to a place.

        The radius widens until a local record answers the query.

        Args:
            place: the place of the query.
            radius_km: its radius; an area (département, région) is its own radius.
            answering: (n records,) bool, the records that answer the query.

        Returns:
            The proximity; `relaxed` says when the radius was widened.
        """
        if place.kind is PlaceKind.COUNTRY:
            within = self._areas.in_country(place.country)
            return Proximity(within, None, np.zeros(len(within), dtype=np.float32))
        distances = self._distances_from(place)
        serving = self._areas.serving(place)
        narrowly = self._areas.narrowly(place)
        reached = self._estimated(place, distances, radius_km)
        reach, local, relaxed = self._widened(place, reached, radius_km, answering)
        nearness = self._nearness(local, reached, reach, place)
        nearness[narrowly] = np.maximum(nearness[narrowly], SERVING_NEARNESS)
        measured = distances if place.point is not None else None
        return Proximity(local | serving, measured, nearness, relaxed)

    def _widened(
        self, place: Place, distances: NDArray[np.float64], radius_km: float, answering: Mask
    ) -> tuple[float, Mask, tuple[str, ...]]:
        """Widen the radius until a local record answers the query.

        Return the radius in kilometres, the records within it, and sentences about the widening.
        """
        areas = self._areas
        # a record with a service area does not apply outside it, however near
        applies = areas.serving(place) | ~areas.zoned | (place.kind is PlaceKind.POINT)
        if place.is_area:
            inside = areas.inside(place) & (applies | areas.grouped)
        else:
            inside = applies & (distances <= radius_km)
        if ((inside | areas.narrowly(place)) & answering).any():
            return radius_km, inside, ()
        for reach in (wider for wider in WIDER_RADII_KM if wider > radius_km):
            local = applies & (distances <= reach)
            if (local & answering).any():
                return reach, inside | local, (_wider(place, radius_km, reach),)
        return radius_km, inside, (NOBODY_NEAR if place.country == "fr" else NOBODY_NEAR_ABROAD,)

    def _distances_from(self, place: Place) -> NDArray[np.float64]:
        """Return the kilometres from a place to each record, NaN for a place without a point."""
        if place.point is None:
            return np.full(len(self._latitude), np.nan)
        return self.distances(place.point)

    def _estimated(
        self, place: Place, distances: NDArray[np.float64], radius_km: float
    ) -> NDArray[np.float64]:
        """Return the distances, half the radius for a record of the commune without a point."""
        there = self._areas.inside(place) & (place.kind is PlaceKind.COMMUNE)
        return np.where(np.isnan(distances) & there, radius_km / 2, distances)

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


def _wider(place: Place, radius_km: float, reach_km: float) -> str:
    """Return the sentence that says how a radius was widened."""
    reach = f"{reach_km:.0f}"
    if place.is_area:
        return Sentence(
            "Rien dans « %(place)s » : recherche élargie à %(reach)s km.",
            place=place.nom, reach=reach,
        )  # fmt: skip
    return Sentence(
        "Rien à moins de %(asked)s km : recherche élargie à %(reach)s km.",
        asked=f"{radius_km:.0f}", reach=reach,
    )  # fmt: skip


def distance_in_words(km: float) -> str:
    """Return a distance in everyday words: "à moins de 1 km", "à 4 km", "à environ 30 km"."""
    if km < CLOSE_KM:
        return Sentence("à moins de 1 km")
    if km < ROUND_FROM_KM:
        return Sentence("à %(km)s km", km=f"{km:.0f}")
    return Sentence("à environ %(km)s km", km=round(km / 5) * 5)
