"""Page where a partner configures a widget and copies its HTML, and the scripts that HTML loads.

A widget is the search of OrientESS embedded in the site of a partner.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from index.search.query import MAX_CHARS
from service.http.security import CONTENT_SECURITY_POLICY, STATIC_CACHE
from service.presentation.distances import place_name
from service.presentation.i18n import gettext
from service.presentation.templating import EXAMPLES, page, page_at, site_address
from service.runtime.dependencies import CurrentSearch
from service.search.filters import widget_filters
from service.widget.embed_code import COMPONENT_ADDRESS, LOADER_ADDRESS, EmbedCode
from service.widget.options import (
    COLOURS,
    MAX_KEY_CHARS,
    MAX_TITLE_CHARS,
    NEED,
    PREVIEW,
    SIZES,
    geocode_territory,
    read_widget,
)
from service.widget.palette import site_schemes
from service.widget.script_versions import SCRIPTS, released_file

ADDRESS = "/integrer"
PREVIEW_POLICY = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
"""Content-Security-Policy of the page, which shows a preview of the widget in a frame."""
SCRIPT_HEADERS = {
    "Cache-Control": "public, max-age=3600",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}
"""HTTP headers of the scripts: other sites may load them, and caches keep them for one hour only,
since the URL of a script stays the same when its content changes.
"""
VERSION_HEADERS = SCRIPT_HEADERS | {"Cache-Control": STATIC_CACHE}
"""HTTP headers of a version of a script, whose URL names its content."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, ADDRESS)
def integration(request: Request, searcher: CurrentSearch) -> HTMLResponse:
    """Render the form with the options of a widget, the HTML to copy and a preview."""
    parameters = request.query_params
    query = " ".join(parameters.get(NEED, "").split())[:MAX_CHARS]
    widget, place = geocode_territory(read_widget(_without_defaults(parameters)), searcher)
    example = "" if query else gettext(EXAMPLES[0])
    response = page(
        "integration.html",
        widget=widget,
        query=query,
        typed_place=parameters.get("lieu", ""),
        territory=place_name(place) if place else "",
        option_errors=(*widget.errors, *widget.palette.errors),
        colours=_field_colours(parameters),
        code=EmbedCode(site_address(request), widget, query),
        example=example,
        preview=replace(widget, preview=True).address(("q", query or example)),
        filters=widget_filters(),
        sizes=SIZES,
        max_title_chars=MAX_TITLE_CHARS,
        max_key_chars=MAX_KEY_CHARS,
    )
    response.headers["Content-Security-Policy"] = PREVIEW_POLICY
    return response


def _default_colours() -> dict[str, str]:
    """Return parameter -> default colour of its field, as six hexadecimal digits."""
    light, _ = site_schemes()
    return {name: light[kind].digits for name, kind in COLOURS.items()}


def _without_defaults(parameters: QueryParams) -> QueryParams:
    """Remove default colours: a browser sends the field of a colour even when nobody changed it."""
    defaults = _default_colours()
    return QueryParams(
        [
            (name, value)
            for name, value in parameters.multi_items()
            if name != PREVIEW and value.lower().lstrip("#") != defaults.get(name)
        ]
    )


def _field_colours(parameters: QueryParams) -> dict[str, str]:
    """Return the colours that the fields show: those of the request, or the default ones."""
    choice = read_widget(parameters).choice
    received = {name: getattr(choice, kind) for name, kind in COLOURS.items()}
    return {
        name: received[name].digits if received[name] else default
        for name, default in _default_colours().items()
    }


@cache
def _scripts() -> StaticFiles:
    return StaticFiles(directory=SCRIPTS)


async def _script(request: Request, name: str) -> Response:
    """Return a script for other sites; 304 when the client has it already."""
    response = await _scripts().get_response(name, request.scope)
    response.headers.update(SCRIPT_HEADERS)
    return response


@router.api_route(LOADER_ADDRESS, methods=["GET", "HEAD"])
async def loader(request: Request) -> Response:
    """Return the JavaScript that gives the `<iframe>` of a widget the height of its content."""
    return await _script(request, "loader.js")


@router.api_route(COMPONENT_ADDRESS, methods=["GET", "HEAD"])
async def component(request: Request) -> Response:
    """Return the JavaScript of `<orientess-recherche>`, the widget as a custom HTML element."""
    return await _script(request, "component.js")


@router.api_route("/widget-{version}.js", methods=["GET", "HEAD"])
async def loader_version(request: Request, version: str) -> Response:
    """Return a version of the loader, whose content never changes; 404 for an unknown one."""
    return await _released(request, "widget", version)


@router.api_route("/composant-{version}.js", methods=["GET", "HEAD"])
async def component_version(request: Request, version: str) -> Response:
    """Return a version of the component, whose content never changes; 404 for an unknown one."""
    return await _released(request, "composant", version)


async def _released(request: Request, name: str, version: str) -> Response:
    file = released_file(name, version)
    if file is None:
        raise HTTPException(404)
    response = await _scripts().get_response(file, request.scope)
    response.headers.update(VERSION_HEADERS)
    return response
