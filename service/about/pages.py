"""Pages that say what the service is, keeps, weighs and promises; and how to build upon it."""

from __future__ import annotations

from collections import Counter

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from index.records import code_lists as ref
from index.records.code_lists import CodeList
from service.about.figures import measures
from service.presentation.formatting import number_in_words, percent_in_words
from service.presentation.templating import operator_page, page, page_at
from service.runtime.dependencies import CurrentSearch, CurrentThesaurus
from service.runtime.services import services_of
from service.search.parameters import SearchParameters
from service.search.view import search_address

ANYTHING = "aide numérique"
"""What is looked for where a link only filters: the catalogue is about nothing else."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, "/a-propos")
def about(searcher: CurrentSearch) -> HTMLResponse:
    """What the service is, where its facts come from, what it does not do."""
    return page("about.html", manifest=searcher.manifest)


@page_at(router, "/accessibilite")
def accessibility(request: Request) -> HTMLResponse:
    """The declaration of accessibility, in the form that the law gives it."""
    return operator_page("accessibility.html", request, figures=measures().accessibility)


@page_at(router, "/ecoconception")
def ecodesign() -> HTMLResponse:
    """What the service weighs, what its encoder brings and costs, and what was chosen."""
    return page(
        "ecodesign.html", figures=measures(), number=number_in_words, percent=percent_in_words
    )


@page_at(router, "/donnees-personnelles")
def privacy(request: Request) -> HTMLResponse:
    """What is kept, counted, and given to others."""
    return operator_page("privacy.html", request)


@page_at(router, "/mentions")
def legal(request: Request) -> HTMLResponse:
    """Who publishes and hosts the site, and under what licences."""
    return operator_page("legal.html", request, outlines=services_of(request).outlines)


@page_at(router, "/plan-du-site")
def sitemap(thesaurus: CurrentThesaurus) -> HTMLResponse:
    """Every page, every theme, every field and territory."""
    needs = Counter(need.theme for need in thesaurus.needs.values())
    themes = [(each, needs[each.id]) for each in thesaurus.themes.values()]
    return page(
        "sitemap.html",
        themes=themes,
        families=_addresses_by_label(ref.FAMILLES),
        territories=_addresses_by_label(ref.TERRITOIRES),
    )


def _addresses_by_label(codes: CodeList) -> dict[str, str]:
    """Return label of a code -> address of the records that have it."""
    return {
        label: search_address(SearchParameters.model_validate({"q": ANYTHING, codes.name: [code]}))
        for code, label in codes.labels.items()
    }
