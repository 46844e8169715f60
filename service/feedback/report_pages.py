"""Pages to report an error in a record or in a location: the form and the page of thanks."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from index.errors import InvalidQuery, StoreError
from index.messages import Sentence
from service.auth.access import charge_day
from service.feedback.reports import (
    FROM_AN_ADDRESS,
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
ADDRESS, LOCATION_ADDRESS = "/fiches/{identifier}/signaler", "/lieux/{identifier}/signaler"
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


@dataclass(frozen=True)
class Subject:
    """Record or location that a report is about.

    id: its identifier; name: shown to people; address: path of its page, "/fiches/…" or "/lieux/…".
    """

    id: str
    name: str
    address: str

    @property
    def is_location(self) -> bool:
        """Return True for a location."""
        return self.address.startswith("/lieux/")


async def _subject(request: Request, identifier: str, searcher: CurrentSearch) -> Subject:
    """Return the record or the location that the path names; 404 for an unknown one."""
    if request.scope["path"].startswith("/lieux/"):
        location = searcher.retriever.location(identifier).location
        return Subject(location.id, location.nom, f"/lieux/{location.id}")
    record = searcher.retriever.record(identifier)
    return Subject(record.id, record.nom, f"/fiches/{record.id}")


Reported = Annotated[Subject, Depends(_subject)]


@page_at(router, LOCATION_ADDRESS)
@page_at(router, ADDRESS)
def form(subject: Reported, rubrique: str = "") -> HTMLResponse:
    """Render the form to report an error in a record or a location; 404 for an unknown one.

    subject: the record or location; rubrique: section of its page that the person came from, such
    as "horaires", for which a likely reason is selected in advance; "" for none.
    """
    return _form_page(subject, _Typed(LIKELY.get(rubrique, ""), rubrique))


async def charge_subject(request: Request) -> None:
    """Count a report on a record in the day of its address; a FastAPI dependency.

    Args:
        request: the request that sends the form, whose path names the record.

    Raises:
        DayQuotaSpent: when its address sent `FROM_AN_ADDRESS` reports on this record today.
    """
    await charge_day(request, f"signaler:{request.path_params['identifier']}", FROM_AN_ADDRESS)


REPORT_FORM = (*FORM, Depends(charge_subject))


@router.post(LOCATION_ADDRESS, dependencies=REPORT_FORM)
@router.post(ADDRESS, dependencies=REPORT_FORM)
def send(
    request: Request,
    subject: Reported,
    raison: Annotated[str, Form()] = "",
    rubrique: Annotated[str, Form()] = "",
    commentaire: Annotated[str, Form()] = "",
) -> Response:
    """Store a report of an error in a record or a location, then redirect to the page of thanks.

    subject: the record or location; raison: code of what is wrong; rubrique: code of the section of
    its page that is wrong, "" for the whole page; commentaire: text of the person, possibly "".
    When the report is not stored, the form is shown again with the reason: status 422 for a value
    that is not valid, 429 for a daily limit, 503 for a failure of the database. Requests that come
    from a page of another site are refused.
    """
    typed = _Typed(raison, rubrique, commentaire)
    reports = services_of(request).get(Reports)
    try:
        outcome = reports.add(Report(subject.id, raison, rubrique, commentaire))
    except InvalidQuery as error:
        return _form_page(subject, typed, 422, error_field=error.field, error=error.message)
    except StoreError as error:
        LOG.error("signalement perdu : %s", error)
        return _form_page(subject, typed, 503, notice=STORE_FAILS)
    if outcome is not SubmissionOutcome.STORED:
        return _form_page(subject, typed, 429, notice=REFUSED[outcome])
    return RedirectResponse(to(f"{subject.address}/signaler/merci"), 303)


@page_at(router, LOCATION_ADDRESS + "/merci")
@page_at(router, ADDRESS + "/merci")
def thanks(subject: Reported) -> HTMLResponse:
    """Render the page that thanks for a report, and explains what becomes of it."""
    return page("report_done.html", subject=subject)


def _form_page(
    subject: Subject,
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
        subject=subject,
        typed=typed,
        section=SECTIONS.get(typed.section),
        reasons=REASONS,
        sections=SECTIONS,
        max_comment=MAX_COMMENT,
        error_field=error_field,
        error=error,
        notice=notice,
    )
