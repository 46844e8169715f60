"""Page where the operator settles proposals, reports and opinions, with an API key.

The key is sent at each action, in a field of the form or in a header, and the browser stores
nothing of it: a page of another site can send no action, because it does not know the key.
"""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import HTMLResponse, Response

from index.errors import AccessError, OrientessError, StoreError
from index.messages import Sentence
from index.records.jsonl import read_records
from service.auth.access import key_of_form
from service.auth.rights import Scope
from service.feedback.opinions import Feedback
from service.feedback.reports import REASONS, SECTIONS, Reports
from service.http.problems import orientess_problem
from service.presentation.forms import refuse_cross_site
from service.presentation.templating import page, page_at
from service.proposals.desk import KINDS, Action, Desk
from service.proposals.table import MAX_REASON, Proposals
from service.runtime.dependencies import CurrentThesaurus
from service.runtime.services import services_of
from service.settings import Settings

LOG = logging.getLogger("orientess")
ADDRESS = "/reception"
MAX_NUMBER = 2**53

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


async def _refusal_of_header(request: Request) -> AccessError | None:
    """Return why the headers of a request do not open the page, None when they do."""
    return await _refusal(request, "")


async def _refusal_of_form(
    request: Request, cle: Annotated[str, Form()] = ""
) -> AccessError | None:
    """Return why the key of a form does not open the page, None when it does."""
    return await _refusal(request, cle.strip())


async def _refusal(request: Request, secret: str) -> AccessError | None:
    try:
        await key_of_form(request, secret, Scope.RECEPTION)
    except AccessError as error:
        return error
    return None


@page_at(router, ADDRESS)
def desk(
    request: Request,
    refusal: Annotated[AccessError | None, Depends(_refusal_of_header)],
    thesaurus: CurrentThesaurus,
) -> Response:
    """Render the form that asks for the key; or what waits, when a header presents the key."""
    if refusal is not None:
        return page("desk_key.html", message="")
    return _desk_page(request, "", thesaurus)


@router.post(ADDRESS, dependencies=[Depends(refuse_cross_site)])
def settle(
    request: Request,
    refusal: Annotated[AccessError | None, Depends(_refusal_of_form)],
    thesaurus: CurrentThesaurus,
    cle: Annotated[str, Form()] = "",
    action: Annotated[str, Form()] = "",
    numero: Annotated[int, Form(ge=0, le=MAX_NUMBER)] = 0,
    motif: Annotated[str, Form()] = "",
) -> Response:
    """Do one action of the operator, if any, then render what waits.

    cle: the key; action: value of an `Action`, "" to see what waits; numero: number of the item;
    motif: reason of a refusal. A wrong key is answered by the form that asks for it, with the
    status of the error.
    """
    if refusal is not None:
        problem = orientess_problem(refusal)
        response = page("desk_key.html", problem.status, message=str(refusal))
        response.headers.update(problem.headers)
        return response
    if not action:
        return _desk_page(request, cle, thesaurus)
    try:
        done = _desk(request).settle(action, numero, motif)
    except StoreError:
        raise
    except OrientessError as error:
        message = getattr(error, "message", str(error))
        return _desk_page(request, cle, thesaurus, 422, error=message)
    except OSError as error:
        LOG.error("catalogue non écrit : %s", type(error).__name__)
        failed = Sentence(
            "Le service ne peut pas écrire le catalogue. "
            "Lancez « orientess proposals accept %(number)s ».",
            number=numero,
        )
        return _desk_page(request, cle, thesaurus, 503, error=failed)
    return _desk_page(request, cle, thesaurus, done=done)


def _desk(request: Request) -> Desk:
    services = services_of(request)
    return Desk(
        services.get(Proposals),
        services.get(Reports),
        services.get(Feedback),
        services.get(Settings).actors,
    )


def _desk_page(
    request: Request,
    secret: str,
    thesaurus: CurrentThesaurus,
    status: int = 200,
    *,
    done: str = "",
    error: str = "",
) -> HTMLResponse:
    """Render what waits; secret: the key, sent again by each form; done, error: of an action."""
    current = _desk(request)
    return page(
        "desk.html",
        status,
        secret=secret,
        actions=Action,
        kinds=KINDS,
        reasons=REASONS,
        sections=SECTIONS,
        needs=thesaurus,
        proposals=current.waiting_proposals(read_records(current.catalogue), thesaurus),
        reports=current.waiting_reports(),
        opinions=current.waiting_opinions(),
        max_reason=MAX_REASON,
        done=done,
        problem=error,
    )
