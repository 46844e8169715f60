"""Cards of results in easy French on a telephone: short enough for two on a screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NEEDS_CHROMIUM, PHONE
from tests.browser.states import NEAR, RESULTS

MOST_PX = 420

pytestmark = [*NEEDS_CHROMIUM]


@pytest.mark.parametrize("path", [RESULTS, NEAR])
def test_a_card_in_easy_french_should_be_short(page: Page, path: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"/facile{path}")
    boxes = [card.bounding_box() for card in page.locator(".hits > li:visible").all()]
    heights = [box["height"] for box in boxes if box is not None]
    assert len(heights) >= 5
    assert max(heights) <= MOST_PX
