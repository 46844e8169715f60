"""Page of missions: an organisation writes what it seeks, and sees roles and who to ask.

A short mission is in the address, which can be shared; a longer one is sent by POST and is in no
address. Nothing of a mission is stored, logged or counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from index.errors import EncoderUnavailable, InvalidQuery
from index.places.models import Place
from index.search.query import MAX_PAGE, MAX_PLACE_CHARS, MAX_PROFILE_CHARS, PlacedQuery, clean
from index.search.retriever import Retriever
from index.skills.gatherers import GATHERING
from index.skills.mission_advisor import MissionAdvice, MissionAdvisor
from index.skills.query import MissionQuery
from index.skills.recommender import Recommender
from index.skills.sought import Sought, SoughtHelp
from service.auth.access import charge
from service.http.capacity import CurrentBatchQueue
from service.missions.cards import record_card, role_card
from service.presentation.forms import refuse_cross_site
from service.presentation.i18n import to
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentRecommender

ADDRESS = "/missions"
SHARED_CHARS = 300
"""Most characters of a mission that stands in an address."""
LISTED = 12
"""Records that seek help, on one page."""
EXAMPLES = (
    "Nous cherchons un bénévole pour réparer des vélos le samedi",
    "La mairie recrute une personne pour aider les habitants dans leurs démarches en ligne",
    "qui peut refaire le site de notre asso",
)

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, ADDRESS)
async def missions(
    request: Request, recommender: CurrentRecommender, batches: CurrentBatchQueue
) -> HTMLResponse:
    """Render the answer to the mission in the address; without one, the form and what is sought.

    HTTP 422 when the mission, the place or the skill cannot be read.
    """
    sent = request.query_params
    mission, place, ways = sent.get("mission", ""), sent.get("lieu", ""), sent.getlist("voie")
    if mission:
        return await _answered(request, recommender, batches, (mission, place, ways))
    await charge(request, 2 if sent.get("q") else 1)
    return await run_in_threadpool(_list_page, request, recommender.retriever)


@router.post(ADDRESS, dependencies=[Depends(refuse_cross_site)])
async def send_mission(
    request: Request,
    recommender: CurrentRecommender,
    batches: CurrentBatchQueue,
    mission: Annotated[str, Form()] = "",
    lieu: Annotated[str, Form()] = "",
    voie: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Redirect to the address of a short mission; answer a longer one at once.

    HTTP 422 when the mission or the place cannot be read, 403 when the form is of another site.
    """
    ways = voie or []
    if mission.strip() and len(mission) <= SHARED_CHARS and len(lieu) <= MAX_PLACE_CHARS:
        fields = [("mission", mission), ("lieu", lieu), *(("voie", way) for way in ways)]
        shown = urlencode([(name, value) for name, value in fields if value])
        return RedirectResponse(f"{to(ADDRESS)}?{shown}", 303)
    return await _answered(request, recommender, batches, (mission, lieu, ways))


async def _answered(
    request: Request,
    recommender: Recommender,
    batches: CurrentBatchQueue,
    typed: tuple[str, str, list[str]],
) -> HTMLResponse:
    """Render the answer to a mission, or the form with what to mend.

    typed: the mission, its place and the ways to take part, as sent.
    """
    advisor, (mission, place, ways) = MissionAdvisor(recommender), typed
    try:
        if not set(ways) <= GATHERING.keys():
            raise InvalidQuery("voies", "Ce choix n'existe pas.")
        query = MissionQuery(mission, place=place, ways=tuple(ways))
        given = await run_in_threadpool(advisor.read, query)
    except InvalidQuery as error:
        return await run_in_threadpool(_list_page, request, recommender.retriever, typed, error)
    await charge(request, len(given.read.texts))
    async with batches.opened(request) as slots:
        vectors = {
            text: await slots.run(partial(recommender.encode, text)) for text in given.read.texts
        }
        advice = await slots.run(partial(advisor.answer, given, vectors))
        return await slots.run(partial(_answer_page, advice, recommender.retriever, typed))


def _answer_page(
    advice: MissionAdvice, retriever: Retriever, typed: tuple[str, str, list[str]]
) -> HTMLResponse:
    """Render the roles that a mission resembles, and who gathers such people."""
    mission, place, ways = typed
    card = partial(record_card, retriever=retriever, moment=datetime.now(UTC), place=advice.place)
    return page(
        "mission_answer.html",
        advice=advice,
        roles=[role_card(match, hosts, advice.mission.skills) for match, hosts in advice.matches],
        gatherings=[
            (each.way, [card(gatherer) for gatherer in each.gatherers])
            for each in advice.gatherings
        ],
        shared=len(mission) <= SHARED_CHARS,
        list_query=urlencode({"lieu": place}) if place else "",
        **_form(mission, place, ways),
    )


def _form(mission: str, place: str, ways: list[str]) -> dict[str, object]:
    """Return the values that the form of a mission shows."""
    return {
        "mission": mission[:MAX_PROFILE_CHARS],
        "place": place[:MAX_PLACE_CHARS],
        "chosen": ways,
        "ways": tuple(GATHERING),
        "max_mission": MAX_PROFILE_CHARS,
    }


@dataclass(frozen=True)
class _List:
    """What records seek, by the skill and the place of an address.

    place: recognized, None without one; needs: open ones; seeking: organisations; fault: why the
    skill or the place cannot be read, None when they can; late: True when no skill could be
    compared.
    """

    place: Place | None = None
    needs: tuple[Sought, ...] = ()
    seeking: tuple[Sought, ...] = ()
    fault: InvalidQuery | None = None
    late: bool = False


def _listed(skill: str, where: str, retriever: Retriever) -> _List:
    """Return what records seek, by a skill and around a place as typed, "" for any."""
    try:
        place = retriever.place(PlacedQuery(place=where))
        read = clean(skill) if skill.strip() else ""
        sought = SoughtHelp(retriever)
        return _List(place, sought.open_needs(read, place), sought.organisations(read, place))
    except InvalidQuery as fault:
        return _List(fault=fault)
    except EncoderUnavailable:
        return _List(late=True)


def _list_page(
    request: Request,
    retriever: Retriever,
    typed: tuple[str, str, list[str]] = ("", "", []),
    error: InvalidQuery | None = None,
) -> HTMLResponse:
    """Render the form of a mission, then what records seek, by the skill and place of the address.

    typed, error: a mission that could not be read, and why; its place is no filter of the list.
    """
    skill, where = ("", "") if error else _filters(request)
    listed = _listed(skill, where, retriever)
    number = _page_number(request.query_params.get("page", ""))
    card = partial(record_card, retriever=retriever, moment=datetime.now(UTC), place=listed.place)
    shown = slice((number - 1) * LISTED, number * LISTED)
    most = max(len(listed.needs), len(listed.seeking))
    return page(
        "missions.html",
        422 if error or listed.fault else 200,
        skill=skill,
        where=where[:MAX_PLACE_CHARS],
        unknown_place=where if listed.place is None and not listed.fault else "",
        needs=[card(each) for each in listed.needs[shown]],
        seeking=[card(each) for each in listed.seeking[shown]],
        open_needs=len(listed.needs),
        total=len(listed.seeking),
        number=number,
        pages=-(-most // LISTED),
        page_address=partial(_page_address, skill, where),
        late=listed.late,
        mission_error=error.message if error else "",
        invalid_field=error.field if error else "",
        list_error=listed.fault.message if listed.fault else "",
        mission_examples=EXAMPLES,
        **_form(*typed),
    )


def _filters(request: Request) -> tuple[str, str]:
    """Return the skill and the place by which the list is filtered, as typed."""
    return request.query_params.get("q", ""), request.query_params.get("lieu", "")


def _page_number(text: str) -> int:
    """Return the number of a page of the list, from 1."""
    return min(max(int(text), 1), MAX_PAGE) if text.isascii() and text.isdigit() else 1


def _page_address(skill: str, where: str, number: int) -> str:
    """Return the URL of a page of the list of what records seek."""
    fields = {"q": skill, "lieu": where, "page": str(number)}
    shown = urlencode({name: value for name, value in fields.items() if value})
    return f"{to(ADDRESS)}?{shown}#cherchent"
