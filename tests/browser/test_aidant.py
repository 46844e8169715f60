"""The space of helpers in a real browser: from a need to a printed sheet, and what is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from index.indexing.build import build
from index.records import code_lists as ref
from service.app import create_app
from service.presentation.messages import (
    BACK_TO_RESULTS,
    COPY_LINK,
    MAKE_REFERRAL_SHEET,
    REFERRAL_SHEET,
    REMOVE_FILTERS,
)
from service.settings import Settings
from tests.browser.catalogue import CATALOGUE
from tests.browser.conftest import NEEDS_CHROMIUM, served
from tests.conftest import make_actor
from tests.hash_encoder import HashEncoder

RESULTS = "/aidant?q=ordinateur"
TWO = "f=atelier-phenix&f=clic-et-cafe"
FIRST_NAME = "Aminata"
LIST = ("atelier-phenix", "clic-et-cafe")
LONGEST = [
    make_actor(
        id=f"fiche-sans-fin-{number}" + "-suite" * 17,
        nom=f"{number} " + "Maison des associations et de la citoyenneté " * 3,
        description=f"{number} " + "Une phrase qui ne finit jamais et que rien n'arrête " * 150,
        services=[
            {"nom": f"Un service au nom très long, numéro {each}, pour tous les habitants"}
            for each in range(20)
        ],
        publics=[code for code in ref.PUBLICS.labels if code != ref.PUBLICS.universal],
        prise_en_charge=list(ref.PRISE_EN_CHARGE.labels),
        langues=list(ref.LANGUES.labels),
        frais="gratuit-sous-condition",
        frais_precisions="Selon les revenus et la composition de la famille, " * 19,
        modes_accueil=list(ref.MODES_ACCUEIL.labels),
        modes_mobilisation=list(ref.MODES_MOBILISATION.labels),
        mobilisable_par=list(ref.MOBILISABLE_PAR.labels),
        conditions_acces="Apporter une pièce d'identité et un justificatif de domicile, " * 16,
        horaires_accueil="Mo 09:00-12:00,13:00-17:00; Tu 10:00-12:30; We 14:00-18:00; "
        "Th 08:00-11:45; Fr 09:15-12:00; Sa 10:00-12:00; Su 10:00-11:00",
        adresse="Résidence des Grands Chênes, bâtiment C, escalier 4, " * 18,
        complement_adresse="Au fond de la cour, deuxième porte à gauche, " * 20,
        code_postal="59000",
        commune="Lille",
        territoires=list(ref.TERRITOIRES.labels),
        telephone="+33399000000",
        courriel="accueil." + "maison" * 30 + "@exemple.example",
        site_web="https://exemple.example/" + "a" * 400,
        date_source="2019-03",
        date_maj="2021-02-03",
    )
    for number in range(3)
]
WORDY = [
    each.model_copy(
        update={
            "id": f"bavarde-{number}",
            "nom": f"Bavarde {number}",
            "frais_precisions": "Entrée gratuite par la loi ; l'impression est payante.",
            "adresse": "173 rue de l'Épeule, au fond de la cour à gauche",
            "complement_adresse": None,
            "territoires": (),
            "horaires_accueil": "Mo 10:00-12:00; Tu-Fr 10:00-12:00,13:30-17:00",
        }
    )
    for number, each in enumerate(LONGEST)
]
THREE = "&".join(f"f={each.id}" for each in WORDY)
WHOLE = {
    "Horaires": "lundi : 10 h – 12 h ; mardi au vendredi : 10 h – 12 h, 13 h 30 – 17 h",
    "Prix": "Gratuit sous condition. Entrée gratuite par la loi ; l'impression est payante.",
    "Adresse": "173 rue de l'Épeule, au fond de la cour à gauche, 59000 Lille",
}
"""What the sheet of the wordy records says whole."""
LONG_NOTE = "Carte d'identité, justificatif de domicile, dernier avis d'imposition. " * 9
NOTES = {"long": LONG_NOTE[:500], "lines": "RIB\n" * 125}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
A_PAGE = re.compile(rb"/Type\s*/Page(?!\w)")
"""Chromium writes each page of a PDF as an object that is not compressed."""
PRINT = "window.print = () => { window.printed = (window.printed ?? 0) + 1; };"

pytestmark = [*NEEDS_CHROMIUM]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service whose records say as much as records may."""
    var = tmp_path_factory.mktemp("var")
    build([*CATALOGUE, *LONGEST, *WORDY], HashEncoder(), "hash", var / "index")
    app = create_app(Settings(var=var, use_encoder=False))
    with served(app) as found:
        yield found


def kept(page: Page) -> list[dict[str, str]]:
    """The short-list as this browser keeps it."""
    found: list[dict[str, str]] = page.evaluate(
        "JSON.parse(localStorage.getItem('orientess.selection') ?? '[]')"
    )
    return found


def keep(page: Page, *names: str) -> None:
    """Keep some results, by the names that their buttons bear."""
    for name in names:
        page.get_by_role("button", name=f"Garder {name}", exact=True).click()


def sheet(number: int) -> str:
    """The address of a sheet of the longest records."""
    return "/aidant/fiche?q=ordinateur&" + "&".join(f"f={each.id}" for each in LONGEST[:number])


# From a need to a printed sheet


def test_three_actions_should_lead_from_a_need_to_a_printed_sheet(page: Page) -> None:
    page.add_init_script(PRINT)
    page.goto("/aidant")
    page.get_by_label("De quoi la personne a-t-elle besoin ?").fill("ordinateur")
    page.get_by_role("button", name="Chercher").click()
    page.locator(".sheet-link").first.click()
    page.get_by_role("button", name="Imprimer").click()
    assert page.evaluate("window.printed") == 1
    assert len(A_PAGE.findall(page.pdf(format="A4"))) == 1


def test_the_same_should_be_done_at_the_keyboard_alone(page: Page) -> None:
    page.add_init_script(PRINT)
    page.goto("/aidant")
    for key in ("/", *"ordinateur", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url("**/aidant?q=ordinateur*")
    for key in ("j", "f"):
        page.keyboard.press(key)
    page.wait_for_url("**/aidant/fiche?*")
    page.keyboard.press("p")
    assert page.evaluate("window.printed") == 1


def test_the_same_should_be_done_without_javascript(plain_page: Page) -> None:
    plain_page.goto("/aidant")
    plain_page.get_by_label("De quoi la personne a-t-elle besoin ?").fill("ordinateur")
    plain_page.get_by_role("button", name="Chercher").click()
    plain_page.locator(".sheet-link").first.click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text(REFERRAL_SHEET)
    expect(plain_page.get_by_text("utilisez le menu de votre navigateur")).to_be_visible()
    expect(plain_page.get_by_role("button", name="Imprimer")).to_have_count(0)
    plain_page.get_by_text("Texte du SMS").first.click()
    expect(plain_page.locator("#sms")).to_be_visible()


def test_without_javascript_results_should_be_ticked_then_compared(plain_page: Page) -> None:
    plain_page.goto(RESULTS)
    expect(plain_page.get_by_role("button", name="Garder")).to_have_count(0)
    for name in ("Atelier Phénix", "Clic et Café"):
        plain_page.get_by_label(f"Cocher {name}").check()
    plain_page.get_by_role("button", name="Comparer").click()
    columns = plain_page.locator("thead a")
    expect(columns).to_have_text(["Atelier Phénix", "Clic et Café"])
    plain_page.get_by_role("link", name=MAKE_REFERRAL_SHEET).click()
    expect(plain_page.locator(".place h2")).to_have_text(["1. Atelier Phénix", "2. Clic et Café"])
    plain_page.get_by_role("link", name=BACK_TO_RESULTS).click()
    expect(plain_page).to_have_url(re.compile(r"/aidant\?q=ordinateur"))


def test_without_javascript_results_should_be_ticked_then_put_on_a_sheet(plain_page: Page) -> None:
    plain_page.goto(RESULTS)
    plain_page.get_by_label("Cocher Atelier Phénix").check()
    plain_page.get_by_role("button", name=MAKE_REFERRAL_SHEET).click()
    expect(plain_page.locator(".place h2")).to_have_text(["Atelier Phénix"])


def test_a_filter_should_be_applied_and_taken_away_without_javascript(plain_page: Page) -> None:
    plain_page.goto(RESULTS)
    total = plain_page.get_by_role("heading", level=1).inner_text()
    plain_page.get_by_label(re.compile("RSA et minima sociaux")).check()
    plain_page.get_by_role("button", name="Appliquer").click()
    expect(plain_page.get_by_role("heading", level=1)).not_to_have_text(total)
    plain_page.get_by_role("link", name=REMOVE_FILTERS).click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text(total)


# One sheet of A4


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_longest_records_should_print_on_one_page(
    page: Page, number: int, scheme: str, note: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(sheet(number))
    for field in page.locator("[data-written]").all():
        field.fill(NOTES[note])
    assert len(A_PAGE.findall(page.pdf(format="A4"))) == 1


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_longest_records_should_print_on_one_page_without_javascript(
    plain_page: Page, number: int
) -> None:
    plain_page.goto(sheet(number))
    plain_page.get_by_label("Note, documents à apporter").fill(NOTES["long"])
    assert len(A_PAGE.findall(plain_page.pdf(format="A4"))) == 1


@pytest.mark.parametrize("note", NOTES.values())
def test_a_long_note_should_print_whole(page: Page, note: str) -> None:
    page.goto(sheet(3))
    page.get_by_label("Note, documents à apporter").fill(note)
    page.emulate_media(media="print")
    written = page.locator("#note + .written")
    expect(written).to_be_visible()
    assert re.sub(r"[\s·]", "", written.inner_text()) == re.sub(r"\s", "", note)
    assert written.evaluate("each => each.scrollHeight <= each.clientHeight + 1")
    expect(page.locator("#note")).not_to_be_visible()


def test_a_long_note_should_print_whole_without_javascript(plain_page: Page) -> None:
    plain_page.set_viewport_size({"width": 700, "height": 900})
    plain_page.goto(sheet(1))
    plain_page.get_by_label("Note, documents à apporter").fill(NOTES["long"])
    plain_page.emulate_media(media="print")
    field = plain_page.locator("#note")
    box = field.bounding_box()
    assert box is not None
    line_px = 9 * 96 / 72 * 1.25
    assert box["height"] >= len(NOTES["long"]) / (box["width"] / 7) * line_px


def test_the_note_should_take_what_is_left_of_the_page(page: Page) -> None:
    page.set_viewport_size({"width": 695, "height": 1039})  # A4 without its margins
    page.goto(f"/aidant/fiche?{TWO}")
    page.emulate_media(media="print")
    note, last = page.locator("#note + .written").bounding_box(), page.locator(".place").last
    records = last.bounding_box()
    assert note is not None
    assert records is not None
    assert note["y"] >= records["y"] + records["height"]
    assert note["height"] >= 0.75 * (1039 - records["y"] - records["height"])
    assert len(A_PAGE.findall(page.pdf(format="A4"))) == 1


def test_paper_should_be_white_and_ink_black_even_in_the_dark(page: Page) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(sheet(1))
    for selector in (".orientation h1", ".what", "dt", "dd", ".source", ".blank label"):
        colour = page.locator(selector).first.evaluate("each => getComputedStyle(each).color")
        assert all(int(part) <= 0x33 for part in re.findall(r"\d+", colour)[:3]), selector
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_only_what_the_person_needs_should_print(page: Page) -> None:
    page.goto(f"/aidant/fiche?{TWO}")
    page.emulate_media(media="print")
    for hidden in ("header.top", "footer", ".send", ".texts", "#raccourcis", ".skip", ".hint"):
        expect(page.locator(hidden).first).not_to_be_visible()
    for shown in ("h1", ".place", ".written", ".source", ".made"):
        expect(page.locator(shown).first).to_be_visible()


def test_hours_price_and_address_should_print_whole_on_a_sheet_of_three(page: Page) -> None:
    page.goto(f"/aidant/fiche?{THREE}&q=ordinateur&lieu=Lille")
    for section in page.locator(".place").all():
        for label, value in WHOLE.items():
            said = section.locator("dt", has_text=label).locator("+ dd")
            text = " ".join(said.inner_text().split())
            assert text.startswith(value)
            assert "…" not in text
    assert len(A_PAGE.findall(page.pdf(format="A4"))) == 1


# What is typed on the sheet


def test_a_first_name_should_go_in_the_message_and_in_no_request(
    browser: Browser, address: str
) -> None:
    asked: list[Request] = []
    with closing(browser.new_context(base_url=address)) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.on("request", lambda request: asked.append(request))
        page.goto(f"/aidant/fiche?{TWO}&q=ordinateur")
        page.get_by_label("Prénom de la personne").press_sequentially(FIRST_NAME)
        page.get_by_label("Note, documents à apporter").fill(f"Note sur {FIRST_NAME}")
        link = page.get_by_role("link", name="Envoyer par SMS").get_attribute("href") or ""
        assert unquote(link).startswith(f"sms:?&body=Bonjour {FIRST_NAME}, voici où aller :")
        page.get_by_role("button", name="Copier pour le SMS").click()
        expect(page.get_by_role("status")).to_have_text("Copié.")
        assert FIRST_NAME in page.evaluate("navigator.clipboard.readText()")
        page.get_by_role("button", name="Copier pour mon compte rendu").click()
        report = page.evaluate("navigator.clipboard.readText()")
        assert "Besoin : « ordinateur »." in report
        assert FIRST_NAME not in report
        page.get_by_role("link", name=BACK_TO_RESULTS).click()
        page.wait_for_load_state("networkidle")
        told = [each.url + (each.post_data or "") + str(each.headers) for each in asked]
        assert len(told) > 3
        assert not [each for each in told if FIRST_NAME in unquote(each)]
        assert FIRST_NAME not in page.evaluate("JSON.stringify({...localStorage})")


def test_what_is_typed_should_vanish_with_the_page(page: Page) -> None:
    page.goto(f"/aidant/fiche?{TWO}")
    page.get_by_label("Prénom de la personne").fill(FIRST_NAME)
    page.reload()
    expect(page.get_by_label("Prénom de la personne")).to_have_value("")
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    assert page.context.cookies() == []


def test_a_text_should_be_chosen_where_a_browser_cannot_copy(page: Page) -> None:
    page.add_init_script("delete Navigator.prototype.clipboard")
    page.goto(f"/aidant/fiche?{TWO}")
    page.get_by_role("button", name="Copier pour le SMS").click()
    expect(page.get_by_role("status")).to_have_text("Texte choisi : copiez-le avec Ctrl + C.")
    assert page.evaluate("getSelection().toString()").startswith("Bonjour")


# The short-list of a browser


def test_a_short_list_should_survive_and_hold_identifiers_and_names_only(page: Page) -> None:
    page.goto(f"{RESULTS}&lieu=Lille")
    expect(page.locator("#selection")).to_be_hidden()
    keep(page, "Atelier Phénix", "Clic et Café")
    assert kept(page) == [
        {"id": "atelier-phenix", "name": "Atelier Phénix"},
        {"id": "clic-et-cafe", "name": "Clic et Café"},
    ]
    page.reload()
    pressed = page.get_by_role("button", name="Gardé Atelier Phénix", exact=True)
    expect(pressed).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("heading", name="Ma sélection (2)")).to_be_visible()
    page.goto("/aidant")
    expect(page.get_by_role("heading", name="Ma sélection (2)")).to_be_visible()


def test_a_short_list_should_never_be_sent_unless_asked_to(page: Page) -> None:
    page.goto(RESULTS)
    keep(page, "Atelier Phénix")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.goto("/aidant?q=internet")
    page.wait_for_load_state("networkidle")
    assert asked
    assert not [each.url for each in asked if "atelier" in each.url]


def test_a_short_list_should_be_compared_printed_and_reopened(page: Page) -> None:
    page.goto(f"{RESULTS}&lieu=Lille")
    keep(page, "Atelier Phénix", "Clic et Café")
    addresses = {
        name: page.locator("#selection").get_by_role("link", name=name).get_attribute("href") or ""
        for name in ("Comparer", REFERRAL_SHEET)
    }
    for href in addresses.values():
        fields = parse_qs(urlsplit(href).query)
        assert fields == {"f": [*LIST], "q": ["ordinateur"], "lieu": ["Lille"]}
    page.get_by_text("Voir et gérer").click()
    expect(page.get_by_text("Votre sélection reste dans ce navigateur.")).to_be_visible()
    page.get_by_role("link", name="Ouvrir la sélection").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sélection de 2 fiches")
    assert parse_qs(urlsplit(page.url).query) == {"f": [*LIST]}


def test_a_short_list_should_be_copied_as_a_link(browser: Browser, address: str) -> None:
    with closing(browser.new_context(base_url=address)) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.goto(RESULTS)
        keep(page, "Atelier Phénix")
        page.get_by_text("Voir et gérer").click()
        page.get_by_role("button", name=COPY_LINK).click()
        expect(page.get_by_role("status")).to_have_text("Copié.")
        link = page.evaluate("navigator.clipboard.readText()")
        assert link == f"{address}/aidant/selection?f=atelier-phenix"


def test_a_short_list_should_be_erased(page: Page) -> None:
    page.goto(RESULTS)
    keep(page, "Atelier Phénix", "Clic et Café")
    page.get_by_role("button", name="Gardé Atelier Phénix", exact=True).click()
    expect(page.get_by_role("button", name="Garder Atelier Phénix", exact=True)).to_be_visible()
    assert [each["id"] for each in kept(page)] == ["clic-et-cafe"]
    page.get_by_text("Voir et gérer").click()
    page.get_by_role("button", name="Effacer la sélection").click()
    expect(page.locator("#selection")).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0
    expect(page.get_by_label("De quoi la personne a-t-elle besoin ?")).to_be_focused()


def test_a_full_short_list_should_say_so(page: Page) -> None:
    page.goto(RESULTS)
    full = [{"id": f"fiche-{number}", "name": f"Fiche {number}"} for number in range(12)]
    page.evaluate("full => localStorage.setItem('orientess.selection', JSON.stringify(full))", full)
    page.reload()
    keep(page, "Atelier Phénix")
    expect(page.get_by_role("alert")).to_have_text("12 fiches au plus : retirez-en une.")
    assert len(kept(page)) == 12


@pytest.mark.parametrize(
    "found",
    [
        "pas du JSON", "null", "{}", "[null, 1, \"x\"]",
        '[{"id": "a&f=b\\"><b>", "name": "x"}]',
        '[{"id": "a", "name": "<img src=x onerror=alert(1)>"}]',
    ],
)  # fmt: skip
def test_a_short_list_spoilt_by_others_should_do_no_harm(page: Page, found: str) -> None:
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(RESULTS)
    page.evaluate("found => localStorage.setItem('orientess.selection', found)", found)
    page.reload()
    keep(page, "Atelier Phénix")
    assert kept(page)[-1]["id"] == "atelier-phenix"
    assert page.locator("#selection img, #selection b").count() == 0
    assert said == []


def test_a_browser_that_keeps_nothing_should_tick_instead(page: Page) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('refusé'); }})"
    )
    page.goto(RESULTS)
    expect(page.get_by_role("button", name="Garder")).to_have_count(0)
    page.get_by_label("Cocher Atelier Phénix").check()
    page.get_by_role("button", name="Comparer").click()
    expect(page.locator("thead a")).to_have_text(["Atelier Phénix"])


# Keyboard


def test_shortcuts_should_go_through_results_and_keep_them(page: Page) -> None:
    page.goto(RESULTS)
    names = page.locator(".rows h2 a")
    for key, place in (("j", 0), ("j", 1), ("k", 0), ("k", 0), ("j", 1)):
        page.keyboard.press(key)
        expect(names.nth(place)).to_be_focused()
    page.keyboard.press("g")
    assert [each["name"] for each in kept(page)] == [names.nth(1).inner_text()]
    page.keyboard.press("g")
    assert kept(page) == []
    page.keyboard.press("c")
    expect(page.get_by_role("alert")).to_have_text("Gardez d'abord une fiche.")
    for key in ("g", "j", "g", "c"):
        page.keyboard.press(key)
    page.wait_for_url("**/aidant/comparer?*")


def test_shortcuts_should_be_listed_on_demand(page: Page) -> None:
    page.goto(RESULTS)
    for key in ("j", "j", "?"):
        page.keyboard.press(key)
    expect(page.get_by_role("dialog", name="Raccourcis clavier")).to_be_visible()
    expect(page.locator("#raccourcis kbd")).to_have_text(["/", "j", "k", "g", "c", "f", "?"])
    for key in ("c", "j", "?"):
        page.keyboard.press(key)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator(".rows h2 a").nth(1)).to_be_focused()
    assert page.url.endswith(RESULTS)


def test_a_short_list_from_its_address_should_be_chosen_among_with_boxes_only(page: Page) -> None:
    page.goto(f"/aidant/selection?{TWO}")
    expect(page.get_by_role("button", name="Garder")).to_have_count(0)
    expect(page.get_by_label("Cocher Clic et Café")).to_be_checked()
    for key in ("j", "g", "c"):
        page.keyboard.press(key)
    page.wait_for_url("**/aidant/comparer?f=clic-et-cafe")


def test_shortcuts_should_leave_fields_and_other_commands_alone(page: Page) -> None:
    page.goto(RESULTS)
    need = page.get_by_label("De quoi la personne a-t-elle besoin ?")
    need.fill("")
    need.press_sequentially("/jkgcf?p")
    expect(need).to_have_value("/jkgcf?p")
    need.blur()
    for keys in ("Control+j", "Alt+j", "Meta+j"):
        page.keyboard.press(keys)
    assert page.locator(".rows :focus").count() == 0
    assert kept(page) == []


def test_shortcuts_should_be_turned_off_and_stay_so(page: Page) -> None:
    page.goto(RESULTS)
    page.get_by_role("button", name="Raccourcis clavier").click()
    page.get_by_label(re.compile("Raccourcis actifs")).uncheck()
    page.get_by_role("button", name="Fermer").click()
    expect(page.get_by_role("button", name="Raccourcis clavier")).to_be_focused()
    assert page.evaluate("({...localStorage})") == {"orientess.raccourcis": "non"}
    page.reload()
    page.keyboard.press("j")
    assert page.locator(".rows :focus").count() == 0
    page.get_by_role("button", name="Raccourcis clavier").click()
    expect(page.get_by_label(re.compile("Raccourcis actifs"))).not_to_be_checked()
    page.get_by_label(re.compile("Raccourcis actifs")).check()
    assert page.evaluate("localStorage.length") == 0


def test_a_result_reached_by_keyboard_should_not_be_under_the_short_list(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 700})
    page.goto(RESULTS)
    keep(page, "Atelier Phénix")
    page.get_by_label("De quoi la personne a-t-elle besoin ?").focus()
    bar = page.locator("#selection")
    for link in page.locator(".rows h2 a, .rows .sheet-link").all():
        link.focus()
        below, above = link.bounding_box(), bar.bounding_box()
        assert below is not None
        assert above is not None
        assert below["y"] + below["height"] <= above["y"] + 1


# Screens


PATHS = {
    "space": "/aidant",
    "results": f"{RESULTS}&lieu=Lille",
    "nothing": "/aidant?q=asdkjh",
    "at fault": f"/aidant?q={'x' * 301}",
    "short-list": f"/aidant/selection?{TWO}&f=disparue",
    "comparison": f"/aidant/comparer?{TWO}&f=espace-public-du-canal&f={LONGEST[0].id}&lieu=Lille",
    "sheet": f"{sheet(3)}&lieu=Lille",
    "no record": "/aidant/fiche",
}


@pytest.mark.parametrize("width", [320, 256])
@pytest.mark.parametrize("name", PATHS)
def test_a_page_should_fit_a_narrow_screen(page: Page, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 600})
    page.add_init_script(
        'localStorage.setItem(\'orientess.selection\', \'[{"id": "a", "name": "Abcdefghij"}]\')'
    )
    page.goto(PATHS[name])
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert page.evaluate(OVERFLOW) == 0
    assert page.evaluate("window.innerWidth") == width


@pytest.mark.parametrize("name", PATHS)
def test_a_page_should_leave_nothing_in_the_console_nor_elsewhere(
    page: Page, address: str, name: str
) -> None:
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(PATHS[name], wait_until="networkidle")
    assert {urlsplit(each).netloc for each in asked if not each.startswith("data:")} == {
        urlsplit(address).netloc
    }
    assert [each for each in said if "status of 4" not in each] == []
    assert page.context.cookies() == []


def test_a_comparison_on_a_phone_should_put_two_records_side_by_side(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(f"/aidant/comparer?{TWO}")
    for row in page.locator(".compare tbody tr").all():
        first, second = (cell.bounding_box() for cell in row.locator("td").all())
        assert first is not None
        assert second is not None
        assert first["y"] == second["y"]
        assert second["x"] + second["width"] <= 360
    table = page.locator(".compare").bounding_box()
    assert table is not None
    assert table["height"] <= 700


@pytest.mark.parametrize("width", [320, 360, 375, 384])
def test_the_short_list_should_stay_in_sight_on_a_phone(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    page.goto(RESULTS)
    keep(page, "Atelier Phénix")
    page.evaluate("window.scrollTo(0, 0)")
    expect(page.locator("#selection h2")).to_be_in_viewport(ratio=1)
    bar = page.locator("#selection").bounding_box()
    assert bar is not None
    assert bar["height"] <= 640 / 4


@pytest.mark.parametrize("width", [256, 390, 1280])
def test_the_details_of_a_result_should_open_under_it_in_place(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(RESULTS)
    row = page.locator(".rows > li").first
    summary, details = row.locator("summary"), row.locator(".row-more ul")
    expect(details).to_be_hidden()
    before = summary.bounding_box()
    summary.click()
    expect(details).to_be_visible()
    assert summary.bounding_box() == before
    row.locator(".sheet-link").click(trial=True)


@pytest.mark.parametrize(
    ("width", "height", "most"), [(1280, 900, (900 - 240) / 6), (390, 844, (4500 - 700) / 20)]
)
def test_a_row_should_leave_room_for_the_others(
    page: Page, width: int, height: int, most: float
) -> None:
    """Six results on the screen of a computer, twenty in 4,500 px on a phone, on average."""
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{RESULTS}&lieu=Lille")
    ordinary = ", ".join(f".rows > li[data-id={name}]" for name in LIST)
    heights = page.locator(ordinary).evaluate_all("all => all.map((each) => each.offsetHeight)")
    assert len(heights) == len(LIST)
    assert sum(heights) / len(heights) <= most


def test_what_decides_should_stand_in_columns_on_a_computer(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{RESULTS}&lieu=Lille")
    for column in ("by", "open", "far", "cost"):
        starts = page.locator(f".rows .{column}").evaluate_all(
            "all => all.map((each) => Math.round(each.getBoundingClientRect().left))"
        )
        assert len(set(starts)) == 1, column


def test_filters_should_cover_the_results_of_a_phone_on_demand(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(RESULTS)
    total = page.get_by_role("heading", level=1).inner_text()
    expect(page.locator("#affiner")).to_be_hidden()
    page.get_by_role("link", name="Filtrer selon ses droits").click()
    page.get_by_label(re.compile("RSA et minima sociaux")).check()
    page.get_by_role("button", name="Appliquer").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(total)
    expect(page.locator("#affiner")).to_be_hidden()


# Who the helper is


def test_who_the_helper_is_should_be_kept_on_request_and_erased_by_unticking(page: Page) -> None:
    page.goto(f"/aidant/fiche?{TWO}")
    page.get_by_label(re.compile("^Orienté par")).fill("Awa")
    assert page.evaluate("localStorage.length") == 0
    page.get_by_label(re.compile("Garder mon nom")).check()
    page.get_by_label("Votre ville").fill("Lens")
    page.get_by_label("Prénom de la personne").fill(FIRST_NAME)
    page.reload()
    expect(page.get_by_label(re.compile("^Orienté par"))).to_have_value("Awa")
    expect(page.get_by_label("Votre ville")).to_have_value("Lens")
    expect(page.get_by_label("Prénom de la personne")).to_have_value("")
    page.get_by_label(re.compile("Garder mon nom")).uncheck()
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("found", ["pas du JSON", "null", "[1]", '{"nom": {"a": 1}}'])
def test_a_helper_spoilt_by_others_should_do_no_harm(page: Page, found: str) -> None:
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"/aidant/fiche?{TWO}")
    page.evaluate("found => localStorage.setItem('orientess.aidant', found)", found)
    page.reload()
    expect(page.get_by_label(re.compile("^Orienté par"))).to_have_value("")
    assert said == []
