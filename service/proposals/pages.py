"""Pages for organisations: propose a structure, confirm a record as it is, or correct it."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from index.errors import StoreError, UnknownRecord
from index.records.models import AnyRecord
from index.search.searcher import Searcher
from index.taxonomy.thesaurus import Thesaurus
from service.feedback.report_pages import STORE_FAILS
from service.feedback.submissions import SubmissionOutcome
from service.observability.metrics import Metrics
from service.presentation.forms import FORM, submission_page
from service.presentation.i18n import to
from service.presentation.templating import page, page_at
from service.proposals.check import Directory, check_form, check_proof
from service.proposals.fields import (
    FIRST,
    LABELS,
    NEEDS_LABEL,
    PROOF,
    PROOF_FIELD,
    PUBLICS_LABEL,
    REACHED,
    TEXTS,
    ProposalForm,
    filled_form,
)
from service.proposals.known_names import KnownNames
from service.proposals.proposal import Kind, Proposal
from service.proposals.table import REFUSED, Proposals
from service.runtime.dependencies import CurrentSearch, CurrentThesaurus
from service.runtime.services import services_of

LOG = logging.getLogger("orientess")
NEW = "/proposer"
CONFIRMATION, CORRECTION = "/fiches/{identifier}/confirmer", "/fiches/{identifier}/corriger"

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Sent = Annotated[ProposalForm, Form()]


async def _claimed(identifier: str, searcher: CurrentSearch) -> AnyRecord:
    """Return the record that the path names; 404 for one that no organisation may claim here."""
    record = searcher.retriever.record(identifier)
    if not record.is_claimable:
        raise UnknownRecord(identifier)
    return record


Claimed = Annotated[AnyRecord, Depends(_claimed)]


@page_at(router, NEW)
def new_form(thesaurus: CurrentThesaurus) -> HTMLResponse:
    """Render the empty form to propose a structure that the catalogue lacks."""
    return _form_page(ProposalForm(), None, thesaurus)


@router.post(NEW, dependencies=FORM)
def send_new(
    request: Request, form: Sent, searcher: CurrentSearch, thesaurus: CurrentThesaurus
) -> Response:
    """Store a structure that somebody proposes, then redirect to the page of thanks.

    form: values as typed; when one is refused, the form is shown again with each error beside its
    field, with status 422. Requests that come from a page of another site are refused.
    """
    return _send_form(request, form, None, searcher, thesaurus)


@page_at(router, f"{NEW}/merci")
def thanks_for_new() -> HTMLResponse:
    """Render the page that thanks for a proposed structure, and explains what becomes of it."""
    return page("proposal_done.html", record=None)


@page_at(router, CORRECTION)
def correction_form(record: Claimed, thesaurus: CurrentThesaurus) -> HTMLResponse:
    """Render the form to correct a record, filled with what it says; 404 for an unknown one."""
    return _form_page(filled_form(record), record, thesaurus)


@router.post(CORRECTION, dependencies=FORM)
def send_correction(
    request: Request,
    record: Claimed,
    form: Sent,
    searcher: CurrentSearch,
    thesaurus: CurrentThesaurus,
) -> Response:
    """Store the corrections of a record, then redirect to the page of thanks.

    form: values as typed; when one is refused, or when nothing changed, the form is shown again
    with the errors, with status 422. Requests that come from a page of another site are refused.
    """
    return _send_form(request, form, record, searcher, thesaurus)


@page_at(router, CONFIRMATION)
def confirmation_form(record: Claimed, thesaurus: CurrentThesaurus) -> HTMLResponse:
    """Render what a record says, with a button to confirm it; 404 for an unknown one."""
    return _confirmation_page(record, thesaurus, "")


@router.post(CONFIRMATION, dependencies=FORM)
def send_confirmation(
    request: Request,
    record: Claimed,
    thesaurus: CurrentThesaurus,
    preuve: Annotated[str, Form()] = "",
) -> Response:
    """Store that an organisation confirms its record, then redirect to the page of thanks.

    preuve: address of the public page that proves it; when it is refused, the form is shown again
    with the error, with status 422. Requests that come from a page of another site are refused.
    """
    checked = check_proof(preuve)
    if checked.errors:
        return _confirmation_page(record, thesaurus, preuve, 422, errors=checked.errors)
    proposal = Proposal(Kind.CONFIRMATION, checked.proof, record.id)
    status, notice = _store(request, proposal)
    if notice:
        return _confirmation_page(record, thesaurus, preuve, status, notice=notice)
    return RedirectResponse(to(f"/fiches/{record.id}/confirmer/merci"), 303)


@page_at(router, f"{CONFIRMATION}/merci")
@page_at(router, f"{CORRECTION}/merci")
def thanks(record: Claimed) -> HTMLResponse:
    """Render the page that thanks an organisation, and explains what becomes of what it sent."""
    return page("proposal_done.html", record=record)


def _send_form(
    request: Request,
    form: ProposalForm,
    record: AnyRecord | None,
    searcher: Searcher,
    thesaurus: Thesaurus,
) -> Response:
    """Store what the form proposes and redirect, or render it again; record: that it corrects."""
    retriever = searcher.retriever
    directory = Directory(
        retriever.commune_of, thesaurus.needs, KnownNames(retriever.content.names)
    )
    proposal, errors = check_form(form, record, directory)
    if proposal is None:
        return _form_page(form, record, thesaurus, 422, errors=errors)
    status, notice = _store(request, proposal)
    if notice:
        return _form_page(form, record, thesaurus, status, notice=notice)
    address = NEW if record is None else f"/fiches/{record.id}/corriger"
    return RedirectResponse(to(f"{address}/merci"), 303)


def _store(request: Request, proposal: Proposal) -> tuple[int, str]:
    """Store a proposal; return the status and the reason of a failure, "" once it is stored."""
    services = services_of(request)
    try:
        outcome = services.get(Proposals).add(proposal)
    except StoreError as error:
        LOG.error("proposition perdue : %s", error)
        return 503, STORE_FAILS
    if outcome is not SubmissionOutcome.STORED:
        return 429, REFUSED[outcome]
    services.get(Metrics).observe_proposal(proposal.kind)
    return 303, ""


def _form_page(
    form: ProposalForm,
    record: AnyRecord | None,
    thesaurus: Thesaurus,
    status: int = 200,
    *,
    errors: Mapping[str, str] | None = None,
    notice: str = "",
) -> HTMLResponse:
    """Render the form; errors: by field; notice: reason not to have stored what was typed."""
    return submission_page(
        "proposal.html",
        status,
        form=form,
        record=record,
        texts=TEXTS,
        first=FIRST,
        reached=REACHED,
        themes=_themes(thesaurus, form.besoins),
        publics_label=PUBLICS_LABEL,
        needs_label=NEEDS_LABEL,
        proof=PROOF_FIELD,
        labels=LABELS,
        errors=errors or {},
        notice=notice,
    )


@dataclass(frozen=True)
class TickedTheme:
    """Theme of the form: its label, its needs (identifier -> label), how many are ticked."""

    label: str
    needs: Mapping[str, str]
    ticked: int


def _themes(thesaurus: Thesaurus, ticked: Collection[str]) -> list[TickedTheme]:
    """Return the themes that have needs, in the order of the thesaurus; ticked: needs."""
    needs: dict[str, dict[str, str]] = {theme: {} for theme in thesaurus.themes}
    for need in thesaurus.needs.values():
        needs[need.theme][need.id] = need.libelle
    return [
        TickedTheme(thesaurus.themes[theme].libelle, inside, len(inside.keys() & set(ticked)))
        for theme, inside in needs.items()
        if inside
    ]


def _confirmation_page(
    record: AnyRecord,
    thesaurus: Thesaurus,
    typed: str,
    status: int = 200,
    *,
    errors: Mapping[str, str] | None = None,
    notice: str = "",
) -> HTMLResponse:
    """Render what a record says and the button; typed: the page that proves it, as typed."""
    shown = filled_form(record)
    return submission_page(
        "proposal_confirmation.html",
        status,
        record=record,
        facts={TEXTS[name].label: shown.text(name) for name in TEXTS if name != "nom"},
        needs=[thesaurus.label(need) for need in record.besoins],
        needs_label=NEEDS_LABEL,
        form=ProposalForm(preuve=typed),
        proof=PROOF_FIELD,
        labels={PROOF: PROOF_FIELD.label},
        errors=errors or {},
        notice=notice,
    )
