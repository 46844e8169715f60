"""Requests and answers of API v1 on needs: the thesaurus, matching both ways, classification."""

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
    """A need, with the ways of asking for it and what stands for it elsewhere."""

    formulations: list[str] = Field(description="Comment on le demande, fautes comprises")
    termes: list[str] = Field(description="Les mots des spécialistes")
    services_mediation: list[CodeReponse] = Field(description="Services de médiation numérique")
    thematiques: list[CodeReponse] = Field(description="Thématiques de data·inclusion")
    codes_rome: list[str] = Field(description="Métiers du ROME qui y répondent")


class ActeurDuBesoin(BaseModel):
    """Who serves a need."""

    id: str
    nom: str
    type: str
    commune: str | None
    declare: bool = Field(description="Vrai s'il déclare ce besoin, faux s'il y répond sans doute")
    raison: RaisonReponse
    score: float = Field(description="Pour l'ordre seulement, de 0 à 1")
    distance: float | None = Field(description="Kilomètres du lieu demandé, si elle est connue")


class ActeursDuBesoinReponse(BaseModel):
    """A page of those who serve a need."""

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
    """A need that a record serves, or could."""

    id: str
    libelle: str
    declare: bool = Field(description="Faux : « pourrait aussi répondre à », au moins en partie")
    vraisemblance: float = Field(description="De 0 à 1, étalonnée, d'après ce qu'elle dit faire")
    extrait: str = Field(description="Ce que la fiche dit de plus proche de ce besoin")


class FicheProche(BaseModel):
    """A record that goes with another."""

    id: str
    nom: str
    type: str
    commune: str | None
    cosinus: float = Field(description="Proximité de sens des deux fiches, de -1 à 1")
    communs: list[CodeReponse] = Field(description="Ce qu'elles ont en commun")


class BesoinsDeFicheReponse(BaseModel):
    """The needs that a record serves and could serve, and the open needs near it."""

    besoins: list[BesoinDeFiche]
    besoins_ouverts: list[FicheProche] = Field(description="Publiés par d'autres, proches d'elle")
    version_index: str


class FichesProchesReponse(BaseModel):
    """The records that go with another, the nearest first."""

    items: list[FicheProche]
    version_index: str


class ClassificationParametres(BaseModel):
    """Texts to classify. None of them is kept."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    textes: list[str] = Field(
        min_length=1,
        max_length=MAX_TEXTS,
        description=f"Textes libres, {MAX_CHARS} caractères au plus chacun",
        examples=[["jarive pa a fere ma déclaration sur internet", "soudeur"]],
        json_schema_extra={"items": {"type": "string", "maxLength": MAX_CHARS}},
    )


class BesoinVraisemblable(BaseModel):
    """A need likely meant, and what stands for it elsewhere."""

    id: str
    libelle: str
    vraisemblance: float = Field(description="De 0 à 1, étalonnée")
    services_mediation: list[CodeReponse]
    thematiques: list[CodeReponse]


class MetierVraisemblable(BaseModel):
    """An occupation likely meant."""

    id: str
    nom: str
    code_rome: str | None
    vraisemblance: float = Field(description="De 0 à 1, étalonnée")


class TexteClasse(BaseModel):
    """What a text means."""

    id_inference: str = Field(description="Identifiant de cette réponse, pour en reparler")
    texte: str = Field(description="Tel qu'il a été compris")
    besoins: list[BesoinVraisemblable] = Field(description="Vide quand rien n'est assez sûr")
    metiers: list[MetierVraisemblable]
    message: str | None = Field(description="Présent quand rien n'est assez sûr")


class ClassificationReponse(BaseModel):
    """What each text means, in the order given."""

    items: list[TexteClasse]
    version_index: str


def coded(codes: CodeList, values: tuple[str, ...]) -> list[CodeReponse]:
    """Codes with their labels."""
    return [CodeReponse(code=each, libelle=codes.label(each)) for each in values]


def need_summary(need: NeedEntry, records: int) -> BesoinResume:
    """A need in short, with how many records declare it."""
    said = need.model_dump(include={"id", "theme", "libelle", "description"})
    return BesoinResume(**said, fiches=records)


def need_answer(need: NeedEntry, records: int) -> BesoinReponse:
    """A need whole."""
    return BesoinReponse(
        **need_summary(need, records).model_dump(),
        formulations=list(need.formulations),
        termes=list(need.termes),
        services_mediation=coded(ref.SERVICES_MEDIATION, need.services_mediation),
        thematiques=coded(ref.THEMATIQUES, need.thematiques),
        codes_rome=list(need.codes_rome),
    )


def serving_answer(
    found: ServingActors, need: BesoinResume, page: int, size: int, version: str
) -> ActeursDuBesoinReponse:
    """Those who serve a need, as answered."""
    return ActeursDuBesoinReponse(
        besoin=need,
        items=[
            ActeurDuBesoin(
                id=each.record.id,
                nom=each.record.nom,
                type=each.record.type,
                commune=each.record.commune,
                declare=each.declared,
                raison=reason_answer(each.reason),
                score=round(each.score, 4),
                distance=kilometres(each.distance_km),
            )
            for each in found.actors
        ],
        total=found.total,
        page=page,
        size=size,
        pages=pages_of(found.total, size),
        lieu=place_answer(found.place, ""),
        elargissements=[*not_understood(found.unknown_place), *found.relaxed],
        version_index=version,
    )


def served_answer(served: ServedNeed, label: str) -> BesoinDeFiche:
    """A need that a record serves, or could, as answered."""
    return BesoinDeFiche(
        id=served.identifier,
        libelle=label,
        declare=served.declared,
        vraisemblance=round(served.likelihood, 2),
        extrait=served.reason,
    )


def neighbour_answer(neighbour: Neighbour, labels: CodeList | Thesaurus) -> FicheProche:
    """A record that goes with another, as answered; labels: of what they share."""
    record = neighbour.record
    return FicheProche(
        id=record.id,
        nom=record.nom,
        type=record.type,
        commune=record.commune,
        cosinus=round(neighbour.similarity, 3),
        communs=[CodeReponse(code=each, libelle=labels.label(each)) for each in neighbour.shared],
    )


def classified_answer(
    classified: Classified, identifier: str, classifier: Classifier, thesaurus: Thesaurus
) -> TexteClasse:
    """What a text means, as answered."""
    needs = [
        BesoinVraisemblable(
            id=each.identifier,
            libelle=thesaurus.label(each.identifier),
            vraisemblance=round(each.likelihood, 2),
            **_bridges(thesaurus.needs.get(each.identifier)),
        )
        for each in classified.needs
    ]
    occupations = [
        MetierVraisemblable(
            id=each.identifier,
            nom=classifier.occupation(each.identifier).nom,
            code_rome=classifier.occupation(each.identifier).code_rome,
            vraisemblance=round(each.likelihood, 2),
        )
        for each in classified.occupations
    ]
    return TexteClasse(
        id_inference=identifier,
        texte=classified.text,
        besoins=needs,
        metiers=occupations,
        message=None if needs or occupations else UNSURE,
    )


def _bridges(need: NeedEntry | None) -> dict[str, list[CodeReponse]]:
    """What stands for a need in both standards; nothing for one that the thesaurus lost."""
    if need is None:
        return {"services_mediation": [], "thematiques": []}
    return {
        "services_mediation": coded(ref.SERVICES_MEDIATION, need.services_mediation),
        "thematiques": coded(ref.THEMATIQUES, need.thematiques),
    }
