"""Pages of occupations."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentRecommender

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, "/metiers/{identifier}")
def occupation(identifier: str, recommender: CurrentRecommender) -> HTMLResponse:
    """An occupation as a sheet."""
    found = recommender.occupation(identifier)
    return page("occupation.html", occupation=found, hosts=recommender.hosts(found))
