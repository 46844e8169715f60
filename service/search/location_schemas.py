"""Locations in the responses of the API: the nearest ones of a record, and where a record is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from index.locations.models import Precision
from index.places.models import Place
from index.places.proximity import Widened, Widening
from index.records.opening_hours import OpenStatus
from index.search.results import Group, NearbyPlace, Situation
from index.search.retriever import Retriever
from service.presentation import distances

PAGE = "/lieux/"
"""Start of the URL of the page of a location; its identifier follows."""
OpeningStatus = Callable[[int], OpenStatus | None]
"""Function from the row of a location to its opening status now, None when it is unknown."""

Distance = Annotated[
    float | None,
    Field(
        description="Distance au lieu demandé (au point de `lieu`), en km ; absente quand elle "
        "est inconnue ou dirait plus qu'on ne sait : lieu plus large qu'une commune, point de "
        "précision « commune » à moins de 10 km, fiche qui sert le lieu sans y être"
    ),
]
PointPrecision = Annotated[
    Precision | None,
    Field(description="Ce que le point situe : adresse, rue ou commune ; absente sans point"),
]
LocationGroup = Annotated[
    Group | None,
    Field(
        description="Où est le résultat : pres-de-vous, dans-votre-region, partout ; "
        "autres-pays pour qui ne sert que d'autres pays ; absent sans lieu"
    ),
]
LocationCount = Annotated[int, Field(description="Tous les lieux de la fiche, partout")]


class LieuDeFiche(BaseModel):
    """A location of a record: a place open to the public, with how to reach it and when to go."""

    id: str
    nom: str
    distance: Distance
    situation: str = Field(
        description="Où il est, en mots ; vide quand on ne le sait pas",
        examples=["à 3 km du centre de Foix"],
    )
    precision: Precision = Field(description="Ce que son point situe : adresse, rue ou commune")
    adresse: str | None
    code_postal: str | None
    commune: str
    telephone: str | None = Field(description="Numéro international E.164, ou numéro court")
    courriel: str | None
    site_web: str | None
    horaires_accueil: str | None = Field(description="Syntaxe OpenStreetMap")
    ouvert: bool | None = Field(description="Ouvert en ce moment ; absent quand on ne le sait pas")
    ouvert_jusqu_a: datetime | None = Field(
        description="Quand il ferme, à son heure ; absent s'il est fermé, ou si on ne le sait pas"
    )
    frais: str | None = Field(description="Code de la liste frais ; absent : non renseigné")
    prise_rdv: str | None = Field(description="Page où prendre rendez-vous")
    publics: list[str] = Field(
        description="Codes de la liste publics, quand il leur est réservé ; vide : tout le monde"
    )
    services: list[str] = Field(description="Services du standard de la médiation numérique")
    source: str = Field(description="Producteur de la liste d'où vient le lieu")
    licence: str = Field(description="Licence de cette liste : etalab-2.0, odbl-1.0, cc-by-4.0")
    date_source: str | None = Field(description="Mois de la source, AAAA-MM")
    lien: str = Field(
        description="Page du lieu, sur ce service", examples=["/lieux/france-services--1"]
    )


WideningCodes = Annotated[
    list[Widening],
    Field(
        description="Les mêmes, en codes, dans le même ordre : lieu-inconnu, rayon-elargi, "
        "france-entiere, europe-ou-monde ou rien-de-proche"
    ),
]
SheetAddress = Annotated[
    str,
    Field(description="Page de la fiche, sur ce service", examples=["/fiches/emmaus-connect"]),
]


def not_understood(place: str) -> list[str]:
    """Return a list of one message about a place that was not recognized; empty list without one.

    place: name of the unknown place, as typed; "" when there is none. "Trifouilly" gives
    "Lieu non reconnu : « Trifouilly ».".
    """
    return [f"Lieu non reconnu : « {place} »."] if place else []


def widening_values(unknown_place: str, widened: Widened | None) -> dict[str, Any]:
    """Return the values of the fields that say what was widened, or not understood.

    They are lieu_compris; elargissements, in sentences; and codes_elargissements. unknown_place:
    name of the place that was not recognized, "" when there is none; widened: how the area was.
    """
    codes = [Widening.UNKNOWN_PLACE] if unknown_place else []
    sentences = not_understood(unknown_place)
    if widened is not None:
        codes.append(widened.code)
        sentences.append(distances.widened_words(widened))
    return {
        "lieu_compris": not unknown_place,
        "elargissements": sentences,
        "codes_elargissements": codes,
    }


def sheet_address(identifier: str) -> str:
    """Return the path of the page of a record: "/fiches/emmaus-connect"."""
    return f"/fiches/{identifier}"


NearestLocations = Annotated[
    list[LieuDeFiche],
    Field(
        description="Les lieux de la fiche les plus proches qui servent ce besoin, trois au plus"
    ),
]
COPIED = tuple(
    name
    for name in LieuDeFiche.model_fields
    if name not in ("distance", "situation", "ouvert", "ouvert_jusqu_a", "lien")
)
"""Fields of a location that a response copies unchanged."""


def opening_now(retriever: Retriever) -> OpeningStatus:
    """Return the function that tells whether the location at a row is open at this moment."""
    moment, hours = datetime.now(UTC), retriever.locations.hours
    return lambda row: hours.status(row, moment)


def location_answer(near: NearbyPlace, place: Place | None, opening: OpeningStatus) -> LieuDeFiche:
    """Convert a location to the model of the API response.

    near: the location and its distance; place: of the query, None without one; opening: tells its
    opening status now.
    """
    return LieuDeFiche(**location_values(near, place, opening))


def location_values(
    near: NearbyPlace, place: Place | None, opening: OpeningStatus
) -> dict[str, Any]:
    """Return the values of the fields of `LieuDeFiche` for a location; see `location_answer`."""
    location, status = near.location, opening(near.row)
    words = "" if place is None else distances.situation(
        near.km, location.precision, location.commune, location.code_insee or "", place
    )  # fmt: skip
    return {
        **{name: getattr(location, name) for name in COPIED},
        "distance": honest_distance(near.km, location.precision, place),
        "situation": words,
        "ouvert": None if status is None else status.open,
        "ouvert_jusqu_a": status.until if status is not None and status.open else None,
        "lien": f"{PAGE}{location.id}",
    }


def honest_distance(
    km: float | None, precision: Precision | None, place: Place | None
) -> float | None:
    """Return a distance that says no more than is known, in kilometres rounded to 0.1, or None.

    km: to the point of a record or of a location; precision: of that point; place: of the query. It
    is None from an area, whose centre nobody asked for.
    """
    if place is None or place.is_area:
        return None
    return distances.shown_distance(km, precision)


def situation_values(
    situation: Situation, place: Place | None, opening: OpeningStatus
) -> dict[str, Any]:
    """Return the values of the fields of a response that say where a record is.

    They are distance, precision, groupe, nombre_lieux and lieux. situation: of the record; place:
    of the query, None without one; opening: tells the opening status of a location now.
    """
    return {
        "distance": honest_distance(situation.distance_km, situation.precision, place),
        "precision": situation.precision,
        "groupe": situation.group,
        "nombre_lieux": situation.location_count,
        "lieux": [location_answer(near, place, opening) for near in situation.locations],
    }
