"""Pages about the service: presentation, accessibility, weight, privacy, legal notice, site map."""

from __future__ import annotations

from collections import Counter
from math import floor
from pathlib import Path

import numpy as np
from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from index.location_import.lists import PlaceList, read_lists
from index.locations.models import LICENCES
from index.maps.base_map import BaseMap
from index.maps.boundaries import Boundaries
from index.records import code_lists as ref
from index.records.code_lists import CodeList
from index.records.models import AnyRecord
from index.search.retriever import Retriever
from index.sync.state import read_credits
from service.about.sitemap import site_map
from service.presentation.figures import published_figures
from service.presentation.formatting import number_in_words, percent_in_words
from service.presentation.result_card import places_in_words
from service.presentation.templating import operator_page, page, page_at
from service.runtime.dependencies import CurrentSearch, CurrentThesaurus
from service.runtime.services import services_of
from service.search.parameters import SearchParameters
from service.search.view import search_address
from service.settings import Settings
from service.statistics.disclosure_control import K_MIN

BROAD_QUERY = "aide numérique"
"""Query of the links that list all records of a family or of a territory: a search needs a query,
and every record of the catalogue is about this one.
"""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, "/a-propos")
def about(searcher: CurrentSearch) -> HTMLResponse:
    """Render the presentation of the service: purpose, sources of data, limits."""
    return page("about.html", manifest=searcher.manifest)


@page_at(router, "/accessibilite")
def accessibility(request: Request) -> HTMLResponse:
    """Render the accessibility statement, in the form that French law requires."""
    return operator_page(
        "accessibility.html",
        request,
        figures=published_figures().accessibility,
        percent=_least_percent,
    )


def _least_percent(share: float) -> str:
    """Return a share in [0, 1] as a percentage rounded down: 0.996 is not "100 %"."""
    return percent_in_words(floor(share * 100) / 100)


@page_at(router, "/ecoconception")
def ecodesign() -> HTMLResponse:
    """Render the weight of the pages, and what searching by meaning costs and brings."""
    return page(
        "ecodesign.html",
        figures=published_figures(),
        number=number_in_words,
        percent=percent_in_words,
    )


@page_at(router, "/donnees-personnelles")
def privacy(request: Request) -> HTMLResponse:
    """Render the privacy notice: which data of visitors is stored, counted and transferred."""
    return operator_page("privacy.html", request, least=K_MIN)


@page_at(router, "/mentions")
def legal(request: Request) -> HTMLResponse:
    """Render the legal notice: publisher, host and licences, those of fetched data included."""
    services = services_of(request)
    settings = services.get(Settings)
    return operator_page(
        "legal.html",
        request,
        outlines=services.get(Boundaries),
        base=services.get(BaseMap),
        credits=read_credits(settings.sync_home, settings.imports),
        places=_places_by_licence(settings.location_lists),
    )


def _places_by_licence(path: Path) -> dict[str, list[PlaceList]]:
    """Return label of a licence -> the lists of places under it; nothing when the file is absent.

    path: the table of the lists.
    """
    by_licence: dict[str, list[PlaceList]] = {}
    for place_list in read_lists(path) if path.exists() else ():
        by_licence.setdefault(LICENCES.label(place_list.licence), []).append(place_list)
    return by_licence


@page_at(router, "/plan-du-site")
def sitemap(searcher: CurrentSearch, thesaurus: CurrentThesaurus) -> HTMLResponse:
    """Render the site map: links to pages, themes, networks of places, families, territories."""
    needs = Counter(need.theme for need in thesaurus.needs.values())
    themes = [(theme, needs[theme.id]) for theme in thesaurus.themes.values()]
    return page(
        "sitemap.html",
        pages=site_map(),
        themes=themes,
        networks=_networks(searcher.retriever),
        families=_addresses_by_label(ref.FAMILLES),
        territories=_addresses_by_label(ref.TERRITOIRES),
    )


def _networks(retriever: Retriever) -> list[tuple[AnyRecord, str]]:
    """Return the records that have locations, those that have most first, and how many in words."""
    counts = retriever.location_counts
    rows = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)].tolist()
    return [(retriever.records[row], places_in_words(int(counts[row]))) for row in rows]


def _addresses_by_label(codes: CodeList) -> dict[str, str]:
    """Return label of a code -> URL of a search for the records that have it."""
    return {
        label: search_address(
            SearchParameters.model_validate({"q": BROAD_QUERY, codes.name: [code]})
        )
        for code, label in codes.labels.items()
    }
