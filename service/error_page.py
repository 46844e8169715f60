"""Errors as pages."""

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
    """An error as a page; in a frame, as a notice that says as much and that anybody may frame."""
    values = {"title": gettext(problem.title), "detail": _detail(problem)}
    if request.url.path != WIDGET_ADDRESS:
        return page("problem.html", problem.status, **values)
    widget = read_widget(request.query_params)
    return framed(page("widget_problem.html", problem.status, widget=widget, **values), ANYBODY)


def _detail(problem: Problem) -> str:
    """What a page says under the title: without a translation, what is known of such errors.

    Empty when it would only repeat the title.
    """
    told = gettext(problem.detail)
    if language() != FRENCH and told == problem.detail:
        told = gettext(DETAILS.get(problem.status, problem.title))
    return "" if told == gettext(problem.title) else told
