"""API routes that store an opinion on a result, or a report of an error in a record.

They are for partners, who send an API key with the right to write.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Request
from starlette.responses import Response

from index.messages import Sentence
from service.auth.access import SCOPE, require
from service.auth.rights import Scope
from service.feedback.opinions import REFUSED_TO_KEYS as OPINIONS_REFUSED
from service.feedback.opinions import Feedback
from service.feedback.reports import REFUSED_TO_KEYS as REPORTS_REFUSED
from service.feedback.reports import Reports
from service.feedback.schemas import (
    OPINION_EXAMPLES,
    OPINION_STORED,
    REPORT_EXAMPLES,
    REPORT_STORED,
    AvisParametres,
    AvisReponse,
    SignalementParametres,
    SignalementReponse,
)
from service.feedback.submissions import SubmissionOutcome
from service.http.problems import ErrorResponse
from service.http.responses import (
    FORBIDDEN,
    INVALID,
    NOT_READY,
    TOO_LONG,
    TOO_MANY,
    UNAUTHORISED,
    UNREADABLE,
)
from service.presentation.forms import until_tomorrow_s
from service.runtime.dependencies import CurrentSearch, CurrentThesaurus
from service.runtime.services import services_of

ERROR_RESPONSES: dict[int | str, dict[str, Any]] = {
    400: UNREADABLE,
    401: UNAUTHORISED,
    403: FORBIDDEN,
    413: TOO_LONG,
    422: INVALID,
    429: TOO_MANY,
    503: NOT_READY,
}

router = APIRouter(
    prefix="/api/v1",
    tags=["retours"],
    dependencies=[Depends(require(Scope.ECRITURE))],
    responses=ERROR_RESPONSES,
)


@router.post(
    "/feedback",
    status_code=201,
    response_model=AvisReponse,
    summary="Dire si une réponse est utile",
    openapi_extra={SCOPE: Scope.ECRITURE.value},
)
def give_feedback(
    request: Request,
    parameters: Annotated[AvisParametres, Body(openapi_examples=OPINION_EXAMPLES)],
    searcher: CurrentSearch,
    thesaurus: CurrentThesaurus,
) -> AvisReponse | Response:
    """Garde un avis : le jour, la fiche, le besoin du thésaurus, utile ou non.

    Ni l'heure, ni la clé, ni l'adresse, ni le texte d'une recherche ne sont gardés. Les mots ne
    viennent que d'une personne qui a choisi de les écrire. Un avis est effacé après deux ans.
    """
    opinion = parameters.opinion(searcher, thesaurus)
    feedback = services_of(request).get(Feedback)
    if (outcome := feedback.add(opinion, with_key=True)) is not SubmissionOutcome.STORED:
        return _limit_reached(OPINIONS_REFUSED[outcome])
    return AvisReponse(
        fiche=opinion.record,
        besoin=opinion.need,
        utile=opinion.useful,
        mots=opinion.words,
        message=OPINION_STORED,
    )


@router.post(
    "/reports",
    status_code=201,
    response_model=SignalementReponse,
    summary="Signaler une erreur",
    openapi_extra={SCOPE: Scope.ECRITURE.value},
)
def report_mistake(
    request: Request,
    parameters: Annotated[SignalementParametres, Body(openapi_examples=REPORT_EXAMPLES)],
    searcher: CurrentSearch,
) -> SignalementReponse | Response:
    """Garde une erreur vue dans une fiche : le jour, la fiche, la raison, un commentaire.

    L'équipe du site lit les signalements et corrige les fiches. Rien n'est gardé de qui signale.
    Un signalement est effacé après deux ans.
    """
    report = parameters.report(searcher)
    reports = services_of(request).get(Reports)
    if (outcome := reports.add(report, with_key=True)) is not SubmissionOutcome.STORED:
        return _limit_reached(REPORTS_REFUSED[outcome])
    return SignalementReponse(
        fiche=report.record,
        raison=report.reason,
        rubrique=report.section,
        commentaire=report.comment,
        message=REPORT_STORED,
    )


def _limit_reached(message: Sentence) -> Response:
    """Return the 429 problem of a daily limit, which ends at midnight."""
    return ErrorResponse(429, message, headers={"Retry-After": str(until_tomorrow_s())}).response()
