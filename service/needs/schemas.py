"""Request and response bodies of the API of needs."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from index.matching.classification import Classified, Classifier
from index.matching.needs import ServedNeed, ServingActors
from index.matching.neighbours import Neighbour
from index.records import code_lists as ref
from index.records.code_lists import CodeList
from index.search.query import MAX_CHARS
from index.taxonomy.thesaurus import NeedEntry, Thesaurus
from service.search.schemas import (
    LieuReponse,
    RaisonReponse,
    kilometres,
    not_understood,
    pages_of,
    place_answer,
    reason_answer,
)

MAX_TEXTS = 50
"""Texts to classify in one request, at most."""
UNSURE = "Aucun besoin ni métier reconnu avec assez de certitude."


class CodeReponse(BaseModel):
    """A code and its label."""

    code: str
    libelle: str


class BesoinResume(BaseModel):
    """A need of the thesaurus, in short."""

    id: str
    theme: str
    libelle: str
    description: str
    fiches: int = Field(description="Fiches qui déclarent y répondre")


class ThemeReponse(BaseModel):
    """A theme and its needs."""

    id: str
    libelle: str
    besoins: list[BesoinResume]


class BesoinsReponse(BaseModel):
    """The thesaurus."""

    themes: list[ThemeReponse]
    total: int
    version_index: str


class BesoinReponse(BesoinResume):
    """A need, with its phrasings and its codes in two standards and in the ROME."""

    formulations: list[str] = Field(description="Comment on le demande, fautes comprises")
    termes: list[str] = Field(description="Les mots des spécialistes")
    services_mediation: list[CodeReponse] = Field(description="Services de médiation numérique")
    thematiques: list[CodeReponse] = Field(description="Thématiques de data·inclusion")
    codes_rome: list[str] = Field(description="Métiers du ROME qui y répondent")


class ActeurDuBesoin(BaseModel):
    """A record that serves a need."""

    id: str
    nom: str
    type: str
    commune: str | None
    declare: bool = Field(description="Vrai s'il déclare ce besoin, faux s'il y répond sans doute")
    raison: RaisonReponse
    score: float = Field(description="Pour l'ordre seulement, de 0 à 1")
    distance: float | None = Field(description="Kilomètres du lieu demandé, si elle est connue")


class ActeursDuBesoinReponse(BaseModel):
    """A page of the records that serve a need."""

    besoin: BesoinResume
    items: list[ActeurDuBesoin]
    total: int
    page: int
    size: int
    pages: int
    lieu: LieuReponse | None
    elargissements: list[str]
    version_index: str


class BesoinDeFiche(BaseModel):
    """A need that a record declares, or could serve."""

    id: str
    libelle: str
    declare: bool = Field(description="Faux : « pourrait aussi répondre à », au moins en partie")
    vraisemblance: float = Field(description="De 0 à 1, étalonnée, d'après ce qu'elle dit faire")
    extrait: str = Field(description="Ce que la fiche dit de plus proche de ce besoin")


class FicheProche(BaseModel):
    """A record similar or complementary to another."""

    id: str
    nom: str
    type: str
    commune: str | None
    cosinus: float = Field(description="Proximité de sens des deux fiches, de -1 à 1")
    communs: list[CodeReponse] = Field(description="Ce qu'elles ont en commun")


class BesoinsDeFicheReponse(BaseModel):
    """The needs that a record declares or could serve, and the open needs close to it."""

    besoins: list[BesoinDeFiche]
    besoins_ouverts: list[FicheProche] = Field(description="Publiés par d'autres, proches d'elle")
    version_index: str


class FichesProchesReponse(BaseModel):
    """The records similar or complementary to another, the closest first."""

    items: list[FicheProche]
    version_index: str


class ClassificationParametres(BaseModel):
    """Texts to classify; none of them is stored."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    textes: list[str] = Field(
        min_length=1,
        max_length=MAX_TEXTS,
        description=f"Textes libres, {MAX_CHARS} caractères au plus chacun",
        examples=[["jarive pa a fere ma déclaration sur internet", "soudeur"]],
        json_schema_extra={"items": {"type": "string", "maxLength": MAX_CHARS}},
    )


class BesoinVraisemblable(BaseModel):
    """A likely need of a text, with its codes in two standards."""

    id: str
    libelle: str
    vraisemblance: float = Field(description="De 0 à 1, étalonnée")
    services_mediation: list[CodeReponse]
    thematiques: list[CodeReponse]


class MetierVraisemblable(BaseModel):
    """A likely occupation of a text."""

    id: str
    nom: str
    code_rome: str | None
    vraisemblance: float = Field(description="De 0 à 1, étalonnée")


class TexteClasse(BaseModel):
    """Classification of one text."""

    id_inference: str = Field(description="Identifiant de cette réponse, pour en reparler")
    texte: str = Field(description="Tel qu'il a été compris")
    besoins: list[BesoinVraisemblable] = Field(description="Vide quand rien n'est assez sûr")
    metiers: list[MetierVraisemblable]
    message: str | None = Field(description="Présent quand rien n'est assez sûr")


class ClassificationReponse(BaseModel):
    """Classification of the texts, in the order of the request."""

    items: list[TexteClasse]
    version_index: str


def coded(codes: CodeList, values: tuple[str, ...]) -> list[CodeReponse]:
    """Return codes with their labels."""
    return [CodeReponse(code=code, libelle=codes.label(code)) for code in values]


def need_summary(need: NeedEntry, records: int) -> BesoinResume:
    """Serialize a need in short, with the number of records that declare it."""
    fields = need.model_dump(include={"id", "theme", "libelle", "description"})
    return BesoinResume(**fields, fiches=records)


def need_answer(need: NeedEntry, records: int) -> BesoinReponse:
    """Serialize a need in full, with the number of records that declare it."""
    return BesoinReponse(
        **need_summary(need, records).model_dump(),
        formulations=list(need.formulations),
        termes=list(need.termes),
        services_mediation=coded(ref.SERVICES_MEDIATION, need.services_mediation),
        thematiques=coded(ref.THEMATIQUES, need.thematiques),
        codes_rome=list(need.codes_rome),
    )


def serving_answer(
    serving: ServingActors, need: BesoinResume, page: int, size: int, version: str
) -> ActeursDuBesoinReponse:
    """Serialize a page of the records that serve a need."""
    return ActeursDuBesoinReponse(
        besoin=need,
        items=[
            ActeurDuBesoin(
                id=actor.record.id,
                nom=actor.record.nom,
                type=actor.record.type,
                commune=actor.record.commune,
                declare=actor.declared,
                raison=reason_answer(actor.reason),
                score=round(actor.score, 4),
                distance=kilometres(actor.distance_km),
            )
            for actor in serving.actors
        ],
        total=serving.total,
        page=page,
        size=size,
        pages=pages_of(serving.total, size),
        lieu=place_answer(serving.place, ""),
        elargissements=[*not_understood(serving.unknown_place), *serving.relaxed],
        version_index=version,
    )


def served_answer(served: ServedNeed, label: str) -> BesoinDeFiche:
    """Serialize a need that a record declares, or could serve."""
    return BesoinDeFiche(
        id=served.identifier,
        libelle=label,
        declare=served.declared,
        vraisemblance=round(served.likelihood, 2),
        extrait=served.reason,
    )


def neighbour_answer(neighbour: Neighbour, labels: CodeList | Thesaurus) -> FicheProche:
    """Serialize a similar or complementary record; labels: of the codes that both share."""
    record = neighbour.record
    return FicheProche(
        id=record.id,
        nom=record.nom,
        type=record.type,
        commune=record.commune,
        cosinus=round(neighbour.similarity, 3),
        communs=[CodeReponse(code=code, libelle=labels.label(code)) for code in neighbour.shared],
    )


def classified_answer(
    classified: Classified, identifier: str, classifier: Classifier, thesaurus: Thesaurus
) -> TexteClasse:
    """Serialize the classification of a text; identifier: random, names this answer."""
    needs = [
        BesoinVraisemblable(
            id=likely.identifier,
            libelle=thesaurus.label(likely.identifier),
            vraisemblance=round(likely.likelihood, 2),
            **_bridges(thesaurus.needs.get(likely.identifier)),
        )
        for likely in classified.needs
    ]
    occupations = [
        MetierVraisemblable(
            id=likely.identifier,
            nom=classifier.occupation(likely.identifier).nom,
            code_rome=classifier.occupation(likely.identifier).code_rome,
            vraisemblance=round(likely.likelihood, 2),
        )
        for likely in classified.occupations
    ]
    return TexteClasse(
        id_inference=identifier,
        texte=classified.text,
        besoins=needs,
        metiers=occupations,
        message=None if needs or occupations else UNSURE,
    )


def _bridges(need: NeedEntry | None) -> dict[str, list[CodeReponse]]:
    """Return the codes of a need in two standards; empty for one the thesaurus no longer has."""
    if need is None:
        return {"services_mediation": [], "thematiques": []}
    return {
        "services_mediation": coded(ref.SERVICES_MEDIATION, need.services_mediation),
        "thematiques": coded(ref.THEMATIQUES, need.thematiques),
    }
