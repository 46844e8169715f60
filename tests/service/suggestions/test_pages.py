"""Names that the search field completes in the browser."""

from __future__ import annotations

from html import unescape

from fastapi.testclient import TestClient


def test_the_names_of_records_should_be_listed_without_open_needs(client: TestClient) -> None:
    answer = client.get("/noms.json")
    assert "public" in answer.headers["cache-control"]
    assert "Réseau Libre" in answer.json()
    assert "La mairie cherche des bénévoles" not in answer.json()


def test_the_search_field_should_know_where_names_are(client: TestClient) -> None:
    assert 'data-names="/noms.json"' in client.get("/").text


def test_a_name_should_be_told_as_such_on_the_page(client: TestClient) -> None:
    page = client.get("/recherche", params={"q": "réseau libr"}).text
    assert "C'est son nom" in unescape(page)


def test_a_name_that_nobody_bears_should_be_told_on_the_page(client: TestClient) -> None:
    page = client.get("/recherche", params={"q": "numéro de Zorglubix"}).text
    assert "Nous ne connaissons pas «\xa0Zorglubix\xa0»." in unescape(page)


def test_names_should_be_told_by_the_api(client: TestClient) -> None:
    found = client.get("/api/v1/search", params={"q": "Réseau Libre"}).json()
    assert (found["nom"], found["nom_inconnu"]) == ("Réseau Libre", None)
    assert found["items"][0]["raison"]["libelle"] == "C'est son nom"
    unknown = client.get("/api/v1/search", params={"q": "numéro de Zorglubix"}).json()
    assert (unknown["nom"], unknown["nom_inconnu"]) == (None, "Zorglubix")


def test_names_should_be_suggested_by_the_api(client: TestClient) -> None:
    items = client.get("/api/v1/suggestions", params={"q": "réseau"}).json()["items"]
    assert items[-1] == {"nature": "nom", "id": "reseau-libre", "libelle": "Réseau Libre"}
