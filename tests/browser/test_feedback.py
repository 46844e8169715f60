"""Saying whether what was found is useful, without JavaScript: from the results, from a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from index.indexing.build import build
from service.app import create_app
from service.feedback.opinions import Feedback
from service.presentation.messages import BACK_TO_RECORD, REPORT_ERROR
from service.settings import Settings
from service.storage.sqlite_store import SqliteStore
from tests.browser.catalogue import CATALOGUE, ROLES, some_needs
from tests.browser.conftest import LIMIT_MS, NEEDS_CHROMIUM, agree, served
from tests.browser.states import RESULTS
from tests.hash_encoder import HashEncoder
from tests.service.services import replace_services

pytestmark = [*NEEDS_CHROMIUM]

SHEET = "/fiches/atelier-phenix?q=ordinateur"
THANKS = "/avis/merci?avis=pas-utile&fiche=atelier-phenix&besoin=equipement--telephone-simple"
PAGES = (RESULTS, SHEET, THANKS, "/avis/mots/merci?avis=utile", "/avis/merci?avis=utile")
SCREENS = [
    pytest.param((width, scheme), id=f"{width} px, {scheme}")
    for width in (256, 320, 1280)
    for scheme in ("light", "dark")
]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """[...document.querySelectorAll('main button, main .actions a')]
    .map(each => [each.textContent.trim(), each.getBoundingClientRect()])
    .filter(([, box]) => box.height && (box.height < 44 || box.width < 44)).map(([name]) => name)"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Feedback:
    return Feedback(SqliteStore(tmp_path_factory.mktemp("avis") / "store.sqlite3"))


@pytest.fixture(scope="module")
def own_address(tmp_path_factory: pytest.TempPathFactory, kept: Feedback) -> Iterator[str]:
    """The address of a service that keeps opinions where this test reads them."""
    var = tmp_path_factory.mktemp("var")
    needs = some_needs()
    build(CATALOGUE, HashEncoder(), "hash", var / "index", thesaurus=needs, occupations=ROLES)
    app: FastAPI = create_app(Settings(var=var, use_encoder=False))
    replace_services(app, {Feedback: kept})
    with served(app) as found:
        yield found


@pytest.fixture(params=SCREENS)
def screen(request: pytest.FixtureRequest, browser: Browser, own_address: str) -> Iterator[Page]:
    """A page without a script, on a screen of some width, in the light or in the dark."""
    width, scheme = request.param
    context = browser.new_context(
        base_url=own_address,
        java_script_enabled=False,
        viewport={"width": width, "height": 700},
        color_scheme=scheme,
    )
    context.set_default_timeout(LIMIT_MS)
    with closing(context):
        yield context.new_page()


@pytest.fixture
def measured(browser: Browser, own_address: str) -> Iterator[Page]:
    """A page that is measured from the inside."""
    with closing(browser.new_context(base_url=own_address, bypass_csp=True)) as context:
        yield context.new_page()


def test_a_person_should_say_of_a_list_that_it_helps(screen: Page, kept: Feedback) -> None:
    before = len(kept.all())
    screen.goto(RESULTS)
    screen.get_by_role("form", name="Ces résultats vous sont-ils utiles ?").get_by_role(
        "button", name="Utile", exact=True
    ).click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("Merci pour votre avis")
    assert len(kept.all()) == before + 1
    screen.go_back()
    expect(screen.locator(".hits > li").first).to_be_visible()


def test_a_person_should_say_of_a_sheet_that_it_does_not_answer_and_why(
    screen: Page, kept: Feedback
) -> None:
    before = len(kept.all())
    screen.goto(RESULTS)
    screen.locator(".hits a").first.click()
    screen.get_by_role("button", name="Pas utile").click()
    screen.get_by_label("Que cherchiez-vous, avec vos mots ?").fill("un ordinateur à réparer")
    screen.get_by_role("button", name="Envoyer ces mots").click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("Merci")
    expect(screen.get_by_role("link", name=REPORT_ERROR)).to_be_visible()
    screen.get_by_role("link", name=BACK_TO_RECORD).click()
    expect(screen.locator("article.sheet h1")).to_be_visible()
    assert len(kept.all()) == before + 1
    assert "un ordinateur à réparer" in {each.words for each in kept.all() if not each.useful}


def test_an_opinion_should_be_given_by_keyboard_alone(measured: Page) -> None:
    measured.goto(SHEET)
    for _ in range(80):
        measured.keyboard.press("Tab")
        if measured.evaluate("document.activeElement.value") == "pas-utile":
            break
    measured.keyboard.press("Enter")
    expect(measured.get_by_role("heading", level=1)).to_have_text("Merci pour votre avis")


def test_nothing_should_be_left_in_the_browser(measured: Page) -> None:
    measured.goto(SHEET)
    measured.get_by_role("button", name="Utile", exact=True).click()
    expect(measured.get_by_role("heading", level=1)).to_have_text("Merci pour votre avis")
    assert measured.context.cookies() == []
    assert measured.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.parametrize("path", PAGES)
def test_pages_should_fit_narrow_screens_with_wide_targets(measured: Page, path: str) -> None:
    faults: list[str] = []
    for width in (256, 320, 1280):
        measured.set_viewport_size({"width": width, "height": 700})
        measured.goto(path)
        over = measured.evaluate(OVERFLOW)
        faults += [f"{width} px : déborde de {over} px"] if over > 0 else []
        faults += [f"{width} px : {name} est petit" for name in measured.evaluate(SMALL)]
    agree(faults)


def test_the_question_should_not_be_printed(measured: Page) -> None:
    measured.emulate_media(media="print")
    for path in (RESULTS, SHEET):
        measured.goto(path)
        expect(measured.get_by_role("button", name="Pas utile")).to_be_hidden()
