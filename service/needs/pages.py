"""Pages of the themes of the thesaurus, for people who prefer to choose a need than to type it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from index.taxonomy.thesaurus import Thesaurus
from service.presentation.templating import page, page_at
from service.runtime.services import services_of

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, "/themes/{identifier}")
def theme(identifier: str, request: Request) -> HTMLResponse:
    """Render the needs of a theme (a group of needs), each a link to the search for it.

    HTTP 404 when no theme has this identifier.
    """
    thesaurus = services_of(request).get(Thesaurus)
    current = thesaurus.themes.get(identifier)
    if current is None:
        raise HTTPException(404)
    needs = [need.libelle for need in thesaurus.needs.values() if need.theme == identifier]
    others = [other for other in thesaurus.themes.values() if other.id != identifier]
    return page("theme.html", theme=current, needs=needs, others=others)
