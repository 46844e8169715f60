"""API v1: the locations around a place, and one location."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query
from starlette.responses import RedirectResponse, Response

from index.errors import InvalidQuery, UnknownNeed, UnknownRecord
from index.exporters.forms import CSV_TYPE, GEOJSON_TYPE, JSON_TYPE
from index.search.location_search import search_locations
from service.http.caching import tagged
from service.http.responses import INVALID, NOT_FOUND, NOT_READY
from service.http.routes import ReadableRouter
from service.locations.schemas import (
    CSV_EXAMPLE,
    GEOJSON_EXAMPLE,
    MAX_ID,
    LieuEntier,
    LieuxParametres,
    LieuxReponse,
    locations_answer,
    locations_csv,
    locations_geojson,
    whole_location,
)
from service.runtime.dependencies import CurrentSearch, CurrentThesaurus
from service.search.csv_format import attachment
from service.search.geojson_format import COLLECTION_SCHEMA
from service.search.location_schemas import opening_now

PERMANENT = 308
"""Status of the answer about a location that was merged into another: its address moved."""
LINK = '</mentions#licences>; rel="describedby"'
"""HTTP header Link: the page that says who published each location, and under which licence."""
CSV_NAME = "orientess-lieux.csv"
DOCUMENTED: dict[str, Any] = {
    "description": "La page de lieux, dans la forme demandée par `format`",
    "content": {
        GEOJSON_TYPE: {"schema": COLLECTION_SCHEMA, "example": GEOJSON_EXAMPLE},
        CSV_TYPE: {"schema": {"type": "string"}, "example": CSV_EXAMPLE},
    },
}
MOVED: dict[str, Any] = {
    "description": "Le lieu a été fusionné dans un autre : son adresse est dans `Location`"
}

router = ReadableRouter(prefix="/api/v1", tags=["lieux"], responses={503: NOT_READY})


@router.get(
    "/lieux",
    response_model=LieuxReponse,
    responses={200: DOCUMENTED, 422: INVALID},
    summary="Lister les lieux",
)
def locations(
    parameters: Annotated[LieuxParametres, Query()],
    searcher: CurrentSearch,
    thesaurus: CurrentThesaurus,
) -> Response:
    """Les lieux autour d'un point, d'une commune ou dans une zone, le plus proche d'abord.

    Aucun texte n'est demandé. Sans lieu, ceux de toute la France. Un lieu n'est rendu pour un
    besoin que s'il le sert, lui ou son réseau. Un filtre ne garde que ce que la source dit :
    `facettes_lieux` compte ceux dont on ne sait rien.
    """
    query, retriever = parameters.query, searcher.retriever
    try:
        if query.need:
            thesaurus.need(query.need)
        result = search_locations(retriever, query)
    except UnknownNeed as error:
        raise InvalidQuery("besoin", str(error)) from error
    except UnknownRecord as error:
        raise InvalidQuery("reseau", str(error)) from error
    headers = {"Link": LINK}
    if parameters.format == "geojson":
        body = "".join(locations_geojson(result, query, retriever))
        return tagged(Response(body, headers=headers, media_type=GEOJSON_TYPE))
    if parameters.format == "csv":
        headers["Content-Disposition"] = attachment(CSV_NAME)
        body = "".join(locations_csv(result, retriever))
        return tagged(Response(body, headers=headers, media_type=CSV_TYPE))
    answer = locations_answer(result, query, opening_now(retriever), retriever)
    return tagged(Response(answer.model_dump_json(), media_type=JSON_TYPE))


@router.get(
    "/lieux/{id}",
    response_model=LieuEntier,
    responses={308: MOVED, 404: NOT_FOUND, 422: INVALID},
    summary="Lire un lieu",
)
def location(
    identifier: Annotated[
        str,
        Path(
            alias="id",
            max_length=MAX_ID,
            description="Identifiant",
            examples=["france-services--1"],
        ),
    ],
    searcher: CurrentSearch,
) -> Response:
    """Un lieu par son identifiant ; celui d'un lieu fusionné mène au présent."""
    retriever = searcher.retriever
    near = retriever.location(identifier)
    if near.location.id != identifier:
        return RedirectResponse(f"/api/v1/lieux/{near.location.id}", PERMANENT)
    whole = whole_location(near, None, opening_now(retriever), retriever)
    return tagged(Response(whole.model_dump_json(), media_type=JSON_TYPE))
