"""Response bodies of the lists of records and of the journal of changes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from index.artefact.journal import moment_of
from index.browsing.query import BrowseQuery
from index.browsing.selection import Browser, Listed, Selected
from index.places.models import Place
from service.search.location_schemas import (
    Distance,
    LocationCount,
    LocationGroup,
    PointPrecision,
    honest_distance,
    not_understood,
)
from service.search.schemas import (
    LieuReponse,
    UnderstoodPlace,
    ValidRecord,
    pages_of,
    place_answer,
)

IndexDate = Annotated[
    datetime,
    Field(
        description="Moment de l'index qui répond, UTC : le `depuis` à donner plus tard à "
        "`/changes` pour savoir ce qui a changé ensuite"
    ),
]
"""When the index that answers was built; it may have come into service some minutes later."""
RECORD_PAGE, LOCATION_PAGE = "/fiches/", "/lieux/"
"""Start of the URL of the page of a record; its identifier follows."""


class ActeurListe(BaseModel):
    """A record of a list, and where it is from the place of the request."""

    fiche: ValidRecord = Field(description="La fiche : structure, programme ou besoin")
    distance: Distance
    precision: PointPrecision
    groupe: LocationGroup
    nombre_lieux: LocationCount
    score_qualite: float = Field(
        description="Score de qualité de data·inclusion, aujourd'hui, de 0 à 1"
    )
    modifiee_le: date = Field(
        description="Jour de son dernier changement connu : le plus récent du journal et de la "
        "date de son producteur ; sans eux, le jour où le journal commence"
    )
    doublons: list[str] = Field(
        description="Identifiants d'autres fiches qui sont sans doute le même lieu"
    )
    lien: str = Field(
        description="Page de la fiche, sur ce service", examples=["/fiches/emmaus-connect"]
    )


class ActeursReponse(BaseModel):
    """One page of a list of records, in an order that stays the same within an index.

    `items`, `total`, `page`, `size` and `pages` are those of the French API data·inclusion.
    """

    items: list[ActeurListe]
    total: int
    page: int
    size: int
    pages: int
    suivant: str | None = Field(
        description="À donner comme `apres` pour lire la suite ; absent avec un lieu, ou à la fin"
    )
    ordre: str = Field(
        description="« id », par identifiant ; avec un lieu, « groupe, distance, id »",
        examples=["id"],
    )
    lieu: LieuReponse | None = Field(description="Le lieu compris, ou rien")
    lieu_compris: UnderstoodPlace
    elargissements: list[str] = Field(description="Ce qui n'a pas été compris, en phrases")
    version_index: str
    index_du: IndexDate


class ChangementReponse(BaseModel):
    """A change of a record or of a location, brought by a version of the index."""

    id: str = Field(description="Identifiant de la fiche, ou du lieu")
    objet: str = Field(description="fiche ou lieu", examples=["fiche"])
    nature: str = Field(description="ajout, modification ou retrait")
    date: datetime = Field(description="Quand la version de l'index a été faite, UTC")
    lien: str | None = Field(description="Sa page ; absente quand il n'y est plus")


class ChangementsReponse(BaseModel):
    """One page of the changes of records or of locations, oldest first."""

    items: list[ChangementReponse]
    total: int
    page: int
    size: int
    pages: int
    debut: datetime = Field(description="Moment depuis lequel le journal est complet")
    complet: bool = Field(
        description="Faux sans `depuis`, ou quand il est avant `debut` : relisez tout le catalogue"
    )
    version_index: str
    index_du: IndexDate


BY_IDENTIFIER, BY_PLACE = "id", "groupe, distance, id"
"""Orders of a list: without a place, and with one."""


def listing_answer(browser: Browser, selected: Selected, query: BrowseQuery) -> ActeursReponse:
    """Convert one page of a selection of records to the model of the API response.

    browser: reads the records; selected: those that pass; query: the number of the page, its size.
    """
    place, listed = selected.place, browser.page(selected, query)
    is_last = browser.first(selected, query) + query.size >= len(selected)
    return ActeursReponse(
        items=[_item(each, place) for each in listed],
        total=len(selected),
        page=query.page,
        size=query.size,
        pages=pages_of(len(selected), query.size),
        suivant=None if is_last or place is not None else listed[-1].record.id,
        ordre=BY_IDENTIFIER if place is None else BY_PLACE,
        lieu=place_answer(place, ""),
        lieu_compris=not selected.unknown_place,
        elargissements=not_understood(selected.unknown_place),
        version_index=browser.retriever.manifest.version,
        index_du=moment_of(browser.retriever.manifest.version),
    )


def _item(listed: Listed, place: Place | None) -> ActeurListe:
    return ActeurListe(
        fiche=listed.record,
        distance=honest_distance(listed.distance_km, listed.precision, place),
        precision=listed.precision,
        groupe=listed.group,
        nombre_lieux=listed.location_count,
        score_qualite=listed.quality,
        modifiee_le=listed.changed,
        doublons=list(listed.duplicates),
        lien=f"{RECORD_PAGE}{listed.record.id}",
    )
