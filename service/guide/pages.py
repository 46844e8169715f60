"""Pages of the guided path: screens of cards, then a town and the search, or occupations.

The server stores nothing: the cards chosen so far are in the URL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from index.errors import UnknownOccupation
from index.guide.tree import MAX_CHOICES, Card, Screen
from index.skills.recommender import Recommender
from index.taxonomy.occupations import Occupation
from service.presentation.i18n import to
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentRecommender, CurrentThesaurus, CurrentTree

ADDRESS = "/parcours"
ACTS = "agir"
"""Key of the door of people who want to help or to work: they may also say what they can do."""
UNKNOWN = "?"
"""Value of the card « Je ne sais pas », which leads to people to talk to."""
ORGANISATIONS = "structure"
"""Identifier of the screen of organisations, from which one may look for people too."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


def _name(position: int) -> str:
    """Return the name of the URL parameter of a choice: "porte" for the first, then "r"."""
    return "r" if position else "porte"


def _fields(cards: Sequence[Card]) -> list[tuple[str, str]]:
    """Return the URL parameters of the cards chosen so far."""
    return [(_name(position), card.key) for position, card in enumerate(cards)]


def _address(cards: Sequence[Card]) -> str:
    """Return the URL of the screen that follows some choices."""
    return to(f"{ADDRESS}?{urlencode(_fields(cards))}" if cards else ADDRESS)


def _keys(request: Request) -> list[str]:
    """Read the keys of the cards chosen in the URL, in order."""
    later = request.query_params.getlist("r")[: MAX_CHOICES - 1]
    return [request.query_params.get("porte", ""), *later]


@page_at(router, ADDRESS)
def guide(
    request: Request,
    tree: CurrentTree,
    thesaurus: CurrentThesaurus,
    recommender: CurrentRecommender,
) -> HTMLResponse:
    """Render one screen of the guided path; the cards chosen so far are in the URL.

    The screen is a question with its cards; the town, once a card led to a need; occupations, when
    the last card leads to some; or people to talk to, for who does not know.
    """
    keys = _keys(request)
    position = tree.follow(keys)
    if position.screen is not None and UNKNOWN not in keys:
        return _question_page(position.screen, position.cards, tree.drawings)
    last = position.cards[-1] if position.cards else None
    if last is None or position.screen is not None:
        return _person_page(position.cards)
    if last.besoin:
        return _place_page(thesaurus.label(last.besoin), position.cards)
    if occupations := _occupations(last.metiers, recommender):
        return _occupations_page(occupations, position.cards)
    return _person_page(position.cards)


def _labels(cards: Sequence[Card]) -> list[str]:
    """Return the labels of the cards chosen, that of the goal left out."""
    return [card.libelle for card in cards[1:]]


def _question_page(
    screen: Screen, cards: Sequence[Card], drawings: Mapping[str, Sequence[str]]
) -> HTMLResponse:
    return page(
        "guide.html",
        question=screen.question,
        step=len(cards),
        answers=_labels(cards),
        hidden=_fields(cards),
        name=_name(len(cards)),
        cards=[(card, drawings.get(card.picture, ())) for card in screen.cartes],
        unknown=UNKNOWN,
        acts=any(card.key == ACTS for card in cards[:1]),
        back=_address(cards[:-1]) if cards else "",
        questions_at_most=MAX_CHOICES,
        seeks_people=screen.id == ORGANISATIONS,
    )


def _place_page(need: str, cards: Sequence[Card]) -> HTMLResponse:
    """Render the question of the town, which may be left out, before the search for a need.

    need: label of the need, which is the query; cards: those chosen.
    """
    return page(
        "guide_place.html",
        need=need,
        step=len(cards),
        answers=_labels(cards),
        back=_address(cards[:-1]),
        questions_at_most=MAX_CHOICES,
    )


def _person_page(cards: Sequence[Card]) -> HTMLResponse:
    """Render the people to talk to, for somebody who does not know; no need is searched."""
    return page("guide_person.html", back=_address(cards))


def _occupations(identifiers: Sequence[str], recommender: Recommender) -> list[Occupation]:
    """Return the occupations that have some identifiers; those not in the index are left out."""
    found = []
    for identifier in identifiers:
        with suppress(UnknownOccupation):
            found.append(recommender.occupation(identifier))
    return found


def _occupations_page(occupations: Sequence[Occupation], cards: Sequence[Card]) -> HTMLResponse:
    return page(
        "occupations.html",
        occupations=occupations,
        answers=_labels(cards),
        back=_address(cards[:-1]),
    )
