"""The GeoJSON of a search: records and their nearest locations, as points."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from index.exporters.columns import ATTRIBUTION, LICENCE
from index.exporters.forms import GEOJSON_TYPE
from service.search.csv_format import ANSWER_COLUMNS
from service.search.geojson_format import COLLECTION_SCHEMA

SEARCH = "/api/v1/search"
NEED = "ordinateur smartphone internet"
PAPERS = "démarches administratives en ligne"


def asked(client: TestClient, q: str = NEED, **parameters: object) -> Any:
    """The answer to a search by GET, in GeoJSON."""
    values: dict[str, Any] = {"q": q, "format": "geojson"} | parameters
    response = client.get(SEARCH, params=values)
    assert response.status_code == 200, response.text
    return response


def test_a_collection_should_be_geocodejson(client: TestClient) -> None:
    told = asked(client, "réparer un smartphone", size=1).json()
    (feature,) = told.pop("features")
    assert {name: told[name] for name in ("type", "attribution", "licence", "query")} == {
        "type": "FeatureCollection",
        "attribution": ATTRIBUTION,
        "licence": LICENCE,
        "query": "réparer un smartphone",
    }
    assert (told["page"], told["size"], told["message"]) == (1, 1, None)
    assert feature["geometry"] == {"type": "Point", "coordinates": [3.0667, 50.6333]}
    assert 0 < feature["properties"]["score"] <= 1


def test_a_record_without_coordinates_should_have_no_geometry(client: TestClient) -> None:
    features = asked(client, "démarches administratives en ligne").json()["features"]
    geometries = {each["id"]: each["geometry"] for each in features}
    assert geometries["clic-pour-tous"] is None


def described(client: TestClient, method: str) -> dict[str, Any]:
    """What the OpenAPI document says of the answers to a search: media type -> form, example."""
    document = client.get("/api/openapi.json").json()
    responses = document["paths"][f"{SEARCH}.geojson"][method]["responses"]
    content: dict[str, Any] = responses["200"]["content"]
    for each in content.values():
        each["schema"]["components"] = document["components"]
    return content


def test_what_is_answered_should_be_as_described(client: TestClient) -> None:
    schema = described(client, "get")[GEOJSON_TYPE]["schema"]
    for body in (asked(client).json(), asked(client, "asdkjh").json()):
        assert list(Draft202012Validator(schema).iter_errors(body)) == []


def test_the_example_of_a_collection_should_have_the_properties_of_an_answer(
    client: TestClient,
) -> None:
    example = described(client, "get")[GEOJSON_TYPE]["example"]
    answer = asked(client).json()
    assert set(example) | {"message"} == set(answer)
    assert list(example["features"][0]["properties"])[: len(ANSWER_COLUMNS)] == list(ANSWER_COLUMNS)


def test_the_locations_of_a_record_should_follow_it_with_their_precision(
    located_client: TestClient,
) -> None:
    body = asked(located_client, PAPERS, lieu="Lille").json()
    assert list(Draft202012Validator(dict(COLLECTION_SCHEMA)).iter_errors(body)) == []
    ids = [feature["id"] for feature in body["features"]]
    start = ids.index("france-services")
    near = body["features"][start + 1 : start + 3]
    assert [feature["id"] for feature in near] == [
        "france-services--lille",
        "france-services--tourcoing",
    ]
    first = near[0]["properties"]
    assert near[0]["geometry"] == {"type": "Point", "coordinates": [3.0912, 50.6322]}
    assert (first["type"], first["fiche"], first["precision"]) == (
        "lieu",
        "france-services",
        "adresse",
    )
    assert near[1]["properties"]["precision"] == "commune"


def test_the_total_should_count_records_and_not_their_locations(
    located_client: TestClient,
) -> None:
    body = asked(located_client, PAPERS, lieu="Lille").json()
    records = [each for each in body["features"] if each["properties"]["type"] != "lieu"]
    assert len(records) == body["total"] < len(body["features"])
