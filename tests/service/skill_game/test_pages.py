"""Pages of the game of skills: cards, answers in the address, the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from index.languages import OTHERS
from index.skill_game.game import MAX_CARDS
from index.skill_game.state import DAMAGED
from service.presentation.messages import COPY_LINK, GO_BACK, PRINT, START_AGAIN
from service.runtime.dependencies import current_general_skills, current_recommender
from service.skill_game.pages import USUAL_CARDS
from tests.index.skill_game.made_up import NAMES, OCCUPATIONS, SKILLS
from tests.service.page import BROWSER, Page

GAME = "/competences/jeu"
ME, NOT_ME, UNSURE = "C'est moi", "Pas moi", "Je ne sais pas"
STOP, RESULT = "Arrêter et voir les métiers", "Voir les métiers et les rôles, et qui les propose"


class Occupations:
    """A recommender that knows the made-up occupations."""

    def occupations(self, text: str) -> list[object]:
        imported = OCCUPATIONS[0].model_copy(update={"id": "rome-m1805", "source": "rome"})
        return [imported, *OCCUPATIONS]


@pytest.fixture
def client(guided: TestClient) -> Iterator[TestClient]:
    """A client of the service over the made-up skills and occupations."""
    overrides = cast(FastAPI, guided.app).dependency_overrides
    before = dict(overrides)
    overrides[current_general_skills] = lambda: SKILLS
    overrides[current_recommender] = lambda: Occupations()
    yield guided
    overrides.clear()
    overrides.update(before)


def read(client: TestClient, address: str) -> Page:
    response = client.get(address, headers=BROWSER)
    assert response.status_code == 200
    return Page(response.text)


def answers(page: Page) -> dict[str, str]:
    """What each button says -> the state that it sends."""
    buttons = [each.get("value", "") for each in page.all("button")]
    return dict(zip(page.texts("button"), buttons, strict=True))


def walk(client: TestClient, *said: str) -> Page:
    """The page reached by some answers."""
    page = read(client, GAME)
    for answer in said:
        page = read(client, f"{GAME}?r={answers(page)[answer]}")
    return page


def sent(address: str) -> list[str]:
    """The general skills in the address of a result."""
    return parse_qs(urlsplit(address).query)["g"]


def avatar(page: Page) -> str:
    """What is said of the character."""
    return next(each["aria-label"] for each in page.all("svg") if each.get("role") == "img")


def test_a_card_shows_a_situation_and_three_answers(client: TestClient) -> None:
    page = walk(client)
    assert list(answers(page)) == [ME, NOT_ME, UNSURE]
    assert page.all("form")[0]["action"] == f"{GAME}#carte"
    name = answers(page)[ME].removesuffix(".o")
    assert page.texts("h1") == [f"Faire {name}"]
    assert f"On te demande {name}." in page.texts("p")
    assert avatar(page) == "Ton personnage n'a encore rien sur lui."


def test_the_progress_is_said_and_drawn(client: TestClient) -> None:
    page = walk(client, ME, NOT_ME, UNSURE)
    assert f"Carte 4 sur {USUAL_CARDS} environ" in page.html
    (drawn,) = page.all("progress")
    assert (drawn["value"], drawn["max"]) == ("4", str(USUAL_CARDS))


def test_what_one_is_gives_gear_and_is_listed(client: TestClient) -> None:
    first = answers(walk(client))[ME].removesuffix(".o")
    page = walk(client, ME)
    assert page.texts("li").count(f"Faire {first}") == 1
    assert avatar(page) == "Ton personnage a : une ceinture d'outils."
    assert "Faire" not in " ".join(walk(client, NOT_ME).texts("li"))


def test_gear_moves_only_when_it_is_found(client: TestClient) -> None:
    assert 'class="new"' in walk(client, ME).html
    assert 'class="new"' not in walk(client, ME, NOT_ME).html


def test_an_answer_is_undone(client: TestClient) -> None:
    page = walk(client, ME, NOT_ME)
    assert page.link(GO_BACK) == f"{GAME}?r={answers(walk(client))[ME]}#carte"
    assert walk(client, ME).link(GO_BACK) == f"{GAME}#carte"
    assert GO_BACK not in walk(client).texts("a")


def test_the_game_is_stopped_at_any_time(client: TestClient) -> None:
    first = answers(walk(client))[ME].removesuffix(".o")
    address = walk(client, ME, NOT_ME, UNSURE).link(STOP)
    assert address.startswith("/competences/resultat?")
    assert sent(address) == [first]
    assert walk(client, NOT_ME).link("Arrêter le jeu") == "/competences"


def test_a_game_ends_with_occupations_and_the_skills_found(client: TestClient) -> None:
    page = walk(client)
    said: list[str] = []
    while answers(page):
        said.append(ME if len(said) % 2 else NOT_ME)
        page = walk(client, *said)
    assert 8 <= len(said) <= MAX_CARDS
    links = [each["href"] for each in page.all("a") if "/metiers/" in each["href"]]
    assert len(links) == 5
    assert "/metiers/rome-m1805" not in links
    assert len(sent(page.link(RESULT))) == said.count(ME)
    assert START_AGAIN in page.texts("a")
    (place,) = (each for each in page.all("p") if each.get("id") == "envoyer")
    assert (place["data-copy"], place["data-print"]) == (COPY_LINK, PRINT)
    own = urlsplit(page.link("Lien vers ce résultat"))
    assert own.path == GAME
    assert own.query.count(".o") == said.count(ME)


def test_who_is_none_of_it_may_say_it_otherwise(client: TestClient) -> None:
    state = "_".join(f"{name}.n" for name in NAMES[:MAX_CARDS])
    page = read(client, f"{GAME}?r={state}")
    assert page.texts("h1") == ["Ces cartes ne te ressemblent pas"]
    assert page.link("Dire ce que je sais faire") == "/competences"
    assert "/metiers/" not in page.html


@pytest.mark.parametrize("code", OTHERS)
def test_cards_are_in_the_language_of_the_page(client: TestClient, code: str) -> None:
    page = read(client, f"/{code}{GAME}?r=carte-00.o")
    shown = page.all("button")[0]["value"].split("_")[1].removesuffix(".o")
    assert page.texts("h1") == [f"{shown} {code}"]
    assert f"Vu {code}" in page.texts("p")
    assert f"carte-00 {code}" in page.texts("li")
    assert page.all("form")[0]["action"] == f"/{code}{GAME}#carte"


@pytest.mark.parametrize("state", ["carte-00", "carte-00.o_carte-00.o", "disparue.o", "x" * 5000])
def test_a_hostile_state_is_refused_in_french(client: TestClient, state: str) -> None:
    response = client.get(GAME, params={"r": state}, headers=BROWSER)
    assert response.status_code == 422
    assert str(DAMAGED) in Page(response.text).texts("p")


def test_a_game_under_way_is_not_indexed(client: TestClient) -> None:
    assert "noindex" not in walk(client).html
    assert "noindex" in walk(client, ME).html
