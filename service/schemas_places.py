"""Answers of API v1 on places: what a name being typed may become."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel, Field

from index.suggestions import Suggestion

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


def suggestions_answer(found: Iterable[Suggestion]) -> LieuxProposes:
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
