"""Pages of the game of skills: one card at a time, then what the person is and could do.

The server stores nothing: the cards answered so far are in the URL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from index.languages import FRENCH
from index.skill_game.game import MAX_CARDS, Answer, Turn, make_game
from index.skill_game.state import read_turns, state_of
from index.taxonomy.general_skills import GeneralSkill, TranslatedSkill
from service.presentation.i18n import language, set_address, to
from service.presentation.templating import page, page_at, site_address
from service.runtime.dependencies import CurrentGeneralSkills, CurrentRecommender, CurrentTree
from service.skill_game.gear import gear_of

ADDRESS = "/competences/jeu"
SKILLS = "/competences"
RESULT = f"{SKILLS}/resultat"
CARD = "#carte"
"""Fragment of the card: the page opens on it, and the focus is there for the keys."""
USUAL_CARDS = 12
"""Number of cards that is announced, until a game has more."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, ADDRESS)
def skill_game(
    request: Request,
    skills: CurrentGeneralSkills,
    recommender: CurrentRecommender,
    tree: CurrentTree,
) -> HTMLResponse:
    """Render the next card of a game, or its end; the cards answered are in "r" of the URL."""
    turns = read_turns(request.query_params.get("r", ""), skills.skills)
    set_address(_bare_address(turns))
    game = make_game(skills, recommender.occupations(""))
    card = game.next_card(turns)
    shown = _progress(turns, skills.skills)
    if card is None:
        address = f"{site_address(request)}{_address(turns)}"
        likeliest = game.likeliest(turns) if shown["found"] else ()
        return page("skill_game_end.html", occupations=likeliest, address=address, **shown)
    skill = skills.skills[card]
    return page(
        "skill_game.html",
        card=_said(skill),
        picture=skill.pictogramme,
        lines=tree.drawings.get(skill.pictogramme, ()),
        answers=[
            (answer.name.lower(), state_of((*turns, Turn(card, answer)))) for answer in Answer
        ],
        number=len(turns) + 1,
        about=USUAL_CARDS if len(turns) < USUAL_CARDS else MAX_CARDS,
        action=f"{to(ADDRESS)}{CARD}",
        **shown,
    )


def _progress(turns: Sequence[Turn], skills: Mapping[str, GeneralSkill]) -> dict[str, object]:
    """Return what both pages show of a game: the skills found, the gear, and where links lead.

    turns: cards answered so far; skills: identifier -> general skill.
    """
    found = _found(turns, skills)
    gear = gear_of(found)
    before = gear_of(_found(turns[:-1], skills))
    result = urlencode([("g", skill.id) for skill in found])
    return {
        "found": [_said(skill) for skill in found],
        "gear": gear,
        "new": [piece.key for piece in gear if piece not in before],
        "back": f"{_address(turns[:-1])}{CARD}" if turns else "",
        "result": to(f"{RESULT}?{result}" if found else SKILLS),
        "start": to(ADDRESS),
    }


def _found(turns: Sequence[Turn], skills: Mapping[str, GeneralSkill]) -> list[GeneralSkill]:
    """Return the skills that a person said to have, in order."""
    return [skills[turn.card] for turn in turns if turn.answer is Answer.YES]


def _address(turns: Sequence[Turn]) -> str:
    """Return the URL of the page that follows some turns."""
    return to(_bare_address(turns))


def _bare_address(turns: Sequence[Turn]) -> str:
    """Return the same without the prefix of a language."""
    return f"{ADDRESS}?{urlencode([('r', state_of(turns))])}" if turns else ADDRESS


def _said(skill: GeneralSkill) -> TranslatedSkill:
    """Return the label and the situation of a skill in the language of the page."""
    if language() == FRENCH:
        return TranslatedSkill(libelle=skill.libelle, situation=skill.situation)
    return skill.traductions[language()]
