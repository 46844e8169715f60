"""Pages of occupations."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentAdvisor

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, "/metiers/{identifier}")
def occupation(identifier: str, advisor: CurrentAdvisor) -> HTMLResponse:
    """An occupation as a sheet."""
    found = advisor.occupation(identifier)
    return page("occupation.html", occupation=found, hosts=advisor.hosts(found))
