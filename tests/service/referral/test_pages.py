"""The space of helpers: results, short-list, comparison and sheet, from addresses alone."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from fastapi.testclient import TestClient

from index.indexing.build import build
from index.taxonomy.thesaurus import Thesaurus
from service.app import create_app
from service.presentation.messages import (
    FOR_WHOM,
    HOW_TO_COME,
    NO_RELIABLE_RESULT,
    REFERRAL_SHEET,
    REMOVE_FILTERS,
    SEE_OTHERS,
    TO_CORRECT,
)
from service.presentation.result_card import ResultCard, result_card
from service.presentation.templating import STATIC
from service.referral import pages, rows
from service.referral.shortlist import MAX_LISTED
from service.search.pages import entry_themes
from service.settings import Settings
from tests.conftest import make_actor
from tests.hash_encoder import HashEncoder
from tests.service.page import HOSTILE, NEED, Page, read
from tests.service.services import services_in

WORDS = (
    "réseau", "couture", "jardin", "cuisine", "vélo", "cirque", "poterie", "radio", "théâtre",
    "chorale", "lecture", "cinéma", "danse", "photo", "sciences", "musique", "broderie", "échecs",
    "escalade", "menuiserie", "karaté", "bricolage", "reliure", "peinture",
)  # fmt: skip
"""What makes each place another one."""
FAMILIES = ("economie-circulaire", "inclusion-education-populaire")
MANY = [
    make_actor(
        id=f"ordinateurs-{number}",
        nom=f"Ordinateurs et {word}",
        description=f"Un lieu de {word} qui prête un ordinateur aux habitants.",
        familles=[FAMILIES[number % 2]],
        telephone=f"+3399900{number:04d}",
        frais="gratuit" if number % 2 else "payant",
        frais_precisions="Selon les revenus." if number % 2 else None,
        mobilisable_par=["professionnels"],
        conditions_acces="Venir avec un justificatif de domicile.",
        modes_accueil=["en-presentiel"],
        modes_mobilisation=["se-presenter"],
        publics=["beneficiaires-des-minimas-sociaux"],
        adresse=f"{number} rue Haute",
        commune="Lille",
        code_insee="59350",
        latitude=50.6333 + number / 1000,
        longitude=3.0667,
        horaires_accueil="Mo-Fr 09:00-12:00",
        langues=["fr", "ar"],
        prise_en_charge=["illettrisme"],
    )
    for number, word in enumerate(WORDS, start=1)
]
FAR = (
    make_actor(
        id="reseau-libre",
        nom="Réseau Libre",
        description="Un fournisseur d'accès à internet associatif, par la fibre.",
        familles=["economie-circulaire"],
        modes_accueil=["a-distance"],
        territoires=["france-entiere"],
        date_source="2019-03",
    ),
    make_actor(
        id="clic-pour-tous",
        nom="Clic pour tous",
        description="Des bénévoles qui écrivent des guides sur la vie privée.",
        familles=["inclusion-education-populaire"],
        publics=["tous-publics"],
        modes_accueil=["a-distance"],
    ),
)
IDS = [each.id for each in MANY]
FOUR = IDS[:4]


@pytest.fixture(scope="module")
def helpers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of the service over two pages of results."""
    var = tmp_path_factory.mktemp("var")
    build([*MANY, *FAR], HashEncoder(), "hash", var / "index")
    with TestClient(create_app(Settings(var=var, use_encoder=False))) as client:
        yield client


def hrefs(results: Page) -> list[str]:
    return [each["href"] for each in results.all("a")]


def kept_fields(results: Page) -> dict[str, list[str]]:
    """What the form of filters would send."""
    sent: dict[str, list[str]] = {}
    for field in results.all("input"):
        if "name" in field and (field["type"] == "hidden" or "checked" in field):
            sent.setdefault(field["name"], []).append(field["value"])
    return sent


# What the space does


def test_the_space_should_say_what_it_does_in_three_points(helpers: TestClient) -> None:
    results = read(helpers, "/aidant")
    assert results.title == "Espace aidants – OrientESS"
    steps = results.html.split('<ol class="steps">')[1].split("</ol>")[0]
    assert steps.count("<li>") == 3
    assert results.html.count("<kbd>") == 7


def test_the_space_should_offer_needs_of_each_usual_theme(helpers: TestClient) -> None:
    page = read(helpers, "/aidant")
    thesaurus = services_in(helpers.app).get(Thesaurus)
    offered = [parse_qs(urlsplit(each).query)["q"][0] for each in hrefs(page) if "?q=" in each]
    for theme in entry_themes(thesaurus):
        assert theme.libelle in page.texts("h3")
        needs = [need.libelle for need in thesaurus.needs.values() if need.theme == theme.id]
        assert [each for each in offered if each in needs] == needs[: pages.TOPIC_NEEDS]
    assert read(helpers, "/aidant", 422, q="").texts("h3") == page.texts("h3")


def test_the_form_should_search_in_the_same_space(helpers: TestClient) -> None:
    assert read(helpers, "/aidant").all("form")[0]["action"] == "/aidant"


def test_the_space_should_exist_in_english(helpers: TestClient) -> None:
    results = read(helpers, "/en/aidant", q="ordinateur")
    assert all(
        href.startswith(("/en/", "#", "tel:", "/aidant", "/facile/"))
        for href in hrefs(results)
        if not href.startswith("http")
    )
    assert "/en/aidant/fiche?f=" in results.html


@pytest.mark.parametrize(
    "path",
    ["/aidant?q=prêter+un+ordinateur", f"/aidant/comparer?f={IDS[0]}", f"/aidant/fiche?f={IDS[0]}"],
)
def test_a_price_should_be_french_only_in_the_words_of_the_record(
    helpers: TestClient, path: str
) -> None:
    assert 'Free. <span lang="fr">Selon les revenus.</span>' in read(helpers, f"/en{path}").html
    assert "Gratuit. Selon les revenus." in read(helpers, path).html.replace("\xa0", " ")


# Results


def test_results_should_be_twenty_a_page(helpers: TestClient) -> None:
    first = read(helpers, "/aidant", q="prêter un ordinateur")
    ranks = [each["value"] for each in first.all("li") if "value" in each]
    assert ranks == [str(number) for number in range(1, 21)]
    second = read(helpers, first.link("Page suivante"))
    assert [each["value"] for each in second.all("li") if "value" in each][0] == "21"


def test_a_result_should_say_what_tells_who_may_go(helpers: TestClient) -> None:
    results = read(helpers, "/aidant", q="prêter un ordinateur", lieu="Lille")
    text = " ".join(results.texts("main"))
    for texts in (
        "Pour qui Bénéficiaires des minima sociaux",
        "Contact par un professionnel seulement",
        "09 99 00",
        "Venir Sur place · Se présenter sur place",
        "Conditions Venir avec un justificatif de domicile.",
        "D'après une page",
        "rue Haute, Lille, à moins de 1 km",
        "Horaires",
    ):
        assert texts in text


def test_an_old_source_should_be_told_in_the_results(helpers: TestClient) -> None:
    old = read(helpers, "/aidant/selection", f="reseau-libre").html
    assert '<li class="unknown">Source ancienne</li>' in old
    assert "Source ancienne" not in read(helpers, "/aidant/selection", f=IDS[0]).html


@pytest.mark.parametrize("path", ["selection", "fiche"])
def test_a_record_that_cannot_be_reached_should_say_so(helpers: TestClient, path: str) -> None:
    silent = read(helpers, f"/aidant/{path}", f="reseau-libre")
    assert "Contact inconnu" in " ".join(silent.texts("main"))
    assert "Contact inconnu" not in read(helpers, f"/aidant/{path}", f=IDS[0]).html


def test_a_sheet_should_be_one_link_away_from_a_result(helpers: TestClient) -> None:
    results = read(helpers, "/aidant", q="prêter un ordinateur", lieu="Lille")
    links = [each["href"] for each in results.all("a") if each.get("class") == "sheet-link"]
    assert len(links) == 20
    query = parse_qs(urlsplit(links[0]).query)
    assert query["q"] == ["prêter un ordinateur"]
    assert query["lieu"] == ["Lille"]
    assert read(helpers, links[0]).texts("h1") == [REFERRAL_SHEET]


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("frais", "gratuit"),
        ("publics", "beneficiaires-des-minimas-sociaux"),
        ("modes_mobilisation", "se-presenter"),
        ("prise_en_charge", "illettrisme"),
        ("langues", "ar"),
    ],
)
def test_a_filter_should_stay_from_page_to_page(helpers: TestClient, field: str, code: str) -> None:
    results = read(helpers, "/aidant", q="ordinateur", lieu="Lille", **{field: code})  # type: ignore[arg-type]
    assert kept_fields(results)[field] == [code]
    assert kept_fields(results)["lieu"] == ["Lille"] * len(kept_fields(results)["lieu"])
    chip = f"{field}={code}"
    assert chip not in results.link(REMOVE_FILTERS)
    if "Page suivante" in results.texts("a"):
        assert chip in results.link("Page suivante")


def test_a_quick_filter_that_gives_nothing_should_stay_at_its_place_disabled(
    helpers: TestClient,
) -> None:
    boxes = {each.get("value"): each for each in read(helpers, "/aidant", q="fibre").all("input")}
    assert "disabled" in boxes["personnes-en-situation-de-handicap"]
    assert "disabled" not in boxes["a-distance"]


def test_a_quick_filter_should_not_be_offered_twice(helpers: TestClient) -> None:
    results = read(helpers, "/aidant", q="prêter un ordinateur")
    offered = [
        (each["name"], each["value"])
        for each in results.all("input")
        if each.get("type") == "checkbox" and "name" in each and each["name"] != "f"
    ]
    assert len(offered) == len(set(offered))


def test_the_records_ticked_should_go_to_a_comparison_or_to_a_sheet(helpers: TestClient) -> None:
    results = read(helpers, "/aidant", q="prêter un ordinateur", lieu="Lille")
    form = next(each for each in results.all("form") if each.get("class") == "picks")
    assert form["action"] == "/aidant/comparer"
    actions = [each.get("formaction") for each in results.all("button")]
    assert "/aidant/fiche" in actions
    ticked = [each for each in results.all("input") if each.get("name") == "f"]
    assert len(ticked) == 20


def test_nothing_found_should_say_what_to_do(helpers: TestClient) -> None:
    results = read(helpers, "/aidant", q="asdkjh")
    assert results.texts("h1") == [NO_RELIABLE_RESULT]
    assert "/aidant" in hrefs(results)


def test_a_correction_should_be_told_and_undone(helpers: TestClient) -> None:
    results = read(helpers, "/aidant", q="aide ordinnateur")
    assert any("Résultats pour « aide ordinateur »" in note for note in results.notes)
    assert "exact=True" in results.link("Chercher mes mots exacts")


@pytest.mark.parametrize(
    ("parameters", "at_fault"),
    [
        ({"q": ""}, "q"),
        ({"q": "x" * 301}, "q"),
        ({"q": NEED, "lieu": "x" * 121}, "lieu"),
        ({"q": NEED, "frais": "nimporte"}, "q"),
        ({"q": NEED, "page": "0"}, "q"),
    ],
)
def test_what_is_wrong_should_be_said_beside_the_field(
    helpers: TestClient, parameters: dict[str, Any], at_fault: str
) -> None:
    results = read(helpers, "/aidant", 422, **parameters)
    assert results.field(at_fault)["aria-describedby"] == "erreur"
    assert results.title.startswith(TO_CORRECT)


# Short-list, comparison, sheet


def test_a_short_list_should_be_reopened_from_its_address(helpers: TestClient) -> None:
    results = read(helpers, "/aidant/selection", f=FOUR)
    assert [each["data-id"] for each in results.all("li") if "data-id" in each] == FOUR
    assert results.texts("h1") == ["Sélection de 4 fiches"]


def test_a_short_list_should_hold_twelve_records(helpers: TestClient) -> None:
    results = read(helpers, "/aidant/selection", f=IDS)
    assert len([each for each in results.all("li") if "data-id" in each]) == MAX_LISTED == 12


def test_the_boxes_of_a_short_list_should_be_ticked_as_far_as_a_comparison_goes(
    helpers: TestClient,
) -> None:
    matches = read(helpers, "/aidant/selection", f=IDS[:6])
    ticked = [
        each["value"] for each in matches.all("input") if "checked" in each and "name" in each
    ]
    assert ticked == FOUR
    results = read(helpers, "/aidant", q="prêter un ordinateur")
    assert not [
        each for each in results.all("input") if "checked" in each and each.get("name") == "f"
    ]


def test_a_record_asked_twice_should_be_shown_once(helpers: TestClient) -> None:
    results = read(helpers, "/aidant/comparer", f=[*FOUR[:2], *FOUR[:2]])
    assert len(results.texts("th")) == 1 + 2 + 12


@pytest.mark.parametrize("path", ["selection", "comparer", "fiche"])
def test_unknown_records_should_be_told_and_left_out(helpers: TestClient, path: str) -> None:
    results = read(helpers, f"/aidant/{path}", f=["disparue", IDS[0], "../etc"])
    assert "2 fiches demandées n'existent pas, ou plus." in results.notes
    assert "disparue" not in " ".join(results.texts("main"))


@pytest.mark.parametrize("path", ["selection", "comparer", "fiche"])
def test_only_unknown_records_should_be_not_found(helpers: TestClient, path: str) -> None:
    results = read(helpers, f"/aidant/{path}", 404, f="disparue")
    assert any("n'existent pas, ou plus" in note for note in results.notes)


@pytest.mark.parametrize("path", ["selection", "comparer", "fiche"])
def test_no_record_chosen_should_be_said(helpers: TestClient, path: str) -> None:
    results = read(helpers, f"/aidant/{path}", q="ordinateur", lieu="Lille")
    assert any("Aucune fiche n'est choisie" in note for note in results.notes)
    assert "/aidant?q=ordinateur&lieu=Lille" in hrefs(results)


@pytest.mark.parametrize("path", ["selection", "comparer", "fiche"])
@pytest.mark.parametrize(
    "typed",
    [HOSTILE, "x" * 3000, "%00", "'; DROP TABLE", "\U0001f600" * 50, "ﷺ" * 200, "\u202etxt"],
)
def test_hostile_addresses_should_be_pages_without_what_they_hold(
    helpers: TestClient, path: str, typed: str
) -> None:
    results = read(helpers, f"/aidant/{path}", f=[IDS[0], typed], q=typed, lieu=typed)
    assert HOSTILE not in results.html
    assert results.texts("h1")


def test_hundreds_of_records_in_an_address_should_be_a_page(helpers: TestClient) -> None:
    read(helpers, "/aidant/fiche", f=[f"x{number}" for number in range(900)], status=404)


def test_a_comparison_should_be_a_table_with_its_headers(helpers: TestClient) -> None:
    results = read(helpers, "/aidant/comparer", f=FOUR[:3], lieu="Lille")
    scopes = [each["scope"] for each in results.all("th")]
    assert scopes.count("col") == 4
    assert scopes.count("row") == 12
    assert results.texts("caption") == ["3 fiches"]
    phrase = results.texts("td")
    for text in (
        "09 99 00 00 01",
        "1 rue Haute, Lille, à moins de 1 km du centre de Lille",
        "Français, arabe",
    ):
        assert text in phrase
    assert any(each.startswith("lundi au vendredi : 9 h – 12 h") for each in phrase)
    assert any(each.startswith("D'après une page") for each in phrase)


def test_a_comparison_should_show_four_records_and_say_so(helpers: TestClient) -> None:
    results = read(helpers, "/aidant/comparer", f=IDS[:6])
    assert len([each for each in results.all("th") if each["scope"] == "col"]) == 5
    assert "4 fiches au plus : voici les premières." in results.notes


def test_who_compares_four_records_should_choose_the_three_that_go_on_paper(
    helpers: TestClient,
) -> None:
    page = read(helpers, "/aidant/comparer", f=FOUR, q="ordi", lieu="Lille")
    boxes = [each for each in page.all("input") if each.get("id", "").startswith("imprimer-")]
    assert [each["value"] for each in boxes] == FOUR
    assert ["checked" in each for each in boxes] == [True, True, True, False]
    assert kept_fields(page)["q"] == ["ordi"]
    assert "3 structures au plus. Cochez celles à imprimer." in " ".join(page.texts("legend"))
    sheet = read(helpers, "/aidant/fiche", f=[FOUR[0], FOUR[3]], q="ordi", lieu="Lille")
    assert len([each for each in sheet.all("section") if each.get("class") == "place"]) == 2
    three = read(helpers, "/aidant/comparer", f=FOUR[:3])
    assert "imprimer-1" not in three.html
    assert "/aidant/fiche?" in three.html


def test_a_line_that_nobody_fills_should_be_left_out_of_a_comparison(helpers: TestClient) -> None:
    results = read(helpers, "/aidant/comparer", f=["reseau-libre", "clic-pour-tous"])
    lines = results.texts("th")[3:]
    assert lines == ["Ce que c'est", FOR_WHOM, HOW_TO_COME, "Téléphone", "Où", "Preuve"]
    for line in results.html.split("<tr>")[2:]:
        assert line.count('class="none"') < 2


@pytest.mark.parametrize("path", ["selection", "fiche"])
def test_a_line_that_a_record_does_not_fill_should_be_left_out(
    helpers: TestClient, path: str
) -> None:
    text = " ".join(read(helpers, f"/aidant/{path}", f="clic-pour-tous").texts("main"))
    assert "non précisé" not in text
    assert "Prix" not in text


def test_the_phone_and_the_site_should_be_links_wherever_a_helper_reads_them(
    located_client: TestClient, client: TestClient
) -> None:
    for path in ("selection", "comparer", "fiche"):
        page = read(client, f"/aidant/{path}", f="atelier-phenix")
        assert page.link("03 20 00 00 00") == "tel:+33320000000", path
        assert page.link("phenix.example") == "https://phenix.example/", path
    sheet = read(located_client, "/aidant/fiche", f="france-services", lieu="Lille")
    mail = "lille@france-services.example"
    assert sheet.link(mail) == f"mailto:{mail}"


def test_the_actions_of_a_short_list_should_be_there_once(helpers: TestClient) -> None:
    page = read(helpers, "/aidant/selection", f=FOUR)
    assert page.html.count('formaction="/aidant/fiche"') == 1
    assert 'id="selection"' not in page.html


def test_the_base_of_the_address_of_a_short_list_should_have_no_parameter(
    helpers: TestClient,
) -> None:
    bases = [each["data-base"] for each in read(helpers, "/aidant").all("a") if "data-base" in each]
    assert bases == ["/aidant/comparer", "/aidant/fiche", "/aidant/selection"]


def test_a_place_should_be_read_as_in_the_search(helpers: TestClient) -> None:
    near = read(helpers, "/aidant/comparer", f=IDS[0], lieu="Villeneuve-d'Ascq").html
    assert "rue Haute, Lille, à 7 km" in near
    for nowhere in ("", "Marseille", "France", "asdkjh", "59", "…"):
        assert " km" not in read(helpers, "/aidant/comparer", f=IDS[0], lieu=nowhere).html


def test_a_sheet_should_hold_three_records_and_say_so(helpers: TestClient) -> None:
    results = read(helpers, "/aidant/fiche", f=FOUR)
    assert len([each for each in results.all("section") if each.get("class") == "place"]) == 3
    assert "3 fiches au plus : voici les premières." in results.notes


def test_a_sheet_should_say_the_facts_in_order(helpers: TestClient) -> None:
    results = read(helpers, "/aidant/fiche", f=IDS[0], q="ordi", lieu="Lille")
    assert results.texts("dt")[:9] == [
        "Téléphone", "Horaires", FOR_WHOM, "Prix", HOW_TO_COME, "Adresse", "Langues",
        "Accessibilité", "Conditions",
    ]  # fmt: skip
    text = " ".join(results.texts("article"))
    assert "Besoin : « ordi »" in text
    assert "D'après une page" in text


def test_what_is_typed_on_a_sheet_should_have_no_way_to_be_sent(helpers: TestClient) -> None:
    results = read(helpers, "/aidant/fiche", f=IDS[0])
    assert results.all("form") == []
    fields = [*results.all("input"), *results.all("textarea")]
    assert all("name" not in each for each in fields)
    typed = [each for each in fields if "data-written" in each]
    assert len(typed) == 6
    of_the_person = [each for each in typed if "data-mine" not in each]
    assert all(each["autocomplete"] == "off" for each in of_the_person)
    assert (
        "Ce que vous écrivez ici n'est envoyé à personne et disparaît quand vous fermez la page."
        in results.texts("p")
    )


def test_a_sheet_should_be_sent_and_copied_without_a_script(helpers: TestClient) -> None:
    results = read(helpers, "/aidant/fiche", f=IDS[0], q="ordi <pas> cher & vite")
    message, report = results.texts("textarea")[1:]
    assert "http://testserver/fiches/ordinateurs-1" in message
    assert "ordi <pas> cher & vite" in report
    link = next(href for href in hrefs(results) if href.startswith("sms:?&body="))
    assert " ".join(unquote(link.removeprefix("sms:?&body=")).split()) == message
    how = "Pour imprimer, utilisez le menu de votre navigateur (Ctrl + P sur un ordinateur)."
    assert how in results.texts("p")


def test_the_sms_about_several_records_should_link_to_their_list(helpers: TestClient) -> None:
    message = read(helpers, "/aidant/fiche", f=FOUR[:2]).texts("textarea")[1]
    address = "http://testserver/aidant/selection?f=ordinateurs-1&f=ordinateurs-2"
    assert address in message
    read(helpers, address.removeprefix("http://testserver"))


def test_a_sheet_in_english_should_link_to_sheets_in_english(helpers: TestClient) -> None:
    assert (
        "http://testserver/en/fiches/ordinateurs-1"
        in helpers.get("/en/aidant/fiche?f=ordinateurs-1").text
    )


@pytest.mark.parametrize(
    "path", ["/aidant?q=ordinateur", "/aidant/comparer", "/aidant/fiche", "/aidant/selection"]
)
def test_nothing_should_be_stored(helpers: TestClient, path: str, tmp_path: Path) -> None:
    response = helpers.get(path, params={"f": IDS[0]} if "?" not in path else None)
    assert "set-cookie" not in response.headers
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_the_host_that_a_request_names_should_never_be_markup(helpers: TestClient) -> None:
    address = f"/aidant/fiche?f={IDS[0]}&f={IDS[1]}"
    response = helpers.get(address, headers={"host": 'x"><script>alert(1)</script>'})
    assert response.status_code < 500
    assert "<script>alert" not in response.text


def test_who_the_helper_is_should_be_kept_only_when_a_box_is_ticked(helpers: TestClient) -> None:
    page = read(helpers, "/aidant/fiche", f=IDS[0])
    mine = {each["id"]: each["data-mine"] for each in page.all("input") if "data-mine" in each}
    assert mine == {"oriente-par": "nom", "structure": "structure", "ville": "ville"}
    box = next(each for each in page.all("input") if each["type"] == "checkbox")
    assert "checked" not in box
    assert "Décocher les efface" in page.html
    notice = " ".join(read(helpers, "/donnees-personnelles").texts("p"))
    assert "garder son nom, sa structure et sa ville" in notice


def test_a_short_list_should_be_seen_on_every_telephone() -> None:
    """Until a screen is too low, the bar of the short-list stays at its bottom."""
    css = (STATIC / "aidant.css").read_text(encoding="utf-8")
    static = css.split(".basket { position: static;")[0].rsplit("@media", 1)[1]
    assert static.split("{")[0].strip() == "(max-height: 30rem)"


def test_the_script_should_weigh_little_and_write_no_markup() -> None:
    script = (STATIC / "aidant.js").read_bytes()
    assert len(gzip.compress(script)) <= 4096
    assert b"innerHTML" not in script
    assert b"fetch" not in script


def test_the_location_chosen_should_go_with_its_record_to_the_sheet(
    located_client: TestClient,
) -> None:
    rows = read(located_client, "/aidant", q="démarches administratives", lieu="Lille")
    boxes = [each["value"] for each in rows.all("input") if each.get("name") == "f"]
    assert "france-services~france-services--lille" in boxes
    text = " ".join(rows.texts("main"))
    assert "Où 12 rue de Lannoy, 59800 Lille, à 2 km du centre" in text
    chosen = "france-services~france-services--tourcoing"
    sheet = read(located_client, "/aidant/fiche", f=chosen, lieu="Lille")
    text = " ".join(sheet.texts("main"))
    assert "France services de Tourcoing" in sheet.texts("h2")
    assert "59200 Tourcoing" in text
    compared = read(located_client, "/aidant/comparer", f=boxes[0], lieu="Lille")
    assert "03 20 00 00 01" in " ".join(compared.texts("td"))


def test_the_nearest_location_should_be_in_the_message_and_in_the_report(
    located_client: TestClient,
) -> None:
    page = read(located_client, "/aidant/fiche", f="france-services", lieu="Lille")
    message, report = page.texts("textarea")[-2:]
    for text in ("France services Lille-Fives", "12 rue de Lannoy, 59800 Lille", "03 20 00 00 01"):
        assert text in message
        assert text in report
    assert "9 h" in message
    assert "9 h" in report


def test_a_location_of_another_record_should_not_be_taken(located_client: TestClient) -> None:
    for wrong in ("bibliotheque--lille", "inconnu", ""):
        page = read(located_client, "/aidant/fiche", f=f"france-services~{wrong}", lieu="Lille")
        assert "France services Lille-Fives" in page.html


def test_a_row_should_bear_the_place_to_go_to_then_its_network(located_client: TestClient) -> None:
    rows = read(located_client, "/aidant", q="démarches administratives", lieu="Lille")
    assert "France services Lille-Fives" in rows.texts("h2")
    assert "France services" not in rows.texts("h2")
    place, network = rows.link("France services Lille-Fives"), rows.link("France services")
    assert urlsplit(place).path == "/lieux/france-services--lille"
    assert urlsplit(network).path == "/fiches/france-services"
    assert parse_qs(urlsplit(place).query)["de"] == ["aidant"]
    read(located_client, place)


@pytest.mark.parametrize("path", ["selection", "comparer", "fiche"])
def test_a_place_chosen_should_be_named_wherever_it_is_kept(
    located_client: TestClient, path: str
) -> None:
    chosen = "france-services~france-services--tourcoing"
    page = read(located_client, f"/aidant/{path}", f=chosen, lieu="Lille")
    named = page.texts("th" if path == "comparer" else "h2")
    assert any("France services de Tourcoing" in each for each in named)
    assert "/lieux/france-services--tourcoing" in page.html
    assert "France services" in [*page.texts("a"), *page.texts("b")]


def test_a_report_should_name_the_place_then_its_network(located_client: TestClient) -> None:
    page = read(located_client, "/aidant/fiche", f="france-services", lieu="Lille")
    report = page.texts("textarea")[-1]
    assert "- France services Lille-Fives (France services) : 12 rue de Lannoy" in report
    assert "http://testserver/lieux/france-services--lille" in report


def test_a_location_of_two_networks_should_be_on_one_row_only(
    located_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[set[str]] = []

    def spied(*given: Any) -> ResultCard:
        seen.append(given[-1])
        return result_card(*given)

    monkeypatch.setattr(rows, "result_card", spied)
    read(located_client, "/aidant", q="démarches administratives", lieu="Lille")
    assert len(seen) > 1
    assert all(each is seen[0] for each in seen)
    assert "france-services--lille" in seen[0]


def test_a_row_should_keep_for_its_details_what_is_long(helpers: TestClient) -> None:
    html = read(helpers, "/aidant", q="prêter un ordinateur", lieu="Lille").html
    row = html.split("<li data-id=")[1].split("<details")
    decides = (
        "09 99 00", "un professionnel seulement", "Sous conditions", "à moins de 1 km<",
        "Bénéficiaires des", "Gratuit",
    )  # fmt: skip
    details = ("Sur place", "rue Haute", "lundi au vendredi", "Venir avec un justificatif")
    for said in decides:
        assert said in row[0].replace("\xa0", " "), said
    for said in details:
        assert said not in row[0]
        assert said in row[1].replace("\xa0", " "), said


@pytest.mark.parametrize("path", ["/aidant", "/en/aidant"])
def test_an_emergency_should_show_its_numbers_and_no_empty_state(
    helpers: TestClient, path: str
) -> None:
    page = read(helpers, path, q="ma femme ne respire plus")
    assert len(page.texts("h1")) == 1
    assert NO_RELIABLE_RESULT not in page.html
    assert not page.all("aside")
    assert "tel:15" in hrefs(page)
    assert "Dites le besoin autrement" not in page.html


def test_other_results_should_be_folded_under_violence(client: TestClient) -> None:
    page = read(client, "/aidant", q="mon mari me frappe, réparer")
    folded = next(each for each in page.texts("details") if each.startswith(SEE_OTHERS))
    assert "Atelier Phénix" in folded
    assert page.html.index('role="alert"') < page.html.index('<ol class="rows">')
    assert "besoin=" not in page.html
