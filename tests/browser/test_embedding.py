"""The search in the frame of another site, in a real browser, and the page that writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page, Route, expect

from service.presentation.messages import NO_RELIABLE_RESULT, SEARCH_ON_THIS_SITE
from tests.browser.conftest import LIMIT_MS, NEEDS_CHROMIUM
from tests.browser.partners import COMPONENT, Partners, partnership

pytestmark = [*NEEDS_CHROMIUM]

HEIGHT = "document.documentElement.getBoundingClientRect().height"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NARROW: Mapping[str, str] = {
    "empty": "",
    "results": "q=ordinateur&titre=Une aide de la médiathèque municipale",
    "of a territory": "q=ordinateur&lieu=Nord&familles=inclusion-education-populaire",
    "corrected": "q=réparé un smartfone&ou=Lille",
    "a long word": f"q={'anticonstitutionnellement' * 8}",
    "told what to mend": "couleur=ffd166&size=99&lieu=Zzyzx",
    "refused": "cle=inconnue",
}
"""What a narrow frame may show."""


@pytest.fixture(scope="module")
def partners(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Partners]:
    with partnership(tmp_path_factory.mktemp("var")) as served:
        yield served


@pytest.fixture
def visitor(browser: Browser, partners: Partners) -> Iterator[Page]:
    """A visitor of partners' pages; partners' policies are forgotten between tests."""
    partners.site.policy = ""
    with closing(browser.new_context(viewport={"width": 800, "height": 700})) as context:
        context.set_default_timeout(LIMIT_MS)
        yield context.new_page()


def framed(page: Page) -> Frame:
    """What the frame of a page shows."""
    handle = page.locator("iframe").element_handle()
    assert handle is not None
    found = handle.content_frame()
    assert found is not None
    found.wait_for_load_state("load")
    return found


def height(page: Page) -> float:
    """The height of the frame, in pixels."""
    box = page.locator("iframe").bounding_box()
    assert box is not None
    return box["height"]


def settled(page: Page) -> Frame:
    """The frame, once it is as high as what it shows."""
    frame = framed(page)
    page.wait_for_function(
        "expected => document.querySelector('iframe').offsetHeight === expected",
        arg=frame.evaluate(f"Math.ceil({HEIGHT})"),
    )
    return frame


def test_a_frame_should_be_shown_on_a_host_of_its_key_and_be_as_high_as_it_needs(
    visitor: Page, partners: Partners
) -> None:
    partners.site.body = partners.frame("q=ordinateur&amp;size=3")
    visitor.goto(partners.allowed)
    frame = settled(visitor)
    expect(frame.locator(".hits > li")).to_have_count(3)
    assert height(visitor) > 600
    assert frame.evaluate("document.documentElement.scrollHeight - innerHeight") == 0


def test_a_frame_should_follow_what_the_visitor_does(visitor: Page, partners: Partners) -> None:
    partners.site.body = partners.frame("lieu=Lille&amp;titre=Aide")
    visitor.goto(partners.allowed)
    frame = settled(visitor)
    first = height(visitor)
    frame.get_by_label("De quoi avez-vous besoin").fill("ordinateur")
    frame.get_by_role("button", name="Chercher").click()
    frame.locator(".hits").first.wait_for()  # one list a group
    settled(visitor)
    grown = height(visitor)
    assert grown > 2 * first
    expect(frame.get_by_role("heading", level=1)).to_have_text("Aide")
    frame.get_by_label("De quoi avez-vous besoin").fill("asdkjh")
    visitor.keyboard.press("Enter")
    frame.get_by_text(NO_RELIABLE_RESULT).wait_for()
    settled(visitor)
    assert height(visitor) < grown / 2
    assert visitor.url == f"{partners.allowed}/"


def test_a_frame_should_be_refused_on_any_other_host(visitor: Page, partners: Partners) -> None:
    told: list[str] = []
    visitor.on("console", lambda message: told.append(message.text))
    partners.site.body = partners.frame("q=ordinateur")
    visitor.goto(partners.other)
    frame = framed(visitor)
    visitor.wait_for_timeout(300)
    assert frame.url.startswith("chrome-error://")
    assert any("frame-ancestors" in each for each in told)
    assert height(visitor) == 150


def test_a_frame_without_a_key_should_be_refused_on_any_other_site(
    visitor: Page, partners: Partners
) -> None:
    partners.site.body = partners.frame("q=ordinateur", key="")
    visitor.goto(partners.allowed)
    assert framed(visitor).url.startswith("chrome-error://")


def test_a_frame_of_a_bad_key_should_tell_it_with_a_way_to_search(
    visitor: Page, partners: Partners
) -> None:
    partners.site.body = partners.frame("q=ordinateur", key="orientess_fausse")
    visitor.goto(partners.other)
    frame = framed(visitor)
    expect(frame.get_by_text("Cette clé est inconnue.")).to_be_visible()
    with visitor.context.expect_page() as opened:
        frame.get_by_role("link", name=SEARCH_ON_THIS_SITE).click()
    assert opened.value.url == f"{partners.service}/"


def test_results_should_open_beside_the_page_of_the_partner(
    visitor: Page, partners: Partners
) -> None:
    partners.site.body = partners.frame("q=ordinateur")
    visitor.goto(partners.allowed)
    with visitor.context.expect_page() as opened:
        framed(visitor).locator(".hits a").first.click()
    assert "/fiches/" in opened.value.url
    assert opened.value.evaluate("opener") is None
    assert visitor.url == f"{partners.allowed}/"


def test_a_frame_should_leave_no_cookie_and_keep_nothing(visitor: Page, partners: Partners) -> None:
    partners.site.body = partners.frame("q=ordinateur")
    visitor.goto(partners.allowed)
    framed(visitor)
    visitor.goto(f"{partners.service}/widget?q=ordinateur")
    assert visitor.context.cookies() == []
    assert visitor.evaluate("localStorage.length + sessionStorage.length") == 0


def test_without_javascript_the_frame_should_search_and_scroll(
    browser: Browser, partners: Partners
) -> None:
    partners.site.policy, partners.site.body = "", partners.frame("titre=Aide")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(partners.allowed)
    frame = framed(page)
    frame.get_by_label("De quoi avez-vous besoin").fill("ordinateur")
    frame.get_by_role("button", name="Chercher").click()
    expect(frame.locator(".hits > li")).to_have_count(5)
    expect(frame.get_by_role("heading", level=1)).to_have_text("Aide")
    context.close()


def test_a_frame_that_opens_late_or_comes_later_should_be_resized_too(
    visitor: Page, partners: Partners
) -> None:
    partners.site.body = f'<script src="{partners.service}/widget.js" async></script>'
    visitor.goto(partners.allowed)
    visitor.evaluate(
        """source => {
          const frame = document.createElement("iframe");
          frame.dataset.orientess = "";
          frame.style.border = "0";
          frame.src = source;
          document.body.append(frame);
        }""",
        f"{partners.service}/widget?cle={partners.key}",
    )
    settled(visitor)
    assert height(visitor) > 160


# Messages


FORGED: Mapping[str, Any] = {
    "another type": {"type": "hauteur", "hauteur": 900},
    "a text": "orientess:hauteur",
    "nothing": None,
    "no height": {"type": "orientess:hauteur"},
    "a text for a height": {"type": "orientess:hauteur", "hauteur": "900px;position:fixed"},
    "half a pixel": {"type": "orientess:hauteur", "hauteur": 900.5},
    "too low": {"type": "orientess:hauteur", "hauteur": 1},
    "too high": {"type": "orientess:hauteur", "hauteur": 10**7},
    "a list": [900],
}


@pytest.mark.parametrize("name", FORGED)
def test_a_message_of_another_shape_should_change_nothing(
    visitor: Page, partners: Partners, name: str
) -> None:
    partners.site.body = partners.frame()
    visitor.goto(partners.allowed)
    frame = settled(visitor)
    before = height(visitor)
    frame.evaluate("([told, to]) => parent.postMessage(told, to)", [FORGED[name], partners.allowed])
    visitor.wait_for_timeout(100)
    assert height(visitor) == before
    good = {"type": "orientess:hauteur", "hauteur": 901}
    frame.evaluate("([told, to]) => parent.postMessage(told, to)", [good, partners.allowed])
    visitor.wait_for_function("document.querySelector('iframe').offsetHeight === 901")


def test_a_message_of_another_origin_or_of_another_frame_should_change_nothing(
    visitor: Page, partners: Partners
) -> None:
    good = {"type": "orientess:hauteur", "hauteur": 901}
    unmarked = f"{partners.service}/widget?size=3&cle={partners.key}"
    partners.site.body = (
        partners.frame()
        + f'<iframe id="autre" src="{partners.other}"></iframe><iframe src="{unmarked}"></iframe>'
    )
    stranger_page = {"body": "<p>Autre site", "content_type": "text/html"}
    visitor.route(f"{partners.other}/**", lambda route: route.fulfill(**stranger_page))
    visitor.goto(partners.allowed)
    visitor.wait_for_function("document.querySelector('iframe').offsetHeight > 150")
    frames = {each.url: each for each in visitor.frames}
    before = height_of_first(visitor)
    frames[f"{partners.other}/"].evaluate("told => parent.postMessage(told, '*')", good)
    visitor.evaluate("told => postMessage(told, '*')", good)
    frames[unmarked].evaluate("told => parent.postMessage(told, '*')", good)
    visitor.wait_for_timeout(200)
    heights = visitor.evaluate(
        "[...document.querySelectorAll('iframe')].map((f) => f.offsetHeight)"
    )
    assert 901 not in heights
    assert height_of_first(visitor) == before > 150


def height_of_first(page: Page) -> float:
    return float(page.evaluate("document.querySelector('iframe').offsetHeight"))


def test_the_widget_should_answer_nobody_but_the_hosts_of_its_key(
    visitor: Page, partners: Partners
) -> None:
    """The policy would refuse this frame: without it, the script alone still says nothing."""

    def unbound(route: Route) -> None:
        answer = route.fetch()
        headers = {k: v for k, v in answer.headers.items() if k != "content-security-policy"}
        route.fulfill(response=answer, headers=headers)

    visitor.route("**/widget?*", unbound)
    partners.site.body = partners.frame()
    for origin, answered in ((partners.other, False), (partners.allowed, True)):
        visitor.goto(origin)
        expect(framed(visitor).get_by_role("heading", level=1)).to_be_visible()
        visitor.evaluate(
            """service => {
              window.heard = [];
              addEventListener("message", (event) => heard.push(event.data));
              const { contentWindow } = document.querySelector("iframe");
              contentWindow.postMessage("orientess:bonjour", service);
            }""",
            partners.service,
        )
        if answered:
            visitor.wait_for_function("heard.length")
        else:
            visitor.wait_for_timeout(300)
            assert visitor.evaluate("heard") == []


def test_the_widget_should_answer_a_hello_and_no_other_word(
    visitor: Page, partners: Partners
) -> None:
    partners.site.body = partners.frame().split("<script")[0]
    visitor.goto(partners.allowed)
    framed(visitor)
    said = """([word, service, limit]) => new Promise((done) => {
      addEventListener("message", (event) => done(event.data), { once: true });
      document.querySelector("iframe").contentWindow.postMessage(word, service);
      setTimeout(() => done(null), limit);
    })"""
    for word in ("bonjour", {"type": "orientess:bonjour"}, None):
        assert visitor.evaluate(said, [word, partners.service, 300]) is None
    told = visitor.evaluate(said, ["orientess:bonjour", partners.service, LIMIT_MS])
    assert set(told) == {"type", "hauteur"}


# What is seen


@pytest.mark.parametrize("width", [280, 320])
@pytest.mark.parametrize("name", NARROW)
def test_a_narrow_frame_should_hold_all_of_it(
    visitor: Page, partners: Partners, name: str, width: int
) -> None:
    visitor.set_viewport_size({"width": width, "height": 600})
    visitor.goto(f"{partners.service}/widget?{NARROW[name]}")
    assert visitor.evaluate(OVERFLOW) == 0


@pytest.mark.parametrize(
    ("choice", "scheme", "paper"),
    [
        ("", "light", "rgb(251, 248, 242)"),
        ("", "dark", "rgb(18, 26, 24)"),
        ("theme=clair", "dark", "rgb(251, 248, 242)"),
        ("theme=sombre", "light", "rgb(18, 26, 24)"),
        ("fond=102040&couleur=ffcc00", "light", "rgb(16, 32, 64)"),
        ("fond=102040&couleur=ffcc00", "dark", "rgb(16, 32, 64)"),
    ],
)
def test_a_frame_should_be_light_or_dark_as_was_chosen(
    visitor: Page, partners: Partners, choice: str, scheme: str, paper: str
) -> None:
    visitor.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    visitor.goto(f"{partners.service}/widget?{choice}")
    assert visitor.evaluate("getComputedStyle(document.body).backgroundColor") == paper


# The page that writes what to copy


def test_the_page_should_preview_what_is_chosen_without_javascript(
    browser: Browser, partners: Partners
) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(LIMIT_MS)
    page = context.new_page()
    page.goto(f"{partners.service}/integrer")
    page.get_by_label("Titre").fill("Aide à Lille")
    page.get_by_label("Territoire").fill("Lille")
    page.get_by_label("Réemploi et réparation").check()
    page.get_by_role("button", name="Voir l'aperçu").click()
    frame = framed(page)
    expect(frame.get_by_role("heading", level=1)).to_have_text("Aide à Lille")
    expect(frame.get_by_text("Lille (59)").first).to_be_visible()
    expect(page.locator("#code-cadre")).to_contain_text("lieu=Lille")
    expect(page.get_by_label("Réemploi et réparation")).to_be_checked()
    context.close()


def test_a_code_should_be_copied(visitor: Page, partners: Partners) -> None:
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.goto(f"{partners.service}/integrer")
    visitor.locator("[data-copies=code-cadre]").get_by_role("button").click()
    expect(visitor.locator("[role=status][data-copy]")).to_have_text("Code copié")
    copied = visitor.evaluate("navigator.clipboard.readText()")
    assert copied == visitor.locator("#code-cadre").text_content()
    assert "<iframe" in copied


def test_the_preview_should_be_as_high_as_what_it_shows(visitor: Page, partners: Partners) -> None:
    visitor.goto(f"{partners.service}/integrer?besoin=ordinateur")
    frame = framed(visitor)
    visitor.wait_for_function(
        "expected => document.querySelector('iframe').clientHeight >= expected",
        arg=frame.evaluate(HEIGHT) - 2,
    )


def test_what_is_copied_should_work_as_it_is(visitor: Page, partners: Partners) -> None:
    visitor.goto(f"{partners.service}/integrer?titre=Aide&besoin=ordinateur&cle={partners.key}")
    names = ("lien", "formulaire", "cadre", "composant")
    partners.site.body = "".join(
        str(visitor.locator(f"#code-{name}").text_content()) for name in names
    )
    visitor.goto(partners.allowed)
    expect(framed(visitor).get_by_role("heading", level=1)).to_have_text("Aide")
    component = visitor.locator(COMPONENT)
    component.get_by_role("button", name="Chercher").click()
    component.get_by_role("article").first.wait_for()
    visitor.locator("main > form button").click()
    visitor.wait_for_url("**/recherche?*")
    expect(visitor.locator(".hits > li")).to_have_count(10)
