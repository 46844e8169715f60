"""Request and response bodies of the API of needs."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from index.frozen_model import FrozenModel
from index.matching.classification import Classified, Classifier
from index.matching.needs import ServedNeed
from index.matching.neighbours import Neighbour
from index.matching.serving import ServingActors
from index.records import code_lists as ref
from index.records.code_lists import CodeList
from index.search.query import MAX_CHARS, MAX_PAGE, MAX_PAGE_SIZE, Query
from index.search.retriever import Retriever
from index.taxonomy.thesaurus import NeedEntry, Thesaurus
from service.search.filters import with_filters
from service.search.location_schemas import (
    Distance,
    LocationCount,
    LocationGroup,
    NearestLocations,
    PointPrecision,
    SheetAddress,
    WideningCodes,
    opening_now,
    sheet_address,
    situation_values,
    widening_values,
)
from service.search.parameters import PlaceParameters
from service.search.schemas import (
    LieuReponse,
    RaisonReponse,
    TotalExact,
    UnderstoodPlace,
    pages_of,
    place_answer,
    reason_answer,
)

MAX_TEXTS = 50
"""Texts that one request may send to be classified, at most."""
UNSURE = "Aucun besoin ni métier reconnu avec assez de certitude."


class CodeReponse(BaseModel):
    """A code of one of the published code lists (services, audiences…), and its label in French."""

    code: str
    libelle: str


class BesoinResume(BaseModel):
    """A need, entry of the thesaurus of what people look for: "Déclarer ses impôts en ligne"."""

    id: str
    theme: str
    libelle: str
    description: str
    fiches: int = Field(description="Fiches qui déclarent y répondre")


class ThemeReponse(BaseModel):
    """A theme, which groups needs of the thesaurus, and its needs."""

    id: str
    libelle: str
    besoins: list[BesoinResume]


class BesoinsReponse(BaseModel):
    """The whole thesaurus: the needs that people may have, grouped by theme."""

    themes: list[ThemeReponse]
    total: int
    version_index: str


class BesoinReponse(BesoinResume):
    """A need of the thesaurus in full, with the ways to ask for it and its codes elsewhere.

    The codes are those of two French standards (digital mediation, data·inclusion) and of the ROME,
    the list of occupations of France Travail.
    """

    formulations: list[str] = Field(description="Comment on le demande, fautes comprises")
    termes: list[str] = Field(description="Les mots des spécialistes")
    services_mediation: list[CodeReponse] = Field(description="Services de médiation numérique")
    thematiques: list[CodeReponse] = Field(description="Thématiques de data·inclusion")
    codes_rome: list[str] = Field(description="Métiers du ROME qui y répondent")


class ActeurDuBesoin(BaseModel):
    """A record (an organisation or programme of the catalogue) that serves a need."""

    id: str
    nom: str
    lien: SheetAddress
    type: str
    commune: str | None
    declare: bool = Field(description="Vrai s'il déclare ce besoin, faux s'il y répond sans doute")
    raison: RaisonReponse
    score: float = Field(description="Pour l'ordre seulement, de 0 à 1")
    distance: Distance
    precision: PointPrecision
    groupe: LocationGroup
    nombre_lieux: LocationCount
    lieux: NearestLocations


@with_filters
class ActeursParametres(PlaceParameters):
    """Parameters of the list of the records that serve a need: filters, a place and a page."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    page: int = Field(1, ge=1, le=MAX_PAGE, description="Page, à partir de 1")
    size: int = Field(10, ge=1, le=MAX_PAGE_SIZE, description="Résultats au plus")


class ActeursDuBesoinReponse(BaseModel):
    """One page of the records (organisations, programmes) that serve a need."""

    besoin: BesoinResume
    items: list[ActeurDuBesoin]
    total: int
    total_exact: TotalExact
    page: int
    size: int
    pages: int
    lieu: LieuReponse | None
    lieu_compris: UnderstoodPlace
    elargissements: list[str]
    codes_elargissements: WideningCodes
    version_index: str


class BesoinDeFiche(BaseModel):
    """A need that a record says it serves, or that it could serve by what it says it does."""

    id: str
    libelle: str
    declare: bool = Field(description="Faux : « pourrait aussi répondre à », au moins en partie")
    vraisemblance: float = Field(description="De 0 à 1, étalonnée, d'après ce qu'elle dit faire")
    extrait: str = Field(description="Ce que la fiche dit de plus proche de ce besoin")


class FicheProche(BaseModel):
    """A record near another one: similar, complementary, or a need published by somebody else."""

    id: str
    nom: str
    type: str
    commune: str | None
    cosinus: float = Field(description="Proximité de sens des deux fiches, de -1 à 1")
    communs: list[CodeReponse] = Field(description="Ce qu'elles ont en commun")


class BesoinsDeFicheReponse(BaseModel):
    """The needs that a record serves or could serve, and the published needs close to it.

    A need is an entry of the thesaurus; a published need (open need) is a record by which somebody
    asks for help.
    """

    besoins: list[BesoinDeFiche]
    besoins_ouverts: list[FicheProche] = Field(description="Publiés par d'autres, proches d'elle")
    version_index: str


class FichesProchesReponse(BaseModel):
    """The records that are all similar, or all complementary, to another, the closest first."""

    items: list[FicheProche]
    version_index: str


class ClassificationParametres(FrozenModel, strict=True):
    """Texts in which to recognize needs and occupations; none of them is stored."""

    textes: list[str] = Field(
        min_length=1,
        max_length=MAX_TEXTS,
        description=f"Textes libres, {MAX_CHARS} caractères au plus chacun",
        examples=[["jarive pa a fere ma déclaration sur internet", "soudeur"]],
        json_schema_extra={"items": {"type": "string", "maxLength": MAX_CHARS}},
    )


class BesoinVraisemblable(BaseModel):
    """A need that a text likely expresses, with its codes in two French standards."""

    id: str
    libelle: str
    vraisemblance: float = Field(description="De 0 à 1, étalonnée")
    services_mediation: list[CodeReponse]
    thematiques: list[CodeReponse]


class MetierVraisemblable(BaseModel):
    """An occupation that a text likely names or describes."""

    id: str
    nom: str
    code_rome: str | None
    vraisemblance: float = Field(description="De 0 à 1, étalonnée")


class TexteClasse(BaseModel):
    """The needs and occupations that one text likely expresses, or a message when none is sure."""

    id_inference: str = Field(description="Identifiant de cette réponse, pour en reparler")
    texte: str = Field(description="Tel qu'il a été compris")
    besoins: list[BesoinVraisemblable] = Field(description="Vide quand rien n'est assez sûr")
    metiers: list[MetierVraisemblable]
    message: str | None = Field(description="Présent quand rien n'est assez sûr")


class ClassificationReponse(BaseModel):
    """The needs and occupations recognized in each text, in the order of the request."""

    items: list[TexteClasse]
    version_index: str


def coded(codes: CodeList, values: tuple[str, ...]) -> list[CodeReponse]:
    """Return codes with their labels, in the same order.

    codes: list that has the label of each code; values: the codes.
    """
    return [CodeReponse(code=code, libelle=codes.label(code)) for code in values]


def need_summary(need: NeedEntry, records: int) -> BesoinResume:
    """Convert a need of the thesaurus to the short model of the API response.

    records: number of records of the catalogue that say they serve the need.
    """
    fields = need.model_dump(include={"id", "theme", "libelle", "description"})
    return BesoinResume(**fields, fiches=records)


def need_answer(need: NeedEntry, records: int) -> BesoinReponse:
    """Convert a need of the thesaurus to the full model of the API response.

    records: number of records of the catalogue that say they serve the need.
    """
    return BesoinReponse(
        **need_summary(need, records).model_dump(),
        formulations=list(need.formulations),
        termes=list(need.termes),
        services_mediation=coded(ref.SERVICES_MEDIATION, need.services_mediation),
        thematiques=coded(ref.THEMATIQUES, need.thematiques),
        codes_rome=list(need.codes_rome),
    )


def serving_answer(
    serving: ServingActors, need: BesoinResume, query: Query, retriever: Retriever
) -> ActeursDuBesoinReponse:
    """Convert one page of the records that serve a need to the model of the API response.

    serving: the records of the page, and how many there are in all; need: the need, in short;
    query: its page and the size of pages; retriever: over the index that answered.
    """
    opening, page, size = opening_now(retriever), query.page, query.size
    return ActeursDuBesoinReponse(
        besoin=need,
        items=[
            ActeurDuBesoin(
                id=actor.record.id,
                nom=actor.record.nom,
                lien=sheet_address(actor.record.id),
                type=actor.record.type,
                commune=actor.record.commune,
                declare=actor.declared,
                raison=reason_answer(actor.reason),
                score=round(actor.score, 4),
                **situation_values(actor, serving.place, opening),
            )
            for actor in serving.actors
        ],
        total=serving.total,
        total_exact=serving.total_exact,
        page=page,
        size=size,
        pages=pages_of(serving.total, size),
        lieu=place_answer(serving.place, ""),
        **widening_values(serving.unknown_place, serving.widened),
        version_index=retriever.manifest.version,
    )


def served_answer(served: ServedNeed, label: str) -> BesoinDeFiche:
    """Convert a need that a record serves, or could serve, to the model of the API response.

    served: identifier of the need, and how likely the record serves it; label: text of the need.
    """
    return BesoinDeFiche(
        id=served.identifier,
        libelle=label,
        declare=served.declared,
        vraisemblance=round(served.likelihood, 2),
        extrait=served.reason,
    )


def neighbour_answer(neighbour: Neighbour, labels: CodeList | Thesaurus) -> FicheProche:
    """Convert a record near another one to the model of the API response.

    neighbour: the record, how near it is in meaning, and the codes that both have in common;
    labels: gives the labels of these codes, which are those of needs or of a code list.
    """
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
    """Convert the needs and occupations recognized in a text to the model of the API response.

    classified: what was recognized, maybe nothing; identifier: random, names this answer so that
    the caller can refer to it; classifier: gives the names of the occupations; thesaurus: gives the
    labels of the needs.
    """
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
