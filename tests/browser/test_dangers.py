"""Journeys of people in danger: numbers first, a page left at once, a history without text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from tests.browser.conftest import LIMIT_MS, NEEDS_CHROMIUM
from tests.browser.states import STATES

pytestmark = [*NEEDS_CHROMIUM]
WATCHED = "mon mari me frappe"
WITHOUT_TEXT = re.compile(r"^[^?]*$")
AWAY = "https://www.meteofrance.com/"


def other_site(route: Route) -> None:
    """Answer for the site that takes the place of ours."""
    route.fulfill(body="<title>Météo</title>", content_type="text/html")


@pytest.fixture
def without_script(browser: Browser, address: str) -> Iterator[Page]:
    """A page without a script, on a phone."""
    size: ViewportSize = {"width": 360, "height": 700}
    opened = browser.new_context(base_url=address, java_script_enabled=False, viewport=size)
    with closing(opened) as context:
        context.set_default_timeout(LIMIT_MS)
        yield context.new_page()


def searched(page: Page, need: str, start: str = "/") -> None:
    """Search for a need from the home page, as people do."""
    page.goto(start)
    page.locator("#q").fill(need)
    page.locator("#q").press("Enter")


def test_who_is_watched_should_leave_by_three_shifts_and_find_no_text_behind(page: Page) -> None:
    page.route(AWAY, other_site)
    searched(page, WATCHED)
    expect(page.locator(".emergency").get_by_role("link", name="3919").first).to_be_visible()
    expect(page).to_have_url(WITHOUT_TEXT)
    assert "frappe" not in page.title()
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(AWAY)
    page.go_back()
    assert "frappe" not in page.url
    assert "frappe" not in page.locator("body").inner_text()


def test_another_key_should_not_leave(page: Page) -> None:
    searched(page, WATCHED)
    expect(page.locator(".emergency")).to_be_visible()
    expect(page).to_have_url(WITHOUT_TEXT)  # its script has run
    for key in ("Shift", "Shift", "a", "Shift"):
        page.keyboard.press(key)
    expect(page.locator(".emergency")).to_be_visible()


def test_each_shift_should_be_told(page: Page) -> None:
    searched(page, WATCHED)
    expect(page.locator(".emergency")).to_be_visible()
    expect(page).to_have_url(WITHOUT_TEXT)  # its script has run
    page.keyboard.press("Shift")
    expect(page.locator("#quitter-dit")).to_have_text("Majuscule : encore 2 fois pour quitter.")


def test_without_script_leaving_should_be_a_link(without_script: Page) -> None:
    page = without_script
    searched_without(page, WATCHED)
    assert page.get_by_role("link", name="Quitter vite ce site").get_attribute("href") == AWAY
    page.locator("summary", has_text="Effacer les traces").click()
    expect(page.get_by_text("supprimez la dernière heure")).to_be_visible()


def searched_without(page: Page, need: str) -> None:
    """Search for a need without a script."""
    page.goto("/")
    page.locator("#q").fill(need)
    page.get_by_role("button", name="Chercher", exact=True).click()


def test_a_search_without_a_trace_should_leave_none(without_script: Page) -> None:
    page = without_script
    page.goto("/")
    page.locator("#q").fill("réparer mon ordinateur")
    page.get_by_role("button", name="Chercher sans trace").click()
    expect(page.locator(".hits").first).to_be_visible()
    assert page.url.endswith("/recherche")
    assert "ordinateur" not in page.title()


def test_a_teenager_at_night_should_be_answered_in_arabic(page: Page) -> None:
    searched(page, "أريد أن أموت", "/ar/")
    block = page.locator(".emergency")
    expect(block.get_by_role("link", name="3114").first).to_be_visible()
    expect(block.locator("[dir=rtl]").first).to_contain_text("اتصل")
    expect(page).to_have_url(WITHOUT_TEXT)


def test_a_likely_danger_should_be_one_line_and_a_loss_three_things_to_do(page: Page) -> None:
    page.goto(STATES["likely danger"])
    expect(page.locator(".possible")).to_have_count(1)
    expect(page.locator(".emergency")).to_have_count(0)
    page.goto(STATES["first steps"])
    expect(page.locator(".first-steps ol > li")).to_have_count(3)


def test_the_numbers_should_be_one_link_away_from_any_page(without_script: Page) -> None:
    page = without_script
    page.goto("/fiches/atelier-phenix")
    page.get_by_role("link", name="En danger ?").click()
    expect(page.get_by_role("link", name="115", exact=True)).to_be_visible()
    assert "danger" not in page.title().lower()
