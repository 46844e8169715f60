"""Tests of the page of missions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from index.indexing.build import build
from service.app import create_app
from service.missions.pages import ADDRESS, LISTED
from service.presentation.formatting import date_in_words
from service.settings import Settings
from tests.hash_encoder import HashEncoder
from tests.index.skills.missions import RECORDS, TODAY
from tests.service.page import HOSTILE, read, sent

MISSION = "La mairie cherche une personne pour réparer des smartphones, le samedi"


def test_a_mission_shows_what_was_understood_and_the_roles(guided: TestClient) -> None:
    page = sent(guided, ADDRESS, mission=MISSION)
    assert "réparer des smartphones" in page.texts("li")
    assert "le samedi" in page.texts("dd")
    assert page.link("Réparateur de smartphones") == "/metiers/reparateur"
    assert page.link("Atelier Phénix") == "/fiches/atelier-phenix"
    assert "n'est dans aucune adresse" in " ".join(page.notes)


def test_the_form_keeps_what_was_written(guided: TestClient) -> None:
    page = sent(guided, ADDRESS, mission=MISSION, lieu="Lille", voie=["emploi"])
    assert MISSION in page.texts("textarea")
    assert page.field("lieu")["value"] == "Lille"
    checked = [field["value"] for field in page.all("input") if "checked" in field]
    assert checked == ["emploi"]
    assert page.link("Voir ce que l'on cherche déjà").startswith("/missions")


def test_a_mission_in_an_address_is_not_read(guided: TestClient) -> None:
    page = read(guided, ADDRESS, 200, mission=MISSION, q="réparer", lieu="Lille")
    assert page.texts("textarea") == [""]
    assert not [each for each in page.all("a") if "mission=" in each["href"]]
    assert page.field("q")["value"] == ""


def test_examples_are_buttons(guided: TestClient) -> None:
    examples = [each for each in read(guided, ADDRESS).all("button") if each.get("name")]
    assert {each["name"] for each in examples} == {"mission", "page"}


@pytest.mark.parametrize("mission", ["", "  ", "!!", "x" * 1_001])
def test_a_mission_that_cannot_be_read_is_asked_again(guided: TestClient, mission: str) -> None:
    answer = guided.post("/missions", data={"mission": mission}, follow_redirects=True)
    assert answer.status_code == 422
    assert 'id="erreur"' in answer.text
    assert 'aria-invalid="true"' in answer.text


@pytest.mark.parametrize("fields", [{"voie": "astronaute"}, {"lieu": "x" * 121}])
def test_a_wrong_choice_or_place_is_refused(guided: TestClient, fields: dict[str, str]) -> None:
    sent(guided, ADDRESS, 422, mission=MISSION, **fields)


def test_a_form_of_another_site_is_refused(guided: TestClient) -> None:
    headers = {"sec-fetch-site": "cross-site"}
    assert guided.post("/missions", data={"mission": MISSION}, headers=headers).status_code == 403


def test_what_is_written_is_shown_as_text(guided: TestClient) -> None:
    assert HOSTILE not in sent(guided, ADDRESS, mission=HOSTILE).html
    assert HOSTILE not in sent(guided, ADDRESS, q=HOSTILE, lieu=HOSTILE, page="1").html


def test_needs_and_organisations_are_listed_with_their_end_and_source(guided: TestClient) -> None:
    page = read(guided, "/missions")
    assert page.link("La mairie cherche des bénévoles") == "/fiches/mairie-cherche-benevoles"
    assert "Sans date de fin." in page.texts("p")
    assert page.link("Clic pour tous") == "/fiches/clic-pour-tous"
    assert "bénévoles patients" in page.texts("p")


def test_nothing_is_invented_when_nothing_is_sought(guided: TestClient) -> None:
    html = sent(guided, ADDRESS, q="zzz qqq", page="1").html
    assert "Aucun besoin ouvert ne correspond. Nous n'en inventons pas." in html
    assert "Aucune structure du catalogue ne dit chercher cela ici." in html


def test_a_place_that_is_not_known_is_told(guided: TestClient) -> None:
    assert "Lieu non reconnu" in sent(guided, ADDRESS, lieu="Zzyzx", page="1").html


@pytest.mark.parametrize("fields", [{"q": "!!"}, {"q": "x" * 301}, {"lieu": "x" * 121}])
def test_a_filter_that_cannot_be_read_is_told(guided: TestClient, fields: dict[str, str]) -> None:
    assert 'id="erreur-liste"' in sent(guided, ADDRESS, 422, page="1", **fields).html


@pytest.mark.parametrize("number", ["0", "2", "9999999", "x", "٣"])
def test_any_number_of_page_is_answered(guided: TestClient, number: str) -> None:
    answer = guided.get(f"/missions?page={number}")
    assert answer.status_code == 200
    assert answer.text.count("/fiches/clic-pour-tous") <= LISTED
    assert sent(guided, ADDRESS, page=number).field("q")["value"] == ""


def test_without_encoder_the_list_is_shown_and_a_mission_waits(client: TestClient) -> None:
    assert client.get("/missions").status_code == 200
    assert "réessayez dans un instant" in sent(client, ADDRESS, q="réparer", page="1").html
    assert client.post(ADDRESS, data={"mission": MISSION}).status_code == 503


def test_a_mission_is_written_nowhere(guided: TestClient, journalled: Callable[[], str]) -> None:
    sent(guided, ADDRESS, mission=MISSION)
    assert "smartphones" not in journalled()


def test_organisations_are_led_to_missions_by_the_guided_path(guided: TestClient) -> None:
    lead = "Trouver quelqu'un pour une mission"
    assert read(guided, "/parcours?porte=structure").link(lead) == "/missions"
    assert lead not in guided.get("/parcours?porte=agir").text


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of the service over open needs, of which one is past its last day; words only."""
    home = tmp_path_factory.mktemp("var") / "index"
    build(RECORDS, HashEncoder(), "hash", home)
    with TestClient(create_app(Settings(var=home.parent, use_encoder=False))) as opened:
        yield opened


def test_a_need_is_shown_until_its_last_day(dated: TestClient) -> None:
    html = dated.get("/missions").text
    assert "/fiches/besoin-a-venir" in html
    assert f"Jusqu'au {date_in_words(TODAY + timedelta(days=30))}." in html
    assert "/fiches/besoin-passe" not in html


def test_a_need_past_its_last_day_says_so_on_its_page_and_its_card(dated: TestClient) -> None:
    ended = f"Ce besoin a pris fin le {date_in_words(TODAY - timedelta(days=1))}."
    assert ended in dated.get("/fiches/besoin-passe").text
    assert "a pris fin" not in dated.get("/fiches/besoin-a-venir").text
    assert "Jusqu'au" in dated.get("/fiches/besoin-a-venir").text
    results = read(dated, f"/recherche?q={quote('Besoin passé')}")
    assert "Terminé" in [*results.texts("li"), *results.texts("p")]
