"""API routes of records: the list of those that filters and a place select, and one of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from index.records.models import AnyRecord
from service.http.chosen_fields import with_chosen_fields
from service.http.responses import INVALID, NOT_FOUND, NOT_READY
from service.http.routes import ReadableRouter
from service.records.listing_schemas import ActeursReponse, listing_answer
from service.records.selection_parameters import ActeursParametres, browse_query
from service.runtime.dependencies import CurrentBrowser, CurrentSearch, CurrentThesaurus

router = ReadableRouter(prefix="/api/v1", tags=["recherche"], responses={503: NOT_READY})


@router.get(
    "/actors", response_model=ActeursReponse, responses={422: INVALID}, summary="Lister les fiches"
)
def actors(
    parameters: Annotated[ActeursParametres, Query()],
    browser: CurrentBrowser,
    thesaurus: CurrentThesaurus,
) -> ActeursReponse | Response:
    """Les fiches, sans aucun texte : par leurs codes, un lieu, leur source, leur date.

    Les filtres d'un même champ s'ajoutent, ceux de champs différents se croisent, comme dans une
    recherche. Avec un lieu restent les fiches proches et celles qui le servent ; le rayon ne
    s'élargit pas. L'ordre, que dit `ordre`, ne change pas d'une page à l'autre d'un même index.
    Pour tout lire, page par page, sans rien lire deux fois si l'index change : `apres`, puis les
    changements depuis l'`index_du` de la première page (`/changes`).
    """
    page = parameters.page, parameters.size, parameters.apres or ""
    query = browse_query(parameters, thesaurus, *page)
    answer = listing_answer(browser, browser.select(query), query)
    return with_chosen_fields(answer, parameters.champs) if parameters.champs else answer


@router.get("/actors/{id}", responses={404: NOT_FOUND, 422: INVALID}, summary="Lire une fiche")
def actor(
    identifier: Annotated[
        str,
        Path(alias="id", max_length=120, description="Identifiant", examples=["emmaus-connect"]),
    ],
    searcher: CurrentSearch,
) -> AnyRecord:
    """Une fiche entière, par son identifiant."""
    return searcher.retriever.record(identifier)
