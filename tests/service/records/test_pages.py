"""Tests of the page of a record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from fastapi.testclient import TestClient

from index.indexing.build import build
from index.records.models import OURS
from service.app import create_app
from service.presentation.messages import (
    BACK_TO_RESULTS,
    FOR_WHOM,
    HOW_TO_BEGIN,
    MY_ORGANISATION,
    REPORT_ERROR,
)
from service.records.view import NOTHING_TO_CHECK_WITH
from service.settings import Settings
from tests.conftest import SMALL_CATALOGUE, make_actor, months_ago
from tests.hash_encoder import HashEncoder
from tests.service.blocks import blocks
from tests.service.page import HOSTILE, Page, read

NEED = "un ordinateur pour ma voisine Odette"
LONG = "Elle aide chaque personne, à son rythme, avec patience et sans jugement. " * 4
EVERY_WAY = ["telephoner", "envoyer-un-courriel", "se-presenter", "utiliser-lien-mobilisation"]
REACHED = {
    "telephone": "+33320000000",
    "courriel": "contact@relais.example",
    "adresse": "2 rue Haute",
    "site_web": "https://relais.example/",
}
"""Field -> its value, which each of the ways above needs, in the same order."""
BESIDE = "Structures semblables ou complémentaires"
SAID = ("téléphoner", "envoyer un courriel", "se présenter sur place", "passer par le site")


def _alone(field: str) -> str:
    """The identifier of the record that gives this field alone."""
    return f"seul-{field.replace('_', '-')}"


def _record(identifier: str, **fields: Any) -> Any:
    return make_actor(**{"id": identifier, "nom": f"Structure {identifier}"} | fields)


RECORDS = (
    _record(
        "relais",
        description=f"Un relais qui prête des tablettes aux habitants. {LONG}",
        commune="Lille",
        code_postal="59000",
        code_insee="59350",
        latitude=50.63,
        longitude=3.06,
        horaires_accueil="Mo-Fr 09:00-12:00",
        besoins=["equipement--ordinateur-petit-prix"],
        publics=["seniors"],
        territoires=["hauts-de-france"],
        mobilisable_par=["usagers", "professionnels"],
        modes_accueil=["en-presentiel"],
        modes_mobilisation=EVERY_WAY,
        lien_source="https://source.example/relais",
        langues=["fr"],
        date_source=months_ago(10),
        **REACHED,
    ),
    _record("muet", modes_mobilisation=["se-presenter"], lien_source="https://source.example/muet"),
    *(
        _record(_alone(name), modes_mobilisation=list({way, "se-presenter"}), **{name: value})
        for (name, value), way in zip(REACHED.items(), EVERY_WAY, strict=True)
    ),
    _record("de-nuit", horaires_accueil="week 1-53/2 Tu 09:00-12:00", date_source=months_ago(30)),
    _record("toujours", horaires_accueil="24/7", date_source="2019-03"),
    _record("appel", telephone="3939", date_source="2019-03"),
    _record("oriente", publics=["jeunes"], mobilisable_par=["professionnels"]),
    _record(
        "prescrit",
        telephone="+33320000000",
        conditions_acces="Être orienté par un travailleur social.",
        date_source="2019-03",
    ),
    _record("inconnu", telephone="3939"),
    _record(
        "national",
        description="Un dispositif public qui forme aux claviers en braille.",
        commune="Paris",
        code_postal="75019",
        latitude=48.89,
        longitude=2.37,
        territoires=["france-entiere"],
        publics=["tous-publics"],
        besoins=["equipement--ordinateur-petit-prix"],
        site_web="https://national.example/",
        lien_source="https://www.source.example/national",
    ),
    _record(
        "national-assis",
        description="Un dispositif public qui forme aux claviers en braille et aux loupes.",
        adresse="71 rue Archereau",
        commune="Paris",
        code_postal="75019",
        latitude=48.89,
        longitude=2.37,
        territoires=["france-entiere"],
        site_web="https://assis.example/",
    ),
    _record("pour-associations", publics=["associations"], mobilisable_par=["professionnels"]),
    _record(
        "hostile",
        nom=HOSTILE,
        description=f"Une structure qui écrit </script><script>alert(1)</script> & « {HOSTILE} ».",
        adresse=HOSTILE,
        telephone="+33320000001",
    ),
)


NEIGHBOURS = tuple(
    _record(
        f"voisine-{number}",
        description=f"Un relais qui prête des tablettes aux habitants. {LONG}",
        besoins=["bases--seniors"],
        publics=["seniors"],
        territoires=["hauts-de-france"],
    )
    for number in range(4)
)
"""They do what the first record does, for the same people, and say that it answers another need."""


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index over records made for these tests, and over the small catalogue."""
    home = tmp_path_factory.mktemp("sheets")
    build((*RECORDS, *NEIGHBOURS, *SMALL_CATALOGUE), HashEncoder(), "hash", home / "index")
    return home


@pytest.fixture(scope="module")
def sheets(catalogue: Path) -> Iterator[TestClient]:
    """A client over that index."""
    with TestClient(create_app(Settings(var=catalogue, use_encoder=False))) as opened:
        yield opened


def _facts(page: Page) -> dict[str, Any]:
    """Return the JSON-LD of a page."""
    blocks_of_data = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.html)
    assert len(blocks_of_data) == 1
    facts: dict[str, Any] = json.loads(blocks_of_data[0])
    return facts


def test_a_sheet_should_answer_in_the_order_in_which_people_ask(sheets: TestClient) -> None:
    page = read(sheets, "/fiches/relais")
    first = ["Prendre contact", FOR_WHOM, "Prix", HOW_TO_BEGIN, "Horaires", "Lieu"]
    assert page.texts("h2")[:6] == first
    assert page.html.index("prête des tablettes") < page.html.index("Prendre contact")
    assert len(page.texts("h1")) == 1


def test_the_first_sentence_should_be_read_first_and_the_rest_on_demand(sheets: TestClient) -> None:
    page = read(sheets, "/fiches/relais")
    assert "Un relais qui prête des tablettes aux habitants. Elle aide" in " ".join(page.texts("p"))
    folded = page.html.partition("<summary>En savoir plus</summary>")[2].partition("</details>")[0]
    assert LONG[: LONG.index(".")] in folded
    assert "En savoir plus" not in read(sheets, "/fiches/atelier-phenix").html


def test_a_way_to_make_contact_should_be_told_only_when_it_can_be_followed(
    sheets: TestClient,
) -> None:
    text = {name: blocks(read(sheets, f"/fiches/{_alone(name)}"))[HOW_TO_BEGIN] for name in REACHED}
    assert text == {
        name: f"Pour commencer : {way}." for name, way in zip(REACHED, SAID, strict=True)
    }


def test_a_record_without_a_number_should_offer_no_call(sheets: TestClient) -> None:
    page = read(sheets, "/fiches/muet")
    assert [each for each in page.all("a") if each["href"].startswith(("tel:", "mailto:c"))] == []
    assert [way for way in SAID if way in page.html.lower()] == []
    assert HOW_TO_BEGIN not in page.texts("h2")


def test_a_record_that_nothing_reaches_should_say_so_and_lead_to_its_source(
    sheets: TestClient,
) -> None:
    page = read(sheets, "/fiches/muet")
    text = blocks(page)["Prendre contact"]
    assert text.startswith("Nous n'avons trouvé ni téléphone, ni courriel, ni site.")
    assert page.link("Lire la page qui en parle") == "https://source.example/muet"


def test_the_main_action_should_be_a_call_where_there_is_a_number(sheets: TestClient) -> None:
    page = read(sheets, "/fiches/relais")
    buttons = [each for each in page.all("a") if "button" in each.get("class", "").split()]
    assert buttons[0] == {"class": "button", "href": "tel:+33320000000"}
    assert {each["class"] for each in buttons[1:]} == {"button quiet"}


@pytest.mark.parametrize(
    ("identifier", "text"),
    [
        ("oriente", "Sur orientation : un professionnel prend contact pour la personne."),
        ("pour-associations", "Un professionnel prend contact."),
        ("relais", "La personne elle-même ou un professionnel peut prendre contact."),
    ],
)
def test_a_sheet_should_say_who_may_make_contact(
    sheets: TestClient, identifier: str, text: str
) -> None:
    assert text in blocks(read(sheets, f"/fiches/{identifier}"))[HOW_TO_BEGIN]


def test_a_sheet_reached_on_referral_should_send_to_a_professional_first(
    sheets: TestClient,
) -> None:
    page = read(sheets, "/fiches/prescrit", 200, lieu="Lille")
    assert blocks(page)["Demandez à un professionnel"].endswith(
        "Trouver France services près de vous Appeler le 03 20 00 00 00"
    )
    text = blocks(page)["Demandez à un professionnel"]
    assert "Conditions : Être orienté par un travailleur social." in text
    search = urlsplit(page.link("Trouver France services près de vous"))
    assert parse_qs(search.query) == {"q": ["France services"], "lieu": ["Lille"]}
    (call,) = [each for each in page.all("a") if each["href"] == "tel:+33320000000"]
    assert call["class"] == "button quiet"
    assert page.notes == []


def test_a_sheet_that_anyone_may_call_should_send_to_the_telephone_first(
    sheets: TestClient,
) -> None:
    page = read(sheets, "/fiches/relais")
    assert "Demandez à un professionnel" not in blocks(page)
    assert blocks(page)["Prendre contact"].startswith("Appeler le 03 20 00 00 00")


@pytest.mark.parametrize(
    ("identifier", "text"),
    [
        ("appel", "Sources anciennes : appelez avant de vous déplacer."),
        ("toujours", NOTHING_TO_CHECK_WITH),
    ],
)
def test_old_sources_should_send_to_the_telephone_only_where_there_is_one(
    sheets: TestClient, identifier: str, text: str
) -> None:
    assert text in read(sheets, f"/fiches/{identifier}").notes


def test_hours_should_be_told_in_words_with_what_is_open_now(sheets: TestClient) -> None:
    text = blocks(read(sheets, "/fiches/relais"))["Horaires"]
    assert re.fullmatch(r"(Ouvert jusqu'à|Fermé, ouvre) .*\. lundi au vendredi 9 h – 12 h", text)
    assert blocks(read(sheets, "/fiches/toujours"))["Horaires"].startswith("Ouvert. lundi au")


def test_a_time_should_not_be_cut_at_the_end_of_a_line(sheets: TestClient) -> None:
    page = read(sheets, "/fiches/relais")
    assert "<dd>9\xa0h – 12\xa0h</dd>" in page.html
    assert "<dd>24 h sur 24</dd>" in read(sheets, "/fiches/toujours").html


def test_hours_that_no_ordinary_week_tells_should_be_shown_as_they_are(sheets: TestClient) -> None:
    text = blocks(read(sheets, "/fiches/de-nuit"))["Horaires"]
    assert text.endswith("week 1-53/2 Tu 09:00-12:00")


def test_only_a_record_with_a_point_should_lead_to_the_map(sheets: TestClient) -> None:
    assert read(sheets, "/fiches/relais").link("Voir sur la carte") == "/carte?fiche=relais"
    assert "Voir sur la carte" not in read(sheets, "/fiches/seul-adresse").texts("a")


@pytest.mark.parametrize(
    ("identifier", "text"),
    [
        ("relais", "Récente"),
        ("de-nuit", "À vérifier"),
        ("toujours", "Source ancienne"),
    ],
)
def test_the_age_of_a_sheet_should_be_judged_in_words(
    sheets: TestClient, identifier: str, text: str
) -> None:
    assert blocks(read(sheets, f"/fiches/{identifier}"))["Source"].startswith(f"{text} – d'après")


def test_a_mistake_should_be_reported_from_one_link_of_the_sheet(sheets: TestClient) -> None:
    page = read(sheets, "/fiches/relais")
    reports = [each["href"] for each in page.all("a") if "/signaler" in each["href"]]
    assert reports == ["/fiches/relais/signaler"]
    assert page.link(REPORT_ERROR) == reports[0]
    assert "Une erreur" not in page.html


def test_an_organisation_should_claim_our_own_records_alone(sheets: TestClient) -> None:
    assert read(sheets, "/fiches/relais").link(MY_ORGANISATION) == "/fiches/relais/confirmer"
    for record in RECORDS:
        links = read(sheets, f"/fiches/{record.id}").texts("a")
        assert (MY_ORGANISATION in links) == (record.type != "besoin" and record.source == OURS)
        claimed = sheets.get(f"/fiches/{record.id}/confirmer").status_code
        assert claimed == (200 if MY_ORGANISATION in links else 404)


def test_a_confirmed_record_should_say_so_with_its_month(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home = tmp_path_factory.mktemp("confirmed")
    confirmed = make_actor(id="sure", date_source="2019-03", confirmee_le="2026-11")
    build((confirmed, *SMALL_CATALOGUE), HashEncoder(), "hash", home / "index")
    with TestClient(create_app(Settings(var=home, use_encoder=False))) as client:
        text = " ".join(read(client, "/fiches/sure").texts("p"))
        english = " ".join(read(client, "/en/fiches/sure").texts("p"))
    assert "Récente – confirmée par la structure en novembre 2026." in text
    assert "November 2026" in english
    assert "Source ancienne" not in text


def test_records_near_should_say_what_they_share_in_words(client: TestClient) -> None:
    text = blocks(read(client, "/fiches/atelier-phenix"))
    assert text[BESIDE].count("Activité semblable.") == 3
    assert "Atelier Phénix" not in text[BESIDE]


def test_an_open_need_should_name_those_who_could_answer_it(client: TestClient) -> None:
    page = read(client, "/fiches/mairie-cherche-benevoles")
    assert "Pourraient y répondre" in page.texts("h2")


def test_a_sheet_should_be_sent_by_links_that_the_page_writes_itself(sheets: TestClient) -> None:
    page = read(sheets, "/fiches/relais")
    address = "http://testserver/fiches/relais"
    sms = unquote(page.link("Par SMS").removeprefix("sms:?&body="))
    place = "2 rue Haute, 59000 Lille"
    assert sms.split("\n") == ["Structure relais", "Tél. 03 20 00 00 00", place, address]
    mail = urlsplit(page.link("Par courriel"))
    assert (mail.scheme, mail.path) == ("mailto", "")
    text = parse_qs(mail.query)
    assert text["subject"] == ["Structure relais"]
    assert text["body"][0].startswith("Structure relais\r\nUn relais qui prête des tablettes")
    assert text["body"][0].endswith(f"{place}\r\n{address}")


def test_what_is_sent_should_say_nothing_of_the_need(sheets: TestClient) -> None:
    page = read(sheets, "/fiches/relais", 200, q=NEED)
    sent = [page.link(text) for text in ("Par SMS", "Par courriel")]
    assert [each for each in sent if "Odette" in each or "q%3D" in each] == []
    assert "Odette" not in json.dumps(_facts(page), ensure_ascii=False)


def test_a_message_should_stay_short_however_long_the_record(sheets: TestClient) -> None:
    longest = max(len(read(sheets, f"/fiches/{each.id}").link("Par courriel")) for each in RECORDS)
    assert longest < 2000


def test_a_sheet_should_lead_back_to_the_results_that_led_to_it(sheets: TestClient) -> None:
    page = read(sheets, "/fiches/relais", 200, q=NEED, lieu="Lille")
    back = urlsplit(page.link(BACK_TO_RESULTS))
    assert (back.path, parse_qs(back.query)) == ("/recherche", {"q": [NEED], "lieu": ["Lille"]})
    assert page.field("q")["value"] == NEED
    alone = read(sheets, "/fiches/relais")
    assert BACK_TO_RESULTS not in alone.texts("a")
    assert alone.field("q")["value"] == ""


def test_a_need_brought_by_an_address_should_be_cut_and_shown_as_words(sheets: TestClient) -> None:
    page = read(sheets, "/fiches/relais", 200, q=HOSTILE + "x" * 5000)
    assert page.field("q")["value"] == (HOSTILE + "x" * 5000)[:300]
    assert HOSTILE not in page.html


def test_a_need_brought_by_an_address_should_be_kept_nowhere(
    sheets: TestClient, catalogue: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        response = sheets.get("/fiches/relais", params={"q": NEED})
    ours = [each.getMessage() for each in caplog.records if not each.name.startswith("httpx")]
    assert [each for each in ours if "Odette" in each] == []
    files = [each for each in catalogue.rglob("*") if each.is_file()]
    assert files
    assert [each for each in files if b"Odette" in each.read_bytes()] == []
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "set-cookie" not in response.headers


def test_a_national_scheme_should_not_be_told_at_its_seat(sheets: TestClient) -> None:
    page = read(sheets, "/fiches/national")
    assert blocks(page)[HOW_TO_BEGIN].endswith("Territoire : France entière.")
    phrase = " ".join(page.texts("article")) + unquote(
        page.link("Par SMS") + page.link("Par courriel")
    )
    assert "Paris" not in phrase
    assert "Voir sur la carte" not in page.texts("a")


def test_the_street_of_a_national_scheme_should_be_told_as_its_seat(sheets: TestClient) -> None:
    page = read(sheets, "/fiches/national-assis")
    text = blocks(page)
    assert "Siège : 71 rue Archereau, 75019 Paris." in text["Source"]
    assert text[HOW_TO_BEGIN].endswith("Territoire : France entière.")
    assert "Lieu" not in text
    sms = unquote(page.link("Par SMS").removeprefix("sms:?&body=")).split("\n")
    assert sms[:2] == ["Structure national-assis", "https://assis.example/"]
    assert "Archereau" not in unquote(page.link("Par courriel"))


def test_a_neighbour_that_serves_the_country_should_be_told_everywhere(sheets: TestClient) -> None:
    text = blocks(read(sheets, "/fiches/national-assis"))[BESIDE]
    assert "Structure national France entière." in text


def test_the_source_should_bear_the_name_of_its_site(sheets: TestClient) -> None:
    page = read(sheets, "/fiches/national")
    assert page.link("source.example") == "https://www.source.example/national"


@pytest.mark.parametrize(
    ("identifier", "text"),
    [("inconnu", "Non précisé. Posez la question."), ("muet", "Non précisé.")],
)
def test_nobody_should_be_told_to_ask_who_cannot_be_reached(
    sheets: TestClient, identifier: str, text: str
) -> None:
    assert blocks(read(sheets, f"/fiches/{identifier}"))["Prix"] == text


def test_to_help_everybody_should_be_no_reason_to_go_together(sheets: TestClient) -> None:
    text = blocks(read(sheets, "/fiches/national"))
    assert "tous publics" not in text.get(BESIDE, "")


def test_machines_should_read_the_facts_of_the_record(sheets: TestClient) -> None:
    facts = _facts(read(sheets, "/fiches/relais"))
    assert facts["@id"] == "http://testserver/fiches/relais"
    assert facts["name"] == "Structure relais"


def test_a_page_should_state_nothing_that_its_record_does_not_hold(sheets: TestClient) -> None:
    assert set(_facts(read(sheets, "/fiches/muet"))) == {
        "@context", "@type", "@id", "name", "description"
    }  # fmt: skip
    assert read(sheets, "/fiches/mairie-cherche-benevoles").html.count("schema.org") == 0


def test_the_facts_of_a_hostile_record_should_stay_data(sheets: TestClient) -> None:
    page = read(sheets, "/fiches/hostile")
    assert _facts(page)["name"] == HOSTILE
    assert "</script><script>" not in page.html.lower()
    assert [each.get("type", "fiche.js") for each in page.all("script")] == [
        "application/ld+json", "fiche.js"
    ]  # fmt: skip


def test_the_name_of_a_hostile_record_should_add_nothing_to_a_message(sheets: TestClient) -> None:
    mail = urlsplit(read(sheets, "/fiches/hostile").link("Par courriel"))
    assert set(parse_qs(mail.query)) == {"subject", "body"}
    assert parse_qs(mail.query)["subject"] == [HOSTILE]


def test_a_page_in_english_should_say_that_records_are_in_french_and_mark_them(
    sheets: TestClient,
) -> None:
    page = read(sheets, "/en/fiches/relais", 200, q="a computer")
    assert page.all("html")[0]["lang"] == "en"
    assert page.all("h1")[0]["lang"] == "fr"
    leads = [each for each in page.all("p") if each.get("class") == "lead"]
    assert [each["lang"] for each in leads] == ["fr"]
    ours = [each["href"] for each in page.all("a") if "lang" not in each or "hreflang" not in each]
    assert [each for each in ours if "/fiches/relais" in each and not each.startswith("/en/")] == []
    assert _facts(page)["@id"] == "http://testserver/en/fiches/relais"


def test_a_page_in_french_should_not_mark_records_as_foreign(sheets: TestClient) -> None:
    page = read(sheets, "/fiches/relais")
    assert page.notes == []
    assert [each for each in page.all("h1") if "lang" in each] == []


def test_a_record_should_not_be_told_twice_to_go_with_another(sheets: TestClient) -> None:
    page = read(sheets, "/fiches/relais")
    near = page.html.partition('class="near"')[2]
    assert near.count('href="/fiches/voisine-') == len(NEIGHBOURS)
    assert blocks(page)[BESIDE].count("mêmes publics : seniors") >= 1


def test_needs_that_are_shared_should_be_told_by_their_label(sheets: TestClient) -> None:
    text = blocks(read(sheets, "/fiches/voisine-0"))[BESIDE]
    assert "Structure voisine-1 En commun : se mettre au numérique quand on est âgé." in text
