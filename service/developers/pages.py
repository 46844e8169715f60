"""Page of the guide to the API, for developers."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from service.bulk.api import ROWS_WITHOUT_KEY
from service.bulk.csv_file import MAX_ROWS
from service.developers import handbook
from service.developers.curl_recipes import quota_headers, recipes
from service.feedback.reports import REASONS, SECTIONS
from service.http import cors
from service.http.problems import TITLES
from service.needs.schemas import MAX_TEXTS
from service.presentation.formatting import number_in_words
from service.presentation.templating import operator_page, page_at, site_address
from service.runtime.dependencies import CurrentSearch
from service.runtime.services import services_of
from service.search.batch_schemas import MAX_RESULTS, MAX_SEARCHES
from service.settings import Settings

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, "/api")
def api_guide(request: Request, searcher: CurrentSearch) -> HTMLResponse:
    """Render the guide to the API, with examples whose responses come from the running service."""
    document = request.app.openapi()
    examples = list(handbook.examples(document, searcher))
    settings = services_of(request).get(Settings)
    site = site_address(request)
    return operator_page(
        "api_guide.html",
        request,
        calls=handbook.calls(site, examples[0].body),
        recipes=recipes(site),
        reasons=REASONS,
        parts=SECTIONS,
        headers=quota_headers(settings.quota_per_minute),
        operations=list(handbook.operations(document)),
        parameters=list(handbook.parameters(document)),
        examples=examples,
        record=handbook.record_example(searcher),
        error_example=handbook.error_example(),
        titles=TITLES,
        version=document["info"]["version"],
        number=number_in_words,
        quota=settings.quota_per_minute,
        key_quota=settings.key_quota_per_minute,
        body_max_bytes=settings.body_max_bytes,
        max_searches=MAX_SEARCHES,
        max_results=MAX_RESULTS,
        max_texts=MAX_TEXTS,
        max_rows=MAX_ROWS,
        rows_without_key=ROWS_WITHOUT_KEY,
        methods=cors.METHODS,
        accepted=cors.ACCEPTED,
        exposed=cors.EXPOSED,
        site=site,
    )
