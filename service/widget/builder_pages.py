"""How a partner puts the search in its pages: a page that writes what to copy, and the scripts."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from index.search.query import MAX_CHARS
from service.http.security import CONTENT_SECURITY_POLICY
from service.presentation.i18n import gettext
from service.presentation.templating import EXAMPLES, page, page_at, site_address
from service.runtime.dependencies import CurrentSearch
from service.search.filters import widget_filters
from service.widget.embed_code import COMPONENT_ADDRESS, LOADER_ADDRESS, Snippets
from service.widget.options import (
    COLOURS,
    MAX_KEY_CHARS,
    MAX_TITLE_CHARS,
    NEED,
    PREVIEW,
    SIZES,
    placed,
    read_widget,
)
from service.widget.palette import site_schemes

ADDRESS = "/integrer"
PREVIEWING = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
"""The policy of the page, which frames a widget to show it, and nothing else."""
SCRIPTS = Path(__file__).parent / "embedding"
SCRIPT_HEADERS = {
    "Cache-Control": "public, max-age=3600",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}
"""Of the scripts of partners' pages: their address never changes, so that what they do may."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, ADDRESS)
def integration(request: Request, searcher: CurrentSearch) -> HTMLResponse:
    """What to choose, what to copy, and how it looks."""
    given = request.query_params
    need = " ".join(given.get(NEED, "").split())[:MAX_CHARS]
    asked, place = placed(read_widget(_chosen(given)), searcher)
    snippets = Snippets(site_address(request), asked, need)
    example = "" if need else gettext(EXAMPLES[0])
    answer = page(
        "integration.html",
        widget=asked,
        need=need,
        typed_place=given.get("lieu", ""),
        territory=place.nom if place else "",
        faults=(*asked.faults, *asked.palette.faults),
        colours=_shown(given),
        snippets=snippets,
        example=example,
        preview=replace(asked, preview=True).address(("q", need or example)),
        filters=widget_filters(),
        sizes=SIZES,
        max_title_chars=MAX_TITLE_CHARS,
        max_key_chars=MAX_KEY_CHARS,
    )
    answer.headers["Content-Security-Policy"] = PREVIEWING
    return answer


def _usual() -> dict[str, str]:
    """Parameter -> colour that its field shows until another is chosen, six digits."""
    light, _ = site_schemes()
    return {name: light[kind].digits for name, kind in COLOURS.items()}


def _chosen(given: QueryParams) -> QueryParams:
    """What was chosen: a field of colours always sends one, and ours is no choice."""
    usual = _usual()
    told = given.multi_items()
    return QueryParams(
        [(n, v) for n, v in told if n != PREVIEW and v.lower().lstrip("#") != usual.get(n)]
    )


def _shown(given: QueryParams) -> dict[str, str]:
    """The colours that fields show: those that were sent, or ours."""
    choice = read_widget(given).choice
    sent = {name: getattr(choice, kind) for name, kind in COLOURS.items()}
    return {name: sent[name].digits if sent[name] else usual for name, usual in _usual().items()}


@cache
def _scripts() -> StaticFiles:
    return StaticFiles(directory=SCRIPTS)


async def _script(request: Request, name: str) -> Response:
    """A script for other sites, or 304 to who has it already."""
    answer = await _scripts().get_response(name, request.scope)
    answer.headers.update(SCRIPT_HEADERS)
    return answer


@router.api_route(LOADER_ADDRESS, methods=["GET", "HEAD"])
async def loader(request: Request) -> Response:
    """What gives frames their height."""
    return await _script(request, "loader.js")


@router.api_route(COMPONENT_ADDRESS, methods=["GET", "HEAD"])
async def component(request: Request) -> Response:
    """The component `<orientess-recherche>`."""
    return await _script(request, "component.js")
