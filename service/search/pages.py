"""Pages of the search: the home page, the results, and robots.txt. They work without script."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from pydantic import ValidationError
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from index.errors import InvalidQuery
from index.places.models import Place, Point
from index.search.query import MAX_CHARS, MAX_PLACE_CHARS
from index.search.results import SearchResult
from index.search.searcher import Searcher
from index.taxonomy.thesaurus import Theme, Thesaurus
from service.easy_french.card import easy_card
from service.presentation import messages
from service.presentation.emergency import emergency_shown
from service.presentation.forms import refuse_cross_site
from service.presentation.i18n import PREFIXES, set_address, to
from service.presentation.templating import page, page_at, site_address
from service.runtime.dependencies import CurrentSearch
from service.runtime.services import services_of
from service.search.dependencies import (
    CountedSearch,
    Search,
    invalid_form,
    page_parameters,
    parse_query,
)
from service.search.finders import finders_for
from service.search.groups import has_near, result_groups
from service.search.parameters import SearchParameters
from service.search.schemas import pages_of
from service.search.view import (
    chips,
    everywhere,
    filter_form,
    hidden_fields,
    link_query,
    other_towns,
    readings_of,
    search_address,
    searched_text,
    welcome,
    with_default_size,
    without_filters,
)

SEARCHES = ("/recherche", "/aidant", "/carte")
DISALLOWED = (
    "/api/",
    *(f"{prefix}{path}?q=" for prefix in PREFIXES.values() for path in SEARCHES),
    *(f"{prefix}/competences/resultat" for prefix in PREFIXES.values()),
)
ROBOTS = "User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in DISALLOWED)
"""robots.txt: pages may be indexed; the API and searches, which are counted, may not."""
TRACELESS_SIZE = 20
"""Results of a search without a trace, which has one page."""
MAX_DEGREE_CHARS = 12
"""Characters of a latitude or of a longitude in a form, at most."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, "/")
def home(request: Request) -> HTMLResponse:
    """Render the home page: the search form, examples and themes."""
    return _home_page(request)


def _home_page(request: Request, status: int = 200, /, **values: object) -> HTMLResponse:
    """Render the home page; after an invalid search, with its text and its error."""
    themes = entry_themes(services_of(request).get(Thesaurus))
    return page("home.html", status, themes=themes, **values)


@page_at(router, "/recherche")
def results(request: Request, searcher: CurrentSearch, search: CountedSearch) -> HTMLResponse:
    """Render the results of a query; for an invalid one, the home page with the error, HTTP 422."""
    try:
        parameters = page_parameters(request)
        result = search(parse_query(parameters))
    except InvalidQuery as error:
        return _home_page(request, 422, **invalid_form(request, error))
    return _results_page(parameters, result, searcher, services_of(request).get(Thesaurus))


@router.post("/recherche", dependencies=[Depends(refuse_cross_site)])
def results_posted(
    request: Request,
    searcher: CurrentSearch,
    search: CountedSearch,
    q: Annotated[str, Form(max_length=MAX_CHARS)] = "",
    lieu: Annotated[str, Form(max_length=MAX_PLACE_CHARS)] = "",
    sans_trace: Annotated[str, Form(max_length=1)] = "",
    lat: Annotated[str, Form(max_length=MAX_DEGREE_CHARS)] = "",
    lon: Annotated[str, Form(max_length=MAX_DEGREE_CHARS)] = "",
) -> Response:
    """Redirect to the results near the commune where a person is, or render them without a trace.

    What comes in the body of a POST request is in no URL, and is neither logged nor stored. With
    `sans_trace` the results are rendered at once, and none of their links holds the text. Otherwise
    a position, `lat` and `lon`, gives the commune; without a readable one, or abroad, the results
    have no place.
    """
    if sans_trace:
        return _traceless(request, searcher, search, q, lieu)
    try:
        place = searcher.retriever.place_at(Point(float(lat), float(lon)))
    except (ValueError, InvalidQuery):
        place = None
    values = {"q": q, **({} if place is None else _place_parameters(place, searcher))}
    return RedirectResponse(f"{to('/recherche')}?{urlencode(values)}", 303)


def _traceless(
    request: Request, searcher: Searcher, search: Search, text: str, place: str
) -> HTMLResponse:
    """Render the results of a text that no address holds; the home page with what to mend."""
    set_address("/")  # another language begins anew
    try:
        parameters = SearchParameters(q=text, lieu=place, size=TRACELESS_SIZE)
        result = search(parse_query(parameters))
    except (ValidationError, InvalidQuery):
        response = _home_page(request, 422, error=messages.SAY_A_NEED)
    else:
        thesaurus = services_of(request).get(Thesaurus)
        response = _results_page(parameters, result, searcher, thesaurus, traceless=True)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _place_parameters(place: Place, searcher: Searcher) -> dict[str, str]:
    """Return the parameters of a search near a commune: its name; its code if another bears it."""
    named = searcher.retriever.place_named(place.nom)
    if named is not None and named.commune == place.commune:
        return {"lieu": place.nom}
    return {"code_commune": place.commune}


def _results_page(
    parameters: SearchParameters,
    result: SearchResult,
    searcher: Searcher,
    thesaurus: Thesaurus,
    *,
    traceless: bool = False,
) -> HTMLResponse:
    """Render a page of results, with the opening status of each record now.

    traceless: True to leave out every link that would hold the text.
    """
    groups = result_groups(result, searcher.retriever, datetime.now(UTC))
    place = result.understood.place
    looks_elsewhere = place is not None and parameters.page == 1 and not has_near(groups)
    return page(
        "results.html",
        q=parameters.q,
        place=parameters.lieu,
        searched=searched_text(parameters, result),
        result=result,
        pages=pages_of(result.total, result.query.size),
        traceless=traceless,
        groups=groups,
        easy_card=partial(easy_card, thesaurus=thesaurus, understood=result.needs),
        finders=finders_for(thesaurus.theme_of(result.needs)) if looks_elsewhere else (),
        wants_place=place is None and not parameters.partout,
        theme=thesaurus.theme_of(result.needs[:1]),
        welcome=welcome(result),
        readings=readings_of(result, thesaurus),
        placeless_fields=hidden_fields(parameters, ("lieu", "partout")),
        **_links(parameters, result, searcher, traceless),
        **filter_form(parameters, result, searcher.retriever),
        **emergency_shown(result.emergency),
    )


def _links(
    parameters: SearchParameters, result: SearchResult, searcher: Searcher, traceless: bool
) -> dict[str, object]:
    """Return the addresses of a page of results, and what their links lead to.

    traceless: True to leave the search out of the links of records, of places and of filters.
    """
    need = "" if result.in_danger or traceless else result.need
    shown = [] if traceless else chips(parameters, result)
    nearby = parameters.lieu and not traceless
    bare = with_default_size(parameters.model_copy(update={"q": "", "lieu": ""}))
    return {
        "address": partial(search_address, bare if traceless else parameters),
        "need": need,
        "record_query": "" if traceless else link_query(parameters, result),
        "everywhere": everywhere(parameters),
        "without_filters": without_filters(parameters),
        "map_address": search_address(parameters, "/carte", page=1),
        # the form says the place typed
        "chips": [each for each in shown if each.kind != messages.PLACE or not parameters.lieu],
        "other_towns": other_towns(parameters, result, searcher.retriever) if nearby else (),
    }


@page_at(router, "/robots.txt", PlainTextResponse)
def robots(request: Request) -> str:
    """Return robots.txt, which tells search engines what not to index, and where the sitemap is."""
    return f"{ROBOTS}Sitemap: {site_address(request)}/sitemap.xml\n"


ENTRIES = (
    "demarches", "equipement", "connexion", "bases", "securite", "reemploi", "emploi",
    "association",
)  # fmt: skip
"""Identifiers of the themes (groups of needs) on the home page: the most frequent needs."""


def entry_themes(thesaurus: Thesaurus) -> list[Theme]:
    """Return the themes (groups of needs) of the home page, eight at most, in display order.

    thesaurus: all needs and themes; its first eight themes when it has none of the usual ones.
    """
    chosen = [thesaurus.themes[theme] for theme in ENTRIES if theme in thesaurus.themes]
    return chosen or list(thesaurus.themes.values())[: len(ENTRIES)]
