"""Page of the widget, the search of OrientESS shown in a frame of the site of a partner.

A widget key is a public API key that lists the hosts of the partner. The Content-Security-Policy of
the page allows framing by our own pages (preview) and by these hosts. A key that is not valid gets
a page with the reason, which any site may frame: it has only links that open other tabs, and a
blank frame would not help the partner to correct the key.
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
from index.search.results import SearchResult
from index.search.searcher import Searcher
from index.taxonomy.thesaurus import Thesaurus
from service.auth.keys import Keys
from service.auth.rights import Key
from service.http.security import ANYBODY, framed
from service.presentation import messages
from service.presentation.distances import place_name
from service.presentation.emergency import emergency_shown
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentSearch
from service.runtime.services import services_of
from service.search.dependencies import CountedSearch, invalid_form, page_parameters, parse_query
from service.search.groups import result_groups
from service.search.parameters import SearchParameters
from service.search.schemas import pages_of
from service.search.view import Chip, readings_of, search_address, searched_text, with_default_size
from service.widget.options import (
    ADDRESS,
    NEED,
    PLACE,
    STYLE_ADDRESS,
    Widget,
    geocode_territory,
    read_widget,
)
from service.widget.palette import palette

OURSELVES = "'self'"
STYLE_CACHE = "public, max-age=86400"
"""Cache-Control of a style sheet: its URL holds its colours, so that its content never changes."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, ADDRESS)
def show_widget(request: Request, searcher: CurrentSearch, search: CountedSearch) -> HTMLResponse:
    """Render the widget: the search form, and the results when the URL has a query ("q").

    Status 403 when the widget key is not valid, 422 when a parameter of the search is not.
    """
    widget = read_widget(request.query_params)
    try:
        key = _key(request, widget.key)
    except AccessError as error:
        refused = page("widget_refused.html", 403, widget=widget, reason=str(error))
        return framed(refused, ANYBODY)
    widget, place = geocode_territory(widget, searcher)
    search_request = _search_request(request, widget)
    status, values = 200, _form_values(request)
    if "q" in request.query_params:
        try:
            parameters = page_parameters(search_request)
            # a search in the preview is not a need of anybody: it is not counted
            counted = key is not None and not widget.preview
            result = (search if counted else searcher.search)(parse_query(parameters))
            values = _result_values(widget, parameters, result, searcher, request)
        except InvalidQuery as error:
            status, values = 422, _form_values(request) | invalid_form(search_request, error)
    response = page(
        "widget.html",
        status,
        widget=widget,
        hosts=key.hosts if key else (),
        logo=key.logo if key else "",
        territory=place_name(place) if place else "",
        filters=widget.labels,
        option_errors=() if key else (*widget.errors, *widget.palette.errors),
        **values,
    )
    return framed(response, OURSELVES, *(key.hosts if key else ()))


def _key(request: Request, secret: str) -> Key | None:
    """Return the key of a widget, None without one; raise AccessError when it is not valid."""
    if not secret:
        return None
    key = services_of(request).get(Keys).check(secret)
    if not key.is_widget:
        raise KeyForbidden(Sentence("Cette clé n'est pas une clé de widget : ne la publiez pas."))
    return key


def _search_request(request: Request, widget: Widget) -> Request:
    """Return the request with the parameters of a search, in which the options come first."""
    query = str(QueryParams(widget.search_parameters(request.query_params)))
    return Request({**request.scope, "query_string": query.encode()})


def _form_values(request: Request) -> dict[str, object]:
    """Return the values of the template for a form without results."""
    parameters = request.query_params
    return {
        "q": parameters.get(NEED, "")[:MAX_CHARS],
        "place": parameters.get(PLACE, "")[:MAX_PLACE_CHARS],
        "result": None,
    }


def _result_values(
    widget: Widget,
    parameters: SearchParameters,
    result: SearchResult,
    searcher: Searcher,
    request: Request,
) -> dict[str, object]:
    """Return the values of the template for results."""
    usual = with_default_size(parameters)
    thesaurus = services_of(request).get(Thesaurus)
    return {
        "q": parameters.q,
        "place": "" if widget.has_territory else parameters.lieu,
        "searched": searched_text(parameters, result),
        "result": result,
        **emergency_shown(result.emergency),
        "pages": pages_of(result.total, result.query.size),
        "address": partial(widget.search_address, parameters),
        "whole": search_address(usual, page=1),
        "groups": result_groups(result, searcher.retriever, datetime.now(UTC)),
        "chips": list(_chips(widget, parameters, result)),
        "readings": readings_of(result, thesaurus),
    }


def _chips(widget: Widget, parameters: SearchParameters, result: SearchResult) -> Iterator[Chip]:
    """Yield the place recognized in the query, which the visitor may remove."""
    place = result.understood.place
    if place is not None and not widget.has_territory:
        without = widget.search_address(parameters, lieu="", partout=True, page=1)
        yield Chip(messages.PLACE, place_name(place), without)


@router.api_route(STYLE_ADDRESS, methods=["GET", "HEAD"])
def widget_style(request: Request) -> Response:
    """Return the CSS of the colours of a widget, the search embedded in another site.

    The parameters of the URL choose them, such as "couleur=0c5c4c"; others are those of OrientESS.
    """
    colours = palette(read_widget(request.query_params).choice)
    return Response(colours.css, media_type="text/css", headers={"Cache-Control": STYLE_CACHE})
