"""Model of a location: a place open to the public where a network of the catalogue is found.

A location is the `location` of Open Referral's HSDS; the record that it belongs to, its network, is
the `organization`. Fields are named as data·inclusion names them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from index.frozen_model import FrozenModel
from index.records import code_lists as ref
from index.records.field_types import (
    CodeInsee,
    CodePostal,
    Email,
    Month,
    Name,
    Phone,
    Slug,
    Text,
    Texts,
    Url,
    coded,
    unique,
)

LICENCES = ref.CodeList(
    "licence",
    {
        "etalab-2.0": "Licence Ouverte 2.0",
        "odbl-1.0": "ODbL 1.0",
        "cc-by-4.0": "CC BY 4.0",
        "non-precisee": "Licence que l'import ne précise pas",
    },
    ref.ORIENTESS,
)
"""Licences of the sources of locations. The three are open, and ask that the source be named; what
is made from data under ODbL stays under ODbL."""

Slugs = Annotated[tuple[Slug, ...], AfterValidator(unique)]


class Precision(StrEnum):
    """Precision of the point of a location: that of its address, its street or its commune."""

    ADRESSE = "adresse"
    RUE = "rue"
    COMMUNE = "commune"


class Location(FrozenModel):
    """Place open to the public that belongs to a record of the catalogue, its network.

    A place whose point is unknown has the centre of its commune, with precision "commune".
    """

    id: Slug = Field(description="identifiant stable, minuscules et tirets [OrientESS]")
    nom: Name = Field(description="nom du lieu, 3 à 150 caractères [data·inclusion]")
    reseau: Slug = Field(description="identifiant de la fiche dont c'est un lieu [OrientESS]")
    autres_reseaux: Slugs = Field(
        (), description="identifiants des autres fiches dont c'est aussi un lieu [OrientESS]"
    )
    adresse: Text | None = Field(None, description="numéro et voie [data·inclusion]")
    complement_adresse: Text | None = Field(
        None, description="bâtiment, étage, lieu-dit [data·inclusion]"
    )
    code_postal: CodePostal | None = Field(
        None, description="code postal, 5 chiffres [data·inclusion]"
    )
    commune: Text = Field(description="nom de la commune [data·inclusion]")
    code_insee: CodeInsee | None = Field(
        None, description="code officiel géographique de la commune [INSEE]"
    )
    latitude: float = Field(ge=-90, le=90, description="degrés décimaux, WGS 84 [data·inclusion]")
    longitude: float = Field(
        ge=-180, le=180, description="degrés décimaux, WGS 84 [data·inclusion]"
    )
    precision: Precision = Field(
        description="ce que le point situe : « adresse », « rue » ou « commune » [OrientESS]"
    )
    telephone: Phone | None = Field(
        None, description="numéro international E.164, ou numéro court [data·inclusion]"
    )
    courriel: Email | None = Field(
        None, description="adresse du lieu, jamais d'une personne [data·inclusion]"
    )
    site_web: Url | None = Field(None, description="adresse web [data·inclusion]")
    horaires_accueil: Text | None = Field(
        None, description="heures d'ouverture, syntaxe OpenStreetMap [data·inclusion]"
    )
    frais: Annotated[str | None, coded(ref.FRAIS)] = Field(
        None, description="code de la liste frais [data·inclusion et médiation numérique]"
    )
    prise_rdv: Url | None = Field(
        None, description="page où prendre rendez-vous [médiation numérique]"
    )
    accessibilite_lieu: Url | None = Field(
        None, description="fiche Acceslibre du lieu [data·inclusion]"
    )
    services: Annotated[
        tuple[Annotated[str, coded(ref.SERVICES_MEDIATION)], ...], AfterValidator(unique)
    ] = Field((), description="codes de la liste services_mediation [médiation numérique]")
    besoins: Slugs = Field(
        (),
        description="identifiants du thésaurus des besoins ; vide : ceux de la fiche [OrientESS]",
    )
    publics: Annotated[tuple[Annotated[str, coded(ref.PUBLICS)], ...], AfterValidator(unique)] = (
        Field(
            (),
            description="codes de la liste publics, quand le lieu leur est réservé ; vide : tout "
            "le monde [data·inclusion et OrientESS]",
        )
    )
    source: Slug = Field(description="producteur de la liste d'où vient le lieu [data·inclusion]")
    licence: Annotated[str, coded(LICENCES)] = Field(
        description="code de la liste licence [OrientESS]"
    )
    date_source: Month | None = Field(
        None, description="mois de la source, AAAA-MM [data·inclusion]"
    )
    a_verifier: bool = Field(
        False, description="vrai quand la source est ancienne ou sans licence à côté [OrientESS]"
    )
    autres_ids: Slugs = Field(
        (), description="identifiants fusionnés dans celui-ci, qui y mènent [OrientESS]"
    )
    meme_lieu: Slugs = Field(
        (), description="lieux d'une autre licence qui sont au même endroit [OrientESS]"
    )
    sources: Texts = Field((), description="origines fusionnées, avec la raison [OrientESS]")

    @property
    def networks(self) -> tuple[str, ...]:
        """Identifiers of all the records whose place it is, the first of which is `reseau`."""
        return (self.reseau, *self.autres_reseaux)

    @property
    def is_contactable(self) -> bool:
        """True if one can reach it: a telephone, a mail, a site, or known opening hours."""
        return any((self.telephone, self.courriel, self.site_web, self.horaires_accueil))
