"""Tests of the API routes of autocomplete."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.places.autocomplete import PlaceSuggestions
from index.taxonomy.autocomplete import MAX_CHARS, MAX_NEEDS
from service.app import create_app
from service.http.problems import MEDIA_TYPE
from service.settings import Settings
from service.suggestions.api import MAX_PLACES
from service.suggestions.schemas import ATTRIBUTION, SUGGESTIONS_TYPE
from tests.service.services import replace_services
from tests.towns import TOWNS

PATH = "/api/v1/suggestions"
BROWSER = f"{PATH}/opensearch"


@pytest.fixture(scope="module")
def suggesting(settings: Settings) -> Iterator[TestClient]:
    """A client of the service over the real thesaurus and a small table of communes."""
    app = create_app(settings)
    replace_services(app, {PlaceSuggestions: PlaceSuggestions(lambda: TOWNS)})
    with TestClient(app) as opened:
        yield opened


def items(client: TestClient, text: str) -> list[dict[str, Any]]:
    response = client.get(PATH, params={"q": text})
    assert response.status_code == 200, response.text
    page: list[dict[str, Any]] = response.json()["items"]
    return page


@pytest.mark.catalogue
def test_a_need_should_be_suggested_with_its_theme_and_its_records(
    suggesting: TestClient,
) -> None:
    assert items(suggesting, "déclarer ses imp")[0] == {
        "nature": "besoin",
        "id": "demarches--impots",
        "libelle": "Déclarer ses impôts en ligne",
        "theme": "demarches",
        "theme_libelle": "Faire ses démarches en ligne",
        "fiches": 0,
    }


def test_a_place_should_be_suggested_as_the_route_of_places_does(suggesting: TestClient) -> None:
    (place,) = (each for each in items(suggesting, "lille") if each["nature"] == "lieu")
    alone = suggesting.get("/api/v1/communes", params={"q": "lille"}).json()
    assert place == alone["items"][0] | {"nature": "lieu"}


@pytest.mark.catalogue
def test_needs_should_come_before_places_each_with_its_kind(suggesting: TestClient) -> None:
    kinds = [each["nature"] for each in items(suggesting, "pa")]
    assert kinds == sorted(kinds)
    assert kinds.count("besoin") == MAX_NEEDS
    assert 0 < kinds.count("lieu") <= MAX_PLACES


@pytest.mark.parametrize("text", ["", "r", "zzzz", "%", "\x00", "é"])
def test_what_begins_nothing_should_be_answered_all_the_same(
    suggesting: TestClient, text: str
) -> None:
    assert items(suggesting, text) == []
    assert suggesting.get(BROWSER, params={"q": text}).json() == [text, []]


def test_an_answer_should_say_whose_places_they_are(suggesting: TestClient) -> None:
    assert suggesting.get(PATH, params={"q": "lille"}).json()["attribution"] == ATTRIBUTION


@pytest.mark.catalogue
def test_a_browser_should_get_what_it_asks_for(suggesting: TestClient) -> None:
    response = suggesting.get(BROWSER, params={"q": "IMPÔT"})
    assert response.headers["Content-Type"] == SUGGESTIONS_TYPE
    typed, labels = response.json()
    assert typed == "IMPÔT"
    assert labels[0] == "Déclarer ses impôts en ligne"
    needs = [each for each in items(suggesting, "IMPÔT") if each["nature"] == "besoin"]
    assert labels == [each["libelle"] for each in needs]


@pytest.mark.parametrize("path", [PATH, BROWSER])
def test_no_cache_should_keep_what_somebody_types(suggesting: TestClient, path: str) -> None:
    response = suggesting.get(path, params={"q": "réparer"})
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", [PATH, BROWSER])
def test_head_should_answer_as_get_without_a_body(suggesting: TestClient, path: str) -> None:
    by_head = suggesting.head(path, params={"q": "réparer"})
    assert (by_head.status_code, by_head.content) == (200, b"")


@pytest.mark.parametrize("path", [PATH, BROWSER])
@pytest.mark.parametrize("parameters", [{}, {"q": "a" * (MAX_CHARS + 1)}])
def test_a_fault_should_be_told_in_french(
    suggesting: TestClient, path: str, parameters: dict[str, str]
) -> None:
    response = suggesting.get(path, params=parameters)
    assert response.status_code == 422
    assert response.headers["Content-Type"] == MEDIA_TYPE
    assert [each["champ"] for each in response.json()["errors"]] == ["q"]
