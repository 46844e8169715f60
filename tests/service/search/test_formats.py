"""The answer to a search as JSON, GeoJSON or CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from service.search.csv_format import ANSWER_COLUMNS, COLUMNS, CSV_TYPE
from service.search.formats import FormattedSearch
from service.search.geojson_format import GEOJSON_TYPE
from service.search.parameters import SearchParameters
from service.search.schemas import NO_ANSWER

SEARCH = "/api/v1/search"
NEED = "ordinateur smartphone internet"
LILLE: dict[str, Any] = {"lat": 50.63, "lon": 3.06}
TYPES = {"json": "application/json", "geojson": GEOJSON_TYPE, "csv": CSV_TYPE}


def asked(client: TestClient, form: str, q: str = NEED, **parameters: object) -> Any:
    """The answer to a search by GET, in a form."""
    values: dict[str, Any] = {"q": q, "format": form} | parameters
    response = client.get(SEARCH, params=values)
    assert response.status_code == 200, response.text
    return response


def rows(response: Any) -> list[dict[str, str]]:
    """The rows of an answer in CSV."""
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8"), newline="")))


@pytest.mark.parametrize("form", TYPES)
def test_each_form_should_have_its_media_type_by_get_and_by_post(
    client: TestClient, form: str
) -> None:
    for response in (
        asked(client, form),
        client.post(SEARCH, json={"q": NEED, "format": form}),
    ):
        assert response.headers["Content-Type"].partition(";")[0] == TYPES[form]


@pytest.mark.parametrize("place", [{}, LILLE])
def test_results_are_counted_by_filter_unless_one_does_without(
    client: TestClient, place: dict[str, Any]
) -> None:
    whole = asked(client, "json", **place).json()
    light = asked(client, "json", facettes=False, **place).json()
    assert whole["facettes"]
    assert light["facettes"] == light["facettes_lieux"] == []
    assert [item["fiche"]["id"] for item in light["items"]] == [
        item["fiche"]["id"] for item in whole["items"]
    ]


def test_without_a_format_the_answer_should_be_json_whatever_the_client_accepts(
    client: TestClient,
) -> None:
    for accepted in ("text/csv", GEOJSON_TYPE, "*/*"):
        response = client.get(SEARCH, params={"q": NEED}, headers={"Accept": accepted})
        assert response.json()["total"] == 3


@pytest.mark.parametrize("form", ["xml", "", "JSON", "csv "])
def test_an_unknown_format_should_be_refused_by_get_and_by_post(
    client: TestClient, form: str
) -> None:
    for response in (
        client.get(SEARCH, params={"q": NEED, "format": form}),
        client.post(SEARCH, json={"q": NEED, "format": form}),
    ):
        assert response.status_code == 422
        assert [each["champ"] for each in response.json()["errors"]] == ["format"]


def test_a_format_and_its_contents_should_be_no_parameters_of_pages(client: TestClient) -> None:
    own = set(FormattedSearch.model_fields) - set(SearchParameters.model_fields)
    assert own == {"format", "facettes"}
    page = client.get("/recherche", params={"q": NEED, "format": "csv"})
    assert page.headers["Content-Type"].startswith("text/html")


def test_every_form_should_hold_the_same_records_in_the_same_order(client: TestClient) -> None:
    items = asked(client, "json", size=2, page=1, **LILLE).json()["items"]
    features = asked(client, "geojson", size=2, page=1, **LILLE).json()["features"]
    lines = rows(asked(client, "csv", size=2, page=1, **LILLE))
    wanted = [item["fiche"]["id"] for item in items]
    assert len(wanted) == 2
    assert [each["id"] for each in features] == [each["id"] for each in lines] == wanted


def test_each_form_should_say_the_same_of_a_record(client: TestClient) -> None:
    item = asked(client, "json", **LILLE).json()["items"][0]
    feature = asked(client, "geojson", **LILLE).json()["features"][0]["properties"]
    line = rows(asked(client, "csv", **LILLE))[0]
    said = {name: item[name] for name in ANSWER_COLUMNS} | {"raison": item["raison"]["texte"]}
    assert {name: feature[name] for name in ANSWER_COLUMNS} == said
    assert {name: line[name] for name in ANSWER_COLUMNS} == {
        name: "" if value is None else str(value) for name, value in said.items()
    }


def test_nothing_found_should_be_an_empty_collection_and_a_heading_alone(
    client: TestClient,
) -> None:
    told = asked(client, "geojson", "asdkjh").json()
    assert (told["features"], told["total"], told["message"]) == ([], 0, NO_ANSWER)
    assert asked(client, "csv", "asdkjh").text == ",".join(COLUMNS) + "\n"


def described(client: TestClient, method: str) -> dict[str, Any]:
    """What the OpenAPI document says of the answers to a search: media type -> form, example."""
    document = client.get("/api/openapi.json").json()
    content: dict[str, Any] = document["paths"][SEARCH][method]["responses"]["200"]["content"]
    for each in content.values():
        each["schema"]["components"] = document["components"]
    return content


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_three_forms_should_be_described_with_valid_examples(
    client: TestClient, method: str
) -> None:
    content = described(client, method)
    assert set(content) == set(TYPES.values())
    for form in (GEOJSON_TYPE, CSV_TYPE):
        schema, example = content[form]["schema"], content[form]["example"]
        assert list(Draft202012Validator(schema).iter_errors(example)) == []
    (line,) = csv.DictReader(io.StringIO(content[CSV_TYPE]["example"], newline=""))
    assert tuple(line) == COLUMNS
