"""Parameters of a search, the same for the API and for pages, and their labels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Literal, TypedDict

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from index.errors import InvalidQuery
from index.frozen_model import FrozenModel
from index.locations.filters import LocationFilters
from index.locations.table import FEES, SERVICES
from index.messages import Sentence
from index.places.models import CODE_PARAMETERS, PlaceCode, Point
from index.places.proximity import DEFAULT_RADIUS_KM, WIDER_RADII_KM
from index.search.query import (
    MAX_CHARS,
    MAX_PAGE,
    MAX_PAGE_SIZE,
    MAX_PLACE_CHARS,
    ONE_PLACE,
)
from service.presentation import messages
from service.search.filters import FILTERS, LOCATION_FILTERS, Code, with_filters

PARAMETER_LABELS: Mapping[str, Sentence] = {
    "q": Sentence("Votre besoin"),
    **{row.name: row.label for row in FILTERS},
    "tri": Sentence("Trier par"),
    **{row.name: row.label for row in LOCATION_FILTERS},
    "ouvert_le": Sentence("Ouvert le"),
    "lieu": messages.PLACE,
    "code_commune": Sentence("Code de la commune"),
    "code_departement": Sentence("Code du département"),
    "code_region": Sentence("Code de la région"),
    "epci": Sentence("Code de l'EPCI"),
    "partout": messages.SEARCH_EVERYWHERE,
    "lat": Sentence("Latitude"),
    "lon": Sentence("Longitude"),
    "distance": Sentence("Distance"),
    "exact": Sentence("Mots tels quels"),
    "page": Sentence("Page"),
    "size": messages.RESULTS_PER_PAGE,
}
"""Name of a parameter of a search, in the URL -> its label on pages: "tri" -> "Trier par"."""

FIRST_YEAR, LAST_YEAR = 2000, 2099
"""Years within which public holidays are known."""
MAX_MOMENT = 40
"""Most characters of a day and hour."""
MAX_CODE = 9
"""Most characters of the code of a place: those of an EPCI."""


@with_filters
class FilteredNeed(FrozenModel, allow_inf_nan=False):
    """The need typed, and a field for each filter on records: the list of the codes chosen."""

    q: str = Field(
        min_length=1,
        max_length=MAX_CHARS,
        description="Le besoin, en français courant, fautes comprises",
        examples=["recondissioné dé smartfone"],
    )


class PlaceParameters(BaseModel):
    """Place of a request: a name, a code or a point, and the radius around it."""

    lieu: str = Field(
        "",
        max_length=MAX_PLACE_CHARS,
        description="Commune, code postal, département ou région, comme on l'écrit ; "
        "vide : le lieu que le besoin nomme, s'il en nomme un",
        examples=["St-Étienne"],
    )
    code_commune: str = Field(
        "",
        max_length=MAX_CODE,
        description="À la place de lieu : code officiel (INSEE) d'une commune, comme 59350, ou "
        "d'un arrondissement de Paris, Lyon ou Marseille",
        examples=["59350"],
    )
    code_departement: str = Field(
        "",
        max_length=MAX_CODE,
        description="À la place de lieu : code d'un département, comme 59 ou 2A",
        examples=["59"],
    )
    code_region: str = Field(
        "",
        max_length=MAX_CODE,
        description="À la place de lieu : code d'une région (INSEE), comme 32",
        examples=["32"],
    )
    epci: str = Field(
        "",
        max_length=MAX_CODE,
        description="À la place de lieu : code SIREN d'un EPCI, comme 200093201",
        examples=["200093201"],
    )
    lat: float | None = Field(
        None, ge=-90, le=90, description="Latitude du lieu, degrés WGS 84 ; avec lon"
    )
    lon: float | None = Field(
        None, ge=-180, le=180, description="Longitude du lieu, degrés WGS 84 ; avec lat"
    )
    distance: float = Field(
        DEFAULT_RADIUS_KM, ge=1, le=WIDER_RADII_KM[-1], description="Rayon autour du lieu, en km"
    )


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _written(value: object) -> object:
    """Return a moment as it is; refuse one that is not a short text that begins with a day.

    Numbers, even written ones, would be read as seconds since 1970.
    """
    written = isinstance(value, str) and len(value) <= MAX_MOMENT and _DAY.match(value)
    if isinstance(value, datetime) or written:
        return value
    raise PydanticCustomError("datetime_type", "une date et une heure, comme 2026-11-28T10:00")


Moment = Annotated[
    datetime,
    BeforeValidator(_written),
    WithJsonSchema({"type": "string", "format": "date-time", "maxLength": MAX_MOMENT}),
]
"""Day and hour, written as ISO 8601 does."""


class LocationParameters(PlaceParameters):
    """Place of a request, and filters on what the locations near it have.

    A location passes a filter when its source says so: an unknown fact is no answer.
    """

    ouvert: bool = Field(
        False, description="Seulement ce dont les horaires disent que c'est ouvert maintenant"
    )
    ouvert_le: Annotated[Moment | None, Field(strict=False)] = Field(
        None,
        description="Ouvert à ce jour et cette heure, à l'heure du lieu, comme 2026-11-28T10:00",
    )
    service: list[Code] = Field(
        [],
        max_length=len(SERVICES),
        description=f"Services du lieu, parmi : {', '.join(SERVICES)}",
        json_schema_extra={"items": {"type": "string", "enum": [*SERVICES]}},
    )
    frais_lieu: list[Code] = Field(
        [],
        max_length=len(FEES),
        description=f"Prix dans le lieu, parmi : {', '.join(FEES)}",
        json_schema_extra={"items": {"type": "string", "enum": [*FEES]}},
    )
    rdv: bool = Field(False, description="Seulement les lieux où l'on prend rendez-vous en ligne")
    accessible: bool = Field(
        False, description="Seulement les lieux dont l'accessibilité est décrite (Acceslibre)"
    )


class SearchParameters(LocationParameters, FilteredNeed):
    """Parameters of a search, the same by GET (query string) and by POST (JSON).

    Make one by `model_validate` when it has filters: their fields are added when the program
    starts, so that type checkers do not know them.
    """

    partout: bool = Field(False, description="Ne pas chercher de lieu dans le besoin")
    tri: Literal["pertinence", "distance"] = Field(
        "pertinence",
        description="Ce qui vient d'abord ; « distance » ne vaut qu'avec un lieu : d'abord les "
        "réponses probables, puis celles dont on doute (`confiance` faible), chacune du plus "
        "proche au plus loin ; sans distance connue, en dernier des siennes",
    )
    exact: bool = Field(False, description="Chercher les mots tels quels, sans les corriger")
    page: int = Field(1, ge=1, le=MAX_PAGE, description="Page, à partir de 1")
    size: int = Field(10, ge=1, le=MAX_PAGE_SIZE, description="Résultats par page")


class RequestedPlace(TypedDict):
    """Place of a request, as a query takes it; see `index.search.query.Query`."""

    place: str
    code: PlaceCode | None
    near: Point | None
    radius_km: float


def requested_place(parameters: PlaceParameters) -> RequestedPlace:
    """Return the place of a request, for a query.

    Raises InvalidQuery when a code has not the form of its kind, when there are two, or when only
    one of latitude and longitude is given.
    """
    codes = [
        PlaceCode(kind, code)
        for kind, name in CODE_PARAMETERS.items()
        if (code := getattr(parameters, name))
    ]
    if len(codes) > 1:
        raise InvalidQuery(codes[1].parameter, ONE_PLACE)
    near = None
    if parameters.lat is not None and parameters.lon is not None:
        near = Point(parameters.lat, parameters.lon)
    elif parameters.lat is not None or parameters.lon is not None:
        raise InvalidQuery(
            "lat", Sentence("Donnez la latitude et la longitude, ou aucune des deux.")
        )
    return {
        "place": parameters.lieu,
        "code": codes[0] if codes else None,
        "near": near,
        "radius_km": parameters.distance,
    }


def location_filters(parameters: LocationParameters) -> LocationFilters:
    """Return the filters of a request on what locations have.

    `ouvert_le`, a moment, comes before `ouvert`, the present one. Raises InvalidQuery for an
    unknown code, or for a moment that is too far away.
    """
    moment = parameters.ouvert_le
    if moment is not None and not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise InvalidQuery("ouvert_le", Sentence("Donnez une date proche d'aujourd'hui."))
    return LocationFilters(
        open_at=moment or (datetime.now(UTC) if parameters.ouvert else None),
        fees=tuple(parameters.frais_lieu),
        services=tuple(parameters.service),
        appointment=parameters.rdv,
        wheelchair=parameters.accessible,
    )
