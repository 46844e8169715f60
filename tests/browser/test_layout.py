"""Pages on narrow screens, with larger text, under a finger, at the keyboard and on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import NEEDS_CHROMIUM, PHONE, agree
from tests.browser.states import PRINTED, RESULTS, STATES

MAIN_TARGETS = (
    "button, .button, nav a, .hits h2 a, .pages a, summary, select, textarea, "
    "main input:not([type=hidden], [type=checkbox], [type=radio])"
)
"""What people come to press: by a finger that shakes, on an old telephone."""
LEAST_PX, LEAST_MAIN_PX = 24, 44
TABS_TO_FIRST_RESULT = 17
LIST_TOP_PX = 240
"""Where the list of helpers begins on a computer, under the search, without a note above it."""
A_PAGE = re.compile(rb"/Type\s*/Page(?!\w)")
"""Chromium writes each page of a PDF as an object that is not compressed."""

pytestmark = [*NEEDS_CHROMIUM]


@pytest.fixture(scope="module", params=STATES)
def loaded(request: pytest.FixtureRequest, probed_page: Page) -> Page:
    """The page of a state, loaded once for all its measures."""
    probed_page.goto(STATES[request.param])
    return probed_page


@pytest.fixture
def state(loaded: Page) -> Page:
    """The page of a state, as it was when it came."""
    loaded.evaluate("probe.reset()")
    return loaded


@pytest.mark.parametrize("width", [320, 256])
def test_a_page_should_fit_a_narrow_screen(state: Page, width: int) -> None:
    state.set_viewport_size({"width": width, "height": 600})
    agree(state.evaluate("probe.overflow()"))
    state.evaluate("probe.openAll()")
    agree(state.evaluate("probe.overflow()"))
    assert state.evaluate("window.innerWidth") == width


def test_a_page_should_bear_text_that_a_reader_spaces_out(state: Page) -> None:
    state.set_viewport_size({"width": 320, "height": 600})
    state.evaluate("probe.openAll()")
    state.evaluate("probe.space()")
    agree(state.evaluate("probe.clipped()"))


def test_a_page_should_bear_text_twice_as_large(state: Page) -> None:
    state.set_viewport_size({"width": 640, "height": 600})
    state.evaluate("probe.openAll()")
    state.evaluate("probe.enlarge(2)")
    agree(state.evaluate("probe.clipped()"))


def test_what_can_be_pressed_should_be_large_enough(state: Page) -> None:
    state.set_viewport_size(PHONE)
    state.evaluate("probe.openAll()")
    too_small = "([selector, width, height]) => probe.tooSmall(selector, width, height)"
    every = state.evaluate("probe.TARGETS")
    agree(
        state.evaluate(too_small, [every, LEAST_PX, LEAST_PX])
        + state.evaluate(too_small, [MAIN_TARGETS, LEAST_PX, LEAST_MAIN_PX])
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_focused_should_be_seen(state: Page, scheme: str) -> None:
    state.set_viewport_size(PHONE)
    state.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    state.evaluate("probe.openAll()")
    state.keyboard.press("Tab")
    agree(state.evaluate("probe.focus()"))


@pytest.mark.parametrize("width", [390, 1280])
def test_the_first_result_should_be_reached_by_keyboard(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(RESULTS)
    first = page.locator(".hits a").first.get_attribute("href")
    reached: list[str] = []
    for _ in range(TABS_TO_FIRST_RESULT):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('href') ?? ''"))
    assert first in reached


def test_four_results_for_helpers_should_be_on_the_first_screen(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(STATES["results for helpers"])
    rows = page.locator(".rows > li")
    first, fourth = rows.nth(0).bounding_box(), rows.nth(3).bounding_box()
    assert first is not None
    assert fourth is not None
    assert fourth["y"] + fourth["height"] - first["y"] <= 900 - LIST_TOP_PX


@pytest.mark.parametrize("name", PRINTED)
def test_a_page_should_be_printed_on_few_sheets(page: Page, name: str) -> None:
    page.goto(STATES[name])
    sheets = len(A_PAGE.findall(page.pdf(format="A4")))
    assert 1 <= sheets <= PRINTED[name]


def test_the_counter_of_sheets_should_see_each_page(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<p style='break-after: page'>un</p>" * 3 + "<p>quatre")
    assert len(A_PAGE.findall(page.pdf(format="A4"))) == 4
    page.close()
