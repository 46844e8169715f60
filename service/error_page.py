"""Error pages."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import HTMLResponse

from index.languages import FRENCH
from index.search.query import MAX_CHARS, MAX_PLACE_CHARS
from index.taxonomy.thesaurus import Theme, Thesaurus
from service.http.problems import DETAILS, Problem
from service.http.security import ANYBODY, framed
from service.presentation.i18n import address_in, edition, gettext
from service.presentation.templating import page
from service.referral.shortlist import PATH as HELPERS
from service.runtime.services import services_of
from service.widget.options import ADDRESS as WIDGET_ADDRESS
from service.widget.options import read_widget

RESULTS = "/recherche"
LATER = frozenset({429, 503})
"""HTTP status of errors after which the same request may be sent again."""


def problem_page(request: Request, problem: Problem) -> HTMLResponse:
    """Return the HTML page of an error: its title and its detail, in the language of the request.

    Its search field holds the need and the place of the request, so that nothing is typed again; a
    page that may be asked for again has its link, and one that does not exist shows the themes.
    When the request is for the widget, which other sites embed in a frame, the page is a short
    notice that any site may embed.
    """
    values = {"title": gettext(problem.title), "detail": _detail(problem)}
    if request.url.path != WIDGET_ADDRESS:
        again = request.method == "GET" and problem.status in LATER
        return page(
            "problem.html",
            problem.status,
            q=request.query_params.get("q", "")[:MAX_CHARS],
            place=request.query_params.get("lieu", "")[:MAX_PLACE_CHARS],
            action=HELPERS if request.url.path.startswith(HELPERS) else RESULTS,
            again=address_in(edition()) if again else "",
            themes=_themes(request) if problem.status == 404 else (),
            **values,
        )
    widget = read_widget(request.query_params)
    return framed(page("widget_problem.html", problem.status, widget=widget, **values), ANYBODY)


def _themes(request: Request) -> list[Theme]:
    """Return the themes of needs, to begin from somewhere else."""
    return list(services_of(request).get(Thesaurus).themes.values())


def _detail(problem: Problem) -> str:
    """Return the text under the title, empty when it would only repeat the title.

    A message without translation is replaced by that of its status.
    """
    text = gettext(problem.detail)
    if edition() != FRENCH and text == problem.detail:
        text = gettext(DETAILS.get(problem.status, problem.title))
    return "" if text == gettext(problem.title) else text
