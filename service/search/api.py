"""API v1: search by GET and POST, and facets of the catalogue."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Body, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from index.search.results import SearchResult
from index.search.searcher import Searcher
from service.http.caching import mark_volatile
from service.http.direct_route import DirectRoute
from service.http.responses import INVALID, NOT_READY, TOO_LONG, UNREADABLE
from service.http.routes import ReadableRouter
from service.runtime.dependencies import CurrentSearch, current_index
from service.runtime.record_json import RecordJson
from service.runtime.services import services_of
from service.search.dependencies import CountedSearch, counted_search, parse_query
from service.search.formats import (
    CSV_DOCUMENTED,
    GEOJSON_DOCUMENTED,
    FormattedSearch,
    PostedMapSearch,
    PostedSearch,
    PostedTableSearch,
    TableSearch,
    as_csv,
    as_geojson,
    formatted,
)
from service.search.location_schemas import opening_now
from service.search.parameters import SearchParameters
from service.search.schemas import FacettesReponse, RechercheReponse, facet_values

SEARCH_EXAMPLES: dict[str, Any] = {
    "faute": {
        "summary": "Un besoin écrit comme il vient",
        "value": {"q": "recondissioné dé smartfone"},
    },
    "lieu": {
        "summary": "Autour d'un lieu, pour des services gratuits",
        "value": {
            "q": "apprendre à se servir d'un ordinateur",
            "frais": ["gratuit"],
            "lieu": "St-Étienne",
            "distance": 20,
        },
    },
}

router = ReadableRouter(
    prefix="/api/v1", tags=["recherche"], responses={503: NOT_READY}, route_class=DirectRoute
)
POSTED: dict[int | str, dict[str, Any]] = {400: UNREADABLE, 413: TOO_LONG, 422: INVALID}
"""Errors of what is sent in a body, in the OpenAPI document."""


@router.get(
    "/search", response_model=RechercheReponse, responses={422: INVALID}, summary="Chercher"
)
async def search(request: Request, parameters: Annotated[FormattedSearch, Query()]) -> Response:
    """Les fiches qui répondent à un besoin écrit en français courant, la meilleure d'abord.

    Les filtres d'un même champ s'ajoutent, ceux de champs différents se croisent. Un filtre sur un
    public garde aussi « tous-publics », sur une région « france-entiere ». Avec un lieu,
    demandé (`lieu`, ou `lat` et `lon`) ou nommé dans le besoin, restent les fiches proches et
    celles qui servent ce lieu ; le rayon s'élargit si rien n'y répond.
    """
    return await _answer(request, parameters)


@router.post(
    "/search", response_model=RechercheReponse, responses=POSTED, summary="Chercher (POST)"
)
async def search_by_post(
    request: Request,
    parameters: Annotated[PostedSearch, Body(openapi_examples=SEARCH_EXAMPLES)],
) -> Response:
    """La même recherche, sans que le besoin paraisse dans l'adresse."""
    return await _answer(request, parameters)


@router.get(
    "/search.geojson",
    response_class=Response,
    responses={200: GEOJSON_DOCUMENTED, 422: INVALID},
    summary="Chercher, en GeoJSON",
)
def search_geojson(
    request: Request,
    parameters: Annotated[SearchParameters, Query()],
    counted: CountedSearch,
    searcher: CurrentSearch,
) -> Response:
    """La même recherche, pour une carte : les fiches, puis leurs lieux les plus proches."""
    result = counted(parse_query(parameters, counted=False))
    _mark_late(request, parameters, result, searcher)
    return as_geojson(result)


@router.post(
    "/search.geojson",
    response_class=Response,
    responses={200: GEOJSON_DOCUMENTED, **POSTED},
    summary="Chercher, en GeoJSON (POST)",
)
def search_geojson_by_post(
    parameters: Annotated[PostedMapSearch, Body(openapi_examples=SEARCH_EXAMPLES)],
    counted: CountedSearch,
) -> Response:
    """La même recherche en GeoJSON, sans que le besoin paraisse dans l'adresse."""
    return as_geojson(counted(parse_query(parameters, counted=False)))


@router.get(
    "/search.csv",
    response_class=Response,
    responses={200: CSV_DOCUMENTED, 422: INVALID},
    summary="Chercher, en CSV",
)
def search_csv(
    request: Request,
    parameters: Annotated[TableSearch, Query()],
    counted: CountedSearch,
    searcher: CurrentSearch,
) -> Response:
    """La même recherche, pour un tableur : une ligne par fiche, avec son lieu le plus proche."""
    result = counted(parse_query(parameters, counted=False))
    _mark_late(request, parameters, result, searcher)
    return as_csv(result, parameters.excel)


@router.post(
    "/search.csv",
    response_class=Response,
    responses={200: CSV_DOCUMENTED, **POSTED},
    summary="Chercher, en CSV (POST)",
)
def search_csv_by_post(
    parameters: Annotated[PostedTableSearch, Body(openapi_examples=SEARCH_EXAMPLES)],
    counted: CountedSearch,
) -> Response:
    """La même recherche en CSV, sans que le besoin paraisse dans l'adresse."""
    return as_csv(counted(parse_query(parameters, counted=False)), parameters.excel)


def _mark_late(
    request: Request,
    parameters: SearchParameters,
    result: SearchResult,
    searcher: Searcher,
    opened: bool = False,
) -> None:
    """Give no ETag to what depends on the hour, or on an encoder that was late.

    opened: True when the answer says which locations are open now.
    """
    if parameters.ouvert or opened or result.mode is not searcher.mode:
        mark_volatile(request)


async def _answer(request: Request, parameters: FormattedSearch) -> Response:
    """Search, then write the answer in the same thread: one hand-over for each request."""
    index = await current_index(request)
    counted, searcher = await counted_search(request, index), index.searcher
    records = services_of(request).get(RecordJson)
    accepted = request.headers.get("accept-encoding", "")

    def answer() -> Response:
        kept = frozenset(parameters.champs)
        in_json = parameters.format == "json"
        # results are counted by filter in JSON alone, if asked
        result = counted(parse_query(parameters, counted=parameters.facettes and in_json))
        opened = in_json and any(hit.locations for hit in result.hits)
        _mark_late(request, parameters, result, searcher, opened)
        write, opening = records.writer(result.version, kept), opening_now(searcher.retriever)
        return formatted(result, parameters, opening, write, accepted)

    return await run_in_threadpool(answer)


@router.get("/facets", summary="Compter le catalogue")
def facets(searcher: CurrentSearch) -> FacettesReponse:
    """Les facettes de tout le catalogue : codes, libellés et nombres de fiches."""
    return FacettesReponse.model_validate(
        {
            "total": len(searcher.retriever.records),
            "facettes": facet_values(searcher.facets()),
            "version_index": searcher.manifest.version,
        }
    )
