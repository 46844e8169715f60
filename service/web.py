"""Pages: search, results, record, about. They need neither script nor any other site."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, PlainTextResponse

from index.errors import InvalidQuery
from index.quality import quality_of
from index.query import MAX_CHARS, MAX_PLACE_CHARS
from index.records import AnyRecord
from index.result import SearchResult
from index.thesaurus import Thesaurus
from service.dependencies import CurrentSearch, page_parameters, parse_query
from service.pages import page, page_at
from service.parameters import SearchParameters
from service.problems import Problem
from service.schemas import ADVICE, pages_of

ROBOTS = "User-agent: *\nDisallow: /api/\n"
"""Pages may be indexed; the API is no reading for a search engine."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


def problem_page(problem: Problem) -> HTMLResponse:
    """An error as a page."""
    return page("problem.html", problem.status, problem=problem)


def search_address(parameters: SearchParameters, **changes: object) -> str:
    """The address of the results of some parameters, with changes; defaults are left out."""
    values = parameters.model_copy(update=changes).model_dump(exclude_defaults=True)
    return "/recherche?" + urlencode(values, doseq=True)


@page_at(router, "/")
def home() -> HTMLResponse:
    """The search form and how to begin."""
    return page("home.html")


@page_at(router, "/recherche")
def results(request: Request, searcher: CurrentSearch) -> HTMLResponse:
    """The results of a need, or what to mend in it."""
    typed = request.query_params.get("q", "")
    try:
        parameters = page_parameters(request)
        result = searcher.search(parse_query(parameters))
    except InvalidQuery as error:
        place = request.query_params.get("lieu", "")[:MAX_PLACE_CHARS]
        at_fault = "lieu" if error.field == "lieu" else "q"
        fields = {"q": typed[:MAX_CHARS], "place": place, "at_fault": at_fault}
        return page("home.html", 422, error=str(error), **fields)
    return _results_page(parameters, result)


def _results_page(parameters: SearchParameters, result: SearchResult) -> HTMLResponse:
    correction = result.correction
    return page(
        "results.html",
        q=parameters.q,
        place=parameters.lieu,
        searched=result.query.text if correction is None else correction.text,
        result=result,
        pages=pages_of(result.total, result.query.size),
        address=partial(search_address, parameters),
        kept=parameters.model_dump(
            include={"lieu", "partout", "lat", "lon", "distance", "exact", "size"},
            exclude_defaults=True,
        ),
        advice=ADVICE,
    )


@page_at(router, "/fiches/{identifier}")
def record(identifier: str, searcher: CurrentSearch, request: Request) -> HTMLResponse:
    """A record as a sheet."""
    return _record_page(searcher.record(identifier), request.app.state.thesaurus)


def _record_page(found: AnyRecord, thesaurus: Thesaurus) -> HTMLResponse:
    needs = [thesaurus.label(need) for need in found.besoins]
    return page("record.html", record=found, needs=needs, quality=quality_of(found))


@page_at(router, "/a-propos")
def about(searcher: CurrentSearch) -> HTMLResponse:
    """What the service is, where its facts come from, what it does not do."""
    return page("about.html", manifest=searcher.manifest)


@page_at(router, "/robots.txt", PlainTextResponse)
def robots() -> str:
    """What search engines may read."""
    return ROBOTS
