"""Error pages."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import HTMLResponse

from service.http.problems import DETAILS, Problem
from service.http.security import ANYBODY, framed
from service.presentation.i18n import FRENCH, gettext, language
from service.presentation.templating import page
from service.widget.options import ADDRESS as WIDGET_ADDRESS
from service.widget.options import read_widget


def problem_page(request: Request, problem: Problem) -> HTMLResponse:
    """Return the HTML page of an error: its title and its detail, in the language of the request.

    When the request is for the widget, which other sites embed in a frame, the page is a short
    notice that any site may embed.
    """
    values = {"title": gettext(problem.title), "detail": _detail(problem)}
    if request.url.path != WIDGET_ADDRESS:
        return page("problem.html", problem.status, **values)
    widget = read_widget(request.query_params)
    return framed(page("widget_problem.html", problem.status, widget=widget, **values), ANYBODY)


def _detail(problem: Problem) -> str:
    """Return the text under the title, empty when it would only repeat the title.

    A message without translation is replaced by that of its status.
    """
    text = gettext(problem.detail)
    if language() != FRENCH and text == problem.detail:
        text = gettext(DETAILS.get(problem.status, problem.title))
    return "" if text == gettext(problem.title) else text
