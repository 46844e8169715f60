"""What pages show of an emergency: its numbers, in the language of the page and in the query's."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.service.page import Page

CALL = "jé mal dan la poitrine"
WATCHED = "mon mari me frappe"
AWAY = "https://www.meteofrance.com/"


def alert(page: Page) -> list[dict[str, str]]:
    """The section of the numbers, when there is one."""
    return [each for each in page.all("section") if each.get("role") == "alert"]


def called(page: Page) -> list[str]:
    """The addresses that call a number, in order."""
    addresses = [each.get("href", "") for each in page.all("a")]
    return [each for each in addresses if each.startswith(("tel:1", "sms:", "tel:3"))]


@pytest.mark.parametrize("path", ["/recherche", "/aidant", "/carte", "/widget"])
def test_the_right_number_should_come_before_any_result(client: TestClient, path: str) -> None:
    page = Page(client.get(path, params={"q": CALL}).text)
    assert called(page)[:2] == ["tel:15", "tel:112"]
    assert alert(page)
    assert page.title.startswith("Résultats")
    assert "poitrine" not in page.title
    assert "Urgence : appelez maintenant" in page.html.replace("\u00a0", " ")


@pytest.mark.parametrize("path", ["/recherche", "/aidant", "/carte", "/widget"])
def test_an_ordinary_need_should_show_no_number(client: TestClient, path: str) -> None:
    page = Page(client.get(path, params={"q": "mon ordinateur est mort"}).text)
    assert not alert(page)


@pytest.mark.parametrize("path", ["/recherche", "/facile/recherche", "/carte", "/widget"])
def test_an_emergency_that_nothing_answers_should_show_its_numbers_alone(
    client: TestClient, path: str
) -> None:
    page = Page(client.get(path, params={"q": CALL}).text)
    assert len(page.texts("h1")) == 1
    assert not page.all("aside")
    said = ("Aucun résultat fiable", "Vouliez-vous dire", "39 39", "Dire autrement", "Essayez")
    assert not any(words in page.html for words in said)


@pytest.mark.parametrize("path", ["/recherche", "/facile/recherche", "/widget"])
def test_other_results_should_be_folded_under_an_emergency(client: TestClient, path: str) -> None:
    page = Page(client.get(path, params={"q": f"{WATCHED}, réparer"}).text)
    assert called(page)[:2] == ["tel:3919", "tel:17"]
    (others,) = (text for text in page.texts("details") if text.startswith("Voir "))
    assert "Atelier Phénix" in others
    assert not any(each.get("open") is not None for each in page.all("details"))
    assert page.html.index('role="alert"') < page.html.index('<ol class="hits">')
    assert "besoin=" not in page.html


def test_the_map_of_an_emergency_should_lead_to_the_other_results(client: TestClient) -> None:
    page = Page(client.get("/carte", params={"q": f"{WATCHED}, réparer"}).text)
    assert called(page)[:2] == ["tel:3919", "tel:17"]
    assert page.link("Voir aussi d'autres structures").startswith("/recherche?")
    assert "Réparation de smartphones" not in page.html


@pytest.mark.parametrize("path", ["/recherche", "/facile/recherche", "/aidant", "/carte"])
def test_those_who_may_be_watched_should_leave_at_once(client: TestClient, path: str) -> None:
    page = Page(client.get(path, params={"q": WATCHED}).text)
    (away,) = (each for each in page.all("a") if each["href"] == AWAY)
    assert "noreferrer" in away["rel"]
    assert page.link("Quitter vite ce site") == AWAY
    assert page.html.index(AWAY) < page.html.index('role="alert"')


def test_a_frame_should_offer_no_way_to_leave(client: TestClient) -> None:
    page = Page(client.get("/widget", params={"q": WATCHED}).text)
    assert alert(page)
    assert AWAY not in page.html


@pytest.mark.parametrize("path", ["/recherche", "/facile/recherche"])
def test_a_page_of_danger_should_say_the_need_nowhere_but_in_its_form(
    client: TestClient, path: str
) -> None:
    page = Page(client.get(path, params={"q": WATCHED}).text)
    assert "frappe" not in page.title
    assert "frappe" not in " ".join(page.texts("summary"))


def test_who_may_be_watched_should_be_told_how_to_erase(client: TestClient) -> None:
    page = Page(client.get("/recherche", params={"q": WATCHED}).text)
    assert any(text.startswith("Effacer les traces") for text in page.texts("details"))
    assert any("téléphone d'une autre personne" in text for text in page.texts("p"))


@pytest.mark.parametrize("typed", ["115", "le 39 19", "sos amitié"])
def test_a_line_typed_alone_should_show_its_card(client: TestClient, typed: str) -> None:
    page = Page(client.get("/recherche", params={"q": typed}).text)
    assert len(alert(page)) == 1
    assert len([each for each in page.all("a") if each.get("href", "").startswith("tel:")]) == 1


@pytest.mark.parametrize(
    "path", ["/", "/recherche", "/fiches/atelier-phenix", "/aidant", "/facile/"]
)
def test_every_page_should_lead_to_the_numbers(client: TestClient, path: str) -> None:
    page = Page(client.get(path, params={"q": "ordinateur"}).text)
    (link,) = (each["href"] for each in page.all("a") if each.get("class") == "in-danger")
    assert link == ("/facile/urgences" if path == "/facile/" else "/urgences")


def test_an_emergency_should_be_told_when_nothing_answers(client: TestClient) -> None:
    page = Page(client.get("/recherche", params={"q": "je veux mourir", "frais": "gratuit"}).text)
    assert called(page)[0] == "tel:3114"


def test_a_query_in_another_language_should_be_answered_in_it_too(client: TestClient) -> None:
    page = Page(client.get("/recherche", params={"q": "أريد أن أموت"}).text)
    blocks = [(each["lang"], each["dir"]) for each in page.all("div") if "dir" in each]
    assert blocks == [("fr", "ltr"), ("ar", "rtl")]
    assert "ترجمة آلية" in page.html


def test_a_page_in_english_should_say_it_in_english(client: TestClient) -> None:
    page = Page(client.get("/en/recherche", params={"q": "I want to die"}).text)
    blocks = [each["lang"] for each in page.all("div") if "dir" in each]
    assert blocks == ["en"]
    assert "Emergency: call now" in page.html


def test_those_who_cannot_speak_should_write(client: TestClient) -> None:
    page = Page(client.get("/recherche", params={"q": "je suis sourd, les secours"}).text)
    assert called(page)[0] == "sms:114"


def test_the_place_should_choose_the_numbers(located_client: TestClient) -> None:
    answer = located_client.get("/api/v1/search", params={"q": CALL, "lieu": "Bruxelles"}).json()
    assert [each["numero"] for each in answer["urgence"]] == ["112"]


def test_the_api_should_give_the_numbers_with_their_sources(client: TestClient) -> None:
    answer = client.get("/api/v1/search", params={"q": CALL}).json()
    assert [each["numero"] for each in answer["urgence"]] == ["15", "112"]
    assert all(each["source"].startswith("https://") for each in answer["urgence"])
    ordinary = client.get("/api/v1/search", params={"q": "mon ordinateur est mort"}).json()
    assert ordinary["urgence"] == []


@pytest.mark.parametrize("typed", ["mouri clavier", "sui sid france", "la souri est morte"])
def test_a_correction_of_spelling_should_never_make_an_emergency(
    client: TestClient, typed: str
) -> None:
    answer = client.get("/api/v1/search", params={"q": typed}).json()
    assert answer["urgence"] == []


def test_the_hours_of_a_number_should_be_in_the_language_of_the_page(client: TestClient) -> None:
    page = Page(client.get("/es/recherche", params={"q": CALL}).text)
    assert "24 horas al día, 7 días a la semana, gratuito" in page.html
    assert "24 h sur 24" not in page.html
