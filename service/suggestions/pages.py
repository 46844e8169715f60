"""Names of the catalogue, which the search field completes in the browser."""

from __future__ import annotations

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from service.presentation.templating import page_at
from service.runtime.dependencies import CurrentIndex

router = APIRouter(include_in_schema=False)


@page_at(router, "/noms.json", Response)
def names(index: CurrentIndex) -> Response:
    """Return the names of records, as a JSON list of texts.

    The search field looks for what is typed in this list, in the browser: nothing typed is sent.
    """
    body = orjson.dumps(index.names)
    headers = {"cache-control": "public, max-age=86400"}
    return Response(body, media_type="application/json", headers=headers)
