"""Sheets that a person keeps, in a real browser: found again, without a network, then forgotten."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from index.codes.short_code import MAX_CODES
from tests.browser.conftest import LIMIT_MS, NEEDS_CHROMIUM
from tests.browser.states import LOCATION, RESULTS, SHEET

LIST = "/mes-fiches"
KEEP, KEPT = re.compile("^Garder"), re.compile("^Gardé")
OPENS = re.compile("s'ouvre aussi sans réseau")
CACHED = """(async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) found.push(url);
  return found;
})()"""
STORED = "JSON.parse(localStorage.getItem('orientess.fiches') ?? '[]')"
WORKERS = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
FORBID_STORAGE = """Object.defineProperty(window, 'localStorage', {
  get() { throw new DOMException('non', 'SecurityError'); },
});"""

pytestmark = [*NEEDS_CHROMIUM]


@pytest.fixture
def visitor(browser: Browser, address: str) -> Iterator[Page]:
    """A page of a browser that keeps nothing yet, and that may lose the network."""
    with closing(browser.new_context(base_url=address, reduced_motion="reduce")) as context:
        context.set_default_timeout(LIMIT_MS)
        yield context.new_page()


def keep(page: Page, path: str = SHEET) -> None:
    """Keep the sheet at a path, and wait until its copy is there."""
    page.goto(path)
    page.locator(".share").get_by_role("button", name=KEEP).click()
    expect(page.get_by_role("status")).to_have_text(OPENS)


def left(page: Page) -> dict[str, Any]:
    """What the browser holds of the site."""
    return {
        "cached": {urlsplit(url).path for url in page.evaluate(CACHED)},
        "stored": page.evaluate(STORED),
        "workers": page.evaluate(WORKERS),
    }


def wait_for(page: Page, path: str, there: bool = True) -> None:
    """Wait until the copy of a page is there, or is gone."""
    limit = time.monotonic() + LIMIT_MS / 1000
    while (path in left(page)["cached"]) is not there and time.monotonic() < limit:
        page.wait_for_timeout(20)
    assert (path in left(page)["cached"]) is there


NOTHING: dict[str, Any] = {"cached": set(), "stored": [], "workers": 0}


def wait_for_nothing(page: Page) -> None:
    """Wait until the browser holds nothing of the site."""
    limit = time.monotonic() + LIMIT_MS / 1000
    while left(page) != NOTHING and time.monotonic() < limit:
        page.wait_for_timeout(20)
    assert left(page) == NOTHING


def test_nothing_should_be_installed_before_a_sheet_is_kept(visitor: Page) -> None:
    for path in (RESULTS, f"{SHEET}?q=ordinateur", LIST):
        visitor.goto(path, wait_until="networkidle")
    assert left(visitor) == NOTHING
    assert visitor.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("path", [SHEET, LOCATION, f"/ar{SHEET}"])
def test_a_kept_sheet_should_open_without_a_network(visitor: Page, path: str) -> None:
    visitor.goto(f"{path}?q=ordinateur&lieu=Lille")
    title = visitor.locator("h1").text_content()
    visitor.locator(".share .keep").click()
    expect(visitor.locator(".share .keep")).to_have_attribute("aria-pressed", "true")
    wait_for(visitor, path)
    visitor.goto(LIST)
    expect(visitor.locator("#gardees .hint").first).to_have_text("S'ouvre sans réseau")
    visitor.context.set_offline(True)
    visitor.goto(path)
    expect(visitor.locator("h1")).to_have_text(title or "")
    expect(visitor.locator(".copy")).to_be_visible()
    assert visitor.locator(".now:visible").count() == 0
    styled = "getComputedStyle(document.querySelector('.key section')).borderTopStyle"
    assert visitor.evaluate(styled) == "solid"
    expect(visitor.locator("button.keep")).to_have_attribute("aria-pressed", "true")


def test_with_a_network_a_kept_sheet_should_be_the_one_of_today(visitor: Page) -> None:
    keep(visitor)
    visitor.goto(SHEET)
    expect(visitor.locator(".copy")).to_be_hidden()


def test_without_a_network_any_other_page_should_be_the_list(visitor: Page) -> None:
    keep(visitor)
    visitor.context.set_offline(True)
    visitor.goto("/recherche?q=une+dette+de+loyer")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Mes fiches")
    expect(visitor.get_by_text("Vous êtes hors connexion.")).to_be_visible()
    visitor.locator("#gardees").get_by_role("link", name="Atelier Phénix").click()
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("Atelier Phénix")


def test_nothing_but_kept_sheets_and_what_they_need_should_be_copied(visitor: Page) -> None:
    keep(visitor)
    for path in ("/", RESULTS, LOCATION, f"{SHEET}?q=une+dette+de+loyer", "/carte?q=ordinateur"):
        visitor.goto(path, wait_until="networkidle")
    addresses = visitor.evaluate(CACHED)
    pages = {urlsplit(url).path for url in addresses if "/static/" not in url}
    assert pages == {SHEET, LIST}
    assert not [url for url in addresses if "q=" in url or "leaflet" in url]


def test_what_is_kept_should_say_the_sheet_and_nothing_that_was_typed(visitor: Page) -> None:
    visitor.goto(f"{SHEET}?q=une+dette+de+loyer")
    visitor.locator(".share .keep").click()
    expect(visitor.get_by_role("status")).to_have_text(OPENS)
    (stored,) = visitor.evaluate(STORED)
    assert stored["address"] == SHEET
    assert stored["name"].startswith("Atelier Phénix")
    assert set(stored) == {"address", "name"}


def test_a_sheet_that_is_let_go_should_leave_nothing(visitor: Page) -> None:
    keep(visitor)
    visitor.locator(".share").get_by_role("button", name=KEPT).click()
    expect(visitor.get_by_role("status")).to_have_text(re.compile("^Enlevé"))
    wait_for_nothing(visitor)


def test_a_sheet_let_go_among_others_should_take_its_copy_with_it(visitor: Page) -> None:
    keep(visitor)
    keep(visitor, LOCATION)
    visitor.goto(LIST)
    expect(visitor.locator("[data-count]")).to_have_text("2")
    visitor.get_by_role("button", name=re.compile("^Enlever : Atelier Phénix")).click()
    expect(visitor.get_by_role("status")).to_have_text("Enlevé.")
    expect(visitor.locator("[data-count]")).to_have_text("1")
    expect(visitor.locator("#gardees li button")).to_be_focused()
    visitor.wait_for_function(
        f"{CACHED}.then((all) => !all.some((url) => url.endsWith('{SHEET}')))"
    )
    assert {LOCATION, LIST} <= left(visitor)["cached"]


def test_who_leaves_a_shared_device_should_erase_everything(visitor: Page) -> None:
    keep(visitor)
    visitor.goto(LIST)
    visitor.on("dialog", lambda dialog: dialog.accept())
    visitor.get_by_role("button", name="Tout effacer").click()
    expect(visitor.get_by_role("status")).to_have_text("Tout est effacé.")
    expect(visitor.get_by_text("Aucune fiche gardée.")).to_be_focused()
    wait_for_nothing(visitor)


def test_a_mistaken_touch_should_erase_nothing(visitor: Page) -> None:
    keep(visitor)
    visitor.goto(LIST)
    visitor.on("dialog", lambda dialog: dialog.dismiss())
    visitor.get_by_role("button", name="Tout effacer").click()
    expect(visitor.locator("[data-count]")).to_have_text("1")
    assert left(visitor)["workers"] == 1


def test_a_card_should_be_kept_from_the_results_by_keyboard(visitor: Page) -> None:
    visitor.goto(RESULTS)
    button = visitor.locator(".hits .keep").first
    name = visitor.locator(".hits h2 a").first.text_content()
    expect(button).to_have_accessible_name(f"Garder : {name}")
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_have_accessible_name(f"Gardé : {name}")
    expect(visitor.locator(".keeping")).to_have_text(OPENS)
    visitor.locator(".keeping").get_by_role("link", name="Mes fiches").click()
    expect(visitor.locator("#gardees a").first).to_have_text(name or "")


def test_a_card_that_is_kept_should_say_so_at_the_next_search(visitor: Page) -> None:
    visitor.goto(RESULTS)
    visitor.locator(".hits .keep").first.click()
    expect(visitor.locator(".keeping")).to_have_text(OPENS)
    visitor.goto(RESULTS)
    expect(visitor.locator(".hits .keep").first).to_have_attribute("aria-pressed", "true")
    expect(visitor.locator(".hits .keep").nth(1)).to_have_attribute("aria-pressed", "false")


def test_a_sheet_should_be_kept_once_whatever_its_language(visitor: Page) -> None:
    keep(visitor)
    visitor.goto(f"/en{SHEET}")
    button = visitor.locator("button.keep")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert visitor.evaluate(STORED) == []


def test_the_list_should_offer_its_codes(visitor: Page) -> None:
    keep(visitor)
    keep(visitor, LOCATION)
    visitor.goto(LIST)
    link = visitor.get_by_role("link", name="Noter ou imprimer la liste")
    expect(link).to_have_attribute("href", re.compile(r"/codes\?f=atelier-phenix&f=lieu-de-fives$"))


def test_one_more_than_a_list_holds_should_be_told(visitor: Page) -> None:
    many = [{"address": f"/fiches/fiche-{each}", "name": "Fiche"} for each in range(MAX_CODES)]
    visitor.goto(LIST)
    visitor.evaluate("(kept) => localStorage.setItem('orientess.fiches', kept)", json.dumps(many))
    visitor.goto(SHEET)
    visitor.locator(".share .keep").click()
    expect(visitor.get_by_role("alert")).to_have_text("12 fiches au plus : enlevez-en une.")
    assert len(visitor.evaluate(STORED)) == MAX_CODES


@pytest.mark.parametrize(
    "spoilt",
    [
        "{",
        "null",
        "7",
        '[null, 3, {"address": "javascript:alert(1)", "name": "x"}]',
        '[{"address": "//exemple.fr/fiches/x", "name": "x"}, {"address": "/fiches/x", "name": 3}]',
    ],
)
def test_a_list_that_something_else_wrote_should_be_read_as_empty(
    visitor: Page, spoilt: str
) -> None:
    visitor.goto(LIST)
    visitor.evaluate("(kept) => localStorage.setItem('orientess.fiches', kept)", spoilt)
    visitor.goto(LIST)
    expect(visitor.get_by_text("Aucune fiche gardée.")).to_be_visible()
    expect(visitor.locator("#gardees")).to_be_hidden()


def test_a_browser_that_keeps_nothing_should_say_so(visitor: Page) -> None:
    visitor.add_init_script(FORBID_STORAGE)
    visitor.goto(SHEET)
    visitor.locator(".share .keep").click()
    expect(visitor.get_by_role("alert")).to_have_text(re.compile("ne peut rien garder"))


def test_without_a_script_no_button_should_be_dead(plain_page: Page) -> None:
    plain_page.goto(RESULTS)
    expect(plain_page.locator(".hits .keep").first).to_be_hidden()
    plain_page.goto(SHEET)
    link = plain_page.locator(".share").get_by_role("link", name="Garder")
    expect(link).to_have_attribute("href", re.compile(r"/mes-fiches/codes\?f="))
