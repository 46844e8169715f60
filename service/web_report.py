"""Pages to report a mistake in a record: a form, and a word of thanks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from index.errors import InvalidQuery, StoreError
from index.french import Sentence
from index.records import AnyRecord
from service.dependencies import CurrentSearch
from service.language import said, to
from service.pages import page, page_at
from service.problems import LOG, Problem
from service.reports import (
    LIKELY,
    MAX_A_DAY,
    MAX_A_RECORD,
    MAX_COMMENT,
    REASONS,
    SECTIONS,
    Kept,
    Report,
    Reports,
)

ADDRESS = "/fiches/{identifier}/signaler"
ELSEWHERE = Problem(
    title=Sentence("Envoi refusé"),
    status=403,
    detail=Sentence(
        "Cet envoi vient d'un autre site. Ouvrez la fiche ici pour signaler une erreur."
    ),
)
STORE_FAILS = Sentence(
    "Votre message n'a pas pu être gardé : le site a une panne. "
    "Votre texte est encore ci-dessous. Envoyez-le de nouveau dans quelques minutes."
)
REFUSED: Mapping[Kept, Sentence] = {
    Kept.RECORD_FULL: Sentence(
        "Votre message n'a pas été gardé. Cette fiche a déjà reçu %(most)s messages aujourd'hui. "
        "L'équipe du site va les lire. Revenez demain si besoin.",
        most=MAX_A_RECORD,
    ),
    Kept.DAY_FULL: Sentence(
        "Votre message n'a pas été gardé. Le site a déjà reçu %(most)s messages aujourd'hui. "
        "Revenez demain.",
        most=MAX_A_DAY,
    ),
}
"""Limit of the day that was reached -> what is said."""
RETRY_AFTER_S = {429: 86_400, 503: 300}

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


@router.post(ADDRESS)
def send(
    request: Request,
    identifier: str,
    searcher: CurrentSearch,
    raison: Annotated[str, Form()] = "",
    rubrique: Annotated[str, Form()] = "",
    commentaire: Annotated[str, Form()] = "",
) -> Response:
    """Keep a report, or say what is to be mended; other sites may not send any."""
    if request.headers.get("sec-fetch-site") == "cross-site":
        return page(
            "problem.html", ELSEWHERE.status, problem=ELSEWHERE, detail=said(ELSEWHERE.detail)
        )
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
    response = page(
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
    if status in RETRY_AFTER_S:
        response.headers["Retry-After"] = str(RETRY_AFTER_S[status])
    return response
