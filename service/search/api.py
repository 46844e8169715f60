"""API v1: search by GET and POST, and facets of the catalogue."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request
from starlette.responses import Response

from index.search import query
from service.http.caching import mark_volatile
from service.http.responses import INVALID, NOT_READY, TOO_LONG, UNREADABLE
from service.runtime.dependencies import CurrentSearch
from service.search.dependencies import CountedSearch, parse_query
from service.search.formats import DOCUMENTED, FormattedSearch, PostedSearch, formatted
from service.search.location_schemas import opening_now
from service.search.schemas import FacettesReponse, RechercheReponse, facets_answer

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

router = APIRouter(prefix="/api/v1", tags=["recherche"], responses={503: NOT_READY})


@router.head("/search", response_model=RechercheReponse, include_in_schema=False)
@router.get(
    "/search",
    response_model=RechercheReponse,
    responses={200: DOCUMENTED, 422: INVALID},
    summary="Chercher",
)
def search(
    request: Request,
    parameters: Annotated[FormattedSearch, Query()],
    counted: CountedSearch,
    searcher: CurrentSearch,
) -> RechercheReponse | Response:
    """Les fiches qui répondent à un besoin écrit en français courant, la meilleure d'abord.

    Les filtres d'un même champ s'ajoutent, ceux de champs différents se croisent. Un filtre sur un
    public garde aussi « tous-publics », sur une région « france-entiere ». Avec un lieu,
    demandé (`lieu`, ou `lat` et `lon`) ou nommé dans le besoin, restent les fiches proches et
    celles qui servent ce lieu ; le rayon s'élargit si rien n'y répond.
    """
    result = counted(_query(parameters))
    opened = parameters.format == "json" and any(hit.locations for hit in result.hits)
    if parameters.ouvert or opened or result.mode is not searcher.mode:
        mark_volatile(request)  # depends on the hour, or on an encoder that was late
    return formatted(result, parameters.format, opening_now(searcher.retriever))


@router.post(
    "/search",
    response_model=RechercheReponse,
    responses={200: DOCUMENTED, 400: UNREADABLE, 413: TOO_LONG, 422: INVALID},
    summary="Chercher (POST)",
)
def search_by_post(
    parameters: Annotated[PostedSearch, Body(openapi_examples=SEARCH_EXAMPLES)],
    counted: CountedSearch,
    searcher: CurrentSearch,
) -> RechercheReponse | Response:
    """La même recherche, sans que le besoin paraisse dans l'adresse."""
    result = counted(_query(parameters))
    return formatted(result, parameters.format, opening_now(searcher.retriever))


def _query(parameters: FormattedSearch) -> query.Query:
    """Return the query of a request: results are counted by filter in JSON alone, if asked."""
    return parse_query(parameters, counted=parameters.facettes and parameters.format == "json")


@router.head("/facets", include_in_schema=False)
@router.get("/facets", summary="Compter le catalogue")
def facets(searcher: CurrentSearch) -> FacettesReponse:
    """Les facettes de tout le catalogue : codes, libellés et nombres de fiches."""
    return FacettesReponse(
        total=len(searcher.retriever.records),
        facettes=facets_answer(searcher.facets()),
        version_index=searcher.manifest.version,
    )
