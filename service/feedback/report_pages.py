"""Pages to report an error in a record of the catalogue: the form and the page of thanks."""

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
from service.feedback.submissions import SubmissionOutcome
from service.presentation.forms import FORM, submission_page
from service.presentation.i18n import to
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentSearch
from service.runtime.services import services_of

LOG = logging.getLogger("orientess")
ADDRESS = "/fiches/{identifier}/signaler"
STORE_FAILS = Sentence(
    "Votre message n'a pas pu être gardé : le site a une panne. "
    "Votre texte est encore ci-dessous. Envoyez-le de nouveau dans quelques minutes."
)

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True)
class _Typed:
    """Values of the fields, shown again when the form has an error."""

    reason: str = ""
    section: str = ""
    comment: str = ""


@page_at(router, ADDRESS)
def form(identifier: str, searcher: CurrentSearch, rubrique: str = "") -> HTMLResponse:
    """Render the form to report an error in a record; 404 for an unknown record.

    rubrique: section of the page of the record that the person came from, such as "horaires"; it
    selects a likely reason in advance. "" for none.
    """
    typed = _Typed(LIKELY.get(rubrique, ""), rubrique)
    return _form_page(searcher.retriever.record(identifier), typed)


@router.post(ADDRESS, dependencies=FORM)
def send(
    request: Request,
    identifier: str,
    searcher: CurrentSearch,
    raison: Annotated[str, Form()] = "",
    rubrique: Annotated[str, Form()] = "",
    commentaire: Annotated[str, Form()] = "",
) -> Response:
    """Store a report of an error in a record, then redirect to the page of thanks.

    When the report is not stored, the form is shown again with the reason: status 422 for a value
    that is not valid, 429 for a daily limit, 503 for a failure of the database. Requests that come
    from a page of another site are refused.
    """
    record = searcher.retriever.record(identifier)
    typed = _Typed(raison, rubrique, commentaire)
    reports = services_of(request).get(Reports)
    try:
        outcome = reports.add(Report(record.id, raison, rubrique, commentaire))
    except InvalidQuery as error:
        return _form_page(record, typed, 422, error_field=error.field, error=error.message)
    except StoreError as error:
        LOG.error("signalement perdu : %s", error)
        return _form_page(record, typed, 503, notice=STORE_FAILS)
    if outcome is not SubmissionOutcome.STORED:
        return _form_page(record, typed, 429, notice=REFUSED[outcome])
    return RedirectResponse(to(f"/fiches/{record.id}/signaler/merci"), 303)


@page_at(router, ADDRESS + "/merci")
def thanks(identifier: str, searcher: CurrentSearch) -> HTMLResponse:
    """Render the page that thanks for a report, and explains what becomes of it."""
    return page("report_done.html", record=searcher.retriever.record(identifier))


def _form_page(
    record: AnyRecord,
    typed: _Typed,
    status: int = 200,
    *,
    error_field: str = "",
    error: str = "",
    notice: str = "",
) -> HTMLResponse:
    """Render the form; error_field, error: a field and its error; notice: error of the whole."""
    return submission_page(
        "report.html",
        status,
        record=record,
        typed=typed,
        section=SECTIONS.get(typed.section),
        reasons=REASONS,
        sections=SECTIONS,
        max_comment=MAX_COMMENT,
        error_field=error_field,
        error=error,
        notice=notice,
    )
