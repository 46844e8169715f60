"""Pages of the guided path: choice of a goal, questions, then a query to search or occupations.

The server stores nothing: the answers so far are in the URL.
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
    GuideState,
    Question,
    likely_labels,
    sentence_of,
)
from index.messages import Sentence
from service.presentation.i18n import to, translated
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentGuides, CurrentRecommender

ADDRESS = "/parcours"
GOALS = {
    "aide": Sentence("J'ai besoin d'aide"),
    "agir": Sentence("Je veux aider ou travailler"),
}
"""Value of the URL parameter "porte" -> label of a goal of the person: be helped, or help."""
FINER_QUESTION = Sentence("Plus précisément ?")
"""Title of a question asked again, to choose among the things that its first answer grouped."""
GOAL_QUESTION = Sentence("Que voulez-vous faire ?")
SHOWN_OCCUPATIONS = 5
"""Occupations shown at the end, at most."""
MAX_ANSWERS = 2 * MAX_QUESTIONS
"""Answers read from a URL, at most: the pages of the questionnaire never make a longer one."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


def _fields(goal: str, answers: Sequence[Answer]) -> list[tuple[str, str]]:
    """Return the parameters of a screen: the goal, then the answers so far."""
    return [("porte", goal), *(("r", f"{answer.key}:{answer.value}") for answer in answers)]


def _address(goal: str, answers: Sequence[Answer]) -> str:
    """Return the URL of a screen."""
    return to(f"{ADDRESS}?{urlencode(_fields(goal, answers))}")


def _answers(request: Request) -> list[Answer]:
    """Read the answers in the URL, in order."""
    values = request.query_params.getlist("r")[:MAX_ANSWERS]
    pairs = (value.partition(":") for value in values)
    return [Answer(key, value) for key, _, value in pairs if key and value]


@page_at(router, ADDRESS)
def guide(request: Request, guides: CurrentGuides, recommender: CurrentRecommender) -> HTMLResponse:
    """Render one screen of the questionnaire; the answers given so far are in the URL.

    The screen is the choice of a goal (be helped, or help), a question, or the end: for the first
    goal a query to search, for the second goal occupations.
    """
    goal = request.query_params.get("porte", "")
    if goal not in GOALS:
        return _goal_page()
    questionnaire = guides.needs if goal == "aide" else guides.occupations
    path = questionnaire.follow(_answers(request))
    answers = [answer for answer, _ in path.answers]
    if path.question is None or "fin" in request.query_params:
        return _end_page(goal, questionnaire, path, answers, recommender)
    return _question_page(goal, path.question, path, answers)


def _goal_page() -> HTMLResponse:
    cards = [
        {"name": "porte", "value": goal, "label": label, "picture": goal, "examples": ()}
        for goal, label in GOALS.items()
    ]
    return page(
        "guide.html", title=GOAL_QUESTION, step=0, answers=(), hidden=(), cards=cards,
        unknown=None, back="", finish="", questions_at_most=MAX_QUESTIONS,
    )  # fmt: skip


def _question_page(
    goal: str, question: Question, path: GuideState, answers: list[Answer]
) -> HTMLResponse:
    labels = _answer_labels(path)
    return page(
        "guide.html",
        title=FINER_QUESTION if _is_finer(question, answers) else question.text,
        step=len(answers) + 1,
        answers=labels,
        hidden=_fields(goal, answers),
        cards=[_card(question.key, card) for card in question.cards],
        unknown={"name": "r", "value": f"{question.key}:{UNKNOWN}"},
        back=_address(goal, answers[:-1]) if answers else to(ADDRESS),
        finish=_address(goal, answers) + "&fin=1" if labels else "",
        questions_at_most=MAX_QUESTIONS,
    )


def _is_finer(question: Question, answers: list[Answer]) -> bool:
    """Return whether the same question was already answered with a coarser group."""
    return any(answer.key == question.key and answer.value != UNKNOWN for answer in answers)


def _card(key: str, card: Card) -> dict[str, object]:
    picture = "boussole" if key == MEANING else card.value
    return {
        "name": "r",
        "value": f"{key}:{card.value}",
        "label": card.label,
        "picture": picture,
        "examples": card.examples if len(card.rows) > 1 else (),
    }


def _answer_labels(path: GuideState) -> list[str]:
    """Return the label of the last answer to each question, which is the finest one."""
    return list({answer.key: label for answer, label in path.answers if label}.values())


def _end_page(
    goal: str,
    questionnaire: Guide,
    path: GuideState,
    answers: list[Answer],
    recommender: CurrentRecommender,
) -> HTMLResponse:
    """Render the query made of the answers, which the person may edit, or the occupations left."""
    back = _address(goal, answers[:-1] if path.question is None else answers)
    items = questionnaire.items
    if goal == "agir":
        shown = [items.identifiers[row] for row in path.rows[:SHOWN_OCCUPATIONS]]
        occupations = [recommender.occupation(identifier) for identifier in shown]
        labels = _answer_labels(path)
        return page("occupations.html", occupations=occupations, answers=labels, back=back)
    likely = likely_labels(items, path.rows)
    sentence = sentence_of(translated(label) for label in likely)
    in_french = sentence == sentence_of(likely)
    return page("guide_end.html", sentence=sentence, sentence_in_french=in_french, back=back)
