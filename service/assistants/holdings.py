"""What the catalogue covers, how old it is and what it lacks: told to an assistant that asks."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import numpy as np
from pydantic import BaseModel, Field

from index.artefact.content import ArtefactContent
from index.artefact.journal import moment_of
from index.frozen_model import FrozenModel
from index.places.administrative_codes import DEPARTEMENTS_OF
from index.records import code_lists as ref
from index.records.evidence import Age
from index.records.opening_hours import NONE
from index.taxonomy.thesaurus import Thesaurus

LISTED_MAX = 60
"""Most needs without answer that are named."""
LIMITS = (
    "Ce catalogue ne connaît que l'économie sociale et solidaire du numérique en France.",
    "Une structure absente existe peut-être : n'en concluez pas qu'il n'y a personne.",
    "Ni les places libres, ni les délais, ni l'identité des personnes n'y sont.",
    "Une donnée absente (prix, horaires, téléphone) est inconnue : ne la devinez pas.",
)
"""What the catalogue does not say, in words to repeat."""


class CouvertureParametres(FrozenModel):
    """Parameters of the tool: none."""


class AgesReponse(BaseModel):
    """Numbers of records by the age of their newest evidence (`index.records.evidence`)."""

    moins_de_deux_ans: int
    deux_a_trois_ans: int
    plus_de_trois_ans: int = Field(description="À vérifier avant d'y envoyer quelqu'un")
    date_inconnue: int


class LieuxCouverts(BaseModel):
    """Numbers of locations, and what is known of them."""

    nombre: int
    avec_contact: int = Field(description="Ceux qui ont un téléphone, un courriel ou un site")
    avec_horaires: int
    departements: int = Field(description="Départements et collectivités qui en ont")
    departements_sans_lieu: list[str] = Field(description="Codes de ceux qui n'en ont aucun")


class CouvertureReponse(BaseModel):
    """Answer of the tool: what is covered, how old it is, and what is not covered.

    index_du: moment of the index in service; familles: label of a family -> number of records;
    besoins_sans_fiche: needs of the thesaurus that no record declares.
    """

    fiches: int
    index_du: datetime
    familles: dict[str, int]
    ages: AgesReponse
    lieux: LieuxCouverts
    besoins: int = Field(description="Besoins du thésaurus")
    besoins_sans_fiche: list[str] = Field(description="Ceux auxquels aucune fiche ne répond")
    limites: list[str] = Field(description="Ce que le catalogue ne dit pas, à répéter")


def holdings(content: ArtefactContent, version: str, thesaurus: Thesaurus) -> CouvertureReponse:
    """Return what an index covers.

    Args:
        content: of the index.
        version: name of the index, which holds its moment.
        thesaurus: the needs.

    Returns:
        The numbers, and what is missing.
    """
    declaring = content.table.declaring
    unmet = [thesaurus.label(need) for need in thesaurus.needs if not declaring[need]]
    return CouvertureReponse(
        fiches=len(content.records),
        index_du=moment_of(version),
        familles={
            ref.FAMILLES.label(code): number
            for code, number in content.census.families.most_common()
        },
        ages=_ages(content.census.ages),
        lieux=_locations(content),
        besoins=len(thesaurus.needs),
        besoins_sans_fiche=unmet[:LISTED_MAX],
        limites=list(LIMITS),
    )


def _ages(ages: Counter[Age]) -> AgesReponse:
    """Return the numbers of records by age."""
    return AgesReponse(
        moins_de_deux_ans=ages[Age.RECENT],
        deux_a_trois_ans=ages[Age.AGEING],
        plus_de_trois_ans=ages[Age.OLD],
        date_inconnue=ages[Age.UNKNOWN],
    )


def _locations(content: ArtefactContent) -> LieuxCouverts:
    """Return the numbers of locations."""
    facts, counts = content.locations.facts, content.locations.departement_counts
    every = " ".join(DEPARTEMENTS_OF.values()).split()
    return LieuxCouverts(
        nombre=len(facts),
        avec_contact=int(np.count_nonzero(facts["contactable"])),
        avec_horaires=int(np.count_nonzero(facts["hours"] != NONE)),
        departements=len(counts),
        departements_sans_lieu=[code for code in every if code not in counts],
    )
