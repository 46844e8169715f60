"""API v1: a batch of searches in one request."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, cast

from fastapi import APIRouter, Body, Request

from index.errors import InvalidQuery
from index.messages import Sentence
from service.auth.access import charge
from service.http.capacity import CurrentBatchQueue
from service.http.problems import orientess_problem
from service.http.responses import INVALID, NOT_READY, TOO_LONG, UNREADABLE
from service.runtime.dependencies import CurrentSearch
from service.search.batch_schemas import (
    EXAMPLES,
    MAX_RESULTS,
    LotParametres,
    LotReponse,
    RechercheDuLot,
    RechercheFaite,
)
from service.search.dependencies import CountedSearch, Search, parse_query
from service.search.location_schemas import OpeningStatus, opening_now
from service.search.schemas import search_answer

router = APIRouter(prefix="/api/v1", tags=["recherche"], responses={503: NOT_READY})


@router.post(
    "/search/batch",
    responses={400: UNREADABLE, 413: TOO_LONG, 422: INVALID},
    summary="Chercher par lot",
)
async def search_batch(
    request: Request,
    batch: Annotated[LotParametres, Body(openapi_examples=cast(Any, EXAMPLES))],
    counted: CountedSearch,
    searcher: CurrentSearch,
    batches: CurrentBatchQueue,
) -> LotReponse:
    """Jusqu'à 50 recherches en un appel, une réponse chacune, dans le même ordre.

    Une recherche sans besoin lisible, ou avec un code inconnu, a son propre `probleme` et ne gêne
    pas les autres. Un paramètre inconnu ou d'un mauvais type refuse le lot entier : `errors` dit
    où (`recherches.3.q`). Chaque recherche compte une fois dans le quota.
    """
    if sum(search.size for search in batch.recherches) > MAX_RESULTS:
        message = Sentence("%(most)s résultats au plus, en tout.", most=MAX_RESULTS)
        raise InvalidQuery("recherches", message)
    await charge(request, len(batch.recherches))
    opening = opening_now(searcher.retriever)
    items = await batches.results(
        request, [partial(_answer, search, counted, opening) for search in batch.recherches]
    )
    return LotReponse(items=items, version_index=searcher.manifest.version)


def _answer(parameters: RechercheDuLot, counted: Search, opening: OpeningStatus) -> RechercheFaite:
    """Return the answer to one search of a batch, or its own error."""
    try:
        result = counted(parse_query(parameters))
        return RechercheFaite(reponse=search_answer(result, opening), probleme=None)
    except InvalidQuery as error:
        return RechercheFaite(reponse=None, probleme=orientess_problem(error).problem)
