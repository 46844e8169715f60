"""Places: a point on Earth, and what people name: a commune, a département, a région, a country."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from index.errors import InvalidQuery


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


class PlaceKind(StrEnum):
    """What a place is."""

    POINT = "point"
    COMMUNE = "commune"
    DEPARTEMENT = "departement"
    REGION = "region"
    COUNTRY = "pays"


@dataclass(frozen=True)
class Place:
    """A place that was understood.

    nom: as it is shown ("Lille (59)"); point: its centre, None if unknown; the codes are those
    of the code officiel géographique (INSEE), empty where they do not apply; country: two letters.
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
        """A bare point of France, whose commune is not known."""
        return cls(PlaceKind.POINT, "Autour de vous", point)

    @property
    def is_area(self) -> bool:
        """Whether it is wider than a commune: who is inside matters, not who is near its centre."""
        return self.kind in (PlaceKind.DEPARTEMENT, PlaceKind.REGION, PlaceKind.COUNTRY)

    @property
    def code(self) -> str:
        """Its code, of its own kind; empty for a point or a town abroad."""
        codes = {
            PlaceKind.COMMUNE: self.commune,
            PlaceKind.DEPARTEMENT: self.departement,
            PlaceKind.REGION: self.region,
            PlaceKind.COUNTRY: self.country,
        }
        return codes.get(self.kind, "")
