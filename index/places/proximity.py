"""Geography: who is near a place or serves it, and how far that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Mask
from index.messages import Sentence
from index.places.models import Place, PlaceKind, Point
from index.places.service_areas import ServiceAreas, seat_only
from index.records.models import AnyRecord

EARTH_RADIUS_KM = 6371.0088
"""Mean radius (IUGG)."""
DEFAULT_RADIUS_KM = 20.0
WIDER_RADII_KM = (50.0, 100.0)
"""Tried in turn when nothing local answers within the radius asked for."""
SERVING_NEARNESS = 0.5
"""Nearness of a record that serves the place's département, region or EPCI, wherever it sits."""
CLOSE_KM, ROUND_FROM_KM = 1.0, 9.5
"""Below the first, a distance is not counted; from the second on, it is rounded to 5 km."""
NOBODY_NEAR = Sentence("Rien de local : voici ceux qui servent toute la France, ou plus large.")
NOBODY_NEAR_ABROAD = Sentence("Rien de local : voici ceux qui servent l'Europe ou le monde.")
"""Abroad, who serves the country counts as local: only who serves more is left."""


@dataclass(frozen=True)
class Proximity:
    """Where records stand from the place of a query: (n records,) each.

    allowed: near enough, or serving the place; distances: kilometres, NaN if unknown, or None
    without a point; nearness: 1 at the place, 0 at the radius and beyond; relaxed: what was
    widened, in words.
    """

    allowed: Mask
    distances: NDArray[np.float64] | None
    nearness: NDArray[np.float32]
    relaxed: tuple[str, ...] = ()

    @classmethod
    def anywhere(cls, size: int) -> Proximity:
        """Every record, when the query names no place."""
        return cls(np.ones(size, dtype=np.bool_), None, np.zeros(size, dtype=np.float32))

    def shown_km(self, row: int) -> float | None:
        """Kilometres to the record at a row when it is near: the seat of who serves all is not."""
        return self.distance_km(row) if self.nearness[row] > 0 else None

    def shown_distances(self) -> NDArray[np.float64]:
        """What `shown_km` says of each record, infinite where it says nothing."""
        if self.distances is None:
            return np.full(len(self.nearness), np.inf)
        known = (self.nearness > 0) & ~np.isnan(self.distances)
        return np.where(known, self.distances, np.inf)

    def distance_km(self, row: int) -> float | None:
        """Kilometres to the record at a row, or None when unknown."""
        if self.distances is None or np.isnan(self.distances[row]):
            return None
        return float(self.distances[row])


def _haversine_km(
    latitudes: NDArray[np.float64], longitudes: NDArray[np.float64], point: Point
) -> NDArray[np.float64]:
    """Great-circle kilometres from a point to others given in radians, by the haversine formula."""
    latitude, longitude = np.radians(point.latitude), np.radians(point.longitude)
    half_chord = (
        np.sin((latitudes - latitude) / 2) ** 2
        + np.cos(latitude) * np.cos(latitudes) * np.sin((longitudes - longitude) / 2) ** 2
    )
    kilometres: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half_chord))
    return kilometres


def distance_km(one: Point, other: Point) -> float:
    """Great-circle kilometres between two points."""
    latitude, longitude = np.radians([other.latitude]), np.radians([other.longitude])
    return float(_haversine_km(latitude, longitude, one)[0])


class RecordPlaces:
    """Where records are and whom they serve, as columns: one row a record."""

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
        self._territories = ServiceAreas(records)

    def distances(self, point: Point) -> NDArray[np.float64]:
        """Kilometres from a point to each record, (n records,) float64, NaN if unknown."""
        return _haversine_km(self._latitude, self._longitude, point)

    def locate(self, place: Place, radius_km: float, answering: Mask) -> Proximity:
        """Who is near a place or serves it: the radius widens until somebody local answers.

        Args:
            place: the place.
            radius_km: the radius asked for; an area (département, region) is its own radius.
            answering: (n records,) bool, the records that answer the need.

        Returns:
            Where records stand; `relaxed` says when the radius was widened.
        """
        if place.kind is PlaceKind.COUNTRY:
            within = self._territories.in_country(place.country)
            return Proximity(within, None, np.zeros(len(within), dtype=np.float32))
        distances = self._distances_from(place)
        serving = self._territories.serving(place)
        narrowly = self._territories.narrowly(place)
        reached = self._reached(place, distances, radius_km)
        reach, local, relaxed = self._widened(place, reached, radius_km, answering)
        nearness = self._nearness(local, reached, reach, place)
        nearness[narrowly] = np.maximum(nearness[narrowly], SERVING_NEARNESS)
        known = distances if place.point is not None else None
        return Proximity(local | serving, known, nearness, relaxed)

    def _widened(
        self, place: Place, distances: NDArray[np.float64], radius_km: float, answering: Mask
    ) -> tuple[float, Mask, tuple[str, ...]]:
        """The reach at which somebody near answers, who is within it, and what to say of it."""
        territories = self._territories
        # who says whom it serves does not apply elsewhere, however near
        applies = territories.serving(place) | ~territories.zoned | (place.kind is PlaceKind.POINT)
        if place.is_area:
            inside = territories.inside(place) & (applies | territories.grouped)
        else:
            inside = applies & (distances <= radius_km)
        if ((inside | territories.narrowly(place)) & answering).any():
            return radius_km, inside, ()
        for reach in (each for each in WIDER_RADII_KM if each > radius_km):
            local = applies & (distances <= reach)
            if (local & answering).any():
                return reach, inside | local, (_wider(place, radius_km, reach),)
        return radius_km, inside, (NOBODY_NEAR if place.country == "fr" else NOBODY_NEAR_ABROAD,)

    def _distances_from(self, place: Place) -> NDArray[np.float64]:
        if place.point is None:
            return np.full(len(self._latitude), np.nan)
        return self.distances(place.point)

    def _reached(
        self, place: Place, distances: NDArray[np.float64], radius_km: float
    ) -> NDArray[np.float64]:
        """The distances, that of who sits in the commune at an unknown point being half-way."""
        there = self._territories.inside(place) & (place.kind is PlaceKind.COMMUNE)
        return np.where(np.isnan(distances) & there, radius_km / 2, distances)

    @staticmethod
    def _nearness(
        local: Mask, distances: NDArray[np.float64], reach: float, place: Place
    ) -> NDArray[np.float32]:
        """1 at the place (anywhere inside an area), 0 at the reach and beyond."""
        near = (
            np.ones(len(local))
            if place.is_area
            else 1 - np.nan_to_num(distances, nan=reach) / reach
        )
        return np.where(local, near, 0).astype(np.float32)


def _wider(place: Place, asked_km: float, reach_km: float) -> str:
    """What was widened, in words."""
    reach = f"{reach_km:.0f}"
    if place.is_area:
        return Sentence(
            "Rien dans « %(place)s » : recherche élargie à %(reach)s km.",
            place=place.nom, reach=reach,
        )  # fmt: skip
    return Sentence(
        "Rien à moins de %(asked)s km : recherche élargie à %(reach)s km.",
        asked=f"{asked_km:.0f}", reach=reach,
    )  # fmt: skip


def distance_in_words(km: float) -> str:
    """How far, as one says it: "à moins de 1 km", "à 4 km", "à environ 30 km"."""
    if km < CLOSE_KM:
        return Sentence("à moins de 1 km")
    if km < ROUND_FROM_KM:
        return Sentence("à %(km)s km", km=f"{km:.0f}")
    return Sentence("à environ %(km)s km", km=round(km / 5) * 5)
