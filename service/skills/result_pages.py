"""Page of the occupations to which skills lead: its links hold identifiers of closed lists only.

The form of the page is sent by POST, words included, and answered at once: no address holds them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse

from index.errors import InvalidQuery
from index.messages import Sentence
from index.places.models import Place
from index.records import code_lists as ref
from index.search.query import MAX_CHARS, MAX_SKILL_CHARS, clean
from index.skills.naming import SkillNaming, sifted
from index.skills.recommender import ReadQuery, Recommendation, Recommender
from index.skills.teaching import Teaching
from index.taxonomy.general_skills import GeneralSkills
from service.http.capacity import BatchQueue, CurrentBatchQueue
from service.occupations.encoding import Vectors, answered
from service.occupations.forms import UNSTORED, FormTexts
from service.occupations.gaps import ShownHost, gap_shown, shown_host
from service.occupations.own_skills import (
    OwnSkills,
    Received,
    first,
    linked,
    read_address,
    read_form,
    required_code,
)
from service.occupations.pages import named_gap, page_number
from service.presentation.forms import refuse_cross_site
from service.presentation.i18n import set_address, to
from service.presentation.templating import page, page_at, site_address
from service.runtime.dependencies import (
    CurrentGeneralSkills,
    CurrentRecommender,
    CurrentTeaching,
)
from service.skills.say_pages import NOTHING_SAID, STATE_KEPT_OUT, say_page

ADDRESS = "/competences/resultat"
PAGE_SIZE = 6
MAX_PAGES = 8
OFFERS_SHOWN = 3
MOST_BOXES = 12
"""Skills shown as boxes to untick, at most; more are lines of one text, or they would be a third of
the elements of the page."""
UNNAMED = Sentence("Écrivez le nom d'un métier : « soudeur », « aide à domicile ».")
EVERY_WAY = "toutes"
"""Value of the button that leaves the ways out."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True)
class _Serving:
    """What the page is made from: parts of the service."""

    recommender: Recommender
    teaching: Teaching
    general: GeneralSkills
    batches: BatchQueue


async def _serving(
    recommender: CurrentRecommender,
    teaching: CurrentTeaching,
    general: CurrentGeneralSkills,
    batches: CurrentBatchQueue,
) -> _Serving:
    """Return the parts of the service; a FastAPI dependency."""
    return _Serving(recommender, teaching, general, batches)


Serving = Annotated[_Serving, Depends(_serving)]


@dataclass(frozen=True)
class _Asked:
    """What a page of results was asked for: skills, page, occupation named ("" for none).

    site: public address of the site; error: what is wrong with the name, None when nothing is.
    """

    own: OwnSkills
    number: int
    named: str
    site: str
    error: str | None


@page_at(router, ADDRESS)
async def results(request: Request, serving: Serving) -> HTMLResponse:
    """Render the occupations that suit the listed skills of an address, best first, and why.

    HTTP 422 when the address holds no skill of a list, or too many: its words are ignored.
    """
    return await _answered(request, request.query_params, serving, is_form=False)


@router.post(ADDRESS, dependencies=[Depends(refuse_cross_site)])
async def send_skills(request: Request, sent: FormTexts, serving: Serving) -> HTMLResponse:
    """Render the occupations that suit the skills of a form, words included.

    HTTP 422 when the form holds no skill, too many, or one that is too long; 403 from a page of
    another site.
    """
    response = await _answered(request, sent, serving, is_form=True)
    response.headers.update(UNSTORED)
    return response


async def _answered(
    request: Request, received: Received, serving: _Serving, *, is_form: bool
) -> HTMLResponse:
    recommender = serving.recommender
    read_skills = read_form if is_form else read_address
    try:
        own = read_skills(
            received, serving.general, recommender.compared.labels, recommender.retriever
        )
        if not own:
            raise InvalidQuery("c", NOTHING_SAID)
        own = _with_chosen_way(own, first(received, "choix"))
        number = min(page_number(first(received, "page")), MAX_PAGES)
        query = own.query(number * PAGE_SIZE + 1)
    except InvalidQuery as error:
        return say_page(422, error.message, place=first(received, "lieu") if is_form else "")
    named, wrong = _named(first(received, "metier") if is_form else "")
    asked = _Asked(own, number, named, site_address(request), wrong)

    def shown(read: ReadQuery, vectors: Vectors) -> HTMLResponse:
        return _results_page(asked, serving, read, vectors)

    return await answered(request, serving.batches, recommender, query, shown, more=bool(named))


def _with_chosen_way(own: OwnSkills, choice: str) -> OwnSkills:
    """Return the skills with the way of the button that was pressed, if any."""
    if choice == EVERY_WAY:
        return replace(own, ways=())
    return replace(own, ways=(choice,)) if choice in ref.VOIES.labels else own


def _named(typed: str) -> tuple[str, str | None]:
    """Return the name of an occupation typed, cleaned, and what is wrong with it."""
    if not typed.strip():
        return "", None
    try:
        return clean(typed), None
    except InvalidQuery:
        return "", UNNAMED


def _results_page(
    asked: _Asked, serving: _Serving, read: ReadQuery, vectors: Vectors
) -> HTMLResponse:
    recommender, own = serving.recommender, asked.own
    found = sifted(recommender, read, vectors)
    read, vectors = found.read, found.vectors
    if not read.skills:
        return say_page(422, STATE_KEPT_OUT if found.has_state else NOTHING_SAID)
    kept = tuple(phrase for phrase in own.phrases if phrase in read.skills)
    conditions = tuple(dict.fromkeys((*own.conditions, *found.conditions)))
    own = replace(own, phrases=kept, conditions=conditions)
    advice = recommender.answer(read, vectors)
    return page(
        "skill_results.html",
        422 if asked.error else 200,
        own=own,
        code=required_code,
        state=STATE_KEPT_OUT if found.has_state else "",
        asked=asked.named,
        error=asked.error,
        place=advice.place,
        unknown=advice.unknown_place,
        widened=advice.widened,
        offers=_offers(advice),
        most=MAX_CHARS,
        most_chars=MAX_SKILL_CHARS,
        most_boxes=MOST_BOXES,
        every_way=EVERY_WAY,
        **_link(asked, serving, own, vectors, advice.place),
        **_gaps(asked, serving, advice, read, vectors),
    )


def _link(
    asked: _Asked, serving: _Serving, own: OwnSkills, vectors: Vectors, place: Place | None
) -> dict[str, object]:
    """Return what links hold, the address to keep, and how many skills are in neither."""
    labels = SkillNaming(serving.recommender, serving.general).labels(own.phrases, vectors)
    known = dict(zip(own.phrases, labels, strict=True))
    link, left = linked(own, known, serving.general, place)
    set_address(link.address(ADDRESS))
    address = f"{asked.site}{to(link.address(ADDRESS))}" if link else ""
    return {"link": link, "left": left, "address": address}


def _gaps(
    asked: _Asked,
    serving: _Serving,
    advice: Recommendation,
    read: ReadQuery,
    vectors: Vectors,
) -> dict[str, object]:
    """Return the occupations of the page that was asked for, and the one that was named."""
    recommender, teaching, place = serving.recommender, serving.teaching, advice.place
    start, named = (asked.number - 1) * PAGE_SIZE, None
    if asked.named and (nearest := recommender.occupations(asked.named)):
        named = named_gap(nearest[0], recommender, teaching, place, read, vectors)
    gaps = [
        gap_shown(match, hosts, teaching, place)
        for match, hosts in advice.matches[start : start + PAGE_SIZE]
    ]
    more = len(advice.matches) > start + PAGE_SIZE and asked.number < MAX_PAGES
    return {"number": asked.number, "named": named, "gaps": gaps, "more": more}


def _offers(advice: Recommendation) -> list[tuple[ShownHost, str]]:
    """Return some records that look for one of the skills, with the skill in their words."""
    return [
        (shown_host(offer, advice.place), offer.phrase) for offer in advice.offers[:OFFERS_SHOWN]
    ]
