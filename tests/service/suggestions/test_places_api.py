"""Tests of the API route of places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse, Response

from index.places.autocomplete import MAX_CHARS, PlaceSuggestions
from service.http import problems
from service.http.problems import MEDIA_TYPE, Problem
from service.suggestions import api as suggestions_api
from service.suggestions.schemas import ATTRIBUTION
from tests.service.services import install_some
from tests.towns import TOWNS

PATH = "/api/v1/communes"


def _page(_request: Request, problem: Problem) -> Response:
    return PlainTextResponse(problem.detail, problem.status)


@pytest.fixture(scope="module")
def places() -> Iterator[TestClient]:
    """A client of the route alone, over a small table."""
    app = FastAPI()
    install_some(app, {PlaceSuggestions: PlaceSuggestions(lambda: TOWNS)})
    problems.install(app, _page)
    app.include_router(suggestions_api.places_router)
    with TestClient(app) as opened:
        yield opened


def items(client: TestClient, text: str) -> list[dict[str, Any]]:
    response = client.get(PATH, params={"q": text})
    assert response.status_code == 200, response.text
    page: list[dict[str, Any]] = response.json()["items"]
    return page


def test_the_start_of_a_name_should_suggest_a_commune(places: TestClient) -> None:
    assert items(places, "lil") == [
        {
            "nom": "Lille",
            "code_insee": "59350",
            "code_postal": "59000",
            "departement": "59",
            "libelle": "Lille (59)",
            "latitude": 50.633,
            "longitude": 3.0586,
        }
    ]


def test_an_area_should_be_suggested_without_the_code_of_a_commune(places: TestClient) -> None:
    assert items(places, "rhône")[0] == {
        "nom": "Rhône",
        "code_insee": "",
        "code_postal": "",
        "departement": "69",
        "libelle": "Rhône (département)",
        "latitude": 45.87,
        "longitude": 4.64,
    }


@pytest.mark.parametrize("text", ["", "l", "zz", "%", "\x00"])
def test_what_suggests_nothing_should_be_answered_all_the_same(
    places: TestClient, text: str
) -> None:
    assert items(places, text) == []


def test_an_answer_should_say_whose_data_it_is(places: TestClient) -> None:
    assert places.get(PATH, params={"q": "lille"}).json()["attribution"] == ATTRIBUTION


def test_an_answer_may_be_kept_for_a_day(places: TestClient) -> None:
    assert places.get(PATH, params={"q": "lille"}).headers["Cache-Control"] == (
        "public, max-age=86400"
    )


def test_head_should_answer_as_get_without_a_body(places: TestClient) -> None:
    by_get = places.get(PATH, params={"q": "lille"})
    by_head = places.head(PATH, params={"q": "lille"})
    assert (by_head.status_code, by_head.content) == (200, b"")
    assert by_head.headers == by_get.headers


@pytest.mark.parametrize(
    ("parameters", "detail"),
    [
        ({}, "q : Ce paramètre est obligatoire. Par exemple : st etien"),
        ({"q": "a" * (MAX_CHARS + 1)}, "q : Au plus 120 caractères. Par exemple : st etien"),
    ],
)
def test_a_fault_should_be_told_in_french_and_not_kept(
    places: TestClient, parameters: dict[str, str], detail: str
) -> None:
    response = places.get(PATH, params=parameters)
    assert response.status_code == 422
    assert response.headers["Content-Type"] == MEDIA_TYPE
    assert response.json()["detail"] == detail
    assert "Cache-Control" not in response.headers


def test_the_route_should_be_described_with_an_example(places: TestClient) -> None:
    described = places.get("/openapi.json").json()
    operation = described["paths"][PATH]["get"]
    assert operation["summary"] == "Proposer des lieux"
    assert operation["parameters"][0]["schema"]["examples"] == ["st etien"]
    assert set(operation["responses"]) == {"200", "422"}
    assert "head" not in described["paths"][PATH]


def test_a_suggestion_should_say_where_it_is(places: TestClient) -> None:
    first = items(places, "lille")[0]
    assert (first["latitude"], first["longitude"]) == (50.633, 3.0586)


def test_a_program_should_choose_how_many_places_it_gets(places: TestClient) -> None:
    whole = items(places, "59")
    assert len(whole) > 1
    few = places.get(PATH, params={"q": "59", "limit": 1}).json()["items"]
    assert few == whole[:1]
    assert places.get(PATH, params={"q": "59", "limit": 51}).status_code == 422


def test_a_point_should_give_the_commune_whose_centre_is_the_nearest(client: TestClient) -> None:
    found = client.get(f"{PATH}/reverse", params={"lat": 45.76, "lon": 4.84}).json()["commune"]
    assert (found["nom"], found["code_commune"], found["code_departement"]) == (
        "Lyon (69)", "69123", "69",
    )  # fmt: skip
    assert 0 < found["distance"] < 5


def test_a_point_at_sea_should_have_no_commune(client: TestClient) -> None:
    answer = client.get(f"{PATH}/reverse", params={"lat": 0, "lon": 0}).json()
    assert answer == {"commune": None, "attribution": ATTRIBUTION}


@pytest.mark.parametrize("values", [{"lat": 91, "lon": 0}, {"lat": 48}, {"lat": "nan", "lon": 2}])
def test_a_point_that_is_none_should_be_refused(
    client: TestClient, values: dict[str, str | int]
) -> None:
    assert client.get(f"{PATH}/reverse", params=values).status_code == 422
