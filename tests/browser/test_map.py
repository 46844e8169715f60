"""The map in a real browser: what it asks of others, the keyboard, narrow screens."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.browser.conftest import NEEDS_CHROMIUM

pytestmark = [*NEEDS_CHROMIUM]

MAP = "/carte?q=ordinateur"
AROUND = f"{MAP}&lieu=Lille"
DETAILED = f"{MAP}&fond=osm"
STATES = [
    pytest.param(MAP, id="France"),
    pytest.param(AROUND, id="a place"),
    pytest.param(DETAILED, id="detailed"),
    pytest.param("/carte?fiche=atelier-phenix", id="a record"),
    pytest.param("/carte", id="no need"),
    pytest.param("/carte?lieu=59", id="places"),
    pytest.param("/carte?q=asdkjh", id="no result"),
]
TILES = "tile.openstreetmap.org"
ELSEWHERE = re.compile("^https://")
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUSED = "document.activeElement.getAttribute('aria-label') ?? ''"
MAX_TABS = 60


class Tiles:
    """Stands for OpenStreetMap: answers every tile, and remembers what was asked of it."""

    def __init__(self, page: Page) -> None:
        self.asked: list[Request] = []
        page.route(ELSEWHERE, self._answer)

    def _answer(self, route: Route) -> None:
        self.asked.append(route.request)
        route.fulfill(body=PIXEL, content_type="image/png")


@pytest.fixture
def tiles(page: Page) -> Tiles:
    return Tiles(page)


@pytest.fixture
def said(page: Page) -> Iterator[list[str]]:
    """What the browser complains of; a test fails if it is not empty at its end."""
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    yield told
    assert told == []


def opened(page: Page, path: str = DETAILED) -> Page:
    """The detailed map, once its markers are there."""
    page.goto(path)
    page.locator(".place").first.wait_for()
    return page


def test_nothing_should_be_asked_of_another_host_before_it_is_agreed_to(
    page: Page, address: str, tiles: Tiles, said: list[str]
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(MAP, wait_until="networkidle")
    assert tiles.asked == []
    assert {urlsplit(each).netloc for each in asked if not each.startswith("data:")} == {
        urlsplit(address).netloc
    }
    assert page.locator(".pin").count() > 0


def test_once_agreed_to_only_tiles_should_be_asked_for_and_the_origin_alone_told(
    page: Page, address: str, tiles: Tiles, said: list[str]
) -> None:
    page.goto(MAP)
    page.get_by_role("link", name="Carte détaillée (rues)").click()
    page.get_by_role("link", name="Afficher la carte détaillée").click()
    page.locator(".leaflet-tile-loaded").first.wait_for()
    assert {urlsplit(each.url).netloc for each in tiles.asked} == {TILES}
    assert all(re.fullmatch(r"/\d+/\d+/\d+\.png", urlsplit(each.url).path) for each in tiles.asked)
    assert {each.all_headers()["referer"] for each in tiles.asked} == {f"{address}/"}
    assert page.context.cookies() == []


def test_an_image_of_another_host_should_be_refused_by_the_policy(page: Page, tiles: Tiles) -> None:
    load = """host => new Promise(done => {
      const image = new Image();
      image.onload = () => done("loaded");
      image.onerror = () => done("refused");
      image.src = `https://${host}/1/1/1.png`;
    })"""
    page.goto(MAP)
    assert page.evaluate(load, TILES) == "refused"
    opened(page)
    assert page.evaluate(load, TILES) == "loaded"
    assert page.evaluate(load, "example.org") == "refused"


def test_the_detailed_map_should_show_the_records_of_the_list(
    page: Page, tiles: Tiles, said: list[str]
) -> None:
    opened(page)
    places = {each.get_attribute("data-place") for each in page.locator("[data-place]").all()}
    assert page.locator(".place").count() == len(places)
    expect(page.locator(".drawing")).to_be_hidden()
    expect(page.get_by_role("link", name="les contributeurs d'OpenStreetMap")).to_be_visible()


def test_a_marker_should_be_reached_opened_and_left_by_keyboard(
    page: Page, tiles: Tiles, said: list[str]
) -> None:
    opened(page)
    marker = page.locator(".place").first
    name = marker.get_attribute("aria-label")
    assert name
    assert marker.get_attribute("role") == "button"
    for _ in range(MAX_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == name:
            break
    expect(marker).to_be_focused()
    for key in ("Enter", " "):
        page.keyboard.press(key)
        popup = page.locator(".leaflet-popup")
        expect(popup.get_by_role("link").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(marker).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/fiches/*")


def test_the_map_should_be_passed_over_by_keyboard(page: Page, tiles: Tiles) -> None:
    opened(page)
    skip = page.get_by_role("link", name="Passer la carte")
    skip.focus()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.places') !== null")


def test_the_wheel_should_scroll_the_page_over_the_map(page: Page, tiles: Tiles) -> None:
    page.set_viewport_size({"width": 900, "height": 500})
    opened(page)
    page.locator(".tiles").hover()
    page.mouse.wheel(0, 200)
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") > 100


def test_the_map_should_be_seen_nearer_and_farther(page: Page, tiles: Tiles) -> None:
    opened(page)
    page.locator(".leaflet-tile-loaded").first.wait_for()
    zooms = {urlsplit(each.url).path.split("/")[1] for each in tiles.asked}
    (first,) = zooms
    with page.expect_request(lambda request: f"/{int(first) + 1}/" in request.url):
        page.get_by_role("button", name="Voir de plus près").click()
    page.wait_for_timeout(400)
    with page.expect_request(lambda request: f"/{int(first) - 1}/" in request.url):
        for _ in range(2):
            page.get_by_role("button", name="Voir de plus loin").click()
            page.wait_for_timeout(400)


def test_without_javascript_the_drawing_and_the_list_should_stay(plain_page: Page) -> None:
    plain_page.goto(DETAILED)
    expect(plain_page.locator(".drawing")).to_be_visible()
    expect(plain_page.locator(".detailed")).to_be_hidden()
    expect(plain_page.locator("noscript p")).to_be_visible()
    plain_page.get_by_role("link", name="Masquer la carte détaillée").click()
    plain_page.get_by_role("link", name="Carte détaillée (rues)").click()
    expect(plain_page.get_by_role("link", name="Afficher la carte détaillée")).to_be_visible()


def test_a_pin_of_the_drawing_should_lead_to_a_sheet_without_javascript(plain_page: Page) -> None:
    plain_page.goto("/carte?fiche=atelier-phenix")
    plain_page.locator(".pin").first.focus()
    plain_page.keyboard.press("Enter")
    expect(plain_page.get_by_role("heading", level=1)).to_contain_text("Atelier Phénix")


@pytest.mark.parametrize("width", [320, 256])
@pytest.mark.parametrize("path", STATES)
def test_the_map_should_fit_a_narrow_screen(
    page: Page, tiles: Tiles, path: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 600})
    page.goto(path)
    assert page.evaluate(OVERFLOW) == 0


def test_nothing_should_move_for_who_asks_for_less_motion(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, reduced_motion="reduce")
    page = context.new_page()
    Tiles(page)
    opened(page)
    assert page.locator(".leaflet-zoom-anim").count() == 0
    assert page.locator(".tiles.leaflet-fade-anim").count() == 0
    context.close()


def test_images_that_do_not_come_should_be_told(page: Page) -> None:
    page.route(ELSEWHERE, lambda route: route.abort())
    opened(page)
    expect(page.get_by_role("alert")).to_have_text(
        "Les images de la carte ne viennent pas. La liste dit la même chose."
    )


def test_the_map_should_stay_beside_its_list_on_a_large_screen_alone(
    page: Page, tiles: Tiles
) -> None:
    for width, height, kept in ((1280, 900, True), (1280, 500, False), (390, 844, False)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(MAP)
        position = "getComputedStyle(document.querySelector('.map-side')).position"
        assert (page.evaluate(position) == "sticky") is kept
    page.set_viewport_size({"width": 1280, "height": 900})
    page.keyboard.press("Tab")
    page.locator(".pin").first.focus()
    assert page.evaluate(position) == "static"


WIDTHS = "[...document.querySelectorAll('.pin')].map(pin => pin.getBoundingClientRect().width)"
LETTERS = """[...document.querySelectorAll('.drawing .town')].map(
  (text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)"""


@pytest.mark.parametrize(("width", "least"), [(320, 24), (360, 32), (800, 24), (1280, 24)])
def test_a_pin_should_be_wide_enough_to_touch(page: Page, width: int, least: float) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(AROUND)
    sizes = page.evaluate(WIDTHS)
    assert sizes
    assert min(sizes) >= least


@pytest.mark.parametrize("width", [320, 390, 480, 672, 832, 992, 1216, 1280])
def test_names_of_towns_should_be_twelve_px_high_or_more(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(AROUND)
    sizes = page.evaluate(LETTERS)
    assert sizes
    assert min(sizes) >= 11.9


def test_the_place_searched_should_be_in_the_drawing_that_comes_first(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{MAP}&lieu=Roubaix")
    drawing, mark = page.locator(".drawing figure > svg"), page.locator(".drawing .mark")
    outer, inner = drawing.bounding_box(), mark.bounding_box()
    assert outer
    assert inner
    assert outer["x"] < inner["x"] < outer["x"] + outer["width"]
    assert outer["y"] < inner["y"] < outer["y"] + outer["height"]
    expect(page.get_by_text("Roubaix : votre commune")).to_be_visible()


def test_filters_should_open_by_the_address_on_a_phone_without_javascript(plain_page: Page) -> None:
    plain_page.set_viewport_size({"width": 390, "height": 844})
    plain_page.goto(MAP)
    expect(plain_page.locator("#affiner")).to_be_hidden()
    plain_page.get_by_role("link", name="Filtres", exact=True).click()
    expect(plain_page.get_by_role("heading", name="Affiner")).to_be_visible()
    plain_page.get_by_role("button", name="Appliquer").click()
    expect(plain_page.locator(".drawing")).to_be_visible()


def test_filters_map_and_list_should_stand_side_by_side_on_a_large_screen(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(AROUND)
    boxes = [page.locator(each).bounding_box() for each in (".map-side", ".map-list", "#affiner")]
    lefts = [box["x"] for box in boxes if box]
    assert lefts == sorted(lefts)
    assert len(set(lefts)) == 3


def test_a_pin_and_its_row_should_lead_to_each_other_without_javascript(plain_page: Page) -> None:
    plain_page.goto("/carte?q=ordinateur&lieu=Lille")
    row = plain_page.locator(".see").first
    before = plain_page.locator(".pin:target").count()
    row.click()
    assert (before, plain_page.locator(".pin:target").count()) == (0, 1)
    plain_page.locator(".pin:target").focus()
    plain_page.keyboard.press("Enter")
    expect(plain_page.locator(":is(.places li, .cluster):target")).to_be_visible()


def test_results_of_one_pin_should_be_listed_without_javascript(plain_page: Page) -> None:
    plain_page.goto(f"{MAP}&vue=france")
    group = plain_page.locator(".pin[href^='#groupe']").first
    expect(plain_page.locator(".cluster").first).to_be_hidden()
    group.focus()
    plain_page.keyboard.press("Enter")
    opened = plain_page.locator(".cluster:target")
    expect(opened).to_be_visible()
    opened.get_by_role("link").first.click()
    expect(plain_page.locator(".places li:target")).to_be_visible()


def test_a_departement_should_lead_to_its_places(plain_page: Page) -> None:
    plain_page.goto("/carte")
    plain_page.locator(".area[href$='lieu=59']").first.focus()
    plain_page.keyboard.press("Enter")
    expect(plain_page.get_by_role("heading", level=1)).to_contain_text("Nord")
    expect(plain_page.locator(".pin").first).to_be_visible()


@pytest.mark.parametrize("path", ["/carte", "/carte?lieu=59", MAP])
def test_the_map_should_stand_in_the_same_column_as_every_page(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    lefts = []
    for each in (path, "/recherche?q=ordinateur"):
        page.goto(each)
        lefts.append(page.evaluate("document.querySelector('h1').getBoundingClientRect().left"))
    assert lefts[0] == lefts[1]
