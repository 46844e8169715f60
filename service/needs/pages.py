"""Pages of the themes of the thesaurus, for people who prefer to choose a need than to type it."""

from __future__ import annotations

from collections import Counter

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse

from index.taxonomy.thesaurus import Thesaurus
from service.presentation.i18n import translated
from service.presentation.templating import page, page_at
from service.runtime.services import services_of

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, "/besoins.json", JSONResponse)
def need_labels(request: Request) -> JSONResponse:
    """Return the labels of all needs in the language of the page, as a JSON list of texts.

    The search field looks for what is typed in this list, in the browser: nothing typed is sent.
    """
    thesaurus = services_of(request).get(Thesaurus)
    labels = [translated(need.libelle) for need in thesaurus.needs.values()]
    return JSONResponse(labels, headers={"cache-control": "public, max-age=86400"})


@page_at(router, "/themes")
def themes(request: Request) -> HTMLResponse:
    """Render the themes (groups of needs), each with the number of its needs."""
    thesaurus = services_of(request).get(Thesaurus)
    counts = Counter(need.theme for need in thesaurus.needs.values())
    listed = [(each, counts[each.id]) for each in thesaurus.themes.values()]
    return page("themes.html", themes=listed)


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
