"""Model of a place: a point on Earth, a commune, a group of communes, a wider area or a country."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum

from index.errors import InvalidQuery
from index.messages import Sentence

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


FRANCE = "fr"
"""Code of the country of most places."""


class PlaceKind(StrEnum):
    """Kind of a place: a point, a commune, a group of communes, a wider area or a country."""

    POINT = "point"
    COMMUNE = "commune"
    EPCI = "epci"
    DEPARTEMENT = "departement"
    REGION = "region"
    COUNTRY = "pays"


@dataclass(frozen=True)
class PlaceCode:
    """Official code of a place of France (INSEE), with its kind: commune, EPCI or wider area.

    Making one raises InvalidQuery when the code has not the form of its kind; a small letter is
    accepted ("2a" is "2A").
    """

    kind: PlaceKind
    code: str

    def __post_init__(self) -> None:
        """Put the code in capitals, and raise InvalidQuery for one that is malformed."""
        object.__setattr__(self, "code", self.code.upper())
        if not CODE_FORMS[self.kind].fullmatch(self.code):
            raise InvalidQuery(self.parameter, CODE_ERRORS[self.kind])

    @property
    def parameter(self) -> str:
        """Name of the parameter of requests that holds such a code: "code_commune"."""
        return CODE_PARAMETERS[self.kind]


CODE_PARAMETERS = {
    PlaceKind.COMMUNE: "code_commune",
    PlaceKind.DEPARTEMENT: "code_departement",
    PlaceKind.REGION: "code_region",
    PlaceKind.EPCI: "epci",
}
"""Kind of a place -> parameter of requests that holds its code."""
CODE_FORMS = {
    PlaceKind.COMMUNE: re.compile(r"[0-9][0-9AB][0-9]{3}"),
    PlaceKind.DEPARTEMENT: re.compile(r"[0-9][0-9AB]|9[78][0-9]"),
    PlaceKind.REGION: re.compile(r"[0-9]{2}|9[78][0-9]"),
    PlaceKind.EPCI: re.compile(r"[0-9]{9}"),
}
"""Kind of a place -> form of its code."""
CODE_ERRORS = {
    PlaceKind.COMMUNE: Sentence(
        "Un code de commune (INSEE) a cinq caractères, comme 59350 ou 2A004 ; un code postal se "
        "donne dans « lieu »."
    ),
    PlaceKind.DEPARTEMENT: Sentence("Un code de département est comme 59, 2A ou 974."),
    PlaceKind.REGION: Sentence("Un code de région (INSEE) est comme 32 ou 84."),
    PlaceKind.EPCI: Sentence("Un code d'EPCI (SIREN) a neuf chiffres, comme 200093201."),
}
"""Kind of a place -> message about a code that has not its form."""


ARRONDISSEMENTS = {"75056": "751", "69123": "6938", "13055": "132"}
"""Code of a commune cut into arrondissements (Paris, Lyon, Marseille) -> start of their codes."""


def whole_commune(code: str) -> str:
    """Return the code of the commune of an arrondissement: "13209" gives "13055".

    Any other code is returned unchanged.
    """
    wholes = (whole for whole, start in ARRONDISSEMENTS.items() if code.startswith(start))
    return next(wholes, code)


@dataclass(frozen=True)
class Place:
    """A place on Earth: the one that a query names, or the point where a person is.

    nom: its name ("Lille (59)"), "" for a point, and for a group of communes that of
    the largest one; point: its centre, None if unknown; commune,
    departement, region, epci (group of communes): its official codes (INSEE), "" where it has none;
    country: two letters; communes: codes of all those of a group of communes, empty for another
    place.
    """

    kind: PlaceKind
    nom: str
    point: Point | None
    commune: str = ""
    departement: str = ""
    region: str = ""
    epci: str = ""
    country: str = FRANCE
    communes: frozenset[str] = frozenset()

    @classmethod
    def at(cls, point: Point) -> Place:
        """Return the place for a point in France, such as the position of a person.

        It has no name, for its commune is unknown.
        """
        return cls(PlaceKind.POINT, "", point)

    @property
    def is_area(self) -> bool:
        """True for a group of communes, a département, a région or a country.

        Records inside an area match it, however far from its centre.
        """
        return self.kind not in (PlaceKind.POINT, PlaceKind.COMMUNE)

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
            PlaceKind.EPCI: self.epci,
            PlaceKind.DEPARTEMENT: self.departement,
            PlaceKind.REGION: self.region,
            PlaceKind.COUNTRY: self.country,
        }
        return codes.get(self.kind, "")
