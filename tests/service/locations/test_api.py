"""API v1 of locations: their list around a place, and each of them."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from service.locations.schemas import COLUMNS
from service.search.geojson_format import COLLECTION_SCHEMA
from tests.locations import PAPERS

LIST = "/api/v1/lieux"
LILLE: dict[str, Any] = {"code_commune": "59350"}


def _get(client: TestClient, path: str = LIST, **parameters: Any) -> Any:
    response = client.get(path, params=parameters)
    assert response.status_code == 200, response.text
    return response


def _ids(body: Any) -> list[str]:
    return [item["id"] for item in body["items"]]


def test_locations_around_a_commune_should_be_listed_without_a_text(
    located_client: TestClient,
) -> None:
    body = _get(located_client, **LILLE).json()
    assert _ids(body) == [
        "bibliotheque--lille",
        "france-services--lille",
        "france-services--tourcoing",
    ]
    assert (body["total"], body["pages"], body["lieu"]["nom"]) == (3, 1, "Lille (59)")
    first = body["items"][0]
    assert (first["reseau"], first["licence"]) == ("bibliotheques-publiques", "cc-by-4.0")
    assert first["distance"] == pytest.approx(0.8, abs=0.5)
    assert first["besoins"] == ["connexion--wifi-gratuit"]  # those of its network
    assert body["items"][2]["situation"].startswith("à environ 10 km")


@pytest.mark.parametrize(
    ("parameters", "ids"),
    [
        ({"besoin": PAPERS}, ["france-services--lille", "france-services--tourcoing"]),
        ({"reseau": "bibliotheques-publiques"}, ["bibliotheque--lille"]),
        ({"frais_lieu": "gratuit", "distance": 5}, ["france-services--lille"]),
        (
            {"service": "Aide aux démarches administratives"},
            ["france-services--lille", "france-services--tourcoing"],
        ),
        ({"ouvert_le": "2026-11-30T10:00"}, ["france-services--lille"]),
        ({"ouvert_le": "2026-11-28T10:30"}, ["bibliotheque--lille"]),
        ({"ouvert_le": "2026-12-25T10:30"}, []),
        ({"rdv": "true"}, []),
        ({"accessible": "true"}, []),
    ],
)
def test_a_list_should_be_filtered(
    located_client: TestClient, parameters: dict[str, Any], ids: list[str]
) -> None:
    assert _ids(_get(located_client, **LILLE, **parameters).json()) == ids


def test_a_page_should_hold_its_part(located_client: TestClient) -> None:
    body = _get(located_client, **LILLE, page=2, size=2).json()
    assert _ids(body) == ["france-services--tourcoing"]
    assert (body["total"], body["page"], body["size"], body["pages"]) == (3, 2, 2, 2)


def test_a_filter_should_be_counted_with_those_that_do_not_say(located_client: TestClient) -> None:
    facets = {
        each["champ"]: each for each in _get(located_client, **LILLE).json()["facettes_lieux"]
    }
    assert (facets["ouvert"]["lieux"], facets["ouvert"]["renseignes"]) == (3, 2)
    assert (facets["frais_lieu"]["lieux"], facets["frais_lieu"]["renseignes"]) == (3, 2)
    assert set(facets) == {"ouvert", "frais_lieu", "service"}


def test_a_place_that_is_not_understood_should_be_flagged_and_give_nothing(
    located_client: TestClient,
) -> None:
    body = _get(located_client, lieu="Zzyzxqq").json()
    assert (body["lieu_compris"], body["items"], body["total"]) == (False, [], 0)
    assert body["elargissements"] == ["Lieu non reconnu : « Zzyzxqq »."]


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"besoin": "inconnu"}, "besoin"),
        ({"reseau": "inconnu"}, "reseau"),
        ({"code_commune": "59999"}, "code_commune"),
        ({"lieu": "Lille", "code_commune": "59350"}, "code_commune"),
        ({"lat": "50.6"}, "lat"),
        ({"service": "autre"}, "service"),
        ({"frais_lieu": "autre"}, "frais_lieu"),
        ({"ouvert_le": "demain"}, "ouvert_le"),
        ({"ouvert_le": "0001-01-01T00:00"}, "ouvert_le"),
        ({"q": "papiers"}, "q"),
        ({"format": "xml"}, "format"),
    ],
)
def test_a_request_that_is_not_valid_should_be_refused(
    located_client: TestClient, parameters: dict[str, Any], field: str
) -> None:
    response = located_client.get(LIST, params=parameters)
    assert response.status_code == 422
    assert [error["champ"].partition(".")[0] for error in response.json()["errors"]] == [field]


def test_a_table_should_hold_the_same_locations(located_client: TestClient) -> None:
    response = _get(located_client, **LILLE, format="csv")
    rows = list(csv.DictReader(io.StringIO(response.text, newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [row["id"] for row in rows] == _ids(_get(located_client, **LILLE).json())
    assert rows[1]["telephone"] == "+33320000001"
    assert rows[1]["services"] == "Aide aux démarches administratives"
    assert (rows[1]["precision"], rows[2]["precision"]) == ("adresse", "commune")


def test_a_map_should_hold_their_points_with_precision_and_licence(
    located_client: TestClient,
) -> None:
    body = _get(located_client, **LILLE, format="geojson").json()
    assert list(Draft202012Validator(dict(COLLECTION_SCHEMA)).iter_errors(body)) == []
    first = body["features"][0]
    assert first["id"] == "bibliotheque--lille"
    assert first["geometry"]["coordinates"] == [3.0686, 50.6318]
    assert (first["properties"]["precision"], first["properties"]["licence"]) == (
        "adresse",
        "cc-by-4.0",
    )
    assert body["licence"] == "selon le lieu"


def test_a_location_should_be_read_by_its_identifier(located_client: TestClient) -> None:
    body = _get(located_client, f"{LIST}/france-services--lille").json()
    assert (body["nom"], body["distance"], body["situation"]) == (
        "France services Lille-Fives",
        None,
        "",
    )
    assert body["lien"] == "/lieux/france-services--lille"
    assert body["besoins"] == [PAPERS]


def test_the_identifier_of_a_merged_location_should_lead_to_the_present_one(
    located_client: TestClient,
) -> None:
    response = located_client.get(f"{LIST}/france-services--fives", follow_redirects=False)
    assert response.status_code == 308
    assert response.headers["Location"] == f"{LIST}/france-services--lille"


@pytest.mark.parametrize("identifier", ["inconnu", "%3Cscript%3E", "a" * 150])
def test_an_unknown_location_should_be_absent(located_client: TestClient, identifier: str) -> None:
    response = located_client.get(f"{LIST}/{identifier}")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_search_should_keep_the_records_with_a_location_that_passes(
    located_client: TestClient,
) -> None:
    wanted = {"q": "démarches administratives en ligne", "lieu": "Lille"}
    body = _get(located_client, "/api/v1/search", **wanted, frais_lieu="gratuit").json()
    assert [item["fiche"]["id"] for item in body["items"]] == ["france-services"]
    closed = _get(located_client, "/api/v1/search", **wanted, ouvert_le="2026-11-30T03:00").json()
    assert closed["items"] == []
    posted = located_client.post(
        "/api/v1/search", json=wanted | {"ouvert_le": "2026-11-30T10:00", "frais_lieu": ["gratuit"]}
    ).json()
    (item,) = posted["items"]
    assert [near["id"] for near in item["lieux"]] == ["france-services--lille"]
    facets = {each["champ"]: each for each in posted["facettes_lieux"]}
    assert facets["frais_lieu"]["valeurs"][0]["choisi"] is True
