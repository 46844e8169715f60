"""Accessibility: the rules of axe-core on every state, light and dark, and the frame of pages.

A tool sees less than half of what makes a page accessible: docs say what was not tested.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Page

from index.languages import LANGUAGES
from tests.browser.conftest import AXE, NEEDS_AXE, NEEDS_CHROMIUM, agree
from tests.browser.states import STATES
from tests.service.page import Page as Tags

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOURS = ["color-contrast", "link-in-text-block"]
"""The only rules that depend on the scheme of colours."""
DRAWN = "texts over shapes or of one digit: test_texts_of_drawings_should_stand_out measures them"
REVIEWED: Mapping[tuple[str, str], str] = {
    ("map of results", "color-contrast"): DRAWN,
    ("map of results in English", "color-contrast"): DRAWN,
    ("map of results in Arabic", "color-contrast"): DRAWN,
    ("map around a town", "color-contrast"): DRAWN,
    ("map of places", "color-contrast"): DRAWN,
    ("map of places of a département", "color-contrast"): DRAWN,
    ("understanding", "color-contrast"): DRAWN,
}
"""(state, rule) -> why a person judged right what axe-core could not decide."""

pytestmark = [*NEEDS_CHROMIUM]


def _told(found: list[dict[str, Any]], kind: str) -> list[str]:
    """What axe-core found, one line a node."""
    return [
        f"{kind} {rule['id']} ({rule['help']}) : {' '.join(map(str, node['target']))}"
        f" — {' ; '.join(check['message'] for check in node['any'] + node['all'] + node['none'])}"
        for rule in found
        for node in rule["nodes"]
    ]


def _light_and_dark(page: Page) -> tuple[dict[str, Any], dict[str, Any]]:
    """What axe-core finds in a page by every rule, then by those of colours in the dark."""
    for frame in page.frames:
        frame.evaluate(AXE.read_text(encoding="utf-8"))
    run = "rules => axe.run({runOnly: rules, resultTypes: ['violations', 'incomplete']})"
    page.emulate_media(color_scheme="light")
    light = page.evaluate(run, {"type": "tag", "values": TAGS})
    page.emulate_media(color_scheme="dark")
    return light, page.evaluate(run, {"type": "rule", "values": OF_COLOURS})


@NEEDS_AXE
@pytest.mark.parametrize("name", STATES)
def test_a_page_should_break_no_rule_of_accessibility(probed_page: Page, name: str) -> None:
    probed_page.goto(STATES[name])
    probed_page.evaluate("probe.openAll()")
    light, dark = _light_and_dark(probed_page)
    assert len(light["passes"]) >= 10
    faults: list[str] = []
    met: set[tuple[str, str]] = set()
    for scheme, found in (("clair", light), ("sombre", dark)):
        undecided = [rule for rule in found["incomplete"] if (name, rule["id"]) not in REVIEWED]
        met.update((name, rule["id"]) for rule in found["incomplete"])
        faults += _told(found["violations"], f"[{scheme}] faute")
        faults += _told(undecided, f"[{scheme}] à juger")
    gone = [each for each in REVIEWED if each[0] == name and each not in met]
    agree(faults + [f"plus rien à juger : {each}" for each in gone])


@NEEDS_AXE
@pytest.mark.parametrize("width", [320, 1280])
def test_the_open_menu_of_languages_should_break_no_rule(probed_page: Page, width: int) -> None:
    probed_page.set_viewport_size({"width": width, "height": 800})
    probed_page.goto("/")
    probed_page.locator(".languages > summary").click()
    probed_page.evaluate(AXE.read_text(encoding="utf-8"))
    rules = {"runOnly": {"type": "tag", "values": TAGS}}
    found = probed_page.evaluate("rules => axe.run('.languages', rules)", rules)
    assert len(found["passes"]) >= 3
    agree(_told(found["violations"], "faute"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [name for name, _ in REVIEWED])
def test_texts_of_drawings_should_stand_out(probed_page: Page, name: str, scheme: str) -> None:
    probed_page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    probed_page.goto(STATES[name])
    assert probed_page.locator("svg text").count() > 0
    agree(probed_page.evaluate("probe.drawn()"))


@NEEDS_AXE
def test_faults_should_be_seen_in_both_schemes(probed_page: Page) -> None:
    probed_page.goto("/robots.txt")
    probed_page.set_content(
        "<!doctype html><html lang=fr><title>Une page</title><style>p { background: white }"
        "@media (prefers-color-scheme: light) { p { color: black } }"
        "@media (prefers-color-scheme: dark) { p { color: #eee } }</style>"
        "<main><h1>Une page</h1><p>Un texte</p><input>"
        "<p style='background: linear-gradient(white, black)'>À juger</p></main>"
    )
    light, dark = _light_and_dark(probed_page)
    assert [rule["id"] for rule in light["violations"]] == ["label"]
    assert [rule["id"] for rule in light["incomplete"]] == ["color-contrast"]
    assert [rule["id"] for rule in dark["violations"]] == ["color-contrast"]


@pytest.mark.parametrize("name", STATES)
def test_a_page_should_have_one_main_heading_and_its_landmarks(
    documents: Mapping[str, tuple[int, str]], name: str
) -> None:
    tags = Tags(documents[name][1])
    assert len(tags.all("h1")) == 1
    assert tags.texts("h1") != [""]
    assert len(tags.all("main")) == 1
    assert len(tags.all("footer")) == 1
    names = [each.get("aria-label") or each.get("aria-labelledby") for each in tags.all("nav")]
    assert None not in names
    assert len(set(names)) == len(names) >= 1


@pytest.mark.parametrize("name", STATES)
def test_a_page_should_begin_with_a_way_to_its_content(
    documents: Mapping[str, tuple[int, str]], name: str
) -> None:
    tags = Tags(documents[name][1])
    assert tags.all("a")[0]["href"] == f"#{tags.all('main')[0]['id']}"
    assert tags.texts("a")[0]


@pytest.mark.parametrize("name", STATES)
def test_a_page_should_say_its_language_and_its_title(
    documents: Mapping[str, tuple[int, str]], name: str
) -> None:
    tags = Tags(documents[name][1])
    code = STATES[name].split("/")[1]
    assert tags.all("html")[0]["lang"] == (code if code in LANGUAGES else "fr")
    assert "OrientESS" in tags.title


SAME_PAGE = frozenset(
    {
        "sheet from a search",
        "near",
        "record that asks where",
        "workshop on a decision compared",
        "occupations for a whole curriculum",
        "emergency numbers",
    }
)
"""States of a page that is already there, or of a danger, whose title tells nothing."""


def test_titles_should_tell_pages_of_a_language_apart(
    documents: Mapping[str, tuple[int, str]],
) -> None:
    pages = [Tags(html) for name, (_, html) in documents.items() if name not in SAME_PAGE]
    titles = Counter((page.all("html")[0]["lang"], page.title) for page in pages)
    agree([title for (_, title), count in titles.items() if count > 1])
