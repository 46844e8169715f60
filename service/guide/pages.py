"""Pages of the guided path, for people who cannot say what they look for, and of occupations.

Nothing is kept: the answers given so far are in the address, and in it alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from index.guide.questionnaire import (
    MAX_QUESTIONS,
    MEANING,
    UNKNOWN,
    Answer,
    Card,
    Guide,
    Path,
    Question,
    sentence_of,
)
from index.messages import Sentence
from service.presentation.i18n import to
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentGuides, CurrentRecommender

ADDRESS = "/parcours"
DOORS = {
    "aide": Sentence("J'ai besoin d'aide"),
    "agir": Sentence("Je veux aider ou travailler"),
}
"""Value in addresses -> what is said."""
FINER_QUESTION = Sentence("Plus précisément ?")
"""Asked when the answer to the same question brought several things together."""
DOORS_QUESTION = Sentence("Que voulez-vous faire ?")
SHOWN_OCCUPATIONS = 5
"""Occupations shown at the end, at most."""
MAX_ANSWERS = 2 * MAX_QUESTIONS
"""Answers read of an address: beyond, it was not made by these pages."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


def _address(door: str, answers: Sequence[Answer]) -> str:
    """The address of a screen."""
    fields = [("porte", door), *(("r", f"{each.key}:{each.value}") for each in answers)]
    return to(f"{ADDRESS}?{urlencode(fields)}")


def _answers(request: Request) -> list[Answer]:
    """The answers of an address, in order."""
    told = request.query_params.getlist("r")[:MAX_ANSWERS]
    pairs = (each.partition(":") for each in told)
    return [Answer(key, value) for key, _, value in pairs if key and value]


@page_at(router, ADDRESS)
def guide(request: Request, guides: CurrentGuides, recommender: CurrentRecommender) -> HTMLResponse:
    """A screen of the path: two doors, a question, or where the answers lead."""
    door = request.query_params.get("porte", "")
    if door not in DOORS:
        return _doors_page()
    asking = guides.needs if door == "aide" else guides.occupations
    path = asking.follow(_answers(request))
    given = [answer for answer, _ in path.answers]
    if path.question is None or "fin" in request.query_params:
        return _end_page(door, asking, path, given, recommender)
    return _question_page(door, path.question, path, given)


def _doors_page() -> HTMLResponse:
    cards = [
        {"name": "porte", "value": door, "label": label, "picture": door, "examples": ()}
        for door, label in DOORS.items()
    ]
    return page(
        "guide.html", title=DOORS_QUESTION, step=0, answers=(), kept=(), cards=cards,
        unknown=None, back="", finish="", questions_at_most=MAX_QUESTIONS,
    )  # fmt: skip


def _question_page(door: str, question: Question, path: Path, given: list[Answer]) -> HTMLResponse:
    return page(
        "guide.html",
        title=FINER_QUESTION if _is_finer(question, given) else question.text,
        step=len(given) + 1,
        answers=_told(path),
        kept=[("porte", door), *(("r", f"{each.key}:{each.value}") for each in given)],
        cards=[_card(question.key, card) for card in question.cards],
        unknown={"name": "r", "value": f"{question.key}:{UNKNOWN}"},
        back=_address(door, given[:-1]) if given else to(ADDRESS),
        finish=_address(door, given) + "&fin=1" if _told(path) else "",
        questions_at_most=MAX_QUESTIONS,
    )


def _is_finer(question: Question, given: list[Answer]) -> bool:
    """Whether a question was already answered, less finely."""
    return any(each.key == question.key and each.value != UNKNOWN for each in given)


def _card(key: str, card: Card) -> dict[str, object]:
    picture = "boussole" if key == MEANING else card.value
    return {
        "name": "r",
        "value": f"{key}:{card.value}",
        "label": card.label,
        "picture": picture,
        "examples": card.examples if len(card.rows) > 1 else (),
    }


def _told(path: Path) -> list[str]:
    """What was answered, in words: of each kind, the last answer, which is the finest."""
    return list({answer.key: label for answer, label in path.answers if label}.values())


def _end_page(
    door: str, asking: Guide, path: Path, given: list[Answer], recommender: CurrentRecommender
) -> HTMLResponse:
    """The sentence that was understood, to be mended, or the occupations left."""
    back = _address(door, given[:-1] if path.question is None else given)
    if door == "agir":
        kept = [asking.items.identifiers[row] for row in path.rows[:SHOWN_OCCUPATIONS]]
        occupations = [recommender.occupation(each) for each in kept]
        return page("occupations.html", occupations=occupations, answers=_told(path), back=back)
    return page("guide_end.html", sentence=sentence_of(asking.items, path.rows), back=back)
