"""API route of one record."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from index.records.models import AnyRecord
from service.http.responses import INVALID, NOT_FOUND, NOT_READY
from service.runtime.dependencies import CurrentSearch

router = APIRouter(prefix="/api/v1", tags=["recherche"], responses={503: NOT_READY})


@router.head("/actors/{id}", include_in_schema=False)
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
