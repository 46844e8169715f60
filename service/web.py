"""Pages: search, results, record, about. They need neither script nor any other site."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse, PlainTextResponse

from index import referentials as ref
from index.errors import InvalidQuery
from index.files import digest
from index.french import counted
from index.geography import distance_in_words
from index.quality import quality_of
from index.query import MAX_CHARS, MAX_PLACE_CHARS
from index.records import AnyRecord
from index.result import SearchResult
from index.thesaurus import Thesaurus
from service.dependencies import CurrentSearch, page_parameters, parse_query
from service.problems import Problem
from service.schemas import ADVICE, SearchParameters, pages_of
from service.wording import PARAMETER_LABELS, french_date, french_phone, freshness

STATIC = Path(__file__).parent / "static"
EXAMPLES = (
    "réparer mon téléphone",
    "internet pas cher",
    "apprendre à se servir d'un ordinateur",
    "quitter Google",
    "je sais coder, qui aider ?",
    "un logiciel pour mon association",
)
ROBOTS = "User-agent: *\nDisallow: /api/\n"
"""Pages may be indexed; the API is no reading for a search engine."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
page_at = partial(router.api_route, methods=["GET", "HEAD"])


@cache
def _static_address(name: str) -> str:
    """The address of a static file, with its digest: a new file is a new address."""
    return f"/static/{name}?{digest(STATIC / name).sha256[:8]}"


def _environment() -> Environment:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    environment = Environment(
        loader=loader,
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "date": french_date,
        "distance": distance_in_words,
        "freshness": freshness,
        "telephone": french_phone,
        "counted": counted,
    }
    environment.globals |= {
        "referentials": ref,
        "labels": PARAMETER_LABELS,
        "max_chars": MAX_CHARS,
        "max_place_chars": MAX_PLACE_CHARS,
        "examples": EXAMPLES,
        "static": _static_address,
        "q": "",
        "error": None,
        "place": "",
        "at_fault": "q",
    }
    return environment


_TEMPLATES = _environment()


def _page(template: str, status: int = 200, /, **values: object) -> HTMLResponse:
    return HTMLResponse(_TEMPLATES.get_template(template).render(values), status)


def problem_page(problem: Problem) -> HTMLResponse:
    """An error as a page."""
    return _page("problem.html", problem.status, problem=problem)


def search_address(parameters: SearchParameters, **changes: object) -> str:
    """The address of the results of some parameters, with changes; defaults are left out."""
    values = parameters.model_copy(update=changes).model_dump(exclude_defaults=True)
    return "/recherche?" + urlencode(values, doseq=True)


@page_at("/")
def home() -> HTMLResponse:
    """The search form and how to begin."""
    return _page("home.html")


@page_at("/recherche")
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
        return _page("home.html", 422, error=str(error), **fields)
    return _results_page(parameters, result)


def _results_page(parameters: SearchParameters, result: SearchResult) -> HTMLResponse:
    correction = result.correction
    return _page(
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


@page_at("/fiches/{identifier}")
def record(identifier: str, searcher: CurrentSearch, request: Request) -> HTMLResponse:
    """A record as a sheet."""
    return _record_page(searcher.record(identifier), request.app.state.thesaurus)


def _record_page(found: AnyRecord, thesaurus: Thesaurus) -> HTMLResponse:
    needs = [thesaurus.label(need) for need in found.besoins]
    return _page("record.html", record=found, needs=needs, quality=quality_of(found))


@page_at("/a-propos")
def about(searcher: CurrentSearch) -> HTMLResponse:
    """What the service is, where its facts come from, what it does not do."""
    return _page("about.html", manifest=searcher.manifest)


@page_at("/robots.txt", response_class=PlainTextResponse)
def robots() -> str:
    """What search engines may read."""
    return ROBOTS
