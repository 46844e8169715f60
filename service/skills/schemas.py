"""Request and response bodies of the API of skills and occupations."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from index.places.models import Place
from index.records import code_lists as ref
from index.search.query import (
    MAX_CODES,
    MAX_PAGE_SIZE,
    MAX_PROFILE_CHARS,
    MAX_SKILL_CHARS,
)
from index.search.retriever import Retriever
from index.skills.profile import MAX_SKILLS
from index.skills.query import ProfileQuery
from index.skills.recommender import Host, Offer, Recommendation
from index.skills.scoring import Meeting, Requirement, SkillMatch
from index.taxonomy.occupations import Occupation
from service.search.location_schemas import (
    Distance,
    LocationCount,
    LocationGroup,
    NearestLocations,
    OpeningStatus,
    PointPrecision,
    WideningCodes,
    opening_now,
    situation_values,
    widening_values,
)
from service.search.parameters import PlaceParameters, requested_place
from service.search.schemas import LieuReponse, UnderstoodPlace, place_answer

NOTHING_LIKE_IT = (
    "Aucun métier ni rôle ne correspond : retirez une voie, ou dites autrement ce que vous savez."
)


class Referentiel(StrEnum):
    """Source of the occupations: written by OrientESS, or the ROME of France Travail.

    The ROME is the French national list of occupations.
    """

    ESS = "orientess"
    ROME = "rome"


class ProfileParameters(PlaceParameters):
    """Profile of a person who looks for an occupation; none of it is stored.

    It holds the skills, in one text or one by one, the ways to take part (job, training,
    volunteering…) and the place.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)

    profil: str = Field(
        "",
        max_length=MAX_PROFILE_CHARS,
        description="Ce que la personne dit d'elle, en français courant, fautes comprises",
        examples=["je sais souder, je suis patient avec les personnes âgées, je parle arabe"],
    )
    competences: list[str] = Field(
        [],
        max_length=MAX_SKILLS,
        description=f"Des compétences une à une ({MAX_SKILL_CHARS} caractères au plus) : elles "
        "remplacent celles que le profil dit",
        json_schema_extra={"items": {"type": "string", "maxLength": MAX_SKILL_CHARS}},
    )
    voies: list[str] = Field(
        [],
        max_length=MAX_CODES,
        description=f"Ce qui est cherché, parmi : {', '.join(ref.VOIES.labels)} ; vide : ce que "
        "le profil demande, s'il demande quelque chose",
        json_schema_extra={"items": {"type": "string", "enum": list(ref.VOIES.labels)}},
    )
    referentiel: list[Annotated[Referentiel, Field(strict=False)]] = Field(
        [Referentiel.ESS],
        max_length=len(Referentiel),
        description="Qui a écrit les métiers : « orientess » (ESS numérique), « rome » (France "
        "Travail, quand il a été importé)",
    )
    size: int = Field(10, ge=1, le=MAX_PAGE_SIZE, description="Métiers et rôles rendus")

    @property
    def query(self) -> ProfileQuery:
        """Return the profile as the recommender reads it, its texts cleaned.

        Raises InvalidQuery when it has neither text nor skill, when a text is unreadable or too
        long, when a way to take part is no known code, or a place is given twice.
        """
        return ProfileQuery(
            self.profil,
            **requested_place(self),
            size=self.size,
            skills=tuple(self.competences),
            ways=tuple(self.voies),
            sources=tuple(self.referentiel),
        )


class MetierResume(BaseModel):
    """An occupation (a paid job or a volunteer role), in short."""

    id: str
    type: str = Field(description="metier ou role-benevole")
    nom: str
    description: str | None
    code_rome: str | None
    voies: list[str]
    acces: str | None = Field(description="Comment on y entre")
    source: str


class ExigenceReponse(BaseModel):
    """A skill that an occupation requires, and the phrase of the person nearest to it."""

    libelle: str
    niveau: str = Field(description="essentielle ou utile")
    etat: Meeting = Field(description="acquise, proche ou a-acquerir")
    dit: str = Field(
        description="Les mots de la personne qui la disent, parfois réécrits : un permis par ce "
        "qu'il permet (« conduire, permis B »), un niveau de débutant à la fin (« Excel — un "
        "peu ») ; vide s'il n'y en a pas"
    )
    cosinus: float = Field(
        description="Proximité de sens des deux, de -1 à 1 ; celle des mots les plus proches quand "
        "« dit » est vide"
    )


class AccueilReponse(BaseModel):
    """A record (organisation or programme) that employs, hosts or trains for an occupation."""

    id: str
    nom: str
    commune: str | None
    distance: Distance
    precision: PointPrecision
    groupe: LocationGroup
    nombre_lieux: LocationCount
    lieux: NearestLocations


class MetierReponse(BaseModel):
    """An occupation recommended to a person, with the skills that it requires and who offers it."""

    rang: int = Field(description="Rang, à partir de 1")
    metier: MetierResume
    score: float = Field(
        description="Pour l'ordre seulement : écarts-types au-dessus de la moyenne des métiers"
    )
    couverture: float = Field(
        description="Part des compétences essentielles acquises, une proche comptant pour moitié"
    )
    exigences: list[ExigenceReponse] = Field(description="Les acquises d'abord")
    acteurs: list[AccueilReponse] = Field(description="Les plus proches d'abord")


class OffreReponse(BaseModel):
    """A skill or a mission that an organisation seeks, near one of the skills of the person."""

    id: str
    nom: str
    texte: str = Field(description="Ce que la fiche recherche")
    dit: str = Field(description="Les mots de la personne qui s'en approchent")
    cosinus: float = Field(description="Proximité de sens des deux, de -1 à 1")
    distance: Distance
    precision: PointPrecision
    groupe: LocationGroup
    nombre_lieux: LocationCount
    lieux: NearestLocations


class CompetencesReponse(BaseModel):
    """Occupations recommended to a person, and organisations that seek one of their skills."""

    competences: list[str] = Field(
        description="Comme elles ont été comprises, parfois réécrites comme dans « dit »"
    )
    langues: list[str] = Field(description="Langues parlées, codes ISO 639")
    voies: list[str] = Field(description="Ce qui est cherché, demandé ou compris")
    conditions: list[str] = Field(
        description="Conditions de poste que le texte demande, parmi : "
        f"{', '.join(ref.CONDITIONS.labels)} ; elles ne changent pas l'ordre"
    )
    lieu: LieuReponse | None
    lieu_compris: UnderstoodPlace
    elargissements: list[str]
    codes_elargissements: WideningCodes
    metiers: list[MetierReponse]
    offres: list[OffreReponse]
    message: str | None = Field(description="Présent quand rien ne correspond")
    version_index: str


class MetiersReponse(BaseModel):
    """One page of the list of all occupations (jobs and volunteer roles)."""

    items: list[MetierResume]
    total: int
    page: int
    size: int
    pages: int
    version_index: str


def occupation_answer(occupation: Occupation) -> MetierResume:
    """Convert an occupation (job or volunteer role) to the short model of the API response."""
    return MetierResume(
        **{
            name: getattr(occupation, name) for name in MetierResume.model_fields if name != "voies"
        },
        voies=list(occupation.voies),
    )


def advice_answer(
    advice: Recommendation, retriever: Retriever, conditions: Sequence[str] = ()
) -> CompetencesReponse:
    """Convert what is recommended to a person to the model of the API response.

    advice: the occupations and offers, and how the profile was understood; retriever: over the
    index that answered; conditions: codes of `code_lists.CONDITIONS`.
    """
    opening, place = opening_now(retriever), advice.place
    return CompetencesReponse(
        competences=list(advice.skills),
        langues=list(advice.languages),
        voies=list(advice.ways),
        conditions=list(conditions),
        lieu=place_answer(place, ""),
        **widening_values(advice.unknown_place, advice.widened),
        metiers=[
            _match_answer(rank, match, [_host_answer(host, place, opening) for host in hosts])
            for rank, (match, hosts) in enumerate(advice.matches, start=1)
        ],
        offres=[_offer_answer(offer, place, opening) for offer in advice.offers],
        message=None if advice.matches else NOTHING_LIKE_IT,
        version_index=retriever.manifest.version,
    )


def _match_answer(rank: int, match: SkillMatch, hosts: list[AccueilReponse]) -> MetierReponse:
    return MetierReponse(
        rang=rank,
        metier=occupation_answer(match.occupation),
        score=round(match.score, 3),
        couverture=round(match.coverage, 2),
        exigences=[_requirement_answer(requirement) for requirement in match.requirements],
        acteurs=hosts,
    )


def _host_answer(host: Host, place: Place | None, opening: OpeningStatus) -> AccueilReponse:
    return AccueilReponse(
        id=host.record.id,
        nom=host.record.nom,
        commune=host.record.commune,
        **situation_values(host, place, opening),
    )


def _requirement_answer(requirement: Requirement) -> ExigenceReponse:
    return ExigenceReponse(
        libelle=requirement.skill.libelle,
        niveau=requirement.skill.niveau,
        etat=requirement.meeting,
        dit=requirement.phrase,
        cosinus=round(requirement.cosine, 3),
    )


def _offer_answer(offer: Offer, place: Place | None, opening: OpeningStatus) -> OffreReponse:
    return OffreReponse(
        id=offer.record.id,
        nom=offer.record.nom,
        texte=offer.text,
        dit=offer.phrase,
        cosinus=round(offer.cosine, 3),
        **situation_values(offer, place, opening),
    )


EXAMPLES: dict[str, Any] = {
    "profil": {
        "summary": "Ce qu'une personne dit d'elle",
        "value": {
            "profil": "je sais souder, je suis patient avec les personnes âgées, je parle arabe",
            "lieu": "Roubaix",
        },
    },
    "competences": {
        "summary": "Des compétences une à une, pour du bénévolat",
        "value": {"competences": ["trier du matériel", "Excel"], "voies": ["benevolat"]},
    },
}
