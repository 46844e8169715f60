"""Places: points, distances, and who is near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.errors import InvalidQuery
from index.records import AnyRecord

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
