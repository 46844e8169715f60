"""The sheet of a record: what it does, for whom, at what cost, how to reach it."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from index.query import MAX_CHARS, MAX_PLACE_CHARS
from service.dependencies import CurrentMatcher, CurrentThesaurus
from service.language import to
from service.pages import page, page_at
from service.sheet import sheet_of

KEPT = {"q": MAX_CHARS, "lieu": MAX_PLACE_CHARS}
"""What an address may bring from the results, and the characters read of it: to go back there."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, "/fiches/{identifier}")
def sheet(
    identifier: str, matcher: CurrentMatcher, thesaurus: CurrentThesaurus, request: Request
) -> HTMLResponse:
    """The sheet of a record; with the need that led to it, the way back to its results."""
    address = str(request.base_url).rstrip("/") + to(f"/fiches/{identifier}")
    found = sheet_of(identifier, matcher, thesaurus, address, datetime.now(UTC))
    given = {name: request.query_params.get(name, "")[:most] for name, most in KEPT.items()}
    came_from = urlencode({name: value for name, value in given.items() if value})
    return page(
        "record.html",
        sheet=found,
        record=found.record,
        q=given["q"],
        place=given["lieu"],
        back=f"/recherche?{came_from}" if given["q"] else "",
    )
