"""Pages of themes: the needs of the thesaurus, for who would rather choose than write."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from service.presentation.templating import page, page_at
from service.runtime.services import services_of

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, "/themes/{identifier}")
def theme(identifier: str, request: Request) -> HTMLResponse:
    """The needs of a theme, each a link to who answers it."""
    thesaurus = services_of(request).thesaurus
    found = thesaurus.themes.get(identifier)
    if found is None:
        raise HTTPException(404)
    needs = [need.libelle for need in thesaurus.needs.values() if need.theme == identifier]
    others = [each for each in thesaurus.themes.values() if each.id != identifier]
    return page("theme.html", theme=found, needs=needs, others=others)
