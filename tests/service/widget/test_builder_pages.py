"""Tests of the builder page and of the scripts for partners."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.settings import Settings
from service.widget.script_versions import SCRIPTS
from tests.service.page import HOSTILE, Page, read

PAGE = "/integrer"
SITE = "https://orientess.exemple.fr"
CHOICES: dict[str, Any] = {
    "titre": "Aide à Lille",
    "lieu": "Lille",
    "besoin": "réparer",
    "familles": ["economie-circulaire", "communs-numeriques"],
    "size": 3,
    "couleur": "#7b1fa2",
    "fond": "#fbf8f2",
    "texte": "#1d2a27",
}
"""As the form sends them: two of the three colours are ours."""
LOADER_BYTES, COMPONENT_GZIP_BYTES = 2048, 6144
SCRIPT_ADDRESSES = ["/widget.js", "/composant.js"]


@pytest.fixture(scope="module")
def partner(small_home: Path) -> Iterator[TestClient]:
    """A client of the service under its public address."""
    settings = Settings(var=small_home.parent, use_encoder=False, address=SITE)
    with TestClient(create_app(settings)) as opened:
        yield opened


def embed_codes(client: TestClient, **received: Any) -> list[Page]:
    """The link, the form, the frame and the component, as a partner's page would hold them."""
    page = read(client, PAGE, 200, **received)
    copied = [each["id"] for each in page.all("pre") if each.get("id", "").startswith("code-")]
    assert copied == [
        "code-lien",
        "code-formulaire",
        "code-cadre",
        "code-composant",
        "code-verifie",
    ]
    return [Page(text) for text in _codes(page.html)][:4]


def _codes(html: str) -> list[str]:
    """The text of each code to copy."""
    blocks = html.split('<pre id="code-')[1:]
    return [unescape(each.split("<code>")[1].split("</code>")[0]) for each in blocks]


def parameters(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def test_the_page_should_frame_nothing_but_our_widget(partner: TestClient) -> None:
    policy = partner.get(PAGE).headers["Content-Security-Policy"].split("; ")
    assert "frame-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    (frame,) = read(partner, PAGE).all("iframe")
    assert frame["src"].startswith("/widget?q=")
    assert parameters(frame["src"])["apercu"] == ["1"]
    assert frame["title"] == "Aperçu de la recherche"


def test_a_link_should_lead_to_the_results_of_what_was_chosen(partner: TestClient) -> None:
    link, *_ = embed_codes(partner, **CHOICES)
    (tag,) = link.all("a")
    assert link.texts("a") == ["Aide à Lille"]
    assert tag["href"].startswith(f"{SITE}/recherche?")
    assert parameters(tag["href"]) == {
        "q": ["réparer"], "lieu": ["Lille"], "familles": CHOICES["familles"],
    }  # fmt: skip
    assert partner.get(tag["href"].removeprefix(SITE)).status_code == 200


def test_a_link_without_a_need_should_lead_to_our_home(partner: TestClient) -> None:
    link, *_ = embed_codes(partner)
    assert link.all("a") == [{"href": f"{SITE}/"}]


def test_a_form_should_need_no_script_and_label_its_fields(partner: TestClient) -> None:
    _, form, *_ = embed_codes(partner, familles="economie-circulaire")
    assert form.all("form") == [{"action": f"{SITE}/recherche"}]
    visible = [each for each in form.all("input") if each.get("type") != "hidden"]
    assert {each["name"] for each in visible} == {"q", "lieu"}
    assert [each["for"] for each in form.all("label")] == [each["id"] for each in visible]
    assert form.all("script") == []
    fixed = embed_codes(partner, **CHOICES)[1]
    hidden = [each for each in fixed.all("input") if each.get("type") == "hidden"]
    assert {each["value"] for each in hidden} == {"Lille", *CHOICES["familles"]}


def test_a_frame_should_have_a_title_a_key_to_write_and_a_link_beside_it(
    partner: TestClient,
) -> None:
    frame = embed_codes(partner, **CHOICES)[2]
    (tag,) = frame.all("iframe")
    assert (tag["title"], tag["loading"]) == ("Aide à Lille", "lazy")
    assert "data-orientess" in tag
    assert parameters(tag["src"]) == {
        "besoin": ["réparer"], "titre": ["Aide à Lille"], "lieu": ["Lille"], "size": ["3"],
        "familles": CHOICES["familles"], "couleur": ["7b1fa2"], "cle": ["VOTRE-CLE"],
    }  # fmt: skip
    assert frame.all("script") == [{"src": f"{SITE}/widget.js", "async": ""}]
    assert frame.all("a")[0]["href"].startswith(f"{SITE}/recherche?")
    with_key = embed_codes(partner, cle="orientess_abc")[2].all("iframe")[0]["src"]
    assert parameters(with_key) == {"cle": ["orientess_abc"]}


def test_what_is_copied_should_be_no_preview(partner: TestClient) -> None:
    for each in embed_codes(partner, cle="orientess_abc", apercu="1"):
        assert "apercu" not in each.html


def test_a_component_should_say_what_was_chosen_and_hold_a_link(partner: TestClient) -> None:
    component = embed_codes(partner, **CHOICES)[3]
    (tag,) = component.all("orientess-recherche")
    assert tag == {
        "titre": "Aide à Lille",
        "besoin": "réparer",
        "lieu": "Lille",
        "familles": "economie-circulaire communs-numeriques",
        "taille": "3",
        "style": "--orientess-couleur: #7b1fa2; --orientess-sur-couleur: #ffffff",
    }
    assert component.all("script") == [{"src": f"{SITE}/composant.js", "async": ""}]
    dark = embed_codes(partner, theme="sombre")[3].all("orientess-recherche")[0]["style"]
    assert dark.endswith(
        "--orientess-fond: #121a18; --orientess-texte: #edf3f0; color-scheme: dark"
    )


def test_an_empty_option_should_leave_its_place_in_the_code(partner: TestClient) -> None:
    received = {name: HOSTILE for name in ("titre", "lieu", "besoin", "cle")}
    assert HOSTILE not in partner.get(PAGE, params=received).text
    link, form, frame, component = embed_codes(partner, **received)
    assert [len(each.all("script")) for each in (link, form, frame, component)] == [0, 0, 1, 1]
    assert link.texts("a") == [HOSTILE]


def test_a_colour_that_is_not_read_should_be_reported_and_left_out(partner: TestClient) -> None:
    page = read(partner, PAGE, couleur="#ffd166")
    assert any("1,3 pour 1" in each.replace("\xa0", " ") for each in page.texts("li"))
    assert page.field("couleur")["value"] == "#ffd166"
    style = embed_codes(partner, couleur="#ffd166")[3].all("orientess-recherche")[0]["style"]
    assert "ffd166" not in style


def test_the_page_should_say_what_asks_for_a_key(partner: TestClient) -> None:
    html = partner.get(PAGE).text
    command = 'orientess keys create --nom "Votre structure" --portee widget'
    assert f"{command} --hote https://exemple.fr" in html
    page = Page(html)
    cells = dict(zip(page.texts("th")[4:], _rows(page.texts("td"), 3), strict=True))
    assert {name: row[2] for name, row in cells.items()} == {
        "Un lien": "non", "Un formulaire": "non", "Un cadre": "oui", "Un composant": "non",
    }  # fmt: skip


def _rows(cells: list[str], width: int) -> list[list[str]]:
    return [cells[start : start + width] for start in range(0, len(cells), width)]


def test_the_page_in_english_should_lead_to_a_widget_in_english(partner: TestClient) -> None:
    assert read(partner, f"/en{PAGE}").all("iframe")[0]["src"].startswith("/en/widget?")


@pytest.mark.parametrize("address", SCRIPT_ADDRESSES)
def test_a_script_should_be_taken_by_any_site_and_asked_for_again(
    partner: TestClient, address: str
) -> None:
    response = partner.get(address)
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    again = partner.get(address, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert partner.get(address, headers={"If-None-Match": '"x"'}).status_code == 200
    assert partner.head(address).status_code == 200


def test_scripts_of_partners_should_be_light() -> None:
    loader, component = (SCRIPTS / name for name in ("loader.js", "component.js"))
    assert 0 < loader.stat().st_size <= LOADER_BYTES
    assert 0 < len(gzip.compress(component.read_bytes())) <= COMPONENT_GZIP_BYTES


@pytest.mark.parametrize("name", ["loader.js", "component.js"])
def test_scripts_of_partners_should_never_read_a_text_as_html_nor_keep_anything(name: str) -> None:
    script = (SCRIPTS / name).read_text(encoding="utf-8")
    for each in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "localStorage", "cookie"):
        assert each not in script
    assert '"*"' not in script
