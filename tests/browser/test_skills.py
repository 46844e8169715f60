"""An adult pastes a curriculum and finds occupations: with and without JavaScript, on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import LIMIT_MS, NEEDS_CHROMIUM, PHONE
from tests.browser.states import OWN_RESULTS

pytestmark = [*NEEDS_CHROMIUM]

CURRICULUM = """Nadia BENALI
06 12 34 56 78
2019-2023 Vendeuse
Réparer des ordinateurs
Arabe : courant
Permis B
"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def phone(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A page on a phone, with or without JavaScript."""
    context = browser.new_context(
        base_url=address, viewport=PHONE, java_script_enabled=request.param
    )
    context.set_default_timeout(LIMIT_MS)
    with closing(context):
        yield context.new_page()


def test_who_pastes_a_curriculum_should_find_what_is_missing_for_an_occupation(
    phone: Page,
) -> None:
    phone.goto("/competences")
    phone.get_by_label("Quelques phrases").fill(CURRICULUM)
    phone.get_by_role("button", name="Voir ce qui est compris").click()
    expect(phone.get_by_role("checkbox", name="Réparer des ordinateurs")).to_be_checked()
    assert urlsplit(phone.url).query == ""
    expect(phone.get_by_text("BENALI")).to_have_count(0)
    phone.get_by_role("checkbox", name="Vendeuse").uncheck()
    phone.get_by_label("Ajouter une compétence").fill("souder")
    phone.get_by_role("button", name="Voir les métiers").click()
    assert urlsplit(phone.url).query == ""
    link = phone.locator("#lien").get_attribute("href") or ""
    assert "langue=ar" in link
    assert not [word for word in ("Vendeuse", "souder", "BENALI") if word.lower() in link.lower()]
    expect(phone.get_by_text("aucune liste ne les connaît")).to_be_visible()
    expect(phone.locator(".hits > li")).to_have_count(6)
    expect(phone.locator(".hits meter").first).to_be_visible()
    expect(phone.get_by_text("Il vous manque").first).to_be_visible()
    assert phone.locator(".gap a").first.get_attribute("href")
    phone.locator(".hits h2 a").first.click()
    expect(phone.get_by_role("heading", name="Vous et ce métier")).to_be_visible()
    phone.get_by_role("link", name="Revenir aux résultats").click()
    expect(phone.locator(".hits > li")).to_have_count(6)


def said(phone: Page, text: str) -> None:
    """Say what one can do, and go to the occupations."""
    phone.goto("/competences")
    phone.get_by_label("Quelques phrases").fill(text)
    phone.get_by_role("button", name="Voir ce qui est compris").click()
    phone.get_by_role("button", name="Voir les métiers").click()


def test_who_thinks_of_an_occupation_should_compare_it(phone: Page) -> None:
    said(phone, "je sais coudre, je répare des ordinateurs")
    phone.get_by_label("Un métier auquel vous pensez").fill("réparateur d'ordinateurs 3")
    phone.get_by_role("button", name="Comparer avec moi").click()
    expect(phone.locator(".named .hits > li")).to_have_count(1)
    assert phone.locator("[name=c]").count() == 2


def test_who_has_many_skills_should_edit_them_as_lines(phone: Page) -> None:
    said(phone, "".join(f"Peindre le mur numéro {number}\n" for number in range(20)))
    phone.get_by_text("Modifier").click()
    phone.get_by_label("Vos compétences, une par ligne").fill("un peu de soudure\ncoudre")
    phone.get_by_role("button", name="Appliquer").click()
    phone.get_by_text("Modifier").click()
    expect(phone.get_by_role("checkbox", name="soudure — un peu")).to_be_checked()
    expect(phone.get_by_role("checkbox", name="coudre")).to_be_checked()
    assert phone.locator("[name=c]").count() == 2


def test_ways_in_should_narrow_the_occupations(phone: Page) -> None:
    said(phone, "je sais coudre, je répare des ordinateurs, je parle arabe")
    phone.get_by_role("button", name="Emploi", exact=True).click()
    expect(phone.get_by_role("button", name="Emploi", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    assert phone.locator("[name=c]").count() == 2
    phone.get_by_label("Où ?").fill("Lille")
    phone.get_by_role("button", name="Voir près d'ici").click()
    assert "code_commune=59350" in (phone.locator("#lien").get_attribute("href") or "x")


def test_a_state_should_be_no_box_and_be_said_once(phone: Page) -> None:
    phone.goto("/competences")
    phone.get_by_label("Quelques phrases").fill(
        "je suis au RSA, autiste asperger, je sais réparer des ordinateurs"
    )
    phone.get_by_role("button", name="Voir ce qui est compris").click()
    expect(phone.get_by_text("n'est pas une compétence")).to_have_count(1)
    assert [each.get_attribute("value") for each in phone.locator("[name=c]").all()] == [
        "réparer des ordinateurs"
    ]


def test_the_address_should_be_printed_and_copied_by_script_only(page: Page) -> None:
    page.goto(OWN_RESULTS)
    expect(page.get_by_role("button", name="Imprimer")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_should_overflow_the_page(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(OWN_RESULTS)
    assert page.evaluate(OVERFLOW) == 0
    page.goto("/competences")
    page.get_by_label("Quelques phrases").fill(CURRICULUM + "anticonstitutionnellement" * 4)
    page.get_by_role("button", name="Voir ce qui est compris").click()
    expect(page.get_by_role("button", name="Voir les métiers")).to_be_visible()
    assert page.evaluate(OVERFLOW) == 0
