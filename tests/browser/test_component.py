"""The component in a page of another site, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import AXE, LIMIT_MS, NEEDS_AXE, NEEDS_CHROMIUM, PROBE, agree
from tests.browser.partners import COMPONENT, Partners, partnership
from tests.browser.test_accessibility import TAGS
from tests.service.page import HOSTILE

pytestmark = [*NEEDS_CHROMIUM]

SEARCH = "/api/v1/search"
FAILED = "La recherche n'a pas répondu. Réessayez dans un moment."


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


def opened(page: Page, partners: Partners, attributes: str = "") -> Page:
    """The partner's page, once the component is there."""
    partners.site.body = partners.component(attributes)
    page.goto(partners.other)
    page.get_by_label("De quoi avez-vous besoin").wait_for()
    return page


def searched(page: Page, need: str = "ordinateur") -> None:
    """A need written and sent with the keyboard."""
    page.get_by_label("De quoi avez-vous besoin").fill(need)
    page.keyboard.press("Enter")
    expect(page.locator(COMPONENT)).not_to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("status")).not_to_have_text("")


def test_the_component_should_search_from_another_site_and_show_why_price_and_contact(
    visitor: Page, partners: Partners
) -> None:
    opened(visitor, partners, "titre='Trouver de l&#39;aide' taille=4")
    expect(visitor.get_by_role("heading", level=2)).to_have_text("Trouver de l'aide")
    searched(visitor)
    expect(visitor.get_by_role("status")).to_contain_text("résultats, 4 montrés.")
    articles = visitor.get_by_role("article")
    expect(articles).to_have_count(4)
    phenix = articles.filter(has_text="Atelier Phénix")
    expect(phenix).to_contain_text("Service : Vente d'ordinateurs reconditionnés.")
    expect(phenix).to_contain_text("Payant · Lille")
    expect(phenix.get_by_role("link", name="09 99 00 00 01")).to_have_attribute(
        "href", "tel:+33999000001"
    )
    assert phenix.locator("mark").count() > 0


def test_the_component_should_say_that_it_is_in_french_but_for_its_title(
    visitor: Page, partners: Partners
) -> None:
    opened(visitor, partners, "titre='Find help' lang=en")
    language = "element => (element.closest('[lang]') ?? element.getRootNode().host).lang"
    assert visitor.get_by_role("heading", level=2).evaluate(language) == "en"
    searched(visitor)
    for each in ("label", "form button", "[role=status]", "article", "footer"):
        assert visitor.locator(COMPONENT).locator(each).first.evaluate(language) == "fr"


def test_the_component_should_show_the_rest_where_it_is_asked_for(
    visitor: Page, partners: Partners
) -> None:
    opened(visitor, partners, "taille=4")
    searched(visitor)
    visitor.get_by_role("button", name="Voir la suite").click()
    expect(visitor.get_by_role("article")).to_have_count(8)
    expect(visitor.get_by_role("article").nth(4).get_by_role("link").first).to_be_focused()
    expect(visitor.get_by_role("status")).to_contain_text("8 montrés")


def test_a_need_should_be_in_no_address_and_nothing_be_sent_before_it_is_asked(
    visitor: Page, partners: Partners
) -> None:
    asked: list[tuple[str, str, str | None]] = []
    opened(visitor, partners, "besoin=smartphone")
    visitor.on(
        "request", lambda request: asked.append((request.method, request.url, request.post_data))
    )
    field = visitor.get_by_label("De quoi avez-vous besoin")
    field.press("End")
    field.press_sequentially(" ordinateur")
    visitor.wait_for_timeout(300)
    assert asked == []
    visitor.get_by_role("button", name="Chercher").click()
    visitor.get_by_role("article").first.wait_for()
    assert {(method, url) for method, url, _ in asked} <= {
        ("OPTIONS", partners.service + SEARCH), ("POST", partners.service + SEARCH),
    }  # fmt: skip
    (body,) = (json.loads(data) for _, _, data in asked if data)
    assert body["q"] == "smartphone ordinateur"
    assert visitor.url == f"{partners.other}/"
    assert visitor.context.cookies() == []


def test_what_was_fixed_should_be_sent_and_not_be_changed(
    visitor: Page, partners: Partners
) -> None:
    opened(
        visitor, partners, "lieu=Lille familles='economie-circulaire communs-numeriques' cle=abc"
    )
    assert visitor.get_by_label("Où").count() == 0
    expect(visitor.locator(COMPONENT)).to_contain_text("Territoire")
    visitor.route(f"**{SEARCH}", lambda route: route.fulfill(json={"detail": "Non."}, status=422))
    with visitor.expect_request(lambda request: request.method == "POST") as sent:
        searched(visitor)
    data = json.loads(sent.value.post_data or "")
    assert data["lieu"] == "Lille"
    assert data["familles"] == ["economie-circulaire", "communs-numeriques"]
    assert sent.value.headers["authorization"] == "Bearer abc"


def test_a_former_request_should_be_given_up(visitor: Page, partners: Partners) -> None:
    opened(visitor, partners)
    gone: list[str] = []
    visitor.on("requestfailed", lambda request: gone.append(str(request.post_data)))

    def slow_first(route: Route) -> None:
        if "lent" in (route.request.post_data or ""):
            return  # never answered
        route.continue_()

    visitor.route(f"**{SEARCH}", slow_first)
    visitor.get_by_label("De quoi avez-vous besoin").fill("ordinateur lent")
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("status")).to_have_text("Recherche en cours…")
    searched(visitor, "ordinateur")
    visitor.get_by_role("article").first.wait_for()
    assert len(gone) == 1
    assert "lent" in gone[0]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            {"status": 503, "json": {"detail": "Le service est très demandé."}},
            "Le service est très demandé.",
        ),
        (
            {"status": 500, "body": "<html>"},
            FAILED,
        ),
        (
            {"status": 200, "body": "pas du JSON"},
            FAILED,
        ),
    ],
)
def test_a_fault_should_be_told_in_french(
    visitor: Page, partners: Partners, answer: dict[str, Any], told: str
) -> None:
    opened(visitor, partners)
    searched(visitor)
    visitor.get_by_role("article").first.wait_for()
    headers = {"access-control-allow-origin": "*"}
    visitor.route(f"**{SEARCH}", lambda route: route.fulfill(headers=headers, **answer))
    visitor.get_by_role("button", name="Chercher").click()
    expect(visitor.get_by_role("status")).to_have_text(told)
    assert visitor.get_by_role("article").count() == 0


def test_a_service_that_is_away_should_be_told(visitor: Page, partners: Partners) -> None:
    opened(visitor, partners)
    visitor.route(f"**{SEARCH}", lambda route: route.abort())
    searched(visitor)
    expect(visitor.get_by_role("status")).to_contain_text("n'a pas répondu")


def test_as_a_module_the_component_should_send_nothing_but_to_the_service_it_is_told(
    visitor: Page, partners: Partners
) -> None:
    sent: list[str] = []
    visitor.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    script = f"<script type=module src='{partners.service}/composant.js'></script>"
    partners.site.body = f"{script}<{COMPONENT}></{COMPONENT}>"
    visitor.goto(partners.other)
    visitor.get_by_label("De quoi avez-vous besoin").fill("ordinateur")
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("status")).to_contain_text("Rien n'est envoyé")
    assert [each for each in sent if each.startswith("POST")] == []
    name = "(component, to) => component.setAttribute('serveur', to)"
    visitor.locator(COMPONENT).evaluate(name, partners.service)
    searched(visitor)
    expect(visitor.get_by_role("status")).to_contain_text("résultats")
    posted = [each for each in sent if each.startswith("POST")]
    assert posted == [f"POST {partners.service}{SEARCH}"]


def test_texts_of_the_api_should_never_become_code(visitor: Page, partners: Partners) -> None:
    opened(visitor, partners)
    hostile = f"{HOSTILE}<img src=x onerror=alert(1)>"
    record = {
        "id": "../x", "nom": hostile, "frais": "gratuit", "commune": hostile, "telephone": hostile,
        "courriel": "a@b.fr?bcc=x", "site_web": "javascript:alert(1)",
    }  # fmt: skip
    answer = {
        "items": [{
            "fiche": record,
            "raison": {"libelle": hostile, "texte": f"\U0001f600{hostile}", "reperes": [[1, 9]]},
            "distance": None,
        }],
        "total": 1, "pages": 1, "message": None, "lieu": None, "correction": {"texte": hostile},
        "elargissements": [hostile],
        "facettes": [{"champ": "frais", "valeurs": [{"code": "gratuit", "libelle": hostile}]}],
    }  # fmt: skip
    dialogs: list[str] = []
    visitor.on("dialog", lambda dialog: dialogs.append(dialog.message))
    headers = {"access-control-allow-origin": "*"}
    visitor.route(f"**{SEARCH}", lambda route: route.fulfill(json=answer, headers=headers))
    searched(visitor)
    article = visitor.get_by_role("article")
    expect(article).to_contain_text(HOSTILE)
    expect(article.locator("mark")).to_have_text("<script>")
    assert article.locator("img, script").count() == 0
    addresses = [each.get_attribute("href") or "" for each in article.get_by_role("link").all()]
    assert len(addresses) == 3
    assert addresses[0].endswith("/fiches/..%2Fx")
    assert all(each.startswith((partners.service, "tel:", "mailto:")) for each in addresses)
    assert dialogs == []


def test_the_component_should_live_under_a_strict_policy(visitor: Page, partners: Partners) -> None:
    told: list[str] = []
    visitor.on("console", lambda message: told.append(message.text))
    partners.site.policy = (
        f"default-src 'none'; script-src {partners.service}; connect-src {partners.service}"
    )
    opened(visitor, partners)
    searched(visitor)
    visitor.get_by_role("article").first.wait_for()
    radius = "element => getComputedStyle(element).borderRadius"
    assert visitor.get_by_role("button", name="Chercher").evaluate(radius) != "0px"
    assert [each for each in told if "favicon" not in each] == []


def test_the_component_should_take_the_colours_of_the_page(
    visitor: Page, partners: Partners
) -> None:
    opened(
        visitor, partners, "style='--orientess-couleur: rgb(123, 31, 162); color: rgb(10, 20, 30)'"
    )
    colour = "([element, name]) => getComputedStyle(element)[name]"
    button = visitor.get_by_role("button", name="Chercher").element_handle()
    label = visitor.locator("label").first.element_handle()
    assert visitor.evaluate(colour, [button, "backgroundColor"]) == "rgb(123, 31, 162)"
    assert visitor.evaluate(colour, [label, "color"]) == "rgb(10, 20, 30)"


def test_without_javascript_the_component_should_leave_a_link(
    browser: Browser, partners: Partners
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    partners.site.policy, partners.site.body = "", partners.component()
    page.goto(partners.other)
    expect(page.get_by_role("link", name="Chercher")).to_be_visible()
    context.close()


def test_all_should_be_reached_with_the_keyboard(visitor: Page, partners: Partners) -> None:
    opened(visitor, partners, "taille=3")
    reached: list[str] = []
    active = """() => {
      const inside = document.querySelector("orientess-recherche").shadowRoot.activeElement;
      return inside ? `${inside.localName} ${inside.matches(":focus-visible")}` : "";
    }"""
    visitor.keyboard.press("Tab")
    visitor.keyboard.type("ordinateur")
    for _ in range(3):
        reached.append(visitor.evaluate(active))
        visitor.keyboard.press("Tab") if len(reached) < 3 else visitor.keyboard.press("Enter")
    assert reached == ["input true", "input true", "button true"]
    visitor.get_by_role("article").first.wait_for()
    visitor.keyboard.press("Tab")
    assert visitor.evaluate(active) == "a true"


@NEEDS_AXE
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_of_accessibility_should_be_broken(
    visitor: Page, partners: Partners, scheme: str
) -> None:
    visitor.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    opened(visitor, partners, "titre=Aide")
    searched(visitor, "réparé un ordinateur")
    visitor.get_by_role("article").first.wait_for()
    visitor.evaluate(AXE.read_text(encoding="utf-8"))
    found = visitor.evaluate("rules => axe.run({runOnly: rules})", {"type": "tag", "values": TAGS})
    assert len(found["passes"]) >= 10
    agree(
        [
            f"{kind} {rule['id']} : {node['target']} {node.get('failureSummary', '')}"
            for kind in ("violations", "incomplete")
            for rule in found[kind]
            for node in rule["nodes"]
        ]
    )


@pytest.mark.parametrize("width", [320, 280, 256])
def test_the_component_should_fit_a_narrow_page(
    visitor: Page, partners: Partners, width: int
) -> None:
    visitor.add_init_script(path=PROBE)
    visitor.set_viewport_size({"width": width, "height": 600})
    opened(visitor, partners, "titre=Aide")
    searched(visitor)
    visitor.get_by_role("article").first.wait_for()
    agree(visitor.evaluate("probe.overflow()"))
