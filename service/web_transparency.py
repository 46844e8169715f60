"""Pages that say what the service is, keeps, weighs and promises; and how to build upon it."""

from __future__ import annotations

from collections import Counter

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from index import referentials as ref
from service import cors, handbook
from service.dependencies import CurrentSearch, CurrentThesaurus
from service.measures import measures
from service.pages import page, page_at, site_address
from service.parameters import SearchParameters
from service.problems import TITLES
from service.recipes import quota_headers, recipes
from service.reports import REASONS, SECTIONS
from service.results import search_address
from service.schemas_batch import MAX_RESULTS, MAX_SEARCHES
from service.schemas_needs import MAX_TEXTS
from service.settings import Settings
from service.wording import number_in_words, percent_in_words

ANYTHING = "aide numérique"
"""What is looked for where a link only filters: the catalogue is about nothing else."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


def _operator_page(template: str, request: Request, **values: object) -> HTMLResponse:
    """A page that says who runs the site.

    template: its name; request: of it; values: what else it shows.
    """
    settings: Settings = request.app.state.settings
    return page(
        template,
        publisher=settings.publisher.strip(),
        contact=settings.publisher_contact.strip(),
        hosting=settings.hosting.strip(),
        **values,
    )


@page_at(router, "/a-propos")
def about(searcher: CurrentSearch) -> HTMLResponse:
    """What the service is, where its facts come from, what it does not do."""
    return page("about.html", manifest=searcher.manifest)


@page_at(router, "/accessibilite")
def accessibility(request: Request) -> HTMLResponse:
    """The declaration of accessibility, in the form that the law gives it."""
    return _operator_page("accessibility.html", request, figures=measures().accessibility)


@page_at(router, "/ecoconception")
def ecodesign() -> HTMLResponse:
    """What the service weighs, what its encoder brings and costs, and what was chosen."""
    return page(
        "ecodesign.html", figures=measures(), number=number_in_words, percent=percent_in_words
    )


@page_at(router, "/donnees-personnelles")
def privacy(request: Request) -> HTMLResponse:
    """What is kept, counted, and given to others."""
    return _operator_page("privacy.html", request)


@page_at(router, "/mentions")
def legal(request: Request) -> HTMLResponse:
    """Who publishes and hosts the site, and under what licences."""
    return _operator_page("legal.html", request, outlines=request.app.state.outlines)


@page_at(router, "/plan-du-site")
def sitemap(thesaurus: CurrentThesaurus) -> HTMLResponse:
    """Every page, every theme, every field and territory."""
    needs = Counter(need.theme for need in thesaurus.needs.values())
    themes = [(each, needs[each.id]) for each in thesaurus.themes.values()]
    families = {
        label: search_address(SearchParameters(q=ANYTHING, familles=[code]))
        for code, label in ref.FAMILLES.labels.items()
    }
    territories = {
        label: search_address(SearchParameters(q=ANYTHING, territoires=[code]))
        for code, label in ref.TERRITOIRES.labels.items()
    }
    return page("sitemap.html", themes=themes, families=families, territories=territories)


@page_at(router, "/api")
def api_guide(request: Request, searcher: CurrentSearch) -> HTMLResponse:
    """How to call the API, with examples answered on the spot."""
    document = request.app.openapi()
    answered = list(handbook.examples(document, searcher))
    settings: Settings = request.app.state.settings
    site = site_address(request)
    return _operator_page(
        "api_guide.html",
        request,
        calls=handbook.calls(site, answered[0].body),
        recipes=recipes(site),
        reasons=REASONS,
        parts=SECTIONS,
        headers=quota_headers(settings.quota_per_minute),
        operations=list(handbook.operations(document)),
        parameters=list(handbook.parameters(document)),
        examples=answered,
        record=handbook.record_example(searcher),
        fault=handbook.fault_example(),
        titles=TITLES,
        version=document["info"]["version"],
        number=number_in_words,
        quota=settings.quota_per_minute,
        key_quota=settings.key_quota_per_minute,
        body_max_bytes=settings.body_max_bytes,
        max_searches=MAX_SEARCHES,
        max_results=MAX_RESULTS,
        max_texts=MAX_TEXTS,
        methods=cors.METHODS,
        accepted=cors.ACCEPTED,
        exposed=cors.EXPOSED,
        site=site,
    )
