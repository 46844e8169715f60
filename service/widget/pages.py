"""The widget: the search in a frame of a partner's site, under a policy that names its hosts.

Without a key only our own pages may frame it, to preview it; with one, the hosts of the key too.
A key that does not hold gets a notice that anybody may frame, since it has nothing to press but
links to other tabs: a blank frame would not tell what to mend.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, Response

from index.errors import AccessError, InvalidQuery, KeyForbidden
from index.messages import Sentence
from index.search.query import MAX_CHARS, MAX_PLACE_CHARS
from index.search.results import Hit, SearchResult
from index.search.searcher import Searcher
from service.auth.models import Key
from service.http.security import ANYBODY, framed
from service.presentation import messages
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentSearch
from service.runtime.services import services_of
from service.search.dependencies import CountedSearch, invalid_form, page_parameters, parse_query
from service.search.parameters import SearchParameters
from service.search.schemas import pages_of
from service.search.view import Chip, facts, search_address, summary, with_default_size
from service.widget.options import (
    ADDRESS,
    NEED,
    PLACE,
    STYLE_ADDRESS,
    Widget,
    placed,
    read_widget,
)
from service.widget.palette import palette

OURSELVES = "'self'"
STYLE_CACHE = "public, max-age=86400"
"""The address of a style says its colours: the same one gives the same style."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, ADDRESS)
def show_widget(request: Request, searcher: CurrentSearch, search: CountedSearch) -> HTMLResponse:
    """The search as a partner framed it: its form, then what answers."""
    widget = read_widget(request.query_params)
    try:
        key = _key(request, widget.key)
    except AccessError as error:
        refused = page("widget_refused.html", 403, widget=widget, reason=str(error))
        return framed(refused, ANYBODY)
    kept, place = placed(widget, searcher)
    asked = _search_request(request, kept)
    status, shown = 200, _unasked(request)
    if "q" in request.query_params:
        try:
            parameters = page_parameters(asked)
            # what is only previewed is nobody's need: it is not counted
            visited = key is not None and not kept.preview
            result = (search if visited else searcher.search)(parse_query(parameters))
            shown = _answered(kept, parameters, result, searcher, request)
        except InvalidQuery as error:
            status, shown = 422, _unasked(request) | invalid_form(asked, error)
    told = () if key else (*kept.faults, *kept.palette.faults)
    answer = page(
        "widget.html",
        status,
        widget=kept,
        hosts=key.hosts if key else (),
        logo=key.logo if key else "",
        territory=place.nom if place else "",
        filters=kept.labels,
        faults=told,
        **shown,
    )
    return framed(answer, OURSELVES, *(key.hosts if key else ()))


def _key(request: Request, secret: str) -> Key | None:
    """The key of a widget, None when it has none; AccessError when it is not good for that."""
    if not secret:
        return None
    key = services_of(request).keys.check(secret)
    if not key.is_widget:
        raise KeyForbidden(Sentence("Cette clé n'est pas une clé de widget : ne la publiez pas."))
    return key


def _search_request(request: Request, widget: Widget) -> Request:
    """The request as a search reads it: what the partner fixed stands over what is typed."""
    query = str(QueryParams(widget.asked(request.query_params)))
    return Request({**request.scope, "query_string": query.encode()})


def _unasked(request: Request) -> dict[str, object]:
    """What is shown when nothing was searched."""
    given = request.query_params
    return {
        "q": given.get(NEED, "")[:MAX_CHARS],
        "place": given.get(PLACE, "")[:MAX_PLACE_CHARS],
        "result": None,
    }


def _answered(
    widget: Widget,
    parameters: SearchParameters,
    result: SearchResult,
    searcher: Searcher,
    request: Request,
) -> dict[str, object]:
    """What is shown of an answer."""
    moment = datetime.now(UTC)

    def told(hit: Hit) -> list[str]:
        return facts(hit, searcher.retriever.opening(hit.record.id, moment))

    usual = with_default_size(parameters)
    thesaurus = services_of(request).thesaurus
    return {
        "q": parameters.q,
        "place": "" if widget.place else parameters.lieu,
        "searched": result.searched,
        "result": result,
        "pages": pages_of(result.total, result.query.size),
        "address": partial(widget.search_address, parameters),
        "whole": search_address(usual, page=1),
        "facts": told,
        "summary": summary,
        "chips": list(_chips(widget, parameters, result)),
        "near_needs": [thesaurus.label(each) for each in result.needs if result.margin >= 0],
    }


def _chips(widget: Widget, parameters: SearchParameters, result: SearchResult) -> Iterator[Chip]:
    """The place that was understood, to be taken away unless the partner fixed it."""
    place = result.understood.place
    if place is not None and not widget.place:
        without = widget.search_address(parameters, lieu="", partout=True, page=1)
        yield Chip(messages.PLACE, place.nom, without)


@router.api_route(STYLE_ADDRESS, methods=["GET", "HEAD"])
def widget_style(request: Request) -> Response:
    """The colours of a widget, as custom properties."""
    colours = palette(read_widget(request.query_params).choice)
    return Response(colours.css, media_type="text/css", headers={"Cache-Control": STYLE_CACHE})
