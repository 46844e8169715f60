"""Response models of API v1, named as in data·inclusion wherever it has the field."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidatorFunctionWrapHandler, WrapValidator

from index.candidates.facets import Facet, FacetValue, LocationFacet
from index.ordering.fusion import Channel
from index.ordering.readings import MOST as MOST_READINGS
from index.places.models import Place
from index.records.models import AnyRecord, Record
from index.search.explanation import Reason
from index.search.likelihood import Certainty
from index.search.results import Hit, SearchResult
from service.emergencies.schemas import (
    EmergencyNumbers,
    FirstSteps,
    PossibleNumbers,
    emergency_answer,
)
from service.presentation import messages
from service.presentation.distances import place_name
from service.search.location_schemas import (
    Distance,
    LocationCount,
    LocationGroup,
    NearestLocations,
    OpeningStatus,
    PointPrecision,
    SheetAddress,
    WideningCodes,
    sheet_address,
    situation_values,
    widening_values,
)


class RaisonReponse(BaseModel):
    """Reason why a record is a result: the sentence of the record that answers the query best."""

    libelle: str = Field(description="D'où vient la phrase", examples=["Service"])
    texte: str = Field(description="La phrase qui répond")
    reperes: list[tuple[int, int]] = Field(
        description="Début et fin, dans le texte, des mots retrouvés (en caractères)"
    )


class SignalReponse(BaseModel):
    """One measure that the score of a result adds up, such as the nearness in meaning."""

    nom: str = Field(examples=["sens"])
    valeur: float = Field(description="Mesure, dans son unité")
    unite: str = Field(examples=["cosinus, de -1 à 1"])
    part: float = Field(description="Ce que le signal apporte au score")
    plafond: float = Field(description="Ce qu'il peut apporter au plus")


class DoublonReponse(BaseModel):
    """Another record that is likely the same place as a result, read from another source."""

    id: str
    nom: str
    source: str


UnderstoodPlace = Annotated[
    bool,
    Field(
        description="Faux quand un lieu a été demandé et n'a pas été reconnu : la réponse n'en "
        "tient pas compte"
    ),
]

TotalExact = Annotated[
    bool,
    Field(
        description="Faux quand le catalogue est trop grand pour que toutes les fiches soient "
        "comparées : `total`, et les nombres des filtres, sont alors des minimums"
    ),
]


CertaintyOfAnswer = Annotated[
    Certainty,
    Field(
        description="« sur » : des fiches répondent ; « peut-etre » : rien de sûr, trois "
        "fiches au plus s'en approchent, à dire avec `message` ; « rien » : rien n'est montré"
    ),
]


def _as_is(value: object, validate: ValidatorFunctionWrapHandler) -> object:
    """Return a record of the index unchanged: its own rules would run again."""
    return value if isinstance(value, Record) else validate(value)


ValidRecord = Annotated[AnyRecord, WrapValidator(_as_is)]


UNITS: Mapping[Channel | None, str] = {
    Channel.DENSE: "cosinus, de -1 à 1", Channel.NGRAMS: "cosinus des n-grammes, de 0 à 1",
    Channel.WORDS: "part du BM25 possible, de 0 à 1", Channel.NEEDS: "part de la demande, de 0 à 1",
    Channel.LIKENESS: "cosinus aux premières fiches, de -1 à 1",
    Channel.PROXIMITY: "de 0, au bord du rayon, à 1, sur place",
    Channel.NAME: "ressemblance au nom, de 0 à 1", None: "part de la note, de 0 à 1",
}  # fmt: skip
"""Channel that gave the value of a signal, None when it is its share -> unit of the value."""


class Closeness(StrEnum):
    """How close a result is to the need, as people are told; named as the codes of the search."""

    ANSWERS = "Répond à votre besoin"
    NEAR = "Proche de votre besoin"
    MAYBE = "Peut-être"


class ResultatReponse(BaseModel):
    """Result of a search: a record (organisation, programme or published need) and its scores."""

    rang: int = Field(description="Rang, à partir de 1")
    fiche: ValidRecord = Field(description="La fiche : structure, programme ou besoin")
    lien: SheetAddress
    raison: RaisonReponse
    distance: Distance
    precision: PointPrecision
    groupe: LocationGroup
    nombre_lieux: LocationCount
    lieux: NearestLocations
    score: float = Field(
        description="Pour l'ordre seulement, de 0 à 1 : ce n'est pas une confiance"
    )
    confiance: float = Field(
        description="Probabilité que la fiche réponde, de 0 à 1, étalonnée sur des besoins jugés"
    )
    appreciation: Closeness = Field(description="La confiance, en mots")
    signaux: list[SignalReponse]
    doublons: list[DoublonReponse] = Field(
        description="D'autres fiches qui sont sans doute le même lieu"
    )


class CorrectionReponse(BaseModel):
    """Spelling correction of a query; the parameter `exact=true` searches the words as typed."""

    texte: str = Field(description="Le besoin tel qu'il a été cherché")
    changements: list[tuple[str, str]] = Field(description="Paires : mot écrit, mot compris")


class LieuReponse(BaseModel):
    """Place requested, or recognized in the text; `partout=true` ignores places in the text."""

    nom: str = Field(examples=["Lille (59)"])
    type: str = Field(description="commune, departement, region, pays ou point")
    code: str = Field(description="Code officiel géographique (INSEE), vide hors de France")
    latitude: float | None = Field(description="Centre du lieu, degrés WGS 84")
    longitude: float | None
    mots: str = Field(description="Les mots du besoin qui le disent ; vide si demandé à part")


class ValeurReponse(BaseModel):
    """One code of a filter, and the number of results that filtering on it would leave."""

    code: str
    libelle: str
    nombre: int = Field(description="Résultats que ce filtre donnerait")
    choisi: bool


class FacetteReponse(BaseModel):
    """Number of results for each code of one field of records (a facet), such as the price.

    The other filters of the search apply to these counts; a filter on the same field does not.
    """

    champ: str
    valeurs: list[ValeurReponse]


class FacetteLieuxReponse(BaseModel):
    """Filter on what locations have, and how many of those in view each of its codes would keep.

    It is listed when its fact is known for a fifth of them at least: an unknown fact is no "no".
    """

    champ: str = Field(examples=["frais_lieu"])
    lieux: int = Field(description="Lieux en vue, sans ce filtre")
    renseignes: int = Field(description="Ceux d'entre eux dont la source dit ce qu'il en est")
    valeurs: list[ValeurReponse] = Field(description="Les nombres sont des nombres de lieux")


PossibleNeeds = Annotated[
    list[str],
    Field(
        description="Quand ce n'est pas sûr, ce que la personne demande peut-être : identifiants "
        "de `/needs`, quatre au plus, le plus vraisemblable d'abord, à lui proposer ; vide sinon",
        max_length=MOST_READINGS,
        examples=[["reemploi--reparer-ordinateur", "reemploi--reparer-soi-meme"]],
    ),
]


class RechercheReponse(BaseModel):
    """Response to a search: one page of results, and how they were obtained.

    `items`, `total`, `page`, `size` and `pages` are those of the French API data·inclusion.
    """

    urgence: EmergencyNumbers
    urgence_possible: PossibleNumbers
    a_faire: FirstSteps
    items: list[ResultatReponse]
    total: int
    total_exact: TotalExact
    certitude: CertaintyOfAnswer
    page: int
    size: int
    pages: int
    message: str | None = Field(
        description="Présent quand rien n'est sûr, ou que rien ne répond : ce qu'on peut faire"
    )
    besoins_possibles: PossibleNeeds
    correction: CorrectionReponse | None
    nom: str | None = Field(
        description="Le nom que le besoin est, et que portent les premières fiches ; `null` sinon"
    )
    nom_inconnu: str | None = Field(
        description="Le nom demandé que personne ne porte ici : les fiches ne sont pas les siennes"
    )
    lieu: LieuReponse | None = Field(description="Le lieu compris, ou rien")
    lieu_compris: UnderstoodPlace
    elargissements: list[str] = Field(description="Ce qui a été élargi, en phrases")
    codes_elargissements: WideningCodes
    facettes: list[FacetteReponse]
    facettes_lieux: list[FacetteLieuxReponse]
    mode: str = Field(description="« hybride », ou « lexical » sans l'encodeur ou sans le moteur")
    durees_ms: dict[str, float] = Field(description="Étape : millisecondes")
    version_index: str


class FacettesReponse(BaseModel):
    """Number of records of the whole catalogue for each code of each field that can be filtered."""

    total: int
    facettes: list[FacetteReponse]
    version_index: str


ADVICE = (
    "Essayez avec d'autres mots, retirez un filtre, "
    "ou demandez de l'aide à un conseiller France services."
)
NO_ANSWER = f"{messages.NO_RELIABLE_RESULT}. {ADVICE}"
"""Message, with advice, of a response to a search that found nothing reliable."""


NOT_SURE = f"{messages.NEAR_BUT_UNSURE} {messages.ADD_A_WORD}"
"""Message of a response whose results are shown in doubt, with advice."""
MESSAGES = {Certainty.SURE: None, Certainty.MAYBE: NOT_SURE, Certainty.NOTHING: NO_ANSWER}
"""How sure the results are -> message of the response."""


def facet_values(facets: tuple[Facet, ...]) -> list[dict[str, Any]]:
    """Return counts of results by code (facets) as values of fields of `FacetteReponse`."""
    return [{"champ": facet.field, "valeurs": _values(facet.values)} for facet in facets]


def location_facets_answer(facets: tuple[LocationFacet, ...]) -> list[FacetteLieuxReponse]:
    """Convert the counts of locations by code to the models of the API response."""
    return [
        FacetteLieuxReponse.model_validate(
            {
                "champ": facet.field,
                "lieux": facet.size,
                "renseignes": facet.known,
                "valeurs": _values(facet.values),
            }
        )
        for facet in facets
    ]


def _values(values: tuple[FacetValue, ...]) -> list[dict[str, Any]]:
    return [
        {
            "code": value.code,
            "libelle": value.label,
            "nombre": value.count,
            "choisi": value.selected,
        }
        for value in values
    ]


def pages_of(total: int, size: int) -> int:
    """Return how many pages of `size` results hold `total` results; 0 without results."""
    return -(-total // size)


def search_answer(result: SearchResult, opening: OpeningStatus) -> RechercheReponse:
    """Convert the results of a search to the model of the API response.

    opening: tells the opening status of a location now.
    """
    return RechercheReponse.model_validate(search_values(result, opening))


def search_values(result: SearchResult, opening: OpeningStatus) -> dict[str, Any]:
    """Return the values of the fields of `RechercheReponse`, in their order; see `search_answer`.

    The API writes them as they are: to make and validate models took twice as long.
    """
    correction, place = result.correction, result.understood.place
    return {
        **emergency_answer(result.emergency),
        "items": [_hit_values(hit, place, opening) for hit in result.hits],
        "total": result.total,
        "total_exact": result.total_exact,
        "certitude": result.certainty,
        "page": result.query.page,
        "size": result.query.size,
        "pages": pages_of(result.total, result.query.size),
        "message": MESSAGES[result.certainty],
        "besoins_possibles": list(result.readings),
        "correction": None
        if correction is None
        else {"texte": correction.text, "changements": list(correction.changes)},
        "nom": None if result.named is None else result.named.text,
        "nom_inconnu": result.unknown_name or None,
        "lieu": place_answer(place, result.understood.mentioned),
        **widening_values(result.understood.unknown_place, result.widened),
        "facettes": facet_values(result.facets),
        "facettes_lieux": location_facets_answer(result.location_facets),
        "mode": result.mode.value,
        "durees_ms": dict(result.timings),
        "version_index": result.version,
    }


def place_answer(place: Place | None, mentioned: str) -> LieuReponse | None:
    """Convert a place to the model of the API response; None without place.

    mentioned: words of the query that name the place; empty when it was requested apart.
    """
    if place is None:
        return None
    return LieuReponse(
        nom=place_name(place),
        type=place.kind.value,
        code=place.code,
        latitude=None if place.point is None else place.point.latitude,
        longitude=None if place.point is None else place.point.longitude,
        mots=mentioned,
    )


def reason_answer(reason: Reason) -> RaisonReponse:
    """Convert the sentence that explains a result to the model of the API response."""
    return RaisonReponse(
        libelle=messages.HEADINGS[reason.kind], texte=reason.text, reperes=list(reason.spans)
    )


def _hit_values(hit: Hit, place: Place | None, opening: OpeningStatus) -> dict[str, Any]:
    """Return the values of the fields of `ResultatReponse`, in their order, scores rounded."""
    return {
        "rang": hit.rank,
        "fiche": hit.record,
        "lien": sheet_address(hit.record.id),
        "raison": reason_answer(hit.reason),
        **situation_values(hit, place, opening),
        "score": round(hit.score, 4),
        "confiance": round(hit.probability, 2),
        "appreciation": Closeness[hit.closeness.name],
        "signaux": [
            {
                "nom": signal.name,
                "valeur": round(signal.value, 4),
                "unite": UNITS[signal.channel],
                "part": round(signal.share, 4),
                "plafond": round(signal.ceiling, 4),
            }
            for signal in hit.signals
        ],
        "doublons": [
            {"id": record.id, "nom": record.nom, "source": record.source}
            for record in hit.duplicates
        ],
    }
