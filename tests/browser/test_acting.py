"""People who act: six of them go from the home page to a call, a visit, a letter or a sheet.

Each is followed with and without a script, on a phone and on a desk, in the light and in the dark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from itertools import product

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from service.presentation.messages import GUIDE_ME, NEED_QUESTION, REFERRAL_SHEET
from tests.browser.conftest import LIMIT_MS, NEEDS_CHROMIUM

pytestmark = [*NEEDS_CHROMIUM]
CALL, WRITE, WEB = re.compile("^tel:"), re.compile("^mailto:"), re.compile("^https://")
SMARTPHONE = "reemploi--reparer-smartphone"
SETTINGS = [
    pytest.param(
        (width, scheme, script), id=f"{width} px, {scheme}, {'' if script else 'no '}script"
    )
    for width, scheme, script in product((320, 768, 1280), ("light", "dark"), (True, False))
]


@pytest.fixture(params=SETTINGS)
def visitor(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A page on a screen of some width, in the light or in the dark, with a script or without."""
    width, scheme, script = request.param
    context = browser.new_context(
        base_url=address,
        java_script_enabled=script,
        viewport={"width": width, "height": 740},
        color_scheme=scheme,
    )
    context.set_default_timeout(LIMIT_MS)
    with closing(context):
        yield context.new_page()


def search(page: Page, need: str, place: str = "") -> None:
    """Write a need, and a place where there is one, then ask."""
    page.get_by_label(NEED_QUESTION).fill(need)
    page.locator("#lieu").fill(place)
    page.locator(".search .fields > button").click()


def leads(way: Locator, target: re.Pattern[str], least: int = 44) -> None:
    """Check that a way to act is seen and leads where it says.

    least: its width and height in CSS pixels, at least: 44 for a finger, 24 in a line of text.
    """
    expect(way).to_be_visible()
    expect(way).to_have_attribute("href", target)
    box = way.bounding_box()
    assert box is not None
    assert box["height"] >= least
    assert box["width"] >= least


def test_a_citizen_should_call_from_the_list(visitor: Page) -> None:
    visitor.goto("/")
    search(visitor, "apprendre a se servir d'un ordinateur", "Lille")
    leads(visitor.locator(".hits .act.telephone").first, CALL)


def test_a_citizen_should_know_where_to_go_and_when(visitor: Page) -> None:
    visitor.goto("/")
    search(visitor, "ordinateur", "Lille")
    visitor.locator(".hits a[href*='/lieux/lieu-de-fives']").first.click()
    expect(visitor.locator("main")).to_contain_text("12 rue de l'Exemple")
    expect(visitor.locator("main")).to_contain_text("mercredi")
    leads(visitor.locator(".reach a[href^='tel:']").first, CALL)
    expect(visitor.locator("a[href^='https://www.openstreetmap.org/']").first).to_be_visible()


def test_pictograms_alone_should_lead_to_a_call(visitor: Page) -> None:
    visitor.goto("/")
    visitor.get_by_role("link", name=GUIDE_ME).click()
    for value in ("aide", "reemploi", SMARTPHONE):
        card = visitor.locator(f".card[value='{value}']")
        expect(card.locator("svg.pictogram")).to_be_visible()
        card.click()
    visitor.locator(".search a.button").click()
    leads(visitor.locator(".hits .act.telephone").first, CALL)


def test_a_reader_of_arabic_should_call_from_a_page_in_arabic(visitor: Page) -> None:
    visitor.goto("/")
    visitor.locator(".languages summary").click()
    visitor.locator(".languages a[hreflang=ar]").click()
    expect(visitor.locator("html")).to_have_attribute("dir", "rtl")
    visitor.locator("#q").fill("ordinateur")
    visitor.locator(".search .fields > button").click()
    expect(visitor.locator("html")).to_have_attribute("lang", "ar")
    call = visitor.locator(".hits .act.telephone").first
    leads(call, CALL)
    assert re.search("[\u0600-\u06ff]", call.inner_text()), "le bouton est en arabe"


def test_an_aidant_should_hand_over_a_number_to_call(visitor: Page) -> None:
    visitor.goto("/")
    visitor.locator(".top a[href='/aidant']").click()
    visitor.locator("#q").fill("ordinateur")
    visitor.locator("#lieu").fill("Roubaix")
    visitor.locator(".search .fields > button").click()
    leads(visitor.locator("main a[href^='tel:']").first, CALL, least=24)
    visitor.get_by_role("link", name=REFERRAL_SHEET).first.click()
    visitor.emulate_media(media="print")
    expect(visitor.locator("main")).to_contain_text(
        re.compile(r"09 99 00 \d\d \d\d|09 99 00 00 \d\d")
    )
    expect(visitor.locator(".top nav")).to_be_hidden()


def test_a_volunteer_should_write_to_a_structure_that_seeks_them(visitor: Page) -> None:
    visitor.goto("/parcours?porte=agir&r=agir-reparer&r=reparateur-smartphones")
    visitor.locator(".hits a").first.click()
    visitor.locator("main a[href*='/fiches/atelier-phenix']").first.click()
    leads(visitor.locator(".reach a[href^='mailto:']").first, WRITE)


def test_an_association_should_reach_the_site_of_who_equips_it(visitor: Page) -> None:
    visitor.goto("/")
    search(visitor, "des ordinateurs pour mon association", "Marseille")
    visitor.locator(".hits a[href*='/fiches/appui-solidaire']").first.click()
    leads(visitor.locator(".reach a[href^='https://appui-solidaire']").first, WEB)
    leads(visitor.locator(".reach a[href^='mailto:']").first, WRITE)
