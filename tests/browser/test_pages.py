"""Pages in a real browser: no JavaScript, keyboard, no other site, nothing left behind."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from service.presentation.messages import NEED_QUESTION, REMOVE_FILTERS, SKIP_TO_CONTENT
from tests.browser.conftest import NEEDS_CHROMIUM, PHONE
from tests.browser.states import HOME, RESULTS, STATES, UNSOUND

NEED = NEED_QUESTION

pytestmark = [*NEEDS_CHROMIUM]


@pytest.mark.parametrize("name", STATES)
def test_a_page_should_ask_of_no_other_host_and_leave_nothing(
    page: Page, address: str, name: str
) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: said.append(str(error)))
    if name not in UNSOUND:  # Chromium itself tells the console of a page that is an error
        page.on("console", lambda message: said.append(message.text))
    page.goto(STATES[name], wait_until="load")
    page.evaluate("new Promise((done) => requestIdleCallback(done, { timeout: 1000 }))")
    assert len(asked) >= 2
    assert {urlsplit(each).netloc for each in asked if not each.startswith("data:")} == {
        urlsplit(address).netloc
    }
    assert said == []
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_the_style_should_be_applied_under_the_policy(page: Page) -> None:
    page.goto(HOME)
    assert page.evaluate("document.styleSheets.length") == 1
    assert page.evaluate("getComputedStyle(document.body).display") == "flex"


def test_without_javascript_a_person_should_go_from_a_need_to_a_sheet(plain_page: Page) -> None:
    plain_page.goto(HOME)
    plain_page.get_by_label(NEED).fill("réparer mon smartfone")
    plain_page.get_by_role("button", name="Chercher", exact=True).click()
    expect(plain_page).to_have_title(re.compile("« réparer mon smartphone »"))
    plain_page.get_by_role("link", name="Atelier Phénix").first.click()
    expect(plain_page.get_by_role("heading", level=1)).to_contain_text("Atelier Phénix")
    expect(plain_page.get_by_role("link", name="09 99 00 00 01").first).to_be_visible()


def test_without_javascript_a_person_should_filter_and_take_the_filter_away(
    plain_page: Page,
) -> None:
    plain_page.goto(RESULTS)
    found = _count(plain_page)
    free = plain_page.locator("aside input[name=frais][value=gratuit]")
    free.check()
    plain_page.get_by_role("button", name="Appliquer").click()
    expect(free).to_be_checked()
    assert 0 < _count(plain_page) < found
    plain_page.get_by_role("link", name=REMOVE_FILTERS).click()
    expect(free).not_to_be_checked()
    assert _count(plain_page) == found


def test_on_a_phone_filters_should_open_over_the_page_without_javascript(plain_page: Page) -> None:
    plain_page.set_viewport_size(PHONE)
    plain_page.goto(RESULTS)
    free = plain_page.locator("aside input[name=frais][value=gratuit]")
    expect(free).to_be_hidden()
    plain_page.get_by_role("link", name="Filtres").click()
    free.check()
    plain_page.get_by_role("button", name="Appliquer").click()
    expect(plain_page).to_have_url(re.compile("frais=gratuit"))


def test_without_javascript_a_correction_should_be_undone(plain_page: Page) -> None:
    plain_page.goto("/recherche?q=r%C3%A9par%C3%A9+un+smartfone")
    plain_page.get_by_role("link", name="Chercher mes mots exacts").click()
    expect(plain_page).to_have_title(re.compile("« réparé un smartfone »"))


def _count(page: Page) -> int:
    """The number of results that the main heading tells."""
    told = re.match(r"\d+", page.get_by_role("heading", level=1).inner_text())
    return int(told[0]) if told else 0


def test_the_keyboard_should_jump_over_the_header(page: Page) -> None:
    page.goto(HOME)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=SKIP_TO_CONTENT)).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label(NEED)).to_be_focused()


def test_without_javascript_a_person_should_be_guided_to_an_occupation(plain_page: Page) -> None:
    plain_page.goto(HOME)
    plain_page.get_by_role("link", name="Je ne sais pas l'écrire").click()
    for label in ("Je veux aider ou travailler", "Réparer", "Métiers : réparer"):
        plain_page.get_by_role("button", name=label, exact=True).click()
    plain_page.locator(".hits a").first.click()
    expect(plain_page.get_by_role("heading", level=1)).to_contain_text("Réparateur")


def test_without_javascript_a_person_should_be_guided_to_answers_near_a_town(
    plain_page: Page,
) -> None:
    plain_page.goto("/parcours")
    for label in (
        "J'ai besoin d'aide",
        "Réparer, donner, réemployer",
        "Mon ordinateur est en panne",
    ):
        plain_page.get_by_role("button", name=label, exact=True).click()
    plain_page.get_by_label("Votre ville").fill("Lille")
    plain_page.get_by_role("button", name="Voir qui peut aider").click()
    expect(plain_page).to_have_title(re.compile("« Faire réparer un ordinateur », Lille"))


def test_without_javascript_a_person_who_does_not_know_should_be_given_people(
    plain_page: Page,
) -> None:
    plain_page.goto("/parcours?porte=aide&r=reemploi")
    plain_page.get_by_role("button", name="Je ne sais pas").click()
    expect(plain_page.get_by_role("link", name="Appeler le 39 39")).to_be_visible()


def test_the_guide_should_stay_still_for_who_asks_for_less_motion(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(base_url=address, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/parcours")
    assert (
        page.locator(".wave").first.evaluate("each => getComputedStyle(each).animationName")
        == "none"
    )
    context.close()
