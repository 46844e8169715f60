"""Response bodies of the autocomplete API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from index.places.autocomplete import PlaceSuggestion
from index.places.models import Point
from index.places.proximity import distance_km
from index.records.models import AnyRecord
from index.search.retriever import Retriever
from index.taxonomy.thesaurus import NeedEntry, Thesaurus

ATTRIBUTION = "INSEE et La Poste, Licence Ouverte 2.0 ; GeoNames, CC BY 4.0"
"""Sources and licences of the names of places, to be shown with them."""


class LieuPropose(BaseModel):
    """A commune, département or région that the text being typed may become."""

    nom: str = Field(description="Nom officiel", examples=["Saint-Étienne"])
    code_insee: str = Field(
        description="Code de la commune (INSEE) ; vide pour un département, une région ou hors "
        "de France",
        examples=["42218"],
    )
    code_postal: str = Field(description="Premier code postal, s'il y en a", examples=["42000"])
    departement: str = Field(description="Code du département, s'il y en a un", examples=["42"])
    libelle: str = Field(
        description="À écrire tel quel dans le paramètre « lieu »", examples=["Saint-Étienne (42)"]
    )
    latitude: float | None = Field(
        description="Centre, degrés WGS 84 ; `null` s'il n'est pas connu", examples=[45.4339]
    )
    longitude: float | None = Field(
        description="Centre, degrés WGS 84 ; `null` s'il n'est pas connu", examples=[4.3897]
    )


class LieuxProposes(BaseModel):
    """Places that the text being typed may become, the likeliest first, and their source."""

    items: list[LieuPropose]
    attribution: str = Field(description="D'où viennent les données", examples=[ATTRIBUTION])


def places_answer(places: Iterable[PlaceSuggestion]) -> LieuxProposes:
    """Convert suggested places to the model of the API response, in the same order."""
    items = [
        LieuPropose(
            nom=place.nom,
            code_insee=place.code_insee,
            code_postal=place.code_postal,
            departement=place.departement,
            libelle=place.label,
            latitude=place.latitude,
            longitude=place.longitude,
        )
        for place in places
    ]
    return LieuxProposes(items=items, attribution=ATTRIBUTION)


class CommuneDuPoint(BaseModel):
    """The commune whose centre is the nearest to a point, with its codes."""

    nom: str = Field(description="Nom, avec le département", examples=["Paris (75)"])
    code_commune: str = Field(description="Code de la commune (INSEE)", examples=["75056"])
    code_departement: str = Field(examples=["75"])
    code_region: str = Field(examples=["11"])
    epci: str = Field(description="Son intercommunalité (SIREN), s'il y en a une")
    latitude: float = Field(description="Centre, degrés WGS 84", examples=[48.8534])
    longitude: float = Field(description="Centre, degrés WGS 84", examples=[2.3488])
    distance: float = Field(description="Du point à ce centre, en kilomètres", examples=[0.4])


class CommuneReponse(BaseModel):
    """The commune at a point, and the source of the data."""

    commune: CommuneDuPoint | None = Field(description="`null` hors de France, ou en mer")
    attribution: str = Field(description="D'où viennent les données", examples=[ATTRIBUTION])


def commune_answer(point: Point, retriever: Retriever) -> CommuneReponse:
    """Find the commune at a point, as the model of the API response.

    point: in degrees; retriever: knows the communes of France.
    """
    place = retriever.place_at(point)
    if place is None or place.point is None:
        return CommuneReponse(commune=None, attribution=ATTRIBUTION)
    found = CommuneDuPoint(
        nom=place.nom,
        code_commune=place.commune,
        code_departement=place.departement,
        code_region=place.region,
        epci=place.epci,
        latitude=place.point.latitude,
        longitude=place.point.longitude,
        distance=round(distance_km(point, place.point), 1),
    )
    return CommuneReponse(commune=found, attribution=ATTRIBUTION)


SUGGESTIONS_TYPE = "application/x-suggestions+json"
"""Media type of suggestions for browsers (OpenSearch Suggestions 1.1)."""


class BesoinPropose(BaseModel):
    """A need of the thesaurus that the text being typed may become."""

    nature: Literal["besoin"] = Field(description="Toujours « besoin »")
    id: str = Field(
        description="Identifiant, pour /api/v1/needs/{id}", examples=["demarches--impots"]
    )
    libelle: str = Field(
        description="À chercher tel quel", examples=["Déclarer ses impôts en ligne"]
    )
    theme: str = Field(description="Identifiant du thème", examples=["demarches"])
    theme_libelle: str = Field(
        description="Le thème, en mots", examples=["Faire ses démarches en ligne"]
    )
    fiches: int = Field(description="Fiches qui déclarent y répondre")


class LieuSuggere(LieuPropose):
    """A suggested place, in a list that also has needs; `nature` tells one from the other."""

    nature: Literal["lieu"] = Field(description="Toujours « lieu »")


class NomPropose(BaseModel):
    """A record whose name begins with the text being typed."""

    nature: Literal["nom"] = Field(description="Toujours « nom »")
    id: str = Field(description="Identifiant de la fiche", examples=["emmaus-connect"])
    libelle: str = Field(description="Son nom, à chercher tel quel", examples=["Emmaüs Connect"])


class SuggestionsReponse(BaseModel):
    """Needs that a text being typed may become, then places, then names; the likeliest first."""

    items: list[Annotated[BesoinPropose | LieuSuggere | NomPropose, Field(discriminator="nature")]]
    attribution: str = Field(
        description="D'où viennent les données des lieux", examples=[ATTRIBUTION]
    )


def suggestions_answer(
    needs: Iterable[NeedEntry],
    places: Iterable[PlaceSuggestion],
    named: Iterable[AnyRecord],
    thesaurus: Thesaurus,
    declaring: Mapping[str, int],
) -> SuggestionsReponse:
    """Convert suggested needs and places to the model of the API response.

    Args:
        needs: needs that the text being typed may become, the likeliest first.
        places: places that it may become, the likeliest first.
        named: records whose name begins with it.
        thesaurus: gives the labels of the themes that group needs.
        declaring: identifier of a need -> number of records (organisations, programmes) that say
            they serve it; a need without entry counts 0.

    Returns:
        The needs, the places, then the names, each in the order given.
    """
    need_items = [
        BesoinPropose(
            nature="besoin",
            id=need.id,
            libelle=need.libelle,
            theme=need.theme,
            theme_libelle=thesaurus.themes[need.theme].libelle,
            fiches=declaring.get(need.id, 0),
        )
        for need in needs
    ]
    place_items = [
        LieuSuggere(nature="lieu", **place.model_dump()) for place in places_answer(places).items
    ]
    name_items = [NomPropose(nature="nom", id=each.id, libelle=each.nom) for each in named]
    items = [*need_items, *place_items, *name_items]
    return SuggestionsReponse(items=items, attribution=ATTRIBUTION)
