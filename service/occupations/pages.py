"""Pages of occupations (jobs and volunteer roles): the index, and the sheet of each."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from index.errors import InvalidQuery
from index.places.models import Place
from index.records import code_lists as ref
from index.search.query import MAX_CHARS, MAX_PAGE, clean
from index.skills.gap import gap_to
from index.skills.nearby import nearby
from index.skills.neighbours import neighbours
from index.skills.recommender import Host, ReadQuery, Recommender
from index.skills.teaching import Teaching
from index.taxonomy.occupations import Occupation
from service.http.capacity import CurrentBatchQueue
from service.occupations.encoding import Vectors, answered
from service.occupations.forms import UNSTORED, FormTexts
from service.occupations.gaps import Gap, gap_shown, shown_host
from service.occupations.own_skills import OwnSkills, code_of, read_address, read_form
from service.presentation.forms import refuse_cross_site
from service.presentation.i18n import set_address, to
from service.presentation.templating import page, page_at
from service.runtime.dependencies import (
    CurrentGeneralSkills,
    CurrentRecommender,
    CurrentTeaching,
)

ADDRESS = "/metiers"
SHEET = ADDRESS + "/{identifier}"
PAGE_SIZE = 20
NEIGHBOURS_SHOWN = 5
ROME = "rome"
"""Source of the occupations imported from ROME, the official list of France Travail."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, ADDRESS)
def index(request: Request, recommender: CurrentRecommender) -> HTMLResponse:
    """Render the occupations of a family and of a way in, the nearest to a title first.

    HTTP 422 for a title that cannot be read.
    """
    received, error = request.query_params, None
    typed = received.get("q", "")
    family, way = received.get("famille", ""), received.get("voie", "")
    try:
        listed = recommender.occupations(clean(typed) if typed.strip() else "")
    except InvalidQuery as invalid:
        listed, error = recommender.occupations(""), invalid.message
    kept = [each for each in listed if _is_kept(each, family, way)]
    number = page_number(received.get("page", ""))
    return page(
        "occupation_index.html",
        422 if error else 200,
        q=typed[:MAX_CHARS],
        error=error,
        family=family if family in ref.FAMILLES.labels else "",
        way=way if way in ref.VOIES.labels else "",
        occupations=kept[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
        total=len(kept),
        number=number,
        last=max(1, -(-len(kept) // PAGE_SIZE)),
        rome=ROME,
    )


def page_number(typed: str) -> int:
    """Return the number of the page asked for, 1 when it is not valid.

    typed: as the address or the form holds it, "" for none.
    """
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 3 else 1
    return min(max(number, 1), MAX_PAGE)


def _is_kept(occupation: Occupation, family: str, way: str) -> bool:
    """Return whether an occupation has a family and a way in, each "" or unknown for any."""
    return (family not in ref.FAMILLES.labels or family in occupation.familles) and (
        way not in ref.VOIES.labels or way in occupation.voies
    )


@page_at(router, SHEET)
async def sheet(
    identifier: str,
    request: Request,
    recommender: CurrentRecommender,
    teaching: CurrentTeaching,
    general: CurrentGeneralSkills,
    batches: CurrentBatchQueue,
) -> HTMLResponse:
    """Render an occupation, who employs, hosts or trains people for it, and its neighbours.

    When the address holds listed skills of a person, what they have and lack of it comes first;
    words are ignored. HTTP 422 for too many skills, 404 for an unknown occupation.
    """
    occupation = recommender.occupation(identifier)
    shown = partial(_sheet_page, occupation, recommender)
    try:
        own = read_address(
            request.query_params, general, recommender.compared.labels, recommender.retriever
        )
        query = own.query(1) if own else None
    except InvalidQuery as error:
        return shown(OwnSkills(), status=422, error=error.message)
    if query is None:
        return shown(own)

    def compared(read: ReadQuery, vectors: Vectors) -> HTMLResponse:
        place = recommender.retriever.place(own.placed)
        gap = named_gap(occupation, recommender, teaching, place, read, vectors)
        return shown(own, gap=gap)

    return await answered(request, batches, recommender, query, compared)


@router.post(SHEET, dependencies=[Depends(refuse_cross_site)])
def send_place(
    identifier: str, sent: FormTexts, recommender: CurrentRecommender, general: CurrentGeneralSkills
) -> Response:
    """Redirect to the sheet around the place typed, by its code; HTTP 422 when it is not known.

    HTTP 403 from a page of another site, 404 for an unknown occupation.
    """
    occupation, own = recommender.occupation(identifier), OwnSkills()
    try:
        own = read_form(sent, general, recommender.compared.labels, recommender.retriever)
        place = recommender.retriever.place(own.placed)
    except InvalidQuery as error:
        response = _sheet_page(
            occupation, recommender, OwnSkills(), status=422, error=error.message
        )
    else:
        code = None if place is None else code_of(place)
        if code or not own.place:
            found = replace(own, place="", code=code)
            return RedirectResponse(to(found.address(f"{ADDRESS}/{occupation.id}")), 303)
        response = _sheet_page(occupation, recommender, replace(own, phrases=()))
    response.headers.update(UNSTORED)
    return response


def named_gap(
    occupation: Occupation,
    recommender: Recommender,
    teaching: Teaching,
    place: Place | None,
    read: ReadQuery,
    vectors: Vectors,
) -> Gap:
    """Return what a person has and lacks of one occupation, whatever its rank for them.

    Args:
        occupation: the one asked about.
        recommender: gives the index.
        teaching: finds who teaches a missing skill.
        place: the place looked for; None without one.
        read: the skills of the person.
        vectors: each text of `read.texts` -> its embedding, (1, d) float32, unit norm.

    Returns:
        The gap, with the hosts near the place.
    """
    match = gap_to(recommender, occupation, read, vectors)
    return gap_shown(match, hosts_near(occupation, recommender, place), teaching, place)


def hosts_near(
    occupation: Occupation, recommender: Recommender, place: Place | None
) -> tuple[Host, ...]:
    """Return the records that employ, host or train for an occupation, the nearest first.

    Args:
        occupation: that names them.
        recommender: gives the index; records that it lacks are left out.
        place: the place looked for; None for all of them.

    Returns:
        The records, each with how far it is.
    """
    retriever = recommender.retriever
    rows = [retriever.rows[actor] for actor in occupation.acteurs if actor in retriever.rows]
    return nearby(retriever, place, rows)


def _sheet_page(
    occupation: Occupation,
    recommender: Recommender,
    own: OwnSkills,
    *,
    gap: Gap | None = None,
    status: int = 200,
    error: str | None = None,
) -> HTMLResponse:
    place = recommender.retriever.place(own.placed)
    set_address(own.address(f"{ADDRESS}/{occupation.id}"))
    return page(
        "occupation.html",
        status,
        occupation=occupation,
        own=own,
        gap=gap,
        error=error,
        place=place,
        unknown=bool(own.place) and place is None,
        hosts=[shown_host(each, place) for each in hosts_near(occupation, recommender, place)],
        neighbours=neighbours(
            recommender.compared.of((occupation.source,)), occupation, NEIGHBOURS_SHOWN
        ),
        rome=ROME,
    )
