"""Journeys of people: from a need to who answers it, with or without a script, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from service.presentation.messages import (
    BACK_TO_RESULTS,
    NEED_QUESTION,
    REFERRAL_SHEET,
    REPORT_ERROR,
)
from tests.browser.conftest import NEEDS_CHROMIUM

pytestmark = [*NEEDS_CHROMIUM]
SCREENS = [
    pytest.param((width, scheme), id=f"{width} px, {scheme}")
    for width in (320, 1280)
    for scheme in ("light", "dark")
]
NEED = NEED_QUESTION


@pytest.fixture(params=SCREENS)
def screen(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A page without a script, on a screen of some width, in the light or in the dark."""
    width, scheme = request.param
    context = browser.new_context(
        base_url=address,
        java_script_enabled=False,
        viewport={"width": width, "height": 700},
        color_scheme=scheme,
    )
    yield context.new_page()
    context.close()


def type_place(page: Page, text: str) -> None:
    """Type in the field of places as people do, and wait for what is proposed."""
    with page.expect_response(lambda answer: "/api/v1/communes" in answer.url):
        page.locator("#lieu").press_sequentially(text)


def test_a_citizen_should_go_from_a_need_to_a_contact(screen: Page) -> None:
    screen.goto("/")
    screen.get_by_label(NEED).fill("réparer mon ordinateur à Lille")
    screen.get_by_role("button", name="Chercher", exact=True).click()
    expect(screen.get_by_role("heading", level=1)).to_contain_text("résultat")
    screen.locator(".hits a").first.click()
    expect(screen.get_by_role("link", name=BACK_TO_RESULTS)).to_be_visible()
    screen.get_by_role("link", name=BACK_TO_RESULTS).click()
    expect(screen.locator("#q")).to_have_value("réparer mon ordinateur à Lille")


def test_who_would_rather_choose_should_go_by_themes(screen: Page) -> None:
    screen.goto("/")
    screen.locator(".themes a").first.click()
    screen.locator(".needs a").first.click()
    expect(screen.get_by_role("heading", level=1)).to_contain_text("résultat")


def test_a_helper_should_hold_a_sheet_after_two_actions(screen: Page) -> None:
    screen.goto("/aidant")
    screen.locator("#q").fill("ordinateur")
    screen.get_by_role("button", name="Chercher", exact=True).click()
    screen.get_by_role("link", name=REFERRAL_SHEET).first.click()
    expect(screen.get_by_role("heading", level=1)).to_have_text(REFERRAL_SHEET)


def test_a_reader_of_english_should_find_the_site_in_english(screen: Page) -> None:
    screen.goto("/recherche?q=I+need+a+used+computer+for+my+family")
    screen.locator(".languages summary").click()
    screen.get_by_role("link", name="English").first.click()
    expect(screen.locator("#q")).to_have_value("I need a used computer for my family")


def test_a_mistake_should_be_reported_from_the_sheet(screen: Page) -> None:
    screen.goto("/fiches/atelier-phenix")
    screen.get_by_role("link", name=REPORT_ERROR).click()
    screen.get_by_label("Le contact est faux").check()
    screen.get_by_role("button", name="Envoyer").click()
    expect(screen.get_by_role("heading", level=1)).to_contain_text("Merci")


def test_places_should_be_proposed_while_one_is_typed(page: Page) -> None:
    page.goto("/")
    field = page.locator("#lieu")
    expect(field).to_have_attribute("role", "combobox")
    expect(field).to_have_attribute("aria-expanded", "false")
    type_place(page, "lil")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("option").first).to_have_text("Lille (59)")


def test_a_place_should_be_chosen_by_keyboard(page: Page) -> None:
    page.goto("/")
    field = page.locator("#lieu")
    type_place(page, "saint-et")
    expect(page.get_by_role("option").first).to_be_visible()
    field.press("ArrowDown")
    first = page.get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "")
    field.press("Enter")
    expect(field).to_have_value("Saint-Étienne (42)")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(field).to_be_focused()


def test_what_is_proposed_should_be_declined(page: Page) -> None:
    page.goto("/")
    field = page.locator("#lieu")
    type_place(page, "lyo")
    expect(page.get_by_role("option").first).to_be_visible()
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(field).to_have_value("lyo")


def test_a_place_should_be_chosen_with_a_pointer(page: Page) -> None:
    page.goto("/")
    type_place(page, "mars")
    page.get_by_role("option").first.click()
    expect(page.locator("#lieu")).to_have_value("Marseille (13)")


def test_nothing_of_the_need_should_be_sent_before_it_is_searched(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    page.get_by_label(NEED).press_sequentially("mot-secret")
    type_place(page, "lil")
    assert [each for each in asked if "communes?q=lil" in each]
    assert [each for each in asked if "secret" in each] == []


def test_two_letters_should_ask_nothing(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    page.locator("#lieu").press_sequentially("li")
    page.wait_for_timeout(600)
    assert [each for each in asked if "communes" in each] == []


def test_a_search_should_be_made_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type("ordinateur")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("résultat")
    for _ in range(18):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.hits') !== null"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("article.sheet h1")).to_be_visible()


def test_back_should_not_show_again_a_page_that_was_left_fast(page: Page) -> None:
    referrers: list[str | None] = []

    def neutral(route: Route) -> None:
        referrers.append(route.request.headers.get("referer"))
        route.fulfill(body="<title>Météo</title>", content_type="text/html; charset=utf-8")

    page.route("https://www.meteofrance.com/", neutral)
    page.goto("/parcours")
    page.goto("/recherche?q=mon+mari+me+frappe")
    expect(page).to_have_title("Résultats – OrientESS")
    page.get_by_role("link", name="Quitter vite ce site").click()
    expect(page).to_have_title("Météo")
    assert referrers == [None]
    page.go_back()
    assert page.url.endswith("/parcours")


def test_the_position_of_a_person_should_be_sent_rounded_and_only_on_request(page: Page) -> None:
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 50.637412, "longitude": 3.063089})
    posted: list[str] = []
    page.on("request", lambda sent: posted.append(sent.post_data or "") if sent.post_data else None)
    page.goto("/")
    page.get_by_label(NEED).fill("ordinateur")
    assert posted == []
    page.get_by_role("button", name="Autour de moi").click()
    expect(page.locator("#lieu")).to_have_value("Lille (59)")
    assert posted == ["q=ordinateur&lat=50.64&lon=3.06"]
    assert "50.6" not in page.url


def test_a_position_that_is_refused_should_be_said(page: Page) -> None:
    page.goto("/")
    page.get_by_label(NEED).fill("ordinateur")
    page.get_by_role("button", name="Autour de moi").click()
    expect(page.get_by_role("alert")).to_have_text("Position non obtenue. Écrivez votre ville.")


def test_without_a_script_nobody_should_be_offered_their_position(screen: Page) -> None:
    screen.goto("/")
    expect(screen.locator(".around")).to_be_hidden()
