"""The answer to a search as JSON, GeoJSON or CSV."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from index.exporters import columns
from index.exporters.columns import ATTRIBUTION, LICENCE
from index.records.jsonl import read_records
from index.search.query import Query
from index.search.results import SearchResult
from index.search.searcher import Searcher
from service.search.formats import (
    ANSWER_COLUMNS,
    COLUMNS,
    CSV_NAME,
    CSV_TYPE,
    EXAMPLE_RECORD,
    GEOJSON_TYPE,
    LINK,
    FormattedSearch,
    formatted,
)
from service.search.parameters import SearchParameters
from service.search.schemas import NO_ANSWER
from tests.conftest import DATA, make_actor

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


def test_a_format_should_be_no_parameter_of_pages(client: TestClient) -> None:
    assert set(FormattedSearch.model_fields) - set(SearchParameters.model_fields) == {"format"}
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
        name: str(value) for name, value in said.items()
    }


def test_a_collection_should_be_geocodejson(client: TestClient) -> None:
    told = asked(client, "geojson", "réparer un smartphone", size=1).json()
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
    features = asked(client, "geojson", "démarches administratives en ligne").json()["features"]
    geometries = {each["id"]: each["geometry"] for each in features}
    assert geometries["clic-pour-tous"] is None


def test_a_table_should_be_saved_under_a_name_and_say_its_licence(client: TestClient) -> None:
    response = asked(client, "csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{CSV_NAME}"'
    assert response.headers["Link"] == LINK
    assert not response.content.startswith(b"\xef\xbb\xbf")
    assert tuple(rows(response)[0]) == COLUMNS


def test_lists_should_be_joined_and_telephones_be_left_as_they_are(client: TestClient) -> None:
    lines = {each["id"]: each for each in rows(asked(client, "csv"))}
    assert lines["reseau-libre"]["publics"] == "seniors|jeunes"
    assert lines["atelier-phenix"]["telephone"] == "+33320000000"
    assert lines["atelier-phenix"]["services"] == "Réparation de smartphones"


def test_nothing_found_should_be_an_empty_collection_and_a_heading_alone(
    client: TestClient,
) -> None:
    told = asked(client, "geojson", "asdkjh").json()
    assert (told["features"], told["total"], told["message"]) == ([], 0, NO_ANSWER)
    assert asked(client, "csv", "asdkjh").text == ",".join(COLUMNS) + "\n"


def result_of(searcher: Searcher, **fields: object) -> SearchResult:
    """An answer whose first record has other fields."""
    result = searcher.search(Query("réparer un smartphone"))
    hit = replace(result.hits[0], record=make_actor(**fields))
    return replace(result, hits=(hit,))


def test_a_table_should_run_nothing_in_a_spreadsheet(searcher: Searcher) -> None:
    hostile = '=HYPERLINK("http://x.example";"ici")'
    answer = formatted(
        result_of(searcher, nom=hostile, conditions_acces="- sur\nrendez-vous"), "csv"
    )
    (line,) = csv.DictReader(io.StringIO(bytes(answer.body).decode(), newline=""))  # type: ignore[union-attr]
    assert (line["nom"], line["conditions_acces"]) == (f"'{hostile}", "'- sur\nrendez-vous")


def test_a_head_should_have_the_headers_of_the_table_without_its_rows(client: TestClient) -> None:
    response = client.head(SEARCH, params={"q": NEED, "format": "csv"})
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith("attachment")


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


def test_what_is_answered_should_be_as_described(client: TestClient) -> None:
    schema = described(client, "get")[GEOJSON_TYPE]["schema"]
    for body in (asked(client, "geojson").json(), asked(client, "geojson", "asdkjh").json()):
        assert list(Draft202012Validator(schema).iter_errors(body)) == []


def test_the_example_of_a_collection_should_have_the_properties_of_an_answer(
    client: TestClient,
) -> None:
    example = described(client, "get")[GEOJSON_TYPE]["example"]
    answer = asked(client, "geojson").json()
    assert set(example) | {"message"} == set(answer)
    assert list(example["features"][0]["properties"])[: len(ANSWER_COLUMNS)] == list(ANSWER_COLUMNS)


@pytest.mark.catalogue
def test_the_example_should_say_what_the_catalogue_says() -> None:
    records = {each.id: each for each in read_records(DATA / "actors.jsonl")}
    own = records[EXAMPLE_RECORD.id]
    shown = json.loads(EXAMPLE_RECORD.model_dump_json(exclude_defaults=True))
    assert own.description.startswith(shown.pop("description"))
    assert shown.items() <= json.loads(own.model_dump_json()).items()
    assert set(shown) <= set(columns.COLUMNS)
