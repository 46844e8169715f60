"""The game of skills in a browser: by keyboard, without a script, on a small screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from index.skill_game.game import MAX_CARDS
from tests.browser.conftest import NEEDS_CHROMIUM, PHONE

pytestmark = [*NEEDS_CHROMIUM]
GAME = "/competences/jeu"


def test_keys_answer_while_the_card_has_the_focus_and_not_elsewhere(page: Page) -> None:
    page.goto(f"{GAME}#carte")
    expect(page.locator("#carte")).to_be_focused()
    page.keyboard.press("1")
    expect(page).to_have_url(re.compile(r"r=[a-z0-9-]+\.o#carte$"))
    expect(page.locator("#carte")).to_be_focused()
    page.keyboard.press("3")
    expect(page).to_have_url(re.compile(r"\.o_[a-z0-9-]+\.x#carte$"))
    page.locator(".brand").focus()
    before = page.url
    page.keyboard.press("2")
    assert page.url == before


def test_the_whole_game_is_played_without_a_script(plain_page: Page) -> None:
    plain_page.goto(GAME)
    answered = 0
    while plain_page.locator("#carte").count():
        with plain_page.expect_navigation():  # the whole page, else it is read half received
            plain_page.locator(".no" if answered % 3 else ".yes").click()
        answered += 1
    assert answered <= MAX_CARDS
    found = plain_page.locator(".found li").count()
    result = plain_page.locator('a.button[href^="/competences/resultat?"]')
    assert (result.get_attribute("href") or "").count("g=") == found > 0


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_a_card_and_its_answers_fit_on_a_phone(page: Page, prefix: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{prefix}{GAME}")
    page.locator(".yes").click()
    for answer in (".yes", ".no", ".unknown"):
        expect(page.locator(answer)).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_character_stays_still_for_who_asks_it(page: Page) -> None:
    page.goto(GAME)
    page.locator(".yes").click()
    piece = page.locator(".avatar .new")
    expect(piece).to_have_css("animation-name", "found")
    page.emulate_media(reduced_motion="reduce")
    expect(piece).to_have_css("animation-name", "none")
