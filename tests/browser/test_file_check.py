"""A producer sends a file without JavaScript, and reads its faults at any width."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import AXE, LIMIT_MS, NEEDS_AXE, NEEDS_CHROMIUM, agree

pytestmark = [*NEEDS_CHROMIUM]

PAGE = "/valider"
LONG = "anticonstitutionnellement" * 8
PLACES = f"""id,pivot,nom,commune,code_postal,adresse,services,date_maj,telephone,{LONG}
1,18310021300028,Cyber-base,Lille,59000,1 rue de l'Exemple,Cuisine,2024-04-02,bientôt,
2,,,Lille,59000,,,2999-01-01,,
3,18310021300028,<b>{LONG}</b>,Lille,59000,x,,2024-04-02,{LONG},
"""
FILES = {"faults": PLACES, "no standard": "nomm,ville\na,b\n"}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def sent(page: Page, name: str) -> None:
    """Send a file by the form, and wait for the page that answers."""
    page.goto(PAGE)
    content = FILES[name].encode()
    page.get_by_label("Votre fichier").set_input_files(
        FilePayload(name=f"{LONG}.csv", mimeType="text/csv", buffer=content)
    )
    page.get_by_role("button", name="Vérifier").click()
    expect(page.locator("#resultat, [role=alert]").first).to_be_visible()


def test_faults_should_be_read_without_a_script(plain_page: Page) -> None:
    sent(plain_page, "faults")
    expect(plain_page.get_by_text("1 ligne ne pourrait pas être reprise.")).to_be_visible()
    row = plain_page.get_by_role("row", name="2 telephone numéro de téléphone illisible")
    expect(row).to_contain_text("bientôt")


def test_the_faults_should_come_as_a_file_without_a_script(plain_page: Page) -> None:
    plain_page.goto(PAGE)
    plain_page.get_by_label("Votre fichier").set_input_files(
        FilePayload(name="lieux.csv", mimeType="text/csv", buffer=PLACES.encode())
    )
    with plain_page.expect_download() as download:
        plain_page.get_by_role("button", name="Recevoir les fautes en CSV").click()
    assert download.value.suggested_filename == "fautes.csv"


@pytest.mark.parametrize("width", [256, 390, 1280])
@pytest.mark.parametrize("name", FILES)
def test_the_answer_should_fit_the_screen(probed_page: Page, name: str, width: int) -> None:
    probed_page.set_viewport_size({"width": width, "height": 800})
    sent(probed_page, name)
    agree(probed_page.evaluate("probe.overflow()"))


@NEEDS_AXE
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", FILES)
def test_the_answer_should_break_no_rule_of_accessibility(
    browser: Browser, address: str, name: str, scheme: str
) -> None:
    context = browser.new_context(
        base_url=address,
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    )
    page = context.new_page()
    page.set_default_timeout(LIMIT_MS)
    sent(page, name)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "rules => axe.run({runOnly: rules, resultTypes: ['violations']})",
        {"type": "tag", "values": RULES},
    )
    context.close()
    agree([f"{each['id']} : {node['target']}" for each in found["violations"]
           for node in each["nodes"]])  # fmt: skip
