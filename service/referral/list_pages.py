"""Page of a list of codes, for the person who received it: whom to contact, and where to go.

The address holds the codes, and nothing of the person: the server stores nothing.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from index.codes.short_code import MAX_TYPED_CHARS, read_codes, write_codes
from index.errors import InvalidQuery
from service.presentation.templating import page, page_at
from service.referral.codes import LIST_PATH, Codes, listed
from service.runtime.dependencies import CurrentSearch
from service.runtime.services import services_of

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, LIST_PATH)
def typed_list(request: Request, searcher: CurrentSearch) -> HTMLResponse:
    """Render the form in which codes received by voice or on paper are typed, or their list."""
    typed = request.query_params.get("codes")
    if typed is None:
        return page("code_list.html", typed="", codes="", entries=[])
    return _list_page(typed, request, searcher)


@page_at(router, LIST_PATH + "/{codes}")
def code_list(codes: str, request: Request, searcher: CurrentSearch) -> HTMLResponse:
    """Render what the codes in the URL name, one block each, in large type.

    A code that was never given, or whose record left, is said to be so. HTTP 404 when none names
    anything, 422 when the codes were not copied right.
    """
    return _list_page(codes, request, searcher)


def _list_page(typed: str, request: Request, searcher: CurrentSearch) -> HTMLResponse:
    try:
        codes = read_codes(typed)
    except InvalidQuery as error:
        values = {"typed": typed[:MAX_TYPED_CHARS], "codes": "", "entries": []}
        return page("code_list.html", 422, error=error.message, **values)
    entries = listed(codes, services_of(request).get(Codes).table, searcher.retriever)
    status = 200 if any(each.facts for each in entries) else 404
    return page("code_list.html", status, typed="", codes=write_codes(codes), entries=entries)
