"""Page of the occupations to which skills lead; the address holds the skills, nothing else does."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from index.errors import InvalidQuery
from index.messages import Sentence
from index.search.query import MAX_CHARS, MAX_SKILL_CHARS, clean
from index.skills.recommender import ReadQuery, Recommendation, Recommender
from index.skills.teaching import Teaching
from service.http.capacity import CurrentBatchQueue
from service.occupations.encoding import Vectors, answered
from service.occupations.gaps import ShownHost, gap_shown, shown_host
from service.occupations.own_skills import OwnSkills, read_own_skills
from service.occupations.pages import named_gap, page_number
from service.presentation.templating import page, page_at
from service.runtime.dependencies import (
    CurrentGeneralSkills,
    CurrentRecommender,
    CurrentTeaching,
)
from service.skills.say_pages import NOTHING_SAID, say_page

ADDRESS = "/competences/resultat"
PAGE_SIZE = 6
MAX_PAGES = 8
OFFERS_SHOWN = 3
MOST_BOXES = 12
"""Skills shown as boxes to untick, at most; more are lines of one text, or they would be a third of
the elements of the page."""
UNNAMED = Sentence("Écrivez le nom d'un métier : « soudeur », « aide à domicile ».")

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True)
class _Asked:
    """What a page of results was asked for: skills, page, occupation named ("" for none)."""

    own: OwnSkills
    number: int
    named: str
    error: str | None


@page_at(router, ADDRESS)
async def results(
    request: Request,
    recommender: CurrentRecommender,
    teaching: CurrentTeaching,
    general: CurrentGeneralSkills,
    batches: CurrentBatchQueue,
) -> HTMLResponse:
    """Render the occupations that suit some skills, best first, and why.

    HTTP 422 when the address holds no skill, too many, or one that is too long.
    """
    received = request.query_params
    try:
        own = read_own_skills(received, general)
        if not own:
            raise InvalidQuery("c", NOTHING_SAID)
        number = min(page_number(received), MAX_PAGES)
        query = own.query(number * PAGE_SIZE + 1)
    except InvalidQuery as error:
        return say_page(422, error.message, place=received.get("lieu", ""))
    named, wrong = _named(received.get("metier", ""))
    asked = _Asked(own, number, named, wrong)

    def shown(read: ReadQuery, vectors: Vectors) -> HTMLResponse:
        return _results_page(asked, recommender, teaching, read, vectors)

    return await answered(request, batches, recommender, query, shown, more=bool(named))


def _named(typed: str) -> tuple[str, str | None]:
    """Return the name of an occupation typed, cleaned, and what is wrong with it."""
    if not typed.strip():
        return "", None
    try:
        return clean(typed), None
    except InvalidQuery:
        return "", UNNAMED


def _results_page(
    asked: _Asked,
    recommender: Recommender,
    teaching: Teaching,
    read: ReadQuery,
    vectors: Vectors,
) -> HTMLResponse:
    advice = recommender.answer(read, vectors)
    start, place = (asked.number - 1) * PAGE_SIZE, advice.place
    named = None
    if asked.named and (nearest := recommender.occupations(asked.named)):
        named = named_gap(nearest[0], recommender, teaching, place, read, vectors)
    return page(
        "skill_results.html",
        422 if asked.error else 200,
        own=asked.own,
        number=asked.number,
        gaps=[
            gap_shown(match, hosts, teaching, place)
            for match, hosts in advice.matches[start : start + PAGE_SIZE]
        ],
        more=len(advice.matches) > start + PAGE_SIZE and asked.number < MAX_PAGES,
        asked=asked.named,
        error=asked.error,
        named=named,
        place=place,
        unknown=advice.unknown_place,
        relaxed=advice.relaxed,
        offers=_offers(advice),
        most=MAX_CHARS,
        most_chars=MAX_SKILL_CHARS,
        most_boxes=MOST_BOXES,
    )


def _offers(advice: Recommendation) -> list[tuple[ShownHost, str]]:
    """Return some records that look for one of the skills, with the skill in their words."""
    return [
        (shown_host(offer, advice.place), offer.phrase) for offer in advice.offers[:OFFERS_SHOWN]
    ]
