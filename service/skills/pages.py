"""Page of an occupation (a paid job or a volunteer role)."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentRecommender

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, "/metiers/{identifier}")
def occupation(identifier: str, recommender: CurrentRecommender) -> HTMLResponse:
    """Render an occupation, and the records that employ, host or train people for it.

    Records are the organisations and programmes of the catalogue.
    """
    entry = recommender.occupation(identifier)
    return page("occupation.html", occupation=entry, hosts=recommender.hosts(entry))
