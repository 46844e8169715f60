"""The instruments of the proofs: each one sees the fault that it is made for, and no other."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NEEDS_CHROMIUM, PHONE

pytestmark = [*NEEDS_CHROMIUM]

SMALL = "probe.tooSmall(probe.TARGETS, 24, 24)"
FOCUS = "probe.focus()"
DRAWN = "probe.drawn()"
RING = (
    "<style>a:focus { outline: none } a:focus circle { stroke: black; stroke-width: 3px }</style>"
)


def _faults(page: Page, html: str, *measures: str) -> list[str]:
    page.goto("/robots.txt")  # the probe comes with a page of the site
    page.set_viewport_size(PHONE)
    page.set_content(f"<!doctype html><html lang=fr><body style='font: 16px/20px serif'>{html}")
    faults: list[str] = []
    for measure in measures:
        faults = page.evaluate(measure)
    return faults


@pytest.mark.parametrize(
    ("html", "measure"),
    [
        ("<p style='width: 500px'>large</p>", "probe.overflow()"),
        ("<p style='overflow: hidden; width: 3ch; white-space: nowrap'>un texte long</p>",
         "probe.clipped()"),
        ("<button style='width: 30px; padding: 0; overflow: visible'>Rechercher</button>",
         "probe.clipped()"),
        ("<p><a href='#a'>seul</a></p>", SMALL),
        ("<ul><li><a href='#a'>un</a> <a href='#b'>deux</a></li></ul>", SMALL),
        ("<p>Une phrase et <a href='#a' style='display: inline-block'>un bloc</a></p>", SMALL),
        ("<input type=checkbox aria-label=x style='margin: 0'>", SMALL),
        ("<a href='#a' style='outline: none'>lien</a>", FOCUS),
        ("<a href='#a' style='outline: 1px solid black'>lien</a>", FOCUS),
        ("<a href='#a' style='outline: 3px solid #ddd'>lien</a>", FOCUS),
        ("<a href='#a' style='outline: 3px solid black'>lien</a>"
         "<div style='position: fixed; inset: 0; background: white'></div>", FOCUS),
        ("<svg><a href='#a'><circle r=20 cx=20 cy=20 /></a></svg>"
         "<style>a:focus { outline: none }</style>", FOCUS),
        ("<svg><rect width=90 height=90 fill=#000 /><text y=20>nom</text></svg>", DRAWN),
        ("<svg><a href='#a'><circle r=20 fill=#777 /><text fill=white>1</text></a></svg>", DRAWN),
    ],
)  # fmt: skip
def test_an_instrument_should_see_a_fault(probed_page: Page, html: str, measure: str) -> None:
    assert len(_faults(probed_page, html, measure)) >= 1


@pytest.mark.parametrize(
    ("html", "measure"),
    [
        ("<p style='width: 300px'>étroit</p>", "probe.overflow()"),
        ("<div class=scroll style='overflow-x: auto'><p style='width: 500px'>large</p></div>",
         "probe.overflow()"),
        ("<p style='overflow: hidden'>un texte</p>", "probe.clipped()"),
        ("<p>Une phrase avec <a href='#a'>un lien</a> dedans.</p>", SMALL),
        ("<a href='#a' style='display: inline-block; padding: 4px'>un bloc</a>", SMALL),
        ("<label style='display: block; padding: 4px'><input type=checkbox> choix</label>", SMALL),
        ("<p style='position: relative; height: 60px'><a href='#a' class=wide>seul</a>"
         "<style>.wide::after { content: ''; position: absolute; inset: 0 }</style></p>", SMALL),
        ("<a href='#a'>lien</a><style>a:focus { outline: 3px solid black }</style>", FOCUS),
        (f"<svg><a href='#a'><circle r=20 cx=20 cy=20 /></a></svg>{RING}", FOCUS),
        ("<svg><rect width=90 height=90 fill=#eee /><text y=20>nom</text></svg>", DRAWN),
        ("<svg><rect width=90 height=90 fill=#000 /><text y=20 stroke=white "
         "style='paint-order: stroke'>nom</text></svg>", DRAWN),
    ],
)  # fmt: skip
def test_an_instrument_should_see_no_fault(probed_page: Page, html: str, measure: str) -> None:
    assert _faults(probed_page, html, measure) == []


def test_spaced_and_enlarged_texts_should_be_measured(probed_page: Page) -> None:
    # ten letters of one width, in whatever font the machine has, and half a letter of room
    style = "width: 10.5ch; padding: 0; font: 16px monospace"
    button = f"<button style='{style}'>Rechercher</button>"
    assert _faults(probed_page, button, "probe.clipped()") == []
    assert len(_faults(probed_page, button, "probe.space()", "probe.clipped()")) == 1
    text = "<p style='width: 12rem'>large</p>"
    assert _faults(probed_page, text, "probe.overflow()") == []
    assert len(_faults(probed_page, text, "probe.enlarge(3)", "probe.overflow()")) >= 1


def test_a_measured_page_should_come_back_as_it_was(probed_page: Page) -> None:
    html = "<details><summary>un</summary><p>suite</p></details><details open><p>ici</p></details>"
    height = "document.body.getBoundingClientRect().height"
    _faults(probed_page, html)
    before = probed_page.evaluate(height)
    for measure in ("probe.openAll()", "probe.space()", "probe.enlarge(2)"):
        probed_page.evaluate(measure)
        assert probed_page.evaluate(height) != before
    probed_page.evaluate("probe.reset()")
    assert probed_page.evaluate(height) == before
    assert probed_page.locator("details[open]").count() == 1
