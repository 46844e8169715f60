"""The workshop in a browser: led without a script, and printed on two pages an activity."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from service.about.workshop import (
    ACTIVITIES,
    ANCHORS,
    BIAS,
    DECISION,
    LIMITS,
    MAX_WORD_CHARS,
    MISTAKES,
    NEAR_WORDS,
    PAIR,
    SPELLINGS,
    WORDS,
    Activity,
)
from tests.browser.conftest import NEEDS_CHROMIUM
from tests.browser.test_layout import A_PAGE

LONG_WORD, LONG_NEED = "m" * MAX_WORD_CHARS, f"ordinateur {'anticonstitutionnellement ' * 4}"
LONGEST: Mapping[Activity, Mapping[str, object]] = {
    NEAR_WORDS: {"mot": [f"{LONG_WORD[:-1]}{number}" for number, _ in enumerate(WORDS.examples)]},
    MISTAKES: {"q": [LONG_NEED for _ in SPELLINGS.examples]},
    LIMITS: {"q": [LONG_NEED for _ in SPELLINGS.examples]},
    BIAS: {
        "metier": [LONG_WORD for _ in PAIR.examples],
        "mot": [LONG_WORD for _ in ANCHORS.examples],
    },
    DECISION: {"q": "ordinateur"},
}
"""Activity -> the parameters that fill its sheets the most."""
SHEETS = 2
"""One for people who take part, one for the person who leads."""

pytestmark = [*NEEDS_CHROMIUM]


def sheets(page: Page) -> int:
    """The number of A4 pages of a page on paper."""
    return len(A_PAGE.findall(page.pdf(format="A4", prefer_css_page_size=True)))


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("activity", ACTIVITIES, ids=[each.slug for each in ACTIVITIES])
def test_an_activity_should_be_printed_on_two_pages_its_answer_closed_or_open(
    plain_page: Page, page: Page, prefix: str, activity: Activity
) -> None:
    plain_page.goto(prefix + activity.path)
    assert sheets(plain_page) == SHEETS
    page.goto(prefix + activity.path)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert sheets(page) == SHEETS


@pytest.mark.parametrize("activity", LONGEST, ids=[each.slug for each in LONGEST])
def test_the_longest_texts_should_print_on_two_pages(page: Page, activity: Activity) -> None:
    page.goto(f"{activity.path}?{urlencode(LONGEST[activity], doseq=True)}")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert sheets(page) == SHEETS


def test_a_comparison_should_print_on_two_pages(page: Page) -> None:
    page.goto(f"{DECISION.path}?q=ordinateur&rang-atelier-phenix=1")
    assert page.locator("tbody tr").count() == 5
    assert sheets(page) == SHEETS


def test_each_sheet_should_begin_its_own_page(page: Page) -> None:
    page.goto(NEAR_WORDS.path)
    page.emulate_media(media="print")
    assert page.locator(".leader").evaluate("each => getComputedStyle(each).breakBefore") == "page"
    for hidden in (".ask", ".top", "footer"):
        expect(page.locator(hidden).first).to_be_hidden()


def test_without_javascript_a_group_should_guess_then_open_the_answer(plain_page: Page) -> None:
    plain_page.goto(NEAR_WORDS.path)
    for number, word in enumerate(("réparer", "réparateur", "fromage", "", "", ""), start=1):
        plain_page.get_by_label(f"Mot {number}", exact=True).fill(word)
    plain_page.get_by_role("button", name="Comparer ces mots").click()
    told = plain_page.locator(".reply p").first
    expect(told).to_be_hidden()
    plain_page.get_by_text("Ouvrir la réponse de la machine").click()
    expect(told).to_contain_text("réparer et réparateur")


def test_without_javascript_a_group_should_compare_its_order(plain_page: Page) -> None:
    plain_page.goto(f"{DECISION.path}?q=ordinateur")
    boxes = plain_page.get_by_role("combobox")
    for place in range(boxes.count()):
        boxes.nth(place).select_option(str(place + 1))
    with plain_page.expect_navigation():
        plain_page.get_by_role("button", name="Comparer avec la machine").click()
    given = plain_page.locator("tbody tr td:nth-child(2)").all_inner_texts()
    assert sorted(given) == ["1", "2", "3", "4", "5"]
