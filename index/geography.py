"""Places: points, distances, and who is near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.errors import InvalidQuery
from index.records import AnyRecord

Mask = NDArray[np.bool_]

EARTH_RADIUS_KM = 6371.0088
"""Mean radius (IUGG)."""
DEFAULT_RADIUS_KM = 20.0
WIDER_RADII_KM = (50.0, 100.0)
"""Tried in turn when nothing local answers within the radius asked for."""


@dataclass(frozen=True)
class Point:
    """A place on Earth, in decimal degrees, WGS 84."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        """Refuse what is not on Earth (NaN included)."""
        if not -90 <= self.latitude <= 90:
            raise InvalidQuery("lat", "La latitude va de -90 à 90 degrés.")
        if not -180 <= self.longitude <= 180:
            raise InvalidQuery("lon", "La longitude va de -180 à 180 degrés.")


@dataclass(frozen=True)
class Located:
    """Where records stand from the place of a query: (n records,) each.

    allowed: within the radius, or serving everywhere; distances: kilometres, NaN if unknown, or
    None without a place; nearness: 1 at the place, 0 at the radius and beyond; relaxed: what was
    widened, in words.
    """

    allowed: Mask
    distances: NDArray[np.float64] | None
    nearness: NDArray[np.float32]
    relaxed: tuple[str, ...] = ()

    @classmethod
    def anywhere(cls, size: int) -> Located:
        """Every record, when the query names no place."""
        return cls(np.ones(size, dtype=np.bool_), None, np.zeros(size, dtype=np.float32))

    def distance_km(self, row: int) -> float | None:
        """Kilometres to the record at a row, or None when unknown."""
        if self.distances is None or np.isnan(self.distances[row]):
            return None
        return float(self.distances[row])


class Places:
    """Where records are, as columns: one row a record, NaN where the place is unknown."""

    def __init__(self, records: Sequence[AnyRecord]) -> None:
        """records: in the order of the artefact."""
        pairs = [
            (np.nan, np.nan)
            if record.latitude is None or record.longitude is None
            else (record.latitude, record.longitude)
            for record in records
        ]
        degrees = np.array(pairs, dtype=np.float64).reshape(-1, 2)
        self._latitude, self._longitude = np.radians(degrees).T
        self.everywhere: NDArray[np.bool_] = np.array(
            ["france" in record.zone_eligibilite for record in records], dtype=np.bool_
        )
        """(n records,) bool: serves the whole of France, wherever it sits."""

    def distances(self, point: Point) -> NDArray[np.float64]:
        """Kilometres from a point to each record, (n records,) float64, NaN if unknown.

        Great-circle distance by the haversine formula.
        """
        latitude, longitude = np.radians(point.latitude), np.radians(point.longitude)
        half_chord = (
            np.sin((self._latitude - latitude) / 2) ** 2
            + np.cos(latitude)
            * np.cos(self._latitude)
            * np.sin((self._longitude - longitude) / 2) ** 2
        )
        kilometres: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half_chord))
        return kilometres

    def locate(self, point: Point, radius_km: float, answering: Mask) -> Located:
        """Who is near a place: the radius widens until somebody answers there.

        Args:
            point: the place.
            radius_km: the radius asked for.
            answering: (n records,) bool, the records that answer the need.

        Returns:
            Where records stand; `relaxed` says when the radius was widened.
        """
        distances = self.distances(point)
        wider = [each for each in WIDER_RADII_KM if each > radius_km]
        somebody = (each for each in [radius_km, *wider] if (answering & (distances <= each)).any())
        radius = next(somebody, None)
        reach = radius_km if radius is None else radius
        local = distances <= reach
        nearness = np.where(local, 1 - distances / reach, 0).astype(np.float32)
        relaxed = _relaxed(radius_km, radius)
        return Located(local | self.everywhere, distances, nearness, relaxed)


def _relaxed(asked_km: float, radius_km: float | None) -> tuple[str, ...]:
    """What was widened, in words; `radius_km` is None when nobody local answers at all."""
    if radius_km is None:
        return ("Rien de local : voici ceux qui servent toute la France.",)
    if radius_km == asked_km:
        return ()
    return (f"Rien à moins de {asked_km:.0f} km : recherche élargie à {radius_km:.0f} km.",)
