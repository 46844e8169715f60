"""The application: its routes, its middlewares and the services that they share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib.metadata import version

from fastapi import FastAPI
from starlette_compress import CompressMiddleware, add_compress_type

from index.exporters.columns import LICENCE_ADDRESS
from index.files import sweep
from index.guide.reading import read_tree
from index.maps.base_map import read_base_map
from index.maps.boundaries import read_boundaries
from index.maps.landmarks import Landmarks
from index.places.autocomplete import PlaceSuggestions
from index.places.communes import check_communes, read_communes_once
from index.taxonomy.autocomplete import NeedSuggestions
from index.taxonomy.general_skills import read_general_skills
from index.taxonomy.occupations import read_occupations
from index.taxonomy.thesaurus import Thesaurus
from service.about import (
    explain_pages,
    installation,
    security_txt,
    sitemap,
    status_pages,
    workshop_pages,
)
from service.about import pages as about_pages
from service.assistants import endpoint as assistants_endpoint
from service.assistants.endpoint import McpEndpoint
from service.auth.access import Access
from service.auth.keys import Keys
from service.auth.quotas import Quotas
from service.bulk import api as bulk_api
from service.bulk import communes_api
from service.bulk.csv_file import MAX_BYTES
from service.demonstration.mark import is_marked
from service.developers import openapi, reference_pages
from service.developers import pages as developers_pages
from service.emergencies import pages as emergency_pages
from service.error_page import problem_page
from service.feedback import api as feedback_api
from service.feedback import opinion_pages, report_pages
from service.feedback.opinions import Feedback
from service.feedback.reports import Reports
from service.file_check import pages as file_check_pages
from service.file_check import upload
from service.guide import pages as guide_pages
from service.http import problems
from service.http.caching import Caching
from service.http.capacity import BATCHES_WAITING, BatchQueue, Capacity, ConcurrencyLimit
from service.http.content_type import ContentType
from service.http.cors import CrossOriginApi
from service.http.json_body import COMPRESSED_FROM_BYTES
from service.http.known_parameters import KnownParameters
from service.http.routes import CSV_FILES, Routes
from service.http.security import BodyLimit, HeaderLimit, SecurityHeaders
from service.http.static_files import CompressedFiles
from service.locations import api as locations_api
from service.locations import pages as locations_pages
from service.map import pages as map_pages
from service.missions import pages as missions_pages
from service.needs import api as needs_api
from service.needs import pages as needs_pages
from service.observability import probes
from service.observability.logs import RequestLog
from service.observability.metrics import Metrics
from service.occupations import pages as occupation_pages
from service.presentation import templating
from service.presentation.i18n import Languages
from service.proposals import desk_pages
from service.proposals import pages as proposals_pages
from service.proposals.table import Proposals
from service.records import api as records_api
from service.records import changes_api, export_api, location_pages
from service.records import pages as records_pages
from service.records.export_responses import ExportLimit
from service.referral import kept_pages, list_pages
from service.referral import pages as referral_pages
from service.referral.codes import Codes
from service.runtime.connections import HEADERS_MAX_BYTES
from service.runtime.index_fetch import IndexFetch
from service.runtime.live_index import LiveIndex
from service.runtime.record_json import RecordJson
from service.runtime.services import Services, install_services, installed_services
from service.search import api as search_api
from service.search import batch_api
from service.search import pages as search_pages
from service.settings import Settings
from service.skill_game import pages as skill_game_pages
from service.skills import api as skills_api
from service.skills import result_pages, say_pages
from service.statistics import pages as statistics_pages
from service.statistics.counters import Counters
from service.storage.store import open_store
from service.suggestions import api as suggestions_api
from service.suggestions import opensearch
from service.suggestions import pages as suggestion_pages
from service.widget import builder_pages
from service.widget import pages as widget_pages

DESCRIPTION = (
    "OrientESS trouve, pour un besoin écrit en français courant, fautes comprises, les structures "
    "et programmes de l'ESS numérique qui y répondent, et dit pourquoi. "
    "Les besoins ne sont ni enregistrés ni journalisés."
)
COMPRESSION_LEVEL = 5
"""Compression level of gzip and brotli: responses are at most 3 % larger than at level 9."""
FILES = dict.fromkeys(CSV_FILES, MAX_BYTES)
"""Path that takes a file -> its greatest length, in bytes, beyond that of other bodies."""
FILES_STREAMED = {upload.PATH: upload.BODY_MAX_BYTES}
"""Path whose route reads the body as it comes, to the disk -> its greatest length, in bytes."""
COMPRESSED_TOO = ("text/csv", "application/x-ndjson", "application/problem+json")
"""Media types of responses that are compressed besides those of the library's own list."""


ROUTERS = (
    search_api.router,
    batch_api.router,
    bulk_api.router,
    communes_api.router,
    export_api.router,
    feedback_api.router,
    needs_api.router,
    suggestions_api.places_router,
    records_api.router,
    changes_api.router,
    skills_api.router,
    suggestions_api.router,
    probes.router,
    assistants_endpoint.router,
    search_pages.router,
    guide_pages.router,
    builder_pages.router,
    records_pages.router,
    location_pages.router,
    locations_api.router,
    locations_pages.router,
    emergency_pages.router,
    explain_pages.router,
    workshop_pages.router,
    opinion_pages.router,
    referral_pages.router,
    list_pages.router,
    kept_pages.router,
    map_pages.router,
    openapi.router,
    opensearch.router,
    report_pages.router,
    file_check_pages.router,
    proposals_pages.router,
    desk_pages.router,
    statistics_pages.router,
    needs_pages.router,
    suggestion_pages.router,
    missions_pages.router,
    about_pages.router,
    installation.router,
    sitemap.router,
    security_txt.router,
    status_pages.router,
    developers_pages.router,
    reference_pages.router,
    skill_game_pages.router,
    occupation_pages.router,
    say_pages.router,
    result_pages.router,
    widget_pages.router,
)


def create_app(settings: Settings) -> FastAPI:
    """Return the web application: the pages of the site, the API and the widget.

    Args:
        settings: paths of the data, of the search index and of the text encoder, limits, options.

    Returns:
        The application; the search index opens when it starts.

    Raises:
        InvalidRecords: when the file of needs, of the guided path, of the general skills, of
            communes, of the outlines of départements or of the base map cannot be read.
    """
    app = FastAPI(
        title="OrientESS",
        version=version("orientess"),
        summary="Du besoin aux acteurs de l'ESS numérique",
        description=DESCRIPTION,
        license_info={"name": "Licence Ouverte 2.0", "url": LICENCE_ADDRESS},  # of the answers
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # it would redirect to the host that the request names
        lifespan=_lifespan,
        generate_unique_id_function=openapi.operation_id,
    )
    services = open_services(settings)
    install_services(app, services)
    _add_middleware(app, services)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", CompressedFiles(directory=templating.STATIC), name="static")
    return app


def _add_middleware(app: FastAPI, services: Services) -> None:
    """Add the middlewares that every request goes through, the innermost first."""
    settings, routes = services.get(Settings), Routes(app)
    problems.install(app, problem_page)
    openapi.install(app, settings)
    app.add_middleware(KnownParameters, routes=routes, page=problem_page)
    app.add_middleware(ContentType)
    app.add_middleware(ConcurrencyLimit, capacity=services.get(Capacity), page=problem_page)
    app.add_middleware(
        BodyLimit, settings.body_max_bytes, problem_page, others=FILES, streamed=FILES_STREAMED
    )
    _add_compression(app)
    app.add_middleware(
        Caching,
        routes=routes,
        index_state=services.get(LiveIndex).state,
        files=settings.answered_from,
    )
    app.add_middleware(
        Access,
        keys=services.get(Keys),
        quotas=services.get(Quotas),
        settings=settings,
        page=problem_page,
    )
    app.add_middleware(CrossOriginApi)
    app.add_middleware(HeaderLimit, max_bytes=HEADERS_MAX_BYTES, page=problem_page)
    app.add_middleware(SecurityHeaders, hsts=settings.hsts, subdomains=settings.hsts_subdomains)
    app.add_middleware(RequestLog, routes=routes, observe=services.get(Metrics).observe_request)
    app.add_middleware(
        Languages,
        settings.address,
        settings.source_url,
        is_marked(settings.var),
        services.get(LiveIndex).preparation,
    )


def _add_compression(app: FastAPI) -> None:
    """Add the middleware that compresses responses."""
    for kind in COMPRESSED_TOO:
        add_compress_type(kind)
    app.add_middleware(
        CompressMiddleware,
        minimum_size=COMPRESSED_FROM_BYTES,
        zstd=False,  # the library would prefer it, and it is heavier on pages
        brotli_quality=COMPRESSION_LEVEL,
        gzip_level=COMPRESSION_LEVEL,
    )


def open_services(settings: Settings) -> Services:
    """Return the objects that all requests share, such as the search index and the API keys.

    The needs, guided path, general skills, outlines of départements and base map are read now, and
    the head of the table of communes. No thread is started and the search index is not opened yet.

    Args:
        settings: paths of the data, of the search index and of the SQLite file, limits.

    Returns:
        The shared objects, to be started with the application.

    Raises:
        InvalidRecords: when the file of needs, of the guided path, of the general skills, of
            communes, of the outlines of départements or of the base map cannot be read.
    """
    check_communes(settings.communes)  # all of it is read for an index built without places
    store = open_store(settings)
    thesaurus = Thesaurus.read(settings.needs)
    communes = partial(read_communes_once, settings.communes)
    needs = NeedSuggestions(thesaurus, lambda: live_index.suggestions.needs)
    places = PlaceSuggestions(communes, lambda: live_index.suggestions.places)
    live_index = LiveIndex(settings, (needs.prepare, places.prepare))
    capacity, batches = _lines(settings)
    outlines = read_boundaries(settings.outlines)
    occupations = read_occupations(settings.occupations, settings.occupation_imports)
    secret = settings.quotas_secret.get_secret_value()
    quotas = Quotas(settings.quotas_url, settings.quotas, secret=secret)
    return Services(
        settings,
        live_index,
        IndexFetch(settings, live_index),
        capacity,
        batches,
        ExportLimit(),
        upload.Uploads(),
        Keys(store),
        quotas,
        Counters(store),
        Feedback(store),
        Reports(store),
        Proposals(store),
        Metrics(settings, live_index, capacity, quotas.is_suspended),
        RecordJson(),
        thesaurus,
        needs,
        read_tree(settings.guide, settings.pictograms),
        read_general_skills(settings.general_skills, occupations),
        places,
        outlines,
        read_base_map(settings.base_map, outlines.frames),
        Landmarks(communes),
        Codes(settings.codes, settings.codes_given_here),
        McpEndpoint(),
    )


def _lines(settings: Settings) -> tuple[Capacity, BatchQueue]:
    """Return the line of requests and that of batches."""
    limit_s = settings.wait_limit_ms / 1000
    capacity = Capacity(settings.running_max, settings.waiting_max, limit_s)
    return capacity, BatchQueue(BATCHES_WAITING, limit_s)


def _sweep(settings: Settings) -> None:
    """Remove what commands that were stopped left: it may hold what people wrote."""
    for folder in (settings.var, settings.imports, settings.occupation_imports, settings.data):
        sweep(folder)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Start the services, and stop them with the application."""
    services = installed_services(app)
    quotas = services.get(Quotas)
    _sweep(services.get(Settings))
    security_txt.tell_missing_contact(services.get(Settings))
    async with AsyncExitStack() as running:  # what started stops, even if the next one cannot start
        running.callback(quotas.close)
        for service in (
            services.get(LiveIndex),
            services.get(IndexFetch),
            services.get(Counters),
            services.get(Metrics),
        ):
            running.callback(service.stop)
            service.start()
        quotas.start()
        await running.enter_async_context(services.get(McpEndpoint).lifespan())
        yield
