"""Journeys of an organisation that seeks somebody, with or without a script, on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NEEDS_CHROMIUM, PHONE

pytestmark = [*NEEDS_CHROMIUM]
MISSION = "La mairie cherche un bénévole pour réparer des ordinateurs, le samedi"
MAX_ELEMENTS = 300


@pytest.fixture(params=[True, False], ids=["with a script", "without a script"])
def phone(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A page on a phone."""
    context = browser.new_context(
        base_url=address, java_script_enabled=request.param, viewport=PHONE
    )
    yield context.new_page()
    context.close()


def test_a_mairie_should_go_from_its_door_to_roles(phone: Page) -> None:
    phone.goto("/parcours?porte=structure")
    phone.get_by_role("link", name="Trouver quelqu'un pour une mission").click()
    phone.get_by_label("Votre mission").fill(MISSION)
    phone.locator("#lieu").fill("Lille")
    phone.get_by_role("button", name="Voir qui peut la remplir").click()
    expect(phone.get_by_text("le samedi", exact=True)).to_be_visible()
    expect(phone.locator(".roles > li")).to_have_count(5)
    assert phone.url.endswith("/missions")
    phone.locator(".roles h3 a").first.click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("ordinateurs")


def test_what_is_sought_should_be_filtered_by_place(phone: Page) -> None:
    phone.goto("/missions")
    expect(phone.get_by_role("link", name="Les Débrouillards du Web", exact=True)).to_be_visible()
    phone.locator("#ou").fill("Lyon")
    phone.get_by_role("button", name="Appliquer").click()
    expect(phone.get_by_role("link", name="Les Débrouillards du Web", exact=True)).to_have_count(0)
    expect(phone.get_by_text("Aucun besoin ouvert ne correspond.")).to_be_visible()


@pytest.mark.parametrize("path", ["/missions", "/missions?code_commune=59350"])
def test_a_page_of_missions_should_stay_light_and_within_a_narrow_screen(
    page: Page, path: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(path)
    assert page.evaluate("document.querySelectorAll('*').length") <= MAX_ELEMENTS
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
