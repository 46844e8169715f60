"""Answers of API v1 on suggestions: what a text being typed may become."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from index.places.autocomplete import PlaceSuggestion
from index.taxonomy.thesaurus import NeedEntry, Thesaurus

ATTRIBUTION = "INSEE et La Poste, Licence Ouverte 2.0 ; GeoNames, CC BY 4.0"
"""Whose table it is."""


class LieuPropose(BaseModel):
    """A commune, a département or a région that may be meant."""

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


class LieuxProposes(BaseModel):
    """The places that may be meant, the likeliest first."""

    items: list[LieuPropose]
    attribution: str = Field(description="D'où viennent les données", examples=[ATTRIBUTION])


def suggestions_answer(found: Iterable[PlaceSuggestion]) -> LieuxProposes:
    """Suggestions as answered."""
    items = [
        LieuPropose(
            nom=each.nom,
            code_insee=each.code_insee,
            code_postal=each.code_postal,
            departement=each.departement,
            libelle=each.label,
        )
        for each in found
    ]
    return LieuxProposes(items=items, attribution=ATTRIBUTION)


SUGGESTIONS_TYPE = "application/x-suggestions+json"
"""Of suggestions as browsers take them (OpenSearch Suggestions 1.1)."""


class BesoinPropose(BaseModel):
    """A need of the thesaurus that may be meant."""

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
    """A place that may be meant."""

    nature: Literal["lieu"] = Field(description="Toujours « lieu »")


class SuggestionsReponse(BaseModel):
    """What may be meant: needs, then places, the likeliest of each first."""

    items: list[Annotated[BesoinPropose | LieuSuggere, Field(discriminator="nature")]]
    attribution: str = Field(
        description="D'où viennent les données des lieux", examples=[ATTRIBUTION]
    )


def suggested_answer(
    needs: Iterable[NeedEntry],
    places: Iterable[PlaceSuggestion],
    thesaurus: Thesaurus,
    declaring: Mapping[str, int],
) -> SuggestionsReponse:
    """Suggestions as answered.

    Args:
        needs: those suggested.
        places: those suggested.
        thesaurus: where the themes are told.
        declaring: identifier of a need -> records that say they serve it.

    Returns:
        The needs, then the places.
    """
    proposed = [
        BesoinPropose(
            nature="besoin",
            id=each.id,
            libelle=each.libelle,
            theme=each.theme,
            theme_libelle=thesaurus.themes[each.theme].libelle,
            fiches=declaring.get(each.id, 0),
        )
        for each in needs
    ]
    where = [
        LieuSuggere(nature="lieu", **each.model_dump()) for each in suggestions_answer(places).items
    ]
    return SuggestionsReponse(items=[*proposed, *where], attribution=ATTRIBUTION)
