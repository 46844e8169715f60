"""Request and response bodies of the API of locations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from index.exporters.csv_safe import csv_lines
from index.exporters.serializers import collection_lines
from index.locations.models import Location, Precision
from index.places.models import Place
from index.search.location_search import LocationResult
from index.search.query import MAX_PAGE, MAX_PAGE_SIZE, LocationQuery
from index.search.results import NearbyPlace
from index.search.retriever import Retriever
from service.search.geojson_format import location_feature
from service.search.location_schemas import (
    LieuDeFiche,
    OpeningStatus,
    location_values,
    not_understood,
)
from service.search.parameters import LocationParameters, location_filters, requested_place
from service.search.schemas import (
    FacetteLieuxReponse,
    LieuReponse,
    UnderstoodPlace,
    location_facets_answer,
    pages_of,
    place_answer,
)

MAX_ID = 150
ATTRIBUTION = "OrientESS, et le producteur que nomme chaque lieu, sous la licence que chacun dit"
"""Credit to give to whoever reuses a list of locations, whose licences differ."""
EACH_LICENCE = "selon le lieu"
COLUMNS = (
    "id", "nom", "reseau", "distance", "situation", "adresse", "complement_adresse", "code_postal",
    "commune", "code_insee", "latitude", "longitude", "precision", "telephone", "courriel",
    "site_web", "horaires_accueil", "frais", "prise_rdv", "accessibilite_lieu", "publics",
    "services", "besoins", "source", "licence", "date_source", "a_verifier", "lien",
)  # fmt: skip
"""Columns of the CSV of a list of locations."""


class LieuxParametres(LocationParameters):
    """Parameters of the list of locations: a place, a need, a network and a page; no text."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    besoin: str = Field(
        "",
        max_length=MAX_ID,
        description="Identifiant d'un besoin du thésaurus : les lieux qui le servent",
        examples=["demarches--impots"],
    )
    reseau: str = Field(
        "",
        max_length=MAX_ID,
        description="Identifiant d'une fiche : ses lieux",
        examples=["france-services"],
    )
    page: int = Field(1, ge=1, le=MAX_PAGE, description="Page, à partir de 1")
    size: int = Field(10, ge=1, le=MAX_PAGE_SIZE, description="Lieux par page")
    format: Literal["json", "geojson", "csv"] = Field(
        "json", description="Forme de la réponse : json (l'enveloppe), geojson ou csv"
    )

    @property
    def query(self) -> LocationQuery:
        """The same, as the search of locations takes it.

        Raises InvalidQuery when the place is given twice, or a filter is not valid.
        """
        return LocationQuery(
            **requested_place(self),
            location_filters=location_filters(self),
            page=self.page,
            size=self.size,
            need=self.besoin,
            network=self.reseau,
        )


class LieuEntier(LieuDeFiche):
    """A location in full: a place open to the public of a record, its network."""

    reseau: str = Field(description="Identifiant de la fiche dont c'est un lieu")
    autres_reseaux: list[str] = Field(description="Autres fiches dont c'est aussi un lieu")
    complement_adresse: str | None
    code_insee: str | None = Field(description="Code officiel de la commune")
    latitude: float = Field(
        description="Degrés WGS 84 ; le centre de la commune si precision le dit"
    )
    longitude: float
    accessibilite_lieu: str | None = Field(description="Fiche Acceslibre du lieu")
    besoins: list[str] = Field(description="Besoins du thésaurus servis, les siens ou du réseau")
    a_verifier: bool = Field(description="Source ancienne : vérifier avant d'y aller")
    meme_lieu: list[str] = Field(description="Le même endroit, dans une liste d'une autre licence")


class LieuxReponse(BaseModel):
    """One page of locations, the nearest to the place first."""

    items: list[LieuEntier]
    total: int
    page: int
    size: int
    pages: int
    lieu: LieuReponse | None = Field(description="Le lieu compris, ou rien : toute la France")
    lieu_compris: UnderstoodPlace
    elargissements: list[str] = Field(description="Ce qui n'a pas été compris, en phrases")
    facettes_lieux: list[FacetteLieuxReponse]
    version_index: str


OWN_FIELDS = tuple(
    name for name in LieuEntier.model_fields if name not in (*LieuDeFiche.model_fields, "besoins")
)
"""Fields that a location in full has besides those of a location of a result."""


def whole_location(
    near: NearbyPlace, place: Place | None, opening: OpeningStatus, retriever: Retriever
) -> LieuEntier:
    """Convert a location to the model of the API response, with all its fields.

    near: the location and its distance; place: of the request, None without one; opening: tells its
    opening status now; retriever: gives the needs of its network.
    """
    location = near.location
    return LieuEntier(
        **location_values(near, place, opening),
        **{name: getattr(location, name) for name in OWN_FIELDS},
        besoins=list(needs_of(location, retriever)),
    )


def needs_of(location: Location, retriever: Retriever) -> tuple[str, ...]:
    """Return the needs that a location serves: its own or, without any, those of its network."""
    if location.besoins or location.reseau not in retriever.rows:
        return location.besoins
    return retriever.record(location.reseau).besoins


def locations_answer(
    result: LocationResult, query: LocationQuery, opening: OpeningStatus, retriever: Retriever
) -> LieuxReponse:
    """Convert a page of locations to the model of the API response.

    result: the page; query: its number and size; opening: tells the opening status of a location
    now; retriever: over the index that answered.
    """
    return LieuxReponse(
        items=[whole_location(near, result.place, opening, retriever) for near in result.locations],
        total=result.total,
        page=query.page,
        size=query.size,
        pages=pages_of(result.total, query.size),
        lieu=place_answer(result.place, ""),
        lieu_compris=not result.unknown_place,
        elargissements=not_understood(result.unknown_place),
        facettes_lieux=location_facets_answer(result.facets),
        version_index=retriever.manifest.version,
    )


def locations_csv(result: LocationResult, retriever: Retriever) -> Iterator[str]:
    """Yield the lines of the CSV of a page of locations, the heading first."""
    rows = (
        [_cell(values[name]) for name in COLUMNS]
        for near in result.locations
        for values in [dict(whole_location(near, result.place, _unknown, retriever))]
    )
    return csv_lines(COLUMNS, rows)


def _cell(value: object) -> object:
    """Return a value as cells of our CSV take it: lists as tuples, precision as its text."""
    if isinstance(value, list):
        return tuple(value)
    return value.value if isinstance(value, Precision) else value


def _unknown(_row: int) -> None:
    """Return no opening status: files say the hours, and not the moment."""


def locations_geojson(
    result: LocationResult, query: LocationQuery, retriever: Retriever
) -> Iterator[str]:
    """Yield the lines of the GeoJSON of a page of locations."""
    features: Iterator[dict[str, Any]] = (
        location_feature(near, result.place, None) for near in result.locations
    )
    return collection_lines(
        features,
        attribution=ATTRIBUTION,
        licence=EACH_LICENCE,
        total=result.total,
        page=query.page,
        size=query.size,
        pages=pages_of(result.total, query.size),
        version_index=retriever.manifest.version,
    )


_EXAMPLE = Location(
    id="france-services--1",
    nom="France services de Foix",
    reseau="france-services",
    adresse="8 rue Lafaurie",
    code_postal="09000",
    commune="Foix",
    code_insee="09122",
    latitude=42.9639,
    longitude=1.6054,
    precision=Precision.ADRESSE,
    horaires_accueil="Mo-Fr 09:00-12:00",
    source="france-services",
    licence="etalab-2.0",
)
GEOJSON_EXAMPLE: dict[str, Any] = {
    "type": "FeatureCollection",
    "attribution": ATTRIBUTION,
    "licence": EACH_LICENCE,
    "version_index": "20261125T175123957232-94dfad8c",
    "features": [location_feature(NearbyPlace(0, _EXAMPLE, None), None, None)],
}
"""Example of a GeoJSON of locations in the OpenAPI document."""
CSV_EXAMPLE = "".join(
    csv_lines(
        COLUMNS,
        [
            [
                _cell(dict(_EXAMPLE, situation="", lien=f"/lieux/{_EXAMPLE.id}").get(name))
                for name in COLUMNS
            ]
        ],
    )
)
"""Example of a CSV of locations in the OpenAPI document."""
