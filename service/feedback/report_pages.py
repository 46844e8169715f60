"""Pages to report a mistake in a record: a form, and a word of thanks."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from index.errors import InvalidQuery, StoreError
from index.messages import Sentence
from index.records.models import AnyRecord
from service.feedback.reports import (
    LIKELY,
    MAX_COMMENT,
    REASONS,
    REFUSED,
    SECTIONS,
    Report,
    Reports,
)
from service.feedback.submissions import Kept
from service.presentation.forms import FORM, sent_page
from service.presentation.i18n import to
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentSearch

LOG = logging.getLogger("orientess")
ADDRESS = "/fiches/{identifier}/signaler"
STORE_FAILS = Sentence(
    "Votre message n'a pas pu être gardé : le site a une panne. "
    "Votre texte est encore ci-dessous. Envoyez-le de nouveau dans quelques minutes."
)

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True)
class _Typed:
    """What was typed so far, to be kept when it has to be mended."""

    reason: str = ""
    section: str = ""
    comment: str = ""


@page_at(router, ADDRESS)
def form(identifier: str, searcher: CurrentSearch, rubrique: str = "") -> HTMLResponse:
    """The form; `rubrique` is the part of the sheet from which it was asked for."""
    typed = _Typed(LIKELY.get(rubrique, ""), rubrique)
    return _form_page(searcher.record(identifier), typed)


@router.post(ADDRESS, dependencies=FORM)
def send(
    request: Request,
    identifier: str,
    searcher: CurrentSearch,
    raison: Annotated[str, Form()] = "",
    rubrique: Annotated[str, Form()] = "",
    commentaire: Annotated[str, Form()] = "",
) -> Response:
    """Keep a report, or say what is to be mended; other sites may not send any."""
    record = searcher.record(identifier)
    typed = _Typed(raison, rubrique, commentaire)
    reports: Reports = request.app.state.reports
    try:
        kept = reports.add(Report(record.id, raison, rubrique, commentaire))
    except InvalidQuery as error:
        return _form_page(record, typed, 422, at_fault=error.field, error=error.message)
    except StoreError as error:
        LOG.error("signalement perdu : %s", error)
        return _form_page(record, typed, 503, notice=STORE_FAILS)
    if kept is not Kept.YES:
        return _form_page(record, typed, 429, notice=REFUSED[kept])
    return RedirectResponse(to(f"/fiches/{record.id}/signaler/merci"), 303)


@page_at(router, ADDRESS + "/merci")
def thanks(identifier: str, searcher: CurrentSearch) -> HTMLResponse:
    """What becomes of a report."""
    return page("report_done.html", record=searcher.record(identifier))


def _form_page(
    record: AnyRecord,
    typed: _Typed,
    status: int = 200,
    *,
    at_fault: str = "",
    error: str = "",
    notice: str = "",
) -> HTMLResponse:
    """The form; at_fault, error: a field and what is wrong in it; notice: about the whole."""
    return sent_page(
        "report.html",
        status,
        record=record,
        typed=typed,
        section=SECTIONS.get(typed.section),
        reasons=REASONS,
        sections=SECTIONS,
        max_comment=MAX_COMMENT,
        at_fault=at_fault,
        error=error,
        notice=notice,
    )
