"""Pages in a real browser: narrow screens, no JavaScript, keyboard, no other site."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from index.build import build
from service.app import create_app
from service.settings import Settings
from tests.conftest import SMALL_CATALOGUE, make_occupation
from tests.hash_encoder import HashEncoder

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATHS = {
    "home": "/",
    "results": "/recherche?q=ordinateur+smartphone+internet",
    "corrected": "/recherche?q=r%C3%A9par%C3%A9+un+smartfone&lat=50.43&lon=2.83&distance=10",
    "pages": "/recherche?q=ordinateur+smartphone+internet&size=1&page=2",
    "no result": "/recherche?q=asdkjh",
    "long word": f"/recherche?q={'anticonstitutionnellement' * 8}",
    "sheet": "/fiches/clic-pour-tous",
    "about": "/a-propos",
    "at fault": f"/recherche?q={'x' * 301}",
    "problem": "/fiches/inconnue",
    "doors": "/parcours",
    "question": "/parcours?porte=agir",
    "end of the path": "/parcours?porte=agir&r=sens:role-0",
    "occupation": "/metiers/role-0",
    "map": "/comprendre",
}
ROLES = [
    make_occupation(
        f"role-{number}",
        (f"Savoir-faire numéro {number}", "Réparer des ordinateurs"),
        nom=f"Réparateur ou réparatrice d'ordinateurs, {number}",
        description="Une personne qui répare des ordinateurs et qui explique ce qu'elle fait.",
        voies=["emploi", "benevolat"][number % 2 :],
        familles=[("economie-circulaire", "communs-numeriques", "telecoms-solidaires")[number % 3]],
        acteurs=["atelier-phenix"],
    )
    for number in range(12)
]
SOUND = [name for name in PATHS if name not in {"at fault", "problem"}]
TABS_TO_FIRST_RESULT = 12

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium n'est pas installé"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the service over the small catalogue and a few roles, on a free port."""
    var = tmp_path_factory.mktemp("var")
    build(SMALL_CATALOGUE, HashEncoder(), "hash", var / "index", occupations=ROLES)
    settings = Settings(var=var, use_encoder=False)
    server = uvicorn.Server(
        uvicorn.Config(create_app(settings), ws="none", access_log=False, log_level="warning")
    )
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page with a visitor's usual browser."""
    context = browser.new_context(base_url=address)
    yield context.new_page()
    context.close()


@pytest.fixture
def plain_page(browser: Browser, address: str) -> Iterator[Page]:
    """A page without JavaScript."""
    context = browser.new_context(base_url=address, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [320, 256])
@pytest.mark.parametrize("name", PATHS)
def test_a_page_should_fit_a_narrow_screen(page: Page, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 600})
    page.goto(PATHS[name])
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) == 0
    assert page.evaluate("window.innerWidth") == width


def test_open_filters_should_fit_a_narrow_screen(page: Page) -> None:
    page.set_viewport_size({"width": 256, "height": 600})
    page.goto(PATHS["results"])
    for summary in reversed(page.locator("details:not([open]) > summary").all()):
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") == 256


@pytest.mark.parametrize("name", PATHS)
def test_a_page_should_ask_nothing_of_another_host(page: Page, address: str, name: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(PATHS[name], wait_until="networkidle")
    assert len(asked) >= 2
    assert {urlsplit(each).netloc for each in asked if not each.startswith("data:")} == {
        urlsplit(address).netloc
    }


@pytest.mark.parametrize("name", SOUND)
def test_a_page_should_leave_nothing_in_the_console_nor_in_cookies(page: Page, name: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(PATHS[name], wait_until="networkidle")
    assert said == []
    assert page.context.cookies() == []


def test_the_style_should_be_applied_under_the_policy(page: Page) -> None:
    page.goto("/")
    assert page.evaluate("document.styleSheets.length") == 1
    assert page.evaluate("getComputedStyle(document.body).display") == "flex"


def test_without_javascript_a_person_should_go_from_a_need_to_a_sheet(plain_page: Page) -> None:
    plain_page.goto("/")
    plain_page.get_by_label("De quoi avez-vous besoin ?").fill("réparer mon smartfone")
    plain_page.get_by_role("button", name="Chercher").click()
    expect(plain_page).to_have_title("2 résultats pour « réparer mon smartphone » – OrientESS")
    plain_page.get_by_role("link", name="Atelier Phénix").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Atelier Phénix")
    expect(plain_page.get_by_role("link", name="03 20 00 00 00")).to_be_visible()


def test_without_javascript_a_person_should_filter_and_take_the_filter_away(
    plain_page: Page,
) -> None:
    plain_page.goto(PATHS["results"])
    plain_page.locator("summary", has_text="Prix").click()
    plain_page.get_by_label("Gratuit").check()
    plain_page.get_by_role("button", name="Appliquer").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("1 résultat")
    expect(plain_page.get_by_label("Gratuit")).to_be_checked()
    plain_page.get_by_role("link", name="Retirer les filtres").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("3 résultats")


def test_without_javascript_a_correction_should_be_undone(plain_page: Page) -> None:
    plain_page.goto("/recherche?q=r%C3%A9par%C3%A9+un+smartfone")
    plain_page.get_by_role("link", name="Chercher plutôt « réparé un smartfone »").click()
    expect(plain_page).to_have_title("1 résultat pour « réparé un smartfone » – OrientESS")


def test_the_first_result_should_be_reached_by_keyboard(page: Page) -> None:
    page.goto(PATHS["results"])
    reached: list[str] = []
    for _ in range(TABS_TO_FIRST_RESULT):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('href') ?? ''"))
    assert "/fiches/atelier-phenix" in reached


def test_the_keyboard_should_jump_over_the_header(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("De quoi avez-vous besoin ?")).to_be_focused()


def test_what_is_focused_should_be_seen(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_without_javascript_a_person_should_be_guided_to_an_occupation(plain_page: Page) -> None:
    plain_page.goto("/")
    plain_page.get_by_role("link", name="guidez-moi").click()
    plain_page.get_by_role("button", name="Je veux aider ou travailler").click()
    for _ in range(5):
        if plain_page.locator(".cards").count() == 0:
            break
        plain_page.locator(".card").first.click()
    plain_page.locator(".hits a").first.click()
    expect(plain_page.get_by_role("heading", level=1)).to_contain_text("Réparateur")


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
