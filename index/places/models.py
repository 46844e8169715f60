"""Model of a place: a point on Earth, a commune, a département, a région or a country."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from index.errors import InvalidQuery

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG, 1980)."""
KM_PER_DEGREE = math.radians(EARTH_RADIUS_KM)
"""Kilometres of one degree along a meridian of that sphere: 111.195."""


@dataclass(frozen=True)
class Point:
    """A point on Earth: latitude and longitude in decimal degrees, WGS 84.

    Making one raises InvalidQuery when the latitude is not in [-90, 90] or the longitude in [-180,
    180], bounds included.
    """

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        """Raise InvalidQuery for degrees out of range, or for NaN."""
        if not -90 <= self.latitude <= 90:
            raise InvalidQuery("lat", "La latitude va de -90 à 90 degrés.")
        if not -180 <= self.longitude <= 180:
            raise InvalidQuery("lon", "La longitude va de -180 à 180 degrés.")


class PlaceKind(StrEnum):
    """Kind of a place: a point, a commune, a département, a région or a country."""

    POINT = "point"
    COMMUNE = "commune"
    DEPARTEMENT = "departement"
    REGION = "region"
    COUNTRY = "pays"


@dataclass(frozen=True)
class Place:
    """A place on Earth: the one that a query names, or the point where a person is.

    nom: the name that pages show ("Lille (59)"); point: its centre, None if unknown; commune,
    departement, region, epci (group of communes): its official codes (INSEE), "" where it has none;
    country: two letters.
    """

    kind: PlaceKind
    nom: str
    point: Point | None
    commune: str = ""
    departement: str = ""
    region: str = ""
    epci: str = ""
    country: str = "fr"

    @classmethod
    def at(cls, point: Point) -> Place:
        """Return the place for a point in France, such as the position of a person.

        Its commune is unknown; pages name it "Autour de vous".
        """
        return cls(PlaceKind.POINT, "Autour de vous", point)

    @property
    def is_area(self) -> bool:
        """True for a département, a région or a country.

        Records inside an area match it, however far from its centre.
        """
        return self.kind in (PlaceKind.DEPARTEMENT, PlaceKind.REGION, PlaceKind.COUNTRY)

    def whole_region(self) -> Place:
        """Return the région that holds this place; a place without any code when there is none."""
        return Place(PlaceKind.REGION, self.nom, None, region=self.region, country=self.country)

    @property
    def code(self) -> str:
        """Official code of the place: that of the commune, département, région or country it is.

        "" for a point and for a town abroad.
        """
        codes = {
            PlaceKind.COMMUNE: self.commune,
            PlaceKind.DEPARTEMENT: self.departement,
            PlaceKind.REGION: self.region,
            PlaceKind.COUNTRY: self.country,
        }
        return codes.get(self.kind, "")
