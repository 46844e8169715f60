"""Pages: search, results, record, about. They need neither script nor any other site."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, PlainTextResponse

from index.errors import InvalidQuery
from index.search.results import Hit, SearchResult
from index.search.searcher import Searcher
from index.taxonomy.thesaurus import Theme, Thesaurus
from service.presentation.i18n import PREFIX
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentSearch
from service.runtime.services import services_of
from service.search.dependencies import CountedSearch, page_parameters, parse_query, what_to_mend
from service.search.parameters import PARAMETER_LABELS, SearchParameters
from service.search.schemas import pages_of
from service.search.view import (
    asked,
    can_sort_by_distance,
    chips,
    everywhere,
    facts,
    kept,
    search_address,
    shown_facets,
    welcome,
    what,
    without_filters,
)

SEARCHES = ("/recherche", "/aidant", "/carte")
UNREAD = ("/api/", *(f"{prefix}{path}?q=" for prefix in ("", PREFIX) for path in SEARCHES))
ROBOTS = "User-agent: *\n" + "".join(f"Disallow: {each}\n" for each in UNREAD)
"""Pages may be indexed; the API and searches, which are counted, are no reading for a robot."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, "/")
def home(request: Request) -> HTMLResponse:
    """The search form and how to begin."""
    return _home_page(request)


def _home_page(request: Request, status: int = 200, /, **values: object) -> HTMLResponse:
    """The page to begin from, perhaps again with what to mend."""
    themes = entry_themes(services_of(request).thesaurus)
    return page("home.html", status, themes=themes, **values)


@page_at(router, "/recherche")
def results(request: Request, searcher: CurrentSearch, search: CountedSearch) -> HTMLResponse:
    """The results of a need, or what to mend in it."""
    try:
        parameters = page_parameters(request)
        result = search(parse_query(parameters))
    except InvalidQuery as error:
        return _home_page(request, 422, **what_to_mend(request, error))
    return _results_page(parameters, result, searcher, services_of(request).thesaurus)


def _results_page(
    parameters: SearchParameters, result: SearchResult, searcher: Searcher, thesaurus: Thesaurus
) -> HTMLResponse:
    moment = datetime.now(UTC)
    facets = list(shown_facets(result))
    need = result.need

    def told(hit: Hit) -> list[str]:
        return facts(hit, searcher.retriever.opening(hit.record.id, moment))

    return page(
        "results.html",
        q=parameters.q,
        place=parameters.lieu,
        searched=result.searched,
        result=result,
        pages=pages_of(result.total, result.query.size),
        address=partial(search_address, parameters),
        asked=asked(parameters, need),
        need=need,
        everywhere=everywhere(parameters),
        without_filters=without_filters(parameters),
        map_address=search_address(parameters, "/carte", page=1),
        facts=told,
        what=what,
        has_hours=searcher.retriever.hours.any_known,
        chips=list(chips(parameters, result)),
        facets=facets,
        labels=PARAMETER_LABELS,
        welcome=welcome(result),
        by_distance=can_sort_by_distance(result),
        near_needs=[thesaurus.label(each) for each in result.needs if result.margin >= 0],
        kept=kept(parameters, [facet.field for facet in facets]),
    )


@page_at(router, "/robots.txt", PlainTextResponse)
def robots() -> str:
    """What search engines may read."""
    return ROBOTS


ENTRIES = (
    "demarches", "equipement", "connexion", "bases", "securite", "reemploi", "emploi",
    "association",
)  # fmt: skip
"""The themes that the home page opens with: what people ask most of digital inclusion."""


def entry_themes(thesaurus: Thesaurus) -> list[Theme]:
    """The themes to begin with, eight at most, in the order they are shown."""
    chosen = [thesaurus.themes[each] for each in ENTRIES if each in thesaurus.themes]
    return chosen or list(thesaurus.themes.values())[: len(ENTRIES)]
