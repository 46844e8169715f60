"""Page of missions: an organisation writes what it seeks, and sees roles and who to ask.

A mission is sent by POST and is in no address, as is the skill that the list is filtered by.
Nothing of a mission is stored, logged or counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from index.errors import EncoderUnavailable, InvalidQuery
from index.places.models import Place, PlaceCode
from index.search.query import MAX_CHARS, MAX_PLACE_CHARS, MAX_PROFILE_CHARS, PlacedQuery, clean
from index.search.retriever import Retriever
from index.skills.gatherers import GATHERING
from index.skills.mission_advisor import MissionAdvice, MissionAdvisor
from index.skills.query import MissionQuery
from index.skills.recommender import Recommender
from index.skills.sought import Sought, SoughtHelp
from service.auth.access import charge
from service.http.capacity import CurrentBatchQueue
from service.missions.cards import record_card, role_card
from service.occupations.encoding import encoded
from service.occupations.forms import UNSTORED, FormTexts
from service.occupations.own_skills import code_of, first, read_code
from service.occupations.pages import page_number
from service.presentation.distances import place_name
from service.presentation.forms import refuse_cross_site
from service.presentation.i18n import set_address, translated
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentRecommender

ADDRESS = "/missions"
LISTED = 12
"""Records that seek help, on one page."""
EXAMPLES = (
    "Nous cherchons un bénévole pour réparer des vélos le samedi",
    "La mairie recrute une personne pour aider les habitants dans leurs démarches en ligne",
    "qui peut refaire le site de notre asso",
)

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, ADDRESS)
async def missions(request: Request, recommender: CurrentRecommender) -> HTMLResponse:
    """Render the form of a mission, and what is sought around the place of a code.

    Words of an address are ignored.
    """
    await charge(request, 1)
    code = read_code(request.query_params, recommender.retriever)
    number = page_number(request.query_params.get("page", ""))
    return await run_in_threadpool(_list_page, recommender.retriever, _Filter("", "", code, number))


@router.post(ADDRESS, dependencies=[Depends(refuse_cross_site)])
async def send_mission(
    request: Request,
    sent: FormTexts,
    recommender: CurrentRecommender,
    batches: CurrentBatchQueue,
) -> Response:
    """Render the answer to a mission; or, for the form of the list, what is sought.

    HTTP 422 when the mission, the place or the skill cannot be read, 403 when the form is of
    another site.
    """
    place = first(sent, "lieu")
    if first(sent, "page"):
        skill = first(sent, "q")
        await charge(request, 2 if skill else 1)
        asked = _Filter(skill, place, None, page_number(first(sent, "page")))
        response = await run_in_threadpool(_list_page, recommender.retriever, asked)
    else:
        typed = first(sent, "mission"), place, sent.getlist("voie")
        response = await _answered(request, recommender, batches, typed)
    response.headers.update(UNSTORED)
    return response


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
        return await run_in_threadpool(_list_page, recommender.retriever, _Filter(), typed, error)
    await charge(request, len(given.read.texts))
    async with batches.opened(request) as slots:
        vectors = await encoded(slots, recommender, given.read.texts)
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
        list_address=_list_address(advice.place),
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
class _Filter:
    """What the list is asked for: a skill and a place as typed, "" for any; or the code of a place.

    number: of its page, from 1.
    """

    skill: str = ""
    where: str = ""
    code: PlaceCode | None = None
    number: int = 1


@dataclass(frozen=True)
class _List:
    """What records seek, by a skill and a place.

    place: recognized, None without one; needs: open ones; seeking: organisations; fault: why the
    skill or the place cannot be read, None when they can; late: True when no skill could be
    compared.
    """

    place: Place | None = None
    needs: tuple[Sought, ...] = ()
    seeking: tuple[Sought, ...] = ()
    fault: InvalidQuery | None = None
    late: bool = False


def _listed(asked: _Filter, retriever: Retriever) -> _List:
    """Return what records seek, by a skill and around a place."""
    try:
        place = retriever.place(PlacedQuery(place=asked.where, code=asked.code))
        read = clean(asked.skill) if asked.skill.strip() else ""
        sought = SoughtHelp(retriever)
        return _List(place, sought.open_needs(read, place), sought.organisations(read, place))
    except InvalidQuery as fault:
        return _List(fault=fault)
    except EncoderUnavailable:
        return _List(late=True)


def _list_page(
    retriever: Retriever,
    asked: _Filter,
    typed: tuple[str, str, list[str]] = ("", "", []),
    error: InvalidQuery | None = None,
) -> HTMLResponse:
    """Render the form of a mission, then what records seek, by a skill and a place.

    typed, error: a mission that could not be read, and why; its place is no filter of the list.
    """
    listed = _listed(asked, retriever)
    place, number = listed.place, asked.number
    named = "" if place is None else translated(place_name(place))
    card = partial(record_card, retriever=retriever, moment=datetime.now(UTC), place=place)
    shown = slice((number - 1) * LISTED, number * LISTED)
    most = max(len(listed.needs), len(listed.seeking))
    set_address(_list_address(place))
    return page(
        "missions.html",
        422 if error or listed.fault else 200,
        skill=asked.skill[:MAX_CHARS],
        where=asked.where[:MAX_PLACE_CHARS] or named,
        # a place typed stays out of the title, which the history keeps
        coded_place=named if asked.code is not None else "",
        unknown_place=asked.where if place is None and not listed.fault else "",
        needs=[card(each) for each in listed.needs[shown]],
        seeking=[card(each) for each in listed.seeking[shown]],
        open_needs=len(listed.needs),
        total=len(listed.seeking),
        number=number,
        pages=-(-most // LISTED),
        late=listed.late,
        mission_error=error.message if error else "",
        invalid_field=error.field if error else "",
        list_error=listed.fault.message if listed.fault else "",
        mission_examples=EXAMPLES,
        **_form(*typed),
    )


def _list_address(place: Place | None) -> str:
    """Return the address of what is sought, around a place that has a code."""
    code = None if place is None else code_of(place)
    return f"{ADDRESS}?{urlencode({code.parameter: code.code})}" if code else ADDRESS
