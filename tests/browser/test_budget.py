"""The budget of pages: what a first visit may transfer, hold and move.

The caps are the project's own (RGESN 6.1 asks for some and sets none); the service compresses as
in production.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from bench.measure_pages import Weight, weigh
from tests.browser.conftest import NEEDS_CHROMIUM
from tests.browser.states import (
    HOME,
    LOCATION,
    NEAR,
    OWN_RESULTS,
    RESULTS,
    SHEET,
    STATES,
    WHOLE_CURRICULUM,
)

pytestmark = [*NEEDS_CHROMIUM]

MAX_REQUESTS = 3
MAX_SCRIPT_KB = 10
HITS = 10


@dataclass(frozen=True)
class Budget:
    """What a page may transfer, in kilobytes and in requests, its EcoIndex and its elements."""

    path: str
    kilobytes: float
    score: int
    elements: int = 300
    requests: int = MAX_REQUESTS


BUDGETS: Mapping[str, Budget] = {
    "home": Budget(HOME, 16, 90),
    "results": Budget(RESULTS, 30, 85),
    "results near a town": Budget(NEAR, 30, 83),
    "sheet": Budget(SHEET, 20, 90),
    "location": Budget(LOCATION, 20, 90),
    "what I can do": Budget(STATES["what I can do"], 30, 88, requests=4),
    "occupations for somebody": Budget(OWN_RESULTS, 30, 83, requests=4),
    "occupations for a whole curriculum": Budget(WHOLE_CURRICULUM, 30, 83, requests=4),
    "occupation for somebody": Budget(STATES["occupation for somebody"], 30, 85, requests=4),
    "occupation of ROME": Budget(STATES["occupation of ROME"], 20, 85, requests=4),
    "occupation of ROME for somebody": Budget(
        STATES["occupation of ROME for somebody"], 20, 85, requests=4
    ),
    "occupations": Budget(STATES["occupations"], 30, 85, requests=4),
    "map of results": Budget(STATES["map of results"], 60, 80, elements=340, requests=4),
    "map around a town": Budget(STATES["map around a town"], 60, 80, elements=340, requests=4),
    "map of places": Budget(STATES["map of places"], 60, 80, elements=340, requests=4),
    "game of skills": Budget(STATES["game of skills"], 16, 85, requests=5),
    "end of the game of skills": Budget(STATES["end of the game of skills"], 16, 85, requests=5),
    "home in easy French": Budget(f"/facile{HOME}", 16, 90, requests=4),
    "results in easy French": Budget(f"/facile{RESULTS}", 30, 85, requests=4),
    "sheet in easy French": Budget(f"/facile{SHEET}", 20, 90, requests=4),
}
"""Kilobytes of a first visit, EcoIndex, and elements of a page; easy French and
occupations have a second style. A map has its pins besides its rows, and that of France 101
départements, drawn and listed."""


@pytest.fixture(scope="module")
def weights(browser: Browser, address: str) -> Mapping[str, Weight]:
    """What each page weighs."""
    return {name: weigh(browser, address + each.path) for name, each in BUDGETS.items()}


@pytest.mark.parametrize("name", BUDGETS)
def test_a_page_should_be_light(weights: Mapping[str, Weight], name: str) -> None:
    weight, budget = weights[name], BUDGETS[name]
    assert 1 < weight.total_kb <= budget.kilobytes, weight.kilobytes
    assert weight.kilobytes.get("JS", 0) <= MAX_SCRIPT_KB


@pytest.mark.parametrize("name", BUDGETS)
def test_a_page_should_ask_little_and_of_nobody_else(
    weights: Mapping[str, Weight], name: str
) -> None:
    assert 2 <= weights[name].requests <= BUDGETS[name].requests
    assert weights[name].third_party == 0


@pytest.mark.parametrize("name", BUDGETS)
def test_a_page_should_be_simple(weights: Mapping[str, Weight], name: str) -> None:
    assert 20 < weights[name].elements <= BUDGETS[name].elements
    assert weights[name].index.score >= BUDGETS[name].score


@pytest.mark.parametrize("name", BUDGETS)
def test_a_page_should_not_move_while_it_comes(weights: Mapping[str, Weight], name: str) -> None:
    assert weights[name].shift == 0
    assert weights[name].lcp_ms > 0


def test_the_results_weighed_should_be_a_full_page(page: Page) -> None:
    page.goto(RESULTS)
    assert page.locator(".hits > li").count() == HITS


def test_scripts_should_be_weighed_where_there_are_some(browser: Browser, address: str) -> None:
    doors = weigh(browser, f"{address}/parcours")
    assert 0 < doors.kilobytes["JS"] < MAX_SCRIPT_KB
