"""The pages of the site map, and its files for search engines: an index, pages, locations.

The format is that of https://www.sitemaps.org/protocol.html: at most 50,000 addresses a file.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from math import ceil
from typing import NamedTuple

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from index.messages import Sentence
from index.taxonomy.occupations import Occupation
from index.taxonomy.thesaurus import Thesaurus
from service.about.workshop import ACTIVITIES, WORKSHOP
from service.presentation import messages
from service.presentation.templating import accessibility_statement, page_at, site_address
from service.runtime.dependencies import CurrentSearch, CurrentThesaurus

SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
MEDIA_TYPE = "application/xml"
CACHE = "public, max-age=86400"
LOCATIONS_A_FILE = 10_000
"""Locations in one file: a fifth of what the protocol allows, so that none is heavy."""
NOT_INDEXED = frozenset({"/mes-fiches", "/liste"})
"""Pages of the site map that hold what somebody keeps or types: search engines leave them."""

router = APIRouter(include_in_schema=False, default_response_class=Response)


class SiteMap(NamedTuple):
    """The pages of the site by what they are for: address of a page -> its title."""

    finding_help: dict[str, str]
    professionals: dict[str, str]
    the_site: dict[str, str]


def site_map() -> SiteMap:
    """Return the pages of the site map, in its order; those of the catalogue come besides."""
    return SiteMap(
        finding_help={
            "/": messages.SEARCH,
            "/parcours": Sentence("Être guidé, sans écrire"),
            "/urgences": Sentence("Numéros d'urgence"),
            "/missions": Sentence("Trouver quelqu'un pour une mission"),
            "/themes": Sentence("Les thèmes"),
            "/competences": messages.WHAT_I_CAN_DO,
            "/metiers": messages.ALL_OCCUPATIONS,
            "/carte": Sentence("La carte des lieux"),
            "/comprendre": Sentence("Comment la recherche comprend"),
            "/mes-fiches": messages.MY_SHEETS,
            "/liste": Sentence("Retrouver une liste par ses codes"),
        },
        professionals={
            "/aidant": Sentence("L'espace aidants"),
            WORKSHOP: Sentence("Atelier : comprendre la machine"),
            "/statistiques": Sentence("Les statistiques des besoins"),
            "/proposer": messages.PROPOSE,
            "/integrer": messages.EMBED_SEARCH,
            "/valider": Sentence("Vérifier un fichier de données ouvertes"),
            "/api": Sentence("Le guide de l'API (l'accès pour les programmes)"),
            "/statut": messages.SERVICE_STATE,
        },
        the_site={
            "/a-propos": messages.ABOUT,
            "/accessibilite": accessibility_statement(),
            "/ecoconception": messages.ECODESIGN,
            "/donnees-personnelles": messages.PRIVACY,
            "/mentions": messages.LEGAL_NOTICE,
        },
    )


@page_at(router, "/sitemap.xml", Response)
def sitemaps(request: Request, searcher: CurrentSearch) -> Response:
    """Return the index of the files of the sitemap."""
    files = ceil(len(searcher.retriever.locations) / LOCATIONS_A_FILE)
    paths = ["/sitemap-pages.xml"]
    paths += [f"/sitemap-lieux-{number}.xml" for number in range(1, files + 1)]
    return _xml("sitemapindex", "sitemap", site_address(request), paths)


@page_at(router, "/sitemap-pages.xml", Response)
def pages(request: Request, searcher: CurrentSearch, thesaurus: CurrentThesaurus) -> Response:
    """Return the addresses of the pages of the site, themes, records and occupations."""
    retriever = searcher.retriever
    occupations = retriever.content.occupations.occupations
    paths = _paths(retriever.rows, thesaurus, occupations)
    return _xml("urlset", "url", site_address(request), paths)


def _paths(
    records: Iterable[str], thesaurus: Thesaurus, occupations: Iterable[Occupation]
) -> Iterable[str]:
    yield from (page for pages in site_map() for page in pages if page not in NOT_INDEXED)
    yield from (activity.path for activity in ACTIVITIES)
    yield from ("/plan-du-site", "/api/docs", "/api/changements")
    yield from (f"/themes/{theme}" for theme in thesaurus.themes)
    yield from (f"/fiches/{record}" for record in records)
    yield from (f"/metiers/{each.id}" for each in occupations)


@page_at(router, "/sitemap-lieux-{number}.xml", Response)
def locations(request: Request, number: int, searcher: CurrentSearch) -> Response:
    """Return the addresses of some of the locations; 404 for a file that does not exist."""
    table, start = searcher.retriever.locations, (number - 1) * LOCATIONS_A_FILE
    if not 0 <= start < len(table):
        raise HTTPException(404)
    identifiers = table.identifiers(start, start + LOCATIONS_A_FILE)
    paths = (f"/lieux/{identifier}" for identifier in identifiers)
    return _xml("urlset", "url", site_address(request), paths)


def _xml(root: str, item: str, site: str, paths: Iterable[str]) -> Response:
    """Return an XML document that lists addresses; root, item: names of its elements."""
    lines = [f"<{item}><loc>{escape(site + path)}</loc></{item}>" for path in paths]
    text = "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<{root} xmlns="{SCHEMA}">',
            *lines,
            f"</{root}>",
        ]
    )
    return Response(text + "\n", media_type=MEDIA_TYPE, headers={"Cache-Control": CACHE})
