"""The sheet of a record in a browser: called, sent, copied, printed, JavaScript or not."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from service.presentation.messages import BACK_TO_RESULTS, COPY_LINK, NEED_QUESTION
from service.presentation.templating import STATIC
from tests.browser.conftest import NEEDS_CHROMIUM, PHONE
from tests.browser.states import SHEET

MOST_ELEMENTS, MOST_REQUESTS, MOST_SCRIPT_BYTES = 165, 3, 1500
ELEMENTS = "[...document.querySelectorAll('*')].filter(each => !each.ownerSVGElement).length"
FOLDED = "[...document.querySelectorAll('.record > details')].map(each => each.open)"

pytestmark = [*NEEDS_CHROMIUM]


@pytest.fixture
def permitted(browser: Browser, address: str) -> Iterator[Page]:
    """A page that may read and write the clipboard."""
    context = browser.new_context(
        base_url=address, permissions=["clipboard-read", "clipboard-write"]
    )
    yield context.new_page()
    context.close()


def test_a_sheet_should_be_frugal(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(SHEET, wait_until="networkidle")
    assert page.evaluate(ELEMENTS) <= MOST_ELEMENTS
    assert len([each for each in asked if not each.startswith("data:")]) <= MOST_REQUESTS
    assert len(gzip.compress((STATIC / "fiche.js").read_bytes())) <= MOST_SCRIPT_BYTES


def test_the_facts_for_machines_should_pass_the_policy_and_be_data(page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(SHEET, wait_until="networkidle")
    facts = "JSON.parse(document.querySelector('[type=\"application/ld+json\"]').textContent).name"
    assert page.evaluate(facts) == "Atelier Phénix"
    assert said == []


def test_the_main_action_should_be_seen_on_a_telephone_without_scrolling(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto(SHEET)
    expect(page.get_by_role("link", name=re.compile("^Appeler le"))).to_be_in_viewport(ratio=1)


def test_without_javascript_a_sheet_should_be_called_and_sent(plain_page: Page) -> None:
    plain_page.goto(SHEET)
    call = plain_page.get_by_role("link", name=re.compile("^Appeler le"))
    expect(call).to_have_attribute("href", re.compile(r"^tel:\+33\d+$"))
    for name, scheme in (("Par SMS", "sms:"), ("Par courriel", "mailto:")):
        link = plain_page.get_by_role("link", name=name, exact=True)
        expect(link).to_be_visible()
        expect(link).to_have_attribute("href", re.compile(f"^{scheme}"))
    assert plain_page.locator(".share button").count() == 0


def test_without_javascript_a_person_should_go_back_to_the_results(plain_page: Page) -> None:
    plain_page.goto(f"{SHEET}?q=ordinateur")
    plain_page.get_by_role("link", name=BACK_TO_RESULTS).click()
    expect(plain_page).to_have_url(re.compile(r"/recherche\?q=ordinateur$"))


@pytest.mark.parametrize("width", [390, 1280])
def test_another_search_should_be_at_hand(plain_page: Page, width: int) -> None:
    plain_page.set_viewport_size({"width": width, "height": 844})
    plain_page.goto(f"{SHEET}?q=ordinateur")
    field = plain_page.get_by_label(NEED_QUESTION)
    if width < 800:
        expect(field).to_be_hidden()
        plain_page.locator("summary", has_text="Changer ma recherche").click()
    expect(field).to_have_value("ordinateur")
    expect(field).to_be_visible()
    field.press("Enter")
    expect(plain_page).to_have_url(re.compile(r"/recherche\?q=ordinateur"))


def test_the_link_should_be_copied_without_the_need_and_said_to_be(
    permitted: Page, address: str
) -> None:
    permitted.goto(f"{SHEET}?q=une+dette+de+loyer")
    permitted.get_by_role("button", name=COPY_LINK).click()
    expect(permitted.get_by_role("status")).to_have_text("Lien copié")
    assert permitted.evaluate("navigator.clipboard.readText()") == f"{address}{SHEET}"


def test_a_copy_that_is_refused_should_leave_no_dead_button(page: Page) -> None:
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('non'))")
    page.goto(SHEET)
    page.get_by_role("button", name=COPY_LINK).click()
    expect(page.get_by_role("button", name=COPY_LINK)).to_be_hidden()


def test_a_device_that_shares_should_be_given_the_name_and_the_link_only(
    page: Page, address: str
) -> None:
    page.add_init_script(
        "navigator.share = (told) => { window.told = told; return Promise.resolve(); }"
    )
    page.goto(f"{SHEET}?q=une+dette+de+loyer")
    page.get_by_role("button", name="Partager").click()
    told = page.evaluate("window.told")
    assert told["url"] == f"{address}{SHEET}"
    assert set(told) == {"title", "url"}
    assert told["title"].startswith("Atelier Phénix")


def test_a_device_that_does_not_share_should_not_be_offered_to(page: Page) -> None:
    page.add_init_script("navigator.share = undefined")
    page.goto(SHEET)
    expect(page.get_by_role("button", name="Partager")).to_be_hidden()


def test_a_sheet_should_be_printed_from_the_page(page: Page) -> None:
    page.add_init_script("window.print = () => { window.printed = true; }")
    page.goto(SHEET)
    page.get_by_role("button", name="Imprimer").click()
    assert page.evaluate("window.printed") is True


def test_on_paper_a_sheet_should_keep_what_helps_and_drop_what_is_pressed(page: Page) -> None:
    page.goto(f"{SHEET}?q=ordinateur")
    page.emulate_media(media="print")
    for gone in ("nav", ".search", ".wrong", ".share", ".back", ".quality", "footer", ".near"):
        assert page.locator(f"{gone}:visible").count() == 0, gone
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Appeler le"))).to_be_visible()
    expect(page.get_by_text("Apporter un justificatif de domicile")).to_be_visible()


def test_paper_should_show_what_was_folded(page: Page) -> None:
    page.goto(SHEET)
    page.evaluate(
        "document.querySelector('.record').insertAdjacentHTML('afterbegin',"
        " '<details><summary>plus</summary><p>la suite</p></details>')"
    )
    page.pdf(format="A4")
    assert page.evaluate(FOLDED)[0] is True
