"""API v1: a batch of searches in one request."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, cast

import orjson
from fastapi import APIRouter, Body, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from index.errors import InvalidQuery
from index.messages import Sentence
from service.auth.access import charge
from service.http.capacity import CurrentBatchQueue
from service.http.chosen_fields import checked_fields
from service.http.json_body import json_response
from service.http.problems import orientess_problem
from service.http.responses import INVALID, NOT_READY, TOO_LONG, UNREADABLE
from service.runtime.dependencies import CurrentSearch
from service.runtime.record_json import RecordJson
from service.runtime.services import services_of
from service.search.batch_schemas import (
    EXAMPLES,
    MAX_RESULTS,
    LotParametres,
    LotReponse,
    RechercheDuLot,
)
from service.search.dependencies import CountedSearch, Search, parse_query
from service.search.formats import written
from service.search.location_schemas import OpeningStatus, opening_now
from service.search.schemas import search_values

router = APIRouter(prefix="/api/v1", tags=["recherche"], responses={503: NOT_READY})


@router.post(
    "/search/batch",
    response_model=LotReponse,
    responses={400: UNREADABLE, 413: TOO_LONG, 422: INVALID},
    summary="Chercher par lot",
)
async def search_batch(
    request: Request,
    batch: Annotated[LotParametres, Body(openapi_examples=cast(Any, EXAMPLES))],
    counted: CountedSearch,
    searcher: CurrentSearch,
    batches: CurrentBatchQueue,
) -> Response:
    """Jusqu'à 50 recherches en un appel, une réponse chacune, dans le même ordre.

    Une recherche sans besoin lisible, ou avec un code inconnu, a son propre `probleme` et ne gêne
    pas les autres. Un paramètre inconnu ou d'un mauvais type refuse le lot entier : `errors` dit
    où (`recherches.3.q`). Chaque recherche compte une fois dans le quota.
    """
    if sum(search.size for search in batch.recherches) > MAX_RESULTS:
        message = Sentence("%(most)s résultats au plus, en tout.", most=MAX_RESULTS)
        raise InvalidQuery("recherches", message)
    opening, records = opening_now(searcher.retriever), services_of(request).get(RecordJson)
    async with batches.opened(request) as slots:
        await charge(request, len(batch.recherches))  # once let in: who is refused comes back
        make = partial(_answer, counted=counted, opening=opening, records=records)
        items = [await slots.run(partial(make, search)) for search in batch.recherches]
    answer = {"items": items, "version_index": searcher.manifest.version}
    accepted = request.headers.get("accept-encoding", "")
    return await run_in_threadpool(lambda: json_response(orjson.dumps(answer), accepted))


def _answer(
    parameters: RechercheDuLot, counted: Search, opening: OpeningStatus, records: RecordJson
) -> dict[str, Any]:
    """Return the values of `RechercheFaite`: the answer to one search of a batch, or its error."""
    try:
        kept = checked_fields(parameters.champs)
        result = counted(parse_query(parameters))
    except InvalidQuery as error:
        return {"reponse": None, "probleme": orientess_problem(error).problem.model_dump()}
    body = written(search_values(result, opening), records.writer(result.version, kept))
    return {"reponse": orjson.Fragment(body), "probleme": None}
