"""Pages where a person says what they can do: the two ways in, then what was understood.

The text is read in memory and nothing of it is kept: it comes in the body of a request, so that no
address holds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import HTMLResponse

from index.errors import InvalidQuery
from index.messages import Sentence
from index.search.query import MAX_PLACE_CHARS, MAX_SKILL_CHARS
from index.skills.curriculum import MAX_TEXT_CHARS, LongProfile, licences, sentences_of
from index.skills.naming import SkillNaming
from index.skills.recommender import ReadQuery, Recommender
from index.taxonomy.general_skills import GeneralSkill, GeneralSkills
from service.http.capacity import CurrentBatchQueue
from service.occupations.encoding import Vectors, answered
from service.occupations.own_skills import LANGUAGE_NAMES, name_of
from service.presentation.forms import refuse_cross_site
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentGeneralSkills, CurrentRecommender

ADDRESS = "/competences"
NOTHING_SAID = Sentence("Dites au moins une chose que vous savez faire.")
TOO_LONG = Sentence("Votre texte est trop long : gardez l'essentiel.")
UNSTORED = {"Cache-Control": "private, no-store"}

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True)
class Chip:
    """A skill understood in the text of a person.

    text: in their words; general: the nearest general skill, None when there is none; name: of the
    general skill, in the language of the page.
    """

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
        query = _query(texte, lieu)
    except InvalidQuery as error:
        response = say_page(422, error.message, texte, lieu)
    else:
        shown = partial(_chips_page, recommender, general, texte, lieu)
        response = await answered(request, batches, recommender, query, shown)
    response.headers.update(UNSTORED)
    return response


def _query(text: str, place: str) -> LongProfile:
    if len(text) > MAX_TEXT_CHARS:
        raise InvalidQuery("texte", TOO_LONG)
    said = sentences_of(text)[:MAX_TEXT_CHARS]
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
    driving = licences(text)
    skills = [skill for skill in read.profile.skills if not (driving and _is_licence(skill))]
    languages = {code: LANGUAGE_NAMES[code] for code in read.profile.languages}
    if not skills and not languages and not driving:
        return say_page(422, NOTHING_SAID, text, place)
    occupations = recommender.retriever.content.occupations
    names = SkillNaming(occupations, general).names(skills, vectors) if skills else []
    found = read.understood.place
    return page(
        "skill_chips.html",
        chips=[
            Chip(_shortened(skill), named, name_of(named) if named else "")
            for skill, named in zip(skills, names, strict=True)
        ],
        languages=languages,
        licences=driving,
        ways=read.profile.constraints,
        place=place or ("" if found is None else found.nom.partition(" (")[0]),
        most=MAX_SKILL_CHARS,
    )


def _is_licence(skill: str) -> bool:
    """Return whether a skill says a driving licence and nothing else: "permis B"."""
    return len(skill.split()) <= 2 and bool(licences(skill))


def _shortened(skill: str) -> str:
    """Return a skill cut between two words where it is longer than an address may hold."""
    if len(skill) <= MAX_SKILL_CHARS:
        return skill
    return skill[:MAX_SKILL_CHARS].rpartition(" ")[0] or skill[:MAX_SKILL_CHARS]
