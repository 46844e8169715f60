"""Pages where a person says what they can do: the two ways in, then what was understood.

The text is read in memory and nothing of it is kept: it comes in the body of a request, as do the
skills understood, so that no address holds them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import HTMLResponse

from index.errors import InvalidQuery
from index.facts.level import shortened, without_level
from index.facts.licences import LICENCES
from index.messages import Sentence
from index.places.gazetteer import Gazetteer
from index.search.query import MAX_PLACE_CHARS, MAX_SKILL_CHARS
from index.skills.curriculum import MAX_TEXT_CHARS, LongProfile, sentences_of
from index.skills.naming import SkillNaming, sifted
from index.skills.profile import MAX_SKILLS
from index.skills.recommender import ReadQuery, Recommender
from index.taxonomy.general_skills import GeneralSkill, GeneralSkills
from service.http.capacity import CurrentBatchQueue
from service.occupations.encoding import Vectors, answered
from service.occupations.forms import UNSTORED
from service.occupations.own_skills import (
    BASIC,
    LANGUAGE_NAMES,
    name_of,
    told_level,
)
from service.presentation.distances import town_name
from service.presentation.forms import refuse_cross_site
from service.presentation.i18n import translated
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentGeneralSkills, CurrentRecommender

ADDRESS = "/competences"
NOTHING_SAID = Sentence("Dites au moins une chose que vous savez faire.")
STATE_KEPT_OUT = Sentence(
    "Ce qui touche à la santé, aux papiers ou à la vie privée n'est pas une compétence. "
    "Nous ne l'avons pas gardé."
)
TOO_LONG = Sentence("Votre texte est trop long : gardez l'essentiel.")

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True)
class Chip:
    """A skill understood in the text of a person.

    value: what the form sends; text: the same for people, with its level; general: the nearest
    general skill, None when there is none; name: of the general skill, in the language of the page.
    """

    value: str
    text: str
    general: GeneralSkill | None
    name: str


@page_at(router, ADDRESS)
def ways_in() -> HTMLResponse:
    """Render the two ways to find an occupation: say what one can do, or play."""
    return say_page()


def say_page(
    status: int = 200, error: str | None = None, text: str = "", place: str = ""
) -> HTMLResponse:
    """Render the form in which a person says what they can do, and the other ways in.

    Args:
        status: HTTP status of the answer.
        error: message about what was sent; None without error.
        text: what was typed, given back to be mended.
        place: the place typed.

    Returns:
        The page, with the message beside the text.
    """
    return page(
        "competences.html",
        status,
        error=error,
        text=text[:MAX_TEXT_CHARS],
        place=place[:MAX_PLACE_CHARS],
        most=MAX_TEXT_CHARS,
    )


@router.post(ADDRESS, dependencies=[Depends(refuse_cross_site)])
async def understood(
    request: Request,
    recommender: CurrentRecommender,
    general: CurrentGeneralSkills,
    batches: CurrentBatchQueue,
    texte: Annotated[str, Form()] = "",
    lieu: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """Render the skills understood in a text, each to be kept or left out.

    texte: a few sentences or a curriculum vitae, `MAX_TEXT_CHARS` characters at most; lieu: the
    place, "" for none. HTTP 422 when nothing can be read in it, 403 from a page of another site.
    """
    try:
        query = _query(texte, lieu, recommender.retriever.gazetteer)
    except InvalidQuery as error:
        response = say_page(422, error.message, texte, lieu)
    else:
        shown = partial(_chips_page, recommender, general, texte, lieu)
        response = await answered(request, batches, recommender, query, shown)
    response.headers.update(UNSTORED)
    return response


def _query(text: str, place: str, gazetteer: Gazetteer | None) -> LongProfile:
    if len(text) > MAX_TEXT_CHARS:
        raise InvalidQuery("texte", TOO_LONG)
    said = sentences_of(text, gazetteer)[:MAX_TEXT_CHARS]
    if not any(char.isalnum() for char in said):
        raise InvalidQuery("texte", NOTHING_SAID)
    return LongProfile(said, place=place)


def _chips_page(
    recommender: Recommender,
    general: GeneralSkills,
    text: str,
    place: str,
    read: ReadQuery,
    vectors: Vectors,
) -> HTMLResponse:
    """Render what was understood; when it is nothing, the form again with what to do."""
    found = sifted(recommender, read, vectors)
    profile, vectors = found.read.profile, found.vectors
    languages = {
        code + BASIC * (code in profile.basic): LANGUAGE_NAMES[code].capitalize()
        for code in profile.languages
    }
    skills = profile.skills or (() if found.has_state or found.conditions else read.skills)
    if not skills and not languages and not profile.licences and not found.conditions:
        return say_page(422, STATE_KEPT_OUT if found.has_state else NOTHING_SAID, text, place)
    # languages and licences count among the skills that may be compared
    skills = skills[: MAX_SKILLS - len(languages) - len(profile.licences)]
    names = SkillNaming(recommender, general).names(skills, vectors)
    where = read.understood.place
    return page(
        "skill_chips.html",
        chips=[_chip(*each) for each in zip(skills, names, strict=True)],
        languages=languages,
        basic=BASIC,
        licences={code: translated(LICENCES[code].name) for code in profile.licences},
        ways=profile.constraints,
        conditions=found.conditions,
        state=STATE_KEPT_OUT if found.has_state else "",
        place=place or ("" if where is None else town_name(where)),
        most=MAX_SKILL_CHARS,
    )


def _chip(skill: str, general: GeneralSkill | None) -> Chip:
    """Return a skill as it is shown: general is the general skill that is the nearest to it."""
    value = shortened(skill, MAX_SKILL_CHARS)
    shown = told_level(without_level(value), value)
    return Chip(value, shown, general, name_of(general) if general else "")
