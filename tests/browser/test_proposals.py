"""Organisations propose, confirm and correct without JavaScript; the operator settles it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, expect

from index.indexing.build import build
from index.records.jsonl import read_records, to_json
from service.app import create_app
from service.auth.keys import Keys
from service.auth.rights import Rights, Scope
from service.presentation.messages import MY_ORGANISATION
from service.proposals.proposal import Status
from service.proposals.table import Proposals
from service.settings import Settings
from service.storage.store import open_store
from tests.browser.catalogue import CATALOGUE, ROLES, some_needs
from tests.browser.conftest import AXE, LIMIT_MS, NEEDS_AXE, NEEDS_CHROMIUM, agree, served
from tests.browser.states import SHEET
from tests.conftest import ROOT
from tests.hash_encoder import HashEncoder

pytestmark = [*NEEDS_CHROMIUM]

PAGE = "https://phenix.example/contact"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PRESSED = "main button, main .actions a, main summary, main [type=text]"
SMALL = f"""[...document.querySelectorAll('{PRESSED}')]
    .map(each => [each.textContent.trim() || each.id, each.getBoundingClientRect()])
    .filter(([, box]) => box.height && box.height < 44).map(([name]) => name)"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a service with a catalogue and a store of its own."""
    home = tmp_path_factory.mktemp("propositions")
    data, var = home / "data", home / "var"
    data.mkdir()
    for path in (ROOT / "data").iterdir():
        if path.name != "actors.jsonl":
            (data / path.name).symlink_to(path)
    lines = "".join(to_json(record) + "\n" for record in CATALOGUE)
    (data / "actors.jsonl").write_text(lines, encoding="utf-8")
    needs = some_needs()
    build(CATALOGUE, HashEncoder(), "hash", var / "index", thesaurus=needs, occupations=ROLES)
    return Settings(var=var, data=data, use_encoder=False)


@pytest.fixture(scope="module")
def own_address(own: Settings) -> Iterator[str]:
    with served(create_app(own)) as found:
        yield found


@pytest.fixture(params=[256, 375, 1280])
def plain(request: pytest.FixtureRequest, browser: Browser, own_address: str) -> Iterator[Page]:
    """A page without a script, on a screen of some width."""
    context = browser.new_context(
        base_url=own_address,
        java_script_enabled=False,
        viewport={"width": request.param, "height": 800},
    )
    context.set_default_timeout(LIMIT_MS)
    with closing(context):
        yield context.new_page()


@pytest.fixture
def measured(browser: Browser, own_address: str) -> Iterator[Page]:
    """A page that is measured from the inside."""
    context = browser.new_context(base_url=own_address, bypass_csp=True, reduced_motion="reduce")
    context.set_default_timeout(LIMIT_MS)
    with closing(context):
        yield context.new_page()


def waiting(own: Settings) -> int:
    """How many proposals wait."""
    return len(Proposals(open_store(own)).all(Status.WAITING))


def open_desk(page: Page, own: Settings) -> None:
    """Open the operator's page with a new key."""
    secret, _ = Keys(open_store(own)).create(Rights(name="Équipe", scopes=(Scope.RECEPTION,)))
    page.goto("/reception")
    page.get_by_label("Votre clé").fill(secret)
    page.get_by_role("button", name="Ouvrir").click()


def send_errors(page: Page) -> None:
    """Send the form with many errors."""
    page.goto("/proposer")
    page.get_by_role("textbox", name="Nom de la structure").fill("**")
    page.get_by_role("textbox", name="Ce que vous faites").fill("??")
    page.get_by_role("textbox", name="Courriel").fill("moi")
    page.get_by_role("textbox", name="Commune").fill("Lille")
    page.get_by_role("checkbox", name="Tous publics").check()
    page.get_by_role("checkbox", name="Jeunes", exact=True).check()
    page.get_by_role("textbox", name="Page publique qui le prouve").fill("notre page")
    with page.expect_navigation():
        page.get_by_role("button", name="Envoyer").click()


def test_an_organisation_should_propose_itself_after_an_error(plain: Page, own: Settings) -> None:
    before = waiting(own)
    name = f"Atelier du Clic {plain.viewport_size}"
    plain.goto("/proposer")
    plain.get_by_role("textbox", name="Nom de la structure").fill(name)
    plain.get_by_role("textbox", name="Ce que vous faites").fill("Nous réparons des ordinateurs.")
    plain.get_by_text("S'équiper").click()
    plain.get_by_label("Acheter un ordinateur à petit prix").check()
    plain.get_by_role("textbox", name="Page publique qui le prouve").fill("notre page")
    plain.get_by_role("button", name="Envoyer").click()
    expect(plain.get_by_role("alert")).to_contain_text("Il y a une erreur à corriger")
    expect(plain.get_by_role("textbox", name="Nom de la structure")).to_have_value(name)
    expect(plain.get_by_text("S'équiper (1 coché)")).to_be_visible()
    plain.get_by_role("alert").get_by_role("link").click()
    expect(plain.locator("#preuve")).to_be_in_viewport()
    plain.locator("#preuve").fill(PAGE)
    plain.get_by_role("button", name="Envoyer").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Merci")
    assert waiting(own) == before + 1


def test_an_organisation_should_confirm_then_correct_its_record(plain: Page, own: Settings) -> None:
    before = waiting(own)
    plain.goto(SHEET)
    plain.get_by_role("link", name=MY_ORGANISATION).click()
    plain.get_by_role("textbox", name="Page publique qui le prouve").fill(PAGE)
    plain.get_by_role("button", name="Confirmer la fiche").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Merci")
    plain.goto(f"{SHEET}/confirmer")
    plain.get_by_role("link", name="Quelque chose est faux : corriger").click()
    plain.get_by_role("textbox", name="Téléphone").fill("03 20 11 22 33")
    plain.get_by_role("textbox", name="Page publique qui le prouve").fill(PAGE)
    plain.get_by_role("button", name="Envoyer").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Merci")
    assert waiting(own) == before + 2


def test_the_operator_should_settle_what_waits_and_leave_nothing(
    measured: Page, own: Settings
) -> None:
    measured.goto(f"{SHEET}/corriger")
    measured.get_by_role("textbox", name="Téléphone").fill("03 20 11 22 44")
    measured.get_by_role("textbox", name="Page publique qui le prouve").fill(PAGE)
    measured.get_by_role("button", name="Envoyer").click()
    open_desk(measured, own)
    last = measured.locator("article", has_text="+33320112244")
    last.get_by_role("button", name="Accepter").click()
    expect(measured.get_by_role("status")).to_contain_text("orientess build")
    records = {record.id: record for record in read_records(own.actors)}
    assert records["atelier-phenix"].telephone == "+33320112244"
    assert measured.context.cookies() == []
    assert measured.evaluate("localStorage.length + sessionStorage.length") == 0
    assert "orientess_" not in measured.url


@pytest.mark.parametrize("width", [256, 320, 1280])
def test_errors_and_the_desk_should_fit_every_screen(
    measured: Page, own: Settings, width: int
) -> None:
    faults: list[str] = []
    measured.set_viewport_size({"width": width, "height": 800})
    for opens in (send_errors, lambda page: open_desk(page, own)):
        opens(measured)
        measured.wait_for_load_state()
        over = measured.evaluate(OVERFLOW)
        faults += [f"{measured.url} déborde de {over} px"] if over > 0 else []
        faults += [f"{name} est petit" for name in measured.evaluate(SMALL)]
    agree(faults)


@NEEDS_AXE
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_errors_and_the_desk_should_break_no_rule_of_accessibility(
    measured: Page, own: Settings, scheme: str
) -> None:
    measured.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    faults: list[str] = []
    for opens in (send_errors, lambda page: open_desk(page, own)):
        opens(measured)
        measured.wait_for_load_state()
        measured.evaluate(AXE.read_text(encoding="utf-8"))
        found = measured.evaluate(
            "rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES
        )
        faults += [
            f"{measured.url} {rule['id']} {[node['target'] for node in rule['nodes']]}"
            for rule in found["violations"]
        ]
    agree(faults)


def test_an_error_should_be_reached_by_keyboard(measured: Page) -> None:
    send_errors(measured)
    link = measured.get_by_role("alert").get_by_role("link").first
    link.focus()
    measured.keyboard.press("Enter")
    assert measured.evaluate("location.hash") == "#nom"
    measured.keyboard.press("Tab")
    assert measured.evaluate("document.activeElement.id") in ("nom", "description")
